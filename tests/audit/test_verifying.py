"""Whatever an intruder does to the record by SQL, `verify` names the first bad row and what was done to it."""

import pytest
from pytest_django import Settings

from amparo.audit.faults import Kind
from amparo.audit.models import ROWS_PER_BLOCK, AuditEvent, ChainHead, HistoryBlock, HistoryEntry, Pending, Seal
from amparo.audit.sealing import seal
from amparo.audit.verification import verify, verify_and_record
from amparo.kernel.ids import uuid7
from tests.audit.intruder import record_events, record_import, run, text_of

pytestmark = [pytest.mark.both, pytest.mark.django_db]

ELSEWHERE = 1_000_000


def found() -> tuple[Kind | None, str, int | None]:
    """Verify and return kind, row and link of the first fault."""
    fault = verify().fault
    return (fault.kind, fault.row, fault.seq) if fault else (None, "", None)


def seal_events(count: int) -> list[str]:
    ids = [text_of(event) for event in record_events(count)]
    assert seal() == count
    return ids


def test_an_honest_record_holds() -> None:
    record_import(rows=6, chunk=3)
    record_events(5)
    assert seal() == 8
    record_events(2)
    record_import(rows=2, chunk=2)
    verdict = verify()
    assert verdict.holds
    assert (verdict.sealed, verdict.history_rows, verdict.tail.count) == (8, 8, 4)
    assert verdict.tail.oldest is not None


def test_an_empty_record_holds() -> None:
    verdict = verify()
    assert verdict.holds
    assert (verdict.sealed, verdict.history_rows, verdict.tail.count, verdict.tail.oldest_seconds) == (0, 0, 0, None)


def test_verifying_reports_its_progress_page_by_page() -> None:
    record_import(rows=6, chunk=3)
    seal()
    steps: list[tuple[int, int]] = []
    assert verify(progress=lambda done, expected: steps.append((done, expected))).holds
    assert steps[-1] == (9, 9)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("action", "incident.read"),
        ("object_type", "report"),
        ("detail_text", '{"number":9}'),
        ("changes_text", "{}"),
        ("at", "2020-01-01 00:00:00.000000"),
        ("acting", None),
        ("agency", "0" * 32),
        ("object_id", "0" * 32),
    ],
)
def test_a_changed_column_of_a_sealed_event_is_found(column: str, value: str | None) -> None:
    ids = seal_events(5)
    run(f"UPDATE audit_auditevent SET {column} = %s WHERE id = %s", value, ids[2])  # noqa: S608  (a column of the list above)
    assert found() == (Kind.CHANGED, ids[2], 3)


def test_a_changed_mac_of_a_sealed_event_is_found() -> None:
    ids = seal_events(3)
    run("UPDATE audit_auditevent SET mac = %s WHERE id = %s", bytes(32), ids[1])
    assert found() == (Kind.CHANGED, ids[1], 2)


def test_text_moved_from_one_column_into_the_next_is_found() -> None:
    ids = seal_events(2)
    run(
        "UPDATE audit_auditevent SET action = %s, object_type = %s WHERE id = %s",
        "incident.changed\x1fincident"[:30],
        "",
        ids[0],
    )
    assert found() == (Kind.CHANGED, ids[0], 1)


def test_a_deleted_sealed_event_is_found() -> None:
    ids = seal_events(5)
    run("DELETE FROM audit_auditevent WHERE id = %s", ids[3])
    assert found() == (Kind.DELETED, ids[3], 4)


def test_an_event_deleted_with_its_link_is_found() -> None:
    ids = seal_events(5)
    run("DELETE FROM audit_auditevent WHERE id = %s", ids[3])
    run("DELETE FROM audit_seal WHERE seq = 4")
    assert found() == (Kind.DELETED, "4", 4)


def test_an_event_deleted_with_its_link_and_the_numbers_closed_up_is_found() -> None:
    ids = seal_events(5)
    run("DELETE FROM audit_auditevent WHERE id = %s", ids[2])
    run("DELETE FROM audit_seal WHERE seq = 3")
    run("UPDATE audit_seal SET seq = 3 WHERE seq = 4")
    run("UPDATE audit_seal SET seq = 4 WHERE seq = 5")
    assert found() == (Kind.DELETED, "3", 3)


def test_the_first_event_deleted_with_its_link_is_found() -> None:
    ids = seal_events(3)
    run("DELETE FROM audit_auditevent WHERE id = %s", ids[0])
    run("DELETE FROM audit_seal WHERE seq = 1")
    assert found() == (Kind.DELETED, "1", 1)


def insert_copy(of: str) -> str:
    """Insert an event that nobody recorded: an honest one's columns and MAC under a new id."""
    forged = uuid7().hex
    run(
        "INSERT INTO audit_auditevent (id, at, acting, agency, action, object_type, object_id, detail_text, "
        "changes_text, mac) SELECT %s, at, acting, agency, action, object_type, object_id, detail_text, changes_text, "
        "mac FROM audit_auditevent WHERE id = %s",
        forged,
        of,
    )
    return forged


def put_into_queue(event: str) -> None:
    run(
        "INSERT INTO audit_pending (kind, subject, at, mac) "
        "SELECT 'e', id, at, mac FROM audit_auditevent WHERE id = %s",
        event,
    )


def test_an_inserted_event_without_a_link_is_found() -> None:
    ids = seal_events(3)
    forged = insert_copy(ids[1])
    assert found() == (Kind.INSERTED, forged, None)


def test_an_inserted_event_in_the_queue_is_found() -> None:
    ids = seal_events(3)
    forged = insert_copy(ids[1])
    put_into_queue(forged)
    assert found() == (Kind.CHANGED, forged, None)


def test_an_inserted_event_that_the_sealer_took_for_honest_is_found() -> None:
    ids = seal_events(3)
    forged = insert_copy(ids[1])
    put_into_queue(forged)
    assert seal() == 1
    assert found() == (Kind.CHANGED, forged, 4)


def test_a_link_added_at_the_end_is_found() -> None:
    ids = seal_events(3)
    forged = insert_copy(ids[1])
    run(
        "INSERT INTO audit_seal (seq, kind, subject, mac, chain) SELECT 4, 'e', %s, mac, chain FROM audit_seal "
        "WHERE seq = 3",
        forged,
    )
    assert found() == (Kind.INSERTED, "4", 4)


def test_a_link_inserted_in_the_middle_is_found() -> None:
    ids = seal_events(3)
    forged = insert_copy(ids[1])
    for seq in (3, 2):
        run("UPDATE audit_seal SET seq = %s WHERE seq = %s", seq + 1, seq)
    run(
        "INSERT INTO audit_seal (seq, kind, subject, mac, chain) SELECT 2, 'e', %s, mac, chain FROM audit_seal "
        "WHERE seq = 1",
        forged,
    )
    assert found() == (Kind.INSERTED, "2", 2)


def test_an_honest_event_that_the_intruder_sealed_in_the_middle_is_found() -> None:
    seal_events(3)
    (waiting,) = record_events(1)
    for seq in (3, 2):
        run("UPDATE audit_seal SET seq = %s WHERE seq = %s", seq + 1, seq)
    run(
        "INSERT INTO audit_seal (seq, kind, subject, mac, chain) SELECT 2, 'e', id, mac, mac FROM audit_auditevent "
        "WHERE id = %s",
        waiting.hex,
    )
    assert found() == (Kind.INSERTED, "2", 2)


def test_an_older_head_put_back_is_found() -> None:
    seal_events(2)
    older = ChainHead.objects.get()
    seal_events(1)
    older.save()
    assert found() == (Kind.INSERTED, "3", 3)


def test_history_rows_without_any_block_before_them_are_found() -> None:
    record_import(rows=4, chunk=2)
    first = first_row()
    run("DELETE FROM audit_historyblock WHERE number = %s", first // ROWS_PER_BLOCK)
    assert found() == (Kind.INSERTED, str(first), None)


def test_an_honest_link_numbered_before_the_first_is_found() -> None:
    seal_events(3)
    run("UPDATE audit_seal SET seq = 0 WHERE seq = 1")
    assert found() == (Kind.REORDERED, "0", 0)


def swap_links(first: int, second: int) -> None:
    run("UPDATE audit_seal SET seq = %s WHERE seq = %s", ELSEWHERE, first)
    run("UPDATE audit_seal SET seq = %s WHERE seq = %s", first, second)
    run("UPDATE audit_seal SET seq = %s WHERE seq = %s", second, ELSEWHERE)


def test_two_links_that_changed_places_are_found() -> None:
    seal_events(5)
    swap_links(2, 4)
    assert found() == (Kind.REORDERED, "2", 2)


def test_two_events_that_changed_places_under_their_links_are_found() -> None:
    ids = seal_events(4)
    run("UPDATE audit_seal SET subject = %s WHERE seq = 2", uuid7().hex)
    run(
        "UPDATE audit_seal SET subject = %s, mac = (SELECT mac FROM audit_auditevent WHERE id = %s) WHERE seq = 3",
        ids[1],
        ids[1],
    )
    run(
        "UPDATE audit_seal SET subject = %s, mac = (SELECT mac FROM audit_auditevent WHERE id = %s) WHERE seq = 2",
        ids[2],
        ids[2],
    )
    assert found() == (Kind.REORDERED, "2", 2)


@pytest.mark.parametrize("link", [1, 2, 3])
def test_a_changed_value_of_the_chain_is_found(link: int) -> None:
    seal_events(3)
    run("UPDATE audit_seal SET chain = %s WHERE seq = %s", bytes(32), link)
    assert found() == (Kind.CHANGED, str(link), link)


def test_the_last_links_cut_off_with_their_events_are_found() -> None:
    ids = seal_events(5)
    run("DELETE FROM audit_auditevent WHERE id IN (%s, %s)", ids[3], ids[4])
    run("DELETE FROM audit_seal WHERE seq > 3")
    assert found() == (Kind.TRUNCATED, "4", 4)


def test_a_record_cut_off_whole_but_for_its_head_is_found() -> None:
    seal_events(2)
    run("DELETE FROM audit_auditevent")
    run("DELETE FROM audit_seal")
    assert found() == (Kind.TRUNCATED, "1", 1)


def test_a_head_set_back_with_the_links_is_found() -> None:
    ids = seal_events(3)
    run("DELETE FROM audit_auditevent WHERE id = %s", ids[2])
    run("DELETE FROM audit_seal WHERE seq = 3")
    run("UPDATE audit_chainhead SET count = 2, chain = (SELECT chain FROM audit_seal WHERE seq = 2)")
    kind, row, _link = found()
    assert (kind, row) == (Kind.CHANGED, "")


def test_a_head_that_was_deleted_is_found() -> None:
    seal_events(2)
    run("DELETE FROM audit_chainhead")
    assert found() == (Kind.DELETED, "", None)


def test_an_event_deleted_before_it_was_sealed_is_found_by_its_place_in_the_queue() -> None:
    (event,) = record_events(1)
    run("DELETE FROM audit_auditevent WHERE id = %s", event.hex)
    assert found() == (Kind.DELETED, event.hex, None)
    assert seal() == 1
    assert found() == (Kind.DELETED, event.hex, 1)


def test_an_event_changed_before_it_was_sealed_is_found() -> None:
    (event,) = record_events(1)
    run("UPDATE audit_auditevent SET action = 'incident.read'")
    assert found() == (Kind.CHANGED, event.hex, None)


def test_an_event_taken_out_of_the_queue_is_found() -> None:
    seal_events(1)
    (event,) = record_events(1)
    run("DELETE FROM audit_pending")
    assert found() == (Kind.INSERTED, event.hex, None)


def test_a_sealed_event_put_into_the_queue_again_is_found() -> None:
    seal_events(2)
    run("INSERT INTO audit_pending (kind, subject, at, mac) SELECT 'e', id, at, mac FROM audit_auditevent")
    kind, row, _link = found()
    assert (kind, row) == (Kind.INSERTED, "")


def first_row() -> int:
    return HistoryEntry.objects.order_by("id").values_list("id", flat=True)[0]


@pytest.mark.parametrize("sealed", [True, False])
def test_a_changed_history_row_is_found(sealed: bool) -> None:
    record_import(rows=6, chunk=3)
    if sealed:
        seal()
    bad = first_row() + ROWS_PER_BLOCK + 1
    run("UPDATE audit_historyentry SET data_text = %s WHERE id = %s", '{"row":7}', bad)
    assert found() == (Kind.CHANGED, str(bad), None)


@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_deleted_history_row_is_found(position: int) -> None:
    record_import(rows=6, chunk=3)
    seal()
    bad = first_row() + position
    run("DELETE FROM audit_historyentry WHERE id = %s", bad)
    assert found() == (Kind.DELETED, str(bad), None)


def test_the_last_history_row_of_all_deleted_is_found() -> None:
    record_import(rows=6, chunk=3)
    bad = first_row() + ROWS_PER_BLOCK + 2
    run("DELETE FROM audit_historyentry WHERE id = %s", bad)
    assert found() == (Kind.DELETED, str(bad), None)


@pytest.mark.parametrize("block", [-1, 0, 5])
def test_an_inserted_history_row_is_found(block: int) -> None:
    record_import(rows=2, chunk=2)
    bad = first_row() + block * ROWS_PER_BLOCK + (2 if block == 0 else 0)
    run(
        "INSERT INTO audit_historyentry (id, object_type, object_id, version, data_text, mac) "
        "SELECT %s, object_type, object_id, 99, data_text, mac FROM audit_historyentry WHERE id = %s",
        bad,
        first_row(),
    )
    kind, row, _link = found()
    assert (kind, row) == (Kind.CHANGED if block == 0 else Kind.INSERTED, str(bad))


def test_history_rows_that_changed_places_are_found() -> None:
    record_import(rows=3, chunk=3)
    first = first_row()
    run("UPDATE audit_historyentry SET id = %s WHERE id = %s", first + 10, first)
    run("UPDATE audit_historyentry SET id = %s WHERE id = %s", first, first + 1)
    run("UPDATE audit_historyentry SET id = %s WHERE id = %s", first + 1, first + 10)
    assert found() == (Kind.CHANGED, str(first), None)


def test_a_history_block_deleted_with_its_rows_is_found() -> None:
    record_import(rows=6, chunk=3)
    seal()
    block = HistoryBlock.objects.order_by("number")[1]
    run("DELETE FROM audit_historyentry WHERE id >= %s", block.number * ROWS_PER_BLOCK)
    run("DELETE FROM audit_historyblock WHERE number = %s", block.number)
    assert found() == (Kind.DELETED, block.id.hex, 2)


@pytest.mark.parametrize(("column", "value"), [("rows", 2), ("event_id", "0" * 32), ("digest", bytes(32))])
def test_a_changed_history_block_is_found(column: str, value: object) -> None:
    record_import(rows=3, chunk=3)
    seal()
    run(f"UPDATE audit_historyblock SET {column} = %s", value)  # noqa: S608  (a column of the list above)
    kind, row, _link = found()
    assert (kind, row) == (Kind.CHANGED, HistoryBlock.objects.get().id.hex)


def test_a_history_block_deleted_before_it_was_sealed_is_found() -> None:
    record_import(rows=3, chunk=3)
    block = HistoryBlock.objects.get().id.hex
    run("DELETE FROM audit_historyentry")
    run("DELETE FROM audit_historyblock")
    assert found() == (Kind.DELETED, block, None)


def test_a_history_block_taken_out_of_the_queue_is_found() -> None:
    record_import(rows=3, chunk=3)
    run("DELETE FROM audit_pending WHERE kind = 'b'")
    assert found() == (Kind.INSERTED, HistoryBlock.objects.get().id.hex, None)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE audit_auditevent SET detail_text = x'00'", Kind.CHANGED),
        ("UPDATE audit_seal SET kind = x'00'", Kind.INSERTED),
        ("UPDATE audit_seal SET mac = 5", Kind.INSERTED),
        ("UPDATE audit_historyentry SET data_text = x'00'", Kind.CHANGED),
        ("UPDATE audit_pending SET mac = 5", Kind.CHANGED),
    ],
)
def test_a_value_of_another_type_is_found_and_does_not_break_the_walk(statement: str, kind: Kind) -> None:
    record_import(rows=1, chunk=1)
    seal()
    record_events(1)
    run(statement)
    fault = verify().fault
    assert fault is not None
    assert fault.kind == kind


def test_another_audit_key_finds_the_first_event_wrong(settings: Settings) -> None:
    ids = seal_events(2)
    settings.AUDIT_KEY = "another key of thirty-two characters"
    fault = verify().fault
    assert fault is not None
    assert fault.seq == 1
    assert ids


def test_a_verification_is_recorded_with_what_it_found() -> None:
    ids = seal_events(3)
    assert verify_and_record().holds
    run("UPDATE audit_auditevent SET action = 'incident.read' WHERE id = %s", ids[1])
    assert not verify_and_record().holds
    first, second = AuditEvent.objects.filter(action="audit.verified").order_by("id")
    assert (first.detail["holds"], first.detail["sealed"], first.detail["fault"]) == (True, 3, None)
    assert (second.detail["holds"], second.detail["fault"], second.detail["link"]) == (False, "changed", 2)


def test_every_table_of_the_chain_was_tried() -> None:
    tried = {AuditEvent, ChainHead, HistoryBlock, HistoryEntry, Pending, Seal}
    from django.apps import apps

    assert set(apps.get_app_config("audit").get_models()) == tried
