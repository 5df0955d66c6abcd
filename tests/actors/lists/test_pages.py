"""On the pages: lists and their age, what a snapshot changes and the decision, designations by hand, definitions."""

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.actors.lists.models import Definition, Designation, DesignationList, Snapshot
from amparo.actors.models import Actor
from amparo.kernel import clock
from amparo.kernel.ids import uuid7
from tests.actors.lists import making

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def at(name: str, *args: object) -> str:
    return reverse(f"actors:{name}", args=args)


def text(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return said(answer)


def test_a_list_older_than_seven_days_is_stale_on_every_page_that_shows_its_designations(
    monitor: Person, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.brought(making.document(making.groups()))
    client, row = sign_in(monitor), Designation.objects.get(reference="TAe.902")
    addresses = [
        at("list-list"),
        at("list-detail", row.listing_id),
        at("designation-detail", row.pk),
        at("actor-detail", row.actor_id),
        at("definition-detail", Definition.objects.get().pk),
    ]
    for days, stale in ((7, False), (8, True)):
        DesignationList.objects.update(as_of=clock.today() - datetime.timedelta(days=days))
        assert {("older than 7 days" in text(client, address)) for address in addresses} == {stale}, days
    assert "stale:" in text(client, addresses[0])
    assert "stale:" in text(client, addresses[3])


def test_a_published_list_is_brought_in_and_its_file_is_not_kept(monitor: Person, sign_in: SignIn) -> None:
    client, address, before = sign_in(monitor), at("list-import"), kept_files()

    def sent(document: str) -> HttpResponse:
        return client.post(address, {"file": SimpleUploadedFile("list.xml", document.encode())}, follow=True)

    assert client.get(address).status_code == 200
    assert client.post(address, {"file": ""}).status_code == 422
    for broken, says in (
        (making.document(making.groups())[:-50], "ends in the middle"),
        (making.document([making.entity("Taliban", "TAe.1", "", "2012-01-01")]), "TAe.1: FIRST_NAME is missing."),
    ):
        refused = sent(broken)
        assert refused.status_code == 422
        assert says in refused.content.decode()
    first = sent(making.document(making.groups(), people=7))
    assert "3 groups were read; 7 people on the list were counted and left out. It was applied." in said(first)
    assert "nothing changed" in said(sent(making.document(making.groups(), people=7)))
    assert "look at what it changes" in said(
        sent(making.document(making.groups(without=["QDe.901"]), at=making.SECOND))
    )
    assert "The one in force here" not in said(first)
    assert sent(making.document(making.groups(), at="2024-01-01T00:00:00Z")).status_code == 422
    assert Snapshot.objects.filter(received_by=monitor).count() == 2
    assert kept_files() == before


def kept_files() -> set[Path]:
    """Every file that the system keeps; other tests leave theirs."""
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def said(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_person_sees_every_difference_and_applies_them(monitor: Person, coordinator: Person, sign_in: SignIn) -> None:
    empty = text(sign_in(coordinator), at("list-list"))
    assert "has not been brought in yet" in empty
    assert "nobody on a list is ever matched against a child" in empty
    snapshot = making.waiting_snapshot()
    detail, decide = at("snapshot-detail", snapshot.pk), at("snapshot-decide", snapshot.pk)

    read = text(sign_in(coordinator), detail)
    assert "RIVER FOUNDATION" in read
    assert "Name as listed: RIVER TRUST" in read
    assert "Apply these differences" not in read
    client = sign_in(monitor)
    assert "See what it changes" in text(client, at("list-list"))
    shown = client.get(detail)
    assert client.post(decide, {"seen": "something else"}).status_code == 409
    assert client.post(decide, {"seen": shown.context["content"].seen}).status_code == 302
    assert Designation.objects.get(reference="TAe.902").name == "RIVER FOUNDATION"
    after = text(client, detail)
    assert "applied" in after
    assert "Name as listed: RIVER TRUST" in after
    assert monitor.name in text(client, at("list-list"))
    assert client.get(decide).status_code == 405


def test_a_snapshot_is_set_aside_and_one_that_cannot_be_applied_says_why(monitor: Person, sign_in: SignIn) -> None:
    client, snapshot = sign_in(monitor), making.waiting_snapshot()
    assert client.post(at("snapshot-decide", snapshot.pk), {"set_aside": "1"}).status_code == 302
    assert Snapshot.objects.get(pk=snapshot.pk).state == Snapshot.State.SET_ASIDE

    Designation.objects.filter(reference="TAe.902").update(delisted_on=datetime.date(2024, 9, 8))
    before = making.entity("Taliban", "TAe.902", "RIVER TRUST", "2024-08-01")
    done = making.brought(making.document(making.groups(before, without=["TAe.902"]), at=making.THIRD))
    assert done.snapshot is not None
    read = text(client, at("snapshot-detail", done.snapshot.pk))
    assert "It cannot be applied as it stands" in read
    assert "Apply these differences" not in read


def test_a_national_list_and_its_designation_are_recorded_ended_and_found(monitor: Person, sign_in: SignIn) -> None:
    client, actor = sign_in(monitor), Actor.objects.create(code="dusk", name="Dusk Column")
    new = at("list-new")
    assert client.get(new).status_code == 200
    assert client.post(new, making.list_form() | {"submission": uuid7(), "kind": "national"}).status_code == 422
    form = making.list_form() | {"submission": uuid7(), "name_ar": "قائمة", "marks_terrorist": "on", "code": "union"}
    assert client.post(new, form).status_code == 302
    listing = DesignationList.objects.get(code="union")
    assert listing.names == {"ar": "قائمة"}

    record = at("designation-new", listing.pk)
    assert 'value="dusk"' in client.get(record, {"actor": "dusk"}).content.decode()
    sent = making.designation_form() | {"submission": uuid7(), "actor": "dusk"}
    assert client.post(record, sent | {"actor": "nobody-here"}).status_code == 422
    assert client.post(record, sent | {"listed_on": ""}).status_code == 422
    assert client.post(record, sent).status_code == 302
    row = Designation.objects.get(reference="M-4")
    assert sorted((one.name, one.quality) for one in row.names.all()) == [
        ("Column of Dusk", "also"), ("DC", "also"), ("Evening Column", "formerly"),
    ]  # fmt: skip
    page = text(client, at("actor-detail", actor.pk))
    assert "terrorist group within the meaning of the UNODC strategy" in page
    assert "List of the River Union, M-4, listed on 3 February 2020" in page

    change = at("designation-change", row.pk)
    assert "Evening Column" in client.get(change).content.decode()
    ended = sent | {"delisted_on": "2022-02-03", "version": 1}
    assert client.post(change, ended | {"delisted_on": "2019-01-01"}).status_code == 422
    assert client.post(change, ended).status_code == 302
    assert client.post(change, ended | {"name": "Other"}).status_code == 409
    renamed = client.post(change, ended | {"formerly": ""})
    assert renamed.status_code == 409
    assert [str(one.label) for one in renamed.context["content"].differences] == ["Other names"]
    assert "Evening Column" in renamed.context["content"].differences[0].theirs
    same = client.post(change, ended)
    assert (same.status_code, same.context["content"].version) == (409, 2), "a stale save of the same is told, too"
    assert "Someone else changed this while you were writing" in same.content.decode()
    assert "3 February 2022" in text(client, at("designation-detail", row.pk))
    shown = {state: "Dusk Column" in text(client, at("list-detail", listing.pk), state=state) for state in
             ("", "standing", "delisted")}  # fmt: skip
    assert shown == {"": True, "standing": False, "delisted": True}
    for words, found in (("evening", True), ("m-4", True), ("lantern", False), ("?!", False)):
        assert ("Dusk Column" in text(client, at("list-detail", listing.pk), q=words)) is found, words

    again = at("list-change", listing.pk)
    assert client.post(again, form | {"version": 1, "as_of": "2024-01-05"}).status_code == 302
    assert client.post(again, form | {"version": 1, "name": "Other"}).status_code == 409
    assert client.post(again, form | {"version": 2, "issuer": ""}).status_code == 422
    assert client.post(again, form | {"version": 2, "code": "un-taliban"}).status_code == 422


def test_of_a_published_designation_only_the_link_is_asked(monitor: Person, sign_in: SignIn) -> None:
    making.brought(making.document(making.groups()))
    Actor.objects.create(code="river", name="River Trust of ours")
    client, row = sign_in(monitor), Designation.objects.get(reference="TAe.902")
    change = at("designation-change", row.pk)

    fields = [bound.name for bound, _wide in client.get(change).context["content"].fields]
    assert fields == ["actor", "source", "note"]
    assert "Link to an actor" in text(client, at("designation-detail", row.pk))
    assert client.post(change, {"actor": "river", "submission": uuid7(), "version": 1}).status_code == 302
    assert Actor.objects.get(code="river").designations.get() == row
    by_hand = client.post(at("designation-new", row.listing_id), making.designation_form() | {"submission": uuid7()})
    assert by_hand.status_code == 409


def test_a_definition_is_added_changed_and_asked_for_a_day(monitor: Person, sign_in: SignIn) -> None:
    making.brought(making.document(making.groups()))
    client, new = sign_in(monitor), at("definition-new")
    assert client.get(new).status_code == 200
    taliban = DesignationList.objects.get(code="un-taliban")
    form = making.definition_form() | {"submission": uuid7(), "rules-0-kind": "list", "text_ar": "نص"}
    refused = client.post(new, form)
    assert refused.status_code == 422
    assert [fault.href for fault in refused.context["content"].faults] == ["#id_rules-0-listing"]
    assert client.post(new, form | {"rules-TOTAL_FORMS": 0}).status_code == 422
    assert b"rules-1-kind" in client.post(new, form | {"show": "rules"}).content
    assert client.post(new, form | {"rules-0-listing": taliban.pk}).status_code == 302
    definition = Definition.objects.get(name="the law of Marenda")
    assert definition.texts == {"ar": "نص"}

    detail = at("definition-detail", definition.pk)
    assert "Taliban list, TAe.902, listed on 1 June 2012" in text(client, detail)
    assert "Nobody who is recorded here" in text(client, detail, on="2012-05-31")
    assert "TAe.902" in text(client, detail, on="no day")
    change = at("definition-change", definition.pk)
    kept = form | {"rules-0-listing": taliban.pk, "valid_to": "2020-01-01", "version": 1}
    assert 'value="list" selected' in client.get(change).content.decode()
    assert client.post(change, kept).status_code == 302
    assert client.post(change, kept | {"text": "Other"}).status_code == 409
    translated = client.post(change, kept | {"text_ar": "نص آخر", "what_ar": "جماعة", "name_ar": "قانون"})
    assert translated.status_code == 409
    said = [line.yours for line in translated.context["content"].differences]
    assert said == ["ar: جماعة", "ar: قانون", "ar: نص آخر"]
    assert "Someone else changed this while you were writing" in client.post(change, kept).content.decode()
    assert client.post(change, kept | {"version": 2, "code": "unodc-strategy"}).status_code == 422
    assert "does not hold on that day" in text(client, detail)
    assert "the law of Marenda" in text(client, at("definition-list"))


def test_pages_take_the_same_number_of_queries_for_any_number_of_rows(monitor: Person, sign_in: SignIn) -> None:
    client, listing = sign_in(monitor), making.national_list(monitor)
    actor = Actor.objects.create(code="first", name="First")
    addresses = [
        at("list-list"),
        at("list-detail", listing.pk),
        at("actor-detail", actor.pk),
        at("definition-detail", Definition.objects.get().pk),
    ]

    def counts() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as caught:
                client.get(address)
            found.append(len(caught))
        return found

    making.designation(monitor, listing, actor_id=actor.pk)
    counts()
    few = counts()
    for number in range(6):
        other = Actor.objects.create(code=f"more-{number}", name=f"More {number}")
        making.designation(monitor, listing, reference=f"R-{number}", actor_id=other.pk)
        making.designation(monitor, listing, reference=f"S-{number}", actor_id=actor.pk)
        making.national_list(monitor)
    # The history of the actor grows by what the designations did to its types, in the queries that it takes anyway.
    assert counts() == few
