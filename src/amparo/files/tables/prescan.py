"""The look at a workbook before it is parsed: its archive, then its XML as a stream. Runs in the limited process.

Nothing of Django is imported here. A refusal is a code with values; `messages` puts it into words. Cells are
counted as they pass: whoever parses a sheet afterwards allocates rows times columns at once, so that one cell at
XFD1048576 would take all memory.
"""

import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any
from xml.parsers import expat

MAX_ENTRIES = 1_000
MAX_UNPACKED = 512 * 1024 * 1024
# Honest sheets pack 1:5 to 1:60; bombs 1:1000.
MAX_RATIO = 200
RATIO_FROM = 16 * 1024 * 1024
MAX_CELLS = 3_000_000
MAX_AREA = 4_000_000
MAX_STRING_CHARACTERS = 100_000_000
MAX_LISTED = 1_000
_CHUNK = 1 << 16
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})$")


class RefusedError(Exception):
    """The workbook is refused. `code` names the reason, `values` what to say with it."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass
class Sheet:
    """One sheet as the workbook announces it."""

    name: str
    part: str
    hidden: bool


@dataclass
class Scan:
    """What the scan found: the sheets, the chosen one's index, and the cells that are not data as received."""

    sheets: list[Sheet]
    index: int
    cells: int = 0
    bad: list[tuple[str, int, str]] = field(default_factory=list)
    bad_total: int = 0


def scan(path: str, wanted: str, *, accept_cached_values: bool) -> Scan:
    """Look through the workbook. Raises RefusedError; the archive and its XML are read as streams only."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = _check_archive(archive)
            found = _choose(_sheets(archive), wanted)
            for part in ("[Content_Types].xml", "xl/styles.xml"):
                if part in names:
                    _parse(archive, part, lambda _name, _attributes: None)
            if "xl/sharedStrings.xml" in names:
                _scan_strings(archive)
            _SheetScan(found, accept_cached_values=accept_cached_values).run(archive)
            return found
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, KeyError, NotImplementedError) as error:
        raise RefusedError("broken", said=str(error)[:200]) from error


def _check_archive(archive: zipfile.ZipFile) -> set[str]:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > MAX_ENTRIES:
        raise RefusedError("entries", count=len(entries), most=MAX_ENTRIES)
    if len({name.casefold() for name in names}) != len(names):
        raise RefusedError("broken", said="two parts of one name")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise RefusedError("encrypted")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_FROM and unpacked / packed > MAX_RATIO):
        raise RefusedError("bomb", size=unpacked // 1_000_000, packed=max(1, packed // 1_000))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise RefusedError("macros")
    if any(name.lower().startswith(("xl/externallinks/", "xl/connections.xml")) for name in names):
        raise RefusedError("links")
    if "xl/workbook.xml" not in names:
        raise RefusedError("no_workbook")
    return set(names)


def _parse(
    archive: zipfile.ZipFile,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Stream one part through expat, which refuses a document type, and with it every entity."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text:
        parser.CharacterDataHandler = text

    def refuse(*_declared: Any) -> Any:
        raise RefusedError("entities", part=part)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        with archive.open(part) as stream:
            _feed(parser, stream)
    except expat.ExpatError as error:
        raise RefusedError("broken", said=f"{part}: {error}"[:200]) from error


def _feed(parser: expat.XMLParserType, stream: IO[bytes]) -> None:
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _sheets(archive: zipfile.ZipFile) -> list[Sheet]:
    targets: dict[str, str] = {}
    announced: list[tuple[str, str, bool]] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            key = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            announced.append((attributes.get("name", ""), key, attributes.get("state", "visible") != "visible"))

    _parse(archive, "xl/_rels/workbook.xml.rels", relation)
    _parse(archive, "xl/workbook.xml", sheet)
    if not announced:
        raise RefusedError("no_sheet")
    return [Sheet(name, _part(targets.get(key, "")), hidden) for name, key, hidden in announced]


def _part(target: str) -> str:
    return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _choose(sheets: list[Sheet], wanted: str) -> Scan:
    if not wanted:
        return Scan(sheets, next((index for index, sheet in enumerate(sheets) if not sheet.hidden), 0))
    for index, sheet in enumerate(sheets):
        if sheet.name.strip().casefold() == wanted.strip().casefold():
            return Scan(sheets, index)
    raise RefusedError("unknown_sheet", name=wanted, names=", ".join(sheet.name for sheet in sheets)[:300])


def _scan_strings(archive: zipfile.ZipFile) -> None:
    total = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        # A parser may believe the announced count and reserve as much.
        if name == "sst" and int(attributes.get("uniqueCount", "0")) > MAX_CELLS:
            raise RefusedError("cells", count=attributes["uniqueCount"], most=MAX_CELLS)

    def text(data: str) -> None:
        nonlocal total
        total += len(data)
        if total > MAX_STRING_CHARACTERS:
            raise RefusedError("strings", most=MAX_STRING_CHARACTERS // 1_000_000)

    _parse(archive, "xl/sharedStrings.xml", start, text=text)


class _SheetScan:
    """Follows the cells of the chosen sheet: how many, how far apart, which are formulas or errors."""

    def __init__(self, found: Scan, *, accept_cached_values: bool) -> None:
        self.found = found
        self.accept = accept_cached_values
        self.row = self.column = 0
        self.last_row = self.last_column = 0
        self.kind = ""
        self.formula = False
        self.value: list[str] | None = None

    def run(self, archive: zipfile.ZipFile) -> None:
        part = self.found.sheets[self.found.index].part
        if part not in archive.namelist():
            raise RefusedError("broken", said=f"{part} is missing")
        _parse(archive, part, self.start, self.end, self.text)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self.cell(attributes)
        elif name == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif name == "f":
            self.formula = True
            self.value = None
        elif name == "v" and self.kind == "e":
            self.value = []

    def cell(self, attributes: dict[str, str]) -> None:
        address = attributes.get("r")
        if address is None:
            self.column += 1
        else:
            matched = _CELL.match(address)
            if matched is None:
                raise RefusedError("broken", said=f"cell {address[:20]}")
            self.column = _number_of(matched[1])
            self.row = int(matched[2])
        self.kind = attributes.get("t", "n")
        self.formula = False
        self.value = None
        self.found.cells += 1
        if self.found.cells > MAX_CELLS:
            raise RefusedError("cells", count=self.found.cells, most=MAX_CELLS)
        self.reach()

    def reach(self) -> None:
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)
        if self.last_row * self.last_column > MAX_AREA:
            raise RefusedError("far", cell=f"{letters_of(self.column)}{self.row}", most=MAX_AREA)

    def text(self, data: str) -> None:
        if self.value is not None:
            self.value.append(data)

    def end(self, name: str) -> None:
        if name != "c":
            return
        if self.kind == "e":
            self.note("error", "".join(self.value or ["?"]))
        elif self.formula and not self.accept:
            self.note("formula", "")

    def note(self, kind: str, value: str) -> None:
        self.found.bad_total += 1
        if len(self.found.bad) < MAX_LISTED:
            self.found.bad.append((kind, self.row, f"{letters_of(self.column)}{self.row} {value[:20]}".strip()))


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def letters_of(number: int) -> str:
    """Return the letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
