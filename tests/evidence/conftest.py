"""Sources that overlap, for tests of histories and estimates."""

import pytest

from tests.monitor.figures.records import incident, mention, source

# Children by which of three lists hold them: enough overlap for an estimate that no rule objects to.
OVERLAP = {"a": 60, "b": 50, "c": 40, "ab": 15, "ac": 12, "bc": 10, "abc": 3}


@pytest.fixture
def overlapping(agency, monitor):
    """Three sources of the agency and 190 children of 2024, mentioned as OVERLAP says, made in bulk."""
    return make_overlap(agency, monitor)


def make_overlap(agency, person, pattern=None, year=2024, prefix="P"):
    lists = {code: source(agency, f"list-{code}") for code in "abc"}
    number = 0
    for codes, children in (OVERLAP if pattern is None else pattern).items():
        names = {f"{prefix}-{number + i}": "girl" if i % 3 == 0 else "boy" for i in range(children)}
        number += children
        one = incident(agency, person, year=year, children=names)
        mention(one, *(lists[code] for code in codes))
    return list(lists.values())
