"""Who a source is: writing it down, reading it for a reason, changing it, giving access. The audit holds none of it."""

import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.accounts.services.grants import set_access
from amparo.audit.values import redacted
from amparo.kernel.errors import Conflict, Invalid, NotFound, Problem, Stale
from amparo.kernel.lines import one_line
from amparo.kernel.saving import save_versioned
from amparo.monitor import policies, selectors
from amparo.monitor.content import ProtectedData
from amparo.monitor.models import ProtectedDetails, ProtectedReading, Report, Source
from amparo.monitor.recording import Subject, note
from amparo.monitor.selectors.protected import GRANTED, protected_for, protected_to_keep

LONGEST = 2_000
FIELDS = ("name", "contact", "circumstances", "note")


@transaction.atomic
def protect_source(*, acting: Person, source_id: uuid.UUID, data: ProtectedData) -> ProtectedDetails:
    """Write down who a source is. Raises NotFound, Invalid, Conflict where somebody has done so already."""
    source = selectors.source_for(acting, source_id)
    if not policies.may_record(acting, source.agency_id):
        raise NotFound
    return keep_details(acting=acting, owner=source, data=data)


@transaction.atomic
def protect_report(*, acting: Person, report_id: uuid.UUID, data: ProtectedData) -> ProtectedDetails:
    """Write down who gave a report. Raises NotFound, Invalid, Conflict where somebody has done so already."""
    report = selectors.report_for(acting, report_id)
    if not policies.may_record(acting, report.agency_id):
        raise NotFound
    return keep_details(acting=acting, owner=report, data=data)


def keep_details(*, acting: Person, owner: Source | Report, data: ProtectedData) -> ProtectedDetails:
    """Write the details down, in the caller's transaction and for a person whom the caller found permitted."""
    _refuse(data)
    is_source = isinstance(owner, Source)
    try:
        with transaction.atomic():
            details = ProtectedDetails.objects.create(
                agency_id=owner.agency_id,
                source_id=owner.pk if is_source else None,
                report_id=None if is_source else owner.pk,
                kept_by=acting,
                **_texts(data),
            )
    except IntegrityError as error:  # the database lets one row stand for each source or report, also at one moment
        raise Conflict(
            _("Protected details are kept already. Nothing was saved."),
            advice=_("The page says who keeps them: ask that person."),
        ) from error
    note(acting, "protected.recorded", _subject(details), detail={"source" if is_source else "report": owner.pk})
    return details


@transaction.atomic
def read_protected(*, acting: Person, details_id: uuid.UUID, reason: str) -> ProtectedDetails:
    """Return the details to a person who may read them, and record who read them and why.

    Raises NotFound for everybody else, Invalid without a reason.
    """
    details = protected_for(acting, details_id)
    why = one_line(reason)
    if not why or len(why) > 500:
        raise Invalid(
            problems=[Problem("reason", _("Say in 1 to 500 characters why."), _("The keeper of the details sees it."))]
        )
    ProtectedReading.objects.create(details=details, by=acting, reason=why)
    note(acting, "protected.read", _subject(details), detail={"reason": redacted(why)})
    return details


@transaction.atomic
def change_protected(
    *, acting: Person, details_id: uuid.UUID, expected_version: int, data: ProtectedData
) -> ProtectedDetails:
    """Change the details. Raises NotFound for who is not their keeper, Invalid, Stale."""
    details = protected_to_keep(acting, details_id)
    _refuse(data)
    try:
        changes = save_versioned(details, expected_version=expected_version, changes=_texts(data))
    except Stale as error:
        raise _without_values(error) from None
    if changes:
        hidden = {name: tuple(redacted(str(value)) for value in pair) for name, pair in changes.items()}
        note(acting, "protected.changed", _subject(details), changes=hidden)  # type: ignore[arg-type]  # pairs
    return details


@transaction.atomic
def set_protected_access(*, acting: Person, details_id: uuid.UUID, person_id: uuid.UUID, given: bool) -> None:
    """Let a colleague read the details, or no longer. Raises NotFound for who is not their keeper."""
    details = protected_to_keep(acting, details_id)
    set_access(
        acting=acting,
        agency_id=details.agency_id,
        object_type=GRANTED,
        object_id=details.pk,
        person_id=person_id,
        given=given,
        roles=policies.PROTECTED_READERS,
    )


def _without_values(error: Stale) -> Stale:
    """Return the error with the names of the fields that differ and no value: what is stored is read for a reason."""
    names = [str(label) for label in error.labels.values()]
    return Stale(
        _("These details were changed elsewhere meanwhile, in: %(fields)s. Your change was not saved.")
        % {"fields": ", ".join(names)}
        if names
        else "",
        advice=_("Open them for a reason to see what is stored, or save again what you have written."),
        version=error.version,
    )


def _texts(data: ProtectedData) -> dict[str, str]:
    return {name: getattr(data, name).strip() for name in FIELDS}


def _subject(details: ProtectedDetails) -> Subject:
    return Subject("protected", details.pk, details.agency_id, details.version)


def _refuse(data: ProtectedData) -> None:
    texts = _texts(data)
    problems = [
        Problem(name, _("This text is too long."), _("Shorten it to 2,000 characters."))
        for name, text in texts.items()
        if len(text) > LONGEST
    ]
    if not any(texts.values()):
        problems.append(Problem("name", _("Nothing is written."), _("Write at least one of the fields.")))
    if problems:
        raise Invalid(problems=problems)
