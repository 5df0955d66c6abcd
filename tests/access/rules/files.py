"""Rules of received files and of attachments."""

import io
from collections.abc import Mapping

from django.core.files.uploadedfile import SimpleUploadedFile

from amparo.accounts.models import Agency
from amparo.accounts.roles import Role
from amparo.files import services
from amparo.files.attachments import services as attachments
from amparo.files.attachments.receiving import Given
from amparo.files.outlines.services import hand_in_outlines
from amparo.kernel.ids import uuid7
from tests.access.rule import Rule
from tests.access.rules.monitor import report as a_report
from tests.files.pictures import jpeg
from tests.standing import World

READERS = frozenset({Role.MONITOR, Role.VERIFIER, Role.ANALYST})


def received(world: World, agency: Agency) -> dict[str, object]:
    """Hand in a small table."""
    file = services.receive(
        acting=world.one(Role.MONITOR, agency),
        agency_id=agency.pk,
        name="reports.csv",
        stream=io.BytesIO(b"date,country\n2024-05,XM\n"),
    )
    return {"file_id": file.pk}


def report(world: World, agency: Agency) -> dict[str, object]:
    """A report, to which files may be attached."""
    return {"kind": "report", "record_id": a_report(world, agency)["report_id"]}


def picture(world: World, agency: Agency) -> dict[str, object]:
    """A picture that the monitor of the agency attached to a report."""
    return attach(world, agency, Given("market.jpg", io.BytesIO(jpeg())))


def attachment(world: World, agency: Agency) -> dict[str, object]:
    """A text, which needs no process of its own to be looked at."""
    return attach(world, agency, Given("words.txt", io.BytesIO(b"The market.\nA name.")))


def attach(world: World, agency: Agency, given: Given) -> dict[str, object]:
    """A file that the monitor of the agency attached to a report."""
    attached = attachments.attach_files(
        acting=world.one(Role.MONITOR, agency),
        kind="report",
        record_id=report(world, agency)["record_id"],  # type: ignore[arg-type]  # an id
        given=[given],
    )
    return {"attachment_id": attached.added[0].pk}


def files_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the page sends that attaches a file."""
    return {"chosen": SimpleUploadedFile("words.txt", b"As the source wrote it.")}


def reason_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the pages send that ask for a reason; the line is that of a redaction."""
    return {"reason": "The court asks for it.", "lines": "2", "text": "A market place, empty."}


def access_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What gives the verifier of the agency access."""
    return {"person": world.one(Role.VERIFIER, agency).pk, "give": "1"}


def outlines(world: World, agency: Agency) -> dict[str, object]:
    """Hand a file of outlines in. Outlines belong to no agency."""
    upload = hand_in_outlines(
        acting=world.one(Role.ADMINISTRATOR, agency), name=f"{agency.code}.geojson", stream=io.BytesIO(b"{}")
    )
    return {"upload_id": upload.pk}


def outlines_payload(world: World, agency: Agency, arguments: Mapping[str, object]) -> dict[str, object]:
    """What the form of outlines sends."""
    return {"file": SimpleUploadedFile("a.geojson", b"{}"), "as_of": "2024-05-17", "submission": uuid7()}


MONITOR = frozenset({Role.MONITOR})
KEEPERS = frozenset({Role.ADMINISTRATOR})
BOTH = ("GET", "POST")
SENT = frozenset({200, 302})

RULES: dict[str, Rule] = {
    "files:file-download": Rule(roles=READERS, make=received),
    "files:attachment-new": Rule(
        roles=MONITOR,
        make=report,
        methods=BOTH,
        payload=files_payload,
        answers=SENT,
        never={"kind": "report", "record_id": "0192f0a0-0000-7000-8000-000000000000"},
    ),
    "files:attachment-detail": Rule(roles=READERS, make=attachment),
    "files:attachment-download": Rule(roles=READERS, make=attachment),
    "files:attachment-picture": Rule(roles=READERS, make=picture),
    "files:attachment-evidence": Rule(
        roles=MONITOR,
        make=attachment,
        methods=BOTH,
        payload=reason_payload,
        why="The monitor received it and gave nobody access.",
    ),
    "files:attachment-check": Rule(roles=READERS, make=attachment, methods=("POST",), answers=SENT),
    "files:attachment-describe": Rule(
        roles=MONITOR, make=attachment, methods=("POST",), payload=reason_payload, answers=SENT
    ),
    "files:attachment-access": Rule(
        roles=MONITOR, make=attachment, methods=("POST",), payload=access_payload, answers=SENT
    ),
    "files:attachment-redact": Rule(roles=MONITOR, make=attachment, methods=BOTH, payload=reason_payload, answers=SENT),
    "files:outlines-list": Rule(roles=KEEPERS, queries=("", "page=2")),
    "files:outlines-new": Rule(
        roles=KEEPERS, methods=("GET", "POST"), payload=outlines_payload, answers=frozenset({200, 302})
    ),
    "files:outlines-detail": Rule(roles=KEEPERS, make=outlines, shared=True),
}
