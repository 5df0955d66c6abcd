"""Sources: creating and changing them."""

import re
import uuid
from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.audit.values import redacted
from amparo.kernel.errors import Invalid, NotFound, Problem
from amparo.kernel.ids import uuid7
from amparo.kernel.lines import one_line
from amparo.kernel.saving import save_versioned
from amparo.kernel.sending import sent_before
from amparo.kernel.unique import unique_or
from amparo.monitor import policies, searching, selectors
from amparo.monitor.content import SourceData
from amparo.monitor.models import Source
from amparo.monitor.recording import Subject, note
from amparo.monitor.snapshots import source_data
from amparo.terms.models import Term, Vocabulary

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@transaction.atomic
def create_source(
    *, acting: Person, agency_id: uuid.UUID, data: SourceData, record_id: uuid.UUID | None = None
) -> Source:
    """Create a source of an agency; sent twice with one `record_id`, it is created once.

    Raises NotFound where the person does not record for the agency, Invalid for a code in use or an unknown kind.
    """
    if not policies.may_record(acting, agency_id):
        raise NotFound
    if known := sent_before(Source, record_id, agency_id=agency_id):
        return known
    _refuse(data, agency_id, None)
    with unique_or(_code_taken()):
        source = Source.objects.create(
            id=record_id or uuid7(),
            agency_id=agency_id,
            name=one_line(data.name),
            code=data.code,
            kind_id=data.kind_id,
            note=data.note,
        )
    note(
        acting,
        "source.created",
        _subject(source),
        data=source_data(source),
        detail={"code": source.code},
    )
    return source


@transaction.atomic
def change_source(*, acting: Person, source_id: uuid.UUID, expected_version: int, data: SourceData) -> Source:
    """Change a source. Raises NotFound, Invalid, or Stale where it was saved since `expected_version`."""
    source = selectors.source_for(acting, source_id)
    if not policies.may_record(acting, source.agency_id):
        raise NotFound
    _refuse(data, source.agency_id, source)
    before = source.name
    wanted = {"name": one_line(data.name), "code": data.code, "kind_id": data.kind_id, "note": data.note}
    with unique_or(_code_taken()):
        changes = save_versioned(source, expected_version=expected_version, changes=wanted)
    if not changes:
        return source
    coded = {name: _coded(name, *pair) for name, pair in changes.items()}
    note(acting, "source.changed", _subject(source), data=source_data(source), changes=coded)
    if source.name != before:
        searching.refresh_for_source(source.pk)
    return source


def _coded(name: str, before: object, after: object) -> tuple[object, object]:
    """Return what the audit keeps of a change: codes as they are, free text only as a fingerprint."""
    return (before, after) if name in ("code", "kind_id") else (redacted(str(before or "")), redacted(str(after or "")))


def _subject(source: Source) -> Subject:
    return Subject("source", source.pk, source.agency_id, source.version)


def _refuse(data: SourceData, agency_id: uuid.UUID, existing: Source | None) -> None:
    problems = list(_problems(data, agency_id, existing))
    if problems:
        raise Invalid(problems=problems)


def _problems(data: SourceData, agency_id: uuid.UUID, existing: Source | None) -> Iterator[Problem]:
    if not one_line(data.name):
        yield Problem("name", _("The name is missing."), _("Say how this source is called."))
    elif len(data.name) > 200:
        yield Problem("name", _("This name is too long."), _("Shorten it to 200 characters."))
    if len(data.note) > 500:
        yield Problem("note", _("This text is too long."), _("Shorten it to 500 characters."))
    if not _CODE.fullmatch(data.code):
        yield Problem(
            "code", _("This code has a character that codes do not have."), _("Use small letters, digits and hyphens.")
        )
    else:
        same = Source.objects.filter(agency_id=agency_id, code=data.code)
        if (same.exclude(pk=existing.pk) if existing else same).exists():
            yield _code_taken()
    yield from _kind_problems(data, existing)


def _code_taken() -> Problem:
    return Problem("code", _("Another source has this code."), _("Choose another code."))


def _kind_problems(data: SourceData, existing: Source | None) -> Iterator[Problem]:
    if data.kind_id is None or (existing and existing.kind_id == data.kind_id):
        return
    offered = Term.objects.filter(vocabulary=Vocabulary.SOURCE_KIND, retired=False)
    if not offered.filter(pk=data.kind_id).exists():
        yield Problem("kind", _("This kind of source is not known."), _("Choose one from the list."))
