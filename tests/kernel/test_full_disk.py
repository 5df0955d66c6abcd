"""A full disk and a locked database are said in words, and nothing is half saved."""

import sqlite3
from contextlib import closing

import pytest
from django.db import OperationalError, connection, transaction

from amparo.accounts.models import Agency
from amparo.kernel import problem
from amparo.kernel.errors import Unavailable


@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_database_that_cannot_grow_saves_nothing_and_says_that_the_disk_is_full() -> None:
    rows = [Agency(name=f"{number} " + "x" * 190, code=f"agency-{number}") for number in range(4000)]
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        usual = cursor.execute("PRAGMA max_page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 5}")
        try:
            with pytest.raises(OperationalError) as full, transaction.atomic():
                Agency.objects.bulk_create(rows)
        finally:
            cursor.execute(f"PRAGMA max_page_count = {usual}")
    said = problem.known(full.value)
    assert isinstance(said, Unavailable)
    assert said.detail == "The disk of the server is full. Nothing was saved."
    assert not Agency.objects.exists()


def test_a_database_that_another_holds_too_long_is_said_to_be_busy(tmp_path: object) -> None:
    with closing(sqlite3.connect(f"{tmp_path}/file", timeout=0, isolation_level=None)) as one:
        one.execute("CREATE TABLE t (x)")
        one.execute("BEGIN IMMEDIATE")
        other = sqlite3.connect(f"{tmp_path}/file", timeout=0, isolation_level=None)
        with closing(other), pytest.raises(sqlite3.OperationalError) as locked:
            other.execute("BEGIN IMMEDIATE")
    said = problem.known(OperationalError(str(locked.value)))
    assert isinstance(said, Unavailable)
    assert "busy" in said.detail
