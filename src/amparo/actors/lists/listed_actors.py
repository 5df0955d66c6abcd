"""Actors of listed groups: made where none is known yet, and marked as changed where a list changes them."""

import re
import unicodedata
import uuid
from collections.abc import Iterable, Sequence

from django.db.models import F

from amparo.actors.lists.models import Designation, DesignationName
from amparo.actors.models import Actor
from amparo.kernel import clock

LONGEST_NAME = 200
_SCRIPTS = {
    "ARABIC": "Arab", "CYRILLIC": "Cyrl", "HANGUL": "Kore", "CJK": "Hani", "HEBREW": "Hebr", "DEVANAGARI": "Deva",
    "ETHIOPIC": "Ethi",
}  # fmt: skip


def make_missing(designations: Sequence[Designation], names: Iterable[DesignationName]) -> list[Actor]:
    """Give each designation without an actor one, and return those that were made.

    An actor whose code is that of the reference is the same group. Nothing is saved of the designations themselves.
    """
    without = {code_of(one.reference): one for one in designations if one.actor_id is None}
    known = {actor.code: actor for actor in Actor.objects.filter(code__in=without)}
    original = {one.designation_id: one.name for one in names if one.quality == DesignationName.Quality.ORIGINAL}
    made = [_actor(code, one, original.get(one.pk, "")) for code, one in without.items() if code not in known]
    Actor.objects.bulk_create(made)
    known |= {actor.code: actor for actor in made}
    for one in designations:
        if one.actor_id is None:
            one.actor = known[code_of(one.reference)]
    return made


def code_of(reference: str) -> str:
    """Return the code of an actor that is first met on a list: its reference, as codes are written."""
    plain = re.sub(r"[^a-z0-9]+", "-", reference.lower()).strip("-")[:60]
    return plain or f"listed-{uuid.uuid5(_REFERENCES, reference).hex}"


_REFERENCES = uuid.UUID("4f6cf8a2-6d4f-4d0f-9a64-6c6973746564")


def _actor(code: str, designation: Designation, original: str) -> Actor:
    language = _language_of(original)
    return Actor(code=code, name=_short(designation.name), names={language: _short(original)} if language else {})


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _language_of(name: str) -> str:
    """Return the tag of an undetermined language in the script of a name; a list does not say the language."""
    for letter in name:
        script = _SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0])
        if script:
            return f"und-{script}"
    return ""


def mark_changed(actor_ids: Iterable[uuid.UUID]) -> None:
    """Raise the version of actors whose types changed."""
    Actor.objects.filter(pk__in=list(actor_ids)).update(version=F("version") + 1, updated_at=clock.now())
