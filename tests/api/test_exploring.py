"""The API holds what its schema says, whatever it is asked: shortly here, at length under `make prove`."""

from collections.abc import Callable

import pytest

from amparo.accounts.models import ApiToken, Person
from amparo.accounts.scopes import Scope
from tests.api.exploring import explore
from tests.monitor import making
from tests.proof import Figure

pytestmark = pytest.mark.django_db
Token = Callable[..., tuple[ApiToken, str]]
READING = (Scope.INCIDENTS_READ, Scope.FIGURES_READ, Scope.ACTORS_READ)
SHORT, LONG = 3, 150


@pytest.fixture(params=["monitor", "analyst", "nobody"])
def headers(request: pytest.FixtureRequest, token: Token, monitor: Person, analyst: Person) -> dict[str, str]:
    """What a program of a monitor, of an analyst, and one without a token sends, where there is something to read."""
    making.incident(monitor, report=making.report(monitor))
    making.actor()
    if request.param == "nobody":
        return {}
    _made, text = token(monitor) if request.param == "monitor" else token(analyst, *READING)
    return {"Authorization": f"Bearer {text}"}


def test_each_question_is_answered_as_the_schema_says(headers: dict[str, str]) -> None:
    asked, statuses = explore(headers, examples=SHORT)
    assert asked > 60
    assert {200, 404, 422} <= statuses
    assert (401 in statuses) is (not headers), "without a token, and only then, some questions are not answered"


@pytest.mark.both
@pytest.mark.prove
def test_hundreds_of_questions_to_each_operation_are_answered_as_the_schema_says(
    headers: dict[str, str], figure: Figure, request: pytest.FixtureRequest
) -> None:
    asked, statuses = explore(headers, examples=LONG)
    figure(f"questions to the API as {request.node.callspec.params['headers']}", asked, "answers")
    figure("answers that were faults of the program", sum(status >= 500 for status in statuses), "answers", bound="0")
