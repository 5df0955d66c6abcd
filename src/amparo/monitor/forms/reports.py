"""The forms of a report: what a source said, and which victims of an incident it speaks of."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock
from amparo.kernel.fields import FuzzyDateField
from amparo.kernel.forms import DayInput, SubmissionField
from amparo.kernel.fuzzy import FuzzyDate
from amparo.monitor.content import MentionData, ReportData
from amparo.monitor.models import AgeBand, Incident, Report, Sex, Source, Victim

TEXT = "text"
"""The name under which the words of a report that was entered on a page stand in its content."""


class ReportForm(forms.Form):
    """What a source said, as received."""

    source = forms.ModelChoiceField(Source.objects.none(), label=_("Source"))
    received_on = forms.DateField(label=_("Received on"), widget=DayInput(), initial=lambda: clock.today())
    reference = forms.CharField(
        label=_("The source’s own reference"),
        max_length=120,
        required=False,
        help_text=_("So that you and the source speak of the same report"),
    )
    text = forms.CharField(
        label=_("What the source said"),
        widget=forms.Textarea({"rows": 8}),
        help_text=_("In its own words. It is kept exactly so, and cannot be changed afterwards. No names of children."),
        strip=False,
    )
    corrects = forms.ModelChoiceField(Report.objects.none(), widget=forms.HiddenInput, required=False)
    submission = SubmissionField()

    def __init__(self, *args: Any, sources: Any, corrects: Report | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "source", sources)
        if corrects is not None:
            _offer(self, "corrects", Report.objects.filter(pk=corrects.pk))
            self.initial.setdefault("corrects", corrects.pk)
            self.initial.setdefault("source", corrects.source_id)

    def content(self) -> ReportData:
        """Return what was typed, once it is valid."""
        corrects: Report | None = self.cleaned_data["corrects"]
        return ReportData(
            source_id=self.cleaned_data["source"].pk,
            received_on=self.cleaned_data["received_on"],
            content={TEXT: self.cleaned_data["text"].replace("\r\n", "\n")},
            reference=self.cleaned_data["reference"],
            corrects_id=corrects.pk if corrects else None,
        )


class CodeForm(forms.Form):
    """The code of an incident that a report also speaks of."""

    code = forms.CharField(
        label=_("Code of the incident"), max_length=24, widget=forms.TextInput({"dir": "ltr", "autocomplete": "off"})
    )


class MentionForm(forms.Form):
    """What the report says of one row of children of the incident."""

    mentioned = forms.BooleanField(label=_("The report speaks of these children"), required=False)
    boys = forms.IntegerField(label=_("Boys"), min_value=0, required=False)
    girls = forms.IntegerField(label=_("Girls"), min_value=0, required=False)
    unknown = forms.IntegerField(label=_("Sex not known"), min_value=0, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", "–"), *Sex.choices], required=False)
    age_band = forms.ChoiceField(label=_("Age"), choices=AgeBand.choices)

    def __init__(self, *args: Any, victim: Victim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.victim = victim
        for name in ("boys", "girls", "unknown") if victim.pseudonym else ("sex",):
            del self.fields[name]

    def content(self, date: FuzzyDate) -> MentionData:
        """Return what the report says of this row, once it is valid."""
        given = self.cleaned_data
        return MentionData(
            victim_id=self.victim.pk,
            date=date,
            pseudonym=self.victim.pseudonym,
            sex=given.get("sex", ""),
            age_band=given["age_band"],
            boys=given.get("boys") or 0,
            girls=given.get("girls") or 0,
            unknown=given.get("unknown") or 0,
        )


class AttachForm(forms.Form):
    """When, according to the report; with one `MentionForm` per row of children (`rows`)."""

    date = FuzzyDateField(label=_("Date as reported"), past=True)

    def __init__(self, data: QueryDict | None, *, incident: Incident, victims: Sequence[Victim]) -> None:
        super().__init__(data, initial={"date": incident.date_text})
        self.rows = [
            MentionForm(
                data,
                victim=victim,
                prefix=f"mentions-{number}",
                initial={
                    "boys": victim.boys,
                    "girls": victim.girls,
                    "unknown": victim.unknown,
                    "sex": victim.sex,
                    "age_band": victim.age_band,
                },
            )
            for number, victim in enumerate(victims)
        ]

    def is_valid(self) -> bool:
        """Say whether the date and every row are valid."""
        return all([super().is_valid(), *(row.is_valid() for row in self.rows)])

    def chosen(self) -> list[MentionForm]:
        """Return the rows that the report speaks of."""
        return [row for row in self.rows if row.cleaned_data["mentioned"]]

    def content(self) -> list[MentionData]:
        """Return what the report says, once it is valid."""
        return [row.content(self.cleaned_data["date"]) for row in self.chosen()]


def _offer(form: forms.Form, name: str, choices: Any) -> None:
    chooser = form.fields[name]
    if isinstance(chooser, forms.ModelChoiceField):
        chooser.queryset = choices
