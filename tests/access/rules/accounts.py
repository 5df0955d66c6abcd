"""Rules of people, roles, invitations and the own profile."""

import datetime
import uuid
from collections.abc import Mapping

from amparo.accounts.models import Agency, ApiToken, Membership
from amparo.accounts.roles import Role
from amparo.accounts.services.invitations import write_invitation
from amparo.kernel import clock
from tests import standing
from tests.access.rule import Rule
from tests.standing import World

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


def newcomer(world: World, agency: Agency) -> Membership:
    person = standing.new_person(f"newcomer.{uuid.uuid4().hex[:8]}.{agency.code}", "Harbour Newcomer")
    person.save(force_insert=True)
    return Membership.objects.create(
        person=person, agency=agency, role=Role.COORDINATOR, starts_on=standing.SINCE, ends_on=clock.today()
    )


def somebody(world: World, agency: Agency) -> dict[str, object]:
    newcomer(world, agency)
    return {}


def person(world: World, agency: Agency) -> dict[str, object]:
    return {"person_id": newcomer(world, agency).person_id}


def membership(world: World, agency: Agency) -> dict[str, object]:
    return {"membership_id": newcomer(world, agency).pk}


def invitation(world: World, agency: Agency) -> dict[str, object]:
    sent, _token = write_invitation(
        acting=world.one(Role.ADMINISTRATOR, agency), agency_id=agency.pk, email="guest@example.org", role=Role.MONITOR
    )
    return {"invitation_id": sent.pk}


def token(world: World, agency: Agency) -> dict[str, object]:
    """A token of the agency's monitor, who alone keeps it."""
    made = ApiToken.objects.create(
        agency=agency,
        person=world.one(Role.MONITOR, agency),
        name="Tables",
        scopes=["reports:create"],
        digest="0" * 64,
        expires_at=clock.now() + datetime.timedelta(days=9),
    )
    return {"token_id": made.pk}


def link(world: World, agency: Agency) -> dict[str, object]:
    _sent, token = write_invitation(acting=None, agency_id=agency.pk, email="guest@example.org", role=Role.MONITOR)
    return {"token": token}


def role_given(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    return {"agency": agency.pk, "role": "secretariat", "starts_on": "2026-01-01"}


def dates(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    return {"starts_on": "2020-01-01", "ends_on": "", "seen_version": 1}


def invited(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    return {"agency": agency.pk, "role": "monitor", "email": "guest@example.org"}


def own_name(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    return {"name": "Another Name", "language": "ar", "seen_version": 1}


RULES: dict[str, Rule] = {
    "accounts:person-list": Rule(
        roles=ADMINISTRATORS,
        appears=somebody,
        queries=("", "q=newcomer", "q=nobody-of-this-name", "show=ended"),
    ),
    "accounts:person-detail": Rule(
        roles=ADMINISTRATORS, make=person, methods=("GET", "POST"), payload=role_given, answers={200, 302}
    ),
    "accounts:second-factor-reset": Rule(roles=ADMINISTRATORS, make=person, methods=("POST",), answers={302}),
    "accounts:membership-change": Rule(
        roles=ADMINISTRATORS, make=membership, methods=("GET", "POST"), payload=dates, answers={200, 302}
    ),
    "accounts:invitation-list": Rule(roles=ADMINISTRATORS, appears=invitation),
    "accounts:invitation-new": Rule(roles=ADMINISTRATORS, methods=("GET", "POST"), payload=invited),
    "accounts:invitation-detail": Rule(
        roles=ADMINISTRATORS, make=invitation, methods=("GET", "POST"), answers={200, 302}
    ),
    "accounts:invitation-accept": Rule(
        public=True, make=link, why="Who holds the link was invited; the token is the permission."
    ),
    "accounts:token-list": Rule(signed_in=True),
    "accounts:token-new": Rule(
        signed_in=True, methods=("GET", "POST"), answers={302}, why="Asks for the password again first."
    ),
    "accounts:token-detail": Rule(
        roles=ADMINISTRATORS | {Role.MONITOR}, make=token, methods=("GET", "POST"), answers={200, 302}
    ),
    "accounts:token-take-over": Rule(
        signed_in=True,
        make=token,
        shared=True,
        methods=("POST",),
        answers={302},
        why="Asks for the password again before any token is looked up.",
    ),
    "accounts:token-managed": Rule(roles=ADMINISTRATORS, appears=token),
    "accounts:profile": Rule(signed_in=True, methods=("GET", "POST"), payload=own_name, answers={200, 302}),
}
