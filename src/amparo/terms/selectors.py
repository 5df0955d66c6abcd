"""Reads of the code lists. Their words are public reference data, so choosing from them asks no actor.

The pages where lists are kept do ask: `policies.may_read`.
"""

import uuid
from collections.abc import Iterable

from django.db.models import QuerySet

from amparo.accounts.models import Person
from amparo.kernel.errors import NotFound
from amparo.terms import policies
from amparo.terms.models import Term


def offered(vocabulary: str, *, also: Iterable[uuid.UUID] = ()) -> QuerySet[Term]:
    """Return the items of a list that are offered for choice, and those of `also` (already on a record)."""
    items = Term.objects.filter(vocabulary=vocabulary)
    kept = list(also)
    current = items.filter(retired=False)
    return (current | items.filter(pk__in=kept) if kept else current).order_by("position", "label")


def terms_of(acting: Person, vocabulary: str) -> QuerySet[Term]:
    """Return all items of a list for the page where lists are kept."""
    if not policies.may_read(acting):
        raise NotFound
    return Term.objects.filter(vocabulary=vocabulary).order_by("retired", "position", "label")


def term_for(acting: Person, term_id: uuid.UUID) -> Term:
    """Return one item, or raise NotFound."""
    term = Term.objects.filter(pk=term_id).first() if policies.may_read(acting) else None
    if term is None:
        raise NotFound
    return term


def term_by_code(vocabulary: str, code: str) -> Term | None:
    """Return the item of a list that bears a code, also a retired one; None where none does."""
    return Term.objects.filter(vocabulary=vocabulary, code=code).first()
