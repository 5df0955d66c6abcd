"""Codes of incidents: whole, unique, and cheap by the block."""

import uuid
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from amparo.accounts.models import Agency
from amparo.monitor import codes


def test_a_code_is_short_and_carries_a_check_digit() -> None:
    assert codes.compose(2026, 418) == f"IN-26-00418-{codes.check_digit('2600418')}"


def test_the_digit_of_the_published_example_is_found() -> None:
    assert codes.check_digit("572") == 4


@given(st.integers(2000, 2099), st.integers(1, 999_999), st.integers(0, 6), st.integers(1, 9))
def test_every_wrong_digit_is_found(year: int, serial: int, place: int, by: int) -> None:
    code = codes.compose(year, serial)
    places = [number for number, letter in enumerate(code) if letter.isdigit()]
    spot = places[place % len(places)]
    wrong = code[:spot] + str((int(code[spot]) + by) % 10) + code[spot + 1 :]

    assert codes.is_whole(code)
    assert not codes.is_whole(wrong)


@given(st.integers(2000, 2099), st.integers(1, 99_999))
def test_every_swap_of_neighbours_is_found(year: int, serial: int) -> None:
    code = codes.compose(year, serial)
    places = [number for number, letter in enumerate(code) if letter.isdigit()]
    assert len(places) == 8, "two of the year, five, and the check digit"
    for one, other in pairwise(places):
        swapped = code[:one] + code[other] + code[one + 1 : other] + code[one] + code[other + 1 :]
        assert swapped == code or not codes.is_whole(swapped)


@pytest.mark.parametrize("text", ["", "IN-26-418-3", "IN26004183", "XX-26-00418-1", "IN-26-00418-"])
def test_what_has_another_form_is_no_code(text: str) -> None:
    assert not codes.is_whole(text)


@pytest.mark.django_db
def test_blocks_follow_each_other_and_years_count_for_themselves(agency: Agency) -> None:
    first = codes.allocate(agency.pk, 2026, 3)
    second = codes.allocate(agency.pk, 2026, 2)

    assert [code[6:11] for code in first + second] == ["00001", "00002", "00003", "00004", "00005"]
    assert codes.incident_code(agency.pk, 2027)[:11] == "IN-27-00001"


@pytest.mark.django_db(transaction=True)
def test_codes_are_allocated_in_the_transaction_that_uses_them() -> None:
    with pytest.raises(RuntimeError):
        codes.allocate(uuid.uuid4(), 2026, 1)


@pytest.mark.django_db
def test_a_refused_save_leaves_no_gap(agency: Agency) -> None:
    with transaction.atomic():
        codes.allocate(agency.pk, 2026, 5)
        transaction.set_rollback(True)
    assert codes.incident_code(agency.pk, 2026)[6:11] == "00001"
