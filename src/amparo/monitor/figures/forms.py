"""Filters of the pages of figures. They come from the address, so a wrong one is ignored, not refused."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Agency
from amparo.actors.merging.resolving import offered
from amparo.actors.models import Actor
from amparo.kernel.ids import parsed_id
from amparo.monitor.figures.counting import FigureFilter
from amparo.monitor.figures.selectors import RegisterFilter, situations
from amparo.monitor.figures.wording import situation_name
from amparo.monitor.models import Standing, Unit
from amparo.terms.models import Term, Vocabulary

FIRST_YEAR, LAST_YEAR = 1900, 2200


class OwnFiguresForm(forms.Form):
    """Which of an agency's records are counted."""

    statuses = forms.ChoiceField(
        label=_("Statuses"),
        required=False,
        choices=[("verified", _("Verified only")), ("all", _("All statuses"))],
    )
    year_from = forms.IntegerField(label=_("Committed from"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    year_to = forms.IntegerField(label=_("Committed to"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    actor = forms.ModelChoiceField(
        label=_("Actor"), required=False, queryset=Actor.objects.none(), empty_label=_("All actors")
    )
    type = forms.ModelChoiceField(
        label=_("Violation"),
        required=False,
        queryset=Term.objects.filter(vocabulary=Vocabulary.VIOLATION),
        empty_label=_("All kinds"),
    )
    agency_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Mapping[str, Any], *, agencies: Sequence[Agency]) -> None:
        super().__init__(data)
        chooser = self.fields["actor"]
        if isinstance(chooser, forms.ModelChoiceField):
            chooser.queryset = offered(also=[parsed_id(data.get("actor"))])
        self.full_clean()
        wanted: uuid.UUID | None = self.cleaned_data.get("agency_id")
        self.agency = next((agency for agency in agencies if agency.pk == wanted), agencies[0])

    def chosen(self) -> FigureFilter:
        """The filter that the address asks for; what cannot be read is left open and named beside its field."""
        clean = self.cleaned_data
        actor, term = clean.get("actor"), clean.get("type")
        return FigureFilter(
            agency_id=self.agency.pk,
            verified_only=clean.get("statuses") != "all",
            year_from=clean.get("year_from"),
            year_to=clean.get("year_to"),
            actor_id=actor.pk if actor else None,
            type_id=term.pk if term else None,
        )


class RegisterForm(forms.Form):
    """Which published figures are shown."""

    situation = forms.ChoiceField(label=_("Situation"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False, choices=[("", _("All units")), *Unit.choices])
    standing = forms.ChoiceField(
        label=_("Standing"), required=False, choices=[("", _("Any standing")), *Standing.choices]
    )

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        field = self.fields["situation"]
        if isinstance(field, forms.ChoiceField):
            named = sorted(((code, situation_name(code)) for code in situations()), key=lambda pair: pair[1])
            field.choices = [("", _("All of them")), *named]
        self.full_clean()

    def chosen(self) -> RegisterFilter:
        """The filter that the address asks for."""
        clean = self.cleaned_data
        return RegisterFilter(clean.get("situation", ""), clean.get("unit", ""), clean.get("standing", ""))
