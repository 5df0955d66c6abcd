"""The standing people of every test: one per role in an agency, a colleague, a stranger, and nobody.

All of them are invented, and so are their agencies.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.test import Client

from amparo.accounts import sessions
from amparo.accounts.models import Agency, Membership, Person
from amparo.accounts.roles import Role

SINCE = datetime.date(2020, 1, 1)


@dataclass(frozen=True)
class World:
    """Two agencies that do not know each other, and everybody who works there."""

    agency: Agency
    other_agency: Agency
    people: Mapping[Role, Person]
    foreign: Mapping[Role, Person]
    colleague: Person
    stranger: Person
    nobody: Person

    def one(self, role: Role, agency: Agency) -> Person:
        """Return the person who holds `role` in one of the two agencies."""
        return (self.people if agency == self.agency else self.foreign)[role]


def new_person(local: str, name: str) -> Person:
    """Return an unsaved person whose password fits nothing: tests sign in by `sign_in`, without hashing."""
    return Person(email=f"{local}@example.org", name=name, password="not a hash")


def members(agency: Agency, pairs: Iterable[tuple[Person, Role]]) -> None:
    """Give people roles in an agency, open-ended since 2020."""
    Membership.objects.bulk_create(
        Membership(person=person, agency=agency, role=role, starts_on=SINCE) for person, role in pairs
    )


def make_world() -> World:
    """Lay down both agencies and all people in four statements."""
    agency = Agency(name="Harbour Agency (invented)", code="harbour")
    other = Agency(name="Lantern Agency (invented)", code="lantern")
    Agency.objects.bulk_create([agency, other])
    people = {role: new_person(f"{role}.harbour", f"Harbour {role.label}") for role in Role}
    foreign = {role: new_person(f"{role}.lantern", f"Lantern {role.label}") for role in Role}
    colleague = new_person("colleague.harbour", "Harbour Colleague")
    stranger = new_person("stranger.lantern", "Lantern Stranger")
    nobody = new_person("nobody", "Nobody Anywhere")
    Person.objects.bulk_create([*people.values(), *foreign.values(), colleague, stranger, nobody])
    members(agency, [(person, role) for role, person in people.items()] + [(colleague, Role.MONITOR)])
    members(
        other,
        [(person, role) for role, person in foreign.items()] + [(stranger, Role.MONITOR), (stranger, Role.VERIFIER)],
    )
    return World(agency, other, people, foreign, colleague, stranger, nobody)


def sign_in(person: Person, *, second_factor: bool = True) -> Client:
    """Return a browser in which `person` is signed in, with the second factor proved unless told otherwise."""
    client = Client()
    client.force_login(person)
    if second_factor:
        session = client.session
        sessions.remember_second_factor(session, person)
        session.save()
    return client
