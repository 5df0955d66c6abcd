"""The field list: which of its fields and codes mean what here, which are left out on purpose, and why."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_BETWEEN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class FieldList:
    """The correspondence.

    `violations` maps the name of a form to a violation's code, `terms` a field to its codes and these to
    "list/code", `answers` a field to the name of an answer of an association, `left_out` a field to the reason.
    `not_known` are codes by which a field says that nothing is known.
    """

    violations: Mapping[str, str]
    terms: Mapping[str, Mapping[str, str]]
    answers: Mapping[str, str]
    not_known: frozenset[str]
    read_elsewhere: frozenset[str]
    left_out: Mapping[str, str]


@cache
def field_list() -> FieldList:
    """Return the correspondence that comes with the system (`data/mrm.json`, with its source)."""
    content = json.loads((files("amparo.monitor") / "data" / "mrm.json").read_text("utf-8"))
    return FieldList(
        violations=content["violations"],
        terms=content["terms"],
        answers=content["answers"],
        not_known=frozenset(content["said_by_others"]),
        read_elsewhere=frozenset(content["read_elsewhere"]),
        left_out=content["left_out"],
    )


def code_of(value: object) -> str:
    """Return a code from an id or a label: "Laying mines" and "laying_mines" are one."""
    return "" if value is None else _BETWEEN.sub("_", str(value).lower()).strip("_")


def codes_of(value: object) -> list[str]:
    """Return the codes of a field that holds one, several, or none."""
    values = value if isinstance(value, list) else [value]
    return [code for one in values if one is not None and (code := code_of(one))]


def code_for(field: str, term: str) -> str:
    """Return the code by which a field names one of our items ("role/cook"), or nothing where it has none."""
    return next((code for code, meant in field_list().terms[field].items() if meant == term), "")
