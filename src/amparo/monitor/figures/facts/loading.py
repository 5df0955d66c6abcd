"""The facts that a filter leaves, in columns, ready to be counted.

What is kept is read as it is; the facts of incidents that changed since are made from the records. Which these are is
asked in the same statement, so that no incident is counted twice or not at all.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from amparo.monitor.figures.counting import FigureFilter
from amparo.monitor.figures.facts.reading import facts_of
from amparo.monitor.figures.facts.sheets import CODES, KEYS, Sheet, decoded, number_of
from amparo.monitor.models import FactsBlock, Incident

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_AT_ONCE: Final = 500
# Incidents whose facts are not kept as they stand; the blocks, with how many incidents each holds; and how many
# incidents there are.
_ASKED: Final = """
SELECT id, facts_version AS number, NULL AS kept, 0 AS incidents FROM {incident}
    WHERE agency_id = %s AND facts_version < version
UNION ALL SELECT NULL, number, {column}, incidents FROM {block} WHERE agency_id = %s
UNION ALL SELECT NULL, NULL, NULL, COUNT(*) FROM {incident} WHERE agency_id = %s
"""


class Columns:
    """One entry for each act and child, as `sheets` describes them, in columns of one length that are made when asked.

    Beyond the columns of a sheet there are `act`, a number that tells acts apart, and `person`, a number that tells
    children apart. `table` has the keys of incidents, actors, kinds of act, places and roles. The entries of an
    incident stand together, and so do those of an act.
    """

    def __init__(self, sheets: Sequence[Sheet], chosen: FigureFilter) -> None:
        self._sheets = sheets
        self._made: dict[str, NDArray[Any]] = {}
        self._tables: dict[str, list[bytes]] = {}
        self._left: NDArray[np.bool] | None = None
        for left in _conditions(self, chosen):
            self._left = left if self._left is None else self._left & left

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self._made:
            whole = self.whole(name)
            self._made[name] = whole if self._left is None else whole[self._left]
        return self._made[name]

    @cached_property
    def person(self) -> NDArray[np.int64]:
        """The number of the child of each entry: the same for one child, whatever sex is recorded."""
        import numpy as np

        first, second = self["child"].T
        order = np.lexsort((second, first))
        is_new = (np.diff(first[order], prepend=0) != 0) | (np.diff(second[order], prepend=0) != 0)
        numbers = np.empty(len(order), dtype=np.int64)
        numbers[order] = np.cumsum(is_new)
        return numbers

    def table(self, name: str) -> list[bytes]:
        """Return the keys of the numbers in a column."""
        if name not in self._tables:
            self._tables[name] = list(dict.fromkeys(key for sheet in self._sheets for key in sheet.table(name)))
        return self._tables[name]

    def whole(self, name: str) -> NDArray[Any]:
        """Return a column, also with the entries that the filter leaves out."""
        import numpy as np

        if name == "child":
            return self._joined(name, "u8").reshape(-1, 2)
        if name == "act":
            return np.cumsum(self._joined("act_starts", "B"), dtype=np.int64)
        return self._renumbered(name) if name in KEYS else self._joined(name, CODES[name]).astype(np.int64)

    def _joined(self, name: str, kind: str) -> NDArray[Any]:
        import numpy as np

        return np.frombuffer(b"".join(sheet.columns[name] for sheet in self._sheets), dtype=kind)

    def _renumbered(self, name: str) -> NDArray[np.int64]:
        """Join a column whose numbers each sheet has from a table of its own."""
        import numpy as np

        in_tables = [len(sheet.tables[name]) // KEYS[name] for sheet in self._sheets]
        entries = [len(sheet.columns["sex"]) for sheet in self._sheets]
        before = np.repeat(np.cumsum([0, *in_tables])[:-1], entries)
        in_all_tables: NDArray[np.int64] = self._joined(name, CODES[name]) + before
        if name == "incident":  # It is in one sheet alone: no number stands for the same as another.
            return in_all_tables
        number = {key: at for at, key in enumerate(self.table(name))}
        common: NDArray[np.int64] = np.array(
            [number[key] for sheet in self._sheets for key in sheet.table(name)], dtype=np.int64
        )
        return common.take(in_all_tables)


def columns_of(chosen: FigureFilter, *, by_role: bool = False) -> Columns:
    """Return the facts that a filter leaves; `by_role`: of acts of which roles are told, once for each role."""
    return Columns(facts_for(chosen.agency_id, "roles" if by_role else "facts"), chosen)


def facts_for(agency_id: uuid.UUID, column: str = "facts") -> list[Sheet]:
    """Return the facts of all incidents of an agency: those that are kept and hold, and the others made anew."""
    sql = _ASKED.format(incident=Incident._meta.db_table, block=FactsBlock._meta.db_table, column=column)
    with connection.cursor() as cursor:
        cursor.execute(sql, [agency_id.hex] * 3)
        rows = cursor.fetchall()
    changed: dict[uuid.UUID, int] = {}
    blocks: dict[int, tuple[Sheet, int]] = {}
    whole = 0
    for pk, number, kept, count in rows:
        if pk is not None:
            changed[uuid.UUID(str(pk))] = number
        elif kept is None:
            whole = count
        elif sheet := decoded(kept):
            blocks[number] = sheet, count
    never_kept = sum(version == 0 for version in changed.values())
    if sum(count for _sheet, count in blocks.values()) + never_kept != whole:
        # Blocks of another form, or incidents that are no more: what is kept is not to be relied on.
        every = Incident.objects.filter(agency_id=agency_id).order_by().values_list("pk", flat=True)
        return list(_made(list(every), column))
    left_out: dict[int, set[bytes]] = defaultdict(set)
    for pk in changed:
        left_out[number_of(pk)].add(pk.bytes)
    kept_still = [sheet.without(left_out[number]) for number, (sheet, _count) in blocks.items()]
    return [*kept_still, *_made(list(changed), column)]


def _made(ids: Sequence[uuid.UUID], column: str) -> Iterator[Sheet]:
    for at in range(0, len(ids), _AT_ONCE):
        sheet = decoded(getattr(facts_of(ids[at : at + _AT_ONCE]), column))
        if sheet is not None:
            yield sheet


def _conditions(columns: Columns, chosen: FigureFilter) -> Iterator[NDArray[np.bool]]:
    """Yield for each part of a filter which entries it leaves."""
    if chosen.verified_only:
        yield columns.whole("verified") > 0
    if chosen.year_from is not None:
        yield columns.whole("year") >= max(chosen.year_from, 1)
    if chosen.year_to is not None:
        years = columns.whole("year")
        yield (years > 0) & (years <= chosen.year_to)
    if chosen.type_id is not None:
        yield _is_one_of(columns, "type", [chosen.type_id])
    if chosen.actor_id is not None:
        yield _is_one_of(columns, "actor", chosen.counted_ids)


def _is_one_of(columns: Columns, name: str, ids: Sequence[uuid.UUID]) -> NDArray[np.bool]:
    import numpy as np

    keys = {pk.bytes for pk in ids}
    return np.isin(columns.whole(name), [number for number, key in enumerate(columns.table(name)) if key in keys])
