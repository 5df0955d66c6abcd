"""Rules of e-mail reports, of protected details, and of assessments."""

import datetime
import io
from collections.abc import Mapping

from django.core.files.uploadedfile import SimpleUploadedFile

from amparo.accounts.models import Agency
from amparo.accounts.roles import Role
from amparo.kernel.ids import uuid7
from amparo.monitor import services
from amparo.monitor.content import ProtectedData
from amparo.monitor.models import ProtectedDetails
from amparo.monitor.services import emails
from tests.access.rule import Rule
from tests.access.rules.monitor import PHANTOM, READERS, report, source
from tests.monitor.letters import letter
from tests.standing import World

MONITOR = frozenset({Role.MONITOR})
ASSESSORS = frozenset({Role.MONITOR, Role.VERIFIER})
BOTH = ("GET", "POST")
SENT = frozenset({200, 302})


def draft(world: World, agency: Agency) -> dict[str, object]:
    """An e-mail that the monitor of the agency handed in."""
    made = emails.hand_in_email(
        acting=world.one(Role.MONITOR, agency),
        agency_id=agency.pk,
        name="letter.eml",
        stream=io.BytesIO(letter(subject=f"To {agency.code}")),
    )
    return {"draft_id": made.pk}


def details(world: World, agency: Agency) -> dict[str, object]:
    """Protected details that the monitor of the agency keeps."""
    kept = services.protect_source(
        acting=world.one(Role.MONITOR, agency),
        source_id=source(world, agency)["source_id"],  # type: ignore[arg-type]  # an id
        data=ProtectedData(name="Liv Marin"),
    )
    return {"details_id": kept.pk}


def email_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What hands an e-mail file in."""
    return {"agency": agency.pk, "email": SimpleUploadedFile("letter.eml", letter()), "submission": uuid7()}


def recording_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What makes a report of an e-mail."""
    given_by = source(world, agency)["source_id"]
    return {"source": given_by, "received_on": "2024-06-03", "subject": "Market", "text": "As written.", "name": ""}


def details_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What writes details down, changes or opens them, or gives access to them."""
    stored = ProtectedDetails.objects.filter(pk=str(arguments.get("details_id", PHANTOM))).first()
    return {
        "name": "Liv Marin",
        "contact": "Through the school.",
        "reason": "To ask once more.",
        "version": stored.version if stored else 1,
        "person": world.one(Role.VERIFIER, agency).pk,
        "give": "1",
    }


def judgement_payload(grade: str) -> Mapping[str, object]:
    """What the form of a judgement sends."""
    return {"grade": grade, "basis": "Two of three were verified.", "assessed_on": datetime.date(2024, 9, 1)}


RULES: dict[str, Rule] = {
    "monitor:report-email": Rule(roles=MONITOR, methods=BOTH, payload=email_payload, answers=SENT),
    "monitor:report-email-preview": Rule(
        roles=MONITOR, make=draft, methods=BOTH, payload=recording_payload, answers=SENT
    ),
    "monitor:report-email-discard": Rule(roles=MONITOR, make=draft, methods=("POST",), answers=SENT),
    "monitor:source-protect": Rule(roles=MONITOR, make=source, methods=BOTH, payload=details_payload, answers=SENT),
    "monitor:report-protect": Rule(roles=MONITOR, make=report, methods=BOTH, payload=details_payload, answers=SENT),
    "monitor:protected": Rule(roles=MONITOR, make=details, methods=BOTH, payload=details_payload),
    "monitor:protected-change": Rule(
        roles=MONITOR, make=details, methods=("POST",), payload=details_payload, answers=SENT
    ),
    "monitor:protected-access": Rule(
        roles=MONITOR, make=details, methods=("POST",), payload=details_payload, answers=SENT
    ),
    "monitor:source-reliability": Rule(roles=READERS, make=source),
    "monitor:source-assess": Rule(
        roles=ASSESSORS,
        make=source,
        methods=("POST",),
        payload=lambda world, agency, arguments: judgement_payload("B"),
        answers=SENT,
    ),
    "monitor:report-credibility": Rule(roles=READERS, make=report),
    "monitor:report-assess": Rule(
        roles=ASSESSORS,
        make=report,
        methods=("POST",),
        payload=lambda world, agency, arguments: judgement_payload("2"),
        answers=SENT,
    ),
}
