"""Texts out of e-mails: headers, bodies in whatever encoding they claim, and HTML reduced to its words.

Nothing of Django is imported: this runs in the limited process.
"""

import email.header
import re
import unicodedata
from html.parser import HTMLParser

_BREAKS = frozenset(
    {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote", "hr", "pre", "ul", "ol"}
)
_UNSEEN = frozenset({"script", "style", "title", "template", "noscript", "svg", "math", "iframe", "object"})
_DROPPED = frozenset({"Cc", "Cs", "Cn", "Co"})
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def readable(text: str) -> str:
    """Return a text without characters that a database refuses or that turn what follows; line ends are newlines."""
    plain = _TURNING.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(sign for sign in plain if sign in "\n\t" or unicodedata.category(sign) not in _DROPPED)


def one_line(text: str) -> str:
    """Return a readable text on one line."""
    return " ".join(readable(text).split())


def header_text(value: object, most: int = 500) -> str:
    """Return a header decoded, on one line, at most `most` characters. What cannot be decoded is shown as it came."""
    raw = str(value or "")[: most * 8]
    try:
        pieces = [
            piece.decode(charset or "ascii", "replace") if isinstance(piece, bytes) else piece
            for piece, charset in email.header.decode_header(raw)
        ]
        text = "".join(pieces)
    except (ValueError, LookupError, UnicodeError):
        text = raw
    return one_line(text)[:most]


def decoded(payload: bytes, charset: str | None) -> str:
    """Return a body as text: by the encoding it claims, else UTF-8, else windows-1252. What does not fit is marked."""
    if charset is None:
        try:
            return payload.decode("utf-8")
        except UnicodeDecodeError:
            return payload.decode("cp1252", "replace")
    try:
        return payload.decode(charset, "replace")
    except (LookupError, ValueError, UnicodeError):  # no such encoding, or one that is none of text
        return payload.decode("utf-8", "replace")


class _Words(HTMLParser):
    """Collects the words of a page, with a new line where a block ends. Nothing is followed or loaded."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _BREAKS:
            self.pieces.append("\n")
        elif tag == "img" and (words := dict(attrs).get("alt")):
            self.pieces.append(f"[{words}]")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BREAKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(re.sub(r"\s+", " ", data))


def words_of_html(markup: str) -> str:
    """Return the words of an HTML body, without scripts, styles and addresses."""
    reader = _Words()
    reader.feed(markup)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
