"""What is stored, in the form in which a person states it: for forms, and to compare."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from amparo.actors.lists.content import DefinitionData, DesignationData, ListData, ListedName, RuleData
from amparo.actors.lists.models import Definition, DefinitionRule, Designation, DesignationList, DesignationName
from amparo.terms.models import Term

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def list_data(listing: DesignationList) -> ListData:
    """Return a stored list as one is stated."""
    return ListData(
        code=listing.code,
        name=listing.name,
        kind=listing.kind,
        issuer=listing.issuer,
        country=listing.country,
        basis=listing.basis,
        url=listing.url,
        marks_terrorist=listing.marks_terrorist,
        as_of=listing.as_of,
        names=listing.names,
    )


def designation_data(designation: Designation) -> DesignationData:
    """Return a stored designation as one is stated."""
    return DesignationData(
        reference=designation.reference,
        name=designation.name,
        listed_on=designation.listed_on,
        delisted_on=designation.delisted_on,
        actor_id=designation.actor_id,
        source=designation.source,
        note=designation.note,
        names=tuple(ListedName(one.name, one.quality) for one in designation.names.all()),
    )


def definition_data(definition: Definition) -> DefinitionData:
    """Return a stored definition as one is stated. One query."""
    rules = definition.rules.order_by("pk").values_list("kind", "listing_id", "reference", "term_id")
    return DefinitionData(
        code=definition.code,
        what=definition.what,
        name=definition.name,
        text=definition.text,
        source=definition.source,
        valid_from=definition.valid_from,
        valid_to=definition.valid_to,
        whats=definition.whats,
        names=definition.names,
        texts=definition.texts,
        rules=tuple(RuleData(*rule) for rule in rules),
    )


def definition_in_words(
    stored: DefinitionData, given: DefinitionData
) -> list[tuple[str, "StrOrPromise", object, object]]:
    """Return the parts in which two definitions differ: name in the form, label, and both values in words."""
    parts: list[tuple[str, StrOrPromise, object, object]] = [
        ("code", _("Code"), stored.code, given.code),
        ("what", _("What a group is called"), stored.what, given.what),
        ("name", _("Within the meaning of"), stored.name, given.name),
        ("text", _("Text"), stored.text, given.text),
        (
            "whats",
            _("What a group is called, in other languages"),
            _by_language(stored.whats),
            _by_language(given.whats),
        ),
        ("names", _("The document, in other languages"), _by_language(stored.names), _by_language(given.names)),
        ("texts", _("Text in other languages"), _by_language(stored.texts), _by_language(given.texts)),
        ("source", _("Source"), stored.source, given.source),
        ("valid_from", _("From"), stored.valid_from, given.valid_from),
        ("valid_to", _("Until"), stored.valid_to, given.valid_to),
        ("rules", _("Rules"), _rules(stored), _rules(given)),
    ]
    return [part for part in parts if part[2] != part[3]]


def names_in_words(names: Iterable[ListedName]) -> str:
    """Return the other names of a designation in words, each with its quality, in an order of their own."""
    labels = dict(DesignationName.Quality.choices)
    return "; ".join(f"{one.name} ({labels.get(one.quality, one.quality)})" for one in sorted(set(names)))


def _by_language(texts: Mapping[str, str]) -> str:
    return "\n".join(f"{language}: {text}" for language, text in sorted(texts.items()))


def _rules(data: DefinitionData) -> str:
    lists = DesignationList.objects.in_bulk([rule.listing_id for rule in data.rules if rule.listing_id])
    terms = Term.objects.in_bulk([rule.term_id for rule in data.rules if rule.term_id])
    said = []
    for rule in data.rules:
        known = lists.get(rule.listing_id) if rule.listing_id else None
        words = str(DefinitionRule(kind=rule.kind, listing=known, reference=rule.reference))
        term = terms.get(rule.term_id) if rule.term_id else None
        said.append(f"{words} ({term})" if term else words)
    return "; ".join(said)
