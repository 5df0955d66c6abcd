"""Actors and places: what the world is made of, common to all agencies."""

import datetime
import uuid

from ninja import Schema
from pydantic import Field


class ActorTypeItem(Schema):
    """What an actor is, from a day to a day, and who says so. Several may hold at once."""

    code: str
    label: str
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    source: str


class ActorItem(Schema):
    """An actor. `names` holds the other languages and scripts; `country` is an ISO code or empty."""

    id: uuid.UUID
    code: str
    name: str
    names: dict[str, str]
    country: str
    types: list[ActorTypeItem]


class ActorDetail(ActorItem):
    """One actor with its version."""

    version: int = Field(ge=1)
    note: str


class ActorList(Schema):
    """One page of actors, by name."""

    items: list[ActorItem]
    next: str | None


class PlaceItem(Schema):
    """A country (level 0) or a part of one. A part may bear a P-code beside its own code."""

    code: str = Field(examples=["COL"])
    pcode: str
    name: str
    names: dict[str, str]
    level: int = Field(ge=0, le=2)
    valid_from: datetime.date | None
    valid_to: datetime.date | None


class PlaceDetail(PlaceItem):
    """One place, the place that it lies in, and where its data come from."""

    parent: str | None
    source: str
    as_of: datetime.date | None


class PlaceList(Schema):
    """One page of places, by name."""

    items: list[PlaceItem]
    next: str | None
