"""Listings and action plans as stated, and their parts in words."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from amparo.actors.listings.content import ListingData, PlanData
from amparo.actors.listings.models import Annex, ListingState, PlanState, Section
from amparo.actors.models import ActionPlan, Actor, PartyListing
from amparo.kernel.lines import one_line
from amparo.places.models import Area
from amparo.terms.models import Term

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LABELS: "Mapping[str, StrOrPromise]" = {
    "actor": _("Actor"),
    "report_year": _("Year of the report"),
    "symbol": _("Document symbol"),
    "situation": _("Situation"),
    "annex": _("Annex"),
    "section": _("Section"),
    "state": _("What the report does"),
    "violations": _("For which violations"),
    "note": _("Note"),
    "signed": _("Signed on"),
    "signed_with": _("Signed with"),
    "plan_state": _("How it stands"),
    "ended": _("Ended on"),
    "source": _("Source"),
}


def stored_listing(listing: PartyListing) -> ListingData:
    """Return a stored listing in the form in which one is stated."""
    return ListingData(
        actor_id=listing.actor_id,
        report_year=listing.report_year,
        symbol=listing.symbol,
        situation_id=listing.situation_id,
        annex=listing.annex,
        section=listing.section,
        state=listing.state,
        violation_ids=_ids(listing.violations.all()),
        note=listing.note,
    )


def stored_plan(plan: ActionPlan) -> PlanData:
    """Return a stored action plan in the form in which one is stated."""
    return PlanData(
        actor_id=plan.actor_id,
        signed=plan.signed,
        signed_with=plan.signed_with,
        violation_ids=_ids(plan.violations.all()),
        state=plan.state,
        source=plan.source,
        ended=plan.ended,
    )


def listing_parts(data: ListingData) -> dict[str, str]:
    """Return every part of a listing in words, by name."""
    return {
        "actor": _name(Actor, data.actor_id),
        "report_year": str(data.report_year),
        "symbol": one_line(data.symbol),
        "situation": _name(Area, data.situation_id),
        "annex": _label(Annex.choices, data.annex),
        "section": _label(Section.choices, data.section),
        "state": _label(ListingState.choices, data.state),
        "violations": _violations(data.violation_ids),
        "note": one_line(data.note),
    }


def plan_parts(data: PlanData) -> dict[str, str]:
    """Return every part of an action plan in words, by name."""
    return {
        "actor": _name(Actor, data.actor_id),
        "signed": data.signed,
        "signed_with": one_line(data.signed_with),
        "violations": _violations(data.violation_ids),
        "plan_state": _label(PlanState.choices, data.state),
        "ended": data.ended,
        "source": one_line(data.source),
    }


def standing_of(listing: PartyListing) -> str:
    """Return where a listing stands: "annex I, section B", or "delisted"."""
    if listing.state == ListingState.DELISTED:
        return str(ListingState.DELISTED.label)
    words = {"annex": listing.annex, "section": listing.section}
    if listing.section:
        return _("annex %(annex)s, section %(section)s") % words
    return _("annex %(annex)s") % words


def measures_of(listing: PartyListing) -> str:
    """Return whether measures are put in place, in words; a dash where the report does not say."""
    if listing.state == ListingState.DELISTED or not listing.section:
        return "–"
    return str(_("measures") if listing.section == Section.WITH_MEASURES else _("none"))


def as_json(data: ListingData | PlanData) -> dict[str, Any]:
    """Return what is stated as history keeps it."""
    return {
        name: [str(one) for one in value]
        if isinstance(value, tuple)
        else value
        if isinstance(value, int)
        else str(value)
        for name, value in asdict(data).items()
    }


def in_a_row(terms: Iterable[Term]) -> str:
    """Return violations in words, one after another."""
    return ", ".join(str(term) for term in terms)


def _ids(terms: Iterable[Term]) -> tuple[uuid.UUID, ...]:
    return tuple(sorted(term.pk for term in terms))


def _violations(ids: Iterable[uuid.UUID]) -> str:
    return in_a_row(Term.objects.filter(pk__in=list(ids)).order_by("position", "label"))


def _name(model: type[Actor] | type[Area], record_id: uuid.UUID) -> str:
    return str(model._default_manager.filter(pk=record_id).first() or "–")


def _label(choices: "Iterable[tuple[Any, StrOrPromise]]", value: str) -> str:
    return str(dict(choices).get(value, value or "–"))
