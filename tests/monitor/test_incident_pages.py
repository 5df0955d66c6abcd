"""On the pages: recording an incident, finding it in the list, reading it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amparo.accounts.models import Agency, Membership, Person
from amparo.accounts.roles import Role
from amparo.audit.models import AuditEvent
from amparo.kernel import clock
from amparo.kernel.ids import uuid7
from amparo.monitor.content import VictimData, ViolationData
from amparo.monitor.models import Incident, Status, Victim
from amparo.monitor.selectors import lists, narrowing
from amparo.monitor.selectors.narrowing import IncidentFilter, filtered
from tests.monitor import making
from tests.monitor.making import SignIn

pytestmark = pytest.mark.django_db
NEW = "/incidents/new/"


def shown(client: Client, **asked: Any) -> list[str]:
    """The codes that the list shows."""
    return [row.code for row in client.get(reverse("monitor:incident-list"), asked).context["content"].rows]


def faults(client: Client, form: dict[str, Any]) -> dict[str, str]:
    answer = client.post(NEW, form)
    assert answer.status_code == 422
    assert Incident.objects.count() == 0
    return {fault.href: fault.text for fault in answer.context["content"].faults}


def test_the_actors_to_choose_do_not_tell_whom_other_agencies_name(
    monitor: Person, stranger: Person, sign_in: SignIn
) -> None:
    front, union = making.actor(), making.actor("hill-union", "Hill Union")
    making.incident(stranger, violations=(ViolationData(making.term("abduction").pk, union.pk),))

    content = sign_in(monitor).get(reverse("monitor:incident-list")).context["content"]

    assert [option.value for option in content.filters.actors] == [str(union.pk), str(front.pk)]


def test_an_incident_is_recorded_on_the_page_once(monitor: Person, sign_in: SignIn) -> None:
    client, form = sign_in(monitor), making.incident_form(making.own_agency(monitor))

    first, second = client.post(NEW, form), client.post(NEW, form)

    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    assert Incident.objects.get().victims.get().boys == 2


def test_a_sending_id_that_the_system_did_not_make_is_refused(monitor: Person, sign_in: SignIn) -> None:
    form = making.incident_form(making.own_agency(monitor), submission="b6c1f0de-0000-4000-8000-000000000000")

    assert sign_in(monitor).post(NEW, form).status_code == 422


def test_every_fault_leads_to_its_field(monitor: Person, sign_in: SignIn) -> None:
    form = making.incident_form(
        making.own_agency(monitor),
        **{"date": "31/11/2024", "victims-0-pseudonym": "A-17", "victims-0-sex": "", "violations-0-type": ""},
    )

    assert {"#id_date", "#id_violations-0-type"} <= set(faults(sign_in(monitor), form))


def test_what_the_service_finds_stands_at_its_row(monitor: Person, sign_in: SignIn) -> None:
    form = making.incident_form(
        making.own_agency(monitor),
        **{
            "victims-TOTAL_FORMS": 3,
            "victims-1-age_band": "unknown",
            "victims-0-boys": "",
            "victims-0-girls": "",
            "victims-2-pseudonym": "A-17",
            "victims-2-sex": "girl",
            "victims-2-girls": 1,
            "victims-2-age_band": "unknown",
        },
    )

    found = faults(sign_in(monitor), form)

    assert set(found) == {"#id_victims-2-boys"}
    assert "contradict" in found["#id_victims-2-boys"]


def test_a_total_that_its_parts_do_not_make_is_refused(monitor: Person, sign_in: SignIn) -> None:
    form = making.incident_form(making.own_agency(monitor), **{"victims-0-total": 4})

    assert "2 + 1 + 0 make 3, but the total says 4" in faults(sign_in(monitor), form)["#id_victims-0-total"]


def test_the_parts_of_a_country_are_shown_without_javascript_and_without_faults(
    monitor: Person, sign_in: SignIn
) -> None:
    form = making.incident_form(making.own_agency(monitor), date="", show="parts")

    answer = sign_in(monitor).post(NEW, form)

    assert answer.status_code == 200
    assert b"Antioquia" in answer.content
    assert b"has-error" not in answer.content
    assert b"taken from a market" in answer.content


@pytest.mark.parametrize(("rows", "name"), [("victims", b"victims-1-boys"), ("violations", b"violations-1-type")])
def test_one_more_row_is_shown_without_javascript(rows: str, name: bytes, monitor: Person, sign_in: SignIn) -> None:
    answer = sign_in(monitor).post(NEW, making.incident_form(making.own_agency(monitor), show=rows))

    assert answer.status_code == 200
    assert name in answer.content


def test_a_violation_is_tied_to_some_rows_on_the_page(monitor: Person, sign_in: SignIn) -> None:
    form = making.incident_form(
        making.own_agency(monitor),
        **{
            "victims-TOTAL_FORMS": 3,
            "victims-1-age_band": "unknown",
            "victims-2-pseudonym": "A-17",
            "victims-2-sex": "girl",
            "victims-2-age_band": "12-14",
            "violations-0-victims": ["2"],
        },
    )

    assert sign_in(monitor).post(NEW, form).status_code == 302
    assert [victim.pseudonym for victim in Incident.objects.get().violations.get().victims.all()] == ["A-17"]
    assert Victim.objects.count() == 2


def test_the_detail_shows_all_that_stands_behind_an_incident_and_records_the_read(
    monitor: Person, verifier: Person, analyst: Person, sign_in: SignIn
) -> None:
    report = making.report(monitor, reference="R-7")
    incident = making.incident(
        monitor,
        report=report,
        victims=(VictimData(boys=2), VictimData(pseudonym="A-17", sex="girl", age_band="12-14")),
        violations=(ViolationData(making.term("abduction").pk, making.actor().pk, (1,)),),
    )
    making.decided(incident, verifier, Status.VERIFIED)

    answer = sign_in(analyst).get(reverse("monitor:incident-detail", args=[incident.pk]))

    for words in ("abduction", "River Front", "A-17", "12 to 14", "R-7", "River School", "Two families", "Version 3"):
        assert words in answer.content.decode(), words
    assert AuditEvent.objects.filter(action="incident.read", acting=analyst.pk, object_id=incident.pk).count() == 1


def test_the_list_is_narrowed_by_the_address(monitor: Person, verifier: Person, sign_in: SignIn) -> None:
    front = making.actor()
    plain = making.incident(monitor, date="2021", summary="Nothing special.")
    other = making.incident(
        monitor,
        date="2023-05",
        admin1_id=making.area("CO-ANT").pk,
        violations=(ViolationData(making.term("abduction").pk, front.pk),),
        summary="By the lighthouse.",
    )
    making.under_verification(other, verifier)
    client = sign_in(verifier)
    country, part = making.area("COL").pk, making.area("CO-ANT").pk

    assert set(shown(client)) == {plain.code, other.code}
    for asked in (
        {"status": "under_verification"},
        {"year": "2023"},
        {"actor": front.pk},
        {"violation": making.term("abduction").pk},
        {"country": country, "part": part},
        {"q": "lighthou"},
        {"q": other.code},
        {"q": "river front"},
    ):
        assert shown(client, **asked) == [other.code], asked
    assert shown(client, q="no such word") == []
    assert set(shown(client, year="x", status="x", country="x", sort="x", after="x_y")) == {plain.code, other.code}


def test_each_filter_in_use_can_be_taken_away(monitor: Person, sign_in: SignIn) -> None:
    making.incident(monitor)

    asked = {"q": "market", "year": "2024", "country": str(making.area("COL").pk)}
    content = sign_in(monitor).get(reverse("monitor:incident-list"), asked).context["content"]

    assert [(chip.text, chip.href.count("=")) for chip in content.chips] == [
        ("market", 2),
        ("2024", 2),
        ("Colombia", 2),
    ]


def test_the_order_is_chosen_in_the_address(monitor: Person, sign_in: SignIn) -> None:
    late, early = making.incident(monitor, date="2024").code, making.incident(monitor, date="2022").code
    client = sign_in(monitor)

    assert shown(client) == [late, early]
    assert shown(client, sort="date") == [early, late]
    assert shown(client, sort="code") == [late, early]
    assert shown(client, sort="-code") == [early, late]


def test_pages_follow_each_other_without_a_gap_and_back(
    monitor: Person, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PAGE_ROWS", 2)
    made = [making.incident(monitor, date=date).code for date in ("2021", "2022", "2022", "2023", "2024")]
    client, address = sign_in(monitor), reverse("monitor:incident-list")

    seen, url, back = [], address, ""
    while url:
        content = client.get(url).context["content"]
        seen += [row.code for row in content.rows]
        back = content.pager.previous_url or back
        url = address + content.pager.next_url if content.pager.next_url else ""

    assert sorted(seen) == sorted(made)
    assert seen[0] == made[-1]
    earlier = client.get(address + back).context["content"]
    assert [row.code for row in earlier.rows] == seen[2:4]
    assert earlier.pager.next_url
    assert earlier.pager.previous_url


def test_children_affected_by_several_violations_are_computed(monitor: Person, sign_in: SignIn) -> None:
    acts = (
        ViolationData(making.term("abduction").pk),
        ViolationData(making.term("recruitment-and-use").pk, victims=(0,)),
    )
    incident = making.incident(monitor, victims=(VictimData(boys=2, girls=1), VictimData(boys=4)), violations=acts)

    page = sign_in(monitor).get(reverse("monitor:incident-detail", args=[incident.pk]))

    facts = {str(fact.label): fact.value for fact in page.context["content"].facts}
    assert (facts["Children"], facts["Affected by several violations"]) == ("7", "3")


def test_each_tally_opens_as_many_incidents_as_it_says(monitor: Person, verifier: Person, sign_in: SignIn) -> None:
    late = date(2025, 1, 5)
    making.decided(making.incident(monitor), verifier, Status.VERIFIED)
    making.decided(making.incident(monitor), verifier, Status.VERIFIED, decided_on=late)
    making.decided(making.incident(monitor), verifier, Status.NOT_VERIFIED)
    making.under_verification(making.incident(monitor), verifier)
    client, address = sign_in(monitor), reverse("monitor:incident-list")

    for tally in client.get(address).context["content"].counts:
        rows = client.get(address + tally.href).context["content"].rows
        assert str(len(rows)) == tally.count, tally.text


def test_counts_stop_at_their_bound(monitor: Person, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    for _n in range(3):
        making.incident(monitor)
    monkeypatch.setattr(lists, "MOST_COUNTED", 2)

    content = sign_in(monitor).get(reverse("monitor:incident-list")).context["content"]

    assert content.counts[0].count == "2+"
    assert content.says == "More than 2 incidents."


@pytest.mark.both
def test_the_count_of_every_state_is_the_length_of_its_list(
    monitor: Person, verifier: Person, stranger: Person, other_agency: Agency
) -> None:
    made = [making.incident(monitor) for _n in range(4)]
    making.under_verification(made[0], verifier)
    late = [made[0].pk, making.incident(stranger).pk]
    Incident.objects.filter(pk__in=late).update(created_at=clock.now() - timedelta(days=61))
    since = clock.today() - timedelta(days=9)
    Membership.objects.create(person=verifier, agency=other_agency, role=Role.VERIFIER, starts_on=since)

    for reader, expected in (
        (monitor, {"reported": 3, "overdue": 1}),
        (again(verifier), {"reported": 4, "overdue": 2}),
    ):
        counts = lists.status_counts(reader)
        assert counts == {state: filtered(reader, IncidentFilter(status=state)).count() for state in counts}
        assert counts | expected == counts


def again(person: Person) -> Person:
    """The person as the next request sees it: what it may do is asked anew."""
    return Person.objects.get(pk=person.pk)


def test_a_stranger_sees_neither_row_nor_count(monitor: Person, stranger: Person, sign_in: SignIn) -> None:
    incident = making.incident(monitor)
    client = sign_in(stranger)

    assert shown(client) == []
    assert shown(client, q=incident.code) == []
    assert client.get(reverse("monitor:incident-list")).context["content"].says == "0 incidents."
    assert client.get(reverse("monitor:incident-detail", args=[incident.pk])).status_code == 404


@pytest.mark.parametrize("name", ["incident-list", "report-list", "source-list", "verification-queue"])
def test_a_list_takes_the_same_number_of_queries_for_any_number_of_rows(
    name: str, monitor: Person, verifier: Person, sign_in: SignIn
) -> None:
    client, address = sign_in(verifier), reverse(f"monitor:{name}")

    def add(number: int) -> None:
        source = making.source(monitor, code=f"s-{number}")
        act = ViolationData(making.term("abduction").pk, making.actor(f"a-{number}").pk)
        report = making.report(monitor, source)
        making.incident(monitor, report=report, violations=(act,), admin1_id=making.area("CO-ANT").pk)

    add(1)
    few = queries(client, address)
    for number in range(2, 9):
        add(number)
    assert queries(client, address) == few


def test_a_detail_takes_the_same_number_of_queries_for_any_number_of_rows(monitor: Person, sign_in: SignIn) -> None:
    def made(count: int) -> str:
        acts = tuple(ViolationData(making.term("abduction").pk, making.actor(f"a-{n}").pk, (n,)) for n in range(count))
        rows = tuple(VictimData(boys=1) for _n in range(count))
        report = making.report(monitor, making.source(monitor, code=f"s-{count}"))
        return reverse(
            "monitor:incident-detail", args=[making.incident(monitor, report=report, victims=rows, violations=acts).pk]
        )

    client, small, large = sign_in(monitor), made(1), made(9)
    client.get(small)
    assert queries(client, large) == queries(client, small)


def queries(client: Client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_a_long_wait_shows_in_the_queue_and_in_the_list(monitor: Person, verifier: Person, sign_in: SignIn) -> None:
    old, new = making.incident(monitor), making.incident(monitor)
    Incident.objects.filter(pk=old.pk).update(created_at=clock.now() - timedelta(days=61))
    client = sign_in(verifier)

    table = client.get(reverse("monitor:verification-queue")).context["content"].table
    assert [(row[0].text, row[1].text, row[1].state.value) for row in table.rows] == [
        (old.code, "61 days", "late"),
        (new.code, "0 days", "wait"),
    ]
    assert shown(client, status="overdue") == [old.code]


def test_the_queue_is_paged_across_both_states(
    monitor: Person, verifier: Person, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PAGE_ROWS", 2)
    made = [making.incident(monitor) for _n in range(5)]
    for incident in made[::2]:
        making.under_verification(incident, verifier)
    client, address = sign_in(verifier), reverse("monitor:verification-queue")

    first = client.get(address).context["content"]
    second = client.get(address + first.pager.next_url).context["content"]
    third = client.get(address + second.pager.next_url).context["content"]
    back = client.get(address + third.pager.previous_url).context["content"]

    pages = [[row[0].text for row in content.table.rows] for content in (first, second, third, back)]
    codes = [incident.code for incident in made]
    assert pages == [codes[:2], codes[2:4], codes[4:], codes[2:4]]
    assert (first.pager.previous_url, third.pager.next_url) == ("", "")


def test_a_word_of_many_incidents_is_found_like_one_of_few(
    monitor: Person, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from amparo.kernel import search

    made = [making.incident(monitor).code for _n in range(3)]
    client = sign_in(monitor)
    few = shown(client, q="market")
    monkeypatch.setattr(narrowing, "FEW_HITS", 1)
    some = shown(client, q="market")
    monkeypatch.setattr(search, "COMMON", 1)
    many = shown(client, q="market")

    assert sorted(few) == sorted(made)
    assert few == some == many


def test_a_source_is_added_changed_and_kept_when_two_people_change_it(
    monitor: Person, colleague: Person, sign_in: SignIn
) -> None:
    client, submission = sign_in(monitor), uuid7()
    form = {
        "agency": making.own_agency(monitor),
        "name": "River School",
        "code": "river-school",
        "submission": submission,
    }
    assert client.post(reverse("monitor:source-new"), form | {"code": "River School"}).status_code == 422
    for _n in range(2):
        assert client.post(reverse("monitor:source-new"), form).status_code == 302
    from amparo.monitor.models import Source

    source = Source.objects.get()
    change = reverse("monitor:source-change", args=[source.pk])
    making.incident(monitor, report=making.report(monitor, source))
    theirs = form | {"name": "River School of Amel", "version": 1}
    assert b"River School of Amel was changed." in sign_in(colleague).post(change, theirs, follow=True).content

    stale = client.post(change, form | {"name": "My School", "version": 1})

    assert stale.status_code == 409
    lines = stale.context["content"].differences
    assert [(str(line.label), line.theirs, line.yours) for line in lines] == [
        ("name", "River School of Amel", "My School")
    ]
    assert b"My School" in stale.content
    assert client.post(change, form | {"name": "My School", "version": 2}).status_code == 302
    assert client.post(change, form | {"name": "", "version": 3}).status_code == 422
    assert len(shown(client, q="my school")) == 1
    assert client.get(reverse("monitor:source-new")).status_code == 200
