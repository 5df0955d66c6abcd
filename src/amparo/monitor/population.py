"""Counts of children that are larger than the number of people of their place: warned of, never refused.

The number of people may be old, and children may have been brought from elsewhere. A slip of a digit is likelier.
"""

import uuid
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from amparo.kernel.ui.words import number
from amparo.places.models import Area


def too_many(place: Area, children: int) -> str:
    """Return the warning that a place has fewer people than children are counted; nothing where it has more."""
    if place.population is None or children <= place.population:
        return ""
    said = _("%(children)s children are counted, and %(place)s has %(people)s people (%(source)s, %(year)s).")
    return said % {
        "children": number(children),
        "place": place,
        "people": number(place.population),
        "source": place.population_source,
        "year": place.population_year or _("year not known"),
    }


def counted_places(ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, Area]:
    """Return those of some places of which the number of people is known. One query."""
    return Area.objects.filter(population__isnull=False).in_bulk(list(set(ids)))
