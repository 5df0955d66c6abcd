"""Who gets an answer from the pages of estimates."""

from collections.abc import Mapping

from amparo.accounts.models import Agency
from amparo.accounts.roles import Role
from amparo.evidence.models import EstimateRun, Subject
from amparo.evidence.services import EstimateRequest, request_estimate
from amparo.kernel.ids import uuid7
from amparo.monitor.models import Source
from tests.access.rule import Rule
from tests.monitor.figures.records import source
from tests.standing import World

READERS = frozenset({Role.MONITOR, Role.VERIFIER, Role.ANALYST})


def three_sources(agency: Agency) -> list[Source]:
    """Three sources of the agency."""
    return [source(agency, f"{agency.code}-{letter}") for letter in "abc"]


def run(world: World, agency: Agency) -> dict[str, object]:
    """A run of the agency's analyst that waits for the worker."""
    asked: EstimateRun = request_estimate(
        acting=world.one(Role.ANALYST, agency),
        agency_id=agency.pk,
        data=EstimateRequest(tuple(one.pk for one in three_sources(agency))),
    )
    return {"run_id": asked.pk}


def wanted(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of a new estimate sends."""
    return {
        "submission": uuid7(),
        "sources": [one.pk for one in three_sources(agency)],
        "subject": Subject.RECRUITED.value,
        "by": [],
    }


RULES = {
    "evidence:estimate-list": Rule(roles=READERS, appears=run, queries=("", "page=2")),
    "evidence:estimate-new": Rule(
        roles={Role.ANALYST}, methods=("GET", "POST"), payload=wanted, answers=frozenset({200, 302})
    ),
    "evidence:estimate-detail": Rule(roles=READERS, make=run),
}
