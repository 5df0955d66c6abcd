"""Colombia, 1990 to 2017: real, published, de-identified data on recruited children, as a demonstration.

Source: joint project of the Special Jurisdiction for Peace, the Truth Commission and the Human Rights Data Analysis
Group (JEP-CEV-HRDAG), as published with the verdata package (GPL-2), recruitment, imputation replicate R1, columns
reduced to year, sex, age group, actor and department, and membership in the source lists. One row is one linked person.

What becomes what: a list is a source, a row is a child under a pseudonym with one incident, and every membership is a
report of that source with a mention of the child. Nothing here is verified by two persons, so every incident stands
as reported. Missing values were imputed by the project; what is here is one replicate, not a record of a case.
"""

import csv
import gzip
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Final

from django.db import transaction

from amparo.accounts.models import Agency, Person
from amparo.accounts.roles import Role
from amparo.actors.models import Actor, ActorType
from amparo.audit.services import record
from amparo.evidence.demo import people, refuse_outside_demonstration
from amparo.evidence.demo.colombia_codes import ACTORS, AGE_BANDS, DEPARTMENTS, SEXES
from amparo.evidence.demo.estimating import YearEstimate, estimate_years
from amparo.evidence.demo.writing import Child, Chunk, Event, Received
from amparo.files.models import ReceivedFile
from amparo.files.services import receive
from amparo.kernel import clock, fuzzy
from amparo.kernel.errors import Invalid, Problem
from amparo.kernel.ids import uuid7
from amparo.monitor.content import SourceData
from amparo.monitor.models import Report, Source
from amparo.monitor.searching import names
from amparo.monitor.services import create_source
from amparo.places.models import Area
from amparo.places.selectors import areas_by_code
from amparo.terms.models import Term, Vocabulary

AGENCY_CODE: Final = "colombia-reference"
AGENCY_NAME: Final = "Colombia reference data, 1990-2017"
ACCOUNTS: Final = tuple(
    people.Account(f"{role.value}@colombia.example", f"Colombia reference {role.value}", role, AGENCY_CODE)
    for role in (Role.MONITOR, Role.VERIFIER, Role.ANALYST)
)
NOTE: Final = (
    "One of the source lists of the JEP-CEV-HRDAG project, as published with the verdata package (GPL-2), "
    "recruitment R1; de-identified. The project does not name its lists here."
)
COLUMNS: Final = ("year", "sex", "age_group", "actor", "department_code")
ROWS_AT_ONCE: Final = 500
ACTION: Final = "demonstration.colombia_loaded"


@dataclass(frozen=True, slots=True)
class Done:
    """What a run did. `persons` and `memberships` are those new in this run, `known` persons were there before."""

    sources: int
    persons: int
    memberships: int
    known: int
    estimates: tuple[YearEstimate, ...]


@dataclass(frozen=True, slots=True)
class _Ground:
    """Everything that rows refer to."""

    agency: Agency
    monitor: Person
    analyst: Person
    file: ReceivedFile
    sources: Mapping[str, Source]
    actors: Mapping[str, Actor]
    departments: Mapping[str, Area]
    country: Area
    recruitment: Term


def load(path: Path) -> Done:
    """Load the file into an agency of its own and estimate each year. A repeated run recognises itself.

    Raises
    ------
    NotAllowed
        Outside demonstration mode.
    Invalid
        If the file is not the one that is described above, with the row and column.
    """
    refuse_outside_demonstration()
    lists = _lists(path)
    ground = _ground(path, lists)
    counted = _load_rows(path, ground)
    estimates = estimate_years(ground.analyst, ground.agency, list(ground.sources.values()))
    return Done(len(lists), counted["persons"], counted["memberships"], counted["known"], tuple(estimates))


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


def _lists(path: Path) -> tuple[str, ...]:
    """The list columns, after a look at the header."""
    try:
        with _open(path) as lines:
            header = next(csv.reader(lines), [])
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise Invalid(f"{path.name} cannot be read: {error}.", advice="Give the CSV file, plain or as .gz.") from error
    lists = tuple(name for name in header if name.startswith("list_"))
    missing = [name for name in COLUMNS if name not in header]
    if missing or len(lists) < 3:
        raise Invalid(
            f"{path.name} is not the recruitment table: it lacks {', '.join(missing) or 'its lists'}.",
            advice="Give colombia_recruitment_R1.csv.gz with the columns year, sex, age_group, actor, "
            "department_code and list_1 to list_34.",
        )
    return lists


def _ground(path: Path, lists: tuple[str, ...]) -> _Ground:
    agency = people.agency_of(AGENCY_CODE, AGENCY_NAME, "COL")
    accounts = people.open_accounts(ACCOUNTS)
    people.publish(ACCOUNTS)
    monitor, _verifier, analyst = (accounts[one.email] for one in ACCOUNTS)
    places = areas_by_code(["COL", *DEPARTMENTS.values()])
    return _Ground(
        agency=agency,
        monitor=monitor,
        analyst=analyst,
        file=_receive(path, agency, monitor),
        sources=_sources(agency, monitor, lists),
        actors=_actors(monitor),
        departments={dane: places[iso] for dane, iso in DEPARTMENTS.items()},
        country=places["COL"],
        recruitment=Term.objects.get(vocabulary=Vocabulary.VIOLATION, code="recruitment-and-use"),
    )


def _receive(path: Path, agency: Agency, monitor: Person) -> ReceivedFile:
    """Keep the table as received (unpacked), once."""
    name = path.name.removesuffix(".gz")
    known = ReceivedFile.objects.filter(agency=agency, name=name).first()
    if known:
        return known
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
        return receive(acting=monitor, agency_id=agency.pk, name=name, stream=stream)


def _sources(agency: Agency, monitor: Person, lists: tuple[str, ...]) -> dict[str, Source]:
    known = {source.code: source for source in Source.objects.filter(agency=agency)}
    for name in lists:
        code = name.replace("_", "-")
        if code not in known:
            data = SourceData(name=f"List {name.removeprefix('list_')}", code=code, note=NOTE)
            known[code] = create_source(acting=monitor, agency_id=agency.pk, data=data)
    return {name: known[name.replace("_", "-")] for name in lists}


@transaction.atomic
def _actors(monitor: Person) -> dict[str, Actor]:
    """The actors of the data; what is missing is added with its type."""
    known = {actor.code: actor for actor in Actor.objects.filter(code__in=[group.code for group in ACTORS.values()])}
    types = {term.code: term for term in Term.objects.filter(vocabulary=Vocabulary.ACTOR_TYPE)}
    for group in ACTORS.values():
        if group.code not in known:
            actor = Actor.objects.create(code=group.code, name=group.name, country="COL")
            ActorType.objects.create(actor=actor, term=types[group.type_code], source="codes of the JEP-CEV-HRDAG data")
            record(
                acting=monitor.pk,
                agency=None,
                action="actor.created",
                object_type="actor",
                object_id=actor.pk,
                detail={"code": group.code},
            )
            known[group.code] = actor
    return {code: known[group.code] for code, group in ACTORS.items()}


def _load_rows(path: Path, ground: _Ground) -> Counter[str]:
    """Save the rows that are not there yet, some hundred at a time; a killed run goes on where it stopped."""
    counted: Counter[str] = Counter()
    event_id = uuid7()
    known = set(Report.objects.filter(agency=ground.agency).values_list("row", flat=True).distinct())
    with _open(path) as lines:
        rows = enumerate(csv.DictReader(lines), start=2)
        while some := list(islice(rows, ROWS_AT_ONCE)):
            new = [(number, row) for number, row in some if number not in known]
            counted["known"] += len(some) - len(new)
            if new:
                chunk = Chunk(ground.agency.pk, ground.monitor, ground.file, event_id, clock.today())
                for number, row in new:
                    counted["memberships"] += _add(chunk, number, row, ground)
                chunk.save()
                counted["persons"] += len(new)
    if counted["persons"]:
        _note(ground, counted, event_id)
    return counted


def _add(chunk: Chunk, number: int, row: Mapping[str, str], ground: _Ground) -> int:
    """Take one person into the chunk; return in how many lists."""
    try:
        actor, area = ground.actors[row["actor"]], ground.departments[row["department_code"]]
        child = Child(f"COL-R1-{number:05d}", SEXES[row["sex"]], AGE_BANDS[row["age_group"]])
        date = fuzzy.parse(row["year"])
    except (KeyError, ValueError) as error:
        raise Invalid(
            f"{ground.file.name} holds a value that its codes do not name.",
            problems=[Problem(f"row {number}", str(error), "Give the file as it was published.")],
        ) from error
    words = (ground.country.code, *names(ground.country), area.code, *names(area), actor.code, *names(actor))
    words += tuple(names(ground.recruitment))
    event = Event(date, ground.country.pk, area.pk, ground.recruitment.pk, actor.pk, words)
    content = {name: row[name] for name in COLUMNS}
    on = [
        Received(source, {**content, "list": name}, number)
        for name, source in ground.sources.items()
        if row[name] == "1"
    ]
    chunk.add(event, child, on)
    return len(on)


@transaction.atomic
def _note(ground: _Ground, counted: Counter[str], event_id: uuid.UUID) -> None:
    record(
        acting=ground.monitor.pk,
        agency=ground.agency.pk,
        action=ACTION,
        object_type="file",
        object_id=ground.file.pk,
        detail={"persons": counted["persons"], "memberships": counted["memberships"], "sha256": ground.file.sha256},
        event_id=event_id,
    )
