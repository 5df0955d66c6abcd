"""Violations, actors, places and figures by program; pages of lists; and answers that have not changed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amparo.accounts.models import Agency, Person
from amparo.accounts.scopes import Scope
from amparo.actors.merging.services import merge_actor
from amparo.monitor.content import VictimData, ViolationData
from amparo.monitor.models import Status
from tests.monitor import making

pytestmark = pytest.mark.django_db
Program = Callable[..., Client]
GROUP_AND_CHILD = (VictimData(boys=2, girls=1), VictimData(pseudonym="C-1", sex="girl", age_band="12-14"))


def everything(client: Client, address: str, **asked: Any) -> list[dict[str, Any]]:
    """Return every row of a list, page after page."""
    rows: list[dict[str, Any]] = []
    after: str | None = ""
    while after is not None:
        page = client.get(address, {**asked, "after": after}).json()
        rows, after = rows + page["items"], page["next"]
    return rows


@pytest.mark.both
def test_violations_come_one_by_one_with_the_children_of_each(program: Program, monitor: Person) -> None:
    kinds = (making.term("recruitment-and-use").pk, making.term("abduction").pk)
    group = making.actor()
    incident = making.incident(
        monitor,
        date="2024-05",
        victims=GROUP_AND_CHILD,
        violations=(
            ViolationData(type_id=kinds[0], actor_id=group.pk),
            ViolationData(type_id=kinds[1], victims=(1,)),
        ),
    )
    client = program(monitor)
    both = everything(client, "/api/violations", limit=1)
    assert [(row["type"], row["actor"], row["incident_code"]) for row in both] == [
        ("recruitment-and-use", "river-front", incident.code),
        ("abduction", None, incident.code),
    ]
    assert [row["children"] for row in both] == [
        {"girls": 2, "boys": 2, "unknown": 0},
        {"girls": 1, "boys": 0, "unknown": 0},
    ]
    detail = client.get(f"/api/incidents/{incident.pk}").json()
    assert detail["children"] == {"girls": 2, "boys": 2, "unknown": 0}
    assert [line["age_band"] for line in detail["by_age"]] == ["12-14", "unknown"]
    assert "C-1" not in str(detail)


def test_violations_are_narrowed_like_incidents(program: Program, monitor: Person, verifier: Person) -> None:
    making.incident(monitor, date="2023-05", country="MLI")
    kept = making.decided(making.incident(monitor, date="2024-05"), verifier, Status.VERIFIED)
    client = program(monitor)
    for asked in ({"year": 2024}, {"country": "COL"}, {"status": "verified"}):
        assert [row["incident"] for row in client.get("/api/violations", asked).json()["items"]] == [str(kept.pk)]
        assert [row["id"] for row in client.get("/api/incidents", asked).json()["items"]] == [str(kept.pk)]
    assert client.get("/api/violations", {"violation": "abduction"}).json()["items"] == []


def test_violations_of_an_actor_are_those_of_every_record_that_counts_as_it(program: Program, monitor: Person) -> None:
    one, into = making.actor("front-of-the-river", "Front of the River"), making.actor()
    kind = making.term("abduction").pk
    for actor in (one, into, making.actor("hill-union", "Hill Union")):
        making.incident(monitor, violations=(ViolationData(kind, actor.pk),))
    merge_actor(acting=monitor, actor_id=one.pk, into_id=into.pk, reason="One group, two spellings.")
    client = program(monitor)

    for code in ("river-front", "front-of-the-river"):
        rows = client.get("/api/violations", {"actor": code}).json()["items"]
        assert [row["actor"] for row in rows] == ["river-front", "river-front"]


def test_a_code_that_does_not_exist_is_named_and_not_taken_for_an_empty_answer(
    program: Program, monitor: Person
) -> None:
    client = program(monitor)
    for name in ("country", "part", "actor", "violation"):
        answer = client.get("/api/violations", {name: "no-such"})
        assert (answer.status_code, answer.json()["problems"][0]["where"]) == (422, name)
    assert client.get("/api/incidents", {"part": "COL"}).status_code == 422, "a country is no part of one"


def test_incidents_come_in_every_order_and_size(program: Program, monitor: Person) -> None:
    codes = sorted(making.incident(monitor, date=f"2024-0{month}").code for month in (1, 2, 3))
    client = program(monitor)
    for sort, wanted in {"code": codes, "-code": codes[::-1], "date": codes, "-date": codes[::-1]}.items():
        assert [row["code"] for row in everything(client, "/api/incidents", sort=sort, limit=1)] == wanted
    assert client.get("/api/incidents", {"limit": 101}).status_code == 422


def test_a_list_takes_the_same_queries_for_one_row_and_for_many(program: Program, monitor: Person) -> None:
    client = program(monitor)

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    client.get("/api/access")  # the first use of a token is noted
    kind = making.term("abduction").pk

    def by_a_merged_actor(code: str) -> None:
        front = making.actor(code, code.title())
        making.incident(monitor, violations=(ViolationData(kind, front.pk),))
        merge_actor(acting=monitor, actor_id=front.pk, into_id=making.actor().pk, reason="One group, two spellings.")

    by_a_merged_actor("front")
    lists = ("/api/incidents", "/api/violations", "/api/actors")
    one = [queries(address) for address in lists]
    for number in range(4):
        by_a_merged_actor(f"front-{number}")
        making.actor(f"column-{number}", f"Column {number}")
    assert [queries(address) for address in lists] == one


def test_actors_are_read_with_their_types(program: Program, coordinator: Person) -> None:
    making.actor("lake-front", "Lake Front", names={"ar": "جبهة البحيرة"})
    making.actor("river-front", "River Front")
    client = program(coordinator, Scope.ACTORS_READ)
    rows = everything(client, "/api/actors", limit=1)
    assert [row["code"] for row in rows] == ["lake-front", "river-front"]
    one = client.get(f"/api/actors/{rows[0]['id']}").json()
    assert (one["names"], one["types"], one["version"]) == ({"ar": "جبهة البحيرة"}, [], 1)


def test_places_are_public_and_found_by_code(client: Client) -> None:
    assert len(everything(client, "/api/places")) > 200
    country = client.get("/api/places/COL").json()
    assert (country["name"], country["parent"]) == ("Colombia", None)
    parts = everything(client, "/api/places/COL/parts", limit=20)
    assert len({row["code"] for row in parts}) == len(parts) > 30
    assert client.get(f"/api/places/{parts[0]['code']}").json()["parent"] == "COL"
    assert client.get("/api/places/NOWHERE").status_code == 404


def test_figures_are_narrowed_by_actor_and_name_it(program: Program, monitor: Person, agency: Agency) -> None:
    group = making.actor()
    kind = making.term("recruitment-and-use").pk
    making.incident(monitor, violations=(ViolationData(type_id=kind, actor_id=group.pk),))
    making.incident(monitor)
    client = program(monitor)
    asked = {"verified_only": "false", "actor": "river-front"}
    figures = client.get(f"/api/figures/{agency.pk}", asked).json()
    assert figures["total"]["incidents"] == 1
    assert [(line["code"], line["name"]) for line in figures["by_actor"]] == [("river-front", "River Front")]


def test_late_verification_stands_apart(program: Program, monitor: Person, verifier: Person, agency: Agency) -> None:
    making.decided(making.incident(monitor, date="2023-05"), verifier, Status.VERIFIED)
    figures = program(monitor).get(f"/api/figures/{agency.pk}").json()
    assert figures["by_verified_year"] == [
        {"year": 2024, "violations": 1, "in_year": 0, "late": 1, "year_not_known": 0}
    ]


def test_an_answer_that_has_not_changed_is_not_sent_again(program: Program, monitor: Person) -> None:
    incident = making.incident(monitor)
    client, address = program(monitor), f"/api/incidents/{incident.pk}"
    first = client.get(address)
    assert first["Cache-Control"] == "private, no-cache"
    assert not first["ETag"].startswith("W/")
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    type(incident).objects.filter(pk=incident.pk).update(summary="Other words.")
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_an_answer_differs_by_language_and_so_does_its_mark(program: Program, monitor: Person) -> None:
    making.incident(monitor)
    client = program(monitor)
    english, arabic = (client.get("/api/incidents", headers={"Accept-Language": one}) for one in ("en", "ar"))
    assert english["ETag"] != arabic["ETag"]
    assert "Accept-Language" in english["Vary"]


def test_a_browser_keeps_nothing_and_the_public_may_ask_again(
    sign_in: Callable[..., Client], client: Client, monitor: Person
) -> None:
    assert "no-store" in sign_in(monitor).get("/api/places/COL")["Cache-Control"]
    assert client.get("/api/places/COL")["Cache-Control"] == "no-cache"


def test_a_wrong_method_is_said_in_problem_json(client: Client) -> None:
    answer = client.delete("/api/places")
    assert (answer.status_code, answer["Content-Type"], answer["Allow"]) == (405, "application/problem+json", "GET")


@pytest.mark.parametrize("address", ["/api/places", "/api/actors", "/api/violations"])
def test_a_broken_place_in_a_list_is_named(program: Program, monitor: Person, address: str) -> None:
    answer = program(monitor).get(address, {"after": "nonsense"})
    assert (answer.status_code, answer.json()["problems"][0]["where"]) == (422, "after")
