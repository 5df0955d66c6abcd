"""What is wrong with a stated listing or action plan. Places of problems are names of form fields."""

import uuid
from collections.abc import Collection, Iterator

from django.utils.translation import gettext_lazy as _

from amparo.actors.listings.content import ListingData, PlanData
from amparo.actors.listings.models import Annex, ListingState, PlanState, Section
from amparo.actors.models import ActionPlan, Actor, PartyListing
from amparo.actors.relations.periods import period_problems
from amparo.kernel import clock
from amparo.kernel.errors import Problem
from amparo.kernel.lines import one_line
from amparo.places.models import Area
from amparo.terms.models import Term, Vocabulary

FIRST_YEAR = 2000
"""The first report of the Secretary-General on children and armed conflict under resolution 1261 (1999)."""
SECTIONS_SINCE = 2017
"""Since that report each annex tells parties that put measures in place from those that did not."""


def listing_problems(data: ListingData, existing: PartyListing | None) -> list[Problem]:
    """Return all that is wrong with a listing."""
    return [
        *_actor_problems(data.actor_id, existing),
        *_report_problems(data),
        *_section_problems(data),
        *_violation_problems(data.violation_ids, existing, required=data.state == ListingState.LISTED),
        *_twice(data, existing),
    ]


def _report_problems(data: ListingData) -> Iterator[Problem]:
    last = clock.today().year
    if not FIRST_YEAR <= data.report_year <= last:
        yield Problem(
            "report_year",
            _("No such report: the years are %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": last},
            _("Write the year of the report, not the year that it speaks of."),
        )
    if not one_line(data.symbol) or len(data.symbol) > 60:
        yield Problem(
            "symbol",
            _("The symbol of the document is missing, or longer than 60 characters."),
            _("Write it as it stands on the report."),
        )
    if not Area.objects.filter(pk=data.situation_id).exists():
        yield Problem("situation", _("This situation is not known."), _("Choose one from the list."))
    if len(data.note) > 500:
        yield Problem("note", _("This text is too long."), _("Shorten it to 500 characters."))


def _section_problems(data: ListingData) -> Iterator[Problem]:
    if data.annex not in Annex.values:
        yield Problem("annex", _("This annex is not known."), _("Choose one from the list."))
    if data.state not in ListingState.values:
        yield Problem("state", _("This is not known."), _("Choose one from the list."))
    if data.section not in {"", *Section.values}:
        yield Problem("section", _("This section is not known."), _("Choose one from the list."))
    elif data.section and data.report_year < SECTIONS_SINCE:
        yield Problem(
            "section",
            _("Reports before %(year)d have no sections.") % {"year": SECTIONS_SINCE},
            _("Leave it empty."),
        )
    elif not data.section and data.state == ListingState.LISTED and data.report_year >= SECTIONS_SINCE:
        yield Problem(
            "section",
            _("Since %(year)d each party stands in section A or B.") % {"year": SECTIONS_SINCE},
            _("Say whether measures are put in place."),
        )


def _twice(data: ListingData, existing: PartyListing | None) -> Iterator[Problem]:
    same = PartyListing.objects.filter(
        actor_id=data.actor_id, report_year=data.report_year, situation_id=data.situation_id
    )
    if (same.exclude(pk=existing.pk) if existing else same).exists():
        yield Problem(
            "report_year",
            _("This actor is recorded for that year and situation already."),
            _("Change that record."),
        )


def plan_problems(data: PlanData, existing: ActionPlan | None) -> list[Problem]:
    """Return all that is wrong with an action plan."""
    return [
        *_actor_problems(data.actor_id, existing),
        *_signing_problems(data),
        *period_problems(data.signed, data.ended, ("signed", "ended")),
        *_violation_problems(data.violation_ids, existing, required=True),
    ]


def _signing_problems(data: PlanData) -> Iterator[Problem]:
    if not data.signed or "/" in data.signed:
        yield Problem("signed", _("The date of signing is missing."), _("Write it as far as it is known: 2019-05."))
    if not one_line(data.signed_with) or len(data.signed_with) > 200:
        yield Problem(
            "signed_with",
            _("It is not said with whom, or in more than 200 characters."),
            _("Name the other side, for example the United Nations."),
        )
    if not one_line(data.source) or len(data.source) > 300:
        yield Problem(
            "source",
            _("The source is missing, or longer than 300 characters."),
            _("Name the document that says so."),
        )
    if data.state not in PlanState.values:
        yield Problem("state", _("This is not known."), _("Choose one from the list."))
    elif data.ended and data.state in {PlanState.IN_FORCE, PlanState.SUSPENDED}:
        yield Problem("ended", _("A plan that is not over has no end."), _("Empty the date, or change how it stands."))


def _actor_problems(actor_id: uuid.UUID, existing: PartyListing | ActionPlan | None) -> Iterator[Problem]:
    found = Actor.objects.filter(pk=actor_id)
    if not (existing and existing.actor_id == actor_id):
        found = found.filter(counts_as=None)
    if not found.exists():
        yield Problem("actor", _("This actor is not known."), _("Choose one from the list."))


def _violation_problems(
    ids: Collection[uuid.UUID], existing: PartyListing | ActionPlan | None, *, required: bool
) -> Iterator[Problem]:
    carried = set(existing.violations.values_list("pk", flat=True)) if existing else set()
    found = Term.objects.filter(vocabulary=Vocabulary.VIOLATION, pk__in=ids)
    if len({term.pk for term in found if not term.retired or term.pk in carried}) != len(set(ids)):
        yield Problem("violations", _("One of these violations is not known."), _("Choose from the list."))
    if required and not ids:
        yield Problem("violations", _("No violation is named."), _("Choose at least one."))
