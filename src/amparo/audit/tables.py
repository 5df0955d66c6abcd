"""Raw rows in and out, the same on SQLite and PostgreSQL, without the cost of model objects."""

from collections.abc import Iterable, Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

Value = str | int | bytes | None


def moment_for(connection: BaseDatabaseWrapper, text: str) -> str:
    """Return a canonical moment (UTC) as the database takes it in a parameter."""
    return f"{text}+00:00" if connection.vendor == "postgresql" else text


def insert_one(connection: BaseDatabaseWrapper, table: str, columns: Sequence[str], row: Sequence[Value]) -> None:
    """Insert one row."""
    with connection.cursor() as cursor:
        cursor.execute(_insert(connection, table, columns), list(row))


def insert_many(
    connection: BaseDatabaseWrapper, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]
) -> None:
    """Insert many rows: COPY on PostgreSQL (a tenth of the time of INSERT), executemany on SQLite."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = ", ".join(map(quote, columns))
            with cursor.copy(f"COPY {quote(table)} ({names}) FROM STDIN") as copy:  # type: ignore[attr-defined]  # psycopg's, passed through
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(_insert(connection, table, columns), list(rows))


def _insert(connection: BaseDatabaseWrapper, table: str, columns: Sequence[str]) -> str:
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns))
    places = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {quote(table)} ({names}) VALUES ({places})"  # noqa: S608  (names are ours, values are parameters)
