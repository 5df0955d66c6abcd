"""Record ids: version 7, in the order of their making, never twice."""

import os
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from amparo.kernel import ids


def test_an_id_is_a_uuid_of_version_7_and_of_the_rfc_variant() -> None:
    made = ids.uuid7()
    assert made.version == 7
    assert made.variant == uuid.RFC_4122


def test_an_id_tells_the_millisecond_of_its_making() -> None:
    before = time.time_ns() // 1_000_000
    moment = ids.uuid7().int >> 80
    assert before <= moment <= time.time_ns() // 1_000_000 + 1


def test_ids_of_one_process_are_strictly_increasing_also_within_a_millisecond() -> None:
    made = [ids.uuid7() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_ids_stay_increasing_when_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first = ids.uuid7()
    monkeypatch.setattr(ids.time, "time_ns", lambda: 1_000_000_000)
    assert ids.uuid7() > first


def test_a_full_counter_borrows_the_next_millisecond(monkeypatch: pytest.MonkeyPatch) -> None:
    first = ids.uuid7()
    monkeypatch.setattr(ids.time, "time_ns", lambda: 0)
    monkeypatch.setattr(ids, "_counter", (1 << 42) - 1)
    second = ids.uuid7()
    assert second.int >> 80 == (first.int >> 80) + 1
    assert second > first


def test_threads_never_get_the_same_id() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = [one for many in pool.map(lambda _: [ids.uuid7() for _ in range(2_000)], range(8)) for one in many]
    assert len(set(made)) == 16_000


def test_two_ids_of_one_moment_share_no_guessable_tail() -> None:
    tails = {ids.uuid7().int & 0xFFFFFFFF for _ in range(100)}
    assert len(tails) == 100


def test_random_words_are_drawn_anew_when_they_are_used_up() -> None:
    tails = {ids.uuid7().int & 0xFFFFFFFF for _ in range(2_000)}
    assert len(tails) > 1_990


def test_a_forked_process_does_not_use_the_random_words_of_its_parent() -> None:
    ids.uuid7()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, b"".join((ids.uuid7().int & 0xFFFFFFFF).to_bytes(4) for _ in range(20)))
        os._exit(0)
    os.waitpid(child, 0)
    sent = os.read(reading, 80)
    os.close(reading)
    os.close(writing)
    theirs = {int.from_bytes(sent[at : at + 4]) for at in range(0, 80, 4)}
    ours = {ids.uuid7().int & 0xFFFFFFFF for _ in range(20)}
    assert len(theirs) == 20
    assert not theirs & ours
