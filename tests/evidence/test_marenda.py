"""Marenda, the invented country: enough of everything for each page and role, the same every time."""

import json
from collections import Counter
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from amparo.accounts.models import Agency, Person
from amparo.accounts.roles import Role
from amparo.actors.lists.selectors import meanings_of
from amparo.actors.merging.duplicates import possible_duplicates
from amparo.actors.models import Actor
from amparo.evidence.demo import marenda, marenda_story
from amparo.evidence.demo.marenda_letter import load_letter
from amparo.evidence.demo.marenda_world import ACCOUNTS, GIVERS, MAIN, OTHER, OTHER_GIVER
from amparo.evidence.demo.people import PASSWORD
from amparo.evidence.models import EstimateRun
from amparo.files.models import Attachment
from amparo.kernel.errors import NotAllowed
from amparo.monitor.figures.counting import FigureFilter
from amparo.monitor.figures.own import own_figures
from amparo.monitor.imports import operation, running
from amparo.monitor.imports import services as imports
from amparo.monitor.models import (
    Association,
    ImportBatch,
    Incident,
    Mapping,
    Report,
    Source,
    SourceAssessment,
    VerificationStep,
)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """Marenda, loaded once for all tests of this module and taken back at their end."""
    folder = tmp_path_factory.mktemp("marenda")
    with django_db_blocker.unblock(), override_settings(DEMONSTRATION=True, DATA_DIR=folder), transaction.atomic():
        done = marenda.load()
        yield done, folder
        transaction.set_rollback(True)


def person(role, agency=MAIN):
    address = next(one.email for one in ACCOUNTS if one.role == role and one.agency == agency)
    return Person.objects.get(email=address)


def test_there_is_enough_of_everything(loaded):
    done, _folder = loaded

    assert done.reports >= 600
    assert {"reported", "under_verification", "verified", "verified_late", "not_verified", "did_not_occur"} == set(
        Incident.objects.filter(agency__code=MAIN).values_list("status", flat=True)
    )
    assert Incident.objects.filter(agency__code=MAIN, committed_year=None).exists()
    assert Source.objects.filter(agency__code=MAIN).count() == 6
    assert {2022, 2023, 2024, 2025} <= set(Incident.objects.values_list("committed_year", flat=True))


def test_every_role_has_an_account_that_the_sign_in_page_shows(loaded):
    _done, folder = loaded
    published = json.loads((folder / "demonstration.json").read_text(encoding="utf-8"))

    assert {one["role"] for one in published} == set(Role.values)
    assert all(one.keys() == {"email", "password", "role", "agency"} for one in published)
    for one in published[:2]:
        assert Person.objects.get(email=one["email"]).check_password(one["password"])
    assert person(Role.MONITOR).check_password(PASSWORD)


def test_every_step_of_verification_is_by_a_second_person(loaded):
    steps = VerificationStep.objects.select_related("incident").filter(incident__agency__code__in=[MAIN, OTHER])

    assert steps.exists()
    assert all(step.decided_by_id != step.incident.recorded_by_id for step in steps)


def test_verified_figures_have_committed_and_verified_years_and_unattributed_violations(loaded):
    agency = Agency.objects.get(code=MAIN)

    figures = own_figures(person(Role.ANALYST), FigureFilter(agency.pk))

    assert figures.total.violations
    assert any(line.late for line in figures.by_verified_year)
    assert any(line.in_year for line in figures.by_verified_year)
    assert figures.by_actor[-1].key is None
    assert {line.key for line in figures.by_sex if line.children.total} >= {"girl", "boy"}


def test_one_report_came_by_email_with_a_picture_and_sources_are_judged(loaded):
    report = Report.objects.get(channel="email", agency__code=MAIN)

    assert {"email", "inside-email"} == set(
        Attachment.objects.filter(subject_id=report.pk).values_list("origin", flat=True)
    )
    assert "Dora" not in str(report.content)
    assert SourceAssessment.objects.filter(source__agency__code=MAIN).count() == 4
    load_letter(person(Role.MONITOR), person(Role.VERIFIER), {one.code: one for one in Source.objects.all()})
    assert Report.objects.filter(channel="email").count() == 1


def test_one_estimate_stands_and_one_is_refused(loaded):
    runs = EstimateRun.objects.filter(agency__code=MAIN).select_related("result")
    verdicts = Counter(run.result.document["strata"][0]["verdict"] for run in runs)

    assert verdicts["green"] + verdicts["amber"] >= 1
    assert verdicts["red"] >= 1


def test_one_import_is_refused_with_a_problem_for_each_row(loaded):
    refused = ImportBatch.objects.get(state=ImportBatch.State.REFUSED)

    assert sorted(refused.problems.values_list("row", flat=True)) == [2, 3, 4, 5, 6]
    assert all(problem.advice for problem in refused.problems.all())


def test_the_groups_are_of_each_kind_and_the_terrorist_one_names_its_list(loaded):
    types = Counter(Actor.objects.filter(country="XM").values_list("types__term__code", flat=True))

    assert types["armed-group"] == 2
    assert types["state-armed-force"] == types["organised-criminal-group"] == 1
    column = Actor.objects.get(code="dawn-column")
    assert "within the meaning of the invented national list" in column.note
    assert column.types.get().source == "National list of Marenda, M-3"
    within = {str(one.definition): one.holds for one in meanings_of(person(Role.MONITOR), column)}
    assert within == {"terrorist group within the meaning of the UNODC strategy": True}


def test_of_some_recruitments_it_is_told_what_children_were_made_to_do(loaded):
    told = Association.objects.filter(violation__incident__agency__code=MAIN)

    assert told.count() >= 20
    assert {term.vocabulary for one in told[:20] for term in one.terms.all()} >= {"recruitment", "role", "exit"}


def test_one_group_split_off_the_other_and_two_spellings_wait_for_a_person(loaded):
    monitor = person(Role.MONITOR)
    front = Actor.objects.get(code="belhar-northern-front")
    split = front.links_to_it.get()
    (pair,) = possible_duplicates(monitor)

    assert (split.kind, split.actor.code) == ("split-off", "sira-defence-committees")
    assert list(front.listings.order_by("report_year").values_list("section", flat=True)) == ["A", "B"]
    assert front.plans.get().state == "in-force"
    assert all("nvented" in row.note + row.symbol for row in front.listings.all())
    assert {pair.one.code, pair.other.code} == {"harbour-network", "harbor-netwerk"}
    assert front.presences.count() == 2


def test_the_two_agencies_see_nothing_of_each_other(loaded):
    from amparo.monitor.selectors import incidents_for

    ours = set(incidents_for(person(Role.MONITOR)).values_list("agency__code", flat=True))
    theirs = set(incidents_for(person(Role.MONITOR, OTHER)).values_list("agency__code", flat=True))

    assert (ours, theirs) == ({MAIN}, {OTHER})


def test_a_second_load_adds_nothing(loaded):
    done, _folder = loaded

    assert marenda.load() == done


def test_the_sample_sheet_imports_with_the_saved_mapping_and_is_recognised_the_second_time(loaded):
    monitor, agency = person(Role.MONITOR), Agency.objects.get(code=MAIN)
    sample = (ROOT / "docs" / "samples" / "marenda-reports.csv").read_bytes()

    first, second = (import_sheet(monitor, agency, sample) for _ in range(2))

    assert (first.state, first.rows_saved, first.rows_known) == (ImportBatch.State.DONE, 24, 0)
    assert (second.state, second.rows_saved, second.rows_known) == (ImportBatch.State.DONE, 0, 24)


def test_the_sample_mapping_is_the_saved_one(loaded):
    saved = Mapping.objects.get(agency__code=MAIN, source__code="field-monitors")
    sample = json.loads((ROOT / "docs" / "samples" / "marenda-mapping.json").read_text(encoding="utf-8"))

    assert (sample["name"], sample["source"]) == (saved.name, "field-monitors")
    assert sample["definition"] == saved.definition


def test_the_sample_sheet_of_recruitment_imports_with_its_mapping(loaded, monkeypatch):
    monkeypatch.chdir(ROOT / "docs" / "samples")
    monitor, agency = person(Role.MONITOR), Agency.objects.get(code=MAIN)

    chosen = operation.choose(monitor, agency.pk, "marenda-recruitment-mapping.json")
    batch = operation.begin(monitor, operation.saved_mapping(monitor, chosen), Path("marenda-recruitment.csv"))
    done = operation.finish(monitor, batch, lambda _rows: None)

    assert (done.state, done.rows_saved) == (ImportBatch.State.DONE, 4)
    told = Association.objects.get(violation__incident__code="LAK-01")
    assert (told.left_count, told.months_at_least, told.months_at_most) == (2, 2, None)


def import_sheet(monitor, agency, content):
    import io

    from amparo.files.services import receive

    mapping = Mapping.objects.get(agency=agency, source__code="field-monitors")
    file = receive(acting=monitor, agency_id=agency.pk, name="sample.csv", stream=io.BytesIO(content))
    batch = imports.start_import(acting=monitor, mapping_id=mapping.pk, file_id=file.pk, in_background=False)
    running.check_batch(batch.pk)
    imports.confirm_import(acting=monitor, batch_id=batch.pk, in_background=False)
    running.save_batch(batch.pk)
    batch.refresh_from_db()
    return batch


# --- The story alone -------------------------------------------------------------------------------------------------


def test_the_story_is_the_same_every_time_and_another_with_another_seed():
    assert marenda_story.story() == marenda_story.story()
    assert marenda_story.story() != marenda_story.story(seed=1)


def test_children_are_codes_and_nothing_is_told_of_them_but_sex_and_age():
    rows = [row for told in marenda_story.story().values() for row in told]

    assert all(row.pseudonym.startswith("M-") for row in rows if row.pseudonym)
    assert {row.note for row in rows} == {"", "A group was counted; nobody could be told apart."}


def test_most_children_are_heard_of_by_one_source_and_many_by_several():
    heard = Counter(
        child for told in marenda_story.story().values() for child in {row.pseudonym for row in told if row.pseudonym}
    )
    several = sum(1 for n in heard.values() if n > 1)

    assert 50 < several < len(heard) / 2


@pytest.mark.parametrize("giver", [*GIVERS, OTHER_GIVER], ids=lambda giver: giver.code)
def test_each_source_writes_its_sheet_with_the_columns_of_its_mapping(giver):
    sheet = marenda_story.as_csv(marenda_story.story((giver,))[giver.code], giver).decode().splitlines()

    assert sheet[0].split(",") == list(marenda_story.definition(giver)["columns"].values())
    assert len(sheet) > 30


def test_a_real_installation_refuses(db):
    with pytest.raises(NotAllowed):
        marenda.load()

    assert not Agency.objects.filter(code=MAIN).exists()
