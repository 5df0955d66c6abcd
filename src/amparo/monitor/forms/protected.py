"""The forms of e-mail reports, of protected details, and of assessments."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Agency
from amparo.files.emails.reading import Email
from amparo.kernel import clock
from amparo.kernel.forms import DayInput, SubmissionField
from amparo.monitor.content import AssessmentData, ProtectedData, ReportData
from amparo.monitor.forms.sources import choose
from amparo.monitor.models import Credibility, ProtectedDetails, Reliability, Source
from amparo.monitor.services.emails import SUBJECT, TEXT


class EmailForm(forms.Form):
    """An e-mail file."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("For which agency"), empty_label=None)
    email = forms.FileField(
        label=_("E-mail file"),
        max_length=1000,
        allow_empty_file=True,
        help_text=_("Saved from a mail program as .eml. You see what it says before anything is recorded."),
    )
    submission = SubmissionField()

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "agency", agencies)


class EmailReportForm(forms.Form):
    """What is to be recorded of an e-mail that was looked at."""

    source = forms.ModelChoiceField(Source.objects.none(), label=_("Source"))
    received_on = forms.DateField(label=_("Received on"), widget=DayInput())
    reference = forms.CharField(label=_("The source’s own reference"), max_length=120, required=False)
    subject = forms.CharField(label=_("Subject"), max_length=500, required=False)
    text = forms.CharField(
        label=_("What the source said"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 12}),
        help_text=_(
            "Take out greetings and signatures that name people: everybody who reads reports reads this. The e-mail "
            "itself is kept whole."
        ),
    )
    kept = forms.TypedMultipleChoiceField(
        label=_("Files to attach"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    name = forms.CharField(
        label=_("Who sent it"),
        max_length=2000,
        required=False,
        help_text=_("Protected: you alone read it, and those to whom you give access. Empty, it is not kept."),
    )

    def __init__(self, *args: Any, sources: Any, files: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        source, kept = self.fields["source"], self.fields["kept"]
        if isinstance(source, forms.ModelChoiceField):
            source.queryset = sources
        if isinstance(kept, forms.TypedMultipleChoiceField):
            kept.choices = list(files)

    def content(self) -> ReportData:
        """Return what is to be recorded, once it is valid."""
        given = self.cleaned_data
        words = {SUBJECT: given["subject"], TEXT: given["text"].replace("\r\n", "\n")}
        return ReportData(
            source_id=given["source"].pk,
            received_on=given["received_on"],
            content={name: text for name, text in words.items() if text.strip()},
            reference=given["reference"],
        )

    def protected(self) -> ProtectedData | None:
        """Return who sent it, where the person leaves that in."""
        name = self.cleaned_data["name"].strip()
        return ProtectedData(name=name) if name else None


def proposed(email: Email, kept: Sequence[int]) -> dict[str, object]:
    """Return what an e-mail says as the first values of the form."""
    sender = email.sender
    if email.reply_to and email.reply_to != sender:
        sender = f"{sender} ({email.reply_to})"
    return {
        "received_on": email.received_on or clock.today(),
        "subject": email.subject,
        "text": email.text,
        "kept": list(kept),
        "name": sender,
    }


def _long(label: Any, hint: Any = "") -> forms.CharField:
    area = forms.Textarea({"rows": 3})
    return forms.CharField(label=label, max_length=2000, required=False, widget=area, help_text=hint)


class ProtectedForm(forms.Form):
    """Who exactly is behind a source or report."""

    name = forms.CharField(label=_("Name"), max_length=2000, required=False)
    contact = _long(_("Contact"), _("How this person can be reached safely, and how not"))
    circumstances = _long(_("Circumstances"), _("How they know, and what would put them in danger"))
    note = _long(_("Note"))

    def content(self) -> ProtectedData:
        """Return what was typed, once it is valid."""
        given = self.cleaned_data
        return ProtectedData(given["name"], given["contact"], given["circumstances"], given["note"])


def written(details: ProtectedDetails) -> dict[str, object]:
    """Return kept details as the first values of the form."""
    return {
        "name": details.name,
        "contact": details.contact,
        "circumstances": details.circumstances,
        "note": details.note,
    }


class ReadingForm(forms.Form):
    """Why protected details are read."""

    reason = forms.CharField(
        label=_("What do you need them for?"), max_length=500, help_text=_("The keeper of the details sees it.")
    )


class AssessmentForm(forms.Form):
    """A judgement: nothing is chosen beforehand."""

    grade = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": _("Choose one answer.")})
    basis = forms.CharField(
        label=_("On what ground"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("For example: three of its four reports of last year were verified. No names of people."),
    )
    assessed_on = forms.DateField(label=_("As of"), widget=DayInput(), initial=lambda: clock.today())

    def content(self) -> AssessmentData:
        """Return the judgement, once it is valid."""
        given = self.cleaned_data
        return AssessmentData(given["grade"], given["basis"], given["assessed_on"])


class ReliabilityForm(AssessmentForm):
    """How far a source is relied on."""

    grade = forms.ChoiceField(
        label=_("How far do you rely on this source?"),
        choices=Reliability.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one answer.")},
    )


class CredibilityForm(AssessmentForm):
    """How far a report is believed."""

    grade = forms.ChoiceField(
        label=_("How far do you believe what it says?"),
        choices=Credibility.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one answer.")},
    )
