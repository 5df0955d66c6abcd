"""Each operation says who may call it; what says nothing answers nobody; no scope exceeds the rules of the rooms."""

import pytest
from django.test import RequestFactory
from ninja import NinjaAPI

from amparo.accounts.models import Person
from amparo.accounts.roles import Role
from amparo.accounts.scopes import NEEDED, Scope
from amparo.actors import policies as actors
from amparo.api.access import Everybody, Needs, Nobody
from amparo.api.openapi import declared, operations
from amparo.api.urls import api
from amparo.monitor import policies as monitor

PUBLIC = {"/places", "/places/{code}", "/places/{code}/parts", "/published-figures"}
WITHOUT_SCOPE = {"/access"}
RULES = {
    Scope.INCIDENTS_READ: monitor.may_read,
    Scope.FIGURES_READ: monitor.may_read_own_figures,
    Scope.ACTORS_READ: actors.may_read,
    Scope.REPORTS_CREATE: monitor.may_record,
}


def test_every_operation_declares_who_may_call_it() -> None:
    said = {path: declared(operation) for path, operation in operations(api)}
    assert [path for path, rule in said.items() if rule is None] == []
    assert {path for path, rule in said.items() if isinstance(rule, Everybody)} == PUBLIC
    assert {path for path, rule in said.items() if isinstance(rule, Needs) and rule.scope is None} == WITHOUT_SCOPE


def test_an_operation_that_declares_nothing_is_found_and_answers_nobody() -> None:
    undeclared = NinjaAPI(auth=Nobody(), urls_namespace="undeclared", docs_url=None)
    undeclared.get("/things")(lambda request: "read")
    ((_path, operation),) = operations(undeclared)
    assert declared(operation) is None
    assert Nobody()(RequestFactory().get("/")) is None


def test_the_schema_names_the_scope_of_each_operation() -> None:
    paths = api.get_openapi_schema()["paths"]
    assert paths["/api/incidents"]["get"]["security"] == [{"token": ["incidents:read"]}, {"session": []}]
    assert {} in paths["/api/places"]["get"]["security"]


@pytest.mark.django_db
@pytest.mark.parametrize("scope", Scope)
def test_a_scope_is_offered_exactly_to_the_roles_that_the_rooms_allow(scope: Scope, world: object) -> None:
    people: dict[Role, Person] = world.people  # type: ignore[attr-defined]  # the fixture
    assert {role for role, person in people.items() if RULES[scope](person)} == NEEDED[scope]
