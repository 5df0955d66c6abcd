"""Who gets an answer from the pages of actors."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from amparo.accounts.models import Agency
from amparo.accounts.roles import Role
from amparo.actors.lists.models import Definition
from amparo.actors.merging.services import merge_actor
from amparo.kernel.ids import uuid7
from tests.access.rule import Rule
from tests.actors import stating
from tests.actors.lists import making as of_lists
from tests.monitor import making
from tests.standing import World

WRITERS = frozenset({Role.MONITOR})
READERS = WRITERS | {Role.VERIFIER, Role.ANALYST, Role.COORDINATOR}


def actor(world: World, agency: Agency) -> dict[str, object]:
    """An actor. Actors belong to all agencies."""
    return {"actor_id": making.actor(f"a-{uuid7()}", "River Front").pk}


def payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of an actor sends."""
    return {
        "code": f"a-{uuid7()}",
        "name": "River Council",
        "submission": uuid7(),
        "version": 1,
        "types-TOTAL_FORMS": 0,
        "types-INITIAL_FORMS": 0,
    }


def rows(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of aliases, relations or areas sends without a row."""
    return {"version": 1, "rows-TOTAL_FORMS": 0, "rows-INITIAL_FORMS": 0}


def merging(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of a merge sends."""
    return {"into": making.actor(f"a-{uuid7()}", "River Front").pk, "reason": "One group, two spellings."}


def merged(world: World, agency: Agency) -> dict[str, object]:
    """A merged actor."""
    one, into = (making.actor(f"a-{uuid7()}", "River Front").pk for _ in range(2))
    merge_actor(acting=world.one(Role.MONITOR, agency), actor_id=one, into_id=into, reason="One group.")
    return {"actor_id": one}


def two(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form that dismisses a pair sends."""
    one, other = (making.actor(f"a-{uuid7()}", "River Front").pk for _ in range(2))
    return {"one": one, "other": other, "reason": "They fought one another."}


def listing(world: World, agency: Agency) -> dict[str, object]:
    """A listing of an actor."""
    made = stating.listing(world.one(Role.MONITOR, agency), actor(world, agency)["actor_id"])
    return {"listing_id": made.pk}


def plan(world: World, agency: Agency) -> dict[str, object]:
    """An action plan of an actor."""
    return {"plan_id": stating.plan(world.one(Role.MONITOR, agency), actor(world, agency)["actor_id"]).pk}


def listing_form(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of a listing sends."""
    return stating.listing_form(making.actor(f"a-{uuid7()}", "River Front"))


def plan_form(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of an action plan sends."""
    return stating.plan_form(making.actor(f"a-{uuid7()}", "River Front"))


def hand_list(world: World, agency: Agency) -> dict[str, object]:
    """An invented national list."""
    return {"list_id": of_lists.national_list(world.one(Role.MONITOR, agency)).pk}


def designation(world: World, agency: Agency) -> dict[str, object]:
    """A designation on an invented national list."""
    return {"designation_id": of_lists.designation(world.one(Role.MONITOR, agency)).pk}


def snapshot(world: World, agency: Agency) -> dict[str, object]:
    """An invented snapshot that waits for a decision."""
    return {"snapshot_id": of_lists.waiting_snapshot().pk}


def definition(world: World, agency: Agency) -> dict[str, object]:
    """The definition that comes with the system."""
    return {"definition_id": Definition.objects.get(code="unodc-strategy").pk}


def list_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of a list sends."""
    return of_lists.list_form() | {"submission": uuid7(), "version": 1}


def designation_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of a designation sends."""
    return of_lists.designation_form() | {"submission": uuid7(), "version": 1}


def definition_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of a definition sends."""
    return of_lists.definition_form() | {"submission": uuid7(), "version": 1}


def published(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """An invented published list."""
    return {"file": SimpleUploadedFile("list.xml", of_lists.document(of_lists.groups()).encode())}


def decision(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the page of a snapshot sends to have it set aside."""
    return {"set_aside": "1"}


SENT = frozenset({200, 302})
WRITE: dict[str, Any] = {"roles": WRITERS, "methods": ("GET", "POST"), "answers": SENT}

RULES = {
    "actors:actor-list": Rule(roles=READERS, queries=("", "q=river")),
    "actors:actor-detail": Rule(roles=READERS, make=actor, shared=True),
    "actors:actor-new": Rule(roles=WRITERS, methods=("GET", "POST"), payload=payload, answers=SENT),
    "actors:list-list": Rule(roles=READERS),
    "actors:list-detail": Rule(roles=READERS, make=hand_list, shared=True, queries=("", "q=dawn", "state=delisted")),
    "actors:list-new": Rule(**WRITE, payload=list_payload),
    "actors:list-import": Rule(**WRITE, payload=published),
    "actors:list-change": Rule(**WRITE, make=hand_list, shared=True, payload=list_payload),
    "actors:designation-new": Rule(**WRITE, make=hand_list, shared=True, payload=designation_payload),
    "actors:designation-detail": Rule(roles=READERS, make=designation, shared=True),
    "actors:designation-change": Rule(**WRITE, make=designation, shared=True, payload=designation_payload),
    "actors:snapshot-detail": Rule(roles=READERS, make=snapshot, shared=True),
    "actors:snapshot-decide": Rule(
        roles=WRITERS, make=snapshot, shared=True, methods=("POST",), payload=decision, answers=SENT
    ),
    "actors:definition-list": Rule(roles=READERS),
    "actors:definition-detail": Rule(roles=READERS, make=definition, shared=True, queries=("", "on=2020-01-01")),
    "actors:definition-new": Rule(**WRITE, payload=definition_payload),
    "actors:definition-change": Rule(**WRITE, make=definition, shared=True, payload=definition_payload),
    "actors:actor-change": Rule(
        roles=WRITERS, make=actor, shared=True, methods=("GET", "POST"), payload=payload, answers=SENT
    ),
    **{
        f"actors:actor-{name}": Rule(
            roles=WRITERS, make=actor, shared=True, methods=("GET", "POST"), payload=rows, answers=SENT
        )
        for name in ("aliases", "links", "presences")
    },
    "actors:actor-duplicates": Rule(roles=READERS),
    "actors:actor-merge": Rule(
        roles=WRITERS, make=actor, shared=True, methods=("GET", "POST"), payload=merging, answers=SENT
    ),
    "actors:actor-unmerge": Rule(
        roles=WRITERS, make=merged, shared=True, methods=("POST",), payload=rows, answers=frozenset({302})
    ),
    "actors:pair-dismiss": Rule(roles=WRITERS, methods=("POST",), payload=two, answers=SENT),
    "actors:listing-list": Rule(
        roles=READERS, queries=("", "year=2023&annex=I&section=B&state=listed", "year=x&actor=y")
    ),
    "actors:listing-new": Rule(roles=WRITERS, methods=("GET", "POST"), payload=listing_form, answers=SENT),
    "actors:listing-change": Rule(
        roles=WRITERS, make=listing, shared=True, methods=("GET", "POST"), payload=listing_form, answers=SENT
    ),
    "actors:listing-remove": Rule(
        roles=WRITERS, make=listing, shared=True, methods=("POST",), payload=rows, answers=frozenset({302})
    ),
    "actors:plan-remove": Rule(
        roles=WRITERS, make=plan, shared=True, methods=("POST",), payload=rows, answers=frozenset({302})
    ),
    "actors:plan-new": Rule(roles=WRITERS, methods=("GET", "POST"), payload=plan_form, answers=SENT),
    "actors:plan-change": Rule(
        roles=WRITERS, make=plan, shared=True, methods=("GET", "POST"), payload=plan_form, answers=SENT
    ),
}
