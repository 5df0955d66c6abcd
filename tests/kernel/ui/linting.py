"""What is wrong with a template: text that is not marked, styles and scripts in the page, requests elsewhere."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "src" / "amparo").glob("**/templates/**/*.html"))

# What stays of a template once everything is taken out that is marked, said by a variable, or not for the page.
OUT = (
    re.compile(r"\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}", re.S),
    re.compile(r"\{#.*?#\}"),
    re.compile(r"\{%\s*verbatim\s*%\}.*?\{%\s*endverbatim\s*%\}", re.S),
    re.compile(r"\{%\s*blocktrans(?:late)?\b.*?%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}", re.S),
    re.compile(r"\{% block main_attributes %\}.*?\{% endblock %\}"),  # stands inside a tag of the base page
    re.compile(r"\{%.*?%\}", re.S),
)
VARIABLE = re.compile(r"\{\{.*?\}\}", re.S)
LETTER = re.compile(r"[^\W\d_]{2,}")
SPOKEN = {"alt", "title", "placeholder", "aria-label", "aria-description", "summary", "data-h"}
LEADING = {"href", "src", "action", "formaction", "poster", "srcset", "xlink:href"}
NAMED_OTHERWISE = {"hidden", "submit", "button", "image", "reset"}


def faults(source: str) -> list[str]:
    """Return what is wrong, one sentence each; nothing for a sound template."""
    for pattern in OUT:
        source = pattern.sub("", source)
    reader = _Reader(VARIABLE.sub("\x00", source))
    return list(reader.found())


class _Reader(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self._source = source
        self._faults: list[str] = []
        self._inside: list[str] = []
        self._labels: set[str] = set()
        self._controls: list[tuple[str, dict[str, str]]] = []

    def found(self) -> Iterator[str]:
        self.feed(self._source)
        self.close()
        yield from self._faults
        for tag, attributes in self._controls:
            ident = attributes.get("id", "")
            if ident not in self._labels and not (attributes.keys() & {"aria-label", "aria-labelledby"}):
                yield f"<{tag} name={attributes.get('name', '?')}> has no label"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag not in {"input", "img", "br", "meta", "link", "hr", "path", "rect", "circle"}:
            self._inside.append(tag)
        self._faults += _style_and_script(tag, attributes) + _spoken(tag, attributes) + _elsewhere(attributes)
        if tag == "label" and "for" in attributes:
            self._labels.add(attributes["for"])
        if tag in {"select", "textarea"} or (tag == "input" and attributes.get("type") not in NAMED_OTHERWISE):
            self._controls.append((tag, attributes))
        if tag == "img" and "alt" not in attributes:
            self._faults.append("<img> without alt")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if LETTER.search(data) and not {"code", "script"} & set(self._inside):
            self._faults.append(f"text is not marked for translation: {data.strip()!r}")


def _style_and_script(tag: str, attributes: dict[str, str]) -> list[str]:
    found = []
    if tag == "style" or "style" in attributes:
        found.append(f"style in the page: <{tag}>")
    if tag == "script" and "src" not in attributes and attributes.get("type") != "application/json":
        found.append("script in the page")
    return found + [f"inline handler {name} on <{tag}>" for name in attributes if re.match(r"on[a-z]+$", name)]


def _spoken(tag: str, attributes: dict[str, str]) -> list[str]:
    return [
        f"{name} of <{tag}> is not marked for translation: {value!r}"
        for name, value in attributes.items()
        if name in SPOKEN and LETTER.search(value)
    ]


def _elsewhere(attributes: dict[str, str]) -> list[str]:
    return [
        f"request elsewhere: {value}"
        for name, value in attributes.items()
        if name in LEADING and re.match(r"\s*(?:[a-z]+:)?//", value, re.I)
    ]
