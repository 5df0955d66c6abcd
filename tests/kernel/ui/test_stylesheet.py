"""The stylesheet: small, free of physical directions, with one set of dark colours written twice."""

import gzip
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
STATIC = ROOT / "src" / "amparo" / "kernel" / "static" / "amparo"
CSS = (STATIC / "amparo.css").read_text(encoding="utf-8")
PLAIN = re.sub(r"/\*.*?\*/", "", CSS, flags=re.S)
TOKEN = re.compile(r"(--[\w-]+):\s*([^;]+);")
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)(?:-\w+)?"
    r"|left|right|top|bottom|width|height|(?:min|max)-(?:width|height)"
    r"|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
)


def block(start: str) -> str:
    """Return what stands between the braces after `start`."""
    begin = PLAIN.index("{", PLAIN.index(start)) + 1
    depth, end = 1, begin
    while depth:
        depth += {"{": 1, "}": -1}.get(PLAIN[end], 0)
        end += 1
    return PLAIN[begin : end - 1]


def test_is_at_most_20_kb_compressed() -> None:
    assert len(gzip.compress(CSS.encode(), 9)) <= 20_000


def test_directions_come_from_the_language_alone() -> None:
    without_queries = re.sub(r"@(?:media|container)[^{]*\{", "{", PLAIN)
    assert PHYSICAL.findall(without_queries) == []
    assert re.findall(r"(?:text-align|float|clear)\s*:\s*(?:left|right)", PLAIN) == []


def test_a_physical_direction_would_be_found() -> None:
    assert PHYSICAL.findall("a { margin-left: 1px; }")
    assert PHYSICAL.findall("a { left: 0 }")
    assert not PHYSICAL.findall("a { inset-inline-start: 0; --left: 1; border-inline-start-width: 1px }")


def test_both_writings_of_the_dark_colours_are_equal() -> None:
    by_device = dict(TOKEN.findall(block(':root:not([data-theme="light"])')))
    by_choice = dict(TOKEN.findall(block(':root[data-theme="dark"]')))
    assert len(by_device) > 40
    assert by_device == by_choice


def test_dark_colours_replace_every_light_one() -> None:
    light = dict(TOKEN.findall(block(":root {")))
    dark = dict(TOKEN.findall(block(':root[data-theme="dark"]')))
    assert light.keys() == dark.keys()


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert "@import" not in PLAIN
    assert "url(" not in PLAIN


def test_the_script_is_small_and_asks_nobody_else() -> None:
    script = (STATIC / "amparo.js").read_text(encoding="utf-8")
    assert len(gzip.compress(script.encode(), 9)) <= 2_000
    assert "http" not in script
    assert "innerHTML" not in script
    assert "eval" not in script
