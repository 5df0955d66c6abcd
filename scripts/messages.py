"""Catalogues of the words on pages, without the gettext programs: Babel reads, writes and compiles them.

    python scripts/messages.py update     collect the strings of src/amparo into locale/*/LC_MESSAGES/django.po
    python scripts/messages.py compile    make the .mo files that Django reads (skipped where they are current)
    python scripts/messages.py check      say what is missing, fuzzy or mismatched; exit 1 if anything is

`update` keeps every translation whose English source still stands and drops the others. A new language is a new
folder: `update --language fr`. The English catalogue stays empty: English is the source.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as babel_extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "amparo"
LOCALE = SOURCE / "locale"
SOURCE_LANGUAGE = "en"
LANGUAGES = ("en", "ar")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Dates in the files would change with every run; the history of the repository has the true ones.
STILL = datetime(2026, 1, 1, tzinfo=UTC)
TEAM = "Amparo"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?\w+[^>]*>")


def catalogue_path(language: str) -> Path:
    """Return the catalogue file of a language."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def sources() -> Iterator[Path]:
    """Yield every Python file and template of the system, in a stable order."""
    for path in sorted(SOURCE.rglob("*")):
        code = path.suffix == ".py" and "migrations" not in path.parts
        template = path.suffix in {".html", ".txt"} and "templates" in path.parts
        if code or template:
            yield path


def collect() -> Catalog:
    """Return all marked strings of the system with the files they stand in."""
    catalogue = Catalog(domain="django", creation_date=STILL)
    for path in sources():
        code = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            code = _templatize(code, str(path))
        stream = io.BytesIO(code.encode("utf-8"))
        place = path.relative_to(ROOT).as_posix()
        for line, message, comments, context in babel_extract("python", stream, KEYWORDS, ("Translators:",)):
            if message and (message[0] if isinstance(message, tuple) else message):
                catalogue.add(message, None, [(place, line)], auto_comments=comments, context=context)
    return catalogue


def _templatize(code: str, origin: str) -> str:
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    return str(templatize(code, origin=origin))


def read(language: str) -> Catalog:
    """Return the catalogue of a language; an empty one where there is none yet."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, domain="django")
    with path.open("rb") as stream:
        return read_po(stream, locale=language, domain="django")


def update(languages: tuple[str, ...] = LANGUAGES) -> None:
    """Bring the catalogues up to date with the sources; translations that still have a source stay."""
    template = collect()
    for language in languages:
        old = read(language)
        new = Catalog(
            locale=language,
            domain="django",
            project="Amparo",
            version="0.1",
            creation_date=STILL,
            revision_date=STILL,
            last_translator=TEAM,
            language_team=TEAM,
            msgid_bugs_address=TEAM,
            fuzzy=False,
            header_comment="# Words on pages of Amparo.",
        )
        for message in template:
            if message.id:
                known = old.get(message.id, message.context)
                kept = known.string if known is not None and known.id == message.id else None
                new.add(
                    message.id, kept, message.locations, message.flags, message.auto_comments, context=message.context
                )
        _write(new, catalogue_path(language))
        print(f"{language}: {len(new)} strings, {len(list(untranslated(new)))} untranslated")


def _write(catalogue: Catalog, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=116, sort_output=True, ignore_obsolete=True, include_lineno=False)
    path.write_bytes(buffer.getvalue())


def compile_all() -> None:
    """Make the binary catalogue of each language that has one, unless it is newer than its source."""
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        with path.open("rb") as stream:
            catalogue = read_po(stream, locale=path.parents[1].name, domain="django")
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as scratch:
            write_mo(scratch, catalogue)
        Path(scratch.name).chmod(0o644)  # root compiles, the service's user reads
        Path(scratch.name).replace(target)  # never half a file, also with several test processes at once


def untranslated(catalogue: Catalog) -> Iterator[Message]:
    """Yield messages without a complete translation."""
    for message in catalogue:
        if message.id and not all(_strings(message)):
            yield message


def _strings(message: Message) -> tuple[str | None, ...]:
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string,)


def faults(language: str) -> list[str]:
    """Return what is wrong with the catalogue of a language, one sentence each; nothing for a complete one."""
    catalogue, template = read(language), collect()
    wanted = {(message.context, message.id) for message in template if message.id}
    have = {(message.context, message.id) for message in catalogue if message.id}
    found = [f"not in the catalogue: {key[1]!r}" for key in sorted(wanted - have, key=str)]
    found += [f"no longer in the sources: {key[1]!r}" for key in sorted(have - wanted, key=str)]
    if language == SOURCE_LANGUAGE:
        return found
    found += [f"not translated: {message.id!r}" for message in untranslated(catalogue)]
    found += [f"fuzzy: {message.id!r}" for message in catalogue if message.id and message.fuzzy]
    for message in catalogue:
        found += _mismatches(message)
    return found


def _mismatches(message: Message) -> list[str]:
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    strings = [string or "" for string in _strings(message)]
    if not message.id or not all(strings):
        return []
    found = []
    for form, string in enumerate(strings):
        want, got = sorted(set(PLACEHOLDER.findall(ids[-1]))), sorted(set(PLACEHOLDER.findall(string)))
        # Zero, one and two are words in Arabic; from three on, the count must stand there.
        loose = len(strings) > 1 and form < len(strings) - 3
        if got != want and not (loose and set(got) <= set(want)):
            found.append(f"placeholders differ: {ids[0]!r} -> {string!r}")
        if sorted(TAG.findall(ids[-1])) != sorted(TAG.findall(string)):
            found.append(f"markup differs: {ids[0]!r} -> {string!r}")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run one of the three commands."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("update", "compile", "check"))
    parser.add_argument("--language", help="one language, also a new one")
    chosen = parser.parse_args(arguments)
    languages = (chosen.language,) if chosen.language else LANGUAGES
    if chosen.command == "update":
        update(languages)
    elif chosen.command == "compile":
        compile_all()
    else:
        wrong = [f"{language}: {fault}" for language in languages for fault in faults(language)]
        print("\n".join(wrong) or "All catalogues are complete.")
        return 1 if wrong else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
