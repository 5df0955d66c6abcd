"""Files attached to a report: what is accepted, what readers are given, what stays untouched, and who did what."""

import errno
import hashlib
import io
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.audit.models import AuditEvent
from amparo.files import policies, storing
from amparo.files.attachable import JPEG, PNG, TEXT
from amparo.files.attachments import receiving, redaction, services
from amparo.files.attachments.receiving import Given
from amparo.files.models import Attachment, Copy, CustodyEvent, Outcome, Step
from amparo.files.pictures import child, reencoding
from amparo.files.subjects import holder_for
from amparo.kernel.errors import Conflict, Invalid, NotFound
from amparo.monitor.models import Report
from tests.files.children import run_here
from tests.files.making import zipped
from tests.files.pictures import PLACE, bomb, jpeg, png
from tests.monitor import making
from tests.standing import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def media(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture(autouse=True)
def here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not request.node.name.endswith("in_a_process_of_its_own"):
        run_here(monkeypatch)


@pytest.fixture
def report(monitor: Person) -> Report:
    return making.report(monitor)


def attach(person: Person, report: Report, content: bytes, name: str = "market.jpg") -> Attachment:
    given = [Given(name, io.BytesIO(content))]
    return services.attach_files(acting=person, kind="report", record_id=report.pk, given=given).added[0]


def files(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def sent(client: Client, name: str, one: Attachment) -> bytes:
    answer = client.get(reverse(f"files:attachment-{name}", args=[one.pk]))
    assert answer.status_code == 200
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a streaming answer


def steps(one: Attachment) -> list[str]:
    return list(one.custody.order_by("at", "id").values_list("step", flat=True))


# --- Coming in ------------------------------------------------------------------------------------------------------


def test_a_picture_is_kept_twice_as_it_came_and_without_what_a_camera_tells(
    monitor: Person, report: Report, media: Path, sign_in: SignIn
) -> None:
    content = jpeg(orientation=6, behind=b"<html><script>steal()</script>")
    one = attach(monitor, report, content, "../../market.png\r\n")

    assert (one.name, one.media_type, one.sha256) == ("market.png.jpg", JPEG, hashlib.sha256(content).hexdigest())
    evidence = media / one.evidence
    assert one.sha256 in evidence.name
    assert evidence.read_bytes() == content
    assert stat.S_IMODE(evidence.stat().st_mode) == 0o400
    given = sent(sign_in(monitor), "download", one)
    for told in (PLACE.encode(), b"Camera", b"witness", b"script", b"Exif"):
        assert told in content
        assert told not in given
    from PIL import Image

    with Image.open(io.BytesIO(given)) as picture:
        assert picture.size == (24, 40) == (one.width, one.height)  # turned upright
        assert not picture.getexif()
    assert steps(one) == [Step.RECEIVED, Step.DOWNLOADED]
    assert AuditEvent.objects.filter(action="attachment.received", object_id=one.pk).count() == 1


@pytest.mark.parametrize("mode", ["RGBA", "P", "LA", "I;16"])
def test_pictures_of_every_kind_of_colour_are_written_anew(monitor: Person, report: Report, mode: str) -> None:
    one = attach(monitor, report, png(mode=mode), "drawing.png")
    assert one.working_type == PNG
    assert b"witness" not in Path(storing.default_storage.path(one.working)).read_bytes()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bomb(), "million pixels"),
        (jpeg()[:300], "damaged"),
        (b"\xff\xd8\xff<html>", "damaged"),
        (zipped({"market.jpg": b"x"}), "zip"),
        (b"", "empty"),
    ],
)
def test_hostile_and_broken_files_are_refused_and_nothing_is_left(
    monitor: Person, report: Report, media: Path, content: bytes, said: str
) -> None:
    with pytest.raises(Invalid) as caught:
        attach(monitor, report, content)
    assert said in caught.value.problems[0].message
    assert caught.value.problems[0].message.startswith("market.jpg: ")
    assert not files(media)
    assert not Attachment.objects.exists()


def test_of_several_files_with_one_bad_none_is_kept(monitor: Person, report: Report, media: Path) -> None:
    given = [Given("a.txt", io.BytesIO(b"words")), Given("b.exe", io.BytesIO(b"MZ"))]
    with pytest.raises(Invalid):
        services.attach_files(acting=monitor, kind="report", record_id=report.pk, given=given)
    assert not files(media)


def test_too_large_and_too_many_files_are_refused(
    monitor: Person, report: Report, media: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAX_ATTACHMENT_BYTES = 10
    with pytest.raises(Invalid) as caught:
        attach(monitor, report, b"x" * 11, "a.txt")
    assert "larger" in caught.value.problems[0].message
    with pytest.raises(Invalid):
        services.attach_files(acting=monitor, kind="report", record_id=report.pk, given=[])
    many = [Given("a.txt", io.BytesIO(b"a")) for _time in range(receiving.MOST_AT_ONCE + 1)]
    with pytest.raises(Invalid):
        services.attach_files(acting=monitor, kind="report", record_id=report.pk, given=many)
    monkeypatch.setattr(receiving, "MOST_PER_RECORD", 0)
    with pytest.raises(Invalid) as caught:
        attach(monitor, report, b"x", "a.txt")
    assert "0 files at most: this one has 0, and 1 more" in caught.value.problems[0].message
    assert caught.value.problems[0].advice
    assert not files(media)


def test_a_full_disk_is_said_and_nothing_is_half_saved(
    monitor: Person, report: Report, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = os.fsync, []

    def full_at_the_second(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:  # the evidence has arrived, its working copy finds no room
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full_at_the_second)
    with pytest.raises(storing.DiskFull):
        attach(monitor, report, jpeg())
    assert not files(media)
    assert not Attachment.objects.exists()


def test_a_record_that_cannot_be_saved_leaves_no_copy(
    monitor: Person, report: Report, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(receiving, "record", broken)
    with pytest.raises(RuntimeError):
        attach(monitor, report, jpeg())
    assert not files(media)


@pytest.mark.both
def test_the_same_file_again_is_recognised_and_kept_once(monitor: Person, report: Report, media: Path) -> None:
    attach(monitor, report, b"words", "a.txt")
    given = [Given("b.txt", io.BytesIO(b"words")), Given("c.txt", io.BytesIO(b"others"))]
    again = services.attach_files(acting=monitor, kind="report", record_id=report.pk, given=given)
    assert ([one.name for one in again.added], again.known) == (["c.txt"], ["b.txt"])
    assert len(files(media)) == 2


def test_what_killed_processes_left_is_removed_a_day_later(monitor: Person, report: Report, media: Path) -> None:
    one = attach(monitor, report, jpeg())
    kept = {media / one.evidence, media / one.working}
    orphans = [path.with_name("orphan") for path in kept]
    for path in orphans:
        path.write_bytes(b"x")
    for path in files(media):
        os.utime(path, (0, 0))
    assert storing.sweep() == 2
    assert set(files(media)) == kept


def test_pictures_are_written_anew_in_a_process_of_its_own(
    monitor: Person, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert attach(monitor, report, jpeg()).width == 40
    with pytest.raises(Invalid, match="cannot be accepted"):
        attach(monitor, report, bomb())
    monkeypatch.setattr(reencoding, "READER", "amparo.files.pictures.no_such_reader")
    with pytest.raises(Invalid, match="cannot be accepted"):
        attach(monitor, report, jpeg(30, 30))


def test_a_picture_that_needs_too_much_memory_is_refused(
    monitor: Person, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted(*_given: object) -> None:
        raise MemoryError

    monkeypatch.setattr(child, "_black_out", exhausted)
    with pytest.raises(Invalid) as caught:
        attach(monitor, report, jpeg())
    assert "million pixels" in caught.value.problems[0].message


def test_two_who_attach_one_file_at_one_moment_keep_one(
    monitor: Person, report: Report, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(monitor, report, b"words", "a.txt")
    monkeypatch.setattr(services, "known_hashes", lambda *_given: set())
    with pytest.raises(Conflict):
        attach(monitor, report, b"words", "b.txt")
    assert len(files(media)) == 1


# --- Who may --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["verifier", "analyst", "stranger", "administrator"])
def test_only_who_records_for_the_agency_attaches_describes_and_redacts(
    who: str, monitor: Person, report: Report, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)
    one = attach(monitor, report, b"words", "a.txt")
    with pytest.raises(NotFound):
        attach(person, report, b"x", "b.txt")
    with pytest.raises(NotFound):
        services.describe(acting=person, attachment_id=one.pk, text="Words")
    with pytest.raises(NotFound):
        redaction.redact_text(acting=person, attachment_id=one.pk, lines="1", words="", reason="Names.")


def test_nothing_is_attached_to_a_kind_of_record_that_nobody_registered(monitor: Person, report: Report) -> None:
    for who, kind in ((monitor, "child"), (None, "report")):
        with pytest.raises(NotFound):
            holder_for(who, kind, report.pk)


def test_the_evidentiary_copy_goes_to_its_receiver_and_to_whom_that_person_lets(
    monitor: Person, colleague: Person, verifier: Person, analyst: Person, report: Report, sign_in: SignIn
) -> None:
    content = jpeg()
    one = attach(monitor, report, content)
    address = reverse("files:attachment-evidence", args=[one.pk])

    assert b"What do you need" in sign_in(monitor).get(address).content
    assert sign_in(monitor).post(address, {"reason": " "}).status_code == 422
    given = sign_in(monitor).post(address, {"reason": "The court asks."})
    assert b"".join(given.streaming_content) == content  # type: ignore[attr-defined]  # a streaming answer
    assert given["Content-Disposition"].startswith("attachment;")
    assert sign_in(colleague).post(address, {"reason": "x"}).status_code == 404

    access = reverse("files:attachment-access", args=[one.pk])
    detail = reverse("files:attachment-detail", args=[one.pk])
    assert b"Who else opens" in sign_in(monitor).get(detail).content
    assert b"Who else opens" not in sign_in(colleague).get(detail).content
    for person, status in ((verifier, 302), (analyst, 404)):
        assert sign_in(monitor).post(access, {"person": person.pk, "give": "1"}).status_code == status
    assert sign_in(monitor).post(access, {"person": "nobody"}).status_code == 404
    assert sign_in(verifier).post(access, {"person": colleague.pk, "give": "1"}).status_code == 404
    assert sign_in(verifier).post(address, {"reason": "To verify."}).status_code == 200
    assert b"Take access back" in sign_in(monitor).get(detail).content
    assert sign_in(monitor).post(access, {"person": verifier.pk}).status_code == 302
    assert sign_in(verifier).post(address, {"reason": "To verify."}).status_code == 404
    assert steps(one).count(Step.DOWNLOADED) == 2
    assert not AuditEvent.objects.filter(detail_text__contains="court").exists()


# --- The pages ------------------------------------------------------------------------------------------------------


def test_on_the_pages_files_are_attached_described_and_looked_at(
    monitor: Person, verifier: Person, report: Report, sign_in: SignIn
) -> None:
    client, new = sign_in(monitor), reverse("files:attachment-new", args=["report", report.pk])
    picture, words = io.BytesIO(jpeg()), io.BytesIO(b"words")
    picture.name, words.name = "market.jpg", "a.txt"

    assert b"Attach files" in client.get(new).content
    assert client.post(new, {"x": 1}).status_code == 422
    assert client.post(new, {"chosen": [picture, words]}).status_code == 302
    picture.seek(0)
    assert b"kept once" in client.post(new, {"chosen": [picture]}, follow=True).content
    one = Attachment.objects.get(media_type=JPEG)
    describe = reverse("files:attachment-describe", args=[one.pk])
    assert client.post(describe, {"text": ""}).status_code == 422
    assert client.post(describe, {"text": "A market, empty."}).status_code == 302
    page = sign_in(verifier).get(reverse("files:attachment-detail", args=[one.pk])).content
    assert b'alt="A market, empty."' in page
    assert b"Evidentiary copy</a>" not in page
    assert b"A market, empty." in sign_in(verifier).get(reverse("monitor:report-detail", args=[report.pk])).content
    assert sent(sign_in(verifier), "picture", one).startswith(b"\xff\xd8\xff")
    text = Attachment.objects.get(media_type=TEXT)
    assert client.get(reverse("files:attachment-picture", args=[text.pk])).status_code == 404
    assert b"the file as it came" in client.get(reverse("files:attachment-detail", args=[text.pk])).content
    with pytest.raises(Invalid):
        services.describe(acting=monitor, attachment_id=one.pk, text="x" * 501)


def test_the_custody_log_shows_each_step_with_its_person_and_is_never_changed(
    monitor: Person, verifier: Person, report: Report, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = attach(monitor, report, b"words", "a.txt")
    sent(sign_in(verifier), "download", one)
    page = sign_in(monitor).get(reverse("files:attachment-detail", args=[one.pk])).content.decode()
    assert re.search(r"Downloaded.*Harbour Verifier", page, re.DOTALL)
    assert "Received" in page
    for change in (lambda: CustodyEvent.objects.update(said="x"), lambda: Attachment.objects.update(sha256="0")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    monkeypatch.setattr("amparo.files.attachments.pages.LOG_LINES", 1)
    assert b"Older lines" in sign_in(monitor).get(reverse("files:attachment-detail", args=[one.pk])).content


def test_checking_the_hash_names_an_altered_and_a_missing_file(
    monitor: Person, verifier: Person, report: Report, media: Path, sign_in: SignIn
) -> None:
    one = attach(monitor, report, jpeg())
    client, address = sign_in(verifier), reverse("files:attachment-check", args=[one.pk])
    assert b"as it was recorded" in client.post(address, follow=True).content
    (media / one.working).unlink()
    (media / one.evidence).chmod(0o600)
    (media / one.evidence).write_bytes(b"another")
    page = client.post(address, follow=True).content
    assert b"is not the one that was recorded" in page
    assert b"not on the disk any more" in page
    assert client.get(reverse("files:attachment-download", args=[one.pk])).status_code == 409
    found = services.check_all(acting=None)
    assert [set(answers.values()) for _one, answers in found] == [{Outcome.ALTERED, Outcome.MISSING}]
    with pytest.raises(NotFound):
        services.check_all(acting=verifier)


# --- Redaction ------------------------------------------------------------------------------------------------------


def test_a_picture_loses_its_ticked_cells_in_a_copy_and_the_original_stays(
    monitor: Person, report: Report, sign_in: SignIn
) -> None:
    from PIL import Image

    one = attach(monitor, report, jpeg(120, 120))
    client, address = sign_in(monitor), reverse("files:attachment-redact", args=[one.pk])
    assert client.get(address).content.count(b'type="checkbox"') == 144
    assert client.post(address, {"cells": ["0"], "reason": ""}).status_code == 422
    assert client.post(address, {"cells": ["144"], "reason": "Faces."}).status_code == 422
    made = client.post(address, {"cells": ["0", "143"], "reason": "Faces."})
    copy = Attachment.objects.get(derived_from=one)
    assert made.url == reverse("files:attachment-detail", args=[copy.pk])
    with Image.open(io.BytesIO(sent(client, "download", copy))) as picture:
        colours = [picture.convert("L").getpixel(place) for place in ((5, 5), (115, 115), (25, 25))]
    assert max(colours[:2]) < 20  # type: ignore[type-var, operator]  # grey values
    assert colours[2] > 200  # type: ignore[operator]  # a grey value
    assert steps(one)[-1] == Step.REDACTED
    page = client.get(reverse("files:attachment-detail", args=[one.pk])).content
    assert copy.name.encode() in page
    with pytest.raises(Conflict):
        redaction.redact_picture(acting=monitor, attachment_id=one.pk, cells=[0, 143], reason="Faces.")
    for cells in ([], [-1]):
        with pytest.raises(Invalid):
            redaction.redact_picture(acting=monitor, attachment_id=one.pk, cells=cells, reason="Faces.")


def test_a_text_loses_lines_and_words_in_a_copy(monitor: Person, report: Report, sign_in: SignIn) -> None:
    one = attach(monitor, report, b"Market day\nLiv  Marin said\nliv marin left\nEnd", "a.txt")
    client, address = sign_in(monitor), reverse("files:attachment-redact", args=[one.pk])
    assert b"Market day" in client.get(address).content
    assert client.post(address, {"reason": "Names.", "words": "nowhere"}).status_code == 422
    assert client.post(address, {"reason": "Names.", "lines": "3-9"}).status_code == 422
    assert client.post(address, {"reason": "Names.", "lines": "x"}).status_code == 422
    assert client.post(address, {"reason": "Names.", "lines": "1", "words": "Liv Marin\n"}).status_code == 302
    copy = Attachment.objects.get(derived_from=one)
    hidden = redaction.HIDDEN
    assert sent(client, "download", copy).decode() == f"{hidden}\n{hidden} said\n{hidden} left\nEnd"
    assert b"Liv" in sent(client, "download", one)
    with pytest.raises(Invalid):
        redaction.hide_words("x", "\n".join(str(number) for number in range(51)))
    with pytest.raises(Invalid):
        redaction.redact_picture(acting=monitor, attachment_id=one.pk, cells=[1], reason="Faces.")


def test_the_custody_log_says_which_copy_was_handed_out(monitor: Person, report: Report, sign_in: SignIn) -> None:
    picture, text = attach(monitor, report, jpeg()), attach(monitor, report, b"words", "a.txt")
    for one, copy in ((picture, Copy.WORKING), (text, Copy.EVIDENCE)):
        sent(sign_in(monitor), "download", one)
        assert one.custody.get(step=Step.DOWNLOADED).copy == copy


def test_no_spelling_of_a_name_is_left_standing_and_a_name_that_is_not_found_is_said() -> None:
    hidden = redaction.HIDDEN
    for text, named in (
        ("Jose\u0301 came", "José"),
        ("José came", "Jose\u0301"),
        ("JOS\u00c9 came", "josé"),
        ("Jo\u00ads\u200bé came", "José"),
        ("Ann\u00a0Vol came", "Ann Vol"),
        ("Stra\u00dfe came", "STRASSE"),
        ("O\u2019Neil came", "O'Neil"),
        ("\u0645\u064f\u062d\u064e\u0645\u0651\u064e\u062f came", "\u0645\u062d\u0645\u062f"),
        ("\u0645\u062d\u0640\u0640\u0645\u062f came", "\u0645\u062d\u0645\u062f"),
        ("\u0639\u0644\u0627\u0621 came", "\u0639\u0644\u0627\u0621"),
    ):
        assert redaction.hide_words(text, named) == f"{hidden} came", ascii(text)
    assert redaction.hide_words("Ann, Anna, Ann Mary", "Ann\nAnna\nAnn Mary") == f"{hidden}, {hidden}, {hidden}"
    assert redaction.hide_words("Ann\nMary left\nEnd", "Ann Mary") == f"{hidden}\n left\nEnd"
    assert redaction.hide_words("x", " \n") == "x"
    with pytest.raises(Invalid) as caught:
        redaction.hide_words("Ann was with Joseph", "Ann\nJosephine\n\u0301")
    assert caught.value.problems[0].message == "Not found: Josephine; \u0301"


def test_what_is_redacted_elsewhere_is_kept_as_a_copy_of_its_original(
    monitor: Person, report: Report, sign_in: SignIn
) -> None:
    one = attach(monitor, report, b"%PDF-1.7 names", "list.pdf")
    client, address = sign_in(monitor), reverse("files:attachment-redact", args=[one.pk])
    assert b"hand it in" in client.get(address).content

    def hand_in(content: bytes) -> int:
        file = io.BytesIO(content)
        file.name = "list-public.pdf"
        return client.post(address, {"file": file, "reason": "Names."}).status_code

    assert hand_in(b"%PDF-1.7 names") == 422
    assert hand_in(b"%PDF-1.7") == 302
    assert Attachment.objects.get(derived_from=one).origin == "redacted-elsewhere"
    with pytest.raises(Invalid):
        redaction.redact_text(acting=monitor, attachment_id=one.pk, lines="1", words="", reason="Names.")


def test_the_page_of_a_report_takes_as_many_queries_for_many_files_as_for_one(
    monitor: Person, report: Report, sign_in: SignIn
) -> None:
    client, address = sign_in(monitor), reverse("monitor:report-detail", args=[report.pk])

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    attach(monitor, report, b"words", "a.txt")
    queries()
    few = queries()
    for number in range(8):
        attach(monitor, report, b"words %d" % number, f"{number}.txt")
    assert queries() == few


def test_the_evidentiary_copy_is_for_nobody_without_a_role_there(world: World) -> None:
    agency, receiver = world.agency.pk, world.colleague.pk
    assert policies.may_give_evidence(world.colleague, agency, receiver)
    assert not policies.may_open_evidence(None, agency, receiver, has_access=True)
    assert not policies.may_open_evidence(world.stranger, agency, receiver, has_access=True)
    assert not policies.may_give_evidence(None, agency, receiver)


def test_a_redaction_of_a_file_that_is_gone_is_refused_in_words(monitor: Person, report: Report, media: Path) -> None:
    one = attach(monitor, report, jpeg())
    (media / one.working).unlink()
    with pytest.raises(Invalid, match="not on the disk"):
        redaction.redact_picture(acting=monitor, attachment_id=one.pk, cells=[1], reason="Faces.")
    grey = attach(monitor, report, png(mode="L"), "no ending")
    copy = redaction.redact_picture(acting=monitor, attachment_id=grey.pk, cells=[1], reason="x")
    assert copy.name == "no ending-redacted.png"
    with pytest.raises(Invalid):
        redaction.redact_picture(acting=monitor, attachment_id=grey.pk, cells=[1], reason="x" * 501)
