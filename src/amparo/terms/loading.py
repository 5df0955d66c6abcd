"""The code lists that come with the system: `data/<list>.json`, each with its source.

Loading adds what is missing and touches nothing else: what an administrator renamed or retired stays so.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.db import transaction

from amparo.terms.models import Term, Vocabulary


@dataclass(frozen=True)
class Shipped:
    """One item as it comes with the system."""

    vocabulary: str
    code: str
    label: str
    arabic: str
    source: str
    position: int
    group: str


@cache
def shipped() -> tuple[Shipped, ...]:
    """Return every item of every list that comes with the system, in order."""
    folder = files("amparo.terms") / "data"
    return tuple(
        item
        for vocabulary in Vocabulary.values
        for item in _read(folder.joinpath(f"{vocabulary}.json").read_text("utf-8"))
    )


def _read(text: str) -> list[Shipped]:
    content = json.loads(text)
    return [
        Shipped(
            content["vocabulary"],
            row["code"],
            row["label"],
            row["ar"],
            row.get("source", content["source"]),
            10 * number,
            row.get("group", ""),
        )
        for number, row in enumerate(content["items"], 1)
    ]


def is_shipped(term: Term) -> bool:
    """Say whether an item comes with the system (and so would come back if it were deleted)."""
    return any((item.vocabulary, item.code) == (term.vocabulary, term.code) for item in shipped())


@transaction.atomic
def load() -> int:
    """Add every item that is missing, and return how many were. Repeating it changes nothing.

    An item that has no group yet, as all had before there were any, gets the one it comes with.
    """
    known = set(Term.objects.values_list("vocabulary", "code"))
    missing = [item for item in shipped() if (item.vocabulary, item.code) not in known]
    Term.objects.bulk_create(
        [
            Term(
                vocabulary=item.vocabulary,
                code=item.code,
                label=item.label,
                labels={"ar": item.arabic},
                source=item.source,
                position=item.position,
                group=item.group,
            )
            for item in missing
        ]
    )
    for item in shipped():
        if item.group:
            Term.objects.filter(vocabulary=item.vocabulary, code=item.code, group="", version=1).update(
                group=item.group
            )
    return len(missing)
