"""What is wrong with stated aliases, relations or areas. Places of problems are `rows-NUMBER-FIELD`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from amparo.actors.models import Actor
from amparo.actors.relations import hierarchy
from amparo.actors.relations.content import AliasData, LinkData, PresenceData, Row
from amparo.actors.relations.models import AliasKind, LinkKind
from amparo.actors.relations.periods import Period, period_problems
from amparo.kernel.errors import Problem
from amparo.kernel.folding import fold
from amparo.kernel.lines import one_line
from amparo.places.selectors import areas_by_code

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_ROWS = 60
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?")


def alias_problems(rows: Sequence[AliasData], _actor: Actor) -> list[Problem]:
    """Return all that is wrong with these aliases."""
    return [*_all_rows(rows), *(problem for number, row in enumerate(rows) for problem in _alias(number, row, rows))]


def _alias(number: int, row: AliasData, rows: Sequence[AliasData]) -> Iterator[Problem]:
    text = one_line(row.text)
    if not text:
        yield _at(number, "text", _fault(_("The name is missing."), _("Write it as the source writes it.")))
    if len(text) > 200:
        yield _at(number, "text", _fault(_("This name is too long."), _("Shorten it to 200 characters.")))
    if row.language and not _LANGUAGE.fullmatch(row.language):
        yield _at(
            number,
            "language",
            _fault(_("This is no code of a language."), _("Write for example ar, fr or prs-Arab.")),
        )
    if row.kind not in AliasKind.values:
        yield _at(number, "kind", _fault(_("This kind is not known."), _("Choose one from the list.")))
    said = (fold(text), row.kind, row.since, row.until)
    if any((fold(one_line(other.text)), other.kind, other.since, other.until) == said for other in rows[:number]):
        yield _at(number, "text", _fault(_("This name stands here twice."), _("Take one of the rows out.")))


def link_problems(rows: Sequence[LinkData], actor: Actor) -> list[Problem]:
    """Return all that is wrong with these relations, loops among them."""
    found = [*_all_rows(rows), *(problem for number, row in enumerate(rows) for problem in _link(number, row, actor))]
    others = {row.other_id for row in rows}
    known = set(Actor.objects.filter(pk__in=others).values_list("pk", flat=True))
    for number, row in enumerate(rows):
        if row.other_id not in known:
            found.append(_at(number, "other", _fault(_("This actor is not known."), _("Choose one from the list."))))
    return found or list(_loops(rows, actor))


def _link(number: int, row: LinkData, actor: Actor) -> Iterator[Problem]:
    if row.kind not in LinkKind.values:
        yield _at(number, "kind", _fault(_("This relation is not known."), _("Choose one from the list.")))
    if row.other_id == actor.pk:
        yield _at(number, "other", _fault(_("An actor has no relation to itself."), _("Choose the other actor.")))
    if row.kind != LinkKind.PART_OF and row.until:
        yield _at(
            number,
            "until",
            _fault(_("A split or a merger happens at one time."), _("Write its date under “From” alone.")),
        )


def _loops(rows: Sequence[LinkData], actor: Actor) -> Iterator[Problem]:
    """Say of each row whether it closes a loop, with what stands elsewhere and the rows before it."""
    edges = [edge for edge in hierarchy.stored_edges() if edge.actor_id != actor.pk]
    counts_as = hierarchy.merged_ids()
    for number, row in enumerate(rows):
        edges.append(hierarchy.Edge(actor.pk, row.other_id, row.kind, Period.of(row.since, row.until)))
        if way := hierarchy.loop(edges, actor.pk, counts_as):
            yield _at(
                number,
                "other",
                _fault(
                    _("This closes a circle: %(loop)s.") % {"loop": hierarchy.named(way)},
                    _("Take this row out, correct its dates, or change the other actors first."),
                ),
            )
            edges.pop()


def presence_problems(rows: Sequence[PresenceData], _actor: Actor) -> list[Problem]:
    """Return all that is wrong with these areas."""
    found = _all_rows(rows)
    known = areas_by_code(row.area_code for row in rows)
    for number, row in enumerate(rows):
        if row.area_code not in known:
            found.append(
                _at(
                    number,
                    "area_code",
                    _fault(
                        _("No area has this code."),
                        _("Write its P-code or ISO code as the list of places shows it, for example COL or CO-ANT."),
                    ),
                )
            )
        elif not found and any(
            known[other.area_code] == known[row.area_code] and _same_time(other, row) for other in rows[:number]
        ):
            found.append(
                _at(
                    number,
                    "since",
                    _fault(_("This area stands here twice for one time."), _("Put both rows into one.")),
                )
            )
    return found


def _same_time(one: PresenceData, other: PresenceData) -> bool:
    periods = [Period.of(row.since, row.until) for row in (one, other)]
    return periods[0].within(periods[1]) is not None


def _all_rows(rows: Sequence[Row]) -> list[Problem]:
    """What is asked of every row alike: how many, ends of the period, length of the source."""
    found = []
    if len(rows) > MOST_ROWS:
        found.append(
            Problem(
                "rows",
                _("There are more than %(most)d rows.") % {"most": MOST_ROWS},
                _("Keep those that the sources carry."),
            )
        )
    for number, row in enumerate(rows):
        found += [
            _at(number, problem.where, problem) for problem in period_problems(row.since, row.until, ("since", "until"))
        ]
        if len(row.source) > 300:
            found.append(
                _at(
                    number,
                    "source",
                    _fault(_("This source is too long."), _("Shorten it to 300 characters.")),
                )
            )
    return found


def _at(number: int, name: str, problem: Problem) -> Problem:
    return replace(problem, where=f"rows-{number}-{name}")


def _fault(message: "StrOrPromise", advice: "StrOrPromise") -> Problem:
    return Problem("", message, advice)
