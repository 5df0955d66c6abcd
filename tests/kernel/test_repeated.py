"""Queries whose SQL is made once."""

import pytest

from amparo.accounts.models import Agency
from amparo.kernel.repeated import Repeated, keys_of

NAMES = Repeated(lambda ids: Agency.objects.filter(pk__in=ids).order_by("code").values_list("id", "name"))


@pytest.mark.both
@pytest.mark.django_db
def test_rows_come_with_keys_for_ids_however_many_are_asked_for() -> None:
    made = [Agency.objects.create(name=f"Agency {n}", code=f"a{n}") for n in range(3)]
    for count in (3, 1, 2, 3):
        keys = keys_of(agency.pk for agency in made[:count])
        assert NAMES.rows(keys) == [(key, f"Agency {n}") for n, key in enumerate(keys)]


@pytest.mark.both
@pytest.mark.django_db
def test_the_query_is_made_once_for_each_number_of_ids() -> None:
    asked = []

    def make(ids: object) -> object:
        asked.append(ids)
        return Agency.objects.filter(pk__in=ids).values_list("id")

    query = Repeated(make)
    made = [Agency.objects.create(name=f"Agency {n}", code=f"a{n}") for n in range(3)]
    keys = keys_of(agency.pk for agency in made)
    for _time in range(3):
        assert len(query.rows(keys)) == 3
    assert asked == [keys]


def test_no_ids_ask_nothing() -> None:
    assert NAMES.rows([]) == []


@pytest.mark.django_db
def test_a_query_with_further_parameters_is_refused() -> None:
    query = Repeated(lambda ids: Agency.objects.filter(pk__in=ids, code="a").values_list("id"))
    with pytest.raises(ValueError, match="not the only parameters"):
        query.rows(keys_of([Agency.objects.create(name="A", code="a").pk]))
