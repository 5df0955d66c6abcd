"""The forms by which the register of published figures is kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.kernel.forms import DayInput, SubmissionField
from amparo.monitor.figures.published.checks import LONGEST, LONGEST_GROUNDS, MOST
from amparo.monitor.figures.published.content import VALUES, FigureData, Grounds
from amparo.monitor.figures.wording import WORLD, situation_name
from amparo.monitor.models import Standing, Unit
from amparo.monitor.models.figures import Qualifier
from amparo.places import selectors as places


def _number(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, **{"required": False, **more})


class GroundsForm(forms.Form):
    """Why the register changes, and where it is printed so: asked with every change."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_GROUNDS,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        help_text=_("One sentence. Everybody can read it."),
    )
    reference = forms.CharField(
        label=_("Printed in"),
        max_length=LONGEST_GROUNDS,
        help_text=_("The document and the page, by which everybody can check it: “A/79/878, paragraph 12”."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def grounds(self) -> Grounds:
        """Return why and where, once it is valid."""
        return Grounds(self.cleaned_data["reason"], self.cleaned_data["reference"])


class FigureForm(GroundsForm):
    """A figure that others published, new or corrected."""

    situation = forms.ChoiceField(label=_("Situation"))
    period_start = forms.DateField(label=_("From"), widget=DayInput())
    period_end = forms.DateField(label=_("To"), widget=DayInput(), help_text=_("The last day, inclusive."))
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices)
    qualifier = forms.ChoiceField(
        label=_("How exactly"), choices=Qualifier.choices, help_text=_("As the source says it.")
    )
    total = _number(_("Number"), required=True)
    boys = _number(_("Boys"))
    girls = _number(_("Girls"))
    unknown_sex = _number(_("Sex not known"), help_text=_("Leave empty what the source does not print."))
    party = forms.CharField(
        label=_("Party"), max_length=LONGEST["party"], required=False, help_text=_("Empty: all parties together.")
    )
    party_total = _number(_("Number of this party"))
    given_apart = forms.BooleanField(label=_("The text gives this party outside its list of parties"), required=False)
    unattributed = _number(_("Left to no party in the text"))
    source = forms.CharField(label=_("Source"), max_length=LONGEST["source"])
    note = forms.CharField(label=_("Note"), max_length=LONGEST["note"], required=False)
    standing = forms.ChoiceField(label=_("Standing"), choices=Standing.choices)
    submission = SubmissionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["situation"]
        if isinstance(field, forms.ChoiceField):
            countries = sorted(((area.code, str(area)) for area in places.countries()), key=lambda pair: pair[1])
            field.choices = [(WORLD, situation_name(WORLD)), *countries]

    def content(self) -> FigureData:
        """Return the figure, once it is valid."""
        return FigureData(**{name: self.cleaned_data[name] for name in VALUES})


class SettleForm(GroundsForm):
    """What is to stand: what the register's file says, or the correction."""

    stands = forms.ChoiceField(
        label=_("What is to stand?"),
        choices=[("file", _("What the file says")), ("correction", _("What stands now"))],
        widget=forms.RadioSelect,
    )
    said = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("stands", "reason", "reference")
