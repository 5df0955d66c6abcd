"""The process that reads an e-mail file (RFC 5322, MIME): little memory, little time, no files.

Started by `reading` as `python -I -m amparo.files.emails.child`. Whatever a hostile e-mail does to the parser, it does
here. Only the standard library is used, and of it the plain parser: the one that takes addresses apart can be made
to work for minutes by a single header.
"""

import base64
import email
import email.utils
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any, TypeAlias

from amparo.files.emails.texts import decoded, header_text, one_line, readable, words_of_html
from amparo.files.tables.child import limit_myself

MOST_PARTS = 500
MOST_DEPTH = 20
MOST_HEADERS = 1_000
LONGEST_HEADER = 65_536
PIECE = 3 << 18
_SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
_SEALED = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")
AnyMessage: TypeAlias = "Message[str, str]"


class RefusedError(Exception):
    """The e-mail is not accepted; the text is a code for `reading`."""


@dataclass
class Found:
    """What an e-mail holds: its words, and its files with their names as given."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    inner: int = 0


def main(argument: str) -> int:
    """Read the e-mail that `argument` names (JSON: path, most_text); answer on stdout."""
    limit_myself()
    order = json.loads(argument)
    try:
        message = email.message_from_bytes(Path(order["path"]).read_bytes())
        found = _contents(message)
        text = readable("\n\n".join(found.plain)).strip()
        from_html = not text
        if from_html:
            text = readable("\n\n".join(map(words_of_html, found.html))).strip()
        if text.startswith("-----BEGIN PGP MESSAGE-----"):
            raise RefusedError("pgp")
    except RefusedError as refused:
        _say({"refused": str(refused)})
        return 0
    except (RecursionError, MemoryError):
        _say({"refused": "deep"})
        return 0
    _say(
        _headers(message)
        | {"text": text[: order["most_text"]], "cut": len(text) > order["most_text"], "from_html": from_html}
        | {"inner": found.inner}
    )
    for name, content in found.files:
        _say({"file": name, "size": len(content)})
        for start in range(0, len(content), PIECE):
            _say({"data": base64.b64encode(content[start : start + PIECE]).decode()})
    _say({"end": True})
    return 0


def _headers(message: AnyMessage) -> dict[str, Any]:
    return {
        "subject": header_text(message["Subject"]),
        "sender": header_text(message["From"]),
        "reply_to": header_text(message["Reply-To"]),
        "received_at": _moment(message),
    }


def _moment(message: AnyMessage) -> str:
    """Return when the e-mail arrived (topmost "Received"), else when it says it was sent, in ISO 8601."""
    for value in (str(message["Received"] or "").rpartition(";")[2], str(message["Date"] or "")):
        try:
            return email.utils.parsedate_to_datetime(one_line(value[:200])).isoformat()
        except (TypeError, ValueError, IndexError, OverflowError):
            continue
    return ""


def _walk(message: AnyMessage) -> Iterator[AnyMessage]:
    """Give every part in its order, within bounds of count, depth and headers. E-mails inside are not opened."""
    waiting = [(message, 0)]
    count = 0
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if count > MOST_PARTS:
            raise RefusedError("parts")
        if depth > MOST_DEPTH:
            raise RefusedError("deep")
        if len(part) > MOST_HEADERS or any(len(str(value)) > LONGEST_HEADER for value in part.values()):
            raise RefusedError("headers")
        yield part
        payload = part.get_payload()
        if isinstance(payload, list) and part.get_content_maintype() == "multipart":
            waiting.extend((inner, depth + 1) for inner in reversed(payload) if isinstance(inner, Message))


def _contents(message: AnyMessage) -> Found:
    found = Found()
    for part in _walk(message):
        kind = part.get_content_type()
        name = _file_name(part)
        if kind == "multipart/encrypted":
            raise RefusedError("pgp")
        if kind in _SEALED and part.get_param("smime-type") != "certs-only":
            raise RefusedError("smime")
        if kind in _TNEF or name.lower() == "winmail.dat":
            raise RefusedError("winmail")
        if part.get_content_maintype() == "message":
            found.inner += 1
        elif not part.is_multipart() and kind not in _SIGNATURES:
            _take(part, kind, name, found)
    return found


def _take(part: AnyMessage, kind: str, name: str, found: Found) -> None:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    attached = part.get_content_disposition() == "attachment" or bool(name)
    if not attached and kind in ("text/plain", "text/html"):
        words = decoded(content, part.get_content_charset())
        (found.plain if kind == "text/plain" else found.html).append(words)
    elif content:
        found.files.append((name or "file", content))


def _file_name(part: AnyMessage) -> str:
    """Return the name that a part gives itself; a broken one counts as none, and the part still counts."""
    try:
        return header_text(part.get_filename(), most=300)
    except (ValueError, LookupError, TypeError, UnicodeError):
        return ""


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=True, separators=(",", ":")))
    sys.stdout.write("\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
