"""How incidents, acts and children are counted in columns of facts.

Whole columns are worked on at once: a hundred thousand acts take some tens of milliseconds. numpy is loaded by the
first figure that a process counts, and not before.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from amparo.monitor.figures.counting import Children
from amparo.monitor.figures.facts.loading import Columns
from amparo.monitor.figures.facts.reading import SEXES
from amparo.monitor.figures.facts.sheets import CODES, GROUP
from amparo.monitor.models import ON_VICTIM, Sex

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_KINDS: Final = len(SEXES) + 1
"""The sexes, and what stands in their place for a group."""
_BITS: Final = 8 * array(CODES["first"]).itemsize


class Time(NamedTuple):
    """When an act was committed and verified, in quarters (four times the year, and 0 to 3; 0 for not verified)."""

    year_known: int
    first: int
    last: int
    verified: int


@dataclass(frozen=True, slots=True)
class Units:
    """What stands in one line, in three units."""

    incidents: int
    violations: int
    children: Children


@dataclass(frozen=True, slots=True)
class Touched:
    """How many incidents, or acts, touched a child of each sex, and in how many no child is recorded."""

    of_sex: Mapping[Sex, int]
    nobody: int


class Counted:
    """Columns of facts, counted."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    @cached_property
    def with_act(self) -> NDArray[np.bool]:
        """Say of each entry whether it speaks of an act."""
        return self.columns["has_act"] > 0

    @cached_property
    def with_child(self) -> NDArray[np.bool]:
        """Say of each entry whether it speaks of a child or a group."""
        return self.columns["age"] > 0

    def everything(self) -> Units:
        """Count all entries."""
        import numpy as np

        return self.by(np.zeros(len(self.with_act), dtype=np.int64)).get(0, Units(0, 0, Children()))

    def by(self, lines: NDArray[Any], among: NDArray[np.bool] | None = None) -> dict[int, Units]:
        """Count by the line that each entry belongs to, a number from 0. `among`: only the entries that it names."""
        import numpy as np

        among = np.ones(len(lines), dtype=np.bool) if among is None else among
        of_acts, of_children = among & self.with_act, among & self.with_child
        incidents = _different(lines[among], self.columns["incident"][among])
        violations = _different(lines[of_acts], self.columns["act"][of_acts])
        children = self._children(lines[of_children], of_children)
        nobody = Children()
        return {
            line: Units(int(count), int(violations[line]) if line < len(violations) else 0, children.get(line, nobody))
            for line, count in enumerate(incidents)
            if count
        }

    def by_key(
        self, keys: Sequence[bytes], numbers: NDArray[Any], among: NDArray[np.bool] | None = None
    ) -> dict[bytes, Units]:
        """Count by the keys of which a column has the numbers; two numbers may have one key."""
        import numpy as np

        lines = {key: line for line, key in enumerate(dict.fromkeys(keys))}
        found = self.by(np.array([lines[key] for key in keys], dtype=np.int64)[numbers], among)
        return {key: found[line] for key, line in lines.items() if line in found}

    def acts_by_time(self) -> dict[Time, int]:
        """Count acts by when they were committed and verified."""
        import numpy as np

        # The entries of an act stand together.
        first = self.with_act & (np.diff(self.columns["act"], prepend=-1) != 0)
        joined = (self.columns["year"][first] > 0).astype(np.int64)
        for name in ("first", "last", "verified"):
            joined = joined << _BITS | self.columns[name][first]
        found, counts = np.unique(joined, return_counts=True)
        parts = [(found >> place * _BITS & (1 << _BITS) - 1).tolist() for place in (3, 2, 1, 0)]
        return dict(zip(map(Time, *parts), counts.tolist(), strict=True))

    def touched(self, name: str) -> Touched:
        """Count the incidents ("incident") or acts ("act") that touched children of each sex."""
        there = self.with_act if name == "act" else self.columns["act"] >= 0
        numbers = self.columns[name]
        of_sex = {
            sex: _runs(numbers[there & ((self.columns["sex"] == SEXES[sex]) | (self.columns[field] > 0))])
            for sex, field in ON_VICTIM.items()
        }
        return Touched(of_sex, _runs(numbers[there]) - _runs(numbers[there & self.with_child]))

    def of_several_acts(self) -> Units:
        """Count the children who suffered two acts or more, and the incidents and acts in which they did.

        A child under a pseudonym is known in all incidents, a counted group within its own alone.
        """
        import numpy as np

        suffered = self.with_act & self.with_child
        acts = np.bincount(_pairs(self._persons[suffered], self.columns["act"][suffered])[0], minlength=1)
        several = suffered.copy()
        several[suffered] = acts[self._persons[suffered]] > 1
        return self.by(np.zeros(len(several), dtype=np.int64), several).get(0, Units(0, 0, Children()))

    @property
    def _persons(self) -> NDArray[np.int64]:
        return self.columns.person

    def _children(self, lines: NDArray[Any], chosen: NDArray[np.bool]) -> dict[int, Children]:
        """Return the different children of each line: pseudonyms, by sex as recorded, and the children of groups."""
        import numpy as np

        persons, size = self._persons[chosen], int(lines.max(initial=-1)) + 1
        line, rest = _pairs(lines, persons * _KINDS + self.columns["sex"][chosen])
        person, kind = np.divmod(rest, _KINDS)
        group = kind == GROUP
        by_sex = {}
        for sex, field in ON_VICTIM.items():
            counts = np.zeros(int(persons.max(initial=-1)) + 1)
            counts[persons] = self.columns[field][chosen]
            in_groups = np.bincount(line[group], weights=counts[person[group]], minlength=size)
            by_sex[sex] = np.bincount(line[kind == SEXES[sex]], minlength=size) + in_groups.astype(np.int64)
        # A child recorded under two sexes stands twice, one after the other.
        again = (np.diff(line, prepend=-1) == 0) & (np.diff(person, prepend=-1) == 0)
        total = sum(by_sex.values()) - np.bincount(line[again], minlength=size)
        rows = zip(*(by_sex[sex].tolist() for sex in (Sex.GIRL, Sex.BOY, Sex.UNKNOWN)), total.tolist(), strict=True)
        return {number: Children(*row) for number, row in enumerate(rows)}


def _pairs(ones: NDArray[Any], others: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the different pairs of two columns of numbers from 0, in order."""
    import numpy as np

    width = int(others.max(initial=0)) + 1
    joined = np.sort(ones.astype(np.int64) * width + others)
    found = np.divmod(joined[np.diff(joined, prepend=-1) != 0], width)
    return found[0], found[1]


def _different(lines: NDArray[Any], values: NDArray[Any]) -> NDArray[np.int64]:
    """Return how many different values each line has."""
    import numpy as np

    return np.bincount(_pairs(lines, values)[0])


def _runs(numbers: NDArray[Any]) -> int:
    """Return how many different numbers there are in a column in which those that are the same stand together."""
    import numpy as np

    return int(np.count_nonzero(np.diff(numbers, prepend=-1)))
