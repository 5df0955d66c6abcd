"""Where what a person states differs from what is stored, part by part, in words that both can be shown in."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from amparo.actors.models import Actor
from amparo.kernel import fuzzy
from amparo.monitor.content import IncidentData, VictimData, ViolationData
from amparo.monitor.models import AgeBand, Incident, Sex
from amparo.places.models import Area
from amparo.terms.models import Term

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Block:
    """One part of an incident that differs: its name in forms, its label, and both values in words."""

    name: str
    label: "StrOrPromise"
    theirs: str
    yours: str


def stored_content(incident: Incident) -> IncidentData:
    """Return a stored incident in the form in which one is stated. Four queries."""
    victims = list(incident.victims.order_by("id"))
    position = {victim.pk: number for number, victim in enumerate(victims)}
    violations = incident.violations.prefetch_related("victims").order_by("id")
    return IncidentData(
        date=fuzzy.parse(incident.date_text),
        country_id=incident.country_id,
        admin1_id=incident.admin1_id,
        admin2_id=incident.admin2_id,
        summary=incident.summary,
        victims=tuple(
            VictimData(row.pseudonym, row.sex, row.age_band, row.boys, row.girls, row.unknown, row.pk)
            for row in victims
        ),
        violations=tuple(
            ViolationData(
                row.type_id, row.actor_id, tuple(sorted(position[victim.pk] for victim in row.victims.all())), row.pk
            )
            for row in violations
        ),
    )


def differing_blocks(incident: Incident, data: IncidentData) -> list[Block]:
    """Return the parts in which `data` differs from what is stored."""
    stored = stored_content(incident)
    words = _Words(stored, data)
    parts: list[tuple[str, StrOrPromise, object, object, str, str]] = [
        ("date", _("Date"), stored.date.text, data.date.text, fuzzy.say(stored.date), fuzzy.say(data.date)),
        ("place", _("Place"), _place(stored), _place(data), words.place(stored), words.place(data)),
        ("summary", _("Summary"), stored.summary, data.summary.strip(), stored.summary, data.summary.strip()),
        ("acts", _("Violations and children"), _acts(stored), _acts(data), words.acts(stored), words.acts(data)),
    ]
    return [Block(name, label, theirs, yours) for name, label, before, after, theirs, yours in parts if before != after]


def _place(data: IncidentData) -> tuple[uuid.UUID | None, ...]:
    return data.admin2_id, data.admin1_id, data.country_id


def _acts(data: IncidentData) -> tuple[object, ...]:
    """Return children and violations, which refer to each other; "all children" is spelled out.

    The ids of the rows say nothing that differs, so they are left out.
    """
    everyone = tuple(range(len(data.victims)))
    violations = sorted(
        (str(row.type_id), str(row.actor_id), everyone if row.victims is None else tuple(sorted(row.victims)))
        for row in data.violations
    )
    return tuple(replace(row, id=None) for row in data.victims), tuple(violations)


class _Words:
    """Names of the places, terms and actors that occur in two statements, fetched together (three queries)."""

    def __init__(self, *statements: IncidentData) -> None:
        rows = [row for data in statements for row in data.violations]
        places = [place for data in statements for place in _place(data) if place]
        self._areas = Area.objects.in_bulk(places)
        self._terms = Term.objects.in_bulk([row.type_id for row in rows])
        self._actors = Actor.objects.in_bulk([row.actor_id for row in rows if row.actor_id])

    def place(self, data: IncidentData) -> str:
        return ", ".join(str(self._areas[place]) for place in _place(data) if place in self._areas)

    def _act(self, row: ViolationData) -> str:
        act = str(self._terms.get(row.type_id, ""))
        actor = self._actors.get(row.actor_id) if row.actor_id else None
        return f"{act} – {actor or gettext('not identified')}"

    def acts(self, data: IncidentData) -> str:
        return "; ".join([*sorted(self._act(row) for row in data.violations), *victims_in_words(data.victims)])


def victims_in_words(rows: Iterable[VictimData]) -> list[str]:
    """Return each row as words: "girl, 12 to 14 (A-17)" or "3 boys, 2 girls"."""
    return [_child(row) if row.pseudonym else _group(row) for row in rows]


def _child(row: VictimData) -> str:
    sex = Sex(row.sex).label if row.sex in Sex.values else row.sex
    age = "" if row.age_band not in AgeBand.values or row.age_band == AgeBand.UNKNOWN else AgeBand(row.age_band).label
    return f"{sex}, {age} ({row.pseudonym})" if age else f"{sex} ({row.pseudonym})"


def _group(row: VictimData) -> str:
    parts = [
        ngettext("%(count)d boy", "%(count)d boys", row.boys) % {"count": row.boys} if row.boys else "",
        ngettext("%(count)d girl", "%(count)d girls", row.girls) % {"count": row.girls} if row.girls else "",
        gettext("%(count)d of unknown sex") % {"count": row.unknown} if row.unknown else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"{said} ({AgeBand(row.age_band).label})" if row.age_band in AgeBand.values[:-1] else said
