"""Codes in the place of ids: a filter names places, actors and kinds of violation by the codes that stay."""

import uuid

from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.actors.selectors import actors_for
from amparo.kernel.errors import Invalid, Problem
from amparo.kernel.ids import parsed_id
from amparo.places.models import Level
from amparo.places.selectors import areas_by_code
from amparo.terms.models import Vocabulary
from amparo.terms.selectors import term_by_code


def place_id(where: str, code: str | None, *, country: bool) -> uuid.UUID | None:
    """Return the id of a country (or of a part of one); None where no code is given. Raises Invalid."""
    if code is None:
        return None
    area = areas_by_code([code]).get(code)
    if area is None or (area.level == Level.COUNTRY) is not country:
        raise _unknown(where, _("No place has this code."), _("Look it up in the list of places."))
    return area.pk


def actor_id(person: Person, code: str | None) -> uuid.UUID | None:
    """Return the id of an actor; None where no code is given. Raises Invalid."""
    if code is None:
        return None
    found = actors_for(person).filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise _unknown("actor", _("No actor has this code."), _("Look it up in the list of actors."))
    return found


def violation_type_id(code: str | None) -> uuid.UUID | None:
    """Return the id of a kind of violation; None where no code is given. Raises Invalid."""
    if code is None:
        return None
    found = term_by_code(Vocabulary.VIOLATION, code)
    if found is None:
        raise _unknown("violation", _("No kind of violation has this code."), _("Look it up in the code lists."))
    return found.pk


def record_id(where: str, text: str) -> uuid.UUID | None:
    """Return the id that stands for a place in a list; None where none is given. Raises Invalid."""
    found = parsed_id(text) if text else None
    if text and found is None:
        raise no_place(where)
    return found


def no_place(where: str = "after") -> Invalid:
    """Return the error of a cursor that is none."""
    return _unknown(where, _("This is not a place in a list."), _("Give `next` as it came."))


def _unknown(where: str, message: str, advice: str) -> Invalid:
    return Invalid(problems=[Problem(where, message, advice)])
