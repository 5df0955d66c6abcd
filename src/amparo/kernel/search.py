"""Search over words, codes and names in any script, with equal hits on SQLite and PostgreSQL.

The kernel makes the tokens (`kernel.folding`) and encodes them in ASCII letters and digits, so that neither engine
has anything left to split, fold or stem: both receive them plain. All words of a query must occur (AND); the last
may be the beginning of a word. Quotes and operators of either engine are plain text here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from uuid import UUID

from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet

from amparo.kernel import folding, search_index
from amparo.kernel.models import SearchEntry

# A word is cut at this many letters, in the index and in the query alike.
LONGEST_WORD = 40
# Words of a query beyond these are left aside: they could only narrow a result that is already narrow.
MOST_QUERY_WORDS = 24
# PostgreSQL allows 1 MB of words for an entry; a text with more distinct words than this holds is no entry of ours.
MOST_ENTRY_BYTES = 600_000
# A prefix of one letter would stand for a large part of the dictionary.
SHORTEST_PREFIX = 2
# Codes with more parts than this are found by their parts and as a whole, not by every run of parts.
MOST_CODE_PARTS = 6
# With more hits than this, rows are looked at one by one in the order of the page instead of collecting all hits.
COMMON = 5_000
BATCH = 500
# Lines up to this length are remembered with their words; longer ones are prose and hardly come again.
SHORT_LINE = 120
MOST_LETTERS = 4_096
_DIGIT = re.compile(r"\d")
_PLAIN = "abcdefghijklmnopqrstuvwxy0123456789"


@dataclass(frozen=True)
class Entry:
    """What is to be found: the object, its kind, the agency in which it may be found, and all its searchable text."""

    kind: str
    object_id: UUID
    scope: UUID
    text: str


def put(entries: Iterable[Entry]) -> None:
    """Make the objects searchable by these texts; what was there of the same objects is replaced."""
    remaining = iter(entries)
    while batch := list(islice(remaining, BATCH)):
        rows = {(entry.kind, entry.object_id): _row(entry) for entry in batch}
        # Plain rows: making and taking apart a model object for each costs as much as finding its words. And all in
        # one statement: FTS5 writes out what it holds at the end of each, which is most of the work of a single row.
        with transaction.atomic(savepoint=False), connection.cursor() as cursor:
            cursor.execute(_put_statement(len(rows)), list(chain.from_iterable(rows.values())))


@lru_cache(maxsize=8)
def _put_statement(rows: int) -> str:
    places = ", ".join(["(%s, %s, %s, %s)"] * rows)
    return (
        f"INSERT INTO {SearchEntry._meta.db_table} (kind, object_id, scope, tokens) VALUES {places} "  # noqa: S608 - names only
        "ON CONFLICT (kind, object_id) DO UPDATE SET scope = excluded.scope, tokens = excluded.tokens"
    )


def drop(kind: str, object_ids: Iterable[UUID]) -> None:
    """Make the objects unfindable."""
    remaining = iter(object_ids)
    while batch := list(islice(remaining, BATCH)):
        SearchEntry.objects.filter(kind=kind, object_id__in=batch).delete()


def matching(query: str, *, kind: str, scopes: Iterable[UUID]) -> QuerySet[SearchEntry, UUID] | None:
    """Return the ids of matching objects, for `.filter(id__in=...)` on the model of that kind; None for no query.

    A query without a single letter or digit finds nothing. Use the result only as `id__in` (or `pk__in`) of the
    objects themselves: where a word is common it refers to the outer row, so that a page of fifty in the order of
    an index looks at the first rows only and the hits are never collected.
    """
    if not query.strip():
        return None
    words = folding.tokens(query)[:MOST_QUERY_WORDS]
    agencies = list(scopes)
    entries = SearchEntry.objects.filter(kind=kind, scope__in=agencies)
    if not words or not agencies:
        return entries.none().values_list("object_id", flat=True)
    encoded = [encode(word) for word in words]
    prefixed = len(words[-1]) >= SHORTEST_PREFIX
    # Kind and agency are words of the index too, so that the index alone finds the rows.
    places = [_place(kind, scope) for scope in agencies]
    if not _is_common(places, encoded, prefixed):
        found = SearchEntry.objects.filter(tokens__indexed=_expressions(places, encoded, prefixed))
        return found.values_list("object_id", flat=True)
    found = entries.filter(object_id=OuterRef("pk"))
    for text in _texts(encoded, prefixed):
        found = found.filter(tokens__has_text=text)
    return found.values_list("object_id", flat=True)


def _is_common(places: list[str], encoded: list[str], prefixed: bool) -> bool:
    """Tell whether there are more hits than COMMON. Whole words are asked for first: beginnings cost more to count."""
    return search_index.more_than(COMMON, _expressions(places, encoded, False)) or (
        prefixed and search_index.more_than(COMMON, _expressions(places, encoded, True))
    )


@lru_cache(maxsize=1024)
def _place(kind: str, scope: UUID) -> str:
    """Return the token of a kind within an agency. No word begins so, for after a `z` comes a digit of it or `g`."""
    return f"zz{scope.hex}{encode(kind)}"


class _Codes(dict[int, str]):
    """The codes of letters. Those met are remembered, as many as a few scripts have."""

    def __missing__(self, point: int) -> str:
        code = f"z{point:04x}" if point <= 0xFFFF else f"zg{point:06x}"
        if len(self) < MOST_LETTERS:
            self[point] = code
        return code


_CODES = _Codes({ord(letter): letter for letter in _PLAIN})


def encode(word: str) -> str:
    """Return a word in ASCII letters and digits, one to one, the beginning of a word giving the beginning of its code.

    `a` to `y` and digits stand for themselves; any other character is `z` and four hexadecimal digits, beyond the
    basic plane `zg` and six.
    """
    return word[:LONGEST_WORD].translate(_CODES)


def index_tokens(text: str) -> Iterator[str]:
    """Give every token, encoded, by which `text` is found: words with and without article, codes and their parts."""
    lines = text.splitlines()
    return chain.from_iterable(_tokens_of_line(line) if len(line) <= SHORT_LINE else _read(line) for line in lines)


def _read(line: str) -> tuple[str, ...]:
    return tuple(chain.from_iterable(map(_tokens_of, folding.runs(line))))


@lru_cache(maxsize=8192)
def _tokens_of_line(line: str) -> tuple[str, ...]:
    """Remember whole lines: the names of places, acts and actors come again with every entry of an import."""
    return _read(line)


def _tokens_of(run: str) -> Iterable[str]:
    if _DIGIT.search(run):
        return _tokens_of_code(run)
    return _tokens_of_words(run)


@lru_cache(maxsize=32768)
def _tokens_of_words(run: str) -> tuple[str, ...]:
    found: list[str] = []
    for word in folding.words_of(run):
        found += [word, folding.without_article(word)]
    return tuple(dict.fromkeys(map(encode, found)))


def _tokens_of_code(code: str) -> Iterable[str]:
    """Give a code and every run of its parts. Not remembered: hardly a code comes again."""
    parts = folding.code_parts(code)
    if len(parts) == 1:
        return (encode(code),)
    if len(parts) > 2 * MOST_CODE_PARTS - 1:
        return dict.fromkeys(map(encode, [code, *parts[::2]]))
    if len(code) <= LONGEST_WORD:
        # Nothing is cut, so that the runs of the coded parts are the codes of the runs.
        coded, join = list(map(encode, parts)), "".join
        return dict.fromkeys(map(join, _runs(coded)))
    return dict.fromkeys(map(encode, map("".join, _runs(parts))))


def _runs(parts: list[str]) -> list[list[str]]:
    """Return every run of parts with the connectors inside it; the whole code first."""
    ends = range(1, len(parts) + 1, 2)
    return [parts, *(parts[first:last] for first in range(0, len(parts), 2) for last in ends if last > first)]


def _row(entry: Entry) -> tuple[str, str, str, str]:
    tokens = [_place(entry.kind, entry.scope), *dict.fromkeys(index_tokens(entry.text))]
    kept = " ".join(tokens)
    if len(kept) > MOST_ENTRY_BYTES:
        kept = kept[:MOST_ENTRY_BYTES].rpartition(" ")[0]
    return entry.kind, entry.object_id.hex, entry.scope.hex, f" {kept} "


def _expressions(places: list[str], encoded: list[str], prefixed: bool) -> search_index.Expressions:
    star, colon_star = (" *", ":*") if prefixed else ("", "")
    return search_index.Expressions(
        fts5=f"({_quoted(places, ' OR ')}) AND {_quoted(encoded, ' AND ')}{star}",
        tsquery=f"({_quoted(places, ' | ')}) & {_quoted(encoded, ' & ')}{colon_star}".replace('"', "'"),
    )


def _quoted(tokens: list[str], between: str) -> str:
    return between.join(f'"{token}"' for token in tokens)


def _texts(encoded: list[str], prefixed: bool) -> Iterator[str]:
    for word in encoded[:-1]:
        yield f" {word} "
    yield f" {encoded[-1]}" if prefixed else f" {encoded[-1]} "
