"""Forms of listings and action plans, and the filters of the list."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.actors.listings import selectors
from amparo.actors.listings.content import ListingData, PlanData
from amparo.actors.listings.models import Annex, ListingState, PlanState, Section
from amparo.actors.listings.selectors import ListingFilter
from amparo.actors.merging.resolving import offered
from amparo.actors.models import Actor
from amparo.kernel.fields import FuzzyDateField
from amparo.kernel.forms import SubmissionField
from amparo.places import selectors as places
from amparo.places.models import Area
from amparo.terms import selectors as terms
from amparo.terms.models import Term, Vocabulary


class EntryForm(forms.Form):
    """What a listing and a plan have in common: the actor, the violations, id of the sending and version."""

    actor = forms.ModelChoiceField(Actor.objects.none(), label=_("Actor"), empty_label="–")
    violations = forms.ModelMultipleChoiceField(
        Term.objects.none(), label=_("Violations"), required=False, widget=forms.CheckboxSelectMultiple
    )
    submission = SubmissionField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, named: uuid.UUID | None = None, carried: Iterable[uuid.UUID] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._offer("actor", offered(also=[named]))
        self._offer("violations", terms.offered(Vocabulary.VIOLATION, also=carried))

    def _offer(self, name: str, rows: Any) -> None:
        chooser = self.fields[name]
        if isinstance(chooser, forms.ModelChoiceField):
            chooser.queryset = rows

    def violation_ids(self) -> tuple[uuid.UUID, ...]:
        """Return the chosen violations, once the form is valid."""
        return tuple(sorted(term.pk for term in self.cleaned_data["violations"]))


class ListingForm(EntryForm):
    """One party in one year's report."""

    report_year = forms.IntegerField(label=_("Year of the report"), help_text=_("not the year that it speaks of"))
    symbol = forms.CharField(label=_("Document symbol"), max_length=60, help_text=_("as it stands on the report"))
    situation = forms.ModelChoiceField(Area.objects.none(), label=_("Situation"), empty_label="–")
    state = forms.ChoiceField(label=_("What the report does"), choices=[("", "–"), *ListingState.choices])
    annex = forms.ChoiceField(label=_("Annex"), choices=[("", "–"), *Annex.choices])
    section = forms.ChoiceField(
        label=_("Section"),
        choices=[("", _("no section")), *Section.choices],
        required=False,
        help_text=_("since the report of 2017"),
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("situation", places.countries())

    def content(self) -> ListingData:
        """Return the listing, once it is valid."""
        given = self.cleaned_data
        return ListingData(
            actor_id=given["actor"].pk,
            report_year=given["report_year"],
            symbol=given["symbol"],
            situation_id=given["situation"].pk,
            annex=given["annex"],
            section=given["section"],
            state=given["state"],
            violation_ids=self.violation_ids(),
            note=given["note"],
        )


class PlanForm(EntryForm):
    """One action plan."""

    signed = FuzzyDateField(label=_("Signed on"), help_text=_("As far as it is known: 2019-05"))
    signed_with = forms.CharField(label=_("Signed with"), max_length=200)
    state = forms.ChoiceField(label=_("How it stands"), choices=[("", "–"), *PlanState.choices])
    ended = FuzzyDateField(label=_("Ended on"), required=False, help_text=_("Empty while it is not over"))
    source = forms.CharField(label=_("Source"), max_length=300, help_text=_("the document that says so"))

    def content(self) -> PlanData:
        """Return the plan, once it is valid."""
        given = self.cleaned_data
        return PlanData(
            actor_id=given["actor"].pk,
            signed=given["signed"].text,
            signed_with=given["signed_with"],
            violation_ids=self.violation_ids(),
            state=given["state"],
            source=given["source"],
            ended=given["ended"].text if given["ended"] else "",
        )


def initial(data: ListingData | PlanData | None, version: int, actor: uuid.UUID | None = None) -> dict[str, object]:
    """Return the first values of a form: of what is stored, or of a new entry about an actor."""
    if data is None:
        return {"actor": actor, "version": 0}
    stated = dict(vars(data))
    stated["actor"] = stated.pop("actor_id")
    stated["violations"] = stated.pop("violation_ids")
    if isinstance(data, ListingData):
        stated["situation"] = stated.pop("situation_id")
    return {**stated, "version": version}


class ListingFilterForm(forms.Form):
    """What the list of listings is narrowed to. What cannot be read is left open."""

    year = forms.TypedChoiceField(label=_("Year of the report"), required=False, coerce=int, empty_value=None)
    situation = forms.ModelChoiceField(
        Area.objects.none(), label=_("Situation"), required=False, empty_label=_("All situations")
    )
    actor = forms.ModelChoiceField(Actor.objects.none(), label=_("Actor"), required=False, empty_label=_("All actors"))
    annex = forms.ChoiceField(
        label=_("Annex"), required=False, choices=[("", _("Both")), *((one, one) for one in Annex.values)]
    )
    section = forms.ChoiceField(
        label=_("Measures"),
        required=False,
        choices=[("", _("All")), (Section.WITH_MEASURES, _("put in place")), (Section.WITHOUT_MEASURES, _("none"))],
    )
    state = forms.ChoiceField(
        label=_("What the report does"), required=False, choices=[("", _("All")), *ListingState.choices]
    )
    violation = forms.ModelChoiceField(
        Term.objects.none(), label=_("Violation"), required=False, empty_label=_("All kinds")
    )

    def __init__(self, data: Mapping[str, Any], *, acting: Person) -> None:
        super().__init__(data)
        year = self.fields["year"]
        if isinstance(year, forms.ChoiceField):
            year.choices = [("", _("All years")), *((str(one), str(one)) for one in selectors.listing_years(acting))]
        for name, rows in (
            ("situation", selectors.situations(acting)),
            ("actor", selectors.listed_actors(acting)),
            ("violation", terms.offered(Vocabulary.VIOLATION)),
        ):
            chooser = self.fields[name]
            if isinstance(chooser, forms.ModelChoiceField):
                chooser.queryset = rows
        self.full_clean()

    def chosen(self) -> ListingFilter:
        """Return the filter that the address asks for."""
        clean = self.cleaned_data

        def key(name: str) -> uuid.UUID | None:
            return clean[name].pk if clean.get(name) else None

        return ListingFilter(
            year=clean.get("year"),
            situation_id=key("situation"),
            actor_id=key("actor"),
            annex=clean.get("annex", ""),
            section=clean.get("section", ""),
            state=clean.get("state", ""),
            violation_id=key("violation"),
        )
