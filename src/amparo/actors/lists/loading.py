"""The lists and definitions that come with the system: `actors/data`, each with its source.

Loading adds what is missing and touches nothing else: what people renamed or ended stays so.
"""

import json
from importlib.resources import files
from typing import Any

from django.db import transaction

from amparo.actors.lists.models import Definition, DefinitionRule, DesignationList, ListKind
from amparo.terms.models import Term, Vocabulary

UN_FEED = "un-consolidated"
"""The consolidated list of the United Nations Security Council, which holds all its lists in one file."""


def _shipped(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((files("amparo.actors") / "data" / f"{name}.json").read_text("utf-8"))
    return content


@transaction.atomic
def load() -> int:
    """Add every list and definition that is missing, and return how many were. Repeating it changes nothing."""
    return _load_lists() + _load_definitions()


def _load_lists() -> int:
    content = _shipped("lists")
    known = set(DesignationList.objects.values_list("code", flat=True))
    missing = [item for item in content["items"] if item["code"] not in known]
    DesignationList.objects.bulk_create(
        DesignationList(
            code=item["code"],
            name=item["name"],
            names={"ar": item["ar"]},
            kind=ListKind.UN,
            issuer=content["issuer"],
            basis=item["basis"],
            url=content["url"],
            feed=content["feed"],
            feed_key=item["key"],
        )
        for item in missing
    )
    return len(missing)


def _load_definitions() -> int:
    known = set(Definition.objects.values_list("code", flat=True))
    missing = [item for item in _shipped("definitions")["items"] if item["code"] not in known]
    lists = {listing.code: listing for listing in DesignationList.objects.all()} if missing else {}
    terms = {term.code: term for term in Term.objects.filter(vocabulary=Vocabulary.ACTOR_TYPE)} if missing else {}
    for item in missing:
        definition = Definition.objects.create(
            code=item["code"],
            what=item["what"],
            whats={"ar": item["what_ar"]},
            name=item["name"],
            names={"ar": item["name_ar"]},
            text=item["text"],
            texts={"ar": item["text_ar"]},
            source=item["source"],
        )
        DefinitionRule.objects.bulk_create(
            DefinitionRule(
                definition=definition,
                kind=rule["kind"],
                listing=lists.get(rule.get("list", "")),
                reference=rule.get("reference", ""),
                term=terms.get(rule.get("term", "")),
            )
            for rule in item["rules"]
        )
    return len(missing)
