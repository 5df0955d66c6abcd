"""Facts of incidents in columns, and the bytes in which they are kept.

An incident is one entry for each act and child in it (a child under a pseudonym, or a counted group), one for each
child whom no act names, and one for each act that names no child. It has one entry at least. The entries of an act
stand together, and so do all entries of an incident.

A column is one value after another, as the machine holds them, so that columns are joined and counted without a Python
object for each value. What has few different values - actors, kinds of act, places, roles - stands once in a table, and
its number in the column.
"""

import uuid
from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from struct import Struct
from typing import Any, Final, NamedTuple

FORMAT: Final = 1
"""Raised when the columns change: what was kept in another form is not read, and made anew."""
BLOCKS: Final = 1024
"""How many blocks an agency has at most. With 100,000 incidents a block has a hundred, and is made in an instant."""
ID: Final = 16
NONE: Final = bytes(ID)
GROUP: Final = 0
"""Stands where a child has its sex. So it does where there is no child, which has no age either."""


class Entry(NamedTuple):
    """One act (or none) and one child (or none) of an incident.

    `child`: 16 bytes that tell children apart. `act_starts`: the first entry of its act. `year`: 0 where it is not
    known. `first`, `last`: quarters of the earliest and latest day, `verified` of the decision (0: none). `girls`,
    `boys` and `unknown` are those of a group. `place`: country and first-level part.
    """

    child: bytes
    act_starts: bool
    has_act: bool
    sex: int
    age: int
    year: int
    first: int
    last: int
    verified: int
    girls: int
    boys: int
    unknown: int
    incident: bytes
    actor: bytes
    type: bytes
    place: bytes
    role: bytes


KEYS: Final = {"incident": ID, "actor": ID, "type": ID, "place": 2 * ID, "role": ID}
"""Columns with a table, and the width of its items."""
CODES: Final = {
    **dict.fromkeys(("act_starts", "has_act", "sex", "age"), "B"),
    **dict.fromkeys(("year", "first", "last", "verified"), "H"),
    **dict.fromkeys(("girls", "boys", "unknown", *KEYS), "I"),
}
"""Columns of numbers, and of which kind of `array` they are."""
_HEAD: Final = Struct(f"={2 + len(KEYS)}I")  # as this machine orders bytes: on another one the format reads otherwise


@dataclass(frozen=True, slots=True)
class Sheet:
    """Columns by name, and the items of each table, one after another. The column `child` is of 16 bytes."""

    columns: Mapping[str, bytes]
    tables: Mapping[str, bytes]

    def table(self, name: str) -> list[bytes]:
        """Return the items of which a column has the numbers."""
        return _cut_up(self.tables[name], KEYS[name])

    def without(self, incidents: Collection[bytes]) -> "Sheet":
        """Return the sheet without the entries of these incidents."""
        if not incidents:
            return self
        stays = [key not in incidents for key in self.table("incident")]
        chosen = [stays[number] for number in array("I", self.columns["incident"])]
        columns = {
            name: array(code, compress(array(code, self.columns[name]), chosen)).tobytes()
            for name, code in CODES.items()
        }
        columns["child"] = b"".join(compress(_cut_up(self.columns["child"], ID), chosen))
        return Sheet(columns, self.tables)


def encoded(entries: Sequence[Entry]) -> bytes:
    """Return the bytes in which entries are kept."""
    columns: dict[str, Sequence[Any]] = dict.fromkeys(Entry._fields, ())
    columns |= zip(Entry._fields, zip(*entries, strict=True), strict=False)
    tables = {name: list(dict.fromkeys(columns[name])) for name in KEYS}
    parts = [_HEAD.pack(FORMAT, len(entries), *map(len, tables.values())), *columns["child"]]
    for name, code in CODES.items():
        values = columns[name]
        if name in KEYS:
            number = {key: at for at, key in enumerate(tables[name])}
            values = [number[key] for key in values]
        parts.append(array(code, values).tobytes())
    return b"".join([*parts, *(key for table in tables.values() for key in table)])


def decoded(kept: bytes | memoryview) -> Sheet | None:
    """Return the columns of what was kept, or None where it has another form."""
    form, size, *sizes = _HEAD.unpack_from(kept)
    if form != FORMAT:
        return None
    whole, at = bytes(kept), _HEAD.size

    def cut(length: int) -> bytes:
        nonlocal at
        at += length
        return whole[at - length : at]

    columns = {"child": cut(ID * size)}
    columns |= {name: cut(array(code).itemsize * size) for name, code in CODES.items()}
    return Sheet(columns, {name: cut(KEYS[name] * count) for name, count in zip(KEYS, sizes, strict=True)})


def number_of(incident_id: uuid.UUID) -> int:
    """Return the number of the block in which an incident is kept.

    It follows from the quarter of a second in which the id was made: what is imported together lies together, in the
    tables and in a block, and what people record falls into all blocks alike.
    """
    return (int.from_bytes(incident_id.bytes[:6]) >> 8) % BLOCKS


def id_of(key: bytes) -> uuid.UUID | None:
    """Return the id of an item of a table, or None."""
    return None if key == NONE else uuid.UUID(bytes=key)


def _cut_up(joined: bytes, width: int) -> list[bytes]:
    return [joined[at : at + width] for at in range(0, len(joined), width)]
