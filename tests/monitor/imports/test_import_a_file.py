"""A monitor imports a file: each row becomes a report, its incident, its children and what the report says of them."""

import datetime
import hashlib
import json

import pytest

from amparo.accounts.models import Membership, Person
from amparo.accounts.roles import Role
from amparo.audit.models import AuditEvent, HistoryEntry
from amparo.kernel import search
from amparo.monitor import fingerprints, selectors
from amparo.monitor.imports import running, services
from amparo.monitor.models import ImportBatch, Incident, Mapping, Mention, Report, Victim, Violation
from amparo.monitor.selectors import own_work
from amparo.monitor.selectors.incidents import recorded_by_person
from tests.monitor import making as records
from tests.monitor.imports.making import DEFINITION, HEADER, checked, imported, row, table
from tests.monitor.imports.making import mapping as saved_mapping

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_row_becomes_a_report_an_incident_and_a_mention(monitor: Person, mapping: Mapping) -> None:
    batch = imported(monitor, mapping, table([row(Code="ab-1")]))
    assert (batch.state, batch.rows_total, batch.rows_saved, batch.rows_known) == (ImportBatch.State.DONE, 1, 1, 0)
    report = Report.objects.get()
    assert report.content == dict(zip(HEADER, row(Code="ab-1"), strict=True))
    assert (report.source, report.batch, report.file, report.row) == (mapping.source, batch, batch.file, 2)
    assert report.recorded_by == monitor
    incident = Incident.objects.get()
    assert (incident.code, incident.date_text, incident.committed_year) == ("AB-1", "2024-05", 2024)
    assert (incident.date_earliest, incident.date_latest) == (datetime.date(2024, 5, 1), datetime.date(2024, 5, 31))
    assert incident.country.code == "COL"
    assert incident.admin1 is not None
    assert (incident.admin1.code, incident.summary) == ("CO-ANT", "seen at the river")
    assert (incident.status, incident.recorded_by, incident.batch) == ("reported", monitor, batch)
    violation = Violation.objects.get()
    assert (violation.type.code, violation.actor) == ("recruitment-and-use", records.actor())
    victim = Victim.objects.get()
    assert (victim.boys, victim.girls, victim.unknown, victim.pseudonym) == (2, 1, 0, "")
    assert list(violation.victims.all()) == [victim]
    mention = Mention.objects.get()
    assert (mention.report, mention.victim, mention.source) == (report, victim, mapping.source)
    assert (mention.boys, mention.girls, mention.date_text) == (2, 1, "2024-05")
    assert (mention.area, mention.actor) == (incident.admin1, violation.actor)


def test_the_fingerprints_are_those_of_reports_from_the_page(monitor: Person, mapping: Mapping) -> None:
    imported(monitor, mapping, table([row(Note='ü "quoted" \u2028\n \\ مارندا'), row(), row()]))
    for report, distinction in zip(Report.objects.order_by("row"), ("1", "1", "2"), strict=True):
        assert report.sha256 == fingerprints.content_sha256(report.content)
        assert report.row_key == fingerprints.row_key(report.source_id, report.sha256, distinction)


def test_a_file_is_found_again_by_its_words(monitor: Person, mapping: Mapping) -> None:
    imported(monitor, mapping, table([row(Note="by the ferry landing")]))
    incident = Incident.objects.get()
    for words in ("ferry", incident.code, "antioquia", "colombia", "river front", "recruitment", "river-school"):
        found = search.matching(words, kind="incident", scopes=[incident.agency_id])
        assert list(Incident.objects.filter(id__in=found)) == [incident], words


def test_each_row_has_its_history_and_the_batch_its_one_event(monitor: Person, mapping: Mapping) -> None:
    batch = imported(monitor, mapping, table([row(Boys="3"), row(Boys="4")]))
    event = AuditEvent.objects.get(action="import.finished")
    assert (event.id, event.acting, event.agency) == (batch.id, monitor.id, batch.agency_id)
    assert event.detail["saved"] == 2
    assert not AuditEvent.objects.filter(action__in=["incident.created", "report.created"]).exists()
    for incident in Incident.objects.all():
        kept = HistoryEntry.objects.get(object_type="incident", object_id=incident.pk, version=1)
        assert kept.data == json.loads(json.dumps(selectors.snapshot_of(incident)))
    assert HistoryEntry.objects.filter(object_type="report").count() == 2


def test_who_confirmed_an_import_had_a_part_in_recording_it(
    monitor: Person, colleague: Person, mapping: Mapping
) -> None:
    Membership.objects.create(
        person=colleague, agency_id=mapping.agency_id, role=Role.VERIFIER, starts_on=datetime.date(2020, 1, 1)
    )
    second = Person.objects.get(pk=colleague.pk)
    earlier = records.incident(monitor)
    batch = checked(monitor, mapping, table([row()]))
    services.confirm_import(acting=second, batch_id=batch.pk, in_background=False)
    running.save_batch(batch.pk)
    incident = Incident.objects.exclude(pk=earlier.pk).get()

    told = {event.action: event.acting for event in AuditEvent.objects.filter(object_type="import")}
    assert (told["import.started"], told["import.confirmed"]) == (monitor.pk, second.pk)
    assert selectors.recorders_of(incident) == {monitor.pk, second.pk}
    assert recorded_by_person(second, [incident.pk, earlier.pk]) == {incident.pk}
    assert list(own_work.to_verify(second)) == [earlier]


def test_rows_of_one_code_are_one_incident(monitor: Person, mapping: Mapping) -> None:
    rows = [row(Code="A1", Boys="2"), row(Code="a1", Boys="3"), row(Code="A1", Act="ABD"), row(Code="A2")]
    imported(monitor, mapping, table(rows))
    incident = Incident.objects.get(code="A1")
    assert incident.victims.count() == 3
    assert sorted(act.type.code for act in incident.violations.all()) == ["abduction", "recruitment-and-use"]
    assert incident.violations.get(type__code="recruitment-and-use").victims.count() == 2
    assert Report.objects.count() == 4


def test_one_child_in_two_rows_of_an_incident_is_one_victim_with_two_mentions(monitor: Person) -> None:
    definition = {
        **DEFINITION,
        "columns": {
            "date": "Date", "country": "Country", "violation": "Act", "actor": "Group", "incident": "Code",
            "pseudonym": "Child", "sex": "Sex", "age": "Age",
        },
    }  # fmt: skip
    header = ("Date", "Country", "Act", "Group", "Code", "Child", "Sex", "Age")
    rows = [
        ("2024", "COL", "REC", "RF", "K1", "moth-7", "f", "13"),
        ("2024-02", "COL", "ABD", "RF", "K1", "moth-7", "f", "13"),
        ("2024", "COL", "REC", "?", "K1", "wren-2", "male", "unknown"),
    ]
    imported(monitor, saved_mapping(monitor, definition), table(rows, header))
    moth = Victim.objects.get(pseudonym="moth-7")
    assert (moth.sex, moth.age_band, moth.mentions.count(), moth.violations.count()) == ("girl", "12-14", 2, 2)
    wren = Victim.objects.get(pseudonym="wren-2")
    assert (wren.sex, wren.age_band) == ("boy", "unknown")
    assert wren.violations.get().actor is None


def test_a_repeated_import_saves_nothing_and_counts_what_is_known(monitor: Person, mapping: Mapping) -> None:
    content = table([row(Boys="3"), row(), row()])
    imported(monitor, mapping, content)
    again = imported(monitor, mapping, content)
    assert (again.state, again.rows_saved, again.rows_known) == (ImportBatch.State.DONE, 0, 3)
    assert (Report.objects.count(), Incident.objects.count(), Mention.objects.count()) == (3, 3, 3)


def test_a_file_saved_again_with_more_rows_brings_the_new_ones(monitor: Person, mapping: Mapping) -> None:
    imported(monitor, mapping, table([row(), row(Boys="3")]))
    again = imported(monitor, mapping, table([row(Boys="9"), row(Boys="3"), row(), row()]))
    assert (again.rows_saved, again.rows_known) == (2, 2)
    assert Report.objects.count() == 4


def test_the_same_rows_of_another_source_are_other_reports(monitor: Person, mapping: Mapping) -> None:
    content = table([row()])
    imported(monitor, mapping, content)
    other = records.source(monitor, "lamp-post", "Lamp Post")
    again = imported(monitor, saved_mapping(monitor, source=other, name="Lamp"), content)
    assert again.rows_saved == 1


def test_a_second_source_that_names_the_incident_speaks_of_the_same_children(monitor: Person, mapping: Mapping) -> None:
    imported(monitor, mapping, table([row(Code="S1")]))
    other = records.source(monitor, "lamp-post", "Lamp Post")
    imported(monitor, saved_mapping(monitor, source=other, name="Lamp"), table([row(Code="S1", Boys="4")]))
    incident = Incident.objects.get(code="S1")
    victim = incident.victims.get()
    assert (victim.boys, incident.version) == (2, 2)
    assert sorted(victim.mentions.values_list("boys", flat=True)) == [2, 4]
    kept = HistoryEntry.objects.get(object_type="incident", object_id=incident.pk, version=2)
    assert kept.data == json.loads(json.dumps(selectors.snapshot_of(incident)))


def test_a_later_file_of_the_same_source_brings_further_children(monitor: Person, mapping: Mapping) -> None:
    imported(monitor, mapping, table([row(Code="S1")]))
    imported(monitor, mapping, table([row(Code="S1"), row(Code="S1", Boys="5")]))
    assert sorted(Victim.objects.values_list("boys", flat=True)) == [2, 5]


def test_an_incident_under_verification_is_not_touched(monitor: Person, verifier: Person, mapping: Mapping) -> None:
    content = [row(Code="V1")]
    imported(monitor, mapping, table(content))
    records.under_verification(Incident.objects.get(), verifier)
    refused = checked(monitor, mapping, table([*content, row(Code="V1", Boys="7")]))
    problem = refused.problems.get()
    assert (refused.state, problem.row, problem.column, problem.value) == ("refused", 3, "Code", "V1")
    assert checked(monitor, mapping, table(content)).state == ImportBatch.State.CHECKED


def test_namibia_is_a_country(monitor: Person, mapping: Mapping) -> None:
    imported(monitor, mapping, table([row(Country="NA", Place="")]))
    assert Incident.objects.get().country.code == "NAM"


def test_formula_like_text_is_stored_as_it_came(monitor: Person, mapping: Mapping) -> None:
    note = '=HYPERLINK("http://example.org")'
    imported(monitor, mapping, table([row(Note=note)]))
    assert Report.objects.get().content["Note"] == note
    assert Incident.objects.get().summary == note


def test_the_event_is_the_same_when_the_file_is(monitor: Person, mapping: Mapping) -> None:
    content = table([row()])
    batch = imported(monitor, mapping, content)
    assert batch.file.sha256 == hashlib.sha256(content).hexdigest()
    assert batch.mapping_definition == mapping.definition
