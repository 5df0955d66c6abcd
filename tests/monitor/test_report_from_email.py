"""A monitor makes a report of an e-mail file: looks at it, decides what is recorded, and the e-mail is kept whole."""

import datetime
import io
import os
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from amparo.accounts.models import Agency, Person
from amparo.audit.models import AuditEvent
from amparo.files.attachments import receiving
from amparo.files.models import Attachment, Origin
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Invalid, NotFound, TooLarge
from amparo.kernel.ids import uuid7
from amparo.monitor import drafts
from amparo.monitor.content import ProtectedData, ReportData
from amparo.monitor.models import Channel, EmailDraft, ProtectedDetails, Report, Source
from amparo.monitor.services import emails
from tests.files.pictures import jpeg
from tests.monitor import making
from tests.monitor.letters import SENDER, TEXT, letter
from tests.monitor.making import SignIn

pytestmark = pytest.mark.django_db
FILES = (("market.jpg", jpeg()), ("again.jpg", jpeg()), ("run.exe", b"MZ\x90"))
LETTER = letter(files=FILES)  # made once: what separates its parts differs from letter to letter


@pytest.fixture(autouse=True)
def media(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def hand_in(person: Person, agency: Agency, content: bytes | None = None) -> EmailDraft:
    stream = io.BytesIO(LETTER if content is None else content)
    return emails.hand_in_email(acting=person, agency_id=agency.pk, name="../letter.eml", stream=stream)


def data(source: Source, **content: str) -> ReportData:
    words = {"subject": "Market", "text": TEXT} | content
    return ReportData(source_id=source.pk, received_on=datetime.date(2024, 6, 3), content=words)


def files(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.both
def test_the_report_holds_the_words_and_the_email_is_kept_whole(monitor: Person, agency: Agency, media: Path) -> None:
    draft = hand_in(monitor, agency)
    report = emails.record_email(
        acting=monitor,
        draft_id=draft.pk,
        data=data(making.source(monitor)),
        kept={0, 1},
        protected=ProtectedData(name=SENDER),
    )

    assert (report.channel, report.content) == (Channel.EMAIL, {"subject": "Market", "text": TEXT})
    mail, picture = Attachment.objects.order_by("received_at", "id")
    assert (mail.origin, picture.origin) == (Origin.EMAIL, Origin.INSIDE_EMAIL)
    assert (mail.name, mail.sha256) == ("e-mail.eml", draft.sha256)  # its own name often tells who sent it
    with default_storage.open(mail.evidence) as stored:
        assert b"liv.marin@witness.example" in stored.read()
    with default_storage.open(mail.working) as stored:
        assert stored.read().decode() == f"Market\n\n{TEXT}"
    assert picture.name == "market.jpg"  # the same picture twice is kept once
    assert ProtectedDetails.objects.get(report=report).name == SENDER
    assert not EmailDraft.objects.exists()
    assert not list((media / "drafts").iterdir())


def test_the_same_email_again_is_recognised_also_under_another_source(
    monitor: Person, colleague: Person, agency: Agency, sign_in: SignIn, media: Path
) -> None:
    first, waiting = hand_in(monitor, agency), hand_in(colleague, agency)
    source = making.source(monitor)
    report = emails.record_email(acting=monitor, draft_id=first.pk, data=data(source), kept=(), protected=None)
    with pytest.raises(emails.KnownEmail) as caught:
        emails.record_email(acting=colleague, draft_id=waiting.pk, data=data(source), kept=(), protected=None)
    assert caught.value.report == report
    with pytest.raises(emails.KnownEmail):
        hand_in(colleague, agency)
    form = {"agency": agency.pk, "submission": uuid7(), "email": SimpleUploadedFile("x.eml", LETTER)}
    answer = sign_in(colleague).post(reverse("monitor:report-email"), form)
    assert answer.status_code == 409
    assert reverse("monitor:report-detail", args=[report.pk]).encode() in answer.content
    assert Report.objects.count() == 1


def test_two_who_record_one_email_at_one_moment_make_one_report(
    monitor: Person, colleague: Person, agency: Agency, monkeypatch: pytest.MonkeyPatch, media: Path
) -> None:
    source = making.source(monitor)
    first, second = hand_in(monitor, agency), hand_in(colleague, agency)
    emails.record_email(acting=monitor, draft_id=first.pk, data=data(source), kept=(), protected=None)
    before, asked = len(files(media)), []
    real = emails.refuse_known

    def overtaken(**given: object) -> None:
        asked.append(given)
        if len(asked) > 1:  # the first question came too early to know of the other
            real(**given)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(emails, "refuse_known", overtaken)
    with pytest.raises(emails.KnownEmail):
        emails.record_email(acting=colleague, draft_id=second.pk, data=data(source), kept=(), protected=None)
    assert (Report.objects.count(), len(files(media))) == (1, before)
    monkeypatch.setattr(emails, "refuse_known", lambda **_given: None)
    with pytest.raises(Conflict):
        emails.record_email(acting=colleague, draft_id=second.pk, data=data(source), kept=(), protected=None)


def test_one_form_sent_twice_at_one_moment_keeps_one_email(
    monitor: Person, agency: Agency, monkeypatch: pytest.MonkeyPatch, media: Path
) -> None:
    draft_id, real, asked = uuid7(), emails.sent_before, []

    def overtaken(*given: object, **owner: object) -> object:
        asked.append(given)
        return None if len(asked) == 1 else real(*given, **owner)  # type: ignore[type-var, arg-type]  # passed on

    def send() -> EmailDraft:
        return emails.hand_in_email(
            acting=monitor, agency_id=agency.pk, name="x.eml", stream=io.BytesIO(LETTER), draft_id=draft_id
        )

    first = send()
    monkeypatch.setattr(emails, "sent_before", overtaken)  # the first question came too early to know of the other
    assert send() == first
    assert len(files(media)) == 1


def test_what_goes_wrong_in_the_middle_leaves_nothing_but_the_waiting_email(
    monitor: Person, agency: Agency, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, source = hand_in(monitor, agency), making.source(monitor)
    with pytest.raises(Invalid):
        emails.record_email(
            acting=monitor, draft_id=draft.pk, data=data(source, subject=" ", text=""), kept=(), protected=None
        )

    def broken(**_given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(receiving, "record", broken)
    with pytest.raises(RuntimeError):
        emails.record_email(acting=monitor, draft_id=draft.pk, data=data(source), kept={0}, protected=None)
    assert not Report.objects.exists()
    assert len(files(media)) == 1
    assert EmailDraft.objects.get() == draft


def test_a_waiting_email_that_was_exchanged_on_the_disk_is_not_recorded(
    monitor: Person, agency: Agency, media: Path
) -> None:
    draft, source = hand_in(monitor, agency), making.source(monitor)
    (media / draft.stored).write_bytes(letter("Other words"))
    with pytest.raises(Conflict):
        emails.record_email(acting=monitor, draft_id=draft.pk, data=data(source), kept=(), protected=None)
    assert not Report.objects.exists()


def test_a_waiting_email_is_seen_by_who_handed_it_in_and_by_nobody_else(
    monitor: Person, colleague: Person, stranger: Person, agency: Agency, sign_in: SignIn
) -> None:
    draft = hand_in(monitor, agency)
    for other in (colleague, stranger):
        assert sign_in(other).get(reverse("monitor:report-email-preview", args=[draft.pk])).status_code == 404
        with pytest.raises(NotFound):
            emails.discard_email(acting=other, draft_id=draft.pk)
    with pytest.raises(NotFound):
        hand_in(stranger, agency)


def test_what_is_no_email_or_too_large_leaves_nothing(
    monitor: Person, agency: Agency, media: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Invalid):
        hand_in(monitor, agency, b"\xff\xd8\xff")

    def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(emails, "note", broken)
        with pytest.raises(RuntimeError):
            hand_in(monitor, agency)
    settings.MAX_ATTACHMENT_BYTES = 100
    with pytest.raises(TooLarge):
        hand_in(monitor, agency)
    assert not files(media)


def test_forgotten_emails_are_removed_a_day_later(monitor: Person, agency: Agency, media: Path) -> None:
    old, fresh = hand_in(monitor, agency), hand_in(monitor, agency, letter("Other words"))
    EmailDraft.objects.filter(pk=old.pk).update(created_at=clock.now() - datetime.timedelta(hours=25))
    orphan = media / "drafts" / "orphan.eml"
    orphan.write_bytes(b"x")
    os.utime(orphan, (0, 0))
    assert drafts.sweep() == 2
    assert EmailDraft.objects.get() == fresh
    assert len(files(media)) == 1


def test_on_the_pages_an_email_becomes_a_report(monitor: Person, agency: Agency, sign_in: SignIn) -> None:
    client, source = sign_in(monitor), making.source(monitor)
    assert reverse("monitor:report-email").encode() in client.get(reverse("monitor:report-new")).content
    form = {"agency": agency.pk, "submission": uuid7()}
    bad = form | {"email": SimpleUploadedFile("x.eml", b"MZ")}
    assert b"it seems to be a program" in client.post(reverse("monitor:report-email"), bad).content
    sent = [
        client.post(reverse("monitor:report-email"), form | {"email": SimpleUploadedFile("x.eml", LETTER)}).url
        for _time in range(2)
    ]
    assert sent[0] == sent[1]  # sent twice, kept once
    page = client.get(sent[0]).content.decode()
    assert "From the market" in page
    assert "liv.marin@witness.example" in page
    assert "run.exe – a program" in page
    answer = {"source": source.pk, "received_on": "2024-06-03", "subject": "Market", "text": TEXT, "kept": ["0"]}
    assert client.post(sent[0], answer | {"received_on": "2999-01-01"}).status_code == 422
    made = client.post(sent[0], answer | {"name": SENDER})
    assert made.status_code == 302
    assert client.post(sent[0], answer).url == made.url  # sent twice, recorded once
    shown = client.get(made.url).content.decode()
    assert "E-mail" in shown
    assert "market.jpg" in shown
    assert "liv.marin" not in shown
    assert AuditEvent.objects.filter(action="report.recorded", detail_text__contains='"channel":"email"').count() == 1


def test_on_the_page_an_email_is_removed_again(monitor: Person, agency: Agency, sign_in: SignIn, media: Path) -> None:
    text = letter("", html="<p>Words</p>" + "w" * 91_000)
    inner = text.replace(b"Date:", b"X-Date:")
    draft = hand_in(monitor, agency, inner)
    page = sign_in(monitor).get(reverse("monitor:report-email-preview", args=[draft.pk])).content
    for note in (b"web page: its words", b"is cut here", b"check the day", b"There is no source yet"):
        assert note in page
    from django.test import TestCase

    with TestCase.captureOnCommitCallbacks(execute=True):
        client = sign_in(monitor)
        assert client.post(reverse("monitor:report-email-discard", args=[draft.pk])).status_code == 302
    assert not EmailDraft.objects.exists()
    assert not files(media)
