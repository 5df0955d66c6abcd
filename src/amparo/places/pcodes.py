"""A file of P-codes: what its rows say, and what cannot be.

The headings are those of the global list of P-codes that OCHA publishes (Common Operational Datasets): `Location`
(ISO 3166-1 alpha-3), `Admin Level`, `P-Code`, `Name`, `Parent P-Code`, `Valid from date`. Others are understood:
`Replaces P-Code`, the codes (separated by blanks) of the areas whose place an area took. And `Population`, how
many people live there, and `Population year`.
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from amparo.kernel import clock
from amparo.kernel.errors import Invalid, Problem
from amparo.kernel.lines import one_line
from amparo.places.models import Area, Level

HEADINGS: Mapping[str, str] = {
    "country": "Location",
    "level": "Admin Level",
    "pcode": "P-Code",
    "name": "Name",
    "parent": "Parent P-Code",
    "since": "Valid from date",
}
REPLACES = "Replaces P-Code"
POPULATION, POPULATION_YEAR = "Population", "Population year"
MOST_PROBLEMS = 1_000
LONGEST_NAME = 200
_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{1,19}")
_LEVELS = {"1": Level.ADMIN_1, "2": Level.ADMIN_2}


@dataclass(frozen=True, slots=True)
class Given:
    """One row. `row` counts as a spreadsheet program does; `parent` is a country's code or a P-code."""

    row: int
    country: str
    level: Level
    pcode: str
    name: str
    parent: str
    since: datetime.date
    replaces: tuple[str, ...] = ()
    population: int | None = None
    population_year: int | None = None


@dataclass
class Findings:
    """What is wrong, at most 1,000 of `total`, and how many areas have no name of their own."""

    problems: list[Problem] = field(default_factory=list)
    total: int = 0
    unnamed: int = 0

    def add(self, row: int, column: str, message: str, advice: str) -> None:
        """Note one problem at its place."""
        self.total += 1
        if len(self.problems) < MOST_PROBLEMS:
            where = _("row %(row)d, %(column)s") % {"row": row, "column": column}
            self.problems.append(Problem(where, message, advice))


def read(header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> tuple[list[Given], Findings]:
    """Return the rows that can be understood, and what is wrong with the others. Raises Invalid for other headings."""
    places = {name.casefold(): index for index, name in enumerate(header)}
    missing = [name for name in HEADINGS.values() if name.casefold() not in places]
    if missing:
        raise Invalid(
            _("This is no list of P-codes: it has no column “%(names)s”.") % {"names": "”, “".join(missing)},
            advice=_("Name the columns as OCHA does: %(names)s.") % {"names": ", ".join(HEADINGS.values())},
        )
    columns = {name: places[heading.casefold()] for name, heading in HEADINGS.items()}
    more = {name: places.get(name.casefold()) for name in (REPLACES, POPULATION, POPULATION_YEAR)}
    reader, given = _Reader(), []
    for number, cells in rows:
        texts = {name: one_line(cells[index]) for name, index in columns.items()}
        texts |= {name: one_line(cells[index]) if index is not None else "" for name, index in more.items()}
        understood = reader.row(number, texts)
        if understood:
            given.append(understood)
    _check_tree(given, reader.findings)
    return given, reader.findings


class _Reader:
    """Reads row after row, and knows the codes it has seen."""

    def __init__(self) -> None:
        self.findings = Findings()
        self._today = clock.today()
        self._countries = frozenset(Area.objects.filter(level=Level.COUNTRY).values_list("code", flat=True))
        self._seen: dict[str, int] = {}
        self._days: dict[str, datetime.date | None] = {}

    def row(self, number: int, texts: Mapping[str, str]) -> Given | None:
        """Return what a row says, or None after noting what is wrong with it."""
        before = self.findings.total
        for column, message, advice in (*self._faults(texts, texts[REPLACES]), *_population_faults(texts)):
            self.findings.add(number, column, message, advice)
        first = self._seen.setdefault(texts["pcode"], number)
        if first != number and texts["pcode"]:
            message = _("Row %(row)d has this code too.") % {"row": first}
            self.findings.add(number, HEADINGS["pcode"], message, _("Leave one of the two rows out."))
        since = self._day(texts["since"])
        if self.findings.total > before or since is None:
            return None
        if not texts["name"]:
            self.findings.unnamed += 1
        return Given(
            number,
            texts["country"],
            _LEVELS[texts["level"]],
            texts["pcode"],
            texts["name"] or texts["pcode"],
            texts["parent"],
            since,
            tuple(texts[REPLACES].split()),
            int(texts[POPULATION]) if texts[POPULATION] else None,
            int(texts[POPULATION_YEAR]) if texts[POPULATION_YEAR] else None,
        )

    def _faults(self, texts: Mapping[str, str], replaces: str) -> Iterator[tuple[str, str, str]]:
        if texts["country"] not in self._countries:
            yield HEADINGS["country"], _("This country is not known."), _("Write its three-letter code of ISO 3166-1.")
        if texts["level"] not in _LEVELS:
            yield HEADINGS["level"], _("This level is not known."), _("Write 1 or 2: other levels are not kept.")
        for column, code in ((HEADINGS["pcode"], texts["pcode"]), *((REPLACES, one) for one in replaces.split())):
            if not _CODE.fullmatch(code):
                advice = _("Write two to twenty capital letters and digits, without blanks.")
                yield column, _("“%(code)s” is no P-code.") % {"code": code[:40]}, advice
        if len(texts["name"]) > LONGEST_NAME:
            yield HEADINGS["name"], _("This name is too long."), _("Shorten it to 200 characters.")
        day = self._day(texts["since"])
        if day is None:
            yield HEADINGS["since"], _("This is no day."), _("Write year-month-day: 2024-05-17.")
        elif day > self._today:
            yield HEADINGS["since"], _("This day lies in the future."), _("Import the file once it holds.")

    def _day(self, text: str) -> datetime.date | None:
        if text not in self._days:
            try:
                self._days[text] = datetime.date.fromisoformat(text)
            except ValueError:
                self._days[text] = None
        return self._days[text]


def _population_faults(texts: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Say what cannot be of the number of people; neither is asked for."""
    people, year = texts[POPULATION], texts[POPULATION_YEAR]
    if people and not (people.isascii() and people.isdecimal() and len(people) <= 10):
        yield POPULATION, _("This is no number of people."), _("Write digits alone: 1200500.")
    if year and not (year.isascii() and year.isdecimal() and 1900 <= int(year[:5]) <= clock.today().year):
        yield POPULATION_YEAR, _("This is no year of a count."), _("Write the year in four digits.")
    if year and not people:
        yield POPULATION, _("A year without a number of people."), _("Write the number, or leave the year out.")


def _check_tree(given: Sequence[Given], findings: Findings) -> None:
    """Note every row whose parent is not the country, or not a first-level area of the same country."""
    inside = {row.pcode: row.country for row in given if row.level == Level.ADMIN_1}
    wanted = {row.parent for row in given if row.level == Level.ADMIN_2} - inside.keys()
    stored = Area.objects.filter(level=Level.ADMIN_1).exclude(pcode="")
    inside |= {pcode: country for pcode, country in stored.values_list("pcode", "parent__code") if pcode in wanted}
    for row in given:
        column = HEADINGS["parent"]
        if row.level == Level.ADMIN_1 and row.parent != row.country:
            message = _("A first-level area lies in its country.")
            findings.add(row.row, column, message, _("Write %(code)s here.") % {"code": row.country})
        elif row.level == Level.ADMIN_2 and inside.get(row.parent) != row.country:
            message = (
                _("“%(code)s” lies in another country.") if row.parent in inside else _("“%(code)s” is not known.")
            )
            advice = _("Write the P-code of a first-level area of %(country)s.") % {"country": row.country}
            findings.add(row.row, column, message % {"code": row.parent[:40]}, advice)
