"""Reading incidents and figures by program."""

import pytest

from tests.monitor import making

pytestmark = pytest.mark.django_db
NEVER = "00000000-0000-7000-8000-000000000000"


def test_a_monitor_reads_the_own_incidents(sign_in, monitor):
    incident = making.incident(monitor, date="2024-05")
    answer = sign_in(monitor).get("/api/incidents").json()
    (item,) = answer["items"]
    assert item["code"] == incident.code
    assert (item["date"], item["committed_year"], item["country"]) == ("2024-05", 2024, "COL")
    assert item["children"] == {"girls": 1, "boys": 2, "unknown": 0}
    assert answer["next"] is None


def test_pages_follow_each_other_without_gap_or_repetition(sign_in, monitor):
    codes = {making.incident(monitor, date=f"2024-{month:02}").code for month in range(1, 13) for _twice in range(3)}
    client, seen, after = sign_in(monitor), [], ""
    while True:
        page = client.get("/api/incidents", {"after": after}).json()
        seen += [item["code"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert sorted(seen) == sorted(codes)


def test_one_incident_with_its_violations(sign_in, verifier, monitor):
    incident = making.incident(monitor)
    body = sign_in(verifier).get(f"/api/incidents/{incident.pk}").json()
    assert body["version"] == 1
    (act,) = body["violations"]
    assert (act["type"], act["actor"]) == ("recruitment-and-use", None)
    assert act["children"] == body["children"] == {"girls": 1, "boys": 2, "unknown": 0}
    assert body["by_age"] == [{"age_band": "unknown", "children": body["children"]}]


def test_an_analyst_reads_an_incident_without_its_free_text(sign_in, verifier, analyst, monitor):
    address = f"/api/incidents/{making.incident(monitor).pk}"
    assert sign_in(verifier).get(address).json()["summary"] == "Three children were taken from a market."
    assert sign_in(analyst).get(address).json()["summary"] == ""


def test_a_stranger_gets_the_same_answer_as_for_an_incident_that_never_was(sign_in, stranger, monitor):
    client = sign_in(stranger)
    foreign = client.get(f"/api/incidents/{making.incident(monitor).pk}")
    never = client.get(f"/api/incidents/{NEVER}")
    assert foreign.status_code == never.status_code == 404
    assert foreign.content == never.content


def test_nobody_signed_in_is_told_to_sign_in_as_problem_json(client):
    answer = client.get("/api/incidents")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:amparo:problem:sign-in"


@pytest.mark.parametrize(
    "after", ["nonsense", "2024-05-01~nonsense", "2024-02-31~00000000-0000-7000-8000-000000000000"]
)
def test_a_broken_cursor_is_named(sign_in, monitor, after):
    answer = sign_in(monitor).get("/api/incidents", {"after": after})
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"] == "after"


def test_an_argument_of_a_wrong_type_is_named(sign_in, monitor):
    answer = sign_in(monitor).get("/api/incidents", {"year": "last"})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["problems"][0]["where"] == "year"


def test_own_figures_come_in_three_units(sign_in, analyst, monitor, agency):
    making.incident(monitor, date="2024-05")
    figures = sign_in(analyst).get(f"/api/figures/{agency.pk}", {"verified_only": "false"}).json()
    assert figures["total"] == {
        "key": None,
        "incidents": 1,
        "violations": 1,
        "children": {"girls": 1, "boys": 2, "unknown": 0, "total": 3},
    }
    assert figures["by_committed_year"][0]["key"] == "2024"
    assert figures["several_violations"]["children"]["total"] == 0


def test_published_figures_need_no_account(client):
    rows = client.get("/api/published-figures", {"situation": "SOM"}).json()
    assert {row["situation"] for row in rows} == {"SOM"}
    assert sum(row["party_total"] or 0 for row in rows) == 1293


def test_the_schema_is_open_and_asks_nothing_of_third_parties(client):
    schema = client.get("/api/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    assert "/api/incidents" in schema["paths"]
    assert client.get("/api/docs").status_code == 404
