"""What stands beside the incidents of a timeline: contexts, listings, action plans, and what happened to an actor."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.actors.contexts.pages import kinds_in_words, period
from amparo.actors.contexts.selectors import contexts_touching
from amparo.actors.listings import selectors as listings
from amparo.actors.listings import wording
from amparo.actors.listings.models import ListingState, PlanState
from amparo.actors.listings.selectors import ListingFilter
from amparo.actors.models import Actor
from amparo.actors.relations.selectors import group_ids
from amparo.actors.timeline import dated_of
from amparo.kernel import fuzzy
from amparo.kernel.ui.links import address
from amparo.kernel.ui.parts import Link
from amparo.places.models import Area


@dataclass(frozen=True)
class Beside:
    """Something with its days: from one on, until another (None: it goes on). `link` says it, and leads to it."""

    starts: datetime.date
    ends: datetime.date | None
    link: Link

    def holds(self, first: datetime.date, last: datetime.date) -> bool:
        """Say whether it holds at some time between two days."""
        return self.starts <= last and (self.ends is None or self.ends >= first)


def beside_place(acting: Person, place: Area, country: Area) -> Iterator[Beside]:
    """Yield what touches a place: contexts of it, above and within; listings and plans of its country."""
    yield from _contexts(acting, place)
    for row in listings.listings_for(acting, ListingFilter(situation_id=country.pk)):
        actor = row.actor.counts_as or row.actor
        listed = row.state == ListingState.LISTED
        words = {
            "actor": actor,
            "year": row.report_year,
            "where": wording.standing_of(row),
            "violations": wording.in_a_row(row.violations.all()),
        }
        said = (
            _("%(actor)s listed in the report of %(year)s, %(where)s: %(violations)s")
            if listed
            else _("%(actor)s delisted in the report of %(year)s")
        )
        first, last = datetime.date(row.report_year, 1, 1), datetime.date(row.report_year, 12, 31)
        yield Beside(first, last, Link(said % words, address("actors:actor-detail", actor.pk)))
    yield from _plans(acting, country)


def _contexts(acting: Person, place: Area) -> Iterator[Beside]:
    for row in contexts_touching(acting, place):
        said = _("%(place)s: %(kinds)s, %(extent)s, %(period)s") % {
            "place": row.place,
            "kinds": kinds_in_words(row.kinds),
            "extent": str(row.get_extent_display()).lower(),
            "period": period(row.starts_text, row.ends_text),
        }
        yield Beside(row.starts_on, row.ends_on, Link(said, address("contexts:context-detail", row.pk)))


def _plans(acting: Person, country: Area) -> Iterator[Beside]:
    for row in listings.plans_touching(acting, country):
        actor = row.actor.counts_as or row.actor
        ended = fuzzy.parse(row.ended).latest if row.ended else None
        open_end = row.state in (PlanState.IN_FORCE, PlanState.SUSPENDED)
        said = _("Action plan of %(actor)s, signed %(day)s: %(state)s") % {
            "actor": actor,
            "day": fuzzy.say(fuzzy.parse(row.signed)),
            "state": row.get_state_display(),
        }
        ends = ended or (None if open_end else row.signed_day)
        yield Beside(row.signed_day, ends, Link(said, address("actors:actor-detail", actor.pk)))


def beside_actor(acting: Person, actor: Actor) -> Iterator[Beside]:
    """Yield what happened to an actor, each at its date: the same that its own page shows."""
    for one in dated_of(acting, actor, group_ids(acting, actor)):
        date = fuzzy.parse(one.date)
        words = {"when": fuzzy.say(date), "what": one.what, "more": one.more}
        said = _("%(when)s: %(what)s (%(more)s)") if one.more else _("%(when)s: %(what)s")
        # What is dated by its year alone stands where the year begins, once.
        yield Beside(date.earliest, date.earliest, Link(said % words))
