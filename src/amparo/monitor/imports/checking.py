"""The look at a whole file before anything is saved: every problem with row, column, value and advice.

Rows pass by in chunks and are not kept. Rows that were imported before are counted and not looked at again.
"""

import datetime
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from amparo.files.tables.problems import TableError, TableProblem
from amparo.files.tables.reading import Table, open_table
from amparo.kernel import clock
from amparo.kernel.errors import Problem
from amparo.monitor.imports import lookups
from amparo.monitor.imports.cells import Wrong
from amparo.monitor.imports.definition import Definition
from amparo.monitor.imports.joining import Child, Existing, existing_incidents, refuse_code
from amparo.monitor.imports.lookups import NOBODY
from amparo.monitor.imports.rows import Keyed, chunks, keyed, known_keys
from amparo.monitor.imports.scratch import Scratch
from amparo.monitor.imports.telling import Said, Telling
from amparo.monitor.imports.understanding import Meaning, Reader

MOST_LISTED = 1_000


@dataclass(frozen=True)
class Input:
    """A file and how to read it. `source_id` is the source of every row."""

    path: Path
    media_type: str
    definition: Definition
    agency_id: uuid.UUID
    source_id: uuid.UUID


@dataclass
class Findings:
    """What the look found. `problems` are at most 1,000 of `problems_total`; `known` rows were imported before."""

    rows: int = 0
    known: int = 0
    problems: list[TableProblem] = field(default_factory=list)
    problems_total: int = 0
    hidden_sheets: tuple[str, ...] = ()

    @property
    def new(self) -> int:
        """Rows that would be saved."""
        return self.rows - self.known

    def add(self, problems: Sequence[TableProblem], total: int | None = None) -> None:
        """Count problems, and list them while there is room."""
        self.problems_total += len(problems) if total is None else total
        self.problems.extend(problems[: max(0, MOST_LISTED - len(self.problems))])


def check(given: Input, *, advance: Callable[[int], None] = lambda _rows: None) -> Findings:
    """Look through the whole file and return what was found; nothing is saved. `advance` hears of rows looked at."""
    findings = Findings()
    codes = lookups.load(given.definition)
    if codes.problems:
        findings.add([_of_mapping(problem) for problem in codes.problems])
        return findings
    try:
        with open_table(given.path, given.media_type, given.definition.options) as table, Scratch() as scratch:
            findings.hidden_sheets = table.hidden
            findings.add(table.problems, table.problems_total)
            reader = Reader(given.definition, codes, table.header, clock.today())
            _check_rows(given, table, reader, scratch, findings, advance)
    except TableError as error:
        findings.add(error.problems)
    if not findings.rows and not findings.problems_total:
        findings.add([TableProblem(_("There are no rows under the headings."), _("Choose the file with the rows."))])
    return findings


def _of_mapping(problem: Problem) -> TableProblem:
    return TableProblem(str(problem.message), str(problem.advice), None, problem.where)


def _check_rows(
    given: Input,
    table: Table,
    reader: Reader,
    scratch: Scratch,
    findings: Findings,
    advance: Callable[[int], None],
) -> None:
    for chunk in chunks(keyed(table.rows, table.header, given.source_id, scratch)):
        known = known_keys(given.agency_id, chunk)
        understood: list[tuple[Keyed, Meaning]] = []
        for one in chunk:
            if one.key in known:
                continue
            meaning, problems = reader.understand(one.row)
            findings.add(problems)
            if meaning is not None and meaning.code:
                understood.append((one, meaning))
        _check_incidents(given, understood, reader, scratch, findings)
        findings.rows += len(chunk)
        findings.known += len(known)
        advance(len(chunk))


def _check_incidents(
    given: Input,
    understood: Sequence[tuple[Keyed, Meaning]],
    reader: Reader,
    scratch: Scratch,
    findings: Findings,
) -> None:
    if not understood:
        return
    wanted = (meaning.code for _one, meaning in understood)
    existing = existing_incidents(given.agency_id, wanted, None, told=reader.telling is not None)
    for one, meaning in understood:
        there = existing.get(meaning.code)
        try:
            child = _check_code(meaning, there, given.source_id, scratch, one.row.number)
            if reader.telling is not None:
                _check_told(reader.telling, meaning, there, scratch, same_children=child is not None)
        except Wrong as wrong:
            findings.add([reader.problem(one.row, wrong)])


def _check_told(
    telling: Telling, meaning: Meaning, existing: Existing | None, scratch: Scratch, *, same_children: bool
) -> None:
    """Put what a row tells to what other rows, or the incident as it stands, tell of the same violation."""
    day = existing.earliest.isoformat() if existing else scratch.said(meaning.code, meaning.date.earliest.isoformat())
    if meaning.told is None:
        return
    kind, actor_id = meaning.violation, meaning.actor.id if meaning.actor else NOBODY.id
    act = f"{meaning.code}|{kind.id.hex}|{actor_id.hex}"
    before = scratch.said(act)
    said = Said.unpacked(before) if before else existing.said_of(kind.id, actor_id) if existing else Said()
    first = datetime.date.fromisoformat(day)
    said.add(telling, meaning.told, meaning.size, kind.code, first, same_children=same_children)
    scratch.keep(act, said.packed())


def _check_code(
    meaning: Meaning, existing: Existing | None, source_id: uuid.UUID, scratch: Scratch, number: int
) -> Child | None:
    refuse_code(meaning, existing)
    if existing is not None:
        existing.refuse(meaning)
        return existing.child_meant(meaning, source_id)
    country, line = scratch.first_country(meaning.code, meaning.country.id.bytes, number)
    if country != meaning.country.id.bytes:
        raise Wrong(
            "country",
            _("Row %(row)d puts the incident of this code in another country.") % {"row": line},
            _("Correct the country or the code of the incident in one of the two rows."),
        )
    return None
