"""Capture histories: how many children were mentioned by exactly these sources.

A selector for estimates. It answers counts by pattern of sources and by group; no pseudonym, no mention and no report
leaves it. A child is a pseudonym of the agency. Children of groups that were only counted cannot be linked: they are
in no history, and their number is given beside. Who the child is, of which sex and in which acts, is read as it stands
today: a mention keeps the pseudonym under which it was made, but a corrected row of children is one child all the same.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.db import connection
from django.db.models import Case, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Sum, Value, When
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.actors.merging.resolving import counted_actor
from amparo.kernel.errors import Invalid, NotFound
from amparo.monitor import policies
from amparo.monitor.models import Mention, Sex, Source, Status, Victim, Violation


class Grouping(StrEnum):
    """By what children can be grouped before they are counted."""

    YEAR = "year"
    SEX = "sex"
    ACTOR = "actor"


@dataclass(frozen=True, slots=True)
class CaptureQuery:
    """Which mentions count.

    Incidents found not to have occurred never do. `year_from` and `year_to` are years of committing, inclusive; with
    either, incidents whose year is not known are left out. `type_codes` are codes of violations; empty means any.
    """

    agency_id: uuid.UUID
    source_ids: tuple[uuid.UUID, ...]
    year_from: int | None = None
    year_to: int | None = None
    by: tuple[Grouping, ...] = ()
    type_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaptureCount:
    """`n` children of one group were mentioned by exactly the sources whose bits are set in `mask`.

    `group` holds one value for each grouping of the query, as text; an empty text is "not known". Bit i of `mask`
    stands for the i-th source of the query.
    """

    group: tuple[str, ...]
    mask: int
    n: int


_ACTOR: Final = "victim__violations__actor"
_PATHS: Final = {Grouping.YEAR: "incident__committed_year", Grouping.ACTOR: f"{_ACTOR}_id"}


def capture_counts(acting: Person, query: CaptureQuery) -> tuple[CaptureCount, ...]:
    """Count children by group and pattern of sources, in the database.

    A child recorded in two years or by two actors is in both groups; actors are those of the violations that count. A
    child's sex is the one other than unknown that the records give; where they contradict one another it is unknown.

    Raises
    ------
    NotFound
        If the person may not run estimates there, or a source is not of that agency.
    Invalid
        If no source is named.
    """
    _permit(acting, query)
    mentions = _mentions(query)
    columns, names = _grouped(mentions, query)
    inner, parameters = columns.query.sql_with_params()
    selected = ", ".join(connection.ops.quote_name(name) for name in names)
    # The names are made in _grouped from the query's enumeration and from positions; values are parameters.
    sql = f"SELECT {selected}, COUNT(*) FROM ({inner}) AS child GROUP BY {selected} ORDER BY {selected}"  # noqa: S608 - as said
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    return _collected(rows, query)


def unlinked_children(acting: Person, query: CaptureQuery) -> int:
    """How many children the same records hold in counted groups, which no list can link."""
    _permit(acting, query)
    mentioned = Mention.objects.filter(source_id__in=query.source_ids, victim_id=OuterRef("pk"))
    groups = Victim.objects.filter(_condition(query), Exists(mentioned), pseudonym="", agency_id=query.agency_id)
    if query.type_codes:
        groups = groups.filter(Exists(_acts(query).filter(victims=OuterRef("pk"))))
    sums = groups.order_by().aggregate(n=Sum(F("boys") + F("girls") + F("unknown")))
    return int(sums["n"] or 0)


def _permit(acting: Person, query: CaptureQuery) -> None:
    if not policies.may_run_estimates(acting, query.agency_id):
        raise NotFound
    if not query.source_ids:
        raise Invalid(_("No source is named."))
    known = Source.objects.filter(agency_id=query.agency_id, id__in=query.source_ids).count()
    if known != len(set(query.source_ids)):
        raise NotFound


def _condition(query: CaptureQuery) -> Q:
    condition = ~Q(incident__status=Status.DID_NOT_OCCUR)
    if query.year_from is not None:
        condition &= Q(incident__committed_year__gte=query.year_from)
    if query.year_to is not None:
        condition &= Q(incident__committed_year__lte=query.year_to)
    return condition


def _acts(query: CaptureQuery) -> QuerySet[Violation]:
    return Violation.objects.filter(type__code__in=query.type_codes).order_by()


def _mentions(query: CaptureQuery) -> QuerySet[Mention]:
    mentions = (
        Mention.objects.filter(_condition(query), agency_id=query.agency_id, source_id__in=query.source_ids)
        .exclude(victim__pseudonym="")
        .order_by()
    )
    if query.type_codes and Grouping.ACTOR in query.by:
        # The same join that leads to the actor: else the actors of all acts against the child were groups.
        return mentions.filter(victim__violations__type__code__in=query.type_codes)
    if query.type_codes:
        mentions = mentions.filter(Exists(_acts(query).filter(victims=OuterRef("victim_id"))))
    return mentions


def _grouped(mentions: QuerySet[Mention], query: CaptureQuery) -> tuple[QuerySet[Mention, Any], list[str]]:
    """One row for each child and group: the group's columns and a flag for each source. Also their names."""
    keys = {
        f"by_{grouping}": counted_actor(_ACTOR) if grouping == Grouping.ACTOR else F(_PATHS[grouping])
        for grouping in query.by
        if grouping in _PATHS
    }
    flags = {f"on_{i}": _flag(source_id=source) for i, source in enumerate(query.source_ids)}
    sexes = {"was_girl": _flag(victim__sex=Sex.GIRL), "was_boy": _flag(victim__sex=Sex.BOY)}
    if Grouping.SEX not in query.by:
        sexes = {}
    rows = mentions.annotate(**keys).values("victim__pseudonym", *keys).annotate(**flags, **sexes)
    return rows, [*keys, *sexes, *flags]


def _flag(**condition: object) -> Max:
    return Max(Case(When(**condition, then=Value(1)), default=Value(0), output_field=IntegerField()))


def _collected(rows: Sequence[Sequence[Any]], query: CaptureQuery) -> tuple[CaptureCount, ...]:
    """Rows of the database as counts, groups told apart by sex put together."""
    paths = [grouping for grouping in query.by if grouping in _PATHS]
    totals: dict[tuple[tuple[str, ...], int], int] = {}
    for row in rows:
        values = {grouping: _text(value) for grouping, value in zip(paths, row, strict=False)}
        rest = row[len(paths) :]
        if Grouping.SEX in query.by:
            values[Grouping.SEX] = _sex(bool(rest[0]), bool(rest[1]))
            rest = rest[2:]
        mask = sum(1 << i for i, flag in enumerate(rest[:-1]) if flag)
        key = (tuple(values[grouping] for grouping in query.by), mask)
        totals[key] = totals.get(key, 0) + int(rest[-1])
    return tuple(CaptureCount(group, mask, n) for (group, mask), n in sorted(totals.items()))


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int | uuid.UUID) else str(uuid.UUID(str(value)))


def _sex(girl: bool, boy: bool) -> str:
    if girl == boy:
        return Sex.UNKNOWN.value
    return Sex.GIRL.value if girl else Sex.BOY.value
