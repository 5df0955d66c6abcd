"""What happened is written down with the change itself, or the change does not happen."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError
from django.utils.translation import gettext_lazy

from amparo.audit.models import AuditEvent, HistoryEntry, Pending
from amparo.audit.selectors import history_of
from amparo.audit.services import HistoryRow, record, record_read, write_history
from amparo.audit.values import LONGEST_VALUE, AuditValueError, redacted
from amparo.kernel.ids import uuid7

PERSON, AGENCY, INCIDENT = uuid7(), uuid7(), uuid7()


def record_something(**others: object) -> AuditEvent:
    given: dict[str, object] = {
        "acting": PERSON,
        "agency": AGENCY,
        "action": "incident.changed",
        "object_type": "incident",
        "object_id": INCIDENT,
    }
    return record(**(given | others))  # type: ignore[arg-type]  # the test passes wrong things on purpose


@pytest.mark.both
@pytest.mark.django_db
def test_an_event_comes_back_as_it_was_recorded() -> None:
    event = record_something(detail={"rows": 3, "when": datetime.date(2024, 5, 1)}, changes={"status": ("a", None)})
    kept = AuditEvent.objects.get(pk=event.pk)
    assert (kept.acting, kept.agency, kept.action) == (PERSON, AGENCY, "incident.changed")
    assert (kept.object_type, kept.object_id, kept.at) == ("incident", INCIDENT, event.at)
    assert kept.detail == {"rows": 3, "when": "2024-05-01"}
    assert kept.changes == {"status": ("a", None)}
    assert bytes(kept.mac) == event.mac


@pytest.mark.both
@pytest.mark.django_db
def test_nobody_and_no_object_are_kept_as_none() -> None:
    event = record_something(acting=None, agency=None, object_id=None, action="system.started", object_type="system")
    kept = AuditEvent.objects.get(pk=event.pk)
    assert (kept.acting, kept.agency, kept.object_id) == (None, None, None)


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused() -> None:
    with pytest.raises(TransactionManagementError, match="atomic"):
        record_something()
    with pytest.raises(TransactionManagementError, match="atomic"):
        write_history([])
    assert not AuditEvent.objects.exists()


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_change_that_fails_leaves_no_event_behind() -> None:
    def change_that_fails() -> None:
        with transaction.atomic():
            record_something()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_that_fails()
    assert not AuditEvent.objects.exists()
    assert not Pending.objects.exists()


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_read_is_recorded_in_a_transaction_of_its_own() -> None:
    event = record_read(acting=PERSON, agency=AGENCY, action="incident.read", object_type="incident")
    assert AuditEvent.objects.get().pk == event.pk
    assert Pending.objects.get().subject == event.pk


@pytest.mark.parametrize("action", ["created", "Incident.created", "incident created", "incident.", "a." + "b" * 60])
@pytest.mark.django_db
def test_an_action_that_is_no_dotted_verb_is_refused(action: str) -> None:
    with pytest.raises(AuditValueError, match="action"):
        record_something(action=action)


@pytest.mark.django_db
def test_a_type_that_is_no_name_is_refused() -> None:
    with pytest.raises(AuditValueError, match="object_type"):
        record_something(object_type="An incident")


@pytest.mark.parametrize(
    "detail",
    [{"note": "x" * 201}, {"deep": {"note": "x" * 201}}, {"list": ["x" * 201]}],
)
@pytest.mark.django_db
def test_a_long_text_is_refused_with_a_word_on_what_to_do(detail: dict[str, object]) -> None:
    with pytest.raises(AuditValueError, match="redacted"):
        record_something(detail=detail)


@pytest.mark.django_db
def test_a_long_text_among_the_changes_is_refused_too() -> None:
    with pytest.raises(AuditValueError, match=r"changes\.summary"):
        record_something(changes={"summary": ("short", "x" * (LONGEST_VALUE + 1))})


@pytest.mark.django_db
def test_more_detail_than_one_event_can_carry_is_refused() -> None:
    with pytest.raises(AuditValueError, match="too many"):
        record_something(detail={str(number): "x" * 100 for number in range(300)})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), b"bytes"])
@pytest.mark.django_db
def test_what_is_no_json_is_refused(value: object) -> None:
    with pytest.raises(AuditValueError, match="JSON"):
        record_something(detail={"value": value})


@pytest.mark.django_db
def test_ids_sets_and_translated_words_become_plain_values() -> None:
    event = record_something(detail={"id": INCIDENT, "roles": {"b", "a"}, "label": gettext_lazy("Unknown")})
    assert event.detail == {"id": str(INCIDENT), "roles": ["a", "b"], "label": "Unknown"}


@pytest.mark.django_db
def test_a_free_text_is_stood_for_by_its_length_and_a_fingerprint() -> None:
    text = "A long account of what somebody saw. " * 30
    event = record_something(changes={"summary": (redacted(text), redacted(text + "!"))})
    before, after = event.changes["summary"]
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert before["characters"] == len(text)
    assert before["fingerprint"] != after["fingerprint"]
    assert "somebody" not in event.changes_text
    assert redacted(text) == before


def row(object_id: uuid.UUID, version: int, event_id: uuid.UUID, **data: object) -> HistoryRow:
    return HistoryRow("report", object_id, version, event_id, data)


@pytest.mark.both
@pytest.mark.django_db
def test_history_gives_every_version_newest_first_with_who_and_what() -> None:
    first, second, report, other = uuid7(), uuid7(), uuid7(), uuid7()
    assert write_history([row(report, 1, first, status="reported"), row(other, 1, first, status="x")]) == 2
    record_something(event_id=first, action="import.finished")
    record_something(event_id=second, action="report.changed", acting=None)
    write_history([row(report, 2, second, status="verified")])
    newest, oldest = history_of("report", report)
    assert (newest.version, newest.data, newest.action, newest.acting) == (
        2,
        {"status": "verified"},
        "report.changed",
        None,
    )
    assert (oldest.version, oldest.data, oldest.action, oldest.acting) == (
        1,
        {"status": "reported"},
        "import.finished",
        PERSON,
    )
    assert oldest.event_id == first
    assert history_of("incident", report) == []


@pytest.mark.both
@pytest.mark.django_db
def test_history_of_an_unfinished_import_can_be_read_before_its_event() -> None:
    report, event_id = uuid7(), uuid7()
    write_history([row(report, 1, event_id, status="reported")])
    (version,) = history_of("report", report)
    assert (version.action, version.acting, version.event_id) == ("", None, event_id)


@pytest.mark.both
@pytest.mark.django_db
def test_one_version_is_kept_once() -> None:
    report = uuid7()
    write_history([row(report, 1, uuid7())])
    with pytest.raises(IntegrityError), transaction.atomic():
        write_history([row(report, 1, uuid7())])


@pytest.mark.django_db
def test_no_history_writes_no_block() -> None:
    assert write_history([]) == 0
    assert not Pending.objects.exists()


@pytest.mark.django_db
def test_history_that_is_no_json_is_refused() -> None:
    with pytest.raises(AuditValueError, match="JSON"):
        write_history([row(uuid7(), 1, uuid7(), value=object())])
    assert not HistoryEntry.objects.exists()
