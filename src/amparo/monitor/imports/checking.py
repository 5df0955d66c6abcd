"""The look at a whole file before anything is saved: every problem with row, column, value and advice.

Rows pass by in chunks and are not kept. Rows that were imported before are counted and not looked at again.
"""

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
from amparo.monitor.imports.definition import Definition
from amparo.monitor.imports.joining import Existing, existing_incidents, refuse_code
from amparo.monitor.imports.rows import Keyed, chunks, keyed, known_keys
from amparo.monitor.imports.scratch import Scratch
from amparo.monitor.imports.understanding import Meaning, Reader, Wrong

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
    existing = existing_incidents(given.agency_id, (meaning.code for _one, meaning in understood), None)
    for one, meaning in understood:
        try:
            _check_code(meaning, existing.get(meaning.code), given.source_id, scratch, one.row.number)
        except Wrong as wrong:
            findings.add([reader.problem(one.row, wrong)])


def _check_code(
    meaning: Meaning, existing: Existing | None, source_id: uuid.UUID, scratch: Scratch, number: int
) -> None:
    refuse_code(meaning, existing)
    if existing is not None:
        existing.refuse(meaning)
        existing.child_meant(meaning, source_id)
        return
    country, line = scratch.first_country(meaning.code, meaning.country.id.bytes, number)
    if country != meaning.country.id.bytes:
        raise Wrong(
            "country",
            _("Row %(row)d puts the incident of this code in another country.") % {"row": line},
            _("Correct the country or the code of the incident in one of the two rows."),
        )
