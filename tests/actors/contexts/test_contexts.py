"""A context of insecurity is recorded, assessed anew and ended; every assessment stays; one place has one at a time."""

import datetime
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.actors.contexts import mapping, policies, selectors, services
from amparo.actors.contexts.content import ContextData
from amparo.actors.contexts.models import Context, Kind
from amparo.actors.contexts.selectors import ContextFilter
from amparo.audit.models import AuditEvent
from amparo.audit.selectors import history_of
from amparo.kernel import fuzzy
from amparo.kernel.errors import Conflict, Invalid, NotFound, Stale
from amparo.kernel.ids import uuid7
from amparo.places.models import Area, Outline
from tests.files.outlines.making import areas
from tests.monitor.making import SignIn
from tests.standing import World

pytestmark = pytest.mark.django_db

DAY = datetime.date(2024, 3, 1)


def given(place: str = "COL", **facts: Any) -> ContextData:
    stated: dict[str, Any] = {
        "place_id": Area.objects.get(code=place).pk,
        "kinds": (Kind.CONFLICT,),
        "extent": "widespread",
        "starts": fuzzy.parse(facts.pop("starts", "2020")),
        "ends": fuzzy.parse(facts.pop("ends")) if facts.get("ends") else None,
        "assessed_on": DAY,
        "organisation": "Harbour Agency (invented)",
        "ground": "Three districts were closed in May.",
        **facts,
    }
    return ContextData(**stated)


def record(monitor: Person, place: str = "COL", **facts: Any) -> Context:
    return services.record_context(acting=monitor, data=given(place, **facts))


def problems_of(monitor: Person, **facts: Any) -> set[str]:
    with pytest.raises(Invalid) as caught:
        record(monitor, **facts)
    return {problem.where for problem in caught.value.problems}


@pytest.mark.both
def test_a_context_is_recorded_once_with_its_history(monitor: Person) -> None:
    submission = uuid7()
    made = [services.record_context(acting=monitor, data=given(), record_id=submission) for _ in range(2)]

    assert made[0] == made[1]
    context = Context.objects.get()
    assert (context.kinds, context.country.code, context.assessed_by) == ((Kind.CONFLICT,), "COL", monitor)
    assert (context.starts_on, context.ends_on) == (datetime.date(2020, 1, 1), None)
    assert AuditEvent.objects.get(action="context.recorded").object_id == context.pk


@pytest.mark.both
def test_a_new_assessment_supersedes_and_the_older_one_stays_readable(
    monitor: Person, stranger: Person, sign_in: SignIn
) -> None:
    context = record(monitor)
    newer = given(extent="restricted", kinds=(Kind.CONFLICT, Kind.ORGANISED_CRIME), ground="The river is open again.")

    services.assess_context(acting=stranger, context_id=context.pk, expected_version=1, data=newer)

    stored = selectors.context_for(monitor, context.pk)
    assert (stored.extent, stored.assessed_by, stored.version) == ("restricted", stranger, 2)
    assert [version.data["ground"] for version in history_of("context", context.pk)] == [
        "The river is open again.",
        "Three districts were closed in May.",
    ]
    changes = AuditEvent.objects.get(action="context.assessed").changes
    assert "river" not in str(changes)
    page = sign_in(monitor).get(reverse("contexts:context-detail", args=[context.pk])).content.decode()
    assert "Three districts were closed in May." in page
    assert "The river is open again." in page


def test_a_stale_assessment_is_refused_with_both_values(monitor: Person) -> None:
    context = record(monitor)
    services.assess_context(acting=monitor, context_id=context.pk, expected_version=1, data=given(extent="restricted"))

    with pytest.raises(Stale) as caught:
        services.assess_context(acting=monitor, context_id=context.pk, expected_version=1, data=given(starts="2019"))
    assert {"extent", "starts_text"} <= caught.value.theirs.keys()
    same = services.assess_context(
        acting=monitor, context_id=context.pk, expected_version=2, data=given(extent="restricted")
    )
    assert same.version == 2


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"organisation": " "}, "organisation"),
        ({"organisation": "x" * 201}, "organisation"),
        ({"ground": " "}, "ground"),
        ({"ground": "x" * 2001}, "ground"),
        ({"sources": "x" * 1001}, "sources"),
        ({"kinds": ()}, "kinds"),
        ({"extent": "everywhere"}, "extent"),
        ({"starts": "2199"}, "starts"),
        ({"ends": "2019"}, "ends"),
        ({"assessed_on": datetime.date(2999, 1, 1)}, "assessed_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(facts: dict[str, Any], where: str, monitor: Person) -> None:
    assert problems_of(monitor, **facts) == {where}


@pytest.mark.both
def test_one_place_has_one_context_of_a_kind_at_a_time(monitor: Person) -> None:
    context = record(monitor, ends="2022-06")
    kinds = (Kind.TERRORISM, Kind.CONFLICT)

    assert problems_of(monitor, kinds=kinds, starts="2022-06-30") == {"kinds"}
    assert problems_of(monitor, starts="2019", ends="2020-01-01") == {"kinds"}
    assert problems_of(monitor, starts="2018") == {"kinds"}
    record(monitor, starts="2022-07")
    record(monitor, starts="2019", ends="2019-12-31")
    record(monitor, kinds=(Kind.TERRORISM,))
    record(monitor, place="CO-ANT")
    with pytest.raises(Invalid):
        services.assess_context(acting=monitor, context_id=context.pk, expected_version=1, data=given())


def test_a_context_ends_once_and_on_a_ground(monitor: Person) -> None:
    context = record(monitor)
    said: dict[str, Any] = {"assessed_on": DAY, "organisation": "Harbour Agency (invented)", "ground": "An agreement."}

    ended = services.end_context(
        acting=monitor, context_id=context.pk, expected_version=1, ends=fuzzy.parse("2023"), **said
    )

    assert (ended.ends_on, ended.extent, ended.ground) == (datetime.date(2023, 12, 31), "widespread", "An agreement.")
    with pytest.raises(Conflict):
        services.end_context(
            acting=monitor, context_id=context.pk, expected_version=2, ends=fuzzy.parse("2023"), **said
        )


def test_a_list_is_narrowed_by_country_kind_extent_and_day(monitor: Person) -> None:
    old = record(monitor, ends="2021", extent="restricted")
    new = record(monitor, starts="2022", kinds=(Kind.TERRORISM,))
    far = record(monitor, place="PHL")

    def found(**narrowed: Any) -> set[uuid.UUID]:
        return set(selectors.filtered(monitor, ContextFilter(**narrowed)).values_list("pk", flat=True))

    assert found() == {old.pk, new.pk, far.pk}
    assert found(country_id=far.country_id) == {far.pk}
    assert found(kind="terrorism") == {new.pk}
    assert found(extent="restricted") == {old.pk}
    assert found(on=datetime.date(2021, 12, 31)) == {old.pk, far.pk}
    assert found(on=datetime.date(2022, 1, 1)) == {new.pk, far.pk}
    assert found(kind="nonsense") == found()


def test_who_records_and_who_reads(world: World, monitor: Person) -> None:
    context = record(monitor)
    readers = {str(role) for role, person in world.people.items() if policies.may_read(person)}
    writers = {str(role) for role, person in world.people.items() if policies.may_record(person)}

    assert (readers, writers) == ({"monitor", "verifier", "analyst", "coordinator"}, {"monitor"})
    assert not policies.may_read(None)
    assert not policies.may_record(None)
    for acting in (world.nobody, world.one(next(iter(world.people)), world.agency)):
        with pytest.raises(NotFound):
            selectors.context_for(acting, context.pk)
        with pytest.raises(NotFound):
            services.record_context(acting=acting, data=given("PHL"))
        with pytest.raises(NotFound):
            services.assess_context(acting=acting, context_id=context.pk, expected_version=1, data=given())
    with pytest.raises(NotFound):
        services.record_context(acting=monitor, data=replace(given(), place_id=uuid.uuid4()))
    assert selectors.context_for(world.stranger, context.pk) == context


def test_on_the_pages_a_context_is_recorded_assessed_ended_and_found(
    monitor: Person, colleague: Person, sign_in: SignIn
) -> None:
    client = sign_in(monitor)
    new = reverse("contexts:context-new")
    assert b"In which country?" in client.get(new).content
    assert b"No first-level part has this code." in client.get(new, {"country": "COL", "part": "CO99"}).content
    assert b"Antioquia" in client.get(new, {"part": "CO-ANT"}).content
    assert b"Antioquia" in client.get(new, {"country": "COL"}).content
    form: dict[str, Any] = {
        "place": Area.objects.get(code="CO-ANT").pk,
        "kinds": ["conflict", "terrorism"],
        "extent": "restricted",
        "starts": "2021-05",
        "ends": "",
        "organisation": "Harbour Agency (invented)",
        "assessed_on": "2024-03-01",
        "ground": "Roads were closed.",
        "submission": uuid7(),
    }
    assert client.post(f"{new}?country=COL", form | {"ground": ""}).status_code == 422
    assert client.post(f"{new}?country=COL", form | {"starts": "2021-05", "ends": "2020"}).status_code == 422
    assert client.post(f"{new}?country=COL", form).status_code == 302
    context = Context.objects.get()
    detail = client.get(reverse("contexts:context-detail", args=[context.pk])).content.decode()
    assert "Restricted but engrained" in detail
    listed = client.get(reverse("contexts:context-list"), {"kind": "terrorism", "on": "2024-01-01"}).content
    assert b"Antioquia" in listed
    assert b"No context fits" in client.get(reverse("contexts:context-list"), {"on": "2020-01-01"}).content

    assess = reverse("contexts:context-assess", args=[context.pk])
    assert client.get(assess).status_code == 200
    saved = sign_in(colleague).post(assess, form | {"extent": "widespread", "version": 1}, follow=True)
    assert b"The assessment was recorded." in saved.content
    stale = client.post(assess, form | {"version": 1})
    assert stale.status_code == 409
    assert "Someone else assessed" in stale.content.decode()
    assert client.post(assess, form | {"version": 2, "ends": "2020"}).status_code == 422

    end = reverse("contexts:context-end", args=[context.pk])
    assert client.get(end).status_code == 200
    assert client.post(end, form | {"version": 1, "ends": "2022"}).status_code == 422
    assert client.post(end, form | {"version": 2, "ends": "2020"}).status_code == 422
    assert client.post(end, form | {"version": 2, "ends": "2022"}).status_code == 302
    assert b"Said to have ended" in client.get(reverse("contexts:context-detail", args=[context.pk])).content


def test_the_map_shows_the_day_in_the_world_or_in_the_one_country(
    monitor: Person, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, address = sign_in(monitor), reverse("contexts:context-map")
    assert b"No context stands then" in client.get(address).content

    record(monitor, kinds=(Kind.TERRORISM,))
    one = client.get(address).content.decode()
    assert "Colombia: 1 context stands, 1 of it widespread" in one
    assert 'class="m5"' in one
    record(monitor, place="KE-01", extent="restricted")
    monkeypatch.setattr(mapping, "MOST", 1)
    assert "More than 1 contexts stand; only these are drawn" in client.get(address).content.decode()
    monkeypatch.undo()
    world = client.get(address).content.decode()
    assert "only these are drawn" not in world
    assert "<title>Kenya: in parts of it</title>" in world
    assert "<title>Colombia: Widespread</title>" in world
    assert "Baringo" in world
    assert b"No context stands then" in client.get(address, {"on": "2010-01-01"}).content
    record(monitor, place="TUV")
    assert b"in the table alone: Tuvalu." in client.get(address).content


def test_a_context_in_a_district_marks_the_part_that_it_lies_in(monitor: Person, sign_in: SignIn) -> None:
    made = areas()
    rings = "[[-375000,20000,5000,0,0,5000,-5000,0,0,-5000]]"
    box = {"west": -75, "south": 4, "east": -74, "north": 5}
    Outline.objects.create(area=made["CO90"], rings=rings, points=5, source="s", as_of=DAY, **box)
    client = sign_in(monitor)
    assert b"River School" in client.get(reverse("contexts:context-new"), {"part": "CO90"}).content
    assert b"In which country?" in client.get(reverse("contexts:context-new"), {"part": "CO90001"}).content

    record(monitor, place="CO90001")

    page = client.get(reverse("contexts:context-map")).content.decode()
    assert "<title>Lantern: in parts of it</title>" in page
    assert "River School" in page


def test_the_list_takes_the_same_number_of_queries_for_any_number_of_contexts(monitor: Person, sign_in: SignIn) -> None:
    client, address = sign_in(monitor), reverse("contexts:context-list")

    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    record(monitor)
    count()
    few = count()
    for number, place in enumerate(("PHL", "CO-ANT", "SOM", "KEN", "UGA")):
        record(monitor, place=place, starts=f"20{10 + number}")
    assert count() == few
