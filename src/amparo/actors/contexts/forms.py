"""The forms of a context."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.actors.contexts.content import ContextData
from amparo.actors.contexts.models import Extent, Kind
from amparo.kernel import clock
from amparo.kernel.fields import FuzzyDateField
from amparo.kernel.forms import DayInput, SubmissionField
from amparo.places.models import Area


class Assessment(forms.Form):
    """Who assessed it, when, and on what ground: asked whenever anything is said of a context."""

    organisation = forms.CharField(
        label=_("Assessed by"), max_length=200, help_text=_("The agency or body. You answer for it here.")
    )
    assessed_on = forms.DateField(label=_("Assessed on"), widget=DayInput(), initial=clock.today)
    ground = forms.CharField(
        label=_("On what ground"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        help_text=_("What was seen, counted or decided. No names of people."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class EndForm(Assessment):
    """That a context has ended."""

    ends = FuzzyDateField(label=_("Until"), past=True)
    field_order = ("ends", "organisation", "assessed_on", "ground")


class ContextForm(Assessment):
    """A context, or a new assessment of one. `places` are those to choose from; a known context keeps its place."""

    place = forms.ChoiceField(label=_("Place"))
    kinds = forms.MultipleChoiceField(label=_("Present"), choices=Kind.choices, widget=forms.CheckboxSelectMultiple)
    extent = forms.ChoiceField(label=_("Extent"), choices=Extent.choices, widget=forms.RadioSelect)
    starts = FuzzyDateField(label=_("Since"), past=True)
    ends = FuzzyDateField(label=_("Until"), required=False, help_text=_("Leave it empty where it goes on."))
    sources = forms.CharField(
        label=_("Sources"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        help_text=_("Documents, one per line. None that would endanger somebody."),
    )
    submission = SubmissionField()
    field_order = (
        "place", "kinds", "extent", "starts", "ends", "organisation", "assessed_on", "ground", "sources",
    )  # fmt: skip

    def __init__(self, *args: Any, places: Iterable[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["place"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = [("", _("Choose a place")), *((str(area.pk), str(area)) for area in places)]

    def content(self) -> ContextData:
        """Return what was typed, once it is valid."""
        given = self.cleaned_data
        return ContextData(
            place_id=given["place"],
            kinds=tuple(Kind(kind) for kind in given["kinds"]),
            extent=given["extent"],
            starts=given["starts"],
            ends=given["ends"],
            assessed_on=given["assessed_on"],
            organisation=given["organisation"],
            ground=given["ground"],
            sources=given["sources"],
        )


def stated(data: ContextData) -> dict[str, object]:
    """Return a context as the first values of the form. Who assessed it and why is asked anew."""
    return {
        "place": str(data.place_id),
        "kinds": [kind.value for kind in data.kinds],
        "extent": data.extent,
        "starts": data.starts,
        "ends": data.ends,
        "sources": data.sources,
    }
