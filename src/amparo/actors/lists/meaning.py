"""What a definition says of designations: its rules as a condition on rows, and on one row at hand."""

import datetime
from collections.abc import Iterable

from django.db.models import Q

from amparo.actors.lists.models import Definition, DefinitionRule, Designation, ListKind

Kind = DefinitionRule.Kind
MARKED_KINDS = (ListKind.NATIONAL, ListKind.REGIONAL)


def standing_on(day: datetime.date) -> Q:
    """Return the condition that a designation stands on a day; on the day of its delisting it stands no more."""
    return Q(listed_on__lte=day) & (Q(delisted_on__isnull=True) | Q(delisted_on__gt=day))


def stands(designation: Designation, day: datetime.date) -> bool:
    """Say the same of one designation at hand."""
    return designation.listed_on <= day and (designation.delisted_on is None or designation.delisted_on > day)


def holds_on(definition: Definition, day: datetime.date) -> bool:
    """Say whether the definition itself holds on a day."""
    begun = definition.valid_from is None or definition.valid_from <= day
    return begun and (definition.valid_to is None or day <= definition.valid_to)


def within(rules: Iterable[DefinitionRule]) -> Q:
    """Return the condition that a designation fulfils one of the rules; without a rule nothing does."""
    found = Q(pk__in=())
    for rule in rules:
        found |= _condition(rule)
    return found


def _condition(rule: DefinitionRule) -> Q:
    if rule.kind == Kind.LIST:
        return Q(listing_id=rule.listing_id)
    if rule.kind == Kind.REFERENCE:
        return Q(listing_id=rule.listing_id, reference=rule.reference)
    return Q(listing__kind__in=MARKED_KINDS, listing__marks_terrorist=True)


def fulfils(rule: DefinitionRule, designation: Designation) -> bool:
    """Say whether a designation, with its list, fulfils a rule."""
    if rule.kind == Kind.MARKED:
        return designation.listing.kind in MARKED_KINDS and designation.listing.marks_terrorist
    same_list = rule.listing_id == designation.listing_id
    return same_list and (rule.kind == Kind.LIST or rule.reference == designation.reference)
