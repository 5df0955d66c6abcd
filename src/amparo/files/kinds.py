"""What a file is, by its content. Its name is not asked."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_HEAD = 8192
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Kind:
    """A type of file. `media_type` is empty for one that is refused; `name` says what it seems to be."""

    name: str
    media_type: str = ""
    advice: str = ""


def kind_of(path: Path) -> Kind:
    """Say what the file at `path` is. Reads its head, the contents of a zip archive, and no more."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head.strip():
        return Kind(_("an empty file"), advice=_("Choose the file again: it may not have been saved completely."))
    if head.startswith(_OLE):
        return _kind_of_ole(path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _kind_of_zip(path)
    return _kind_by_signature(head) or _kind_of_text(head)


def _as_csv() -> str:
    return _("Open it in a spreadsheet program, and save it as XLSX or as “CSV UTF-8”.")


def _kind_of_ole(path: Path) -> Kind:
    """Older Office files, and newer ones under a password, share one container; its parts are named in UTF-16."""
    with path.open("rb") as stream:
        content = stream.read(4 * 1024 * 1024)
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Kind(
            _("an Office file under a password"),
            advice=_("Remove the password in the spreadsheet program and save it again."),
        )
    if "Workbook".encode("utf-16-le") in content or "Book".encode("utf-16-le") in content:
        return Kind(_("an old Excel workbook (.xls)"), advice=_as_csv())
    return Kind(_("an old Office document"), advice=_as_csv())


def _kind_of_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {entry.filename for entry in archive.infolist()}
            is_open_document = "mimetype" in names and archive.open("mimetype").read(100).startswith(
                b"application/vnd.oasis.opendocument"
            )
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return Kind(_("a damaged workbook or archive"), advice=_("Save it again from the spreadsheet program."))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return Kind(_("a workbook with macros"), advice=_("Save it as a workbook without macros (.xlsx)."))
    if "xl/workbook.xml" in names:
        return Kind(_("an XLSX workbook"), XLSX)
    if is_open_document:
        return Kind(_("an OpenDocument file (.ods)"), advice=_as_csv())
    if "xl/workbook.bin" in names:
        return Kind(_("a binary Excel workbook (.xlsb)"), advice=_as_csv())
    if any(name.startswith("word/") for name in names):
        return Kind(_("a Word document"), advice=_as_csv())
    return Kind(_("a zip archive"), advice=_("Unpack it, and choose the table inside."))


def _kind_by_signature(head: bytes) -> Kind | None:
    for signatures, name in (
        ((b"%PDF",), _("a PDF document")),
        ((b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"), _("a program")),
        ((b"#!",), _("a script")),
        ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*"), _("an image")),
        ((b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd"), _("a packed file")),
        ((b"SQLite format 3",), _("a database")),
        ((b"{\\rtf",), _("a text document (RTF)")),
    ):
        if head.startswith(signatures):
            return Kind(name, advice=_("Choose a table: XLSX or “CSV UTF-8”."))
    return None


def _kind_of_text(head: bytes) -> Kind:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if start.startswith((b"<?xml", b"<!doctype", b"<html", b"<table")):
        return Kind(_("a web page or XML document, whatever its name says"), advice=_as_csv())
    if start.startswith((b'{"', b"[{", b"{\n", b"{\r")):
        return Kind(_("a JSON document"), advice=_("Choose a table: XLSX or “CSV UTF-8”."))
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in head:
        return Kind(_("a CSV text"), CSV)
    return Kind(_("a binary file of unknown type"), advice=_("Choose a table: XLSX or “CSV UTF-8”."))
