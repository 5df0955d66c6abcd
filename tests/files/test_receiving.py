"""A file is received whole, known by its SHA-256, under a name that does no harm; or nothing of it is left."""

import errno
import hashlib
import io
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from amparo.accounts.models import Agency, Person
from amparo.audit.models import AuditEvent
from amparo.files import services, storing
from amparo.files.kinds import CSV, XLSX
from amparo.files.models import ReceivedFile
from amparo.files.names import safe_name
from amparo.files.outlines.models import OutlineUpload
from amparo.kernel.errors import Invalid, NotFound, TooLarge
from amparo.kernel.ids import uuid7
from tests.files.making import ole, workbook, zipped

pytestmark = pytest.mark.django_db

TABLE = b"date,country\n2024-05,XM\n"


@pytest.fixture(autouse=True)
def media(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def receive(person: Person, agency: Agency, content: bytes = TABLE, name: str = "reports.csv") -> ReceivedFile:
    return services.receive(acting=person, agency_id=agency.id, name=name, stream=io.BytesIO(content))


def kept(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def test_a_monitor_hands_in_a_table(monitor: Person, agency: Agency, media: Path) -> None:
    file = receive(monitor, agency)
    assert file.sha256 == hashlib.sha256(TABLE).hexdigest()
    assert (file.size, file.media_type, file.name) == (len(TABLE), CSV, "reports.csv")
    assert [path.read_bytes() for path in kept(media)] == [TABLE]
    assert AuditEvent.objects.filter(action="file.received", object_id=file.id, acting=monitor.id).count() == 1


def test_a_workbook_is_known_by_its_content(monitor: Person, agency: Agency, tmp_path: Path) -> None:
    content = workbook(tmp_path / "book.xlsx", [["a"], [1]]).read_bytes()
    assert receive(monitor, agency, content, "reports.csv").media_type == XLSX


def test_nobody_else_on_the_machine_can_read_it(monitor: Person, agency: Agency, media: Path) -> None:
    receive(monitor, agency)
    assert [stat.S_IMODE(path.stat().st_mode) for path in kept(media)] == [0o600]


@pytest.mark.parametrize("who", ["verifier", "analyst", "administrator", "caseworker", "stranger", "nobody"])
def test_who_is_no_monitor_of_the_agency_hands_in_nothing(
    who: str, request: pytest.FixtureRequest, agency: Agency, media: Path
) -> None:
    with pytest.raises(NotFound):
        receive(request.getfixturevalue(who), agency)
    assert not media.exists() or not kept(media)


def test_a_repeated_sending_is_kept_once(monitor: Person, agency: Agency, media: Path) -> None:
    file_id = uuid7()
    files = [
        services.receive(acting=monitor, agency_id=agency.id, name="a.csv", stream=io.BytesIO(TABLE), file_id=file_id)
        for _time in range(2)
    ]
    assert files[0] == files[1]
    assert len(kept(media)) == 1


@pytest.mark.parametrize("who", ["stranger", "colleague"])
def test_who_sends_the_id_of_a_kept_file_neither_replaces_nor_removes_it(
    who: str, request: pytest.FixtureRequest, monitor: Person, agency: Agency, other_agency: Agency, media: Path
) -> None:
    file, sender = receive(monitor, agency), request.getfixturevalue(who)
    own = other_agency if who == "stranger" else agency
    with pytest.raises(NotFound):
        services.receive(acting=sender, agency_id=own.id, name="b.csv", stream=io.BytesIO(b"b,c\n"), file_id=file.id)
    assert [path.read_bytes() for path in kept(media)] == [TABLE]


def test_two_sendings_at_one_moment_keep_one_file_with_its_bytes(monitor: Person, agency: Agency, media: Path) -> None:
    file_id = uuid7()

    def send(stream: io.BytesIO) -> ReceivedFile:
        return services.receive(acting=monitor, agency_id=agency.id, name="a.csv", stream=stream, file_id=file_id)

    class Slow(io.BytesIO):
        """The bytes of a sending that is overtaken by the other while it arrives."""

        def read(self, size: int | None = -1, /) -> bytes:
            if not ReceivedFile.objects.exists():
                send(io.BytesIO(TABLE))
            return super().read(size)

    file = send(Slow(TABLE))
    assert ReceivedFile.objects.get() == file
    assert [path.read_bytes() for path in kept(media)] == [TABLE]
    assert file.content.open("rb").read() == TABLE


def test_a_file_that_is_too_large_is_refused_while_it_arrives(
    monitor: Person, agency: Agency, media: Path, settings: LazySettings
) -> None:
    settings.MAX_UPLOAD_BYTES = 20
    with pytest.raises(TooLarge):
        receive(monitor, agency)
    assert not kept(media)
    assert not ReceivedFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "seems"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (ole("EncryptionInfo", "EncryptedPackage"), "password"),
        (ole("Workbook"), ".xls"),
        (ole("WordDocument"), "old Office"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "OpenDocument"),
        (zipped({"xl/workbook.bin": b""}), "binary Excel"),
        (zipped({"xl/workbook.xml": b"", "xl/vbaProject.bin": b""}), "macros"),
        (zipped({"word/document.xml": b""}), "Word"),
        (zipped({"a.csv": TABLE}), "zip archive"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (b"%PDF-1.7", "PDF"),
        (b"MZ\x90\x00", "program"),
        (b"\x7fELF\x02", "program"),
        (b"#!/bin/sh", "script"),
        (b"\x89PNG\r\n", "image"),
        (b"\x1f\x8b\x08\x00", "packed"),
        (b"SQLite format 3\x00", "database"),
        (b"{\\rtf1", "RTF"),
        (b"\xef\xbb\xbf<html><table>", "web page"),
        (b'<?xml version="1.0"?><Workbook>', "web page"),
        (b'{"a": 1}', "JSON"),
        (b"abc\x00\x01\x02", "binary"),
    ],
)
def test_what_is_no_table_is_refused_and_named(
    monitor: Person, agency: Agency, media: Path, content: bytes, seems: str
) -> None:
    with pytest.raises(Invalid) as caught:
        receive(monitor, agency, content, "reports.xlsx")
    assert seems in caught.value.detail
    assert caught.value.advice
    assert not kept(media)


def test_a_full_disk_is_said_and_nothing_is_left(
    monitor: Person, agency: Agency, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(storing.DiskFull):
        receive(monitor, agency)
    assert not kept(media)
    assert not ReceivedFile.objects.exists()


def test_a_record_that_cannot_be_saved_leaves_no_file(
    monitor: Person, agency: Agency, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(services, "record", broken)
    with pytest.raises(RuntimeError):
        receive(monitor, agency)
    assert not kept(media)
    assert not ReceivedFile.objects.exists()


def test_what_killed_processes_left_is_removed_a_day_later(monitor: Person, agency: Agency, media: Path) -> None:
    receive(monitor, agency)
    (kept_file,) = kept(media)
    orphan, fresh = kept_file.with_name("orphan.csv"), media / "incoming" / "arriving"
    half = media / "incoming" / "half"
    (media / "outlines" / "2024").mkdir(parents=True)
    forgotten, waiting = (media / "outlines" / "2024" / f"{name}.geojson" for name in ("forgotten", "waiting"))
    OutlineUpload.objects.create(
        uploaded_by=monitor, name="x", size=1, content="outlines/2024/waiting.geojson", as_of="2024-01-01"
    )
    for path in (orphan, fresh, half, forgotten, waiting):
        path.write_bytes(b"x")
    for path in (kept_file, orphan, half, forgotten, waiting):
        os.utime(path, (0, 0))
    assert storing.sweep() == 3
    assert sorted(kept(media)) == sorted([kept_file, fresh, waiting])


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("reports.csv", "reports.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\list.xlsx", "list.xlsx"),
        ("gpj.\u202evsc.exe", "gpj.vsc.exe"),
        ("a\x00b\r\nc.csv", "abc.csv"),
        ("تقارير.csv", "تقارير.csv"),
        ("..", "file"),
        ("", "file"),
        ('a"b<c>.csv', "a_b_c_.csv"),
        ("x" * 300 + ".csv", "x" * 196 + ".csv"),
    ],
)
def test_names_lose_paths_and_hidden_characters(given: str, safe: str) -> None:
    assert safe_name(given) == safe


@pytest.mark.parametrize("who", ["monitor", "colleague", "verifier", "analyst"])
def test_who_reads_its_reports_downloads_the_file(
    who: str,
    request: pytest.FixtureRequest,
    monitor: Person,
    agency: Agency,
    sign_in: Callable[[Person], Client],
) -> None:
    file = receive(monitor, agency, name="تقارير.csv")
    reader = request.getfixturevalue(who)
    answer = sign_in(reader).get(f"/files/{file.id}/")
    assert b"".join(answer.streaming_content) == TABLE  # type: ignore[attr-defined]  # a streaming answer
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"
    assert AuditEvent.objects.filter(action="file.downloaded", object_id=file.id, acting=reader.id).count() == 1


def test_a_file_that_is_gone_from_the_disk_is_said_and_not_recorded_as_read(
    monitor: Person, agency: Agency, media: Path, sign_in: Callable[[Person], Client]
) -> None:
    file = receive(monitor, agency)
    given = sign_in(monitor).get(f"/files/{file.id}/")
    assert given["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert given["Cross-Origin-Resource-Policy"] == "same-origin"
    for path in kept(media):
        path.unlink()
    assert sign_in(monitor).get(f"/files/{file.id}/").status_code == 409
    assert AuditEvent.objects.filter(action="file.downloaded").count() == 1


@pytest.mark.parametrize("who", ["stranger", "administrator", "caseworker", "nobody"])
def test_others_are_told_that_there_is_nothing(
    who: str,
    request: pytest.FixtureRequest,
    monitor: Person,
    agency: Agency,
    sign_in: Callable[[Person], Client],
) -> None:
    file = receive(monitor, agency)
    assert sign_in(request.getfixturevalue(who)).get(f"/files/{file.id}/").status_code == 404
    assert not AuditEvent.objects.filter(action="file.downloaded").exists()
