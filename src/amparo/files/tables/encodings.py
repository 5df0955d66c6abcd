"""Which encoding a text file has, proved over all its bytes; the first byte that does not fit is named."""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from amparo.files.tables.problems import TableError, TableProblem

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# What a mapping may name, and the codec behind it.
ENCODINGS = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "windows-1252": "cp1252",
    "windows-1256": "cp1256",
    "iso-8859-1": "latin-1",
}
MAX_LINE = 4 * 1024 * 1024
_CHUNK = 1 << 20


def codec_of(path: Path, encoding: str) -> str:
    """Return the codec that decodes every byte of the file.

    Raises TableError with row and column of the first byte that does not fit, for a NUL character, and for
    a line longer than 4 MiB (which would have to be held in memory whole).
    """
    codec = named_codec(path, encoding)
    offset = 0
    line = 0
    decoder = codecs.getincrementaldecoder(codec)()
    for chunk in _chunks(path):
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            raise _refusal(path, codec, offset + error.start - _held(error, chunk), explicit=bool(encoding)) from error
        if "\0" in text:
            raise _nul(path, codec)
        line = _longest_open_line(text, line)
        offset += len(chunk)
    return codec


def named_codec(path: Path, encoding: str) -> str:
    """Return the codec of the encoding named by the mapping, else by the file's first bytes, else UTF-8."""
    if encoding:
        return ENCODINGS[encoding]
    with path.open("rb") as stream:
        head = stream.read(4)
    if head.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise TableError(
            TableProblem(_("The file is encoded as UTF-32, which is not read."), _("Save it again as “CSV UTF-8”."))
        )
    return "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"


def _chunks(path: Path) -> Iterator[bytes]:
    """Give the file piece by piece, then one empty piece for its end."""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
    yield b""


def _held(error: UnicodeDecodeError, chunk: bytes) -> int:
    """Return how many bytes of earlier pieces the decoder had kept: they precede this piece in its buffer."""
    return len(error.object) - len(chunk)


def _longest_open_line(text: str, before: int) -> int:
    lines = text.replace("\r", "\n").split("\n")
    lengths = [before + len(lines[0]), *map(len, lines[1:])]
    if max(lengths) > MAX_LINE:
        raise TableError(
            TableProblem(
                _("A line of the file is longer than 4 million characters."),
                _("This is no table. Save the spreadsheet again as “CSV UTF-8”."),
            )
        )
    return lengths[-1]


def _refusal(path: Path, codec: str, offset: int, *, explicit: bool) -> TableError:
    row, column = place_of(path, codec, offset)
    with path.open("rb") as stream:
        stream.seek(offset)
        byte = stream.read(1)
        stream.seek(max(0, offset - 40))
        around = stream.read(80)
    if explicit:
        message = _("The byte 0x%(byte)s does not exist in the encoding that the mapping names.") % {"byte": byte.hex()}
        advice = _("Correct the encoding in the mapping, or save the file again as “CSV UTF-8”.")
    else:
        guess, seen = _suspicion(around, byte)
        message = _("The byte 0x%(byte)s is not UTF-8. The file looks like %(guess)s, where it is “%(seen)s”.") % {
            "byte": byte.hex(),
            "guess": guess,
            "seen": seen,
        }
        advice = _("Save the file again as “CSV UTF-8”, or name its encoding in the mapping.")
    return TableError(TableProblem(message, advice, row, column))


def _suspicion(around: bytes, byte: bytes) -> tuple[str, str]:
    """Guess between the two Windows encodings met most: Arabic text has many high bytes, Western text few."""
    high = sum(value >= 0x80 for value in around)
    letters = sum(value >= 0x80 or chr(value).isalpha() for value in around)
    name = "windows-1256" if letters and high / letters > 0.5 else "windows-1252"
    return name, byte.decode(ENCODINGS[name], errors="replace")


def _nul(path: Path, codec: str) -> TableError:
    row, column = place_of(path, codec, None)
    return TableError(
        TableProblem(
            _("There is a NUL character: the file is damaged, or it is no text."),
            _("Save the spreadsheet again as “CSV UTF-8”."),
            row,
            column,
        )
    )


def place_of(path: Path, codec: str, offset: int | None) -> tuple[int, str]:
    """Return (row, heading or position of the column) of a byte offset, or of the first NUL for None.

    Rows and columns are those of the CSV reader, so that a line break in quotation marks is no new row.
    """
    row, header, cells = 1, [""], [""]
    with suppress(csv.Error):
        lines = _lines_before(path, codec, offset)
        first = next(lines)
        delimiter = max(",;\t|", key=first.count)
        for number, record in enumerate(csv.reader(chain([first], lines), delimiter=delimiter), start=1):
            row, cells = number, record
            header = record if number == 1 else header
    index = max(len(cells) - 1, 0)
    name = header[index].strip() if row > 1 and index < len(header) else ""
    return row, name or str(index + 1)


def _lines_before(path: Path, codec: str, offset: int | None) -> Iterator[str]:
    """Give the lines before the place. Where it begins a line, that line is given as one letter."""
    last = "\n"
    with path.open("rb") as stream:
        source = io.TextIOWrapper(
            io.BufferedReader(_Beginning(stream, offset)), encoding=codec, errors="ignore", newline=""
        )
        for line in source:
            last = line.partition("\0")[0]
            yield last
            if "\0" in line:
                break
    if last.endswith(("\n", "\r")):
        yield "x"


class _Beginning(io.RawIOBase):
    """The first bytes of a stream (all of it for None)."""

    def __init__(self, stream: io.BufferedReader, count: int | None) -> None:
        super().__init__()
        self._stream = stream
        self._left = count

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)
        want = len(view) if self._left is None else min(len(view), self._left)
        got = self._stream.readinto(view[:want])
        if self._left is not None:
            self._left -= got
        return got
