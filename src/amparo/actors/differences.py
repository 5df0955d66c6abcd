"""Where what a person states of an actor differs from what is stored, in words."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amparo.actors.content import ActorData, ActorTypeData
from amparo.actors.models import Actor
from amparo.terms.models import Term

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Difference:
    """One part that differs: its name in the form, its label, and both values in words."""

    name: str
    label: "StrOrPromise"
    theirs: str
    yours: str


def stored_content(actor: Actor) -> ActorData:
    """Return a stored actor in the form in which one is stated. One query."""
    return ActorData(
        code=actor.code,
        name=actor.name,
        names=dict(actor.names),
        country=actor.country,
        note=actor.note,
        founded=actor.founded,
        dissolved=actor.dissolved,
        types=tuple(
            ActorTypeData(row.term_id, row.starts_on, row.ends_on, row.source) for row in actor.types.order_by("pk")
        ),
    )


def differences(actor: Actor, data: ActorData) -> list[Difference]:
    """Return the parts in which `data` differs from what is stored."""
    stored = stored_content(actor)
    terms = Term.objects.in_bulk([row.term_id for row in (*stored.types, *data.types)])
    parts = [
        ("code", _("Code"), stored.code, data.code),
        ("name", _("Name"), stored.name, data.name.strip()),
        ("names", _("Names in other languages and scripts"), names_in_lines(stored), names_in_lines(data)),
        ("country", _("Country"), stored.country, data.country),
        ("note", _("Note"), stored.note, data.note),
        ("founded", _("Founded"), stored.founded, data.founded),
        ("dissolved", _("Dissolved"), stored.dissolved, data.dissolved),
        ("types", _("Types"), *("; ".join(type_in_words(row, terms) for row in d.types) for d in (stored, data))),
    ]
    return [Difference(name, label, theirs, yours) for name, label, theirs, yours in parts if theirs != yours]


def names_in_lines(data: ActorData) -> str:
    """Return the names one per line, each after the code of its language."""
    return "\n".join(f"{language}: {name.strip()}" for language, name in data.names.items())


def type_in_words(row: ActorTypeData, terms: Mapping[uuid.UUID, Term]) -> str:
    """Return a dated type in words."""
    said = str(terms.get(row.term_id, "")) + period(row)
    return f"{said} ({row.source.strip()})" if row.source.strip() else said


def period(row: ActorTypeData) -> str:
    """Return the period of a type: ", from ... until ...", or nothing where both ends are open."""
    since = _(", from %(day)s") % {"day": date_format(row.starts_on)} if row.starts_on else ""
    until = _(", until %(day)s") % {"day": date_format(row.ends_on)} if row.ends_on else ""
    return since + until
