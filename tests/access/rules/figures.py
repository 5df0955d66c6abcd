"""Who gets an answer from the pages of figures."""

import datetime
from collections.abc import Mapping

from amparo.accounts.models import Agency
from amparo.accounts.roles import Role
from amparo.kernel.ids import uuid7
from amparo.monitor.figures.published.content import stored_data
from amparo.monitor.models import FigureRevision, PublishedFigure
from tests.access.rule import Rule
from tests.monitor import making
from tests.standing import World

KEEPERS = frozenset({Role.ANALYST, Role.COORDINATOR})
READERS = frozenset({Role.MONITOR, Role.VERIFIER, Role.ANALYST})


def verified(world: World, agency: Agency) -> dict[str, object]:
    """An incident that counts in the figures of its agency."""
    made = making.under_verification(making.incident(world.one(Role.MONITOR, agency)), world.one(Role.VERIFIER, agency))
    type(made).objects.filter(pk=made.pk).update(
        status="verified", verified_on=datetime.date(2025, 1, 1), verified_year=2025
    )
    return {}


def published(world: World, agency: Agency) -> dict[str, object]:
    """A figure of the register, which comes with the system."""
    return {"code": "wld-2020-child"}


def at_odds(world: World, agency: Agency) -> dict[str, object]:
    """A figure that a person corrected, and of which the file says something else."""
    figure = PublishedFigure.objects.get(code="wld-2020-child")
    said = stored_data(figure)
    FigureRevision.objects.create(
        figure=figure, number=1, origin="file", applied=False, before=said.as_json(),
        after={**said.as_json(), "total": said.total + 1},
    )  # fmt: skip
    return {"code": figure.code}


def figure_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of a figure sends: a number that the register does not hold."""
    figure = PublishedFigure.objects.get(code="wld-2020-child")
    held = {name: value for name, value in vars(stored_data(figure)).items() if value not in (None, False)}
    new = {"source": f"A text of {uuid7()}", "submission": uuid7(), "version": figure.version}
    return {**held, **new, "reason": "It was printed.", "reference": "Page 4"}


def settle_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the page sends that decides on a difference to the file."""
    version = PublishedFigure.objects.get(code="wld-2020-child").version
    newest = FigureRevision.objects.order_by("-id").first()
    return {
        "said": newest.pk if newest else "",
        "stands": "correction",
        "reason": "It is right.",
        "reference": "Page 4",
        "version": version,
    }


RULES = {
    "monitor:figures-own": Rule(
        roles=READERS | {Role.COORDINATOR},
        appears=verified,
        queries=("", "statuses=all", "statuses=all&year_from=2000&year_to=2100"),
    ),
    "monitor:figures-discrepancies": Rule(roles=READERS, queries=("", "agency_id=x")),
    "monitor:figures-published": Rule(public=True, why="It holds nothing but what others have printed."),
    "monitor:figures-export": Rule(public=True, why="It holds nothing but what others have printed."),
    "monitor:figure-detail": Rule(
        public=True, make=published, shared=True, never={"code": "no-such-figure"}, why="Others have printed it."
    ),
    "monitor:figure-new": Rule(
        roles=KEEPERS, methods=("GET", "POST"), payload=figure_payload, answers=frozenset({200, 302})
    ),
    "monitor:figure-correct": Rule(
        roles=KEEPERS,
        make=published,
        shared=True,
        never={"code": "no-such-figure"},
        methods=("GET", "POST"),
        payload=figure_payload,
        answers=frozenset({200, 302}),
    ),
    "monitor:figure-settle": Rule(
        roles=KEEPERS,
        make=at_odds,
        shared=True,
        never={"code": "no-such-figure"},
        methods=("GET", "POST"),
        payload=settle_payload,
        answers=frozenset({200, 302}),
    ),
    "monitor:figures-checks": Rule(public=True, why="It holds nothing but what others have printed."),
}
