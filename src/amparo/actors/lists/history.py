"""What the history keeps of designations, lists and definitions."""

from collections.abc import Iterable

from amparo.actors.lists.models import Definition, Designation, DesignationList


def designation_data(one: Designation, names: Iterable[tuple[str, str]]) -> dict[str, object]:
    """Return one version of a designation. `names` are its other names, each with its quality."""
    return {
        "list": one.listing.code,
        "reference": one.reference,
        "name": one.name,
        "actor": one.actor_id,
        "listed_on": one.listed_on,
        "delisted_on": one.delisted_on,
        "amended_on": one.amended_on,
        "source": one.source,
        "note": one.note,
        "names": [list(pair) for pair in names],
    }


def list_data(one: DesignationList) -> dict[str, object]:
    """Return one version of a list."""
    fields = ("code", "name", "names", "kind", "issuer", "country", "basis", "url", "marks_terrorist", "as_of")
    return {name: getattr(one, name) for name in fields}


def definition_data(one: Definition) -> dict[str, object]:
    """Return one version of a definition with its rules."""
    fields = ("code", "what", "whats", "name", "names", "text", "texts", "source", "valid_from", "valid_to")
    rules = [[rule.kind, rule.listing_id, rule.reference, rule.term_id] for rule in one.rules.order_by("pk")]
    return {**{name: getattr(one, name) for name in fields}, "rules": rules}
