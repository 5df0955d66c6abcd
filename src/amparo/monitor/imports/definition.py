"""What a mapping says: which column is which field, which code of theirs is which of ours, how dates are written.

As JSON (saved in `monitor.Mapping.definition`, and in files for the command line):

    {
      "columns": {"date": "Date of event", "country": "Country", "actor": "Group", "boys": "M", "girls": "F"},
      "constants": {"violation": "recruitment-and-use"},
      "codes": {"actor": {"RF": "river-front", "unknown": "unattributed"}},
      "date_format": "day-month-year",
      "null_texts": ["", "-"]
    }

Columns of an association (`TOLD`) hold items of our lists, parted by ";", or yes, no and unknown; `codes` may say what
each text of the source means.

`date`, `country`, `violation` and `actor` each need a column or a constant. Left out, `date_format` is `edtf`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from amparo.files.tables.encodings import ENCODINGS
from amparo.files.tables.shape import Options
from amparo.kernel.errors import Invalid, Problem

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What a row says of an association, by the names of the page's form. Cells of `LISTS` hold several, parted by ";".
TOLD: dict[str, "StrOrPromise"] = {
    "factors": _("What contributed"),
    "methods": _("How they were recruited"),
    "cross_border": _("Across a border"),
    "re_recruitment": _("Recruited again"),
    "roles": _("What they were made to do"),
    "combat": _("Roles in combat"),
    "support": _("Roles in support"),
    "exploitation": _("Roles in exploitation"),
    "months_at_least": _("Months, at least"),
    "months_at_most": _("Months, at most"),
    "left": _("Have they left?"),
    "left_count": _("How many left"),
    "left_on": _("When they left"),
    "exits": _("How they left"),
    "in_detention": _("In detention at the time"),
    "facilities": _("Where they were held"),
    "ill_treatment": _("Ill-treated in detention"),
}
LISTS = ("factors", "methods", "roles", "combat", "support", "exploitation", "exits", "facilities")
ANSWERS = ("cross_border", "re_recruitment", "in_detention", "ill_treatment")
# Fields of a row, in the order in which a form asks for them: those of the event, then those of the association.
EVENT: dict[str, "StrOrPromise"] = {
    "incident": _("Code of the incident"),
    "reference": _("The source's own reference"),
    "received_on": _("Day on which the source reported it"),
    "date": _("Date of the event"),
    "country": _("Country"),
    "admin1": _("First-level part of the country"),
    "admin2": _("Second-level part of the country"),
    "violation": _("Violation"),
    "actor": _("Actor"),
    "pseudonym": _("Pseudonym of one child"),
    "sex": _("Sex of one child"),
    "age": _("Age, or age band"),
    "boys": _("Boys"),
    "girls": _("Girls"),
    "unknown": _("Children of unknown sex"),
    "total": _("All children"),
    "summary": _("Summary"),
}
FIELDS: dict[str, "StrOrPromise"] = {**EVENT, **TOLD}
REQUIRED = ("date", "country", "violation", "actor")
CODED = ("country", "admin1", "violation", "actor", "sex", "age", *LISTS, *ANSWERS, "left")
CONSTANT = ("received_on", "date", "country", "admin1", "admin2", "violation", "actor", "sex", "age")
COUNTS = ("boys", "girls", "unknown", "total")
# What stands for "nobody identified yet" among an actor's codes and constants.
UNATTRIBUTED = "unattributed"
DATE_FORMATS: dict[str, "StrOrPromise"] = {
    "edtf": _("2024-05-17, 2024-05, 2024, 2024-01/2024-03"),
    "day-month-year": _("17/05/2024, 17.5.2024, 05/2024, 2024"),
    "month-day-year": _("05/17/2024, 5/17/2024, 05/2024, 2024"),
}
DELIMITERS = ("", ",", ";", "\t", "|")
LONGEST = 200
MOST_CODES = 5_000


@dataclass(frozen=True)
class Definition:
    """A mapping that holds together. `columns` maps fields to headings, `codes` fields to {theirs: ours}.

    `null_texts` are cells that say nothing. With `rest_is_unknown`, children of `total` beyond boys and girls are
    of unknown sex; without, such a row contradicts itself. The others are `files.tables.shape.Options`.
    """

    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    date_format: str = "edtf"
    null_texts: tuple[str, ...] = ("", "-")
    rest_is_unknown: bool = False
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 1
    accept_cached_values: bool = False

    @property
    def told(self) -> tuple[str, ...]:
        """The fields of an association that have a column; none in most files."""
        return tuple(name for name in TOLD if name in self.columns)

    @property
    def has_finer_places(self) -> bool:
        """Whether a row may name a second-level part."""
        return "admin2" in self.columns or "admin2" in self.constants

    @property
    def options(self) -> Options:
        """How the file is to be read."""
        return Options(self.sheet, self.encoding, self.delimiter, self.header_row, self.accept_cached_values)

    def as_json(self) -> dict[str, Any]:
        """Return the definition as it is saved."""
        return {
            "columns": dict(self.columns),
            "constants": dict(self.constants),
            "codes": {name: dict(pairs) for name, pairs in self.codes.items()},
            "date_format": self.date_format,
            "null_texts": list(self.null_texts),
            "rest_is_unknown": self.rest_is_unknown,
            "sheet": self.sheet,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "header_row": self.header_row,
            "accept_cached_values": self.accept_cached_values,
        }


def parse(given: object) -> Definition:
    """Return the definition that a JSON object states. Raises Invalid with every problem and its place."""
    if not isinstance(given, dict):
        raise Invalid(_("A mapping is a JSON object."), advice=_("Export a saved mapping to see its form."))
    problems = [*_form_problems(given)]
    if not problems:
        problems = [*_sense_problems(given)]
    if problems:
        raise Invalid(_("The mapping does not hold together."), problems=problems)
    tidy: dict[str, Any] = dict(given)
    for name in ("columns", "constants"):
        tidy[name] = {key: " ".join(text.split()) for key, text in given.get(name, {}).items() if text.strip()}
    tidy["codes"] = {name: dict(pairs) for name, pairs in given.get("codes", {}).items() if pairs}
    if "null_texts" in given:
        tidy["null_texts"] = tuple(dict.fromkeys(["", *(text.strip() for text in given["null_texts"])]))
    return Definition(**tidy)


def _form_problems(given: Mapping[str, Any]) -> Iterator[Problem]:
    kinds: dict[str, type | tuple[type, ...]] = {
        "columns": dict, "constants": dict, "codes": dict, "date_format": str, "null_texts": (list, tuple),
        "rest_is_unknown": bool, "sheet": str, "encoding": str, "delimiter": str, "header_row": int,
        "accept_cached_values": bool,
    }  # fmt: skip
    for name, value in given.items():
        if name not in kinds:
            yield Problem(name, _("This is no part of a mapping."), _("Check its spelling, or take it out."))
        elif not isinstance(value, kinds[name]) or (name == "header_row" and isinstance(value, bool)):
            yield Problem(name, _("This has the wrong form."), _("Export a saved mapping to see the right one."))
    if "columns" not in given:
        yield Problem("columns", _("No column is named."), _("Say which column is which field."))
    for name in ("columns", "constants"):
        yield from _text_problems(name, given.get(name))
    codes = given.get("codes")
    for name, pairs in codes.items() if isinstance(codes, dict) else ():
        if not isinstance(pairs, dict):
            yield Problem(f"codes.{name}", _("This has the wrong form."), _("Write a code of theirs and one of ours."))
        else:
            yield from _text_problems(f"codes.{name}", pairs)


def _text_problems(where: str, pairs: object) -> Iterator[Problem]:
    if not isinstance(pairs, dict):
        return
    if len(pairs) > MOST_CODES:
        yield Problem(where, _("There are too many entries."), _("Keep those that the file holds."))
    for key, value in pairs.items():
        if not isinstance(key, str) or not isinstance(value, str) or max(len(key), len(value)) > LONGEST:
            yield Problem(where, _("An entry is no short text."), _("Write texts of at most 200 characters."))


def _sense_problems(given: Mapping[str, Any]) -> Iterator[Problem]:
    columns = {name: text for name, text in given.get("columns", {}).items() if text.strip()}
    constants = {name: text for name, text in given.get("constants", {}).items() if text.strip()}
    yield from _field_problems(columns, constants, given.get("codes", {}))
    for name in REQUIRED:
        if name not in columns and name not in constants:
            yield Problem(
                f"columns.{name}",
                _("“%(field)s” has no column and no constant.") % {"field": FIELDS[name]},
                _("Name its column, or one value that holds for the whole file (for the actor: unattributed)."),
            )
    yield from _child_problems(columns)
    if given.get("date_format", "edtf") not in DATE_FORMATS:
        yield Problem("date_format", _("This way of writing dates is not known."), ", ".join(DATE_FORMATS))
    if given.get("encoding", "") not in {"", *ENCODINGS}:
        yield Problem("encoding", _("This encoding is not read."), ", ".join(ENCODINGS))
    if given.get("delimiter", "") not in DELIMITERS:
        yield Problem("delimiter", _("This separator is not read."), _("Choose comma, semicolon, tab or bar."))
    if not 1 <= given.get("header_row", 1) <= 100:
        yield Problem("header_row", _("The headings stand in one of the first 100 rows."), _("Correct the number."))
    if not all(isinstance(text, str) for text in given.get("null_texts", ())):
        yield Problem("null_texts", _("An entry is no text."), _("Write the texts that mean: nothing is said."))


def _field_problems(
    columns: Mapping[str, str], constants: Mapping[str, str], codes: Mapping[str, object]
) -> Iterator[Problem]:
    for where, names, allowed in (
        ("columns", columns, tuple(FIELDS)),
        ("constants", constants, CONSTANT),
        ("codes", codes, CODED),
    ):
        for name in names:
            if name not in allowed:
                yield Problem(f"{where}.{name}", _("There is no such field here."), ", ".join(allowed))
    for name in columns:
        if name in constants:
            yield Problem(
                f"constants.{name}",
                _("“%(field)s” has a column and a constant.") % {"field": FIELDS.get(name, name)},
                _("Keep one of the two."),
            )


def _child_problems(columns: Mapping[str, str]) -> Iterator[Problem]:
    if not any(name in columns for name in (*COUNTS, "pseudonym", "sex", "age")):
        yield Problem(
            "columns.total",
            _("No column says which or how many children a row is about."),
            _("Name a column of counts, of pseudonyms, or of sex or age where each row is one child."),
        )
