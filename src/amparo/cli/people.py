"""`amparo people`: agencies, accounts and roles, for the operator of the machine.

No command takes a password. Accounts come by invitation: the command prints a link, good once, for seven days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from amparo.cli.common import answer, json_option, setup_django

if TYPE_CHECKING:
    from amparo.accounts.models import Person

ROLES = (
    "caseworker", "supervisor", "monitor", "verifier", "child_lawyer", "coordinator", "analyst", "secretariat",
    "administrator",
)  # fmt: skip


@click.group()
def people() -> None:
    """Agencies, people and their roles."""


@people.command("add-agency")
@click.argument("code")
@click.argument("name")
@click.option("--country", default="", help="ISO 3166-1 code, as XM.")
@json_option
def add_agency(code: str, name: str, country: str, as_json: bool) -> None:
    """Add an agency, as: amparo people add-agency harbour "Harbour Agency"."""
    setup_django()
    from amparo.accounts import operation

    agency = operation.found_agency(code=code, name=name, country=country)
    answer(
        {"id": agency.pk, "code": agency.code, "name": agency.name}, as_json, f"Added {agency.name} ({agency.code})."
    )


@people.command("agencies")
@json_option
def agencies(as_json: bool) -> None:
    """List the agencies."""
    setup_django()
    from amparo.accounts import operation

    rows = operation.agencies()
    text = "\n".join(f"{row.code:20} {row.name}" for row in rows) or "There is no agency yet."
    answer({"agencies": [{"id": row.pk, "code": row.code, "name": row.name} for row in rows]}, as_json, text)


@people.command("invite")
@click.argument("email")
@click.option("--agency", "agency_code", required=True, help="Code of the agency.")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What the person does there.")
@json_option
def invite(email: str, agency_code: str, role: str, as_json: bool) -> None:
    """Print a link by which EMAIL joins an agency. Hand it over yourself; nothing is mailed."""
    _invite(email, agency_code, role, as_json)


@people.command("create-administrator")
@click.argument("email")
@click.option("--agency", "agency_code", required=True, help="Code of the agency.")
@json_option
def create_administrator(email: str, agency_code: str, as_json: bool) -> None:
    """Print a link by which EMAIL becomes an administrator, who then invites everybody else."""
    _invite(email, agency_code, "administrator", as_json)


def _invite(email: str, agency_code: str, role: str, as_json: bool) -> None:
    setup_django()
    from amparo.accounts import operation, tokens
    from amparo.accounts.roles import Role

    link = operation.invite_as_operator(agency_code=agency_code, email=email, role=Role(role))
    text = f"Open this link within {tokens.VALID_DAYS} days; it works once:\n{link}"
    answer({"email": email, "agency": agency_code, "role": role, "link": link}, as_json, text)


@people.command("list")
@json_option
def list_people(as_json: bool) -> None:
    """List who holds which role today."""
    setup_django()
    from amparo.accounts import operation

    rows = operation.memberships()
    lines = [f"{row.agency.code:20} {row.role:14} {row.person.email}  {row.person.name}" for row in rows]
    found = [
        {
            "person": row.person_id,
            "email": row.person.email,
            "name": row.person.name,
            "open": row.person.is_active,
            "agency": row.agency.code,
            "role": row.role,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
        }
        for row in rows
    ]
    answer({"people": found}, as_json, "\n".join(lines) or "Nobody holds a role yet.")


@people.command("close")
@click.argument("email")
@json_option
def close(email: str, as_json: bool) -> None:
    """Close an account: it is signed out at once and cannot sign in. Its records stay."""
    setup_django()
    from amparo.accounts import operation

    _done(operation.set_open(email=email, is_active=False), "Closed", as_json)


@people.command("open")
@click.argument("email")
@json_option
def open_account(email: str, as_json: bool) -> None:
    """Open a closed account again."""
    setup_django()
    from amparo.accounts import operation

    _done(operation.set_open(email=email, is_active=True), "Opened", as_json)


@people.command("reset-second-factor")
@click.argument("email")
@json_option
def reset_second_factor(email: str, as_json: bool) -> None:
    """Take off a lost second factor and sign the person out everywhere. Make sure first who asks."""
    setup_django()
    from amparo.accounts import operation

    _done(operation.reset_second_factor_as_operator(email=email), "Took off the second factor of", as_json)


def _done(person: Person, verb: str, as_json: bool) -> None:
    answer({"person": person.pk, "email": person.email}, as_json, f"{verb} {person.email}.")
