"""What an e-mail file holds, read by the limited process; and in words why one is not read."""

import base64
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from amparo.files.attachable import attachable_kind, looks_like_email, outlook_wrapper
from amparo.files.names import safe_name
from amparo.files.tables import limited
from amparo.kernel import clock
from amparo.kernel.errors import Invalid

READER = "amparo.files.emails.child"
PATIENCE = 30.0
LONGEST_TEXT = 90_000
EARLIEST = datetime.date(1990, 1, 1)
_HEAD = 65_536


@dataclass(frozen=True)
class EmailFile:
    """A file inside an e-mail: its name made harmless, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Email:
    """What an e-mail says. `sender` and `reply_to` name the source: they go to protected fields and nowhere else.

    `received_on` is the day on which it arrived, None where it does not say so well. `cut` says that the text was
    longer than a report holds, `from_html` that it was reduced from HTML, `inner` how many e-mails lie inside, unread.
    """

    subject: str
    sender: str
    reply_to: str
    received_on: datetime.date | None
    text: str
    cut: bool
    from_html: bool
    inner: int
    files: tuple[EmailFile, ...]


def read_email(path: Path) -> Email:
    """Read the e-mail file at `path`.

    Raises Invalid, in words, for what is no e-mail, for Outlook's own forms, for an encrypted one, and for one with too
    many parts, too deep, or with headers without end.
    """
    _refuse_what_is_none(path)
    order = {"path": str(path), "most_text": LONGEST_TEXT}
    try:
        with limited.answers(order, patience=PATIENCE, reader=READER) as answers:
            said = next(answers)
            if "refused" in said:
                raise _refusal(said["refused"])
            return _email(said, tuple(_files(answers)))
    except limited.ReaderDiedError as error:
        raise _refusal("deep") from error


def _email(said: Mapping[str, Any], files: tuple[EmailFile, ...]) -> Email:
    return Email(
        subject=said["subject"],
        sender=said["sender"],
        reply_to=said["reply_to"],
        received_on=_day(said["received_at"]),
        text=said["text"],
        cut=said["cut"],
        from_html=said["from_html"] and bool(said["text"]),
        inner=said["inner"],
        files=files,
    )


def _files(answers: Iterator[dict[str, Any]]) -> Iterator[EmailFile]:
    """Give the files as the process names them: a name, then its bytes in pieces, then the next."""
    said = next(answers)
    while "end" not in said:
        name, content = safe_name(said["file"]), bytearray()
        while "data" in (said := next(answers)):
            content += base64.b64decode(said["data"])
        yield EmailFile(name, bytes(content))


def _day(moment: str) -> datetime.date | None:
    """Return the day of a moment in the zone of this installation; none for one that cannot be."""
    if not moment:
        return None
    stated = datetime.datetime.fromisoformat(moment)
    try:
        day = clock.day_of(stated) if stated.tzinfo else stated.date()
    except (OverflowError, ValueError):
        return None
    return day if EARLIEST <= day <= clock.today() else None


def _refuse_what_is_none(path: Path) -> None:
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if looks_like_email(head):
        if head.startswith(b"From ") and _is_mailbox(path):
            raise Invalid(
                _("This is a mailbox of several e-mails."),
                advice=_("Save each e-mail that is a report as .eml by itself."),
            )
        return
    kind = attachable_kind(path)
    how = _("Save the e-mail in your mail program as .eml (“Save as”, “Download message”).")
    raise Invalid(
        _("This is no e-mail file: it seems to be %(kind)s.") % {"kind": kind.name},
        advice=kind.advice if "Outlook" in kind.name else how,
    )


def _is_mailbox(path: Path) -> bool:
    """Say whether a second envelope line follows an empty one, as in a mailbox."""
    with path.open("rb") as stream:
        empty = False
        for number, line in enumerate(stream):
            if number and empty and line.startswith(b"From ") and b"@" in line and line.rstrip()[-4:].isdigit():
                return True
            empty = not line.strip()
    return False


def _refusal(code: str) -> Invalid:
    if code in ("pgp", "smime"):
        return Invalid(
            _("This e-mail is encrypted (%(how)s): nobody can read it here.")
            % {"how": "PGP" if code == "pgp" else "S/MIME"},
            advice=_("Open it in your mail program, and save it there decrypted as .eml."),
        )
    if code == "winmail":
        return Invalid(
            _("What this e-mail says is packed into %(kind)s.") % {"kind": outlook_wrapper().name},
            advice=outlook_wrapper().advice,
        )
    what = {
        "parts": _("This e-mail has more than 500 parts."),
        "headers": _("The head of this e-mail is longer than that of any real one."),
    }.get(code, _("This e-mail is built so deep, or so oddly, that it cannot be read within bounds."))
    return Invalid(what, advice=_("It may be damaged or made to do harm. Ask the source what it is, by another way."))
