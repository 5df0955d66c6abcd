"""The forms of a verification: which answer, then on what grounds."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock
from amparo.kernel.forms import DayInput
from amparo.monitor.models import Status, VerificationLevel

ANSWERS = (
    (Status.VERIFIED.value, _("It is verified")),
    (Status.NOT_VERIFIED.value, _("It cannot be verified with what we have")),
    (Status.DID_NOT_OCCUR.value, _("It did not occur")),
    (Status.REPORTED.value, _("It goes back to the monitor for correction")),
)


class AnswerForm(forms.Form):
    """The one question. Nothing is chosen beforehand."""

    answer = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one answer.")},
    )


class DecisionForm(forms.Form):
    """What the answer rests on."""

    answer = forms.ChoiceField(choices=ANSWERS, widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    decided_on = forms.DateField(label=_("Day of the decision"), widget=DayInput(), initial=lambda: clock.today())
    level = forms.ChoiceField(
        label=_("At which level"),
        choices=VerificationLevel.choices,
        help_text=_("Who decided: you as focal point, or a meeting whose decision you record"),
    )
    primary_sources = forms.IntegerField(
        label=_("Primary sources"),
        min_value=0,
        max_value=1000,
        help_text=_("Children, witnesses, families, staff who saw it themselves"),
    )
    secondary_sources = forms.IntegerField(
        label=_("Secondary sources"),
        min_value=0,
        max_value=1000,
        help_text=_("Others who heard of it, documents, media"),
    )
    un_eyewitness = forms.BooleanField(
        label=_("UN staff, the task force or partners trained by it are among these sources"), required=False
    )
    grounds = forms.CharField(
        label=_("Grounds"),
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("What decided it, so that a colleague can follow. No names of children or of witnesses."),
    )


class ConfirmForm(forms.Form):
    """That a higher level decided the same."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    level = forms.ChoiceField(label=_("At which level"), widget=forms.RadioSelect)
    decided_on = forms.DateField(label=_("Day of the decision"), widget=DayInput(), initial=lambda: clock.today())
    grounds = forms.CharField(
        label=_("Who met, and what decided it"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("So that a colleague can follow. No names of children or of witnesses."),
    )

    def __init__(self, *args: Any, levels: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["level"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = [(level, VerificationLevel(level).label) for level in levels]


class ReasonForm(forms.Form):
    """Why a decision is looked at again."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("What came to light?"),
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("So that a colleague can follow. No names of children or of witnesses."),
    )


class VersionForm(forms.Form):
    """The version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)
