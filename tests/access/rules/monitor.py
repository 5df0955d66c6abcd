"""Who gets an answer from the pages of sources, reports, incidents and verification."""

import datetime
from collections.abc import Mapping

from amparo.accounts.models import Agency
from amparo.accounts.roles import Role
from amparo.kernel.ids import uuid7
from amparo.monitor.models import Incident, Report, Source, Status, Violation
from tests.access.rule import Rule
from tests.monitor import making
from tests.standing import World

READERS = frozenset({Role.MONITOR, Role.VERIFIER, Role.ANALYST})
MONITOR = frozenset({Role.MONITOR})
VERIFIER = frozenset({Role.VERIFIER})
PHANTOM = "0192f0a0-0000-7000-8000-000000000000"


def source(world: World, agency: Agency) -> dict[str, object]:
    """A source with a name of its own in each agency."""
    made = making.source(world.one(Role.MONITOR, agency), code=f"s-{uuid7()}", name=f"Source of {agency.code}")
    return {"source_id": made.pk}


def report(world: World, agency: Agency) -> dict[str, object]:
    """A report of a new source."""
    given_by = Source.objects.get(pk=str(source(world, agency)["source_id"]))
    return {"report_id": making.report(world.one(Role.MONITOR, agency), given_by, reference=f"R-{agency.code}").pk}


def incident(world: World, agency: Agency) -> dict[str, object]:
    """An incident, reported and not taken up."""
    made = making.incident(world.one(Role.MONITOR, agency), summary=f"Words of {agency.code} harbour.")
    return {"incident_id": made.pk}


def taken_up(world: World, agency: Agency) -> dict[str, object]:
    """An incident under verification."""
    made = making.incident(world.one(Role.MONITOR, agency))
    return {"incident_id": making.under_verification(made, world.one(Role.VERIFIER, agency)).pk}


def violation(world: World, agency: Agency) -> dict[str, object]:
    """A violation of an incident that may be changed."""
    arguments = incident(world, agency)
    act = Violation.objects.get(incident_id=str(arguments["incident_id"]))
    return {**arguments, "violation_id": act.pk}


def association_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of an association sends."""
    answers = ("cross_border", "re_recruitment", "left", "in_detention", "ill_treatment")
    return {**version_payload(world, agency, arguments), **dict.fromkeys(answers, "unknown"), "left_count": 1}


def decided(world: World, agency: Agency) -> dict[str, object]:
    """An incident that was verified."""
    made = making.incident(world.one(Role.MONITOR, agency))
    return {"incident_id": making.decided(made, world.one(Role.VERIFIER, agency), Status.VERIFIED).pk}


def reason_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the page sends that reopens a decision."""
    return {**version_payload(world, agency, arguments), "reason": "A family came back."}


def confirm_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the page sends that confirms a decision at a higher level."""
    told = {"level": "technical", "decided_on": datetime.date(2025, 1, 9), "grounds": "The meeting of January."}
    return {**version_payload(world, agency, arguments), **told}


def named_actor(world: World, agency: Agency) -> dict[str, object]:
    """An actor, which all agencies share."""
    return {"actor_id": making.actor().pk}


def attachable(world: World, agency: Agency) -> dict[str, object]:
    """A report and an incident that it may stand behind."""
    return {**report(world, agency), **incident(world, agency)}


def source_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of a source sends."""
    sent = {"agency": agency.pk, "name": "Lantern School", "code": f"c-{uuid7()}", "submission": uuid7()}
    stored = Source.objects.filter(pk=str(arguments.get("source_id", PHANTOM))).first()
    return {**sent, "version": stored.version if stored else 1}


def report_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of a report sends, with a source of that agency."""
    given_by = source(world, agency)["source_id"]
    return {
        "source": given_by,
        "received_on": datetime.date(2024, 6, 3),
        "text": "As the source said it.",
        "submission": uuid7(),
    }


def incident_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of an incident sends."""
    stored = Incident.objects.filter(pk=str(arguments.get("incident_id", PHANTOM))).first()
    return {**making.incident_form(agency.pk), "version": stored.version if stored else 1}


def version_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """The version that the person saw."""
    stored = Incident.objects.filter(pk=str(arguments["incident_id"])).first()
    return {"version": stored.version if stored else 1}


def decision_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the last page of a verification sends."""
    return {
        **version_payload(world, agency, arguments),
        "answer": Status.VERIFIED.value,
        "decided_on": datetime.date(2024, 9, 1),
        "level": "focal_point",
        "primary_sources": 1,
        "secondary_sources": 1,
        "grounds": "Two families say the same.",
    }


def attach_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the page sends that puts a report behind an incident."""
    known = Report.objects.filter(pk=str(arguments["report_id"])).exists()
    return {
        "date": "2024-05",
        "mentions-0-mentioned": "on" if known else "",
        "mentions-0-boys": 2,
        "mentions-0-girls": 1,
        "mentions-0-age_band": "unknown",
    }


def export_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the page of an export sends."""
    return {"form": "csv"}


def take_up_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the preview sends where nothing is ticked."""
    return {}


BOTH = ("GET", "POST")
SENT = frozenset({200, 302})

RULES = {
    "monitor:source-list": Rule(roles=READERS, appears=source),
    "monitor:source-new": Rule(roles=MONITOR, methods=BOTH, payload=source_payload, answers=SENT),
    "monitor:source-change": Rule(roles=MONITOR, make=source, methods=BOTH, payload=source_payload, answers=SENT),
    "monitor:report-list": Rule(roles=READERS, appears=report, queries=("", "reference=R", "untied=1")),
    "monitor:report-new": Rule(roles=MONITOR, methods=BOTH, payload=report_payload, answers=SENT),
    "monitor:report-detail": Rule(roles=READERS, make=report),
    "monitor:report-find": Rule(roles=MONITOR, make=report),
    "monitor:report-attach": Rule(roles=MONITOR, make=attachable, methods=BOTH, payload=attach_payload, answers=SENT),
    "monitor:incident-list": Rule(
        roles=READERS, appears=incident, queries=("", "q=harbour", "status=reported", "year=2024", "sort=code")
    ),
    "monitor:incident-export": Rule(
        roles=READERS, appears=incident, methods=BOTH, queries=("", "q=harbour"), payload=export_payload
    ),
    "monitor:incident-take-up": Rule(
        roles=VERIFIER, appears=incident, methods=BOTH, queries=("", "status=reported"), payload=take_up_payload
    ),
    "monitor:incident-send-back": Rule(roles=VERIFIER, appears=taken_up, methods=BOTH, payload=take_up_payload),
    "monitor:incident-confirm-several": Rule(roles=VERIFIER, appears=decided, methods=BOTH, payload=take_up_payload),
    "monitor:incident-reopen-several": Rule(roles=VERIFIER, appears=decided, methods=BOTH, payload=take_up_payload),
    "monitor:incident-relate": Rule(roles=MONITOR | VERIFIER, methods=BOTH, payload=take_up_payload),
    "monitor:timeline-place": Rule(
        roles=READERS | {Role.COORDINATOR},
        make=lambda world, agency: {"code": "COL"},
        shared=True,
        never={"code": "XXQ"},
        why="The place and what touches it are shared; the incidents in it are those that the person reads.",
    ),
    "monitor:timeline-actor": Rule(
        roles=READERS | {Role.COORDINATOR},
        make=named_actor,
        shared=True,
        why="Actors are shared; the incidents are those that the person reads.",
    ),
    "monitor:incident-map": Rule(roles=READERS, appears=incident, queries=("", "year=2024", "show=world", "as=points")),
    "monitor:incident-new": Rule(roles=MONITOR, methods=BOTH, payload=incident_payload, answers=SENT),
    "monitor:incident-detail": Rule(roles=READERS, make=incident),
    "monitor:incident-change": Rule(roles=MONITOR, make=incident, methods=BOTH, payload=incident_payload, answers=SENT),
    "monitor:incident-related": Rule(roles=READERS, make=incident),
    "monitor:association-change": Rule(
        roles=MONITOR, make=violation, methods=BOTH, payload=association_payload, answers=SENT
    ),
    "monitor:verification-queue": Rule(
        roles=READERS, appears=incident, queries=("", "q=harbour", "status=reported", "year=2024")
    ),
    "monitor:incident-verify": Rule(roles=VERIFIER, make=incident),
    "monitor:incident-verify-start": Rule(
        roles=VERIFIER, make=incident, methods=("POST",), payload=version_payload, answers=SENT
    ),
    "monitor:incident-reopen": Rule(roles=VERIFIER, make=decided, methods=BOTH, payload=reason_payload, answers=SENT),
    "monitor:incident-confirm": Rule(roles=VERIFIER, make=decided, methods=BOTH, payload=confirm_payload, answers=SENT),
    "monitor:incident-verify-decide": Rule(
        roles=VERIFIER, make=taken_up, methods=("POST",), payload=decision_payload, answers=SENT
    ),
}
