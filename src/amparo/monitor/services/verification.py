"""Verification: a second person takes an incident up, and decides. Each step is kept for good."""

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Invalid, NotAllowed, Problem
from amparo.kernel.saving import save_versioned
from amparo.monitor import checks, policies, selectors
from amparo.monitor.models import CLOSED, OPEN, VERIFIED, Incident, Status, VerificationLevel, VerificationStep
from amparo.monitor.recording import Subject, note

ANSWERS = (Status.VERIFIED, Status.NOT_VERIFIED, Status.DID_NOT_OCCUR, Status.REPORTED)
"""What a verifier can answer. REPORTED sends the incident back for correction. Lateness is derived, not chosen."""

MOST_SOURCES = 1000
LEVELS = tuple(VerificationLevel.values)
"""The levels, the lowest first."""


@dataclass(frozen=True)
class Basis:
    """What a step rests on. `level` is empty where nothing is decided."""

    day: datetime.date
    grounds: str = ""
    level: str = ""
    primary_sources: int = 0
    secondary_sources: int = 0
    un_eyewitness: bool = False


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
    _move(acting, incident, expected_version, Status.UNDER_VERIFICATION, Basis(day))
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
    _move(acting, incident, expected_version, Status.UNDER_VERIFICATION, Basis(clock.today(), reason.strip()))
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
    level: str = VerificationLevel.FOCAL_POINT,
    un_eyewitness: bool = False,
) -> Incident:
    """Decide on an incident under verification. `to_status` is one of `ANSWERS`, `level` of `LEVELS`.

    A verified incident counts as verified late where the quarter of `decided_on` comes after the last quarter in
    which the incident may have been committed (`lateness`). Raises NotFound, NotAllowed for a person who had a part in
    recording it, Conflict where it is not under verification, Stale, Invalid with every problem found.
    """
    incident = _for_second_person(acting, incident_id)
    if incident.version == expected_version and incident.status != Status.UNDER_VERIFICATION:
        raise Conflict(_("This incident is not under verification."), advice=_("Take it up for verification first."))
    problems = [
        *checks.decision_problems(decided_on, incident.date_earliest),
        *_answer_problems(to_status, primary_sources, secondary_sources, un_eyewitness),
        *_level_problems(level, ""),
        *_text_problems("grounds", grounds),
    ]
    if problems:
        raise Invalid(problems=problems)
    status = lateness(incident, decided_on) if to_status == Status.VERIFIED else Status(to_status)
    basis = Basis(decided_on, grounds.strip(), level, primary_sources, secondary_sources, un_eyewitness)
    _move(acting, incident, expected_version, status, basis)
    return incident


@transaction.atomic
def confirm_verification(
    *,
    acting: Person,
    incident_id: uuid.UUID,
    expected_version: int,
    level: str,
    decided_on: datetime.date,
    grounds: str,
) -> Incident:
    """Record that a higher level decided the same. What decides otherwise reopens the incident first.

    Raises NotFound, NotAllowed for a person who had a part in recording it, Conflict where nothing is decided or no
    level is left, Stale, Invalid with every problem found.
    """
    incident = _for_second_person(acting, incident_id)
    if incident.version == expected_version and not levels_above(incident):
        raise Conflict(_("There is no decision to confirm."), advice=_("Open the incident to see where it stands."))
    last = incident.steps.order_by("decided_at", "id").last()
    not_before = last.decided_on if last else incident.date_earliest
    problems = [
        *checks.decision_problems(decided_on, not_before),
        *_level_problems(level, incident.level),
        *_text_problems("grounds", grounds),
    ]
    if problems:
        raise Invalid(problems=problems)
    primary, secondary, seen = (
        (last.primary_sources, last.secondary_sources, last.un_eyewitness) if last else (0, 0, False)
    )
    basis = Basis(decided_on, grounds.strip(), level, primary, secondary, seen)
    _move(acting, incident, expected_version, Status(incident.status), basis)
    return incident


def levels_above(incident: Incident) -> tuple[str, ...]:
    """Return the levels that may still confirm the decision; none where nothing is decided."""
    if incident.status not in CLOSED:
        return ()
    return LEVELS[LEVELS.index(incident.level) + 1 :] if incident.level in LEVELS else LEVELS[1:]


def lateness(incident: Incident, decided_on: datetime.date) -> Status:
    """Return VERIFIED_LATE where the decision falls in a later quarter than the incident, else VERIFIED.

    The mechanism reports by quarters. The latest possible day of the incident is compared, so that an uncertain date
    never makes a decision late.
    """
    return Status.VERIFIED_LATE if _quarter(decided_on) > _quarter(incident.date_latest) else Status.VERIFIED


def _quarter(day: datetime.date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


def _for_second_person(acting: Person, incident_id: uuid.UUID) -> Incident:
    incident = selectors.incident_to_decide(acting, incident_id)
    if not policies.may_verify(acting, incident.agency_id, selectors.recorders_of(incident)):
        raise NotAllowed(
            _("You had a part in recording this incident, so you cannot verify it."),
            advice=_("Ask another verifier of your agency."),
        )
    return incident


def _answer_problems(to_status: str, primary: int, secondary: int, un_eyewitness: bool) -> Iterator[Problem]:
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
    elif un_eyewitness and primary + secondary == 0:
        yield Problem(
            "un_eyewitness",
            _("UN staff or trained partners are among the sources, but no source is counted."),
            _("Count them under primary or secondary sources."),
        )


def _level_problems(level: str, below: str) -> Iterator[Problem]:
    if level not in LEVELS:
        yield Problem("level", _("This level is not known."), _("Choose one from the list."))
    elif below in LEVELS and LEVELS.index(level) <= LEVELS.index(below):
        yield Problem("level", _("This level has decided already."), _("Choose a higher one."))


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
    basis: Basis,
) -> None:
    before = incident.status
    confirmed = status == before
    verified_on = incident.verified_on if confirmed else basis.day if status in VERIFIED else None
    changes = save_versioned(
        incident,
        expected_version=expected_version,
        changes={
            "status": status,
            "verified_on": verified_on,
            "verified_year": verified_on.year if verified_on else None,
            "level": basis.level if status in CLOSED else "",
        },
    )
    VerificationStep.objects.create(
        incident=incident,
        from_status=before,
        to_status=status,
        decided_by=acting,
        decided_on=basis.day,
        primary_sources=basis.primary_sources,
        secondary_sources=basis.secondary_sources,
        level=basis.level,
        un_eyewitness=basis.un_eyewitness,
        grounds=basis.grounds,
    )
    note(
        acting,
        _action(before, status),
        Subject("incident", incident.pk, incident.agency_id, incident.version),
        data=selectors.snapshot_of(incident),
        changes=changes,
        detail={
            "code": incident.code,
            "primary_sources": basis.primary_sources,
            "secondary_sources": basis.secondary_sources,
            "level": basis.level,
        },
    )


def _action(before: str, after: Status) -> str:
    if before == after:
        return "incident.confirmed"
    if after != Status.UNDER_VERIFICATION:
        return "incident.decided"
    return "incident.reopened" if before in CLOSED else "incident.verification_started"
