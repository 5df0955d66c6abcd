"""`amparo people`: the operator founds agencies and invites the first administrator, without any password."""

import json
from collections.abc import Callable

import click
import pytest
from click.testing import CliRunner, Result
from django.test import Client

from amparo.accounts.models import Agency, Person
from amparo.accounts.roles import Role
from amparo.audit.models import AuditEvent
from amparo.cli.main import main
from amparo.cli.people import people
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_second_factor import SignIn, with_app

Events = Callable[..., list[AuditEvent]]


def amparo(*words: str) -> Result:
    return CliRunner().invoke(main, ["people", *words])


def said(*words: str) -> dict[str, object]:
    result = amparo(*words, "--json")
    assert result.exit_code == 0, result.output
    answer: dict[str, object] = json.loads(result.stdout)
    return answer


def test_from_an_empty_house_to_the_first_administrator(db: None, events: Events) -> None:
    assert "no agency yet" in amparo("agencies").output
    assert "Added Quay Agency" in amparo("add-agency", "quay", "Quay Agency", "--country", "XM").output
    answer = said("create-administrator", "first@example.org", "--agency", "quay")
    path = str(answer["link"]).removeprefix("http://localhost:8000")
    form = {"name": "First Invented", "password": PASSWORD, "again": PASSWORD, "language": "en"}
    assert Client().post(path, form).status_code == 302
    agency = Agency.objects.get(code="quay")
    assert Person.objects.get(email="first@example.org").holds(Role.ADMINISTRATOR, agency_id=agency.pk)
    assert [event.acting for event in events("agency.founded")] == [None]
    assert [event.acting for event in events("invitation.sent")] == [None]


def test_the_link_is_printed_with_what_to_do(agency: Agency) -> None:
    result = amparo("invite", "guest@example.org", "--agency", agency.code, "--role", "monitor")
    assert "within 7 days; it works once" in result.output
    assert "http://localhost:8000/invitation/" in result.output


def test_lists_for_people_and_for_programs(agency: Agency, monitor: Person) -> None:
    assert monitor.email in amparo("list").output
    rows = said("list")["people"]
    assert isinstance(rows, list)
    assert {"monitor", "administrator"} <= {row["role"] for row in rows}
    assert agency.name in amparo("agencies").output
    assert len(said("agencies")["agencies"]) == 2  # type: ignore[arg-type]  # a list


def test_an_empty_list_says_so(db: None) -> None:
    assert "Nobody holds a role yet" in amparo("list").output


def test_closing_an_account_ends_it_at_once_and_opening_gives_it_back(
    owner: Person, sign_in: SignIn, events: Events
) -> None:
    client = sign_in(owner)
    assert amparo("close", owner.email).output == f"Closed {owner.email}.\n"
    assert client.get("/profile/").status_code == 302
    assert said("open", owner.email.upper())["email"] == owner.email
    assert client.get("/profile/").status_code == 200
    assert len(events("person.closed")) == len(events("person.opened")) == 1


def test_a_lost_second_factor_is_taken_off(owner: Person, events: Events) -> None:
    with_app(owner)
    Client().post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    assert amparo("reset-second-factor", owner.email).exit_code == 0
    assert not owner.authenticator_set.exists()
    assert events("person.second_factor_reset")[0].acting is None


@pytest.mark.parametrize(
    ("words", "detail"),
    [
        (("invite", "x@example.org", "--agency", "none", "--role", "monitor"), "no agency with the code “none”"),
        (("close", "unknown@example.org"), "no account with this address"),
        (("add-agency", "harbour", "Another Name"), "of this code or name already"),
        (("add-agency", "another", "Harbour Agency (invented)"), "of this code or name already"),
    ],
)
def test_refusals_are_said_and_exit_with_one(agency: Agency, words: tuple[str, ...], detail: str) -> None:
    result = amparo(*words)
    assert result.exit_code == 1
    assert detail in result.output
    assert detail in json.loads(amparo(*words, "--json").stdout)["detail"]


def test_an_unknown_role_is_wrong_usage(agency: Agency) -> None:
    result = amparo("invite", "x@example.org", "--agency", agency.code, "--role", "police")
    assert result.exit_code == 2


def test_no_command_takes_a_password() -> None:
    for command in people.commands.values():
        assert isinstance(command, click.Command)
        assert not [option for option in command.params if "password" in str(option.name)]
