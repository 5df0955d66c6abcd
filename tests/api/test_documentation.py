"""The documentation page, drawn from the schema, and the worked example on it, which runs."""

import io
import json
import re
import urllib.request
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any
from urllib.parse import urlsplit

import jsonschema_rs
import pytest
from django.test import Client

from amparo.accounts.models import Agency, ApiToken, Person
from amparo.accounts.scopes import Scope
from amparo.api import worked
from amparo.api.urls import api
from amparo.monitor.models import Status
from tests.monitor import making

pytestmark = pytest.mark.django_db


def test_the_page_names_every_operation_type_and_scope(client: Client) -> None:
    page = client.get("/api/").content.decode()
    schema = client.get("/api/openapi.json").json()
    for path, methods in schema["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in page
    for name in schema["components"]["schemas"]:
        assert f'id="type-{name}"' in page
    for scope in Scope:
        assert scope.value in page
    for target in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{target}"' in page, target


def test_nothing_on_the_page_comes_from_elsewhere(client: Client) -> None:
    page = client.get("/api/").content.decode()
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="([^"]+)"', page)
    assert loaded
    assert not [address for address in loaded if urlsplit(address).netloc]
    assert client.get("/api/docs").status_code == 404


def test_who_is_signed_in_finds_the_own_agency_in_the_example(
    sign_in: Callable[..., Client], client: Client, analyst: Person, agency: Agency
) -> None:
    assert f"/figures/{agency.pk}?" in sign_in(analyst).get("/api/").content.decode()
    assert f"/figures/{worked.PLACEHOLDER}?" in client.get("/api/").content.decode()


def test_the_example_in_python_runs(
    token: Callable[..., tuple[ApiToken, str]],
    analyst: Person,
    monitor: Person,
    verifier: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _time in range(2):
        making.decided(making.incident(monitor, date="2024-05"), verifier, Status.VERIFIED)
    _made, text = token(analyst, Scope.FIGURES_READ, Scope.INCIDENTS_READ)
    monkeypatch.setenv("TOKEN", text)

    def answered(request: urllib.request.Request) -> io.BytesIO:
        where = urlsplit(request.full_url)
        answer = Client(headers=dict(request.header_items())).get(f"{where.path}?{where.query}")
        assert answer.status_code == 200
        return io.BytesIO(answer.content)

    monkeypatch.setattr(urllib.request, "urlopen", answered)
    (example,) = (one for one in worked.examples("https://amparo.example", "") if one.name == "Python")
    said = io.StringIO()
    with redirect_stdout(said):
        exec(compile(example.text, "example", "exec"), {})  # noqa: S102  (our own example)
    assert said.getvalue().splitlines() == ["2024 2 2 6", "2 violations"]


def test_the_schema_is_valid_openapi_and_every_reference_leads_somewhere(client: Client) -> None:
    from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR  # takes a second to load

    schema = client.get("/api/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    OPENAPI_31_VALIDATOR.validate(schema)
    references = set(re.findall(r'"\$ref": "#/components/(\w+)/(\w+)"', json.dumps(schema)))
    assert references
    for kind, name in references:
        assert name in schema["components"][kind]
    for said in schema["components"]["schemas"].values():
        jsonschema_rs.meta.validate({**said, "$schema": "https://json-schema.org/draft/2020-12/schema"})


def test_every_operation_describes_itself_and_its_errors() -> None:
    paths: dict[str, Any] = api.get_openapi_schema()["paths"]
    for path, methods in paths.items():
        for method, said in methods.items():
            assert said["summary"], path
            assert said["description"], path
            for one in said.get("parameters", []):
                assert one.get("description"), (path, one["name"])
            statuses = {int(status) for status in said["responses"]}
            assert {401, 404, 422, 429} <= statuses, path
            assert (403 in statuses) is ({} not in said["security"]), path
            assert (304 in statuses) is (method == "get"), path
