"""Capture histories: for each person, which lists recorded them, counted by pattern of lists."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from os import PathLike
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from amparo_estimation.errors import CaptureTableError
from amparo_estimation.reasons import Reason, reason

Key = tuple[tuple[str, str], ...]

MOST_LISTS_HELD: Final = 62  # patterns are bit masks in 64-bit integers


@dataclass(frozen=True, slots=True)
class PairOverlap:
    """How two lists overlap: people on both, only on `a`, only on `b` (whatever other lists say)."""

    a: str
    b: str
    both: int
    only_a: int
    only_b: int


@dataclass(frozen=True, slots=True)
class PatternCount:
    """`n` people are on exactly these lists and no other."""

    lists: tuple[str, ...]
    n: int


@dataclass(frozen=True, slots=True)
class CaptureTable:
    """Who is on which list, as counts by pattern.

    Build one with ``from_rows``, ``from_counts`` or ``from_csv``; for one table per year, sex or other group use
    ``strata_from_rows`` and ``strata_from_csv``.

    Parameters
    ----------
    lists : tuple of str
        Names of the lists.
    histories : tuple of (int, int)
        Pattern and number of people. A pattern is a bit mask: bit i is set if list i recorded the person.
    key : tuple of (str, str)
        The stratum, such as ``(("year", "2019"), ("sex", "girl"))``; empty for the whole.
    notes : tuple of Reason
        What was left out on the way in, and how much.

    Examples
    --------
    >>> table = CaptureTable.from_counts({"100": 247, "010": 49, "001": 60, "110": 142, "101": 112, "011": 4,
    ...                                   "111": 12}, lists=["A", "B", "C"])
    >>> table.n_observed, table.n_overlapping
    (626, 270)
    >>> table.pairs()[0]
    PairOverlap(a='A', b='B', both=154, only_a=359, only_b=53)
    """

    lists: tuple[str, ...]
    histories: tuple[tuple[int, int], ...]
    key: Key = ()
    notes: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be a table."""
        check_list_names(self.lists)
        masks = [mask for mask, _ in self.histories]
        if len(set(masks)) != len(masks) or any(not 0 < mask < 1 << len(self.lists) for mask in masks):
            raise CaptureTableError(
                "a pattern is given twice, is on no list, or names a list that is not there.",
                advice="Build the table with from_counts, from_rows or from_csv.",
            )
        if any(n <= 0 for _, n in self.histories):
            raise CaptureTableError("a pattern has a count below one.", advice="Leave out patterns that nobody has.")

    # Reading ---------------------------------------------------------------------------------------------------------

    @classmethod
    def from_counts(
        cls, counts: Mapping[str, int] | Mapping[tuple[int, ...], int], lists: Sequence[str], key: Key = ()
    ) -> "CaptureTable":
        """A table from people counted by pattern.

        Parameters
        ----------
        counts : mapping
            Pattern to number of people. A pattern is text such as ``"101"`` or a tuple such as ``(1, 0, 1)``: one
            0 or 1 for each list. A pattern of zeros alone is left out, with a note.
        lists : sequence of str
            Names, in the order of the pattern.
        key : tuple of (str, str), optional
            The stratum the counts belong to.

        Raises
        ------
        CaptureTableError
            For a pattern of the wrong length or with other signs, and for negative or fractional counts.
        """
        from amparo_estimation.reading import tally_counts

        return tally_counts(counts, lists).table(key)

    @classmethod
    def from_rows(
        cls, rows: ArrayLike | Iterable[Mapping[str, object]], lists: Sequence[str] | None = None
    ) -> "CaptureTable":
        """A table from one row for each person.

        Parameters
        ----------
        rows : array_like of shape (n_people, n_lists), or iterable of mappings
            0 or 1 (or False, True) for each list. Mappings may hold other keys besides the lists.
        lists : sequence of str, optional
            Names of the lists. For an array by default A, B, C...; for mappings the keys of the first one.

        Raises
        ------
        CaptureTableError
            With row (from 1) and column, for cells that are missing or not 0 or 1; for two lists that are the same.

        Examples
        --------
        >>> CaptureTable.from_rows([[1, 0, 1], [0, 1, 1], [1, 0, 1]]).patterns()
        (PatternCount(lists=('A', 'C'), n=2), PatternCount(lists=('B', 'C'), n=1))
        """
        from amparo_estimation.reading import tally_rows

        return tally_rows(rows, lists).whole()

    @classmethod
    def strata_from_rows(
        cls, rows: Iterable[Mapping[str, object]], *, lists: Sequence[str], by: Sequence[str]
    ) -> tuple["CaptureTable", ...]:
        """One table for each combination of the values of `by`, in ascending order; see ``from_rows``."""
        from amparo_estimation.reading import tally_rows

        return tally_rows(rows, lists, by=by).strata()

    @classmethod
    def from_csv(
        cls, path: str | PathLike[str], *, lists: Sequence[str] | None = None, count: str | None = None
    ) -> "CaptureTable":
        """A table from a CSV file with one 0/1 column for each list.

        The file is read as a stream, so memory does not grow with its length. UTF-8; comma, semicolon or tab.

        Parameters
        ----------
        path : path
            The file; its first line names the columns.
        lists : sequence of str, optional
            The columns that are lists; by default all (but `count`).
        count : str, optional
            A column that says how many people each row stands for.

        Raises
        ------
        CaptureTableError
            With row (line of the file, the header being 1) and column.
        """
        from amparo_estimation.reading import tally_csv

        return tally_csv(path, lists=lists, count=count).whole()

    @classmethod
    def strata_from_csv(
        cls,
        path: str | PathLike[str],
        *,
        by: Sequence[str] = (),
        lists: Sequence[str] | None = None,
        count: str | None = None,
    ) -> tuple["CaptureTable", ...]:
        """One table for each combination of the values of the columns `by`, in ascending order; see ``from_csv``.

        An empty cell in a column of `by` is a value of its own. Without `by` there is one table with an empty key.
        """
        from amparo_estimation.reading import tally_csv

        return tally_csv(path, lists=lists, count=count, by=by).strata()

    # Counting --------------------------------------------------------------------------------------------------------

    @property
    def n_observed(self) -> int:
        """People on at least one list."""
        return sum(n for _, n in self.histories)

    @property
    def n_overlapping(self) -> int:
        """People on two lists or more."""
        return sum(n for mask, n in self.histories if mask.bit_count() >= 2)

    def sizes(self) -> tuple[int, ...]:
        """People on each list, in the order of `lists`."""
        return tuple(sum(n for mask, n in self.histories if mask >> i & 1) for i in range(len(self.lists)))

    def pairs(self) -> tuple[PairOverlap, ...]:
        """The overlap of every two lists."""
        sizes = self.sizes()
        pairs = []
        for i, j in combinations(range(len(self.lists)), 2):
            both = sum(n for mask, n in self.histories if mask >> i & mask >> j & 1)
            pairs.append(PairOverlap(self.lists[i], self.lists[j], both, sizes[i] - both, sizes[j] - both))
        return tuple(pairs)

    def patterns(self) -> tuple[PatternCount, ...]:
        """Every pattern that somebody has, largest first."""
        ordered = sorted(self.histories, key=lambda history: (-history[1], history[0].bit_count(), history[0]))
        return tuple(PatternCount(self.names(mask), n) for mask, n in ordered)

    def names(self, mask: int) -> tuple[str, ...]:
        """Names of the lists whose bits are set in `mask`."""
        return tuple(name for i, name in enumerate(self.lists) if mask >> i & 1)

    def cell_counts(self) -> NDArray[np.float64]:
        """People in each cell of the full table; shape (2**p,), indexed by bit mask, cell 0 (unseen) being 0.

        Meant for a few lists: the array has 2**p entries.
        """
        counts = np.zeros(1 << len(self.lists))
        for mask, n in self.histories:
            counts[mask] = n
        return counts

    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The lists grouped so that lists of different groups share nobody; one group if all are connected."""
        groups: list[int] = []
        for mask in [1 << i for i in range(len(self.lists))] + [mask for mask, _ in self.histories]:
            touching = [group for group in groups if group & mask]
            groups = [group for group in groups if not group & mask]
            for group in touching:
                mask |= group
            groups.append(mask)
        return tuple(self.names(group) for group in sorted(groups, key=lambda group: group & -group))

    # Choosing --------------------------------------------------------------------------------------------------------

    def select(self, lists: Sequence[str]) -> "CaptureTable":
        """The same people seen by these lists only; those on none of them are left out, with a note.

        Raises
        ------
        CaptureTableError
            If a name is not a list of the table or comes twice.
        """
        for name in lists:
            if name not in self.lists:
                raise CaptureTableError(
                    f"there is no list {name!r}.", advice=f"The lists are: {', '.join(self.lists)}.", column=name
                )
        places = [self.lists.index(name) for name in lists]
        counts: dict[int, int] = {}
        for mask, n in self.histories:
            chosen = sum(1 << k for k, place in enumerate(places) if mask >> place & 1)
            counts[chosen] = counts.get(chosen, 0) + n
        outside = counts.pop(0, 0)
        notes = self.notes + ((reason("people_outside", n=outside),) if outside else ())
        return CaptureTable(tuple(lists), tuple(sorted(counts.items())), self.key, notes)

    def without_empty_lists(self) -> "CaptureTable":
        """The table without lists that hold nobody, each named in a note."""
        empty = [name for name, size in zip(self.lists, self.sizes(), strict=True) if size == 0]
        if not empty or len(empty) == len(self.lists):
            return self
        smaller = self.select([name for name in self.lists if name not in empty])
        notes = self.notes + tuple(reason("list_empty", name=name) for name in empty)
        return CaptureTable(smaller.lists, smaller.histories, self.key, notes)


def check_list_names(lists: Sequence[str]) -> None:
    """Refuse no lists, nameless lists, the same name twice, and more lists than a table can hold."""
    if not lists:
        raise CaptureTableError("no list is named.", advice="Name at least one column that holds 0 and 1.")
    if len(lists) > MOST_LISTS_HELD:
        raise CaptureTableError(
            f"{len(lists)} lists are more than a table can hold ({MOST_LISTS_HELD}).",
            advice="Choose the lists to use; an estimate uses three to five.",
        )
    for place, name in enumerate(lists):
        if not name.strip():
            raise CaptureTableError(f"list number {place + 1} has no name.", advice="Give every list a name.")
        if name in lists[:place]:
            raise CaptureTableError(
                f"the list {name!r} is named twice.", advice="Name each list once; rename one of them.", column=name
            )
