"""The first rows of a file as the mapping understands them."""

import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from amparo.files.models import ReceivedFile
from amparo.files.storing import local_path
from amparo.files.tables.problems import TableError, TableProblem
from amparo.files.tables.reading import open_table
from amparo.files.tables.shape import Options
from amparo.kernel import clock
from amparo.monitor.imports import definition as definitions
from amparo.monitor.imports import lookups
from amparo.monitor.imports.understanding import Meaning, Reader
from amparo.monitor.models import ImportBatch
from amparo.monitor.models import Mapping as SavedMapping
from amparo.terms.models import Term

ROWS = 20


@dataclass(frozen=True)
class PreviewRow:
    """One row: what it means, or what is wrong with it."""

    number: int
    meaning: Meaning | None
    problems: tuple[TableProblem, ...]


@dataclass(frozen=True)
class Preview:
    """The first rows, and what kept the file from being read further.

    `terms` are there where rows tell of associations.
    """

    rows: tuple[PreviewRow, ...]
    problems: tuple[TableProblem, ...] = ()
    sheet: str = ""
    hidden: tuple[str, ...] = ()
    terms: Mapping[uuid.UUID, Term] = field(default_factory=dict)


def preview_of(batch: ImportBatch) -> Preview:
    """Return the first 20 rows of an import's file, which the person may read."""
    try:
        with local_path(str(batch.file.content.name)) as path:
            return preview(path, batch.file.media_type, definitions.parse(batch.mapping_definition))
    except TableError as error:
        return Preview((), error.problems)


def preview(path: Path, media_type: str, definition: definitions.Definition) -> Preview:
    """Return the first 20 rows of a file as a mapping understands them."""
    try:
        with open_table(path, media_type, definition.options) as table:
            reader = Reader(definition, lookups.load(definition), table.header, clock.today())
            rows = []
            for row in islice(table.rows, ROWS):
                meaning, problems = reader.understand(row)
                rows.append(PreviewRow(row.number, meaning, tuple(problems)))
            return Preview(tuple(rows), table.problems[:ROWS], table.sheet, table.hidden, reader.lookups.terms)
    except TableError as error:
        return Preview((), error.problems)


def headings_of(file: ReceivedFile, options: Options | None = None) -> tuple[str, ...]:
    """Return the headings of a received file. Raises TableError where it has none or cannot be read."""
    with (
        local_path(str(file.content.name)) as path,
        open_table(path, file.media_type, options or Options(), proved=False) as table,
    ):
        return tuple(name for name in table.header if name)


def known_headings(mapping: SavedMapping) -> tuple[str, ...]:
    """Return the headings of the last file that came by a mapping, and those that the mapping names."""
    named = definitions.parse(mapping.definition)
    last = mapping.batches.select_related("file").order_by("-started_at").first()
    found: tuple[str, ...] = ()
    if last is not None:
        # A file that cannot be read any more offers nothing; the mapping's own headings stay.
        with suppress(TableError, OSError):
            found = headings_of(last.file, named.options)
    return tuple(dict.fromkeys([*found, *named.columns.values()]))
