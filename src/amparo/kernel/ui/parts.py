"""What the page components receive. All strings come translated from the caller."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from amparo.kernel.ui.words import State

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Link:
    """A word that leads somewhere. `current` marks the page one is on; without `href` it is plain text."""

    text: Text
    href: str = ""
    current: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """One number under its word, above a list. `state` gives the word a colour and a shape.

    `count` is text where it is no plain number ("2,000+").
    """

    text: Text
    count: int | str
    state: State | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing about a record: label, value, and what it rests on."""

    label: Text
    value: Text
    basis: Text = ""
    state: State | None = None
    href: str = ""
    code: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a timeline: when (in words and for machines), what, more, who."""

    when: Text
    what: Text
    more: Text = ""
    who: Text = ""
    iso: str = ""
    state: State | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that somebody must do: when or how urgent, what, about what, and the button."""

    when: Text
    what: Text
    about: Text = ""
    href: str = ""
    button: Text = ""
    state: State = State.WAIT
    code: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """Head of a column. `number` sets it to the end with figures of one width; `sort` links the head."""

    text: Text
    number: bool = False
    sort: str = ""
    direction: str = ""  # "ascending" or "descending" where the table is sorted by this column
    hidden: bool = False  # read aloud, not shown (a column of buttons)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. A code is set apart and never broken; a state becomes a tag; `note` stands beneath."""

    text: Text
    href: str = ""
    state: State | None = None
    code: bool = False
    note: Text = ""
    nowrap: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first cell of each row names the row. `total` is the last row, set apart.

    `fold` turns rows into short lists on a telephone; without it the table scrolls in its own frame.
    """

    caption: Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell | Text]]
    total: Sequence[Cell | Text] = ()
    fold: bool = False
    caption_hidden: bool = False
    empty: Text = ""


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One entry of a chart's key: the class of the mark and its word."""

    mark: str
    text: Text


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart with everything that must stand around it.

    svg: the drawing, safe markup made by `kernel.ui.charts` alone; empty where there is nothing to draw.
    finding: the title, a sentence that states what the chart shows; `subtitle` says unit, place, period.
    table: the same figures; `table_open` shows it at once. source: where they come from, with the date.
    """

    svg: SafeString
    finding: Text
    subtitle: Text
    table: Table
    source: Text
    key: Sequence[KeyEntry] = ()
    ident: str = "chart"
    wide: bool = False
    notes: Sequence[Text] = field(default=())
    table_open: bool = False
