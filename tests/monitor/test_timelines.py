"""The timeline of a place and of an actor: incidents by their dates, and beside them what held at that time."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.actors.contexts import services as contexts
from amparo.actors.contexts.content import ContextData
from amparo.actors.contexts.models import Extent, Kind
from amparo.actors.models import ActionPlan, Actor, ActorPresence, PartyListing
from amparo.kernel import clock, fuzzy
from amparo.monitor import services
from amparo.monitor.content import ViolationData
from amparo.monitor.models import Incident
from amparo.monitor.selectors import timelines
from amparo.places.models import Area, Level
from tests.monitor import making
from tests.monitor.making import SignIn

pytestmark = pytest.mark.django_db
PLACE = reverse("monitor:timeline-place", args=["CO-ANT"])
COUNTRY = reverse("monitor:timeline-place", args=["COL"])


def event(
    monitor: Person, date: str, *, part: str | None = "CO-ANT", actor: str = "river-front", **facts: Any
) -> Incident:
    act = ViolationData(making.term("abduction").pk, making.actor(actor, actor.title()).pk)
    admin1 = making.area(part).pk if part else None
    return making.incident(monitor, date=date, admin1_id=admin1, violations=(act,), **facts)


def shown(client: Client, address: str, **asked: object) -> list[tuple[str, list[str]]]:
    """Each period with the references of its incidents."""
    content = client.get(address, asked).context["content"]
    return [(group.title, [str(one.what) for one in group.events]) for group in content.groups]


def beside(client: Client, address: str, **asked: object) -> dict[str, list[str]]:
    content = client.get(address, asked).context["content"]
    return {group.title: [str(one.text) for one in group.beside] for group in content.groups}


def context(monitor: Person, place: str, starts: str, ends: str = "") -> None:
    contexts.record_context(
        acting=monitor,
        data=ContextData(
            place_id=making.area(place).pk,
            kinds=(Kind.CONFLICT,),
            extent=Extent.WIDESPREAD,
            starts=fuzzy.parse(starts),
            ends=fuzzy.parse(ends) if ends else None,
            assessed_on=clock.today(),
            organisation="Harbour Agency",
            ground="Reports of two years.",
            sources="",
        ),
    )


def listing(actor: Actor, year: int, state: str = "listed") -> None:
    PartyListing.objects.create(
        actor=actor, report_year=year, symbol="S/1", situation=making.area("COL"), annex="I", section="A", state=state
    )


@pytest.mark.both
def test_incidents_of_a_place_stand_by_quarter_or_year_the_newest_first(monitor: Person, sign_in: SignIn) -> None:
    first, second, third = (event(monitor, date) for date in ("2023-02", "2024-01-05", "2024-03-30"))
    event(monitor, "2024-02", part="CO-CAU")
    client = sign_in(monitor)

    assert shown(client, PLACE) == [
        ("2024, January to March", [third.code, second.code]),
        ("2023, January to March", [first.code]),
    ]
    assert [title for title, _codes in shown(client, PLACE, by="year")] == ["2024", "2023"]
    assert client.get(PLACE).context["content"].says == "3 incidents, the newest first."
    assert len(shown(client, COUNTRY)[0][1]) == 3
    line = client.get(PLACE).context["content"].groups[0].events[0]
    assert (str(line.more), line.state.value) == ("abduction, by River-Front", "wait")
    assert str(line.who) == "Antioquia · 2 boys, 1 girl · Reported"


def test_the_filters_live_in_the_address(monitor: Person, verifier: Person, sign_in: SignIn) -> None:
    old, new = event(monitor, "2022"), event(monitor, "2024-05", actor="hill-union")
    making.decided(new, verifier, "verified")
    client = sign_in(monitor)

    for asked, found in (
        ({"year_from": 2023}, new),
        ({"year_to": 2023}, old),
        ({"status": "verified"}, new),
        ({"actor": making.actor("hill-union").pk}, new),
    ):
        assert [codes for _title, codes in shown(client, PLACE, **asked)] == [[found.code]]
    html = client.get(PLACE, {"violation": making.term("beatings").pk}).content.decode()
    assert "Nothing fits these filters" in html
    content = client.get(PLACE, {"year_from": 2023}).context["content"]
    assert [str(chip.text) for chip in content.filters.chips] == ["from 2023"]
    listed = client.get(content.list_url).context["content"]
    assert [row.code for row in listed.rows] == [new.code]


@pytest.mark.both
def test_contexts_listings_and_plans_stand_beside_the_time_that_they_touch(monitor: Person, sign_in: SignIn) -> None:
    event(monitor, "2024-05")
    context(monitor, "COL", "2023-05", "2024-01")
    context(monitor, "CO-ANT", "2024-04")
    context(monitor, "CO-CAU", "2024-04")
    front, union = making.actor("river-front", "River Front"), making.actor("hill-union", "Hill Union")
    listing(front, 2024)
    listing(union, 2022, "delisted")
    ActorPresence.objects.create(actor=union, area=making.area("CO-CAU"), first_day=None)
    plan = {"signed_with": "the UN", "source": "A", "signed_day": fuzzy.parse("2022-11-01").earliest}
    ActionPlan.objects.create(actor=union, signed="2022-11-01", state="completed", ended="2023-02", **plan)
    client = sign_in(monitor)

    found = beside(client, PLACE)

    here = "Antioquia: Conflict, widespread, since April 2024"
    whole = "Colombia: Conflict, widespread, from May 2023 until January 2024"
    listed = "River-Front listed in the report of 2024, annex I, section A: "
    signed = "Action plan of Hill Union, signed 1 November 2022: completed"
    assert found["2024, April to June"] == [here, listed]
    assert found["2024, January to March"] == [whole, listed]
    assert found["2023, April to June"] == [whole]
    assert found["2022, October to December"] == ["Hill Union delisted in the report of 2022", signed]
    assert list(found) == [
        "2024, April to June",
        "2024, January to March",
        "2023, April to June",
        "2022, October to December",
        "2022, January to March",
    ]
    assert "Cauca: Conflict, widespread, since April 2024" in beside(client, COUNTRY)["2024, April to June"]


@pytest.mark.both
def test_every_period_is_on_one_page_forwards_and_back(
    monitor: Person, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timelines, "PAGE_ROWS", 2)
    for year in (2016, 2018, 2020, 2022, 2024):
        event(monitor, str(year))
    front = making.actor()
    for year in (2015, 2017, 2019, 2021, 2023, 2025):
        listing(front, year)
    client, pages = sign_in(monitor), []
    address = ""
    while True:
        content = client.get(f"{PLACE}{address or '?by=year'}").context["content"]
        pages.append([group.title for group in content.groups])
        address = content.pager.next_url
        if not address:
            break

    assert pages == [["2025", "2024", "2023", "2022"], ["2021", "2020", "2019", "2018"], ["2017", "2016", "2015"]]
    back = client.get(PLACE + content.pager.previous_url).context["content"]
    assert [group.title for group in back.groups] == pages[1]


def test_related_incidents_are_marked(monitor: Person, sign_in: SignIn) -> None:
    one, other, third = (event(monitor, "2024-05") for _n in range(3))
    services.judge_pair(acting=monitor, incident_id=one.pk, other_id=other.pk, kind="related")
    services.judge_pair(acting=monitor, incident_id=one.pk, other_id=third.pk, kind="different")

    groups = sign_in(monitor).get(PLACE).context["content"].groups
    marks = {str(line.what): str(line.who).partition("related: ")[2] for line in groups[0].events}

    assert marks == {one.code: other.code, other.code: one.code, third.code: ""}


def test_in_a_deeper_place_lie_incidents_that_name_it_or_of_which_a_report_does(
    monitor: Person, sign_in: SignIn
) -> None:
    parent, level = making.area("CO-ANT"), Level.ADMIN_2
    village = Area.objects.create(code="CO05001", name="Lantern Village", level=level, parent=parent, source="invented")
    named, other = event(monitor, "2024-05"), event(monitor, "2024-05")
    said = making.mention(named.victims.get(), area_id=village.pk, boys=2, girls=1)
    report = making.report(monitor)
    services.add_mentions(acting=monitor, report_id=report.pk, incident_id=named.pk, mentions=[said])
    address = reverse("monitor:timeline-place", args=[village.code])

    assert shown(sign_in(monitor), address) == [("2024, April to June", [named.code])]
    finer, elsewhere = (
        event(monitor, "2024-06"),
        Area.objects.create(code="CO05002", name="Wharf Village", level=level, parent=parent, source="invented"),
    )
    Incident.objects.filter(pk=finer.pk).update(admin2=village)
    Incident.objects.filter(pk=named.pk).update(admin2=elsewhere)
    assert shown(sign_in(monitor), address) == [("2024, April to June", [finer.code])]
    assert other.code not in sign_in(monitor).get(address).content.decode()


def test_a_stranger_sees_no_incident_and_a_coordinator_none_at_all(
    monitor: Person, stranger: Person, coordinator: Person, sign_in: SignIn
) -> None:
    code = event(monitor, "2024-05").code
    context(monitor, "COL", "2023-05")

    foreign = sign_in(stranger).get(PLACE)
    assert foreign.context["content"].says == "0 incidents, the newest first."
    assert code not in foreign.content.decode()
    partly = sign_in(coordinator).get(PLACE).context["content"]
    assert (partly.says, partly.filters, partly.list_url) == (
        "Contexts, listings and action plans. Your role reads no incidents.",
        None,
        "",
    )
    assert [(group.title, group.events) for group in partly.groups] == [("2023, April to June", ())]


def test_nothing_yet_is_said(verifier: Person, sign_in: SignIn) -> None:
    assert "Nothing with a date is recorded yet." in sign_in(verifier).get(PLACE).content.decode()
    assert sign_in(verifier).get(reverse("monitor:timeline-place", args=["XXQ"])).status_code == 404


def test_the_timeline_of_an_actor_holds_its_incidents_and_what_happened_to_it(monitor: Person, sign_in: SignIn) -> None:
    front = making.actor("river-front", "River Front", founded="2019")
    listing(front, 2023)
    named, foreign = event(monitor, "2024-05"), event(monitor, "2024-05", actor="hill-union")
    merged = making.actor("front-of-the-river", "Front of the River", counts_as=front)
    also = event(monitor, "2023-02", actor="front-of-the-river")
    client = sign_in(monitor)

    for actor in (front, merged):
        address = reverse("monitor:timeline-actor", args=[actor.pk])
        assert shown(client, address, by="year") == [("2024", [named.code]), ("2023", [also.code]), ("2019", [])]
        assert beside(client, address, by="year")["2023"] == ["2023: Listed: Colombia, annex I, section A"]
        assert beside(client, address, by="year")["2019"] == ["2019: Founded"]
    assert foreign.code not in client.get(address).content.decode()


def test_places_actors_and_incidents_lead_there(monitor: Person, sign_in: SignIn, client: Client) -> None:
    incident = event(monitor, "2024-05")
    signed_in = sign_in(monitor)
    actor = reverse("monitor:timeline-actor", args=[making.actor().pk])

    detail = signed_in.get(reverse("monitor:incident-detail", args=[incident.pk])).content.decode()
    assert (PLACE in detail, actor in detail) == (True, True)
    assert PLACE in signed_in.get("/places/CO-ANT/").content.decode()
    assert PLACE not in client.get("/places/CO-ANT/").content.decode()
    assert actor in signed_in.get(reverse("actors:actor-detail", args=[making.actor().pk])).content.decode()


def test_it_takes_the_same_number_of_queries_for_any_number(monitor: Person, sign_in: SignIn) -> None:
    client = sign_in(monitor)
    addresses = (PLACE, reverse("monitor:timeline-actor", args=[making.actor().pk]))

    def queries() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as caught:
                assert client.get(address).status_code == 200
            counts.append(len(caught))
        return counts

    def add(number: int) -> None:
        incidents = [event(monitor, "2024-05"), event(monitor, "2023-05")]
        services.judge_pair(acting=monitor, incident_id=incidents[0].pk, other_id=incidents[1].pk, kind="related")
        context(monitor, "CO-ANT", str(2010 + 2 * number), str(2010 + 2 * number))
        listing(making.actor(), 2010 + number)
        day = {"signed": "2022", "signed_day": fuzzy.parse("2022").earliest, "signed_with": "the UN", "source": "A"}
        ActionPlan.objects.create(actor=making.actor(), state="in-force", **day)

    add(1)
    queries()
    few = queries()
    for number in range(2, 6):
        add(number)
    assert queries() == few
