"""Pages of estimates: the runs, a new one, and one with its result."""

import pytest

from amparo.evidence.models import EstimateRun
from amparo.evidence.services import EstimateRequest, perform, request_estimate
from amparo.kernel.ids import uuid7
from amparo.monitor.selectors.captures import Grouping
from tests import standing
from tests.evidence.conftest import make_overlap


@pytest.fixture
def run(analyst, agency, overlapping):
    return make_run(analyst, agency, overlapping)


def make_run(analyst, agency, sources, *, made=True, **wanted):
    asked = request_estimate(
        acting=analyst,
        agency_id=agency.pk,
        data=EstimateRequest(tuple(source.pk for source in sources), **wanted),
    )
    return perform(asked.pk) if made else asked


def page(person, address):
    answer = standing.sign_in(person).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def form(sources, **more):
    return {"submission": uuid7(), "sources": [s.pk for s in sources], "subject": "recruited", **more}


@pytest.mark.parametrize("role", ["analyst", "monitor", "verifier"])
def test_a_result_is_read_range_first_with_reasons_and_overlap(run, role, request):
    html = page(request.getfixturevalue(role), f"/estimates/{run.pk}/")

    assert '<h1 class="verdict">Between ' in html
    assert "190 of them are on record." in html
    assert "Why this verdict" in html
    assert "Say it like this" in html
    assert "cannot see children whom no list could record" in html
    assert "150 of 190 recorded children are known to one list only" in html
    assert "[Source list-a" in html


def test_reading_a_result_is_recorded(run, monitor):
    from amparo.audit.models import AuditEvent

    page(monitor, f"/estimates/{run.pk}/")

    event = AuditEvent.objects.get(action="estimate.read")
    assert (event.acting, event.object_id) == (monitor.pk, run.pk)


def test_groups_are_listed_and_each_can_be_opened(analyst, agency, monitor, overlapping):
    make_overlap(agency, monitor, {"a": 4, "b": 3}, year=2023, prefix="Q")
    run = make_run(analyst, agency, overlapping, by=(Grouping.YEAR,))

    whole = page(analyst, f"/estimates/{run.pk}/")
    refused = page(analyst, f"/estimates/{run.pk}/?group=1")

    assert "1 of 2 years have a range" in whole
    assert "1 of 2 groups have a range" in page(analyst, "/estimates/")
    assert "?group=2" in whole
    assert "No range can be given for how many children were recruited or used in 2023." in refused
    for wrong in ("99", "x", "-1"):
        assert "were recruited or used in all recorded years" in page(analyst, f"/estimates/{run.pk}/?group={wrong}")


def test_by_actor_the_headline_names_the_actor(analyst, agency, overlapping):
    run = make_run(analyst, agency, overlapping, by=(Grouping.ACTOR,))

    assert "river-front (invented): Between" in page(analyst, f"/estimates/{run.pk}/?group=1")


def test_an_open_ended_result_shows_no_upper_end(analyst, agency, monitor):
    pattern = {"a": 400, "b": 380, "c": 300, "ab": 5, "ac": 4, "bc": 4}
    run = make_run(analyst, agency, make_overlap(agency, monitor, pattern))
    stratum = run.result.document["strata"][0]
    html = page(analyst, f"/estimates/{run.pk}/")

    assert stratum["verdict"] in {"amber", "red"}
    assert ("no upper end" in html) == (stratum["sentence"]["kind"] == "no_upper_end")


def test_contradicting_methods_are_shown_without_a_range(run, analyst, monkeypatch):
    document = run.result.document
    document["strata"][0]["sentence"] = {"kind": "refused", "low": None, "high": None}
    from amparo.evidence import pages

    monkeypatch.setattr(pages, "document_of", lambda _run: document)

    assert "none of these ranges may be used" in page(analyst, f"/estimates/{run.pk}/")


def test_an_end_that_the_lists_could_not_set_is_drawn_open(run, analyst, monkeypatch):
    document = run.result.document
    document["strata"][0]["sentence"] = {"kind": "no_upper_end", "low": 200, "high": None}
    document["strata"][0]["verdict"] = "red"
    from amparo.evidence import pages

    monkeypatch.setattr(pages, "document_of", lambda _run: document)

    html = page(analyst, f"/estimates/{run.pk}/")
    assert "The lists set no upper end" in html
    assert "open-ended" in html
    assert "from 200, no upper end" in page(analyst, "/estimates/")


def test_a_run_that_is_not_made_yet_says_how_far_it_is(analyst, agency, overlapping):
    run = make_run(analyst, agency, overlapping, made=False)

    html = page(analyst, f"/estimates/{run.pk}/")

    assert "0 of 1 groups are estimated." in html
    assert "Waiting for the worker" in html
    assert "Waiting for the worker" in page(analyst, "/estimates/")


def test_the_list_shows_ranges_and_offers_a_new_run_to_analysts_alone(run, analyst, verifier):
    mine, theirs = page(analyst, "/estimates/"), page(verifier, "/estimates/")

    low, high = (run.result.document["strata"][0]["sentence"][end] for end in ("low", "high"))
    assert f"{low}–{high}" in mine
    assert "/estimates/new/" in mine
    assert "/estimates/new/" not in theirs


def test_an_empty_list_says_what_an_estimate_needs(verifier):
    assert "No estimate has been made yet" in page(verifier, "/estimates/")


def test_an_analyst_asks_on_the_page_and_a_quick_run_is_made_at_once(analyst, overlapping):
    client = standing.sign_in(analyst)
    assert "Source list-a" in client.get("/estimates/new/").content.decode()

    answer = client.post("/estimates/new/", form(overlapping, by=["sex"], year_from="2024"))

    run = EstimateRun.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/estimates/{run.pk}/")
    assert run.state == EstimateRun.State.DONE
    assert run.settings["by"] == ["sex"]


def test_a_double_click_makes_one_run(analyst, overlapping):
    client, sent = standing.sign_in(analyst), form(overlapping)

    assert (
        client.post("/estimates/new/", sent).headers["Location"]
        == client.post("/estimates/new/", sent).headers["Location"]
    )
    assert EstimateRun.objects.count() == 1


def test_a_long_run_is_left_to_the_worker(analyst, overlapping, monkeypatch):
    from django_tasks_db.models import DBTaskResult

    from amparo.evidence import services

    monkeypatch.setattr(services, "is_quick", lambda _run: False)

    standing.sign_in(analyst).post("/estimates/new/", form(overlapping))

    assert EstimateRun.objects.get().state == EstimateRun.State.WAITING
    assert DBTaskResult.objects.filter(task_path__endswith="make_estimate").count() == 1


def test_too_few_sources_are_refused_beside_the_field(analyst, overlapping):
    answer = standing.sign_in(analyst).post("/estimates/new/", form(overlapping[:2]))

    assert answer.status_code == 422
    assert "An estimate needs three to five sources." in answer.content.decode()
    assert not EstimateRun.objects.exists()


def test_what_concerns_no_field_is_said_above_the_form(analyst, overlapping, monkeypatch):
    from amparo.evidence import services
    from amparo.kernel.errors import Invalid, Problem

    def refuse(**_asked):
        raise Invalid(problems=[Problem("elsewhere", "Something else is wrong.")])

    monkeypatch.setattr(services, "request_estimate", refuse)

    answer = standing.sign_in(analyst).post("/estimates/new/", form(overlapping))

    assert "Something else is wrong." in answer.content.decode()


def test_another_agencys_sources_cannot_be_chosen(analyst, other_agency, stranger, overlapping):
    foreign = make_overlap(other_agency, stranger, {"abc": 1})

    answer = standing.sign_in(analyst).post("/estimates/new/", form([*overlapping[:2], foreign[0]]))

    assert answer.status_code == 422
    assert not EstimateRun.objects.exists()


def test_an_analyst_of_two_agencies_chooses_one(analyst, agency, other_agency, stranger, overlapping):
    from amparo.accounts.roles import Role

    standing.members(other_agency, [(analyst, Role.ANALYST)])
    make_overlap(other_agency, stranger, {"abc": 1})
    theirs = page(analyst, f"/estimates/new/?agency={other_agency.pk}")

    assert f"?agency={agency.pk}" in theirs
