"""What happened in Marenda, and who heard of it: invented by a seeded random generator, the same every time.

Every child is a code. Each source hears of a child by chance; some children are easier to hear of than others, and
many are heard of by nobody - these are never written down anywhere, as in life.
"""

import csv
import datetime
import io
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from amparo.evidence.demo.marenda_world import ABBREVIATIONS, GIVERS, PROVINCES, WHAT, WHERE, WHO, Giver

YEARS: Final = (2022, 2023, 2024, 2025)
SEED: Final = 20251231
EVENTS_A_YEAR: Final = 118
PLAIN_HEAD: Final = (
    "Reference", "Incident", "Reported on", "Date", "Province", "Violation", "Group", "Child", "Sex", "Age", "Boys",
    "Girls", "Not known", "Note",
)  # fmt: skip
SHORT_HEAD: Final = (
    "No.", "Event", "Received", "When", "P-code", "What", "By", "Code of child", "M/F", "Years", "M", "F", "Unk",
    "Remark",
)  # fmt: skip
FIELDS: Final = (
    "reference", "incident", "received_on", "date", "admin1", "violation", "actor", "pseudonym", "sex", "age", "boys",
    "girls", "unknown", "summary",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """One row: what one source says of one child, or of a counted group, in one event."""

    incident: str
    day: datetime.date
    date: str
    province: str
    violation: str
    actor: str
    pseudonym: str = ""
    sex: str = ""
    age: str = ""
    counts: tuple[int, int, int] = (0, 0, 0)
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Child:
    pseudonym: str
    sex: str
    age: int
    easy_to_hear_of: bool


def story(givers: Sequence[Giver] = GIVERS, *, seed: int = SEED, letter: str = "M") -> dict[str, list[Heard]]:
    """Invent everything, and return what each source heard, by the source's code, in order of events."""
    chance = random.Random(seed)  # noqa: S311 - a story, not a secret
    heard: dict[str, list[Heard]] = {giver.code: [] for giver in givers}
    known: list[_Child] = []
    for year in YEARS:
        for number in range(1, EVENTS_A_YEAR + 1):
            _event(chance, year, number, letter, givers, known, heard)
    return heard


def _event(
    chance: random.Random,
    year: int,
    number: int,
    letter: str,
    givers: Sequence[Giver],
    known: list[_Child],
    heard: Mapping[str, list[Heard]],
) -> None:
    day = datetime.date(year, 1, 1) + datetime.timedelta(days=chance.randrange(365))
    base = Heard(
        incident=f"{letter}{year % 100}-{number:03d}",
        day=day,
        date=_date(chance, day),
        province=_pick(chance, WHERE),
        violation=_pick(chance, WHAT),
        actor=_pick(chance, WHO),
    )
    children = [_child(chance, year, letter, known) for _ in range(chance.choice((1, 1, 1, 2, 2, 3)))]
    for child in {child.pseudonym: child for child in children}.values():
        for giver in givers:
            if chance.random() < giver.hears * (1.25 if child.easy_to_hear_of else 0.75):
                heard[giver.code].append(_of(base, child))
                if giver == givers[0] and number % 7 == 0 and base.violation == "recruitment-and-use":
                    heard[giver.code].append(_with(_of(base, child), violation="abduction"))
    if chance.random() < 0.16:
        counts = (chance.randrange(1, 6), chance.randrange(0, 4), chance.randrange(0, 2))
        note = "A group was counted; nobody could be told apart."
        teller = chance.choice(givers[:2])
        heard[teller.code].append(_with(base, counts=counts, note=note))


def _child(chance: random.Random, year: int, letter: str, known: list[_Child]) -> _Child:
    """A child not met before or, one in twenty-five, one who was recruited again."""
    if known and chance.random() < 0.04:
        return chance.choice(known)
    sex = "unknown" if chance.random() < 0.03 else "girl" if chance.random() < 0.31 else "boy"
    code = f"{letter}-{year % 100}-{len(known) + 1:04d}"
    child = _Child(code, sex, chance.choice((11, 12, 13, 14, 14, 15, 15, 16, 16, 17)), chance.random() < 0.5)
    known.append(child)
    return child


def _date(chance: random.Random, day: datetime.date) -> str:
    """The date as far as it is known (EDTF): mostly the day or the month; one in thirty spans two years."""
    kind = chance.random()
    if kind < 0.5:
        return day.isoformat()
    if kind < 0.85:
        return f"{day:%Y-%m}"
    if kind < 0.92:
        return f"{day:%Y-%m}~"
    if kind < 0.97:
        return f"{day.year}"
    return f"{day.year - 1}-11/{day.year}-02"


def _pick(chance: random.Random, weights: Mapping[str, float]) -> str:
    return chance.choices(list(weights), weights=list(weights.values()))[0]


def _of(base: Heard, child: _Child) -> Heard:
    return _with(base, pseudonym=child.pseudonym, sex=child.sex, age=str(child.age))


def _with(base: Heard, **more: object) -> Heard:
    values = {name: getattr(base, name) for name in Heard.__slots__} | more
    return Heard(**values)


# --- As a spreadsheet ------------------------------------------------------------------------------------------------


def as_csv(rows: Iterable[Heard], giver: Giver) -> bytes:
    """The rows as that source would send them, in UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(PLAIN_HEAD if giver.plain else SHORT_HEAD)
    writer.writerows(_cells(row, giver, number) for number, row in enumerate(rows, start=1))
    return out.getvalue().encode()


def _cells(row: Heard, giver: Giver, number: int) -> Iterator[str]:
    received = row.day + datetime.timedelta(days=14 + (number * 7) % 60)
    yield f"{giver.code.upper()[:3]}-{row.day.year}-{number:03d}"
    yield row.incident
    yield received.isoformat() if giver.plain else f"{received:%d/%m/%Y}"
    yield row.date if giver.plain else _shortened(row)
    yield PROVINCES[row.province][0] if giver.plain else row.province
    yield row.violation
    yield row.actor if giver.plain else next(code for code, actor in ABBREVIATIONS.items() if actor == row.actor)
    yield row.pseudonym
    yield row.sex if giver.plain else {"boy": "M", "girl": "F"}.get(row.sex, "")
    yield row.age
    yield from (str(count) if count else "" for count in row.counts)
    yield row.note


def _shortened(row: Heard) -> str:
    """The date in a form that the short sheets know: day, month or year; the year where it is less certain."""
    parts = row.date.rstrip("~").split("/")[-1].split("-")
    return "/".join(reversed(parts))


def definition(giver: Giver) -> dict[str, object]:
    """The column mapping of that source's sheet, in the form of `monitor.imports.definition`."""
    heads = PLAIN_HEAD if giver.plain else SHORT_HEAD
    columns = dict(zip(FIELDS, heads, strict=True))
    mapping: dict[str, object] = {"columns": columns, "constants": {"country": "XM"}, "null_texts": ["", "-"]}
    if not giver.plain:
        mapping["date_format"] = "day-month-year"
        mapping["codes"] = {"actor": dict(ABBREVIATIONS), "sex": {"M": "boy", "F": "girl"}}
    return mapping


REFUSED_ROWS: Final = (
    ("LAK-2025-901", "M25-901", "10/03/2025", "31/11/2024", "XM08", "recruitment-and-use", "BNF", "M-25-0901", "F",
     "14", "", "", "", "The day does not exist."),
    ("LAK-2025-902", "M25-902", "12/03/2025", "02/2025", "XM08", "abduction", "RIVERMEN", "M-25-0902", "M", "13",
     "", "", "", "The group is in no mapping."),
    ("LAK-2025-903", "M25-903", "12/03/2025", "02/2025", "XM09", "recruitment-and-use", "SDC", "M-25-0903", "M", "15",
     "", "", "", "There is no ninth province."),
    ("LAK-2025-904", "M25-904", "13/03/2025", "2025", "XM02", "recruitment-and-use", "SDC", "M-25-0904", "M", "19",
     "", "", "", "Nineteen is not a child."),
    ("LAK-2025-905", "M25-905", "14/03/2025", "03/2025", "XM01", "recruitment-and-use", "BNF", "M-25-0905", "F", "12",
     "3", "", "", "One child and a count."),
)  # fmt: skip


def refused_csv() -> bytes:
    """A sheet of the clinic with five faults, one of each kind that newcomers meet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(SHORT_HEAD)
    writer.writerows(REFUSED_ROWS)
    return out.getvalue().encode()
