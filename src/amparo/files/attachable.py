"""What may be attached to a record, told by content. The name of a file is not asked, only set right."""

import re
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from amparo.files.kinds import XLSX, Kind, kind_of

JPEG = "image/jpeg"
PNG = "image/png"
PDF = "application/pdf"
TEXT = "text/plain"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MP3 = "audio/mpeg"
MP4 = "video/mp4"
OGG = "audio/ogg"
WAV = "audio/wav"
EMAIL = "message/rfc822"

PICTURES = (JPEG, PNG)
# The first ending of each kind is given to a file whose name says something else.
ENDINGS = {
    JPEG: ("jpg", "jpeg"),
    PNG: ("png",),
    PDF: ("pdf",),
    TEXT: ("txt", "csv", "tsv", "md", "log"),
    DOCX: ("docx",),
    XLSX: ("xlsx",),
    MP3: ("mp3",),
    MP4: ("mp4", "m4a", "m4v", "mov", "3gp"),
    OGG: ("ogg", "oga", "ogv", "opus"),
    WAV: ("wav",),
    EMAIL: ("eml",),
}
_HEAD = 8192
_MARKUP = (b"<?xml", b"<!doctype", b"<html", b"<svg", b"<script", b"<?php", b"<table", b"<body", b"<iframe")
_HEADERS = re.compile(
    rb"\A(?:From [^\n]*\n)?(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:from|received|return-path):", re.I
)
_STILL_PICTURES = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
_TNEF = b"\x78\x9f\x3e\x22"


def attachable_kind(path: Path) -> Kind:
    """Say what the file at `path` is, and whether it may be attached: `media_type` is empty for what is refused.

    Pictures, PDF, text and tables, DOCX and XLSX without macros, sound and film may. Programs, scripts, web pages
    and drawings that can hold scripts, archives, and whatever is not known may not.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head.strip():
        return Kind(_("an empty file"), advice=_("Choose the file again: it may not have been saved completely."))
    return _by_signature(head) or _of_container(path, head) or _of_text(head)


def named_by_kind(name: str, media_type: str) -> str:
    """Return the name with an ending that fits what the file is: "list.exe" of a picture becomes "list.exe.jpg"."""
    fitting = ENDINGS.get(media_type, ())
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return name if not fitting or ending in fitting else f"{name}.{fitting[0]}"


def _by_signature(head: bytes) -> Kind | None:
    for signature, kind in (
        (b"\xff\xd8\xff", Kind(_("a picture (JPEG)"), JPEG)),
        (b"\x89PNG\r\n\x1a\n", Kind(_("a picture (PNG)"), PNG)),
        (b"%PDF-", Kind(_("a PDF document"), PDF)),
        (b"OggS", Kind(_("a recording (Ogg)"), OGG)),
        (b"ID3", Kind(_("a recording (MP3)"), MP3)),
        (_TNEF, outlook_wrapper()),
    ):
        if head.startswith(signature):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return Kind(_("a recording (WAV)"), WAV)
    if head[4:8] == b"ftyp":
        return _other_picture() if head[8:12] in _STILL_PICTURES else Kind(_("a film or recording (MP4)"), MP4)
    return Kind(_("a recording (MP3)"), MP3) if _is_mp3_frame(head) else None


def _is_mp3_frame(head: bytes) -> bool:
    """Say whether the file begins with a frame of MPEG layer III: eleven bits of sync, a bit rate, a sample rate."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    return head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3


def _other_picture() -> Kind:
    return Kind(_("a picture of a kind that is not accepted"), advice=_("Save it as JPEG or PNG."))


def outlook_wrapper() -> Kind:
    """Return what is said of winmail.dat."""
    return Kind(
        _("an Outlook wrapper (winmail.dat)"),
        advice=_("Ask the sender to send it as plain text or HTML, or save the e-mail as .eml in a mail program."),
    )


def outlook_message() -> Kind:
    """Return what is said of a message that Outlook saved in its own form."""
    return Kind(
        _("an Outlook message (.msg)"),
        advice=_("Open it in a mail program and save it as .eml; the web version of Outlook offers “Download”."),
    )


def _of_container(path: Path, head: bytes) -> Kind | None:
    """Of Office files, archives and programs, the table reader's own look tells what they are."""
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _of_ole(path)
    if head.startswith((b"GIF8", b"II*\x00", b"MM\x00*", b"BM")) or head[8:12] == b"WEBP":
        return _other_picture()
    if not head.startswith(_NOT_TEXT):
        return None
    kind = kind_of(path)
    if kind.media_type == XLSX:
        return kind
    if head.startswith(b"PK"):
        return _of_zip(path, kind)
    return Kind(kind.name, advice=_not_accepted())


_NOT_TEXT = (
    *(b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"),
    *(
        b"#!",
        b"\x1f\x8b",
        b"BZh",
        b"\xfd7zXZ",
        b"7z\xbc\xaf",
        b"Rar!",
        b"\x28\xb5\x2f\xfd",
        b"SQLite format 3",
        b"{\\rtf",
    ),
)


def _not_accepted() -> str:
    return _("Send pictures as JPEG or PNG, documents as PDF, DOCX or text, tables as XLSX or CSV.")


def _of_ole(path: Path) -> Kind:
    with path.open("rb") as stream:
        content = stream.read(4 * 1024 * 1024)
    if "__substg1.0_".encode("utf-16-le") in content or "__nameid_version".encode("utf-16-le") in content:
        return outlook_message()
    return Kind(kind_of(path).name, advice=_("Save it as DOCX, XLSX or PDF, without a password and without macros."))


def _of_zip(path: Path, kind: Kind) -> Kind:
    """A Word document is a zip with a part of that name; one with macros, and every other archive, is refused."""
    try:
        with ZipFile(path) as archive:
            names = {entry.filename.lower() for entry in archive.infolist()}
    except (BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return Kind(kind.name, advice=_not_accepted())
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        return Kind(_("an Office file with macros"), advice=_("Save it without macros (.docx, .xlsx)."))
    if "word/document.xml" in names:
        return Kind(_("a Word document (DOCX)"), DOCX)
    return Kind(kind.name, advice=_("Unpack it, and send the files inside one by one."))


def _of_text(head: bytes) -> Kind:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Kind(_("a text or a table (CSV)"), TEXT)
    plain = head.lower()
    if any(mark in plain for mark in _MARKUP):
        return Kind(
            _("a web page, a drawing or a script, whatever its name says"),
            advice=_("Print it to PDF, or make a picture of it (JPEG or PNG)."),
        )
    if looks_like_email(head):
        return Kind(_("an e-mail file"), advice=_("Record it as a report of its own, from the page “Record a report”."))
    if any(byte < 32 and byte not in b"\t\n\r\f" for byte in head):
        return Kind(_("a binary file of unknown type"), advice=_not_accepted())
    return Kind(_("a text or a table (CSV)"), TEXT)


def looks_like_email(head: bytes) -> bool:
    """Say whether a file begins as e-mails do: lines of headers, one of which says where it came from."""
    return bool(_HEADERS.match(head.replace(b"\r\n", b"\n").removeprefix(b"\xef\xbb\xbf")))
