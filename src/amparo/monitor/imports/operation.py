"""Imports from the command line: the same services as the page's, in one process, as a named monitor."""

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from amparo.accounts.models import Agency, Membership, Person
from amparo.accounts.roles import Role
from amparo.files import services as files
from amparo.files.kinds import kind_of
from amparo.kernel.errors import Invalid
from amparo.monitor import policies
from amparo.monitor import services as monitor
from amparo.monitor.content import SourceData
from amparo.monitor.imports import definition as definitions
from amparo.monitor.imports import running, selectors, services
from amparo.monitor.imports.checking import Findings, Input, check
from amparo.monitor.models import ImportBatch, Mapping, Source

State = ImportBatch.State


@dataclass(frozen=True)
class Chosen:
    """What `--mapping` names: a saved mapping, or the contents of a JSON file."""

    agency_id: uuid.UUID
    name: str
    definition: definitions.Definition
    source_code: str
    source_name: str = ""
    saved: Mapping | None = None


def person(email: str | None) -> Person:
    """Return the monitor who acts. Raises Invalid where it is not said, or the person is no monitor.

    In demonstration mode nobody needs to be named: the first monitor of the invented people acts.
    """
    monitors = Membership.objects.current().filter(role=Role.MONITOR, person__is_active=True)
    found = monitors.order_by("created_at", "id")
    if email is not None:
        found = found.filter(person__email__iexact=email)
    elif not settings.DEMONSTRATION:
        raise Invalid(_("It is not said who imports."), advice=_("Name a monitor: --as EMAIL."))
    membership = found.select_related("person").first()
    if membership is None:
        raise Invalid(
            _("There is no monitor of this address.") if email else _("There is no monitor yet."),
            advice=_("See who holds which role: amparo people list"),
        )
    return membership.person


def agency_of(acting: Person, code: str | None) -> uuid.UUID:
    """Return the agency for which the person imports; the only one where none is named."""
    agencies = Agency.objects.filter(pk__in=policies.writable_agencies(acting))
    found = list(agencies.filter(code=code) if code else agencies)
    if len(found) != 1:
        codes = ", ".join(sorted(agencies.values_list("code", flat=True)))
        raise Invalid(
            _("It is not clear for which agency this is."),
            advice=_("Name one of these: --agency %(codes)s") % {"codes": codes},
        )
    return found[0].pk


def choose(acting: Person, agency_id: uuid.UUID, reference: str) -> Chosen:
    """Return the mapping that a name or a path means. Raises Invalid where there is none."""
    saved = selectors.mapping_named(acting, agency_id, reference)
    if saved is not None:
        return Chosen(
            agency_id, saved.name, definitions.parse(saved.definition), saved.source.code, saved.source.name, saved
        )
    path = Path(reference)
    if not path.is_file():
        names = ", ".join(selectors.mappings_for(acting).filter(agency_id=agency_id).values_list("name", flat=True))
        raise Invalid(
            _("There is neither a saved mapping nor a file called “%(name)s”.") % {"name": reference},
            advice=_("Saved are: %(names)s.") % {"names": names} if names else _("None is saved yet."),
        )
    return _from_file(acting, agency_id, path)


def _from_file(acting: Person, agency_id: uuid.UUID, path: Path) -> Chosen:
    try:
        given = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError) as error:
        raise Invalid(
            _("%(path)s is no JSON file: %(error)s") % {"path": path, "error": error},
            advice=_("Export a saved mapping to see the form: amparo reports mappings --export NAME"),
        ) from error
    known = {"name", "source", "source_name", "definition"}
    if not isinstance(given, dict) or "definition" not in given or "source" not in given or not given.keys() <= known:
        raise Invalid(
            _("A mapping file is a JSON object with source and definition, and may have name and source_name."),
            advice=_("Export a saved mapping to see the form: amparo reports mappings --export NAME"),
        )
    name = str(given.get("name") or path.stem)
    saved = selectors.mapping_named(acting, agency_id, name)
    return Chosen(
        agency_id,
        name,
        definitions.parse(given["definition"]),
        str(given["source"]),
        str(given.get("source_name", "")),
        saved,
    )


def exported(mapping: Mapping) -> dict[str, Any]:
    """Return a mapping as a file holds it."""
    return {
        "name": mapping.name,
        "source": mapping.source.code,
        "source_name": mapping.source.name,
        "definition": mapping.definition,
    }


def rehearse(chosen: Chosen, path: Path, advance: Callable[[int], None]) -> Findings:
    """Look through a file where it lies and return what was found. Nothing at all is saved."""
    if path.stat().st_size > settings.MAX_UPLOAD_BYTES:
        raise Invalid(_("The file is larger than this system accepts."), advice=_("Split it into several files."))
    kind = kind_of(path)
    if not kind.media_type:
        raise Invalid(
            _("The file cannot be read as a table: it seems to be %(kind)s.") % {"kind": kind.name}, advice=kind.advice
        )
    source = _source(chosen)
    source_id = source.pk if source else uuid.UUID(int=0)
    return check(Input(path, kind.media_type, chosen.definition, chosen.agency_id, source_id), advance=advance)


def _source(chosen: Chosen) -> Source | None:
    return Source.objects.filter(agency_id=chosen.agency_id, code=chosen.source_code).first()


def saved_mapping(acting: Person, chosen: Chosen) -> Mapping:
    """Return the mapping as it is saved, after saving it (and its source, where its name is given) if need be."""
    if chosen.saved is not None:
        if chosen.saved.source.code != chosen.source_code:
            raise Invalid(
                _("The mapping of this name is of another source."),
                advice=_("Give the mapping in the file another name."),
            )
        return services.change_mapping(
            acting=acting,
            mapping_id=chosen.saved.pk,
            expected_version=chosen.saved.version,
            name=chosen.name,
            definition=chosen.definition.as_json(),
        )
    source = _source(chosen)
    if source is None and not chosen.source_name:
        raise Invalid(
            _("There is no source with the code “%(code)s”.") % {"code": chosen.source_code},
            advice=_("Correct it, or write source_name into the mapping file, and the source is made."),
        )
    if source is None:
        data = SourceData(name=chosen.source_name, code=chosen.source_code)
        source = monitor.create_source(acting=acting, agency_id=chosen.agency_id, data=data)
    return services.create_mapping(
        acting=acting,
        agency_id=chosen.agency_id,
        name=chosen.name,
        source_id=source.pk,
        definition=chosen.definition.as_json(),
    )


def begin(acting: Person, mapping: Mapping, path: Path) -> ImportBatch:
    """Return the unfinished import of this very file, to be gone on with; else receive the file and begin one."""
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        unfinished = selectors.unfinished_of(acting, mapping.pk, sha256)
        if unfinished is not None and unfinished.mapping_definition == mapping.definition:
            return unfinished
        stream.seek(0)
        file = files.receive(acting=acting, agency_id=mapping.agency_id, name=path.name, stream=stream)
    return services.start_import(acting=acting, mapping_id=mapping.pk, file_id=file.pk, in_background=False)


def finish(acting: Person, batch: ImportBatch, advance: Callable[[int], None]) -> ImportBatch:
    """Check and save a batch to its end, and return it as it then is.

    Raises leasing.LeaseLost where another process is at it.
    """
    if batch.state == State.CHECKING:
        running.check_batch(batch.pk)
        batch.refresh_from_db()
    if batch.state in (State.CHECKED, State.STOPPED):
        batch = services.confirm_import(acting=acting, batch_id=batch.pk, in_background=False)
    if batch.state == State.IMPORTING:
        running.save_batch(batch.pk, advance)
    batch.refresh_from_db()
    return batch
