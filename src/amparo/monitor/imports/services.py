"""Writes: saving mappings, starting imports, and having them done."""

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.files.models import ReceivedFile
from amparo.files.selectors import file_for
from amparo.kernel import saving
from amparo.kernel.errors import Conflict, Invalid, NotFound, Problem
from amparo.kernel.ids import uuid7
from amparo.kernel.lines import one_line
from amparo.kernel.sending import sent_before
from amparo.kernel.unique import unique_or
from amparo.monitor import policies
from amparo.monitor.imports import definition as definitions
from amparo.monitor.imports import lookups, tasks
from amparo.monitor.imports.selectors import batch_for, mapping_for
from amparo.monitor.models import ImportBatch, Mapping, Source
from amparo.monitor.recording import Subject, note

State = ImportBatch.State
NAME_LENGTH = 120


@transaction.atomic
def create_mapping(
    *,
    acting: Person,
    agency_id: uuid.UUID,
    name: str,
    source_id: uuid.UUID,
    definition: object,
    mapping_id: uuid.UUID | None = None,
) -> Mapping:
    """Save a new mapping for a source. `mapping_id` makes a repeated sending answer the mapping of the first.

    Raises NotFound for a person who may not record there, Invalid with every problem and its place.
    """
    if not policies.may_record(acting, agency_id):
        raise NotFound
    sent = sent_before(Mapping, mapping_id, agency_id=agency_id)
    if sent is not None:
        return sent
    name = one_line(name)
    parsed = _checked(name, definition, agency_id, source_id)
    with unique_or(_name_taken()):
        mapping = Mapping.objects.create(
            id=mapping_id or uuid7(), agency_id=agency_id, name=name, source_id=source_id, definition=parsed.as_json()
        )
    note(acting, "mapping.created", _subject(mapping), data=_data(mapping))
    return mapping


@transaction.atomic
def change_mapping(
    *, acting: Person, mapping_id: uuid.UUID, expected_version: int, name: str, definition: object
) -> Mapping:
    """Change a mapping's name and definition. Its source stays: imports recognise rows by it.

    Raises NotFound, Invalid, and Stale where somebody else changed the mapping meanwhile.
    """
    mapping = mapping_for(acting, mapping_id)
    name = one_line(name)
    parsed = _checked(name, definition, mapping.agency_id, mapping.source_id, mapping)
    with unique_or(_name_taken()):
        changes = saving.save_versioned(
            mapping, expected_version=expected_version, changes={"name": name, "definition": parsed.as_json()}
        )
    if changes:
        # The definition itself is too long for an event; it stands in the history of this version.
        note(acting, "mapping.changed", _subject(mapping), data=_data(mapping), detail={"fields": sorted(changes)})
    return mapping


def _subject(mapping: Mapping) -> Subject:
    return Subject("mapping", mapping.pk, mapping.agency_id, mapping.version)


def _data(mapping: Mapping) -> dict[str, object]:
    return {"name": mapping.name, "source": str(mapping.source_id), "definition": mapping.definition}


def _name_taken() -> Problem:
    return Problem("name", _("There is a mapping of this name."), _("Choose another name."))


def _checked(
    name: str, definition: object, agency_id: uuid.UUID, source_id: uuid.UUID, mapping: Mapping | None = None
) -> definitions.Definition:
    problems = []
    if not name or len(name) > NAME_LENGTH:
        problems.append(Problem("name", _("The mapping has no name, or one too long."), _("Give it a short name.")))
    others = Mapping.objects.filter(agency_id=agency_id, name=name)
    if (others.exclude(pk=mapping.pk) if mapping else others).exists():
        problems.append(_name_taken())
    if not Source.objects.filter(pk=source_id, agency_id=agency_id).exists():
        problems.append(Problem("source", _("This source is not known."), _("Choose one of your agency's sources.")))
    try:
        parsed = definitions.parse(definition)
    except Invalid as error:
        raise Invalid(error.detail, problems=[*problems, *error.problems]) from error
    problems += lookups.load(parsed).problems
    if problems:
        raise Invalid(_("The mapping does not hold together."), problems=problems)
    return parsed


@transaction.atomic
def start_import(
    *,
    acting: Person,
    mapping_id: uuid.UUID,
    file_id: uuid.UUID,
    batch_id: uuid.UUID | None = None,
    in_background: bool = True,
) -> ImportBatch:
    """Begin an import: its file is to be checked, by the worker or (not `in_background`) by the caller.

    The mapping is kept with the batch as it is now. `batch_id` makes a repeated sending answer the first batch.
    Raises NotFound for a mapping or file that the person may not use, or of two agencies.
    """
    mapping = mapping_for(acting, mapping_id)
    file: ReceivedFile = file_for(acting=acting, file_id=file_id)
    if file.agency_id != mapping.agency_id:
        raise NotFound
    sent = sent_before(ImportBatch, batch_id, agency_id=mapping.agency_id, started_by_id=acting.pk)
    if sent is not None:
        return sent
    batch = ImportBatch.objects.create(
        id=batch_id or uuid7(),
        agency_id=mapping.agency_id,
        mapping=mapping,
        mapping_definition=mapping.definition,
        file=file,
        started_by=acting,
    )
    note(acting, "import.started", _batch_subject(batch), detail={"file": batch.file_id, "mapping": batch.mapping_id})
    if in_background:
        tasks.check.enqueue(str(batch.pk))
    return batch


def _batch_subject(batch: ImportBatch) -> Subject:
    return Subject("import", batch.pk, batch.agency_id)


@transaction.atomic
def confirm_import(*, acting: Person, batch_id: uuid.UUID, in_background: bool = True) -> ImportBatch:
    """Have the rows of a checked batch saved, or those left of a stopped one. Exactly one run follows.

    Raises NotFound, and Conflict for a batch that was refused. Confirming what runs or is done changes nothing.
    """
    batch = batch_for(acting, batch_id)
    begun = ImportBatch.objects.filter(pk=batch_id, state=State.CHECKED).update(
        state=State.IMPORTING, rows_done=0, rows_saved=0, rows_known=0
    )
    continued = ImportBatch.objects.filter(pk=batch_id, state=State.STOPPED).update(state=State.IMPORTING)
    if begun or continued:
        batch.confirmed_by.add(acting)
        note(acting, "import.confirmed", _batch_subject(batch), detail={"continued": bool(continued)})
        if in_background:
            tasks.save.enqueue(str(batch_id))
    batch.refresh_from_db()
    if batch.state in (State.CHECKING, State.REFUSED):
        raise Conflict(
            _("This file was refused, or is not checked yet: it cannot be imported."),
            advice=_("Correct what is listed, and send the file again."),
        )
    return batch
