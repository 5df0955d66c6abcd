"""The documentation is under test: what it names exists, and what exists is named."""

import re
from functools import cache

import click
import pytest

from amparo.accounts.roles import Role
from amparo.cli.main import main
from tests.house.rooms import ROOT, floors

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("estimation/**/*.md")])
COMMANDS = ROOT / "docs" / "commands.md"
OPERATIONS = ROOT / "docs" / "operations.md"
SETTING = re.compile(r"\b(?:AMPARO_[A-Z0-9_]+|DATABASE_URL)\b")


def text(path):
    return path.read_text(encoding="utf-8")


@cache
def commands() -> frozenset[str]:
    """Every command of the command line, written as a person types it."""
    found: set[str] = set()

    def walk(group: click.Group, name: str) -> None:
        context = click.Context(group)
        for sub in group.list_commands(context):
            command = group.get_command(context, sub)
            assert command is not None, f"{name} {sub} cannot be loaded"
            if isinstance(command, click.Group):
                walk(command, f"{name} {sub}")
            else:
                found.add(f"{name} {sub}")

    walk(main, "amparo")
    return frozenset(found)


def test_every_command_is_described():
    described = set(re.findall(r"^### `(amparo [a-z- ]+?)(?: [A-Z\[<-].*)?`$", text(COMMANDS), re.MULTILINE))
    assert described == commands()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_that_a_page_names_exists(page):
    code = "\n".join(re.findall(r"`[^`]+`|^ {4}.*$", text(page), re.MULTILINE))
    named = re.findall(r"(?:^ {4}|`|/)amparo ((?:[a-z][a-z-]+ ?)+)", code, re.MULTILINE)
    groups = {c.rsplit(" ", n)[0] for c in commands() for n in (0, 1)} | {"amparo"}
    for words in named:
        first_two = " ".join(["amparo", *words.split()[:2]])
        first = " ".join(["amparo", *words.split()[:1]])
        assert first in groups or first_two in groups, f"{page.name}: amparo {words}"


@cache
def settings_read() -> frozenset[str]:
    sources = (ROOT / "src").rglob("*.py")
    return frozenset(name.removesuffix("_FILE") for source in sources for name in SETTING.findall(text(source)))


def test_every_setting_is_described_and_no_other():
    described = {name.removesuffix("_FILE") for name in SETTING.findall(text(OPERATIONS))}
    assert described == settings_read()


def test_every_role_is_described_and_no_other():
    described = set(re.findall(r"^\| `([a-z_]+)` \|", text(ROOT / "docs" / "roles.md"), re.MULTILINE))
    assert described == set(Role.values)


def test_every_room_stands_in_the_picture():
    architecture = text(ROOT / "docs" / "architecture.md")
    there = {p.name for p in (ROOT / "src" / "amparo").iterdir() if (p / "__init__.py").is_file()}
    assert {room for room in floors() if f"`{room}/`" in architecture} == there


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text(page)):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_decisions_have_their_four_parts():
    for page in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")):
        for part in ("## Context", "## Choice", "## Rejected", "## What would change our mind"):
            assert part in text(page), f"{page.name} lacks {part}"


def test_every_field_of_an_import_is_described():
    from amparo.monitor.imports.definition import FIELDS

    described = re.findall(r"^\| `([a-z_0-9]+)` \|", text(ROOT / "docs" / "imports.md"), re.MULTILINE)
    assert described == list(FIELDS)
