"""Definitions as data: recorded and changed by those who record actors."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F

from amparo.accounts.models import Person
from amparo.actors import policies
from amparo.actors.lists import history, meaning, selectors, stating, typed
from amparo.actors.lists.checks import code_taken, definition_problems
from amparo.actors.lists.content import DefinitionData, RuleData
from amparo.actors.lists.models import Definition, DefinitionRule, Designation
from amparo.audit import services as audit
from amparo.kernel import clock
from amparo.kernel.errors import Invalid, NotFound, Stale
from amparo.kernel.ids import uuid7
from amparo.kernel.lines import one_line
from amparo.kernel.sending import sent_before
from amparo.kernel.unique import unique_or


@transaction.atomic
def record_definition(*, acting: Person, data: DefinitionData, record_id: uuid.UUID | None = None) -> Definition:
    """Record a definition with its rules; sent twice with one `record_id`, it is recorded once.

    Raises NotFound where the person does not record, Invalid with every problem found.
    """
    if not policies.may_record(acting):
        raise NotFound
    if known := sent_before(Definition, record_id):
        return known
    _refuse(data, None)
    with unique_or(code_taken()):
        definition = Definition.objects.create(id=record_id or uuid7(), **_facts(data))
    _write_rules(definition, data.rules)
    event_id = _note(acting, "definition.recorded", definition)
    typed.follow(_concerned(definition), event_id)
    return definition


@transaction.atomic
def change_definition(
    *, acting: Person, definition_id: uuid.UUID, expected_version: int, data: DefinitionData
) -> Definition:
    """Replace what is stated of a definition, its rules among it.

    Raises NotFound, Stale where somebody saved it since `expected_version`, Invalid with every problem found.
    """
    if not policies.may_record(acting):
        raise NotFound
    definition = selectors.definition_for(acting, definition_id)
    _refuse(data, definition)
    if stating.definition_data(definition) == data and definition.version == expected_version:
        return definition
    concerned = _concerned(definition)
    rows = Definition.objects.filter(pk=definition.pk, version=expected_version)
    with unique_or(code_taken()):
        saved = rows.update(**_facts(data), version=F("version") + 1, updated_at=clock.now())
    if not saved:
        raise _stale(selectors.definition_for(acting, definition_id), data)
    definition = selectors.definition_for(acting, definition_id)
    DefinitionRule.objects.filter(definition=definition).delete()
    _write_rules(definition, data.rules)
    event_id = _note(acting, "definition.changed", definition)
    typed.follow(concerned | _concerned(definition), event_id)
    return definition


def _refuse(data: DefinitionData, existing: Definition | None) -> None:
    problems = definition_problems(data, existing)
    if problems:
        raise Invalid(problems=problems)


def _facts(data: DefinitionData) -> dict[str, Any]:
    return {
        "code": data.code,
        "what": one_line(data.what),
        "whats": dict(data.whats),
        "name": one_line(data.name),
        "names": dict(data.names),
        "text": data.text.strip(),
        "texts": dict(data.texts),
        "source": one_line(data.source),
        "valid_from": data.valid_from,
        "valid_to": data.valid_to,
    }


def _write_rules(definition: Definition, rules: Iterable[RuleData]) -> None:
    marked, reference = DefinitionRule.Kind.MARKED, DefinitionRule.Kind.REFERENCE
    DefinitionRule.objects.bulk_create(
        DefinitionRule(
            definition=definition,
            kind=rule.kind,
            listing_id=None if rule.kind == marked else rule.listing_id,
            reference=one_line(rule.reference) if rule.kind == reference else "",
            term_id=rule.term_id,
        )
        for rule in rules
    )


def _concerned(definition: Definition) -> set[uuid.UUID]:
    """Return the actors of whose designations a rule speaks: their types may rest on it."""
    rows = Designation.objects.filter(meaning.within(DefinitionRule.objects.filter(definition=definition)))
    return set(rows.filter(actor__isnull=False).values_list("actor_id", flat=True))


def _stale(definition: Definition, data: DefinitionData) -> Stale:
    pairs = stating.definition_in_words(stating.definition_data(definition), data)
    return Stale(
        theirs={name: theirs for name, _label, theirs, _yours in pairs},
        yours={name: yours for name, _label, _theirs, yours in pairs},
        labels={name: label for name, label, _theirs, _yours in pairs},
        version=definition.version,
    )


def _note(acting: Person, action: str, definition: Definition) -> uuid.UUID:
    event = audit.record(
        acting=acting.pk,
        agency=None,
        action=action,
        object_type="definition",
        object_id=definition.pk,
        detail={"code": definition.code},
    )
    kept = history.definition_data(definition)
    audit.write_history([audit.HistoryRow("definition", definition.pk, definition.version, event.pk, kept)])
    return event.pk
