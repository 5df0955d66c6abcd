"""`/health` says what is wrong in words, and nothing that is secret."""

from collections import namedtuple

import pytest
from django.test import Client

from amparo.kernel import health, search_index, ticks

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def own_checks(monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: object) -> None:
    """Only the kernel's checks, over an existing data folder, with a worker alive."""
    monkeypatch.setattr(health, "_checks", {})
    monkeypatch.setattr(health, "_migrations_complete", False)
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]  # the fixture
    ticks.beat("amparo-one")


def wrong() -> dict[str, str]:
    return {finding.name: finding.wrong for finding in health.examine().findings if not finding.ok}


def test_all_is_well_is_said_with_200() -> None:
    answer = Client().get("/health")
    assert (answer.status_code, answer.content.decode()) == (200, "All is well.\n")
    assert "no-store" in answer["Cache-Control"]


def test_a_program_gets_every_check_as_json() -> None:
    answer = Client().get("/health", headers={"Accept": "application/json"})
    assert answer.json()["ok"] is True
    names = [check["name"] for check in answer.json()["checks"]]
    assert names == ["database", "migrations", "worker", "search", "disk", "data folder"]


def test_a_worker_without_a_sign_of_life_is_told_with_503() -> None:
    ticks.rest("amparo-one")
    answer = Client().get("/health")
    assert answer.status_code == 503
    assert answer.content.decode().startswith("worker: No worker ")
    assert "amparo worker" in answer.content.decode()


def test_a_lost_search_index_is_told() -> None:
    search_index.remove()
    assert "amparo migrate" in wrong()["search"]
    search_index.ensure()


def test_missing_migrations_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.db.migrations.executor.MigrationExecutor.migration_plan", lambda *_: ["0002"])
    assert "amparo migrate" in wrong()["migrations"]


def test_migrations_once_found_complete_are_not_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert wrong() == {}
    monkeypatch.setattr("django.db.migrations.executor.MigrationExecutor.migration_plan", lambda *_: ["0002"])
    assert wrong() == {}


def test_a_database_that_does_not_answer_is_told_without_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def cursor(self) -> None:
            raise OSError("could not connect to postgresql://amparo:hunter2@db")

    monkeypatch.setattr(health, "connection", Broken())
    answer = Client().get("/health")
    assert answer.status_code == 503
    assert "database: The database does not answer" in answer.content.decode()
    assert "hunter2" not in answer.content.decode()


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: usage(100, 99, 3 * 1024 * 1024))
    assert wrong()["disk"].startswith("Only 3 MB are free")


def test_a_data_folder_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("read-only")

    monkeypatch.setattr(health.tempfile, "NamedTemporaryFile", refuse)
    assert "cannot be written" in wrong()["data folder"]


def test_a_room_adds_its_own_check() -> None:
    health.register("audit", lambda: "The chain is not sealed.")
    assert wrong() == {"audit": "The chain is not sealed."}
    assert Client().get("/health").content.decode() == "audit: The chain is not sealed.\n"


def test_a_check_that_fails_itself_is_told_and_hides_no_other(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise RuntimeError("hunter2")

    health.register("broken", fail)
    health.register("late", lambda: "Too late.")
    assert set(wrong()) == {"broken", "late"}
    assert "hunter2" not in wrong()["broken"]
    assert "hunter2" in caplog.text


def test_nothing_can_be_posted_to_it() -> None:
    assert Client().post("/health").status_code == 405
