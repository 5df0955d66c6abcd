"""Redaction: a derived copy in which parts are hidden for good. The original stays as it is, with its own hash.

Pictures lose cells of a grid, texts lose lines or words. What this cannot take apart (PDF, Office
files, sound, film) is redacted elsewhere and handed in as a copy of its original.
"""

import io
import re
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.files import storing
from amparo.files.attachable import TEXT
from amparo.files.attachments.receiving import Given, Ready, keep, placed, prepared
from amparo.files.attachments.selectors import Held, attachment_to_change
from amparo.files.attachments.services import stated_reason
from amparo.files.attachments.spellings import Folded
from amparo.files.emails.texts import decoded
from amparo.files.models import Attachment, Origin
from amparo.files.pictures.reencoding import GRID, written_anew
from amparo.files.tables.problems import TableError
from amparo.kernel.errors import Conflict, Invalid, Problem

HIDDEN = "█████"
"""Stands for what was taken out of a text. Always of one length, so that it does not tell how long that was."""
LONGEST_TEXT = 200_000
MOST_WORDS = 50
_RANGE = re.compile(r"(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?")


def redact_picture(*, acting: Person, attachment_id: uuid.UUID, cells: Sequence[int], reason: str) -> Attachment:
    """Make a copy of a picture with cells of a grid (`GRID` x `GRID`, row by row from 0) black.

    Raises NotFound where the person may not, Invalid without a cell or a reason, or for what is no picture.
    """
    held, why = attachment_to_change(acting, attachment_id), stated_reason(reason)
    if not held.attachment.width:
        raise Invalid(_("This is no picture."), advice=_("Open its page again, and redact it there."))
    if not cells or not all(0 <= cell < GRID * GRID for cell in cells):
        raise Invalid(
            problems=[Problem("cells", _("No cell is chosen."), _("Choose the cells that are to be hidden."))]
        )
    with (
        on_disk(held.attachment.working or held.attachment.evidence) as path,
        written_anew(path, held.attachment.shown_type, cells=sorted(set(cells))) as picture,
    ):
        # Written anew and without metadata: the derived file needs no working copy beside itself.
        ready = Ready(
            _name_of_copy(held.attachment),
            held.attachment.shown_type,
            picture.arrived,
            width=picture.width,
            height=picture.height,
        )
        return _derive(acting, held, [ready], Origin.REDACTED_HERE, why)


def redact_text(*, acting: Person, attachment_id: uuid.UUID, lines: str, words: str, reason: str) -> Attachment:
    """Make a copy of a text without some lines ("3-5, 9") and words (one to a line, in capitals or not).

    Raises NotFound, or Invalid where nothing is named, or one of the words is not found.
    """
    held, why = attachment_to_change(acting, attachment_id), stated_reason(reason)
    text = text_of(held.attachment)
    if text is None:
        raise Invalid(_("This is no text that can be redacted here."), advice=_("Redact it elsewhere, and hand it in."))
    hidden = hide_lines(hide_words(text, words), chosen_lines(lines, text.count("\n") + 1))
    if hidden == text:
        raise Invalid(
            problems=[Problem("words", _("Nothing was hidden: no such line or word."), _("Compare with the text."))]
        )
    given = Given(_name_of_copy(held.attachment), io.BytesIO(hidden.encode()), media_type=TEXT)
    with prepared([given]) as ready:
        return _derive(acting, held, ready, Origin.REDACTED_HERE, why)


def add_redacted(*, acting: Person, attachment_id: uuid.UUID, given: Given, reason: str) -> Attachment:
    """Keep a file that was redacted elsewhere as a copy of its original. Raises NotFound, Invalid, DiskFull."""
    held, why = attachment_to_change(acting, attachment_id), stated_reason(reason)
    with prepared([given]) as ready:
        if ready[0].arrived.sha256 == held.attachment.sha256:
            raise Invalid(
                problems=[Problem("file", _("This is the original itself."), _("Choose the file with parts hidden."))]
            )
        return _derive(acting, held, ready, Origin.REDACTED_ELSEWHERE, why)


def _derive(acting: Person, held: Held, ready: Sequence[Ready], origin: Origin, reason: str) -> Attachment:
    try:
        with placed(ready) as files, transaction.atomic():
            (made,) = keep(acting, held.holder, files, origin, derived_from=held.attachment, reason=reason)
            return made
    except IntegrityError as error:
        raise Conflict(
            _("The record holds exactly this copy already. Nothing was saved now."),
            advice=_("Open the record: it shows what it holds."),
        ) from error


def _name_of_copy(original: Attachment) -> str:
    stem, dot, ending = original.name.rpartition(".")
    if original.shown_type == TEXT and ending.lower() not in ("txt", "csv"):
        return f"{original.name}-redacted.txt"
    return f"{stem}-redacted.{ending}" if dot else f"{original.name}-redacted"


@contextmanager
def on_disk(name: str) -> Iterator[Path]:
    """Yield a path to a stored file. Raises Invalid, in words, where it is gone."""
    try:
        with storing.local_path(name) as path:
            yield path
    except TableError as error:
        problem = error.problems[0]
        raise Invalid(problem.message, advice=problem.advice) from error


def text_of(attachment: Attachment) -> str | None:
    """Return the words of a text as readers are given them; None for what is no text, or longer than 200,000 bytes."""
    name, size = attachment.working or attachment.evidence, attachment.working_size or attachment.size
    if attachment.shown_type != TEXT or size > LONGEST_TEXT or not default_storage.exists(name):
        return None
    with default_storage.open(name) as stored:
        content = stored.read(LONGEST_TEXT)
    is_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = decoded(content, "utf-16" if is_utf_16 else None).removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def chosen_lines(stated: str, count: int) -> set[int]:
    """Return the numbers of lines that "3-5, 9" names, counted from 1. Raises Invalid for what names none."""
    chosen: set[int] = set()
    for piece in filter(None, (part.strip() for part in stated.split(","))):
        found = _RANGE.fullmatch(piece)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 1 <= first <= last <= count:
            raise Invalid(
                problems=[
                    Problem(
                        "lines",
                        _("“%(piece)s” names no lines of this text, which has %(count)d.")
                        % {"piece": piece[:40], "count": count},
                        _("Write for example: 3-5, 9"),
                    )
                ]
            )
        chosen.update(range(first, last + 1))
    return chosen


def hide_lines(text: str, chosen: set[int]) -> str:
    """Return the text with whole lines hidden."""
    return "\n".join(HIDDEN if number in chosen else line for number, line in enumerate(text.split("\n"), start=1))


def hide_words(text: str, stated: str) -> str:
    """Return the text with words hidden. Each line of `stated` is one word or phrase. Raises Invalid for one not found.

    Spellings that look alike count as one: capitals, composed and decomposed letters, accents, vowel marks, soft
    hyphens, any white space. Lines stay lines: a phrase that runs over two leaves two.
    """
    words = sorted({" ".join(line.split()) for line in stated.splitlines() if line.strip()})
    if len(words) > MOST_WORDS:
        raise Invalid(problems=[Problem("words", _("More than 50 words are named."), _("Do it in two steps."))])
    folded = Folded.of(text)
    found = {word: list(folded.places_of(word)) for word in words}
    if missing := [word for word, places in found.items() if not places]:
        raise Invalid(
            problems=[
                Problem(
                    "words",
                    _("Not found: %(words)s") % {"words": "; ".join(missing)},
                    _("Compare with the text, and write them as they stand there. Nothing was hidden."),
                )
            ]
        )
    return _without(text, sorted(place for places in found.values() for place in places))


def _without(text: str, places: Sequence[tuple[int, int]]) -> str:
    """Return the text without these places, which are in order and may overlap."""
    pieces: list[str] = []
    shown_to = 0
    for first, end in places:
        if first >= shown_to:
            pieces += [text[shown_to:first], HIDDEN]
        pieces.append("\n" * text.count("\n", max(first, shown_to), end))
        shown_to = max(shown_to, end)
    return "".join([*pieces, text[shown_to:]])
