"""Fixtures that every room shares: two agencies, one person per role, and signing in without hashing.

`agency` and `other_agency` do not know each other. `monitor`, `verifier`, ... hold one role each in `agency`;
`colleague` is a second monitor there; `stranger` is monitor and verifier of `other_agency`; `nobody` holds no role.
`sign_in(person)` returns a test client. `world` holds all of them, for tests that go through every role.
"""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import translation

from amparo.accounts.models import Agency, Person
from amparo.accounts.roles import Role
from tests import standing
from tests.standing import World

# The files that take longest, the longest first: begun last, one would keep a single worker busy while others rest.
LONGEST = (
    "tests/browser/test_every_page.py",
    "tests/evidence/test_colombia.py",
    "tests/access/test_hostile_requests.py",
    "tests/monitor/imports/test_surviving.py",
    "tests/access/test_matrix.py",
    "tests/cli/test_up.py",
    "tests/evidence/test_marenda.py",
    "tests/cli/test_serving.py",
    "tests/kernel/test_writers.py",
)

# Here each test stands for itself and may go to any worker; elsewhere a file's tests share what it costs to lay down.
APART = ("tests/access/", "tests/browser/")

pytest_plugins = ["tests.databases", "tests.audit.plugin", "tests.proof"]


@pytest.hookimpl(tryfirst=True)  # before the names of the groups are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, all others in their order, and say which tests one worker takes together."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(LONGEST)))
    for item in items:
        if not item.nodeid.startswith(APART):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


@pytest.fixture
def world(db: None) -> World:
    return standing.make_world()


@pytest.fixture
def agency(world: World) -> Agency:
    return world.agency


@pytest.fixture
def other_agency(world: World) -> Agency:
    return world.other_agency


@pytest.fixture
def caseworker(world: World) -> Person:
    return world.people[Role.CASEWORKER]


@pytest.fixture
def supervisor(world: World) -> Person:
    return world.people[Role.SUPERVISOR]


@pytest.fixture
def monitor(world: World) -> Person:
    return world.people[Role.MONITOR]


@pytest.fixture
def verifier(world: World) -> Person:
    return world.people[Role.VERIFIER]


@pytest.fixture
def child_lawyer(world: World) -> Person:
    return world.people[Role.CHILD_LAWYER]


@pytest.fixture
def coordinator(world: World) -> Person:
    return world.people[Role.COORDINATOR]


@pytest.fixture
def analyst(world: World) -> Person:
    return world.people[Role.ANALYST]


@pytest.fixture
def secretariat(world: World) -> Person:
    return world.people[Role.SECRETARIAT]


@pytest.fixture
def administrator(world: World) -> Person:
    return world.people[Role.ADMINISTRATOR]


@pytest.fixture
def colleague(world: World) -> Person:
    return world.colleague


@pytest.fixture
def stranger(world: World) -> Person:
    return world.stranger


@pytest.fixture
def nobody(world: World) -> Person:
    return world.nobody


@pytest.fixture
def sign_in(db: None) -> Callable[[Person], Client]:
    return standing.sign_in


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Begin each test in English: a page asked for in Arabic leaves its language active in this thread."""
    with translation.override("en"):
        yield
