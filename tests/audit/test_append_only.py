"""Tables that only grow refuse every way of changing them, and stay so when a migration rebuilds them."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.core.management.base import CommandError, SystemCheckError
from django.db import IntegrityError, connection, models, transaction

from amparo.audit import append_only, checks
from amparo.audit.models import AuditEvent, HistoryBlock, HistoryEntry, Seal
from amparo.audit.sealing import seal
from amparo.audit.testing import flush_allowed
from amparo.audit.verification import verify
from tests.audit.intruder import record_events, record_import

pytestmark = [pytest.mark.both]

OURS = [AuditEvent, HistoryBlock, HistoryEntry, Seal]


@pytest.fixture
def recorded(transactional_db: None) -> None:
    record_import(rows=2, chunk=2)
    seal()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("model", OURS)
def test_a_row_can_be_neither_changed_nor_deleted(model: type[models.Model]) -> None:
    rows = model._base_manager.all()
    with pytest.raises(IntegrityError, match="append-only"):
        rows.update(mac=b"")
    with pytest.raises(IntegrityError, match="append-only"):
        rows.delete()
    assert rows.count() > 0
    assert verify().holds


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("model", OURS)
def test_a_table_cannot_be_truncated(model: type[models.Model]) -> None:
    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {model._meta.db_table}")


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("recorded")
def test_a_row_cannot_be_replaced_by_way_of_an_insert() -> None:
    table = AuditEvent._meta.db_table
    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608  (a constant)


@pytest.mark.django_db(transaction=True)
def test_a_row_saved_again_is_refused_too() -> None:
    with transaction.atomic():
        (event_id,) = record_events(1)
    event = AuditEvent.objects.get(pk=event_id)
    event.action = "incident.read"
    with pytest.raises(IntegrityError, match="append-only"):
        event.save()


def rebuild(model: type[models.Model]) -> None:
    """Do what a migration does that alters a column: on SQLite the table is made anew, without its triggers."""
    old = model._meta.get_field("object_type")
    new = models.CharField(max_length=80)
    new.set_attributes_from_name("object_type")
    new.model = model
    with connection.schema_editor() as editor:
        editor.alter_field(model, old, new)
    with connection.schema_editor() as editor:
        editor.alter_field(model, new, old)


@pytest.fixture
def rebuilt(transactional_db: None) -> Iterator[None]:
    record_events(1)
    rebuild(AuditEvent)
    yield
    append_only.install("default")


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("rebuilt")
def test_a_rebuilt_table_is_named_by_the_check_and_by_health() -> None:
    table = AuditEvent._meta.db_table
    assert append_only.unprotected_tables("default") == [table]
    (error,) = run_checks(tags=[Tags.database], databases=["default"])
    assert (error.id, table in error.msg) == ("audit.E001", True)
    assert table in str(checks.tables_protected())
    with pytest.raises(SystemCheckError, match=table):
        call_command("check", databases=["default"], tags=["database"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("rebuilt")
def test_a_rebuilt_table_is_protected_again_by_the_next_migrate() -> None:
    call_command("migrate", skip_checks=True, verbosity=0)
    assert append_only.unprotected_tables("default") == []
    with pytest.raises(IntegrityError, match="append-only"):
        AuditEvent.objects.update(action="x")


@pytest.mark.django_db(transaction=True)
def test_while_migrations_wait_the_check_leaves_it_to_migrate(monkeypatch: pytest.MonkeyPatch) -> None:
    append_only.uninstall("default")
    monkeypatch.setattr(checks, "_migrations_wait", lambda using: True)
    assert checks.check_triggers(None, databases=["default"]) == []
    append_only.install("default")


@pytest.mark.django_db(transaction=True)
def test_a_protected_database_passes_every_check() -> None:
    assert run_checks(tags=[Tags.database], databases=["default"]) == []
    assert checks.check_triggers(None) == []
    assert checks.tables_protected() is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_disabled_trigger_counts_as_missing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_seal DISABLE TRIGGER append_only_audit_seal_delete")
    assert append_only.unprotected_tables("default") == ["audit_seal"]
    append_only.uninstall("default")
    append_only.install("default")
    assert append_only.unprotected_tables("default") == []


@pytest.mark.django_db(transaction=True)
def test_protection_comes_back_after_a_failure_while_it_was_suspended() -> None:
    def fail() -> None:
        with append_only.suspended("default"):
            assert append_only.unprotected_tables("default") != []
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert append_only.unprotected_tables("default") == []


@pytest.mark.django_db(transaction=True)
def test_flush_is_refused_outside_tests_and_allowed_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.backends.base.operations import BaseDatabaseOperations

    from amparo.audit import testing

    record_events(1)
    with monkeypatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", testing._flush)
        with pytest.raises(CommandError, match="flush"):
            call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
    assert AuditEvent.objects.exists()
    with flush_allowed():
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
    assert not AuditEvent.objects.exists()
    assert append_only.unprotected_tables("default") == []


def test_a_model_is_registered_once() -> None:
    before = append_only.registered_models()
    assert append_only.append_only(AuditEvent) is AuditEvent
    assert append_only.registered_models() == before


@pytest.mark.django_db
def test_a_table_that_does_not_exist_yet_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(append_only, "_tables", lambda using: ["not_yet_made"])
        append_only.install("default")
        assert append_only.unprotected_tables("default") == []
        append_only.uninstall("default")


def test_names_of_triggers_fit_into_63_bytes() -> None:
    longest = max(len(model._meta.db_table) for model in append_only.registered_models())
    assert longest + len("append_only__truncate") <= 63


def test_every_table_of_the_record_but_queue_and_head_only_grows() -> None:
    tables = {model.__name__ for model in apps.get_app_config("audit").get_models()}
    protected = {model.__name__ for model in append_only.registered_models() if model._meta.app_label == "audit"}
    assert tables - protected == {"Pending", "ChainHead"}
