"""Incidents come from and go to the field list of the monitoring and reporting mechanism."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.accounts.models import Person
from amparo.actors.merging.services import merge_actor
from amparo.audit.models import AuditEvent
from amparo.cli.main import main
from amparo.kernel.errors import Invalid, NotFound, TooLarge
from amparo.monitor import selectors
from amparo.monitor import services as services_of_verification
from amparo.monitor.associations import content_of
from amparo.monitor.models import Association, Incident, Report, Victim
from amparo.monitor.mrm import files, services, writing
from amparo.monitor.mrm.fields import field_list
from amparo.monitor.mrm.reading import Lookups, understand
from amparo.monitor.mrm.services import Taken
from amparo.terms.models import Term
from tests.monitor import making

pytestmark = pytest.mark.django_db


def record(**facts: Any) -> dict[str, Any]:
    """An invented incident as another system gives it."""
    return {
        "unique_id": "0f2c",
        "incident_code": "XM-7",
        "incident_date": ["2024-05-01", "2024-05-31"],
        "incident_location": "CO-ANT",
        "incident_description": "Children were taken from a market.",
        "recruitment": [{"unique_id": "v1", **recruitment()}],
        "perpetrators": [{"armed_force_group_party_name": "River Front", "violations_ids": ["v1"]}],
        **facts,
    }


def recruitment(**facts: Any) -> dict[str, Any]:
    return {
        "violation_tally": {"boys": 2, "girls": 1, "unknown": 0, "total": 3},
        "factors_of_recruitment": ["abduction", "To seek revenge", "drought", "unknown"],
        "re_recruitment": "false",
        "recruitment_crossborder": "true",
        "child_role": "combatant",
        "child_role_combatant": ["laying_mines"],
        "child_role_noncombatant": ["cook", "other"],
        "child_owned_weapon": "true",
        "forced_vs_voluntary": "Voluntary",
        "released_indicator": "Yes",
        "released_number": 3,
        "date_child_leave": "2024-08-02",
        "how_did_child_leave_armed_group": "Ran Away/Escaped",
        "child_role_association": ["prison"],
        "child_role_torture": "unknown",
        "verified": "verified",
        "local_field": "seven",
        **facts,
    }


def take(monitor: Person, *records: dict[str, Any], **more: Any) -> Taken:
    making.actor()
    source = making.Source.objects.filter(code="river-school").first() or making.source(monitor)
    return services.import_records(
        acting=monitor, agency_id=making.own_agency(monitor), source_id=source.pk, records=records, **more
    )


def refused(monitor: Person, *records: dict[str, Any]) -> list[str]:
    with pytest.raises(Invalid) as error:
        take(monitor, *records)
    assert (Incident.objects.count(), Report.objects.count()) == (0, 0)
    return [problem.where for problem in error.value.problems]


def test_a_record_becomes_a_report_and_an_incident_that_waits(monitor: Person) -> None:
    taken = take(monitor, record())

    incident = Incident.objects.get(code=taken.codes[0])
    act = incident.violations.get()
    report = Report.objects.get()
    assert (incident.status, incident.date_text, incident.admin1.code) == (
        "reported",
        "2024-05-01/2024-05-31",
        "CO-ANT",
    )
    assert (act.type.code, act.actor.code) == ("recruitment-and-use", "river-front")
    assert (report.reference, json.loads(report.content["mrm"])) == ("XM-7", record())
    assert incident.mentions.get().boys == 2


def test_its_codes_become_ours_and_the_rest_is_kept_and_said(monitor: Person) -> None:
    taken = take(monitor, record())

    told = content_of(Association.objects.get())
    assert {f"{term.vocabulary}/{term.code}" for term in Term.objects.filter(pk__in=told.terms)} == {
        "recruitment/abduction",
        "entry_factor/to-seek-revenge",
        "role/mine-or-explosive-laying",
        "role/cook",
        "exit/escaped",
        "detention_facility/prison",
    }
    assert (told.cross_border, told.re_recruitment, told.in_detention) == ("yes", "no", "yes")
    assert (told.left, told.left_count, str(told.left_on)) == ("all", 3, "2024-08-02")
    assert told.not_understood == {
        "factors_of_recruitment": ["drought"],
        "child_role_noncombatant": ["other"],
        "local_field": ["seven"],
    }
    said = {note.where.rsplit(", ", 1)[1]: note.message for note in taken.notes}
    assert said["child_owned_weapon"] == "left out: could be held against a child"
    assert said["forced_vs_voluntary"] == "left out: no recruitment of a child is voluntary"
    assert said["verified"] == "left out: a second person decides here"
    assert "weapon" not in json.dumps(told.not_understood)


def test_the_same_records_again_are_known(monitor: Person) -> None:
    take(monitor, record())

    again = take(monitor, record(), record(unique_id="another"))

    assert (again.known, len(again.codes)) == (1, 1)


def test_a_rehearsal_saves_nothing(monitor: Person) -> None:
    taken = take(monitor, record(), dry_run=True)

    assert (taken.new, taken.codes) == (1, [])
    assert not Incident.objects.exists()
    assert not AuditEvent.objects.filter(action="incident.created").exists()


def test_a_file_with_one_bad_record_is_refused_whole_and_every_problem_is_said(monitor: Person) -> None:
    bad = record(incident_date="last spring", incident_location="Nowhere", recruitment=["no record"])

    assert refused(monitor, record(), bad) == [
        "record 2, incident_date",
        "record 2, incident_location",
        "record 2, recruitment 1",
    ]
    assert refused(monitor, record(recruitment=[], perpetrators=None)) == ["record 1, violations"]


def test_what_contradicts_itself_names_its_record(monitor: Person) -> None:
    later = record(recruitment=[recruitment(child_role_association_status="No")])

    assert refused(monitor, record(), later) == ["record 2, facilities"]


def test_violations_share_children_only_where_the_total_says_so(monitor: Person) -> None:
    both = {
        "recruitment": [recruitment()],
        "killing": [{"violation_tally": {"boys": 2, "girls": 1}, "weapon": "knife"}],
    }
    take(monitor, record(**both, incident_total_tally={"total": 3}))
    assert [row.boys + row.girls for row in Victim.objects.all()] == [3]

    take(monitor, record(**both))
    assert Victim.objects.count() == 3
    nobody = take(monitor, record(killing=[{"violation_tally": {}}]))
    act = Incident.objects.get(code=nobody.codes[0]).violations.get(type__code="killing-and-maiming")
    assert act.victims.count() == 0


def test_a_total_without_parts_is_of_unknown_sex_and_one_that_contradicts_is_said(monitor: Person) -> None:
    taken = take(
        monitor,
        record(recruitment=[recruitment(violation_tally={"total": 4}, released_number=None)]),
        record(recruitment=[recruitment(violation_tally={"boys": 1, "total": "9"}, released_number="x")]),
    )

    assert sorted((row.unknown, row.boys) for row in Victim.objects.all()) == [(0, 1), (4, 0)]
    assert "record 2, recruitment 1, total" in [note.where for note in taken.notes]


@pytest.mark.parametrize("given", ["1,200", -3, 1_000_001, 2.5, True, "three", [3], "9" * 5000])
def test_a_number_that_is_none_is_said_and_counts_nobody(given: object, monitor: Person) -> None:
    taken = take(monitor, record(recruitment=[recruitment(violation_tally={"boys": given, "girls": 3.0, "total": ""})]))

    victim = Victim.objects.get()
    assert (victim.boys, victim.girls, victim.unknown) == (0, 3, 0)
    message = "no whole number from 0 to 1,000,000; left out"
    said = [(note.where, note.value) for note in taken.notes if note.message == message]
    assert said == [("record 1, recruitment 1, violation_tally, boys", str(given)[:200])]


def test_everything_that_is_left_out_or_cut_is_said_once(monitor: Person) -> None:
    taken = take(
        monitor,
        record(
            incident_code="X" * 121,
            incident_description="y" * 2001,
            incident_total_tally=3,
            recruitment=[recruitment(unique_id=7, released_number="all of them", violation_tally="three")],
            perpetrators=[
                {"armed_force_group_party_name": "River Front", "violations_ids": 7},
                {"armed_force_group_party_name": "River Front", "violations_ids": {"7": True}},
                {"armed_force_group_party_name": "River Front", "violations_ids": 8.5},
            ],
        ),
    )

    assert len(Incident.objects.get().summary) == 2000
    assert len(Report.objects.get().reference) == 120
    assert Incident.objects.get().violations.get().actor == making.actor()
    said = [note.where.removeprefix("record 1, ") for note in taken.notes]
    for where in (
        "incident_code",
        "incident_description",
        "incident_total_tally",
        "recruitment 1, violation_tally",
        "recruitment 1, released_number",
    ):
        assert said.count(where) == 1, where
    assert said.count("violations_ids") == 2


def test_several_parties_are_several_violations_and_one_not_known_is_said(monitor: Person) -> None:
    making.actor("hill-union", "Hill Union")
    parties = [{"armed_force_group_party_name": name} for name in ("river-front", "Hill Union", "Sea Watch", "unknown")]

    taken = take(monitor, record(perpetrators=parties))

    assert Incident.objects.get().violations.count() == 2
    assert [note.value for note in taken.notes if note.message == "this party is not known here"] == ["Sea Watch"]
    assert Victim.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "left"),
    [
        ({"released_indicator": "None", "released_number": None, "how_did_child_leave_armed_group": None}, "none"),
        ({"released_indicator": "Unknown", "released_number": 1}, "some"),
        ({"released_indicator": None, "released_number": None}, "some"),
        ({"released_indicator": "", "released_number": 0, "how_did_child_leave_armed_group": []}, "unknown"),
    ],
)
def test_how_many_left_follows_from_what_is_said(facts: dict[str, Any], left: str, monitor: Person) -> None:
    take(monitor, record(recruitment=[recruitment(**facts, date_child_leave=None)]))

    assert Association.objects.get().left == left


def test_a_role_of_which_only_the_kind_is_said_is_kept(monitor: Person) -> None:
    said = recruitment(child_role_combatant=[], child_role_noncombatant=None, date_child_leave="soon")

    taken = take(monitor, record(recruitment=[said], incident_location="COL"))

    assert Association.objects.get().not_understood["child_role"] == ["combatant"]
    assert "no date; left out" in [note.message for note in taken.notes]
    assert Incident.objects.get().admin1 is None


def test_only_those_who_record_take_records_in(verifier: Person, monitor: Person) -> None:
    with pytest.raises(NotFound):
        services.import_records(
            acting=verifier,
            agency_id=making.own_agency(monitor),
            source_id=making.source(monitor).pk,
            records=[record()],
        )


@pytest.mark.parametrize(
    "content",
    [
        b"no json", b"[]", b"{}", b"[1]", b"\xff", b"[" * 100_000, b'[{"a": NaN}]', b'[{"a": "\\ud800"}]',
        b'[{"a": "x\\u0000"}]', b'[{"a": 1' + b"0" * 5_000 + b"}]",
    ],
)  # fmt: skip
def test_what_is_no_list_of_records_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        files.records_in(content)


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_RECORDS", 1)
    assert files.records_in(b'{"data": [{}]}') == [{}]
    with pytest.raises(TooLarge):
        files.records_in(b"[{}, {}]")
    monkeypatch.setattr(files, "MOST_PARTS", 3)
    with pytest.raises(TooLarge):
        files.records_in(b'[{"a": [1, 2]}]')
    monkeypatch.setattr(files, "MOST_BYTES", 3)
    with pytest.raises(TooLarge):
        files.records_in(b"[{}]")


def test_what_goes_out_comes_back_the_same(monitor: Person, verifier: Person) -> None:
    take(monitor, record(recruitment=[{"unique_id": "v1", **recruitment(child_role_noncombatant=["cook"])}]))
    incident = Incident.objects.get()
    (out,) = list(writing.records_for(monitor, 2024))
    before = content_of(Association.objects.get())

    taken = take(monitor, out)

    told = content_of(Association.objects.get(violation__incident__code=taken.codes[0]))
    assert (told.terms, told.left, told.left_on, told.cross_border) == (
        before.terms,
        before.left,
        before.left_on,
        before.cross_border,
    )
    assert told.not_understood == before.not_understood
    assert out["recruitment"][0]["violation_tally"] == {"boys": 2, "girls": 1, "unknown": 0, "total": 3}
    assert not {"verified", "ctfmr_verified"} & out["recruitment"][0].keys()
    assert AuditEvent.objects.filter(action="incident.read", object_id=incident.pk).exists()
    assert list(writing.records_for(monitor, 2019)) == []
    assert list(writing.records_for(verifier)) != []


def test_what_each_level_decided_goes_out(monitor: Person, verifier: Person) -> None:
    take(monitor, record())
    incident = making.decided(Incident.objects.get(), verifier, "verified", un_eyewitness=True)
    services_of_verification.confirm_verification(
        acting=verifier,
        incident_id=incident.pk,
        expected_version=incident.version,
        level="task_force",
        decided_on=datetime.date(2024, 9, 1),
        grounds="The meeting of August.",
    )

    (row,) = writing.record_of(Incident.objects.get())["recruitment"]

    assert (row["verified"], row["verification_date_focal_point"]) == ("verified", "2024-06-20")
    assert (row["ctfmr_verified"], row["ctfmr_verified_date"]) == ("verified", "2024-09-01")
    assert "verified_ctfmr_technical" not in row
    assert (row["un_eyewitness"], row["is_late_verification"]) == ("true", False)


def test_more_incidents_than_an_export_holds_are_refused_not_cut(
    monitor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST", 1)
    making.incident(monitor)
    assert len(list(writing.records_for(monitor))) == 1
    making.incident(monitor, date="2023")

    with pytest.raises(TooLarge):
        writing.records_for(monitor)
    assert len(list(writing.records_for(monitor, 2023))) == 1


def test_records_go_out_with_few_queries_and_a_recorded_read_of_each(
    monitor: Person, verifier: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        take(monitor, record(unique_id=str(number)))
    making.decided(Incident.objects.order_by("pk")[0], verifier, "verified")
    incidents = list(Incident.objects.all())

    with CaptureQueriesContext(connection) as asked:
        assert len(writing.records_of(incidents, {incidents[0].agency_id})) == 4
    assert len(asked) <= 10
    monkeypatch.setattr(writing, "TOGETHER", 3)
    assert [row["unique_id"] for row in writing.records_for(monitor)] == [
        str(incident.pk) for incident in selectors.incidents_for(monitor)
    ]
    assert AuditEvent.objects.filter(action="incident.read").count() == 4


def test_a_merged_party_goes_out_under_the_code_of_the_one_it_counts_as(monitor: Person) -> None:
    take(monitor, record())
    into = making.actor("front-of-the-river", "Front of the River")
    merge_actor(acting=monitor, actor_id=making.actor().pk, into_id=into.pk, reason="One group, two spellings.")

    (party,) = writing.record_of(Incident.objects.get())["perpetrators"]

    assert party["armed_force_group_party_name"] == "front-of-the-river"


def test_a_reopened_incident_goes_out_as_decided_by_nobody(monitor: Person, verifier: Person) -> None:
    take(monitor, record())
    incident = making.decided(Incident.objects.get(), verifier, "verified", un_eyewitness=True)
    reopened = services_of_verification.reopen_verification(
        acting=verifier, incident_id=incident.pk, expected_version=incident.version, reason="A family spoke again."
    )

    (row,) = writing.record_of(Incident.objects.get())["recruitment"]

    assert not [name for name in row if name.startswith(("verified", "ctfmr", "verification_date"))]
    assert (row["verification_source_primary_number"], row["verification_source_secondary_number"]) == (1, 2)
    assert row["un_eyewitness"] == "true"

    services_of_verification.decide_verification(
        acting=verifier,
        incident_id=incident.pk,
        expected_version=reopened.version,
        to_status="did_not_occur",
        decided_on=datetime.date(2024, 9, 1),
        primary_sources=3,
        secondary_sources=0,
        grounds="They had left for work.",
    )
    (row,) = writing.record_of(Incident.objects.get())["recruitment"]
    assert row["verified"] == "verification_found_that_incident_did_not_occur"
    assert (row["verification_source_primary_number"], row["un_eyewitness"]) == (3, "false")


def test_what_has_no_code_there_is_said_in_words(monitor: Person) -> None:
    take(monitor, record())
    association = Association.objects.get()
    association.terms.add(making.term("guard", "role"), making.term("forced-marriage", "role"))
    victim = Victim.objects.get()
    Victim.objects.filter(pk=victim.pk).update(pseudonym="A-1", sex="girl", boys=0, girls=0)

    (out,) = list(writing.records_for(monitor))

    (row,) = out["recruitment"]
    assert row["child_role_noncombatant"] == ["cook", "other"]
    assert row["child_role_noncombatant_other"] == "guard, forced marriage"
    assert row["violation_tally"] == {"boys": 0, "girls": 1, "unknown": 0, "total": 1}


def test_every_item_of_the_correspondence_exists() -> None:
    meant = {f"violation/{code}" for code in field_list().violations.values()}
    meant |= {term for codes in field_list().terms.values() for term in codes.values()}

    assert meant <= {f"{term.vocabulary}/{term.code}" for term in Term.objects.all()}


def test_on_the_command_line(monitor: Person, tmp_path: Path) -> None:
    making.source(monitor)
    file = tmp_path / "records.json"
    file.write_text(json.dumps([record()]))
    run = CliRunner().invoke
    call = ["mrm", "import", str(file), "--as", monitor.email, "--source"]

    rehearsed = run(main, [*call, "river-school", "--dry-run"])
    done = run(main, [*call, "river-school", "--json"])
    unknown = run(main, [*call, "nobody"])
    out = run(main, ["mrm", "export", "--as", monitor.email, "--year", "2024", "--json"])

    assert "1 incident would be recorded; nothing was saved" in rehearsed.stdout
    assert (json.loads(done.stdout)["incidents"], json.loads(done.stdout)["known"]) == (1, 0)
    assert unknown.exit_code == 1
    assert len(json.loads(out.stdout)["data"]) == 1
    file.write_text("nothing")
    assert run(main, [*call, "river-school"]).exit_code == 1
    assert run(main, ["mrm", "export", "--as", "nobody@example.org"]).exit_code == 1


def test_parties_are_understood_once_for_a_record_however_many_acts_it_holds(monitor: Person) -> None:
    parties = [{"armed_force_group_party_name": f"Unknown {number}"} for number in range(30)]
    acts = [recruitment(unique_id=f"v{number}") for number in range(20)]
    taken = take(monitor, record(perpetrators=parties, recruitment=acts), dry_run=True)

    assert sum("party is not known" in str(note.message) for note in taken.notes) == 30


def test_more_acts_than_an_incident_holds_are_refused_before_they_are_understood(monitor: Person) -> None:
    acts = [recruitment(unique_id=f"v{number}") for number in range(60)]

    assert refused(monitor, record(recruitment=acts)) == ["record 1, violations"]


def test_a_record_that_states_no_incident_gives_its_problems_instead() -> None:
    given = record(recruitment=[], perpetrators=None)
    stated = understand(given, "record 1", Lookups([given]))

    with pytest.raises(Invalid) as error:
        _ = stated.event
    assert [problem.where for problem in error.value.problems] == ["record 1, violations"]
