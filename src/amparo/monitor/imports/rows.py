"""Rows of a file with what makes each recognisable: its content as canonical JSON, hash, and key."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from django.db import connection

from amparo.files.tables.shape import Row
from amparo.monitor.imports.scratch import Scratch
from amparo.monitor.models import Report

CHUNK = 2_000
_REPORTS = Report._meta.db_table


class Keyed(NamedTuple):
    """A row as received: `content` is canonical JSON of {heading: text}, `sha256` its hash, `key` see `Report`."""

    row: Row
    content: str
    sha256: str
    key: str


def keyed(rows: Iterable[Row], header: Sequence[str], source_id: uuid.UUID, scratch: Scratch) -> Iterator[Keyed]:
    """Give each row its key. Equal rows of one file are told apart by which of them they are.

    The same as `monitor.fingerprints`, which a test compares, with the headings sorted once instead of per row.
    """
    order = sorted((name, position) for position, name in enumerate(header) if name)
    heads = [(f"{_text(name)}:", position) for name, position in order]
    beginning, sha256, occurrence = f"{source_id}|", hashlib.sha256, scratch.occurrence
    for row in rows:
        cells = row.cells
        content = "{" + ",".join([head + _text(cells[position]) for head, position in heads]) + "}"
        digest = sha256(content.encode("utf-8", "surrogatepass"))
        told = f"{beginning}{digest.hexdigest()}|{occurrence(digest.digest())}"
        yield Keyed(row, content, digest.hexdigest(), sha256(told.encode()).hexdigest())


_text = json.encoder.encode_basestring


def chunks(rows: Iterator[Keyed]) -> Iterator[list[Keyed]]:
    """Give the rows some at a time."""
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def known_keys(agency_id: uuid.UUID, chunk: Sequence[Keyed]) -> set[str]:
    """Return the keys of those rows that were imported before. One query, with all keys in one parameter.

    Written out, because Django looks at each of some thousand values on its way to the database.
    """
    keys: list[str] | str = [one.key for one in chunk]
    wanted = "= ANY(%s)"
    if connection.vendor == "sqlite":
        keys, wanted = json.dumps(keys), "IN (SELECT value FROM json_each(%s))"
    query = f"SELECT row_key FROM {_REPORTS} WHERE agency_id = %s AND row_key {wanted}"  # noqa: S608 - names are constants
    with connection.cursor() as cursor:
        cursor.execute(query, [agency_id.hex, keys])
        return {key for (key,) in cursor.fetchall()}
