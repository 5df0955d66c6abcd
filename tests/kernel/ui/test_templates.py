"""Templates: every word marked, nothing inline, nothing from elsewhere, every control named."""

from pathlib import Path

import pytest

from tests.kernel.ui.linting import ROOT, TEMPLATES, faults


def name(path: Path) -> str:
    return path.relative_to(ROOT / "src" / "amparo").as_posix()


def test_there_are_templates_to_read() -> None:
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_is_sound(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<p>Unmarked words</p>", "not marked"),
        ("<p>{% if x %}Unmarked{% endif %}</p>", "not marked"),
        ('<p title="Words">{{ x }}</p>', "not marked"),
        ('<a aria-label="Words {{ x }}" href="/x"></a>', "not marked"),
        ('<p style="color: red"></p>', "style in the page"),
        ("<style>p { color: red }</style>", "style in the page"),
        ("<script>alert(1)</script>", "script in the page"),
        ('<button onclick="x()"></button>', "inline handler"),
        ('<img src="/x.png">', "without alt"),
        ('<script src="https://example.org/x.js"></script>', "request elsewhere"),
        ('<img alt="" src="//example.org/x.png">', "request elsewhere"),
        ('<input name="q">', "no label"),
        ('<label for="a">{{ x }}</label><select id="b" name="s"></select>', "no label"),
    ],
)
def test_lint_finds(source: str, said: str) -> None:
    assert any(said in fault for fault in faults(source))


@pytest.mark.parametrize(
    "source",
    [
        '<p>{% translate "Marked words" %}</p>',
        "<p>{% blocktranslate trimmed with x=y %}Marked {{ x }}{% endblocktranslate %}</p>",
        "{% comment %}Not for readers{% endcomment %}<p>{{ words }} · <b>12</b></p>",
        '<label for="{{ x }}">{{ y }}</label><input id="{{ x }}" name="q">',
        '<input type="hidden" name="next" value="/">',
        '<input aria-label="{% translate "Pick" %}" type="checkbox">',
        '<img alt="" src="{% static "x.svg" %}">',
        '<script src="{% static "x.js" %}" defer></script>',
    ],
)
def test_lint_passes(source: str) -> None:
    assert faults(source) == []
