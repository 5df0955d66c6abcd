"""Versioned save: a stale write is refused, both values are shown, nothing is lost."""

import threading
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection

from amparo.accounts.models import Agency, Membership
from amparo.accounts.roles import Role
from amparo.kernel import clock, saving
from amparo.kernel.errors import AmparoError, NotFound, Stale
from amparo.kernel.saving import save_versioned
from tests.standing import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def opened(db: None) -> Agency:
    return Agency.objects.create(name="Harbour (invented)", code="harbour", country="XM")


def test_a_change_is_written_and_raises_the_version_by_one(opened: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2030, 1, 2, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    changed = save_versioned(opened, expected_version=1, changes={"name": "Haven", "country": "XM"})
    assert changed == {"name": ("Harbour (invented)", "Haven")}
    stored = Agency.objects.get(pk=opened.pk)
    assert (stored.name, stored.version, stored.updated_at) == ("Haven", 2, moment)
    assert (opened.name, opened.version, opened.updated_at) == ("Haven", 2, moment)


def test_where_nothing_differs_nothing_is_written(opened: Agency) -> None:
    assert save_versioned(opened, expected_version=1, changes={"name": "Harbour (invented)"}) == {}
    assert Agency.objects.get(pk=opened.pk).version == 1


def test_a_stale_change_is_refused_and_both_values_are_shown(opened: Agency) -> None:
    theirs = Agency.objects.get(pk=opened.pk)
    save_versioned(theirs, expected_version=1, changes={"name": "Theirs"})
    with pytest.raises(Stale) as refused:
        save_versioned(opened, expected_version=1, changes={"name": "Ours", "country": "XM"})
    assert refused.value.theirs == {"name": "Theirs"}
    assert refused.value.yours == {"name": "Ours"}
    assert refused.value.version == 2
    (line,) = refused.value.differences
    assert (str(line.label), line.theirs, line.yours) == ("name", "Theirs", "Ours")
    assert Agency.objects.get(pk=opened.pk).name == "Theirs"
    assert opened.name == "Harbour (invented)"


def test_a_stale_change_to_the_same_value_is_refused_too(opened: Agency) -> None:
    save_versioned(Agency.objects.get(pk=opened.pk), expected_version=1, changes={"name": "Haven"})
    with pytest.raises(Stale) as refused:
        save_versioned(opened, expected_version=1, changes={"name": "Haven"})
    assert refused.value.differences == ()


def test_both_values_of_a_choice_a_date_and_a_related_record_are_shown_in_words(world: World) -> None:
    opened = Membership.objects.filter(agency=world.agency, role=Role.MONITOR).first()
    assert opened is not None
    save_versioned(
        Membership.objects.get(pk=opened.pk),
        expected_version=1,
        changes={"role": Role.ANALYST, "agency": world.other_agency, "starts_on": "2024-01-01"},
    )
    with pytest.raises(Stale) as refused:
        save_versioned(
            opened,
            expected_version=1,
            changes={"role": "verifier", "agency_id": world.agency.pk, "starts_on": date(2024, 2, 2)},
        )
    assert refused.value.theirs == {
        "role": "Analyst", "agency_id": str(world.other_agency), "starts_on": date(2024, 1, 1),
    }  # fmt: skip
    assert refused.value.yours == {"role": "Verifier", "agency_id": str(world.agency), "starts_on": date(2024, 2, 2)}
    assert refused.value.as_json()["theirs"]["starts_on"] == "2024-01-01"


def test_a_related_record_that_is_gone_is_shown_by_its_id(world: World) -> None:
    opened = Membership.objects.filter(agency=world.agency).first()
    assert opened is not None
    gone = uuid4()
    with pytest.raises(Stale) as refused:
        save_versioned(opened, expected_version=7, changes={"agency_id": gone})
    assert refused.value.yours == {"agency_id": str(gone)}


def test_a_record_that_was_deleted_meanwhile_is_not_found(opened: Agency) -> None:
    Agency.objects.filter(pk=opened.pk).delete()
    with pytest.raises(NotFound):
        save_versioned(opened, expected_version=1, changes={"name": "Haven"})


@pytest.mark.parametrize("name", ["version", "id", "updated_at"])
def test_version_id_and_moment_cannot_be_changed_by_hand(opened: Agency, name: str) -> None:
    with pytest.raises(TypeError):
        save_versioned(opened, expected_version=1, changes={name: 5})


def test_an_unknown_field_is_a_fault_of_the_caller(opened: Agency) -> None:
    with pytest.raises(Exception, match="no field named"):
        save_versioned(opened, expected_version=1, changes={"colour": "red"})


def test_a_save_that_lost_the_race_within_the_update_is_refused(
    opened: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at the version and the UPDATE another writer may come (PostgreSQL): the UPDATE decides."""
    real = saving._stored
    looks = 0

    def stored_before_the_other_writer(obj: Agency, wanted: dict[str, object]) -> dict[str, object]:
        nonlocal looks
        looks += 1
        seen = real(obj, wanted)
        if looks == 1:
            Agency.objects.filter(pk=obj.pk).update(name="Theirs", version=2)
        return seen

    monkeypatch.setattr(saving, "_stored", stored_before_the_other_writer)
    with pytest.raises(Stale) as refused:
        save_versioned(opened, expected_version=1, changes={"name": "Ours"})
    assert (refused.value.theirs, refused.value.yours) == ({"name": "Theirs"}, {"name": "Ours"})


def test_changes_are_made_ready_for_json() -> None:
    one = uuid4()
    moment = datetime(2024, 5, 17, 12, tzinfo=UTC)
    changes: saving.Changes = {"a": (None, date(2024, 5, 17)), "b": (one, 3), "c": (moment, True)}
    assert saving.as_json(changes) == {
        "a": (None, "2024-05-17"), "b": (str(one), 3), "c": ("2024-05-17T12:00:00+00:00", True),
    }  # fmt: skip


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_eight_threads_that_save_one_version_exactly_one_succeeds() -> None:
    """On SQLite the same is shown by processes: tests/kernel/test_writers.py."""
    record = Agency.objects.create(name="Harbour (invented)", code="harbour")
    barrier, answers = threading.Barrier(8), []

    def save(number: int) -> None:
        opened = Agency.objects.get(pk=record.pk)
        barrier.wait()
        try:
            save_versioned(opened, expected_version=1, changes={"name": f"Name {number}"})
            answers.append("saved")
        except AmparoError as error:
            answers.append(error.slug)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["saved", *["stale"] * 7]
    assert Agency.objects.get(pk=record.pk).version == 2
