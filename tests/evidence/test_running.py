"""Running an estimate: asked once, answered once, kept for good."""

import uuid

import pytest
from django.db import DatabaseError, transaction

from amparo.audit.models import AuditEvent
from amparo.evidence import services, tasks
from amparo.evidence.models import EstimateResult, EstimateRun, Subject
from amparo.evidence.results import fingerprint
from amparo.evidence.services import EstimateRequest, perform, request_estimate
from amparo.kernel.errors import Invalid, NotFound
from amparo.kernel.ids import uuid7
from amparo.monitor.selectors.captures import Grouping
from tests.evidence.conftest import make_overlap
from tests.monitor.figures.records import Group, incident, mention

pytestmark = pytest.mark.both


@pytest.fixture
def ask(analyst, agency, overlapping):
    def asked(person=analyst, *, record_id=None, **wanted):
        ids = wanted.pop("source_ids", tuple(source.pk for source in overlapping))
        return request_estimate(
            acting=person, agency_id=agency.pk, data=EstimateRequest(ids, **wanted), record_id=record_id
        )

    return asked


def actions(run):
    return list(AuditEvent.objects.filter(object_id=run.pk).order_by("at").values_list("action", flat=True))


def test_a_run_keeps_its_histories_and_its_answer(ask):
    run = ask()
    perform(run.pk)
    run.refresh_from_db()

    (whole,) = run.result.document["strata"]
    assert run.state == EstimateRun.State.DONE
    assert run.histories["strata"][0]["counts"]["110"] == 15
    assert whole["n_observed"] == 190
    assert whole["verdict"] in {"green", "amber"}
    assert 190 < whole["sentence"]["low"] < whole["sentence"]["high"]
    assert whole["reasons"]
    assert run.result.sha256 == fingerprint(run.result.document)
    assert run.input_sha256 == fingerprint(run.settings, run.histories)
    assert actions(run) == ["estimate.requested", "estimate.made"]


def test_groups_follow_the_whole(ask, agency, monitor):
    make_overlap(agency, monitor, {"a": 3, "ab": 2}, year=2023, prefix="Q")

    run = perform(ask(by=(Grouping.YEAR, Grouping.SEX)).pk)
    strata = run.result.document["strata"]

    assert strata[0]["key"] == {}
    assert [stratum["key"] for stratum in strata[1:]] == [
        {"year": "2023", "sex": "boy"},
        {"year": "2023", "sex": "girl"},
        {"year": "2024", "sex": "boy"},
        {"year": "2024", "sex": "girl"},
    ]
    assert strata[1]["verdict"] == "red"
    assert sum(stratum["n_observed"] for stratum in strata[1:]) == strata[0]["n_observed"] == 195


def test_by_actor_the_names_are_kept_with_the_run(ask):
    run = ask(by=(Grouping.ACTOR,))

    assert list(run.histories["labels"].values()) == ["river-front (invented)"]


def test_the_period_and_the_subject_narrow_the_histories(ask, agency, monitor, overlapping):
    mention(incident(agency, monitor, year=2020, children={"X": "girl"}), *overlapping)
    mention(incident(agency, monitor, year=2024, children={"Y": "boy"}, acts=(("beatings", None),)), *overlapping)

    assert ask().histories["strata"][0]["counts"]["111"] == 4
    assert ask(year_from=2024, year_to=2024).histories["strata"][0]["counts"]["111"] == 3
    assert ask(subject=Subject.ANY).histories["strata"][0]["counts"]["111"] == 5


def test_children_of_counted_groups_are_named_beside(ask, agency, monitor, overlapping):
    mention(incident(agency, monitor, groups=(Group(boys=7),)), overlapping[0])

    assert ask().histories["unlinked"] == 7


def test_a_double_click_is_one_run(ask):
    once = uuid7()

    assert ask(record_id=once) == ask(record_id=once)
    assert EstimateRun.objects.count() == 1


def test_another_persons_submission_is_not_found(ask, world, agency):
    from amparo.accounts.roles import Role
    from tests import standing

    second = standing.new_person("second.analyst", "Second Analyst")
    second.save(force_insert=True)
    standing.members(agency, [(second, Role.ANALYST)])
    once = uuid7()
    ask(record_id=once)

    with pytest.raises(NotFound):
        ask(second, record_id=once)


def test_doing_it_again_changes_nothing(ask):
    run = perform(ask().pk)
    first = EstimateResult.objects.get(run=run)

    perform(run.pk)

    assert EstimateResult.objects.get(run=run).pk == first.pk
    assert actions(run).count("estimate.made") == 1


def test_a_result_cannot_be_changed_or_deleted(ask):
    run = perform(ask().pk)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        EstimateResult.objects.filter(run=run).update(document={})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        EstimateResult.objects.filter(run=run).delete()


@pytest.mark.parametrize("role", ["monitor", "verifier", "coordinator", "administrator", "stranger", "nobody"])
def test_nobody_but_an_analyst_of_the_agency_asks(ask, role, request):
    with pytest.raises(NotFound):
        ask(request.getfixturevalue(role))
    assert not EstimateRun.objects.exists()


def test_a_source_that_is_not_the_agencys_is_not_found(ask, overlapping):
    with pytest.raises(NotFound):
        ask(source_ids=(*(source.pk for source in overlapping), uuid.uuid4()))


@pytest.mark.parametrize(
    ("wanted", "where"),
    [
        ({"take": 2}, "sources"),
        ({"year_from": 2025, "year_to": 2024}, "year_to"),
        ({"year_from": 12}, "year_from"),
        ({"year_to": 20244}, "year_to"),
    ],
)
def test_what_cannot_be_estimated_is_refused_with_its_place(ask, overlapping, wanted, where):
    wanted = dict(wanted)
    if "take" in wanted:
        wanted["source_ids"] = tuple(source.pk for source in overlapping[: wanted.pop("take")])

    with pytest.raises(Invalid) as refused:
        ask(**wanted)

    assert [problem.where for problem in refused.value.problems] == [where]
    assert not EstimateRun.objects.exists()


def test_more_groups_than_can_be_read_are_refused(ask, monkeypatch):
    monkeypatch.setattr(services, "MOST_STRATA", 2)

    with pytest.raises(Invalid) as refused:
        ask(by=(Grouping.YEAR, Grouping.SEX))

    assert refused.value.problems[0].where == "by"


def test_the_worker_makes_it_and_a_broken_run_says_so(ask, monkeypatch):
    made, broken = ask(), ask()
    tasks.make_estimate.func(str(made.pk))

    def fails(_run):
        raise ValueError("broken on purpose")

    monkeypatch.setattr(services, "capture_tables", fails)
    with pytest.raises(ValueError, match="on purpose"):
        tasks.make_estimate.func(str(broken.pk))

    made.refresh_from_db()
    broken.refresh_from_db()
    assert (made.state, broken.state) == (EstimateRun.State.DONE, EstimateRun.State.FAILED)


def test_a_finished_run_is_never_marked_as_failed(ask):
    run = perform(ask().pk)

    services.mark_failed(run.pk)

    run.refresh_from_db()
    assert run.state == EstimateRun.State.DONE


def test_many_groups_are_left_to_the_worker(ask):
    run = ask()
    assert services.is_quick(run)

    run.strata_total = 21
    assert not services.is_quick(run)
