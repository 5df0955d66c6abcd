"""The columns that an import writes are those of the models: a new one without a default fails here."""

import pytest
from django.db import connection, models

from amparo.monitor.imports.writing import COLUMNS, ROOM, room_to_write


@pytest.mark.parametrize("model", list(COLUMNS), ids=lambda model: model.__name__)
def test_every_column_is_written(model: type[models.Model]) -> None:
    assert sorted(COLUMNS[model]) == sorted(field.column for field in model._meta.concrete_fields)


@pytest.mark.sqlite
@pytest.mark.django_db
def test_sqlite_has_more_room_during_an_import_and_gives_it_back_also_after_a_failure() -> None:
    usual = room()
    with pytest.raises(RuntimeError):
        fail_with_room()
    assert room() == usual
    assert all(usual[name] != ROOM[name] for name in ROOM)


def fail_with_room() -> None:
    with room_to_write():
        assert room() == ROOM
        raise RuntimeError


def room() -> dict[str, int]:
    with connection.cursor() as cursor:
        return {name: int(cursor.execute(f"PRAGMA {name}").fetchone()[0]) for name in ROOM}


@pytest.mark.postgres
@pytest.mark.django_db
def test_postgresql_is_left_as_it_is() -> None:
    with room_to_write(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
