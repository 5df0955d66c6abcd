"""Verification: a second person takes an incident up, and decides. Each step is kept for good."""

import datetime
import uuid
from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Invalid, NotAllowed, Problem
from amparo.kernel.saving import save_versioned
from amparo.monitor import checks, policies, selectors
from amparo.monitor.models import CLOSED, OPEN, VERIFIED, Incident, Status, VerificationStep
from amparo.monitor.recording import Subject, note

ANSWERS = (Status.VERIFIED, Status.NOT_VERIFIED, Status.DID_NOT_OCCUR, Status.REPORTED)
"""What a verifier can answer. REPORTED sends the incident back for correction. Lateness is derived, not chosen."""

MOST_SOURCES = 1000


@transaction.atomic
def start_verification(
    *, acting: Person, incident_id: uuid.UUID, expected_version: int, started_on: datetime.date | None = None
) -> Incident:
    """Take an incident up for verification. From now until a decision nobody changes it.

    `started_on` is today where nothing is said. Raises NotFound, NotAllowed for a person who had a part in recording
    it, Conflict where it is not waiting, Invalid for a day before the incident or in the future, Stale.
    """
    incident = _for_second_person(acting, incident_id)
    if incident.status not in OPEN:
        raise Conflict(_("This incident is not waiting for verification."), advice=_("Open it to see where it stands."))
    day = started_on or clock.today()
    problems = list(checks.decision_problems(day, incident.date_earliest)) if started_on else []
    if problems:
        raise Invalid(problems=problems)
    _move(acting, incident, expected_version, Status.UNDER_VERIFICATION, day, (0, 0), "")
    return incident


@transaction.atomic
def reopen_verification(*, acting: Person, incident_id: uuid.UUID, expected_version: int, reason: str) -> Incident:
    """Take a decided incident up again. Until it is decided anew it counts as verified in no figure.

    Raises NotFound, NotAllowed for a person who had a part in recording it, Conflict where it is not decided, Stale,
    Invalid without a reason.
    """
    incident = _for_second_person(acting, incident_id)
    if incident.version == expected_version and incident.status not in CLOSED:
        raise Conflict(_("There is no decision to reopen."), advice=_("Open the incident to see where it stands."))
    problems = list(_text_problems("reason", reason))
    if problems:
        raise Invalid(problems=problems)
    _move(acting, incident, expected_version, Status.UNDER_VERIFICATION, clock.today(), (0, 0), reason.strip())
    return incident


@transaction.atomic
def decide_verification(
    *,
    acting: Person,
    incident_id: uuid.UUID,
    expected_version: int,
    to_status: str,
    decided_on: datetime.date,
    primary_sources: int,
    secondary_sources: int,
    grounds: str,
) -> Incident:
    """Decide on an incident under verification. `to_status` is one of `ANSWERS`.

    A verified incident counts as verified late where the year of `decided_on` comes after the last year in which
    the incident may have been committed (`lateness`). Raises NotFound, NotAllowed for a person who had a part in
    recording it, Conflict where it is not under verification, Stale, Invalid with every problem found.
    """
    incident = _for_second_person(acting, incident_id)
    if incident.version == expected_version and incident.status != Status.UNDER_VERIFICATION:
        raise Conflict(_("This incident is not under verification."), advice=_("Take it up for verification first."))
    problems = [
        *checks.decision_problems(decided_on, incident.date_earliest),
        *_answer_problems(to_status, primary_sources, secondary_sources, grounds),
    ]
    if problems:
        raise Invalid(problems=problems)
    status = lateness(incident, decided_on) if to_status == Status.VERIFIED else Status(to_status)
    counts = (primary_sources, secondary_sources)
    _move(acting, incident, expected_version, status, decided_on, counts, grounds.strip())
    return incident


def lateness(incident: Incident, decided_on: datetime.date) -> Status:
    """Return VERIFIED_LATE where the decision falls in a later year than the incident, else VERIFIED.

    The latest possible day of the incident is compared, so that an uncertain date never makes a decision late.
    """
    return Status.VERIFIED_LATE if decided_on.year > incident.date_latest.year else Status.VERIFIED


def _for_second_person(acting: Person, incident_id: uuid.UUID) -> Incident:
    incident = selectors.incident_to_decide(acting, incident_id)
    if not policies.may_verify(acting, incident.agency_id, selectors.recorders_of(incident)):
        raise NotAllowed(
            _("You had a part in recording this incident, so you cannot verify it."),
            advice=_("Ask another verifier of your agency."),
        )
    return incident


def _answer_problems(to_status: str, primary: int, secondary: int, grounds: str) -> Iterator[Problem]:
    if to_status not in ANSWERS:
        yield Problem("to_status", _("Choose one answer."), _("There is no other way to decide."))
    if not 0 <= primary <= MOST_SOURCES:
        yield Problem("primary_sources", _("This number cannot be."), _("Give a number from 0 to 1,000."))
    if not 0 <= secondary <= MOST_SOURCES:
        yield Problem("secondary_sources", _("This number cannot be."), _("Give a number from 0 to 1,000."))
    if to_status == Status.VERIFIED and primary + secondary == 0:
        yield Problem(
            "primary_sources",
            _("Verified by no source contradicts itself."),
            _("Count the primary and secondary sources that you relied on."),
        )
    yield from _text_problems("grounds", grounds)


def _text_problems(name: str, text: str) -> Iterator[Problem]:
    if not text.strip():
        said = {
            "grounds": (_("The grounds are missing."), _("Say in a sentence or two what decided it.")),
            "reason": (_("The reason is missing."), _("Say what came to light, so that a colleague can follow.")),
        }
        yield Problem(name, *said[name])
    elif len(text) > 2000:
        yield Problem(name, _("This text is too long."), _("Shorten it to 2,000 characters."))


def _move(
    acting: Person,
    incident: Incident,
    expected_version: int,
    status: Status,
    day: datetime.date,
    sources: tuple[int, int],
    grounds: str,
) -> None:
    before = incident.status
    verified = status in VERIFIED
    changes = save_versioned(
        incident,
        expected_version=expected_version,
        changes={
            "status": status,
            "verified_on": day if verified else None,
            "verified_year": day.year if verified else None,
        },
    )
    VerificationStep.objects.create(
        incident=incident,
        from_status=before,
        to_status=status,
        decided_by=acting,
        decided_on=day,
        primary_sources=sources[0],
        secondary_sources=sources[1],
        grounds=grounds,
    )
    note(
        acting,
        _action(before, status),
        Subject("incident", incident.pk, incident.agency_id, incident.version),
        data=selectors.snapshot_of(incident),
        changes=changes,
        detail={"code": incident.code, "primary_sources": sources[0], "secondary_sources": sources[1]},
    )


def _action(before: str, after: Status) -> str:
    if after != Status.UNDER_VERIFICATION:
        return "incident.decided"
    return "incident.reopened" if before in CLOSED else "incident.verification_started"
