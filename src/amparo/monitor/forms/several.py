"""What is asked once for several incidents together."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock
from amparo.kernel.forms import DayInput
from amparo.monitor.models import LinkKind, VerificationLevel
from amparo.monitor.services.links import LONGEST_NOTE


class GroundsField(forms.CharField):
    """Words that stand with each incident."""

    def __init__(self, **given: Any) -> None:
        super().__init__(
            max_length=2000,
            widget=forms.Textarea({"rows": 4}),
            help_text=_("It stands with each of them. No names of children or of witnesses."),
            **given,
        )


class NothingForm(forms.Form):
    """Nothing is asked: the person confirms."""


class BackForm(forms.Form):
    """Why several incidents go back to the monitors."""

    grounds = GroundsField(label=_("What is to be corrected?"))


class MeetingForm(forms.Form):
    """Which higher level decided the same on several."""

    level = forms.ChoiceField(
        label=_("At which level"),
        choices=[choice for choice in VerificationLevel.choices if choice[0] != VerificationLevel.FOCAL_POINT],
        widget=forms.RadioSelect,
    )
    decided_on = forms.DateField(label=_("Day of the decision"), widget=DayInput(), initial=lambda: clock.today())
    grounds = GroundsField(label=_("Who met, and what decided it"))


class WhyReopenForm(forms.Form):
    """Why several decisions are looked at again."""

    reason = GroundsField(label=_("What came to light?"))


class RelateForm(forms.Form):
    """How every two of several belong together."""

    kind = forms.ChoiceField(
        label=_("How do they belong together?"),
        choices=[(one.value, one.label) for one in (LinkKind.RELATED, LinkKind.DUPLICATE)],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label=_("Why"), max_length=LONGEST_NOTE, required=False)
