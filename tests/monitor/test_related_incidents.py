"""What may be one event recorded twice is proposed with reasons, and judged by a person."""

from typing import Any

import pytest
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.actors.merging.services import merge_actor
from amparo.audit.models import AuditEvent
from amparo.kernel.errors import Invalid, NotFound, Stale
from amparo.monitor import services
from amparo.monitor.content import VictimData, ViolationData
from amparo.monitor.models import Incident, IncidentLink
from amparo.monitor.selectors import likeness
from tests.monitor import making
from tests.monitor.making import SignIn

pytestmark = pytest.mark.django_db


def event(monitor: Person, date: str = "2024-05-10", *, part: str = "CO-ANT", boys: int = 10, **facts: Any) -> Incident:
    actor = facts.pop("actor", "river-front")
    act = ViolationData(
        making.term(facts.pop("act", "abduction")).pk, making.actor(actor, actor.title()).pk if actor else None
    )
    admin1 = making.area(part).pk if part else None
    victims = (VictimData(boys=boys),) if boys else ()
    return making.incident(monitor, date=date, admin1_id=admin1, violations=(act,), victims=victims, **facts)


def like(acting: Person, incident: Incident) -> dict[str, tuple[str, ...]]:
    return {one.incident.code: one.reasons for one in likeness.like(acting, incident)}


@pytest.mark.both
def test_what_is_near_in_time_place_party_and_number_is_proposed_with_reasons(monitor: Person) -> None:
    one, other = event(monitor), event(monitor, "2024-05-13", boys=11)

    assert like(monitor, one) == {
        other.code: (
            "same place: Antioquia",
            "3 days apart",
            "same party",
            "same kind of violation",
            "similar numbers of children: 10 and 11",
        )
    }


@pytest.mark.parametrize(
    "facts",
    [
        {"date": "2024-05-18"},
        {"part": "CO-CAU"},
        {"actor": "hill-union"},
        {"boys": 13},
    ],
)
def test_what_speaks_against_it_is_not_proposed(facts: dict[str, Any], monitor: Person) -> None:
    one = event(monitor)
    event(monitor, **facts)

    assert like(monitor, one) == {}


def test_two_records_of_one_party_are_the_same_party(monitor: Person) -> None:
    one, other = event(monitor), event(monitor, actor="front-of-the-river")
    assert like(monitor, one) == {}

    merge_actor(
        acting=monitor,
        actor_id=making.actor("front-of-the-river").pk,
        into_id=making.actor().pk,
        reason="One group, two spellings.",
    )

    assert "same party" in like(monitor, one)[other.code]


def test_what_is_not_known_speaks_against_nothing(monitor: Person) -> None:
    one = event(monitor)
    vague = event(monitor, "2024-05", part="", actor="", boys=0, act="beatings")

    assert like(monitor, one) == {vague.code: ("same country: Colombia", "dates that overlap")}
    assert like(monitor, vague) == {one.code: ("same country: Colombia", "dates that overlap")}


@pytest.mark.parametrize("date", ["2024/..", "../2024-06"])
def test_a_date_that_is_open_at_one_end_is_compared_too(date: str, monitor: Person, sign_in: SignIn) -> None:
    one, other = event(monitor, date), event(monitor)

    assert "dates that overlap" in like(monitor, one)[other.code]
    assert "dates that overlap" in like(monitor, other)[one.code]
    assert sign_in(monitor).get(reverse("monitor:incident-related", args=[one.pk])).status_code == 200


def test_the_likeliest_comes_first(monitor: Person) -> None:
    one, less, more = event(monitor), event(monitor, act="beatings"), event(monitor)

    assert list(like(monitor, one)) == [more.code, less.code]
    assert like(monitor, one)[more.code][-1] == "same number of children"


def test_what_was_judged_is_proposed_no_more_and_may_be_judged_anew(monitor: Person, verifier: Person) -> None:
    one, other = event(monitor), event(monitor)

    pair = {"incident_id": other.pk, "other_id": one.pk}
    for version, kind, acting in ((0, "different", monitor), (0, "different", monitor), (1, "duplicate", verifier)):
        services.judge_pair(acting=acting, kind=kind, why=f"By {acting.name}.", expected_version=version, **pair)
    for version in (0, 1):
        with pytest.raises(Stale) as caught:
            services.judge_pair(acting=monitor, kind="related", expected_version=version, **pair)
        assert caught.value.theirs["note"] == f"By {verifier.name}."

    link = IncidentLink.objects.get()
    earlier = link.earlier.get()
    assert (earlier.kind, earlier.note, earlier.judged_by) == ("different", f"By {monitor.name}.", monitor)
    assert (link.first_id, link.second_id) == (one.pk, other.pk)
    assert (link.kind, link.version, link.judged_by) == ("duplicate", 2, verifier)
    assert like(monitor, one) == {}
    assert [event.detail["before"] for event in AuditEvent.objects.filter(action="incident.pair_judged")] == [
        "",
        "different",
    ]


def test_a_strangers_incidents_are_neither_proposed_nor_judged(monitor: Person, stranger: Person) -> None:
    one, foreign = event(monitor), event(stranger)

    assert like(monitor, one) == {}
    for pair in ((one, foreign), (foreign, one)):
        with pytest.raises(NotFound):
            services.judge_pair(acting=monitor, incident_id=pair[0].pk, other_id=pair[1].pk, kind="related")


def test_an_analyst_reads_and_judges_nothing(monitor: Person, analyst: Person, sign_in: SignIn) -> None:
    one, other = event(monitor), event(monitor)
    client, address = sign_in(analyst), reverse("monitor:incident-related", args=[one.pk])

    content = client.get(address).context["content"]

    assert (content.form, [row.code for row in content.proposals]) == (None, [other.code])
    assert client.post(address, {"code": other.code, "kind": "duplicate"}).status_code == 404
    with pytest.raises(NotFound):
        services.judge_pair(acting=analyst, incident_id=one.pk, other_id=other.pk, kind="related")


@pytest.mark.parametrize(("facts", "where"), [({"kind": "perhaps"}, "kind"), ({"why": "x" * 501}, "why")])
def test_a_judgement_that_cannot_be_is_refused(facts: dict[str, Any], where: str, monitor: Person) -> None:
    one, other = event(monitor), event(monitor)

    with pytest.raises(Invalid) as refused:
        services.judge_pair(
            acting=monitor, incident_id=one.pk, other_id=other.pk, **{"kind": "related", "why": "", **facts}
        )

    assert [problem.where for problem in refused.value.problems] == [where]


def test_on_the_page_a_pair_is_judged_and_both_incidents_show_it(monitor: Person, sign_in: SignIn) -> None:
    one, other, third = event(monitor), event(monitor), event(monitor, "2020")
    client, address = sign_in(monitor), reverse("monitor:incident-related", args=[one.pk])

    assert client.post(address, {"code": other.code, "kind": "duplicate"}).status_code == 302
    assert client.post(address, {"code": third.code, "kind": "related", "why": "Same road."}).status_code == 302
    assert client.post(address, {"code": one.code, "kind": "related"}).status_code == 422
    assert client.post(address, {"code": "XM-0", "kind": "related"}).status_code == 422
    content = client.get(address).context["content"]
    assert content.proposals == ()
    assert [row[0].text for row in content.judged.rows] == [third.code, other.code]
    shown = client.get(reverse("monitor:incident-detail", args=[other.pk])).context["content"].judged
    assert [row[0].text for row in shown.rows] == [one.code]


def test_the_page_says_when_not_all_near_incidents_were_compared(
    monitor: Person, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = event(monitor)
    event(monitor)
    event(monitor)
    client, address = sign_in(monitor), reverse("monitor:incident-related", args=[one.pk])
    assert "of them were compared" not in client.get(address).content.decode()

    monkeypatch.setattr(likeness, "MOST", 1)

    assert "More incidents lie near this one in time and place; 1 of them" in client.get(address).content.decode()


def test_on_the_page_nobody_judges_over_a_judgement_unseen_and_the_earlier_one_stays(
    monitor: Person, verifier: Person, sign_in: SignIn
) -> None:
    one, other = event(monitor), event(monitor)
    address = reverse("monitor:incident-related", args=[one.pk])
    first = {"code": other.code, "kind": "different", "why": "Two villages."}
    assert sign_in(monitor).post(address, first).status_code == 302

    second = {"code": other.code, "kind": "duplicate", "why": "One village, two names."}
    unseen = sign_in(verifier).post(address, second)
    assert unseen.status_code == 409
    assert b"Two villages." in unseen.content
    version = unseen.context["content"].form["version"].value()
    assert sign_in(verifier).post(address, second | {"version": version}).status_code == 302

    rows = sign_in(monitor).get(address).context["content"].judged.rows
    assert [(row[1].text, row[2], row[3]) for row in rows] == [
        ("One event, recorded twice", "One village, two names.", verifier.name),
        ("Different events", "Two villages.", monitor.name),
    ]
