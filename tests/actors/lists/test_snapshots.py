"""The first list is applied; of a later one a person sees every difference, and applies it or sets it aside."""

import datetime
import uuid
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from amparo.accounts.models import Person
from amparo.actors import selectors as actors
from amparo.actors.lists import applying, bringing, selectors, services
from amparo.actors.lists.differences import Kind, fingerprint
from amparo.actors.lists.models import Designation, DesignationList, Snapshot
from amparo.actors.models import Actor
from amparo.audit.models import AuditEvent
from amparo.audit.selectors import history_of
from amparo.kernel.errors import Conflict, NotFound
from tests.actors.lists import making

pytestmark = [pytest.mark.django_db, pytest.mark.both]
State = Snapshot.State


def kinds(found: bringing.Brought) -> dict[str, str]:
    return {one.reference: one.kind for one in found.differences}


def later(*more: str, without: tuple[str, ...] = (), at: str = making.SECOND) -> bringing.Brought:
    return making.brought(making.document(making.groups(*more, without=without), at=at))


def applied(acting: Person, brought: bringing.Brought) -> Snapshot:
    assert brought.snapshot is not None
    return services.apply_snapshot(
        acting=acting, snapshot_id=brought.snapshot.pk, seen=fingerprint(brought.differences)
    )


def test_the_first_list_is_applied_and_makes_actors(monitor: Person) -> None:
    names = (("a.k.a.", "Lamp Union"),)
    extra = "<NAME_ORIGINAL_SCRIPT>حركة القنديل</NAME_ORIGINAL_SCRIPT>"
    lamp = making.entity("Al-Qaida", "QDe.904", "LAMP " * 50, "2011-01-01", names=names, extra=extra)
    done = making.brought(making.document(making.groups(lamp)))

    assert (done.state, done.as_json()["counts"]["added"]) == (State.APPLIED, 4)
    actor = Actor.objects.get(code="qde-904")
    assert (len(actor.name), actor.names) == (200, {"und-Arab": "حركة القنديل"})
    assert actor.types.get().term.code == "terrorist-isil-al-qaida-list"
    assert actor.types.get().starts_on == datetime.date(2011, 1, 1)
    assert not Actor.objects.get(code="kpe-903").types.exists()
    assert {one.as_of for one in DesignationList.objects.filter(feed="un-consolidated")} == {datetime.date(2024, 9, 1)}
    for words in ("QDe.904", "lamp union", "القنديل"):
        assert list(actors.find(monitor, words)) == [actor]
    assert [version.action for version in history_of("actor", actor.pk)] == ["snapshot.applied"]


def test_the_same_list_again_changes_nothing() -> None:
    text = making.document(making.groups())
    first = making.brought(text)
    events = AuditEvent.objects.count()

    again = making.brought(text)

    assert (again.state, again.snapshot) == ("unchanged", first.snapshot)
    assert (Snapshot.objects.count(), AuditEvent.objects.count()) == (1, events)


def test_a_dry_run_saves_nothing() -> None:
    done = making.brought(making.document(making.groups()), dry_run=True)

    assert (done.state, len(done.differences), Snapshot.objects.count(), Actor.objects.count()) == ("checked", 3, 0, 0)


def test_an_actor_with_the_code_of_the_reference_is_the_same_group() -> None:
    known = Actor.objects.create(code="tae-902", name="River Trust")

    making.brought(making.document(making.groups()))

    assert Designation.objects.get(reference="TAe.902").actor == known
    known.refresh_from_db()
    assert (known.version, known.types.count()) == (2, 1)


def test_a_list_that_the_system_does_not_know_is_added() -> None:
    making.brought(making.document(making.groups(making.entity("Lake Region", "LRe.1", "DUSK", "2020-01-01"))))

    assert DesignationList.objects.get(feed_key="Lake Region").code == "un-lake-region"


def test_what_a_later_list_changes_waits_for_a_person(monitor: Person) -> None:
    making.brought(making.document(making.groups()))
    alias = (("a.k.a.", "Lantern Front"),)
    done = later(
        making.entity("Al-Qaida", "QDe.901", "LANTERN MOVEMENT", "2010-05-01", names=alias),
        making.entity("Taliban", "TAe.902", "RIVER FOUNDATION", "2012-06-02"),
        making.entity("Taliban", "TAe.905", "DELTA TRUST", "2024-09-02"),
        without=("QDe.901", "TAe.902", "KPe.903"),
    )

    assert done.state == State.PENDING
    assert kinds(done) == {"QDe.901": "changed", "TAe.902": "renamed", "TAe.905": "added", "KPe.903": "removed"}
    assert Counter(Designation.objects.values_list("delisted_on", flat=True)) == {None: 3}
    assert AuditEvent.objects.filter(action="snapshot.applied").count() == 1

    snapshot = applied(monitor, done)

    rows = {row.reference: row for row in Designation.objects.prefetch_related("names")}
    assert (snapshot.state, snapshot.decided_by, len(snapshot.differences)) == (State.APPLIED, monitor, 4)
    assert rows["KPe.903"].delisted_on == datetime.date(2024, 9, 8)
    assert (rows["TAe.902"].name, rows["TAe.902"].listed_on) == ("RIVER FOUNDATION", datetime.date(2012, 6, 2))
    assert [one.name for one in rows["QDe.901"].names.all()] == ["Lantern Front"]
    assert rows["TAe.905"].actor is not None
    assert rows["TAe.902"].last_seen == rows["TAe.905"].first_seen == snapshot != rows["KPe.903"].last_seen
    river = rows["TAe.902"].actor
    assert river is not None
    assert river.types.get().starts_on == datetime.date(2012, 6, 2)
    assert AuditEvent.objects.filter(action="snapshot.applied", acting=monitor.pk).count() == 1
    assert [one.version for one in history_of("designation", rows["TAe.902"].pk)] == [2, 1]


def test_delisting_ends_the_type_and_deletes_nothing(monitor: Person) -> None:
    making.brought(making.document(making.groups()))
    applied(monitor, later(without=("TAe.902",)))

    row = Designation.objects.get(reference="TAe.902")
    assert row.actor is not None
    assert row.actor.types.get().ends_on == datetime.date(2024, 9, 7)

    back = later(at=making.THIRD)
    assert kinds(back) == {"TAe.902": Kind.RETURNED.value}
    applied(monitor, back)
    row.refresh_from_db()
    assert (row.delisted_on, row.actor and row.actor.types.get().ends_on) == (None, None)


def test_a_group_that_is_listed_anew_gets_a_second_designation_of_the_same_actor(monitor: Person) -> None:
    making.brought(making.document(making.groups()))
    applied(monitor, later(without=("TAe.902",)))
    anew = making.entity("Taliban", "TAe.902", "RIVER TRUST", "2024-09-10")
    applied(monitor, later(anew, without=("TAe.902",), at=making.THIRD))

    one, two = Designation.objects.filter(reference="TAe.902")
    assert (one.actor, one.delisted_on) == (two.actor, datetime.date(2024, 9, 8))
    assert two.delisted_on is None


def test_an_entry_that_would_overlap_with_its_earlier_listing_is_refused_by_name(monitor: Person) -> None:
    making.brought(making.document(making.groups()))
    applied(monitor, later(without=("TAe.902",)))
    before = making.entity("Taliban", "TAe.902", "RIVER TRUST", "2024-08-01")
    done = later(before, without=("TAe.902",), at=making.THIRD)

    assert kinds(done) == {"TAe.902": Kind.CONFLICT.value}
    with pytest.raises(Conflict) as caught:
        applied(monitor, done)
    assert [problem.where for problem in caught.value.problems] == ["TAe.902"]
    assert Designation.objects.filter(reference="TAe.902").count() == 1


def test_a_later_list_without_differences_needs_nobody() -> None:
    making.brought(making.document(making.groups()))

    done = later()

    assert (done.state, done.differences) == (State.APPLIED, ())
    assert DesignationList.objects.get(code="un-dprk").as_of == datetime.date(2024, 9, 8)
    assert Designation.objects.get(reference="KPe.903").last_seen == done.snapshot


def test_two_snapshots_in_the_wrong_order_are_refused() -> None:
    making.brought(making.document(making.groups(), at=making.SECOND))
    with pytest.raises(Conflict, match=r"generated on 2024-09-01.*newer: it was generated on 2024-09-08"):
        making.brought(making.document(making.groups(without=("QDe.901",)), at=making.FIRST))
    with pytest.raises(Conflict, match="same moment"):
        making.brought(making.document(making.groups(without=("QDe.901",)), at=making.SECOND))

    later(without=("QDe.901",), at=making.THIRD)
    with pytest.raises(Conflict, match="waits for a decision"):
        making.brought(making.document(making.groups(without=("QDe.901",)), at="2024-09-10T00:00:00Z"))
    assert Snapshot.objects.count() == 2


def test_a_newer_list_takes_the_place_of_one_that_waits() -> None:
    making.brought(making.document(making.groups()))
    waiting = later(without=("QDe.901",))
    same = later(without=("QDe.901",))
    newer = later(without=("TAe.902",), at=making.THIRD)

    assert (same.snapshot, same.state) == (waiting.snapshot, State.PENDING)
    states = dict(Snapshot.objects.values_list("pk", "state"))
    assert waiting.snapshot is not None
    assert newer.snapshot is not None
    assert (states[waiting.snapshot.pk], states[newer.snapshot.pk]) == (State.SET_ASIDE, State.PENDING)


def test_nobody_applies_what_they_were_not_shown(monitor: Person) -> None:
    making.brought(making.document(making.groups()))
    done = later(without=("TAe.902",))
    Designation.objects.filter(reference="QDe.901").update(name="CHANGED MEANWHILE")

    with pytest.raises(Conflict, match="not what you were shown"):
        applied(monitor, done)
    assert not Designation.objects.filter(delisted_on__isnull=False).exists()


def test_a_decision_is_made_once_and_by_those_who_record(monitor: Person, verifier: Person) -> None:
    snapshot = making.waiting_snapshot()
    seen = fingerprint(bringing.differences_now(snapshot))
    for act in (
        lambda who: services.apply_snapshot(acting=who, snapshot_id=snapshot.pk, seen=seen),
        lambda who: services.set_aside_snapshot(acting=who, snapshot_id=snapshot.pk),
    ):
        with pytest.raises(NotFound):
            act(verifier)
    with pytest.raises(NotFound):
        services.apply_snapshot(acting=monitor, snapshot_id=uuid.uuid4(), seen=seen)

    services.set_aside_snapshot(acting=monitor, snapshot_id=snapshot.pk)

    with pytest.raises(Conflict, match="decided on already"):
        services.apply_snapshot(acting=monitor, snapshot_id=snapshot.pk, seen=seen)
    assert Designation.objects.get(reference="TAe.902").name == "RIVER TRUST"
    assert selectors.waiting_snapshot(monitor) is None


def test_a_snapshot_that_was_overtaken_is_not_applied(monitor: Person) -> None:
    snapshot = making.waiting_snapshot()
    Snapshot.objects.exclude(pk=snapshot.pk).update(generated_at=datetime.datetime(2024, 9, 20, tzinfo=datetime.UTC))

    with pytest.raises(Conflict, match="newer list is in force"):
        services.apply_snapshot(
            acting=monitor, snapshot_id=snapshot.pk, seen=fingerprint(bringing.differences_now(snapshot))
        )


def test_an_import_that_is_killed_halfway_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_args: object, **_kwargs: object) -> None:
        assert Designation.objects.count() == 3  # it was well under way
        raise KeyboardInterrupt

    events = AuditEvent.objects.count()
    monkeypatch.setattr(applying, "_record", killed)
    with pytest.raises(KeyboardInterrupt):
        making.brought(making.document(making.groups()))

    counts = [Snapshot.objects.count(), Designation.objects.count(), Actor.objects.count(), AuditEvent.objects.count()]
    assert counts == [0, 0, 0, events]


def test_nothing_of_the_people_on_a_list_is_kept_anywhere() -> None:
    making.brought(making.document(making.groups()))

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of our tables
            assert "SOMEBODY" not in repr(cursor.fetchall()).upper(), table


def test_a_monitor_brings_a_list_in_under_the_own_name(monitor: Person, verifier: Person, tmp_path: Path) -> None:
    path = making.written(tmp_path, making.document(making.groups()))
    with pytest.raises(NotFound):
        services.import_list(acting=verifier, path=path)

    done = services.import_list(acting=monitor, path=path)

    assert done.snapshot is not None
    assert (done.snapshot.received_by, done.snapshot.decided_by_id) == (monitor, monitor.pk)
