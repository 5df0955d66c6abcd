"""What one row of a source's table means in our terms, or what is wrong with it: row, column, value, advice."""

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from django.utils.translation import gettext_lazy as _

from amparo.files.tables.problems import TableError, TableProblem
from amparo.files.tables.shape import Row
from amparo.kernel.fuzzy import FuzzyDate
from amparo.monitor import codes
from amparo.monitor.association_checks import Around
from amparo.monitor.checks import MOST_CHILDREN, PSEUDONYM_LENGTH, SUMMARY_LENGTH
from amparo.monitor.content import AssociationData
from amparo.monitor.imports import dates
from amparo.monitor.imports.cells import WHOLE, Cells, Wrong
from amparo.monitor.imports.definition import COUNTS, EVENT, FIELDS, Definition
from amparo.monitor.imports.lookups import NOBODY, Known, Lookups, key
from amparo.monitor.imports.telling import NOTHING, Telling
from amparo.monitor.models import AgeBand, Sex

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CODE_LENGTH = 24
REFERENCE_LENGTH = 120
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_./:\-]*", re.ASCII)
_OWN_CODE = re.compile(r"IN-\d{2}-\d{5,9}-\d")

V = TypeVar("V")


class Meaning(NamedTuple):
    """One row understood. `actor` None: nobody identified yet. `code` empty: the row is an incident of its own.

    `told` is what is said of the association; None where nothing is.
    """

    code: str
    reference: str
    received_on: datetime.date | None
    date: FuzzyDate
    country: Known
    admin1: Known | None
    violation: Known
    actor: Known | None
    pseudonym: str
    sex: str
    age_band: str
    boys: int
    girls: int
    unknown: int
    summary: str
    told: AssociationData | None = None
    admin2: Known | None = None

    @property
    def places(self) -> tuple[Known, ...]:
        """The areas that the row names, the finest first."""
        return tuple(area for area in (self.admin2, self.admin1, self.country) if area)

    @property
    def finest(self) -> Known:
        """The finest area that the row names."""
        return self.admin2 or self.admin1 or self.country

    @property
    def place_words(self) -> tuple[str, ...]:
        """The words by which the place is found."""
        words = self.country.words + (self.admin1.words if self.admin1 else ())
        return words + self.admin2.words if self.admin2 else words

    @property
    def size(self) -> int:
        """How many children the row is about."""
        return 1 if self.pseudonym else self.boys + self.girls + self.unknown


class Reader:
    """Understands the rows of one table by one mapping."""

    def __init__(self, definition: Definition, lookups: Lookups, header: Sequence[str], today: datetime.date) -> None:
        """Find the mapping's columns in the heading. Raises TableError naming every column that is not there."""
        self.definition = definition
        self.lookups = lookups
        self.today = today
        self.nulls = frozenset(text.casefold() for text in definition.null_texts)
        self.longest_null = max(map(len, definition.null_texts), default=0)
        # An empty text says nothing; so does a field without a column.
        self.constants = {**dict.fromkeys((*EVENT, *definition.told), ""), **definition.constants}
        self.positions = _positions(definition, header)
        self.steps = (*_STEPS, ("admin2", Reader.admin2)) if definition.has_finer_places else _STEPS
        self.telling = Telling(definition, lookups, today) if definition.told else None
        self.counted = any(field in definition.columns for field in COUNTS)

    def understand(self, row: Row) -> tuple[Meaning | None, list[TableProblem]]:
        """Return what the row means, and all that is wrong with it: one of the two is empty."""
        problems = list(row.problems)
        if problems:
            return None, problems
        cells = self._cells(row.cells)
        found: dict[str, object] = {}
        for name, step in self.steps:
            try:
                found[name] = step(self, cells, found)
            except Wrong as wrong:
                problems.append(self._problem(row.number, wrong, cells))
        if self.telling is not None:
            self._tell(self.telling, row.number, cells, found, problems)
        if problems:
            return None, problems
        children = found.pop("children")
        return Meaning(**found, **children), []  # type: ignore[arg-type]  # the steps give each field its type

    def _tell(
        self, telling: Telling, number: int, cells: Cells, found: dict[str, object], problems: list[TableProblem]
    ) -> None:
        """Add what the row says of an association to what was found, or what is wrong with it to the problems."""
        told, wrong = telling.read(cells)
        date, kind, children = found.get("date"), found.get("violation"), found.get("children")
        if not wrong and isinstance(date, FuzzyDate) and isinstance(kind, Known) and isinstance(children, dict):
            size = 1 if children["pseudonym"] else children["boys"] + children["girls"] + children["unknown"]
            wrong = list(telling.problems(told, Around(kind.code, date.earliest, size)))
        problems.extend(self._problem(number, one, cells) for one in wrong)
        found["told"] = told if told != NOTHING else None

    def _cells(self, texts: Sequence[str]) -> Cells:
        nulls, longest = self.nulls, self.longest_null
        read = dict(self.constants)
        for field, position in self.positions:
            text = texts[position].strip()
            read[field] = "" if len(text) <= longest and text.casefold() in nulls else text
        return read

    def _problem(self, number: int, wrong: Wrong, cells: Cells) -> TableProblem:
        column = self.definition.columns.get(wrong.field) or str(FIELDS[wrong.field])
        value = cells[wrong.field] if wrong.value is None else wrong.value
        return TableProblem(str(wrong.message), str(wrong.advice), number, column, value[:200])

    def problem(self, row: Row, wrong: Wrong) -> TableProblem:
        """Return what is wrong with a row, in the words and columns of its file."""
        return self._problem(row.number, wrong, self._cells(row.cells))

    # Each step reads one field of a row; what it needs of earlier ones stands in `found`.

    def code(self, cells: Cells, _found: dict[str, object]) -> str:
        text = cells["incident"].upper()
        if not text:
            return ""
        if len(text) > CODE_LENGTH or not _CODE.fullmatch(text):
            raise Wrong(
                "incident",
                _("This is no code: at most 24 letters and digits, parted by - _ . / : and without spaces."),
                _("Shorten it in the file, or map another column."),
            )
        if _OWN_CODE.fullmatch(text) and not codes.is_whole(text):
            raise Wrong("incident", _("This code has a typing error."), _("Compare it with the incident's page."))
        return text

    def reference(self, cells: Cells, _found: dict[str, object]) -> str:
        return _short(cells, "reference", REFERENCE_LENGTH)

    def received_on(self, cells: Cells, _found: dict[str, object]) -> datetime.date | None:
        if not cells["received_on"]:
            return None
        day, problem = dates.read_day(cells["received_on"], self.definition.date_format)
        if problem:
            raise Wrong("received_on", problem.message, problem.advice)
        return day

    def date(self, cells: Cells, _found: dict[str, object]) -> FuzzyDate:
        text = cells["date"]
        if not text:
            raise Wrong("date", _("There is no date."), _("Write what is known, for example 2024-05 or 2024."))
        value, problem = dates.read(text, self.definition.date_format, self.today)
        if problem or value is None:
            raise Wrong("date", problem.message if problem else "", problem.advice if problem else "")
        return value

    def country(self, cells: Cells, _found: dict[str, object]) -> Known:
        return _coded(cells, "country", self.lookups.countries)

    def admin1(self, cells: Cells, found: dict[str, object]) -> Known | None:
        text = cells["admin1"]
        country = found.get("country")
        if not text or not isinstance(country, Known):
            return None
        inside = self.lookups.admin1.get(country.id, {})
        coded = self.lookups.admin1[None].get(key(text))
        part = inside.get(key(text)) or (coded if coded in inside.values() else None)
        if part is None:
            message = _("This place lies in another country.") if coded else _("This place is not known.")
            raise Wrong("admin1", message, _("Correct it, or say in the mapping which of our places it is."))
        return part

    def admin2(self, cells: Cells, found: dict[str, object]) -> Known | None:
        """Read the second-level part; it tells the first-level one where the row does not."""
        text, country, within = cells["admin2"], found.get("country"), found.get("admin1")
        if not text or not isinstance(country, Known):
            return None
        part = self.lookups.finer.of(key(text), country.id, within.id if isinstance(within, Known) else None)
        if part is None:
            raise Wrong(
                "admin2",
                _("This place is not known there."),
                _("Write its P-code, or its name with the first-level part that it lies in."),
            )
        found["admin1"] = part[0]
        return part[1]

    def violation(self, cells: Cells, _found: dict[str, object]) -> Known:
        return _coded(cells, "violation", self.lookups.violations)

    def actor(self, cells: Cells, _found: dict[str, object]) -> Known | None:
        own = self.definition.codes.get("actor", {})
        if not cells["actor"] and "" in own:
            found = self.lookups.actors[key("")]
        else:
            found = _coded(cells, "actor", self.lookups.actors)
        return None if found is NOBODY else found

    def summary(self, cells: Cells, _found: dict[str, object]) -> str:
        return _short(cells, "summary", SUMMARY_LENGTH)

    def children(self, cells: Cells, _found: dict[str, object]) -> dict[str, object]:
        age = self._age(cells["age"])
        pseudonym = _short(cells, "pseudonym", PSEUDONYM_LENGTH)
        sex = self._sex(cells["sex"])
        counts = {field: _count(cells, field) for field in COUNTS}
        if pseudonym:
            return _one_child(pseudonym, sex or Sex.UNKNOWN, age, counts)
        if not self.counted:
            counts["total"] = 1
        boys, girls, unknown = self._group(counts, sex)
        return {"pseudonym": "", "sex": "", "age_band": age, "boys": boys, "girls": girls, "unknown": unknown}

    def _sex(self, text: str) -> str:
        if not text:
            return ""
        sex = self.lookups.sexes.get(key(text))
        if sex is None:
            raise Wrong(
                "sex", _("This sex is not known."), _("Say in the mapping what it means: girl, boy or unknown.")
            )
        return sex

    def _age(self, text: str) -> str:
        band = self.lookups.ages.get(key(text)) if text else AgeBand.UNKNOWN
        if band is not None:
            return str(band)
        if not WHOLE.fullmatch(text):
            raise Wrong("age", _("This age is not known."), _("Say in the mapping which band it is, or “unknown”."))
        years = int(text)
        if years >= 18:
            raise Wrong(
                "age",
                _("Eighteen or older is not a child."),
                _("Where the age is disputed, the child has the benefit: write “unknown”. Else take the row out."),
            )
        return AgeBand.UNDER_12 if years < 12 else AgeBand.FROM_12_TO_14 if years < 15 else AgeBand.FROM_15_TO_17

    def _group(self, counts: Mapping[str, int | None], sex: str) -> tuple[int, int, int]:
        boys, girls, unknown = (counts[field] or 0 for field in ("boys", "girls", "unknown"))
        total, stated = counts["total"], boys + girls + unknown
        if total is not None and stated == 0:
            return _of_one_sex(total, sex)
        if total is not None and total > stated and self.definition.rest_is_unknown:
            unknown += total - stated
        elif total is not None and total != stated:
            raise Wrong(
                "total",
                _("%(boys)d boys, %(girls)d girls and %(unknown)d of unknown sex are not %(total)d children.")
                % {"boys": boys, "girls": girls, "unknown": unknown, "total": total},
                _("Correct the count that is wrong. If the rest is of unknown sex, say so in the mapping."),
            )
        if boys + girls + unknown == 0:
            raise Wrong(_counted_field(self.definition), *_NO_CHILD)
        return boys, girls, unknown


_NO_CHILD = (
    _("No child is counted."),
    _("Give the number of children, or take the row out: this file is of reports about children."),
)
_STEPS = (
    ("code", Reader.code),
    ("reference", Reader.reference),
    ("received_on", Reader.received_on),
    ("date", Reader.date),
    ("country", Reader.country),
    ("admin1", Reader.admin1),
    ("violation", Reader.violation),
    ("actor", Reader.actor),
    ("summary", Reader.summary),
    ("children", Reader.children),
)


def _positions(definition: Definition, header: Sequence[str]) -> list[tuple[str, int]]:
    by_name = {name.casefold(): index for index, name in enumerate(header) if name}
    missing = [(field, name) for field, name in definition.columns.items() if name.casefold() not in by_name]
    if missing:
        raise TableError(
            *(
                TableProblem(
                    str(
                        _("The file has no column “%(name)s” for “%(field)s”.") % {"name": name, "field": FIELDS[field]}
                    ),
                    str(
                        _("Correct the heading in the file or in the mapping. The file has: %(names)s.")
                        % {"names": ", ".join(name for name in header if name)[:300]}
                    ),
                    definition.header_row,
                    name,
                )
                for field, name in missing
            )
        )
    return [(field, by_name[name.casefold()]) for field, name in definition.columns.items()]


def _short(cells: Cells, field: str, most: int) -> str:
    text = cells[field]
    if len(text) > most:
        raise Wrong(field, _("This text is longer than %(most)d characters.") % {"most": most}, _("Shorten it."))
    return text


def _coded(cells: Cells, field: str, known: Mapping[str, V]) -> V:
    text = cells[field]
    if not text:
        raise Wrong(field, _("Nothing is stated."), _EMPTY_ADVICE.get(field, _("Fill the cell.")))
    found = known.get(key(text))
    if found is None:
        raise Wrong(
            field,
            _("“%(text)s” is not known as “%(field)s”.") % {"text": text[:80], "field": FIELDS[field]},
            _UNKNOWN_ADVICE[field],
        )
    return found


_EMPTY_ADVICE: Mapping[str, "StrOrPromise"] = {
    "actor": _("Fill the cell, or say in the mapping that an empty cell means “unattributed”."),
}
_UNKNOWN_ADVICE: Mapping[str, "StrOrPromise"] = {
    "country": _("Write an ISO 3166-1 code or the country's name, or add the source's code to the mapping."),
    "violation": _("Add it to the mapping with the code of one of our violations."),
    "actor": _("Add it to the mapping with the code of one of our actors, or with “unattributed”."),
}


def _count(cells: Cells, field: str) -> int | None:
    text = cells[field]
    if not text:
        return None
    if not WHOLE.fullmatch(text) or int(text) > MOST_CHILDREN:
        raise Wrong(field, _("This is no count."), _("Write a whole number from 0 to 100,000, without separators."))
    return int(text)


def _one_child(pseudonym: str, sex: str, age: str, counts: Mapping[str, int | None]) -> dict[str, object]:
    for field, count in counts.items():
        if count:
            raise Wrong(
                field,
                _("One child and a count contradict each other."),
                _("Take out the pseudonym to count a group, or the counts to keep one child."),
            )
    return {"pseudonym": pseudonym, "sex": str(sex), "age_band": age, "boys": 0, "girls": 0, "unknown": 0}


def _of_one_sex(total: int, sex: str) -> tuple[int, int, int]:
    if total == 0:
        raise Wrong("total", *_NO_CHILD)
    return (
        total if sex == Sex.BOY else 0,
        total if sex == Sex.GIRL else 0,
        total if sex not in (Sex.BOY, Sex.GIRL) else 0,
    )


def _counted_field(definition: Definition) -> str:
    return next((field for field in COUNTS if field in definition.columns), "total")
