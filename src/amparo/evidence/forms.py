"""The form with which an analyst asks for an estimate."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Agency, Person
from amparo.evidence import selectors
from amparo.evidence.models import Subject
from amparo.evidence.services import EstimateRequest
from amparo.kernel.ids import uuid7
from amparo.monitor.models import Source
from amparo.monitor.selectors.captures import Grouping

GROUPINGS = [
    (Grouping.YEAR.value, _("Year committed")),
    (Grouping.SEX.value, _("Sex")),
    (Grouping.ACTOR.value, _("Actor")),
]


class EstimateForm(forms.Form):
    """Sources, period, groups, and which children. `submission` makes a double click one run."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    sources = forms.ModelMultipleChoiceField(
        label=_("Sources"),
        queryset=Source.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Three to five, made independently, that overlap. Each is one list."),
    )
    subject = forms.ChoiceField(
        label=_("Which children"), choices=Subject.choices, widget=forms.RadioSelect, initial=Subject.RECRUITED
    )
    year_from = forms.IntegerField(
        label=_("Committed from"),
        required=False,
        help_text=_("A year. With a period, incidents of unknown year stay out."),
    )
    year_to = forms.IntegerField(label=_("Committed to"), required=False)
    by = forms.MultipleChoiceField(
        label=_("Also by group"),
        required=False,
        choices=GROUPINGS,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each group is estimated alone, and refused where it holds too little."),
    )

    def __init__(self, *args: Any, acting: Person, agency_id: uuid.UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sources"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = selectors.sources_to_choose(acting, agency_id)

    def asked(self) -> EstimateRequest:
        """What a valid form asks for."""
        clean = self.cleaned_data
        return EstimateRequest(
            source_ids=tuple(source.pk for source in clean["sources"]),
            year_from=clean["year_from"],
            year_to=clean["year_to"],
            by=tuple(Grouping(value) for value in clean["by"]),
            subject=Subject(clean["subject"]),
        )


def chosen_agency(wanted: str, agencies: Sequence[Agency]) -> Agency:
    """The agency that the address names, else the first."""
    return next((agency for agency in agencies if str(agency.pk) == wanted), agencies[0])
