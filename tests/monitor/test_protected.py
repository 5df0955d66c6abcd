"""Who a source is, few read: for a reason, recorded. And nothing of it stands anywhere else: a canary shows it."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.urls import NoReverseMatch, reverse

from amparo.accounts.models import Agency, Person
from amparo.audit.models import AuditEvent
from amparo.kernel.errors import Conflict, Invalid, NotFound, Stale
from amparo.monitor import policies, services
from amparo.monitor.content import ProtectedData
from amparo.monitor.models import ProtectedDetails, ProtectedReading, ProtectedTextField
from amparo.monitor.selectors.protected import protected_of
from amparo.monitor.services import emails
from tests.access.routes import all_routes
from tests.access.text import body
from tests.monitor import making
from tests.monitor.letters import letter
from tests.monitor.making import SignIn
from tests.standing import World

pytestmark = pytest.mark.django_db
CANARY = "Canarybird"
DATA = ProtectedData(
    name=f"{CANARY} Name", contact=f"{CANARY} 555", circumstances=f"{CANARY} lives near", note=f"{CANARY} note"
)
REASON = {"reason": "To ask once more."}


@pytest.fixture(autouse=True)
def media(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def details(monitor: Person) -> ProtectedDetails:
    return services.protect_source(acting=monitor, source_id=making.source(monitor).pk, data=DATA)


def address(details: ProtectedDetails, name: str = "protected") -> str:
    return reverse(f"monitor:{name}", args=[details.pk])


# --- Who reads it ---------------------------------------------------------------------------------------------------


def test_the_keeper_reads_for_a_reason_and_each_reading_is_recorded(
    monitor: Person, details: ProtectedDetails, sign_in: SignIn
) -> None:
    client = sign_in(monitor)
    assert CANARY not in client.get(address(details)).content.decode()
    assert client.post(address(details), {"reason": ""}).status_code == 422
    opened = client.post(address(details), REASON)
    assert opened.content.decode().count(CANARY) == 8  # shown, and in the form that changes it
    assert "no-store" in opened["Cache-Control"]
    assert CANARY not in client.get(address(details)).content.decode()
    assert ProtectedReading.objects.get().reason == REASON["reason"]
    assert b"To ask once more" in client.get(address(details)).content  # the keeper sees who read it and why
    event = AuditEvent.objects.get(action="protected.read", object_id=details.pk)
    assert (event.acting, "once more" in event.detail_text) == (monitor.pk, False)
    with pytest.raises(DatabaseError), transaction.atomic():
        ProtectedReading.objects.update(reason="x")


@pytest.mark.parametrize("who", ["colleague", "verifier", "analyst", "administrator", "supervisor", "stranger"])
def test_nobody_else_reads_changes_or_gives_access(
    who: str, details: ProtectedDetails, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    person = request.getfixturevalue(who)
    client = sign_in(person)
    assert client.get(address(details)).status_code == 404
    for name in ("protected", "protected-change", "protected-access"):
        assert client.post(address(details, name), REASON | {"name": "x", "version": 1}).status_code == 404
    with pytest.raises(NotFound):
        services.read_protected(acting=person, details_id=details.pk, reason="x")
    with pytest.raises(NotFound):
        services.set_protected_access(acting=person, details_id=details.pk, person_id=person.pk, given=True)


@pytest.mark.both
def test_the_keeper_lets_a_colleague_read_and_takes_it_back(
    monitor: Person, colleague: Person, verifier: Person, analyst: Person, details: ProtectedDetails, sign_in: SignIn
) -> None:
    client, access = sign_in(monitor), address(details, "protected-access")
    for person, status in ((verifier, 302), (verifier, 302), (analyst, 404)):
        assert client.post(access, {"person": person.pk, "give": "1"}).status_code == status
    assert client.post(access, {"person": "9"}).status_code == 404
    assert AuditEvent.objects.filter(action="access.given", object_id=details.pk).count() == 1
    opened = sign_in(verifier).post(address(details), REASON).content.decode()
    assert opened.count(CANARY) == 4
    assert "Who else reads them" not in opened  # access is not passed on
    assert sign_in(verifier).post(access, {"person": colleague.pk, "give": "1"}).status_code == 404
    assert sign_in(verifier).post(address(details, "protected-change"), {"name": "x"}).status_code == 404
    assert client.post(access, {"person": verifier.pk}).status_code == 302
    assert sign_in(verifier).post(address(details), REASON).status_code == 404


def test_who_is_monitor_no_longer_keeps_nothing_and_access_needs_a_role(world: World) -> None:
    agency, keeper = world.agency.pk, world.colleague
    assert policies.may_keep_protected(keeper, agency, keeper.pk)
    assert not policies.may_keep_protected(keeper, world.other_agency.pk, keeper.pk)
    assert not policies.may_keep_protected(None, agency, keeper.pk)
    assert not policies.may_read_protected(world.nobody, agency, keeper.pk, has_access=True)
    assert not policies.may_read_protected(world.stranger, agency, keeper.pk, has_access=True)
    assert not policies.may_read_protected(None, agency, keeper.pk, has_access=True)


# --- Writing it down ------------------------------------------------------------------------------------------------


def test_on_the_pages_details_are_written_down_and_changed_and_a_stale_save_shows_nothing_stored(
    monitor: Person, colleague: Person, verifier: Person, sign_in: SignIn
) -> None:
    client, report = sign_in(monitor), making.report(monitor)
    for kind, owner in (("source", report.source), ("report", report)):
        write = reverse(f"monitor:{kind}-protect", args=[owner.pk])
        assert b"not sealed yet" in client.get(write).content
        assert client.post(write, {"name": ""}).status_code == 422
        assert client.post(write, {"name": "Canarybird"}).status_code == 302
        assert client.post(write, {"name": "Other"}).status_code == 404
    assert b"kept by Harbour Monitor" in sign_in(verifier).get(
        reverse("monitor:report-detail", args=[report.pk])
    ).content.replace(b"\n", b" ")
    kept = ProtectedDetails.objects.get(report=report)
    change, form = address(kept, "protected-change"), {"name": "Changed", "version": 1}
    assert client.post(change, form).status_code == 302
    assert client.post(change, form | {"name": ""}).status_code == 422
    stale = client.post(change, form | {"name": "Third"})
    assert stale.status_code == 409
    assert b"changed elsewhere meanwhile, in: name." in stale.content
    assert b"Changed" not in stale.content  # what is stored is shown for a reason that is recorded, and only then
    assert not ProtectedReading.objects.exists()
    event = AuditEvent.objects.get(action="protected.changed", object_id=kept.pk)
    assert "Changed" not in event.changes_text


def test_details_that_cannot_be_are_refused(monitor: Person, verifier: Person, details: ProtectedDetails) -> None:
    report = making.report(monitor, details.source)
    assert details.source is not None
    with pytest.raises(Conflict):
        services.protect_source(acting=monitor, source_id=details.source.pk, data=DATA)
    for data in (ProtectedData(), ProtectedData(name="x" * 2001)):
        with pytest.raises(Invalid):
            services.protect_report(acting=monitor, report_id=report.pk, data=data)
    for reason in ("", "x" * 501):
        with pytest.raises(Invalid):
            services.read_protected(acting=monitor, details_id=details.pk, reason=reason)
    with pytest.raises(NotFound):
        services.protect_report(acting=verifier, report_id=report.pk, data=DATA)
    with pytest.raises(NotFound):
        services.protect_source(acting=verifier, source_id=details.source.pk, data=DATA)
    with pytest.raises(Stale):
        services.change_protected(acting=monitor, details_id=details.pk, expected_version=7, data=ProtectedData("x"))
    same = services.change_protected(acting=monitor, details_id=details.pk, expected_version=1, data=DATA)
    assert same.version == 1


# --- The canary -----------------------------------------------------------------------------------------------------


def rows_with(text: str) -> Iterator[str]:
    """Yield the name of every table with a row that holds the text, in whatever column and form."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of our tables
            for row in cursor.fetchall():
                values = (bytes(v) if isinstance(v, memoryview | bytearray) else v for v in row)
                if any(text.lower() in repr(value).lower() for value in values):
                    yield table
                    break


@pytest.mark.both
def test_nothing_of_protected_details_stands_anywhere_but_in_their_own_table(
    monitor: Person, verifier: Person, agency: Agency, details: ProtectedDetails, caplog: pytest.LogCaptureFixture,
    sign_in: SignIn,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    content = letter().replace(b"Liv Marin", CANARY.encode()).replace(b"liv.marin", CANARY.encode())
    draft = emails.hand_in_email(acting=monitor, agency_id=agency.pk, name="x.eml", stream=io.BytesIO(content))
    client = sign_in(monitor)
    preview = reverse("monitor:report-email-preview", args=[draft.pk])
    assert CANARY in client.get(preview).content.decode()  # the person who handed it in sees who sent it
    source = making.source(monitor, code="by-mail")
    form = {"source": source.pk, "received_on": "2024-06-03", "text": "Words."}
    client.post(preview, form | {"name": f"{CANARY} wrote it"})
    services.change_protected(
        acting=monitor, details_id=details.pk, expected_version=1, data=ProtectedData(name=f"{CANARY} again")
    )
    services.read_protected(acting=monitor, details_id=details.pk, reason="To ask once more.")
    services.set_protected_access(acting=monitor, details_id=details.pk, person_id=verifier.pk, given=True)
    client.post(address(details), REASON)

    assert set(rows_with(CANARY)) == {ProtectedDetails._meta.db_table}
    assert not any(CANARY.lower() in str(one.get_decoded()).lower() for one in Session.objects.all())
    logged = [one.getMessage() for one in caplog.records if not one.name.startswith("django.db")]
    assert not any(CANARY in line for line in logged)  # statements of the database are logged by tests alone


def plain_addresses() -> Iterator[str]:
    """Yield every address that takes no argument: lists, forms, exports, the API's reads."""
    for route in all_routes():
        try:
            yield route.address({})
        except (NoReverseMatch, KeyError):
            continue


def test_no_page_list_search_export_or_read_of_the_api_shows_protected_details(
    monitor: Person, verifier: Person, administrator: Person, details: ProtectedDetails, sign_in: SignIn
) -> None:
    report = making.report(monitor, details.source)
    services.protect_report(acting=monitor, report_id=report.pk, data=DATA)
    incident = making.incident(monitor, report=report)
    assert details.source is not None
    own = [
        reverse("monitor:report-detail", args=[report.pk]),
        reverse("monitor:report-credibility", args=[report.pk]),
        reverse("monitor:source-reliability", args=[details.source.pk]),
        reverse("monitor:source-change", args=[details.source.pk]),
        reverse("monitor:incident-detail", args=[incident.pk]),
        address(details),
    ]
    leave = {reverse("public:leave"), reverse("account_logout"), reverse("health")}
    seen = 0
    for person in (monitor, verifier, administrator):
        client = sign_in(person)
        for where in [*own, *(one for one in plain_addresses() if one not in leave)]:
            answer = client.get(where)
            assert CANARY not in body(answer), where
            seen += answer.status_code == 200
        for name in ("monitor:report-list", "monitor:incident-list"):
            found, nothing = (
                body(client.get(reverse(name), {"q": word, "reference": word})) for word in (CANARY, "Unknownbird")
            )
            assert found.replace(CANARY, "Unknownbird") == nothing  # the word that was asked for comes back, no more
    assert seen > 60


def test_every_protected_text_is_of_the_one_type_that_will_be_sealed() -> None:
    texts = [field for field in ProtectedDetails._meta.fields if field.get_internal_type() == "TextField"]
    assert {field.name for field in texts} == {"name", "contact", "circumstances", "note"}
    assert all(type(field) is ProtectedTextField for field in texts)


def test_that_details_are_kept_is_said_without_reading_them(monitor: Person, details: ProtectedDetails) -> None:
    from django.test.utils import CaptureQueriesContext

    assert details.source is not None
    with CaptureQueriesContext(connection) as queries:
        assert protected_of(monitor, details.source) == (details.pk, monitor, True)
    assert not any("circumstances" in query["sql"] for query in queries)
