"""One report of Marenda that came by e-mail, with a small picture; and how far sources are relied on. Invented."""

import datetime
import io
from collections.abc import Mapping
from email.message import EmailMessage
from typing import Final

from amparo.accounts.models import Person
from amparo.files.attachments.services import describe
from amparo.files.models import Attachment, Origin
from amparo.monitor.content import AssessmentData, ProtectedData, ReportData
from amparo.monitor.models import Source, SourceAssessment
from amparo.monitor.services import assess_report, assess_source
from amparo.monitor.services.emails import KnownEmail, hand_in_email, record_email

SENDER: Final = "Dora Venn (invented) <dora.venn@field-monitors.example>"
SUBJECT: Final = "Market of Belhar"
TEXT: Final = (
    "On market day, 14 November 2025, two boys were taken from the market of Belhar by people of the Belhar Northern "
    "Front. One of them was back after two days. The drawing shows where the stalls stood.\n\nInvented for the "
    "demonstration."
)
SOURCE: Final = "field-monitors"
RELIED_ON: Final = {
    "field-monitors": ("A", "Nine of its ten reports of 2024 were verified. Invented."),
    "casa-tessal": ("B", "Most of its reports of 2024 were verified. Invented."),
    "lakes-clinic": ("C", "Some of its reports of 2024 were verified. Invented."),
    "child-line": ("F", "New. Too little is known yet. Invented."),
}
DAY: Final = datetime.date(2025, 12, 1)


def load_letter(monitor: Person, verifier: Person, sources: Mapping[str, Source]) -> None:
    """Record the e-mail and the judgements, each where it is missing."""
    _judge(verifier, sources)
    source = sources[SOURCE]
    try:
        draft = hand_in_email(
            acting=monitor, agency_id=source.agency_id, name="market-of-belhar.eml", stream=io.BytesIO(_letter())
        )
    except KnownEmail:
        return
    data = ReportData(
        source_id=source.pk,
        received_on=datetime.date(2025, 11, 17),
        content={"subject": SUBJECT, "text": TEXT},
        reference="FM-mail-7",
    )
    report = record_email(acting=monitor, draft_id=draft.pk, data=data, kept={0}, protected=ProtectedData(name=SENDER))
    picture = Attachment.objects.get(subject_id=report.pk, origin=Origin.INSIDE_EMAIL)
    describe(acting=monitor, attachment_id=picture.pk, text="A drawing: six market stalls along a road, by a river.")
    ground = "It fits two other reports of that week. Invented."
    assess_report(acting=verifier, report_id=report.pk, data=AssessmentData("2", ground, DAY))


def _judge(verifier: Person, sources: Mapping[str, Source]) -> None:
    judged = set(SourceAssessment.objects.filter(source__in=sources.values()).values_list("source__code", flat=True))
    for code, (grade, basis) in RELIED_ON.items():
        if code not in judged:
            assess_source(acting=verifier, source_id=sources[code].pk, data=AssessmentData(grade, basis, DAY))


def _letter() -> bytes:
    """Return the e-mail, the same bytes every time: by them a second load finds it recorded."""
    message = EmailMessage()
    message["From"], message["To"] = SENDER, "desk@marenda.example"
    message["Date"], message["Subject"] = "Mon, 17 Nov 2025 09:12:00 +0000", SUBJECT
    message.set_content(f"{TEXT}\n\nDora Venn\nField monitors")
    message.add_attachment(_drawing(), maintype="image", subtype="png", filename="market.png")
    message.set_boundary("=-market-of-belhar")
    return message.as_bytes()


def _drawing() -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (480, 300), "#f6f5f0")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 236, 480, 300), fill="#a4c2e8")
    draw.rectangle((0, 130, 480, 170), fill="#dbd8cc")
    for number in range(6):
        start = 24 + 76 * number
        draw.rectangle((start, 74, start + 56, 118), fill="#13534d")
        draw.polygon(((start - 6, 74), (start + 28, 46), (start + 62, 74)), fill="#c67c12")
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()
