"""Versioned save: a stale write is refused, both values are shown, nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import F, Field

from amparo.kernel import clock
from amparo.kernel.errors import NotFound, Stale
from amparo.kernel.models import Record

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Changes = dict[str, tuple[object, object]]
Json = str | int | float | bool | None


def save_versioned(obj: Record, *, expected_version: int, changes: Mapping[str, object]) -> Changes:
    """Write `changes` to the stored record if it still has `expected_version`, and raise its version by one.

    `changes` maps field names (of a foreign key: `country` with an object, or `country_id` with its id) to new
    values; fields that already hold their value are left out, and where nothing differs nothing is written and the
    version stays. Returns `{field: (before, after)}` and brings `obj` up to date. The version is compared within the
    UPDATE itself, so that of two writers at one moment exactly one succeeds.

    Raises Stale (with the stored and the refused value of each field that differs) if the record was saved since,
    NotFound if it no longer exists. Values are not validated here beyond what the database enforces.
    """
    fields = {name: _field(type(obj), name) for name in changes}
    wanted = {fields[name].attname: _plain_value(fields[name], value) for name, value in changes.items()}
    with transaction.atomic():
        stored = _stored(obj, wanted)
        if stored.pop("version") != expected_version:
            raise _stale(obj, fields, wanted)
        differing = {name: value for name, value in wanted.items() if stored[name] != value}
        if not differing:
            return {}
        moment = clock.now()
        rows = _rows(obj).filter(version=expected_version)
        if not rows.update(**differing, version=F("version") + 1, updated_at=moment):
            raise _stale(obj, fields, wanted)
    for name, value in {**differing, "version": expected_version + 1, "updated_at": moment}.items():
        setattr(obj, name, value)
    return {name: (stored[name], value) for name, value in differing.items()}


def as_json(changes: Changes) -> dict[str, tuple[Json, Json]]:
    """Return `changes` with values that JSON can hold (dates in ISO 8601, ids and anything else as text)."""
    return {name: (json_value(before), json_value(after)) for name, (before, after) in changes.items()}


def json_value(value: object) -> Json:
    """Return one field value as JSON can hold it."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return str(value)


def _field(model: type[Record], name: str) -> Field[Any, Any]:
    field = model._meta.get_field(name.removesuffix("_id") if name.endswith("_id") else name)
    if not isinstance(field, Field) or field.many_to_many or field.primary_key or name in {"version", "updated_at"}:
        raise TypeError(f"{model.__name__}.{name} is not a field that a versioned save writes.")
    return field


def _plain_value(field: Field[Any, Any], value: object) -> object:
    return field.to_python(value.pk if isinstance(value, models.Model) else value)


def _rows(obj: Record) -> models.QuerySet[Record]:
    return type(obj)._default_manager.filter(pk=obj.pk)


def _stored(obj: Record, wanted: Mapping[str, object]) -> dict[str, Any]:
    stored = _rows(obj).values("version", *wanted).first()
    if stored is None:
        raise NotFound
    return dict(stored)


def _stale(obj: Record, fields: Mapping[str, Field[Any, Any]], wanted: Mapping[str, object]) -> Stale:
    stored = _stored(obj, wanted)
    differing = {name: field for name, field in fields.items() if stored[field.attname] != wanted[field.attname]}
    labels: dict[str, StrOrPromise] = {name: field.verbose_name for name, field in differing.items()}
    return Stale(
        theirs={name: _shown(field, stored[field.attname]) for name, field in differing.items()},
        yours={name: _shown(field, wanted[field.attname]) for name, field in differing.items()},
        labels=labels,
        version=stored["version"],
    )


def _shown(field: Field[Any, Any], value: object) -> object:
    """Return a value as people read it: the label of a choice, the name of a related record."""
    if value is None or (isinstance(value, UUID) is False and not field.choices and not field.is_relation):
        return value
    if field.is_relation and field.related_model is not None:
        related = field.related_model
        found = related._default_manager.filter(pk=value).first() if isinstance(related, type) else None
        return str(found) if found is not None else str(value)
    labels = dict(field.flatchoices)
    return str(labels.get(value, value))
