"""A monitor records which report lists a party, where and for what, and which action plans it signed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.actors.listings import selectors, services
from amparo.actors.listings.selectors import ListingFilter
from amparo.actors.models import ActionPlan, PartyListing
from amparo.audit.models import AuditEvent
from amparo.audit.selectors import history_of
from amparo.kernel.errors import Invalid, NotFound, Stale
from amparo.kernel.ids import uuid7
from tests.actors import stating
from tests.monitor import making
from tests.standing import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def refused(act: Callable[..., object], **given: Any) -> set[str]:
    with pytest.raises(Invalid) as caught:
        act(**given)
    return {problem.where for problem in caught.value.problems}


def test_a_listing_is_recorded_once_with_its_violations_and_its_history(monitor: Person) -> None:
    data, submission = stating.listing_data(making.actor().pk), uuid7()

    made = [services.record_listing(acting=monitor, data=data, record_id=submission) for _ in range(2)]

    assert made[0] == made[1]
    assert [term.code for term in made[0].violations.all()] == ["recruitment-and-use"]
    assert AuditEvent.objects.get(action="listing.recorded").object_id == made[0].pk
    assert history_of("party_listing", made[0].pk)[0].data["symbol"] == "X/2023/1"


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"report_year": 1999, "section": ""}, {"report_year"}),
        ({"report_year": 2300}, {"report_year"}),
        ({"report_year": 2016}, {"section"}),
        ({"section": ""}, {"section"}),
        ({"section": "C", "annex": "III", "state": "suspected"}, {"section", "annex", "state"}),
        ({"violation_ids": ()}, {"violations"}),
        ({"violation_ids": (uuid7(),)}, {"violations"}),
        ({"situation_id": uuid7(), "symbol": " ", "note": "x" * 501}, {"situation", "symbol", "note"}),
    ],
)
def test_a_listing_that_cannot_be_is_refused(monitor: Person, facts: dict[str, Any], where: set[str]) -> None:
    data = stating.listing_data(making.actor().pk, **facts)

    assert refused(services.record_listing, acting=monitor, data=data) == where


def test_a_party_stands_once_in_one_report_for_one_situation(monitor: Person) -> None:
    actor = making.actor()
    stating.listing(monitor, actor.pk)

    assert refused(services.record_listing, acting=monitor, data=stating.listing_data(actor.pk)) == {"report_year"}
    elsewhere = stating.listing(monitor, actor.pk, situation_id=making.area("PER").pk)
    before = stating.listing(monitor, actor.pk, report_year=2012, section="")
    assert {elsewhere.report_year, before.report_year} == {2012, 2023}
    unknown = stating.listing_data(uuid7())
    assert refused(services.record_listing, acting=monitor, data=unknown) == {"actor"}


def test_a_plan_says_when_with_whom_and_on_what_source(monitor: Person) -> None:
    actor_id = making.actor().pk
    wrong = stating.plan_data(
        actor_id, signed="2020", ended="2019", signed_with="", source="", violation_ids=(), state="in-force"
    )

    assert refused(services.record_plan, acting=monitor, data=wrong) == {
        "ended", "signed_with", "source", "violations",
    }  # fmt: skip
    never = stating.plan_data(actor_id, signed="", state="planned")
    assert refused(services.record_plan, acting=monitor, data=never) == {"signed", "state"}
    assert stating.plan(monitor, actor_id).signed_day.isoformat() == "2020-03-01"


@pytest.mark.both
def test_stale_corrections_are_refused_with_both_values(monitor: Person, colleague: Person) -> None:
    actor_id = making.actor().pk
    listing, plan = stating.listing(monitor, actor_id), stating.plan(monitor, actor_id)
    services.change_listing(
        acting=colleague,
        listing_id=listing.pk,
        expected_version=1,
        data=stating.listing_data(actor_id, section="A"),
    )
    services.change_plan(
        acting=colleague, plan_id=plan.pk, expected_version=1, data=stating.plan_data(actor_id, state="suspended")
    )

    with pytest.raises(Stale) as of_listing:
        services.change_listing(
            acting=monitor,
            listing_id=listing.pk,
            expected_version=1,
            data=stating.listing_data(actor_id, symbol="X/2023/2"),
        )
    with pytest.raises(Stale) as of_plan:
        services.change_plan(
            acting=monitor,
            plan_id=plan.pk,
            expected_version=1,
            data=stating.plan_data(actor_id, state="completed", ended="2024"),
        )

    assert of_listing.value.theirs == {"symbol": "X/2023/1", "section": "section A: no measures put in place"}
    assert of_plan.value.yours == {"plan_state": "completed", "ended": "2024"}
    same = stating.plan_data(actor_id, state="suspended")
    assert services.change_plan(acting=monitor, plan_id=plan.pk, expected_version=2, data=same).version == 2
    assert set(AuditEvent.objects.get(action="listing.changed").changes) == {"section"}


def test_only_those_who_record_actors_record_listings(world: World, monitor: Person, analyst: Person) -> None:
    actor_id = making.actor().pk
    listing, plan = stating.listing(monitor, actor_id), stating.plan(monitor, actor_id)

    for person in (analyst, world.nobody):
        with pytest.raises(NotFound):
            stating.listing(person, actor_id, report_year=2022)
        with pytest.raises(NotFound):
            services.change_plan(acting=person, plan_id=plan.pk, expected_version=1, data=stating.plan_data(actor_id))
    assert selectors.listing_for(analyst, listing.pk) == listing
    for read in (selectors.listing_for, selectors.listing_to_change):
        with pytest.raises(NotFound):
            read(world.nobody, listing.pk)
    for read_plan in (selectors.plan_for, selectors.plan_to_change):
        with pytest.raises(NotFound):
            read_plan(world.nobody, plan.pk)
        with pytest.raises(NotFound):
            read_plan(monitor, uuid7())
    assert not selectors.listings_for(world.nobody)
    assert selectors.listing_years(world.nobody) == []


def test_the_list_is_narrowed_by_its_address(monitor: Person, sign_in: SignIn) -> None:
    one, other = making.actor(), making.actor("other", "Lake Union")
    stating.listing(monitor, one.pk)
    stating.listing(monitor, one.pk, report_year=2024, state="delisted", section="", violation_ids=())
    stating.listing(monitor, other.pk, section="A", annex="II", situation_id=making.area("PER").pk)
    client, address = sign_in(monitor), reverse("actors:listing-list")

    def symbols(**asked: object) -> list[tuple[str, str]]:
        rows = client.get(address, asked).context["content"].table.rows
        return [(row[0].text, str(row[1].text)) for row in rows]

    assert symbols() == [("2024", "River Front"), ("2023", "River Front"), ("2023", "Lake Union")]
    assert symbols(year=2023, section="B") == [("2023", "River Front")]
    assert symbols(state="delisted") == [("2024", "River Front")]
    assert symbols(situation=making.area("PER").pk, annex="II") == [("2023", "Lake Union")]
    assert symbols(actor=one.pk, violation=making.term("recruitment-and-use").pk) == [("2023", "River Front")]
    assert len(symbols(year="none", actor="nobody", page="9")) == 3
    assert selectors.listings_for(monitor, ListingFilter(violation_id=making.term("abduction").pk)).count() == 0


def test_the_list_takes_the_same_number_of_queries_for_any_number_of_listings(monitor: Person, sign_in: SignIn) -> None:
    client, address = sign_in(monitor), reverse("actors:listing-list")

    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    stating.listing(monitor, making.actor().pk)
    count()
    few = count()
    for number in range(6):
        stating.listing(monitor, making.actor(f"more-{number}", f"Front {number}").pk)
    assert count() == few


def test_on_the_pages_listings_and_plans_are_recorded_corrected_and_shown(
    monitor: Person, colleague: Person, sign_in: SignIn
) -> None:
    client, actor = sign_in(monitor), making.actor()
    new, form = reverse("actors:listing-new"), stating.listing_form(actor)

    assert str(actor.pk) in client.get(new, {"actor": actor.pk}).content.decode()
    wrong = client.post(new, form | {"section": ""})
    assert (wrong.status_code, wrong.context["content"].faults[0].href) == (422, "#id_section")
    assert client.post(new, {}).status_code in {200, 422}
    assert client.post(new, form).status_code == 302
    change = reverse("actors:listing-change", args=[PartyListing.objects.get().pk])
    assert client.get(change).status_code == 200
    delisted = form | {"state": "delisted", "section": "", "violations": []}
    assert sign_in(colleague).post(change, delisted).status_code == 302
    assert client.post(change, form | {"symbol": "Y"}).status_code == 409
    assert client.post(change, form | {"annex": "IV", "version": 2}).status_code == 422
    assert client.post(change, form | {"section": "", "version": 2}).status_code == 422
    detail = reverse("actors:actor-detail", args=[actor.pk])
    assert "no action plan before it is recorded" in client.get(detail).content.decode()

    new, form = reverse("actors:plan-new"), stating.plan_form(actor)
    assert client.get(new, {"actor": "?"}).status_code == 200
    assert client.post(new, form | {"ended": "2024"}).status_code == 422
    assert client.post(new, form).status_code == 302
    change = reverse("actors:plan-change", args=[ActionPlan.objects.get().pk])
    assert client.get(change).status_code == 200
    assert sign_in(colleague).post(change, form | {"state": "lapsed", "ended": "2024"}).status_code == 302
    assert client.post(change, form | {"state": "suspended"}).status_code == 409
    assert client.post(change, form | {"ended": "2024", "version": 2}).status_code == 422
    shown = client.get(detail).content.decode()
    assert "no action plan before it is recorded" not in shown
    assert "ended without completion" in shown


def test_what_was_recorded_by_mistake_is_taken_out_and_its_history_kept(
    monitor: Person, analyst: Person, sign_in: SignIn
) -> None:
    actor_id = making.actor().pk
    listing, plan = stating.listing(monitor, actor_id), stating.plan(monitor, actor_id)
    given = {"listing_id": listing.pk, "expected_version": 1}

    with pytest.raises(NotFound):
        services.remove_listing(acting=analyst, **given)  # type: ignore[arg-type]  # the two are of these types
    with pytest.raises(Stale):
        services.remove_plan(acting=monitor, plan_id=plan.pk, expected_version=3)
    client = sign_in(monitor)
    assert client.post(reverse("actors:listing-remove", args=[listing.pk]), {"version": 1}).status_code == 302
    assert client.post(reverse("actors:plan-remove", args=[plan.pk]), {"version": 1}).status_code == 302

    assert not PartyListing.objects.exists()
    assert not ActionPlan.objects.exists()
    kept = history_of("party_listing", listing.pk)
    assert [(version.version, version.action) for version in kept] == [(2, "listing.removed"), (1, "listing.recorded")]
    assert kept[0].data["symbol"] == "X/2023/1"
