"""What rows say of an association: read from their cells, checked by the rules of the page, put together per violation.

Rows of one violation complete each other, for an association is told of its children together: items are united, a
length or a day of leaving becomes the span of both. An answer that says yes in one row and no in another contradicts.
"""

import datetime
import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from amparo.kernel import fuzzy
from amparo.kernel.fuzzy import FuzzyDate
from amparo.monitor.association_checks import Around, problems_in
from amparo.monitor.associations import stated
from amparo.monitor.content import AssociationData
from amparo.monitor.imports import dates
from amparo.monitor.imports.cells import WHOLE, Cells, Wrong
from amparo.monitor.imports.definition import ANSWERS, LISTS, TOLD, Definition
from amparo.monitor.imports.lookups import Lookups, key
from amparo.monitor.models import Answer, HowMany
from amparo.terms.models import Term

PARTED_BY = ";"
_NUMBERS = ("months_at_least", "months_at_most", "left_count")
_ROLES = ("roles", "combat", "support", "exploitation")
NOTHING = AssociationData()


class Telling:
    """Reads the columns of an association that a mapping has."""

    def __init__(self, definition: Definition, lookups: Lookups, today: datetime.date) -> None:
        self.fields = definition.told
        self.date_format, self.today = definition.date_format, today
        self.lookups = lookups
        self.terms: Mapping[uuid.UUID, Term] = lookups.terms
        # Some hundred different cells stand in many thousand rows.
        self._items = lru_cache(maxsize=8192)(self._read_items)

    def read(self, cells: Cells) -> tuple[AssociationData, list[Wrong]]:
        """Return what a row says, and what of it cannot be understood."""
        said: dict[str, Any] = {}
        terms: set[uuid.UUID] = set()
        wrong: list[Wrong] = []
        for name in self.fields:
            text = cells[name]
            if not text:
                continue
            try:
                if name in LISTS:
                    terms |= self._items(name, text)
                else:
                    said[name] = _READERS[name](self, name, text)
            except Wrong as one:
                wrong.append(one)
        if not said and not terms:
            return NOTHING, wrong
        return AssociationData(terms=frozenset(terms), **said), wrong

    def problems(self, data: AssociationData, around: Around) -> Iterator[Wrong]:
        """Give what is wrong with what is told, each with the column that it concerns: by the rules of the page."""
        if data == NOTHING:
            return
        terms = [self.terms[pk] for pk in data.terms if pk in self.terms]
        # A retired item is in no lookup of cells: where one is told of, it was stored before, and stays.
        for problem in problems_in(data, terms, around, kept=data.terms):
            yield Wrong(self._column(problem.where), problem.message, problem.advice)

    def _column(self, where: str) -> str:
        if where in self.fields:
            return where
        if where == "roles":
            return next(name for name in _ROLES if name in self.fields)
        return self.fields[0]

    def _read_items(self, name: str, text: str) -> frozenset[uuid.UUID]:
        known = self.lookups.items[name]
        found, unknown = set(), []
        for part in text.replace("\n", PARTED_BY).split(PARTED_BY):
            words = part.strip()
            term = known.get(key(words)) if words else None
            if term is not None:
                found.add(term.pk)
            elif words:
                unknown.append(words)
        if unknown:
            raise Wrong(
                name,
                _("“%(text)s” is not known as “%(field)s”.") % {"text": "; ".join(unknown)[:160], "field": TOLD[name]},
                _("Add it to the mapping with the code of one of our items. Several in a cell are parted by “;”."),
            )
        return frozenset(found)

    def _answer(self, name: str, text: str) -> str:
        answer = self.lookups.answers[name].get(key(text))
        if answer is None:
            raise Wrong(
                name,
                _("“%(text)s” is no answer to “%(field)s”.") % {"text": text[:80], "field": TOLD[name]},
                _("Write all, some, none or unknown, or say in the mapping which of them it means.")
                if name == "left"
                else _("Write yes, no or unknown, or say in the mapping which of them it means."),
            )
        return answer

    def _number(self, name: str, text: str) -> int:
        if not WHOLE.fullmatch(text):
            raise Wrong(name, _("This is no number."), _("Write a whole number, without words or separators."))
        return int(text)

    def _day(self, name: str, text: str) -> FuzzyDate | None:
        value, problem = dates.read(text, self.date_format, self.today)
        if problem:
            raise Wrong(name, problem.message, problem.advice)
        return value


@dataclass
class Said:
    """What is said of one violation so far, and of how many children."""

    data: AssociationData = NOTHING
    children: int = 0

    def add(
        self, telling: Telling, more: AssociationData, size: int, kind: str, day: datetime.date, *, same_children: bool
    ) -> None:
        """Add what a row about `size` children says. `kind` is of the violation, `day` the incident's earliest.

        Raises Wrong where it contradicts what was said, or both together break a rule.
        """
        data = joined(self.data, more, same_children=same_children)
        children = self.children if same_children else self.children + size
        for wrong in telling.problems(data, Around(kind, day, children)):
            raise wrong
        self.data, self.children = data, children

    def packed(self) -> str:
        """Return it as JSON."""
        terms = [pk.hex for pk in self.data.terms]
        return json.dumps({**stated(self.data), "terms": terms, "children": self.children})

    @classmethod
    def unpacked(cls, text: str) -> "Said":
        """Return what `packed` made."""
        content = json.loads(text)
        children, day = content.pop("children"), content.pop("left_text")
        terms = frozenset(uuid.UUID(hex=one) for one in content.pop("terms"))
        return cls(AssociationData(terms=terms, left_on=fuzzy.parse(day) if day else None, **content), children)


_READERS: Mapping[str, Callable[[Telling, str, str], object]] = {
    **dict.fromkeys((*ANSWERS, "left"), Telling._answer),
    **dict.fromkeys(_NUMBERS, Telling._number),
    "left_on": Telling._day,
}


def joined(one: AssociationData, other: AssociationData, *, same_children: bool) -> AssociationData:
    """Return what two statements on one violation say together.

    `same_children`: the second speaks of children of whom the first spoke. Raises Wrong where they contradict.
    """
    if one == NOTHING or other == NOTHING:
        return other if one == NOTHING else one
    least, most = _length(one, other)
    answers = {name: _agreed(name, getattr(one, name), getattr(other, name), Answer.UNKNOWN) for name in ANSWERS}
    return AssociationData(
        terms=one.terms | other.terms,
        months_at_least=least,
        months_at_most=most,
        left=_left(one, other, same_children=same_children),
        left_count=_either(max if same_children else _sum, one.left_count, other.left_count),
        left_on=_span(one.left_on, other.left_on),
        not_understood=one.not_understood or other.not_understood,
        **answers,
    )


def _agreed(name: str, one: str, other: str, unknown: str) -> str:
    if one != other and unknown not in (one, other):
        raise Wrong(
            name,
            _("Another row, or the incident as it stands, says otherwise of the same violation."),
            _("Say the same in both, leave one empty, or give the children incidents of their own."),
        )
    return other if one == unknown else one


def _length(one: AssociationData, other: AssociationData) -> tuple[int | None, int | None]:
    """Return the span of two lengths; an end that one of them leaves open stays open."""
    lengths = [(row.months_at_least, row.months_at_most) for row in (one, other)]
    given = [length for length in lengths if length != (None, None)]
    least = [low for low, _high in given if low is not None]
    most = [high for _low, high in given if high is not None]
    count = len(given) or 1
    return min(least) if len(least) == count else None, max(most) if len(most) == count else None


def _either(choose: Callable[[Sequence[int]], int], one: int | None, other: int | None) -> int | None:
    given = [value for value in (one, other) if value is not None]
    return choose(given) if given else None


def _sum(values: Sequence[int]) -> int:
    return sum(values)


def _left(one: AssociationData, other: AssociationData, *, same_children: bool) -> str:
    """Return how many have left: where some children have and others not, some of them."""
    answers = {value for value in (one.left, other.left) if value != HowMany.UNKNOWN}
    if len(answers) == 2:
        if same_children:
            return _agreed("left", one.left, other.left, HowMany.UNKNOWN)
        return str(HowMany.SOME)
    return answers.pop() if answers else str(HowMany.UNKNOWN)


def _span(one: FuzzyDate | None, other: FuzzyDate | None) -> FuzzyDate | None:
    """Return the days between which both lie."""
    if one is None or other is None or one == other:
        return one or other
    earliest, latest = min(one.earliest, other.earliest), max(one.latest, other.latest)
    first = ".." if earliest == fuzzy.FIRST_DAY else earliest.isoformat()
    last = ".." if latest == fuzzy.LAST_DAY else latest.isoformat()
    return one if first == last else fuzzy.parse(f"{first}/{last}")
