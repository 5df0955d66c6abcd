"""The list of roles is closed. There is none for police, military or intelligence."""

import re
from pathlib import Path

import pytest

from amparo.accounts.roles import Role
from amparo.cli.people import ROLES

ROOT = Path(__file__).resolve().parents[2]
KNOWN = {
    "caseworker",
    "supervisor",
    "monitor",
    "verifier",
    "child_lawyer",
    "coordinator",
    "analyst",
    "secretariat",
    "administrator",
}
NEVER = re.compile(r"polic|militar|army|armed|soldier|intellig|securit|interrog|prosecut|detect|immigra|border|spy")


def test_the_roles_are_these_and_no_others() -> None:
    assert {role.value for role in Role} == KNOWN


def test_no_role_serves_police_military_or_intelligence() -> None:
    for role in Role:
        assert not NEVER.search(f"{role.value} {role.label}".lower())


def test_the_command_line_offers_exactly_these_roles() -> None:
    assert set(ROLES) == KNOWN


def test_the_page_on_roles_names_each_of_them() -> None:
    page = ROOT / "docs" / "roles.md"
    if not page.is_file():
        pytest.skip("docs/roles.md is not there")
    text = page.read_text(encoding="utf-8").lower()
    assert [role for role in Role if str(role.label).lower() not in text] == []
