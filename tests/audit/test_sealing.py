"""The sealer chains what is committed, without gaps, once, and refuses to build on a chain that does not hold."""

import datetime

import pytest
from django.db import transaction

from amparo.audit import checks
from amparo.audit.chain import ChainBrokenError
from amparo.audit.models import ChainHead, Pending, Seal
from amparo.audit.sealing import seal
from amparo.audit.verification import verify
from amparo.kernel import clock, ticks
from tests.audit.intruder import record_events, record_import, run

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def test_events_and_blocks_are_sealed_in_the_order_in_which_they_were_recorded() -> None:
    first = record_events(2)
    batch = record_import(rows=4, chunk=2)
    assert seal() == 5
    links = list(Seal.objects.order_by("seq"))
    assert [link.seq for link in links] == [1, 2, 3, 4, 5]
    assert [link.kind for link in links] == ["e", "e", "b", "b", "e"]
    assert [link.subject for link in (links[0], links[1], links[4])] == [*first, batch]


def test_sealing_goes_on_where_it_ended() -> None:
    record_events(3)
    assert seal() == 3
    record_events(2)
    assert seal() == 2
    assert list(Seal.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5]
    assert ChainHead.objects.get().count == 5
    assert verify().holds


def test_sealing_takes_bounded_batches_until_nothing_waits() -> None:
    record_events(7)
    assert seal(batch=3) == 7
    assert not Pending.objects.exists()
    assert verify().sealed == 7


def test_sealing_nothing_does_nothing() -> None:
    assert seal() == 0
    assert not ChainHead.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_of_a_change_that_is_undone_is_never_sealed() -> None:
    record_events(1)

    def change_that_fails() -> None:
        with transaction.atomic():
            record_events(1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_that_fails()
    assert seal() == 1
    assert verify().holds


@pytest.mark.parametrize(
    "deed",
    [
        "DELETE FROM audit_seal WHERE seq = 3",
        "DELETE FROM audit_chainhead",
        "UPDATE audit_chainhead SET count = 2",
        "UPDATE audit_seal SET chain = mac WHERE seq = 3",
    ],
)
def test_nothing_is_sealed_onto_a_chain_whose_end_was_tampered_with(deed: str) -> None:
    record_events(3)
    seal()
    run(deed)
    record_events(1)
    with pytest.raises(ChainBrokenError) as caught:
        seal()
    assert caught.value.detail
    assert "amparo audit verify" in caught.value.advice
    assert Pending.objects.count() == 1
    assert "amparo audit verify" in str(checks.chain_grows())


def test_health_says_when_the_sealer_does_not_come_by(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.chain_grows() is None
    record_events(2)
    assert checks.chain_grows() is None
    later = clock.now() + datetime.timedelta(seconds=90)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "2 audit events wait" in str(checks.chain_grows())
    assert "amparo worker" in str(checks.chain_grows())


def test_the_worker_seals_every_five_seconds() -> None:
    (tick,) = [one for one in ticks.registered() if one.name == "audit.seal"]
    record_events(2)
    assert tick.seconds == 5
    tick.function()
    assert Seal.objects.count() == 2
