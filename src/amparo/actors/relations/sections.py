"""The three lists of rows that an actor has beside its types. Each is read, checked, written and said in one way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.utils.translation import gettext_lazy as _

from amparo.actors.models import Actor, ActorAlias, ActorLink, ActorPresence
from amparo.actors.relations import checks
from amparo.actors.relations.content import AliasData, LinkData, PresenceData, Row
from amparo.actors.relations.models import AliasKind, LinkKind
from amparo.actors.relations.periods import Period, in_words
from amparo.kernel.errors import Problem
from amparo.kernel.lines import one_line
from amparo.places.selectors import areas_by_code

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Section(Generic[R]):
    """One list of rows. `stored` reads it, `problems` judges it, `store` adds them, `say` their words."""

    name: str
    label: "StrOrPromise"
    stored: Callable[[Actor], tuple[R, ...]]
    problems: Callable[[Sequence[R], Actor], list[Problem]]
    store: Callable[[Actor, Sequence[R]], None]
    say: Callable[[Sequence[R]], list[str]]


def _common(row: Row) -> dict[str, Any]:
    period = Period.of(row.since, row.until)
    return {
        "since": row.since,
        "until": row.until,
        "first_day": period.first_day,
        "last_day": period.last_day,
        "source": one_line(row.source),
    }


def _framed(said: str, row: Row) -> str:
    """Return a row in words with its period and its source."""
    parts = [said, in_words(row.since, row.until), one_line(row.source)]
    return ", ".join(part for part in parts if part)


def _stored_aliases(actor: Actor) -> tuple[AliasData, ...]:
    rows = actor.aliases.order_by("pk")
    return tuple(AliasData(row.text, row.kind, row.language, row.since, row.until, row.source) for row in rows)


def _store_aliases(actor: Actor, rows: Sequence[AliasData]) -> None:
    ActorAlias.objects.bulk_create(
        ActorAlias(actor=actor, text=one_line(row.text), kind=row.kind, language=row.language, **_common(row))
        for row in rows
    )


def _say_aliases(rows: Sequence[AliasData]) -> list[str]:
    kinds = dict(AliasKind.choices)
    return [_framed(f"{one_line(row.text)} ({kinds.get(row.kind, row.kind)})", row) for row in rows]


def _stored_links(actor: Actor) -> tuple[LinkData, ...]:
    rows = actor.links.order_by("pk")
    return tuple(LinkData(row.kind, row.other_id, row.since, row.until, row.source) for row in rows)


def _store_links(actor: Actor, rows: Sequence[LinkData]) -> None:
    ActorLink.objects.bulk_create(
        ActorLink(actor=actor, kind=row.kind, other_id=row.other_id, **_common(row)) for row in rows
    )


def _say_links(rows: Sequence[LinkData]) -> list[str]:
    others = Actor.objects.in_bulk([row.other_id for row in rows])
    kinds = dict(LinkKind.choices)
    return [_framed(f"{kinds.get(row.kind, row.kind)} {others.get(row.other_id, '')}", row) for row in rows]


def _stored_presences(actor: Actor) -> tuple[PresenceData, ...]:
    rows = actor.presences.select_related("area").order_by("pk")
    return tuple(PresenceData(row.area.pcode or row.area.code, row.since, row.until, row.source) for row in rows)


def _store_presences(actor: Actor, rows: Sequence[PresenceData]) -> None:
    areas = areas_by_code(row.area_code for row in rows)
    ActorPresence.objects.bulk_create(
        ActorPresence(actor=actor, area=areas[row.area_code], **_common(row)) for row in rows
    )


def _say_presences(rows: Sequence[PresenceData]) -> list[str]:
    return [_framed(row.area_code, row) for row in rows]


ALIASES = Section("aliases", _("Aliases"), _stored_aliases, checks.alias_problems, _store_aliases, _say_aliases)
LINKS = Section("links", _("Relations"), _stored_links, checks.link_problems, _store_links, _say_links)
PRESENCES = Section(
    "presences", _("Areas"), _stored_presences, checks.presence_problems, _store_presences, _say_presences
)
