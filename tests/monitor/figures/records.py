"""Records for tests of figures and histories: invented, saved directly, so that each test says what it counts."""

import datetime
import itertools
from dataclasses import dataclass

from amparo.accounts.models import Agency, Person
from amparo.actors.models import Actor
from amparo.audit import append_only
from amparo.monitor.models import (
    FigureRevision,
    Incident,
    Mention,
    PublishedFigure,
    Report,
    Source,
    Victim,
    Violation,
)
from amparo.places.models import Area, Level
from amparo.terms.models import Term

_numbers = itertools.count(1)


def empty_register(**kept):
    """The register fills itself when the database is made; `kept` says which figures stay."""
    gone = PublishedFigure.objects.exclude(**kept) if kept else PublishedFigure.objects.all()
    with append_only.suspended("default"):
        FigureRevision.objects.filter(figure__in=gone).delete()
    gone.delete()


def term(code="recruitment-and-use"):
    return Term.objects.get(vocabulary="violation", code=code)


def actor(code):
    return Actor.objects.get_or_create(code=code, defaults={"name": f"{code} (invented)"})[0]


def country():
    area = {"name": "Marenda (invented)", "level": Level.COUNTRY, "source": "invented"}
    return Area.objects.get_or_create(code="XMA", defaults=area)[0]


@dataclass(frozen=True)
class Group:
    """Children who were only counted."""

    boys: int = 0
    girls: int = 0
    unknown: int = 0


def incident(
    agency: Agency,
    person: Person,
    *,
    year: int | None = 2024,
    children: dict[str, str] | None = None,
    groups: tuple[Group, ...] = (),
    acts: tuple[tuple[str, str | None], ...] = (("recruitment-and-use", "river-front"),),
    verified: int | None = None,
    status: str = "",
) -> Incident:
    """An incident: `children` by pseudonym and sex, `acts` as (violation, actor), each done to all of them.

    `year` None: somewhere between 2023 and 2024. `verified`: the year in which it was verified, late if later.
    """
    first, last = (2023, 2024) if year is None else (year, year)
    late = verified is not None and verified > last
    one = Incident.objects.create(
        agency=agency,
        code=f"T-{next(_numbers)}",
        date_text=str(year) if year else "2023/2024",
        date_earliest=datetime.date(first, 1, 1),
        date_latest=datetime.date(last, 12, 31),
        committed_year=year,
        country=country(),
        status=status or ("reported" if verified is None else "verified_late" if late else "verified"),
        verified_on=None if verified is None else datetime.date(verified, 12, 31),
        verified_year=verified,
        recorded_by=person,
    )
    victims = [
        Victim.objects.create(agency=agency, incident=one, pseudonym=name, sex=sex)
        for name, sex in (children or {}).items()
    ]
    victims += [
        Victim.objects.create(agency=agency, incident=one, boys=g.boys, girls=g.girls, unknown=g.unknown)
        for g in groups
    ]
    for code, by in acts:
        act = Violation.objects.create(incident=one, type=term(code), actor=actor(by) if by else None)
        act.victims.set(victims)
    return one


def source(agency: Agency, code: str) -> Source:
    return Source.objects.get_or_create(agency=agency, code=code, defaults={"name": f"Source {code}"})[0]


def mention(one: Incident, *sources: Source, only: str | None = None) -> None:
    """Have every source mention every child and group of the incident (or the child `only`)."""
    for given in sources:
        number = next(_numbers)
        report = Report.objects.create(
            agency=one.agency,
            source=given,
            channel="page",
            received_on=datetime.date(2025, 1, 1),
            content={"text": "invented"},
            sha256=f"{number:064d}",
            row_key=f"{number:064d}",
            recorded_by=one.recorded_by,
        )
        for victim in one.victims.all():
            if only is None or victim.pseudonym == only:
                Mention.objects.create(
                    agency=one.agency,
                    report=report,
                    source=given,
                    incident=one,
                    victim=victim,
                    pseudonym=victim.pseudonym,
                    sex=victim.sex,
                    age_band=victim.age_band,
                    boys=victim.boys,
                    girls=victim.girls,
                    unknown=victim.unknown,
                    date_text=one.date_text,
                )
