"""Own figures counted the slow and plain way, record by record: what the quick way is held against."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from amparo.actors.merging.resolving import counted_ids
from amparo.monitor.figures.counting import Children, FigureFilter
from amparo.monitor.figures.cuts import Cuts
from amparo.monitor.figures.own import OwnFigures
from amparo.monitor.models import ON_VICTIM, VERIFIED, Incident, Victim, Violation

Units = tuple[int, int, Children]
_PARTS = ("victims__violations", "violations__victims", "violations__actor", "violations__association__terms")


@dataclass(frozen=True)
class Told:
    """An incident with one of its acts (or none) and one of that act's children (or none)."""

    incident: Incident
    act: Violation | None
    child: Victim | None


def everything(chosen: FigureFilter) -> dict[str, Any]:
    """Every table of a filter, by name: lines by key, in three units."""
    told = list(_told(chosen))
    acts = {one.act.pk: one for one in told if one.act}.values()
    children = [one for one in told if one.child]
    return {
        "total": _units(told),
        "by_committed_year": _lines(told, lambda one: [one.incident.committed_year]),
        "by_actor": _lines([one for one in told if one.act], lambda one: [_counts_as(one.act)]),
        "by_sex": _by_sex(told),
        "by_place": _lines(told, lambda one: [(one.incident.country_id, one.incident.admin1_id)]),
        "by_age": _lines(children, lambda one: [one.child.age_band]),
        "by_role": _lines(told, _roles),
        "by_verified_year": _verified_years(acts),
        "by_quarter": _quarters(acts),
        "several": _several([one for one in children if one.act]),
    }


def shown(figures: OwnFigures, cuts: Cuts) -> dict[str, Any]:
    """What the system counted, in the same form."""

    def units(line: Any) -> Units:
        return line.incidents, line.violations, line.children

    return {
        "total": units(figures.total),
        "by_committed_year": {line.key: units(line) for line in figures.by_committed_year},
        "by_actor": {line.key: units(line) for line in figures.by_actor},
        "by_sex": {line.key: (line.incidents, line.violations, line.children.total) for line in figures.by_sex},
        "by_place": {(one.country.pk, one.part.pk if one.part else None): units(one.line) for one in cuts.by_place},
        "by_age": {line.key: units(line) for line in cuts.by_age},
        "by_role": {one.role.pk: units(one.line) for one in cuts.by_role},
        "by_verified_year": {
            one.year: (one.in_year, one.late, one.year_not_known, one.total) for one in figures.by_verified_year
        },
        "by_quarter": {one.quarter: (one.committed, one.in_time, one.late, one.not_known) for one in cuts.by_quarter},
        "several": units(figures.several),
    }


def _told(chosen: FigureFilter) -> Iterable[Told]:
    """Yield what the filter leaves."""
    actors = set(counted_ids(chosen.actor_id)) if chosen.actor_id else set()
    for incident in Incident.objects.filter(agency=chosen.agency_id).prefetch_related(*_PARTS):
        year = incident.committed_year
        if chosen.verified_only and incident.status not in VERIFIED:
            continue
        if chosen.year_from and (year is None or year < chosen.year_from):
            continue
        if chosen.year_to and (year is None or year > chosen.year_to):
            continue
        acts = [
            act
            for act in incident.violations.all()
            if (not actors or act.actor_id in actors) and chosen.type_id in (None, act.type_id)
        ]
        if (actors or chosen.type_id) and not acts:
            continue
        yield from _told_of(incident, acts, idle=not actors and not chosen.type_id)


def _told_of(incident: Incident, acts: list[Violation], *, idle: bool) -> Iterable[Told]:
    yield Told(incident, None, None)
    for act in acts:
        yield Told(incident, act, None)
        for child in act.victims.all():
            yield Told(incident, act, child)
    if idle:
        for child in incident.victims.all():
            if not child.violations.all():
                yield Told(incident, None, child)


def _units(told: Iterable[Told]) -> Units:
    told = list(told)
    return (
        len({one.incident.pk for one in told}),
        len({one.act.pk for one in told if one.act}),
        _children({one.child.pk: one.child for one in told if one.child}.values()),
    )


def _children(victims: Iterable[Victim]) -> Children:
    victims = list(victims)
    by_sex = {
        field: len({one.pseudonym for one in victims if one.pseudonym and one.sex == sex})
        + sum(getattr(one, field) for one in victims)
        for sex, field in ON_VICTIM.items()
    }
    groups = sum(one.size for one in victims if not one.pseudonym)
    return Children(**by_sex, total=len({one.pseudonym for one in victims if one.pseudonym}) + groups)


def _lines(told: Iterable[Told], keys: Callable[[Told], Iterable[Hashable]]) -> dict[Any, Units]:
    lines: dict[Any, list[Told]] = defaultdict(list)
    for one in told:
        for key in keys(one):
            lines[key].append(one)
    return {key: _units(some) for key, some in lines.items()}


def _counts_as(act: Any) -> Any:
    return (act.actor.counts_as_id or act.actor_id) if act.actor_id else None


def _roles(one: Told) -> list[Any]:
    association = getattr(one.act, "association", None) if one.act else None
    return [term.pk for term in association.terms.all() if term.vocabulary == "role"] if association else []


def _by_sex(told: list[Told]) -> dict[Any, tuple[int, int, int]]:
    incidents, acts, children = _units(told)
    lines = {}
    reached: list[Told] = []
    for sex, field in ON_VICTIM.items():
        touched = [one for one in told if one.child and (one.child.sex == sex or getattr(one.child, field))]
        lines[str(sex)] = (*_units(touched)[:2], getattr(children, field))
        reached += touched
    lines[None] = (incidents - _units(reached)[0], acts - _units(reached)[1], 0)
    return lines


def _verified_years(acts: Iterable[Told]) -> dict[int, tuple[int, int, int, int]]:
    lines: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in acts:
        if one.incident.verified_on:
            year = one.incident.verified_on.year
            late = one.incident.date_latest.year < year
            part = 1 if late else 0 if one.incident.committed_year else 2
            lines[year][part] += 1
            lines[year][3] += 1
    return {year: (line[0], line[1], line[2], line[3]) for year, line in lines.items()}


def _quarters(acts: Iterable[Told]) -> dict[Any, tuple[int, int, int, int]]:
    lines: dict[Any, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in acts:
        first, last = quarter_of(one.incident.date_earliest), quarter_of(one.incident.date_latest)
        lines[first if first == last else None][0] += 1
        if one.incident.verified_on:
            verified = quarter_of(one.incident.verified_on)
            lines[verified][2 if verified > last else 1 if verified == first else 3] += 1
    return {quarter: (line[0], line[1], line[2], line[3]) for quarter, line in lines.items()}


def _several(suffered: list[Told]) -> Units:
    """The children who suffered two acts or more: of a pseudonym all of them count, of a group its own alone."""
    acts: dict[Any, set[Any]] = defaultdict(set)
    for one in suffered:
        acts[_person(one)].add(one.act)
    return _units(one for one in suffered if len(acts[_person(one)]) > 1)


def _person(one: Told) -> Any:
    return one.child and (one.child.pseudonym or one.child.pk)


def quarter_of(day: datetime.date) -> tuple[int, int]:
    """The year and quarter of a day."""
    return day.year, (day.month - 1) // 3 + 1
