"""What a snapshot would change: groups that are new, gone, back, called otherwise, or described otherwise.

It is worked out from what is stored now, each time anew, so that what a person sees is what would be applied.
"""

import datetime
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amparo.actors.lists.content import Entry, ListedName
from amparo.actors.lists.models import Designation


class Kind(models.TextChoices):
    """What becomes of a group."""

    ADDED = "added", _("new on the list")
    REMOVED = "removed", _("no longer on the list")
    RETURNED = "returned", _("on the list again")
    RENAMED = "renamed", _("called otherwise")
    CHANGED = "changed", _("other dates or names")
    CONFLICT = "conflict", _("cannot be applied")


class Part(models.TextChoices):
    """Which part of an entry differs."""

    NAME = "name", _("Name as listed")
    LISTED = "listed_on", _("Listed")
    AMENDED = "amended_on", _("Entry amended")
    NAMES = "names", _("Other names")
    DELISTED = "delisted_on", _("Delisted")


Parts = Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class ListDifference:
    """One group that differs. `parts` map what differs to the value here and the value in the snapshot."""

    kind: str
    list_key: str
    reference: str
    name: str
    parts: Parts

    @property
    def key(self) -> tuple[str, str]:
        """The entry that it speaks of."""
        return self.list_key, self.reference

    def as_json(self) -> dict[str, Any]:
        """Return the difference for programs and for keeping."""
        parts = {name: list(pair) for name, pair in self.parts.items()}
        return {
            "kind": self.kind,
            "list": self.list_key,
            "reference": self.reference,
            "name": self.name,
            "parts": parts,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "ListDifference":
        """Return the difference that a snapshot keeps."""
        parts = {name: (pair[0], pair[1]) for name, pair in kept["parts"].items()}
        return cls(kept["kind"], kept["list"], kept["reference"], kept["name"], parts)


class Standing:
    """The designations of one published file as they are stored, by entry: the one that stands, or the last one."""

    def __init__(self, feed: str) -> None:
        rows = Designation.objects.filter(listing__feed=feed).select_related("listing").prefetch_related("names")
        self._by_key: dict[tuple[str, str], list[Designation]] = defaultdict(list)
        for row in rows.order_by("listed_on", "pk"):
            self._by_key[row.listing.feed_key, row.reference].append(row)

    def current(self, key: tuple[str, str]) -> Designation | None:
        """Return the designation that stands."""
        return next((row for row in self._by_key.get(key, ()) if row.delisted_on is None), None)

    def last_ended(self, key: tuple[str, str]) -> Designation | None:
        """Return the newest designation that has ended."""
        return next((row for row in reversed(self._by_key.get(key, [])) if row.delisted_on is not None), None)

    def all_current(self) -> list[Designation]:
        """Return every designation that stands, by list and reference."""
        found = (self.current(key) for key in sorted(self._by_key))
        return [row for row in found if row is not None]


def compare(entries: Iterable[Entry], standing: Standing, day: datetime.date) -> list[ListDifference]:
    """Return what a snapshot of `day` changes, by list and reference."""
    given = {entry.key: entry for entry in entries}
    found = [_of_entry(entry, standing) for entry in given.values()]
    gone = [row for row in standing.all_current() if (row.listing.feed_key, row.reference) not in given]
    found += [_gone(row, day) for row in gone]
    return sorted((one for one in found if one is not None), key=lambda one: (*one.key, one.kind))


def _of_entry(entry: Entry, standing: Standing) -> ListDifference | None:
    current, last = standing.current(entry.key), standing.last_ended(entry.key)
    returns = current is None and last is not None and last.listed_on == entry.listed_on
    if last and last.delisted_on and entry.listed_on < last.delisted_on and not returns:
        ended, since = (last.delisted_on.isoformat(), None), (None, entry.listed_on.isoformat())
        return _one(Kind.CONFLICT, entry, {Part.DELISTED.value: ended, Part.LISTED.value: since})
    if current is not None:
        return _compared(entry, current)
    if last is None or last.delisted_on is None:
        return _one(Kind.ADDED, entry, {Part.LISTED.value: (None, entry.listed_on.isoformat())})
    again = {Part.LISTED.value: (last.listed_on.isoformat(), entry.listed_on.isoformat())}
    return _one(Kind.RETURNED, entry, again | {Part.DELISTED.value: (last.delisted_on.isoformat(), None)})


def _one(kind: Kind, entry: Entry, parts: Parts) -> ListDifference:
    return ListDifference(kind.value, *entry.key, entry.name, parts)


def _gone(row: Designation, day: datetime.date) -> ListDifference:
    until = {Part.DELISTED.value: (None, max(day, row.listed_on).isoformat())}
    return ListDifference(Kind.REMOVED.value, row.listing.feed_key, row.reference, row.name, until)


def _compared(entry: Entry, row: Designation) -> ListDifference | None:
    names = sorted([one.name, one.quality] for one in row.names.all())
    pairs: dict[str, tuple[Any, Any]] = {
        Part.NAME.value: (row.name, entry.name),
        Part.LISTED.value: (row.listed_on.isoformat(), entry.listed_on.isoformat()),
        Part.AMENDED.value: (list(row.amended_on), [day.isoformat() for day in entry.amended_on]),
        Part.NAMES.value: (names, sorted([one.name, one.quality] for one in entry.names)),
    }
    parts = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if not parts:
        return None
    return _one(Kind.RENAMED if Part.NAME.value in parts else Kind.CHANGED, entry, parts)


def fingerprint(found: Sequence[ListDifference]) -> str:
    """Return what tells one set of differences from another, so that nobody applies what they did not see."""
    text = json.dumps([one.as_json() for one in found], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def counts(found: Iterable[ListDifference]) -> dict[str, int]:
    """Return how many differences there are of each kind."""
    of_kind = Counter(one.kind for one in found)
    return {kind.value: of_kind[kind.value] for kind in Kind}


def names_added_and_taken(pair: tuple[Any, Any]) -> tuple[list[ListedName], list[ListedName]]:
    """Return which names an entry gained and which it lost."""
    before, after = ({ListedName(*one) for one in side} for side in pair)
    return sorted(after - before), sorted(before - after)


def in_words(name: str, pair: tuple[Any, Any]) -> tuple[str, str]:
    """Return both values of a part in words; for names, what is taken away and what is added."""
    if name == Part.NAMES:
        added, taken = names_added_and_taken(pair)
        return _listed(taken), _listed(added)
    worded = _plain if name == Part.NAME else _days
    return worded(pair[0]), worded(pair[1])


def _listed(names: Iterable[ListedName]) -> str:
    return "; ".join(one.name for one in names) or "–"


def _plain(value: Any) -> str:
    return str(value) if value else "–"


def _days(value: Any) -> str:
    """Return days in the reader's language: digits with hyphens would turn round in a line from right to left."""
    days = [value] if isinstance(value, str) else value or []
    return "; ".join(date_format(datetime.date.fromisoformat(day)) for day in days) or "–"


def in_one_line(one: ListDifference) -> str:
    """Return a difference as the command line says it."""
    parts = []
    for name, pair in one.parts.items():
        before, after = in_words(name, pair)
        label = Part(name).label
        parts.append(gettext("%(part)s: %(before)s → %(after)s") % {"part": label, "before": before, "after": after})
    return f"{one.reference}  {one.name}  ({Kind(one.kind).label}; {'; '.join(parts)})"
