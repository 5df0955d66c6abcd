"""Actors over the API for those who read them, and places for everybody."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Path, Router

from amparo.accounts.scopes import Scope
from amparo.accounts.web import acting
from amparo.actors import policies
from amparo.actors import selectors as actors
from amparo.actors.models import Actor
from amparo.api import codes
from amparo.api.access import Everybody, Needs
from amparo.api.schemas.common import After, Id, Limit, PlaceCode, Words
from amparo.api.schemas.reference import (
    ActorDetail,
    ActorItem,
    ActorList,
    ActorTypeItem,
    PlaceDetail,
    PlaceItem,
    PlaceList,
)
from amparo.kernel.errors import NotFound
from amparo.monitor.selectors.keysets import Part, cursor_at, cut, place_of
from amparo.places import selectors as places
from amparo.places.models import Area

router = Router()
NEEDED = Needs(Scope.ACTORS_READ)
BY_NAME = "name"


@router.get("/actors", response=ActorList, auth=NEEDED, tags=["actors"], summary="Actors, by name")
def actor_list(request: HttpRequest, q: Words = "", limit: Limit = 100, after: After = "") -> ActorList:
    """Return one page of actors with their dated types. Words find the code and names in any script."""
    person = acting(request)
    if not policies.may_read(person):
        raise NotFound
    found = _part(actors.with_types(actors.find(person, q)), after, limit)
    return ActorList(items=[ActorItem(**_actor(row)) for row in found.rows], next=_next(found))


@router.get("/actors/{uuid:actor_id}", response=ActorDetail, auth=NEEDED, tags=["actors"], summary="One actor")
def actor_detail(request: HttpRequest, actor_id: Id) -> ActorDetail:
    """Return one actor."""
    actor = actors.actor_for(acting(request), actor_id)
    return ActorDetail(**_actor(actor), version=actor.version, note=actor.note)


@router.get("/places", response=PlaceList, auth=Everybody(), tags=["places"], summary="Countries, by name")
def place_list(request: HttpRequest, limit: Limit = 100, after: After = "") -> PlaceList:
    """Return one page of countries."""
    return _places(places.countries(), after, limit)


@router.get("/places/{code}", response=PlaceDetail, auth=Everybody(), tags=["places"], summary="One place")
def place_detail(request: HttpRequest, code: Path[PlaceCode]) -> PlaceDetail:
    """Return a country or a part of one, by ISO code or P-code."""
    area = places.area_by_code(code)
    return PlaceDetail(
        **_place(area), parent=area.parent.code if area.parent else None, source=area.source, as_of=area.as_of
    )


@router.get("/places/{code}/parts", response=PlaceList, auth=Everybody(), tags=["places"], summary="Parts of a place")
def place_parts(request: HttpRequest, code: Path[PlaceCode], limit: Limit = 100, after: After = "") -> PlaceList:
    """Return one page of what lies in a place, one level down: also what has ended."""
    return _places(places.parts_within(places.area_by_code(code)), after, limit)


def _places(found: QuerySet[Area], after: str, limit: int) -> PlaceList:
    part = _part(found, after, limit)
    return PlaceList(items=[PlaceItem(**_place(area)) for area in part.rows], next=_next(part))


def _part(found: QuerySet[Any], after: str, limit: int) -> Part[Any]:
    cursor = cursor_at(after, found.model, BY_NAME)
    if after and cursor is None:
        raise codes.no_place()
    return cut(found, cursor, name=BY_NAME, descending=False, size=limit)


def _next(part: Part[Any]) -> str | None:
    return place_of(part.rows[-1], BY_NAME) if part.has_later else None


def _actor(actor: Actor) -> dict[str, Any]:
    types = [
        ActorTypeItem(
            code=row.term.code,
            label=str(row.term),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            source=row.source,
        )
        for row in actor.types.all()
    ]
    return {
        "id": actor.pk,
        "code": actor.code,
        "name": actor.name,
        "names": actor.names,
        "country": actor.country,
        "types": types,
    }


def _place(area: Area) -> dict[str, Any]:
    names = ("code", "pcode", "name", "names", "level", "valid_from", "valid_to")
    return {name: getattr(area, name) for name in names}
