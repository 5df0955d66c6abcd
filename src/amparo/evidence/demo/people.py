"""Agencies and people of demonstrations. Their passwords are published on the sign-in page, so all are invented."""

import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from amparo.accounts.models import Agency, Membership, Person
from amparo.accounts.operation import found_agency
from amparo.accounts.roles import Role
from amparo.audit.services import record

PASSWORD: Final = "arch-and-lamp"  # noqa: S105 - published: it opens nothing but invented data
SINCE: Final = datetime.date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Account:
    """One invented person with one role."""

    email: str
    name: str
    role: Role
    agency: str


@dataclass(frozen=True, slots=True)
class Published:
    """An account as the sign-in page shows it."""

    email: str
    password: str
    role: str
    agency: str


def agency_of(code: str, name: str, country: str) -> Agency:
    """Return the agency of that code, founded where it is missing."""
    known = Agency.objects.filter(code=code).first()
    return known or found_agency(code=code, name=name, country=country)


@transaction.atomic
def open_accounts(accounts: Sequence[Account]) -> dict[str, Person]:
    """Make the people with their roles where they are missing, and return them by address.

    All of them have one password, hashed once: a hash takes a twentieth of a second, and a demonstration has many.
    """
    known = {person.email: person for person in Person.objects.filter(email__in=[one.email for one in accounts])}
    missing = [one for one in accounts if one.email not in known]
    if missing:
        hashed = make_password(PASSWORD)
        people = [Person(email=one.email, name=one.name, password=hashed) for one in missing]
        known.update({person.email: person for person in Person.objects.bulk_create(people)})
    agencies = {agency.code: agency for agency in Agency.objects.filter(code__in={one.agency for one in accounts})}
    for one in missing:
        agency, person = agencies[one.agency], known[one.email]
        Membership.objects.create(person=person, agency=agency, role=one.role, starts_on=SINCE)
        record(
            acting=None,
            agency=agency.pk,
            action="person.invented",
            object_type="person",
            object_id=person.pk,
            detail={"role": one.role.value},
        )
    return known


def publish(accounts: Iterable[Account]) -> Path:
    """Add the accounts to the list that the sign-in page of a demonstration shows, and return its file."""
    path = Path(settings.DATA_DIR) / "demonstration.json"
    listed = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    by_address = {one["email"]: one for one in listed}
    names = dict(Agency.objects.values_list("code", "name"))
    for one in accounts:
        by_address[one.email] = asdict(Published(one.email, PASSWORD, one.role.value, names[one.agency]))
    path.write_text(json.dumps(list(by_address.values()), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path
