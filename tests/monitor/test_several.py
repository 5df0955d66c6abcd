"""Several incidents at once: what happens to each is shown beforehand, and it is done to all of them or to none."""

import datetime
import json
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amparo.accounts.models import Agency, Person
from amparo.accounts.roles import Role
from amparo.audit.models import AuditEvent
from amparo.kernel.errors import Conflict, Invalid, NotFound
from amparo.monitor import services
from amparo.monitor.models import Incident, IncidentLink, VerificationStep
from amparo.monitor.services.several import Picked
from tests import standing
from tests.monitor import making
from tests.monitor.making import SignIn
from tests.monitor.test_verify_incident import also_verifier

pytestmark = pytest.mark.django_db
TAKE_UP = "monitor:incident-take-up"
MEETING = {"level": "technical", "decided_on": datetime.date(2024, 7, 9), "grounds": "The meeting of July."}


def preview(client: Client, name: str, *incidents: Incident) -> Any:
    return client.get(reverse(name), {"incident": [row.pk for row in incidents]}).context["content"]


def keys(client: Client, name: str, *incidents: Incident) -> list[str]:
    return [one.key for one in preview(client, name, *incidents).candidates if not one.hindrance]


def picked(*incidents: Incident) -> list[Picked]:
    return [Picked(row.pk, Incident.objects.get(pk=row.pk).version) for row in incidents]


def statuses() -> dict[str, str]:
    return dict(Incident.objects.values_list("code", "status"))


def test_the_preview_says_what_happens_to_each(monitor: Person, verifier: Person, sign_in: SignIn) -> None:
    free, taken = making.incident(monitor), making.under_verification(making.incident(monitor), verifier)
    client = sign_in(verifier)

    content = preview(client, TAKE_UP, free, taken)

    assert {one.code: one.hindrance for one in content.candidates} == {
        free.code: "",
        taken.code: "It is not waiting: Under verification.",
    }
    assert content.says == "1 incident can be taken up."
    assert [one.code for one in preview(client, TAKE_UP).candidates] == [free.code]


def test_only_those_that_are_ticked_are_taken_up(monitor: Person, verifier: Person, sign_in: SignIn) -> None:
    first, second = making.incident(monitor), making.incident(monitor)
    client = sign_in(verifier)

    answer = client.post(reverse(TAKE_UP), {"incident": [*keys(client, TAKE_UP, first), "nonsense", "x:1"]})

    assert answer.status_code == 302
    assert statuses() == {first.code: "under_verification", second.code: "reported"}


@pytest.mark.both
def test_where_one_changed_meanwhile_nothing_is_done_and_it_is_named(
    monitor: Person, verifier: Person, sign_in: SignIn
) -> None:
    first, second = making.incident(monitor), making.incident(monitor)
    client = sign_in(verifier)
    sent = keys(client, TAKE_UP, first, second)
    Incident.objects.filter(pk=second.pk).update(version=7)

    answer = client.post(reverse(TAKE_UP), {"incident": sent})

    assert answer.status_code == 422
    assert f"{second.code}: This record was saved by someone else" in answer.content.decode()
    assert set(statuses().values()) == {"reported"}
    assert not VerificationStep.objects.exists()
    assert not AuditEvent.objects.filter(action="incident.verification_started").exists()


def test_what_is_locked_stays_locked_for_several_as_for_one(monitor: Person, verifier: Person) -> None:
    free, locked = making.incident(monitor), making.under_verification(making.incident(monitor), verifier)

    with pytest.raises(Conflict) as refused:
        services.start_several(acting=verifier, picked=picked(free, locked))

    assert [problem.where for problem in refused.value.problems] == [locked.code]
    assert statuses()[free.code] == "reported"


def test_what_one_recorded_or_reported_another_decides(monitor: Person, colleague: Person, sign_in: SignIn) -> None:
    own = making.incident(monitor)
    reported = making.incident(colleague, report=making.report(colleague))
    both = also_verifier(monitor)

    shown = {one.code: bool(one.hindrance) for one in preview(sign_in(both), TAKE_UP).candidates}

    assert shown == {own.code: True, reported.code: False}
    with pytest.raises(Conflict) as refused:
        services.start_several(acting=both, picked=picked(own, reported))
    assert [problem.where for problem in refused.value.problems] == [own.code]
    assert set(statuses().values()) == {"reported"}


def test_the_second_person_is_asked_for_in_every_act(monitor: Person, verifier: Person) -> None:
    own, decided = making.incident(monitor), making.decided(making.incident(monitor), verifier, "verified")
    started = making.under_verification(own, verifier)
    both = also_verifier(monitor)
    for act in (
        lambda: services.send_several_back(acting=both, picked=picked(started), grounds="A date is missing."),
        lambda: services.confirm_several(acting=both, picked=picked(decided), **MEETING),
        lambda: services.reopen_several(acting=both, picked=picked(decided), reason="A family came back."),
    ):
        with pytest.raises(Conflict, match="not all of them"):
            act()
    assert set(statuses().values()) == {"under_verification", "verified"}


@pytest.mark.both
def test_a_meeting_confirms_several_decisions(monitor: Person, verifier: Person, sign_in: SignIn) -> None:
    first, second = (making.decided(making.incident(monitor), verifier, "verified") for _n in range(2))
    highest = making.decided(making.incident(monitor), verifier, "verified", level="task_force")
    waiting = making.incident(monitor)
    client, name = sign_in(verifier), "monitor:incident-confirm-several"

    shown = {one.code: one.hindrance for one in preview(client, name, first, second, highest, waiting).candidates}
    assert shown[highest.code] == "The highest level has decided already."
    assert shown[waiting.code] == "No decision stands: Reported."
    assert {one.ticked for one in preview(client, name).candidates} == {False}
    sent = keys(client, name, first, second)
    assert client.post(reverse(name), {"incident": sent}).status_code == 422
    assert client.post(reverse(name), {"incident": sent, **MEETING}).status_code == 302

    assert set(Incident.objects.filter(pk__in=[first.pk, second.pk]).values_list("level", flat=True)) == {"technical"}
    assert AuditEvent.objects.filter(action="incident.confirmed").count() == 2


def test_several_go_back_for_correction_and_are_open_again(monitor: Person, verifier: Person, sign_in: SignIn) -> None:
    made = [making.under_verification(making.incident(monitor), verifier) for _n in range(2)]
    client, name = sign_in(verifier), "monitor:incident-send-back"

    answer = client.post(reverse(name), {"incident": keys(client, name, *made), "grounds": "The dates are missing."})

    assert answer.url == reverse("monitor:verification-queue")
    assert set(statuses().values()) == {"reported"}
    again = making.incident_data(summary="With its date.")
    changed = services.change_incident(acting=monitor, incident_id=made[0].pk, expected_version=3, data=again)
    assert changed.summary == "With its date."


def test_several_decisions_are_reopened_and_locked(monitor: Person, verifier: Person, sign_in: SignIn) -> None:
    made = [making.decided(making.incident(monitor), verifier, "verified") for _n in range(2)]
    client, name = sign_in(verifier), "monitor:incident-reopen-several"

    client.post(reverse(name), {"incident": keys(client, name, *made), "reason": "The school found its list."})

    assert set(statuses().values()) == {"under_verification"}
    with pytest.raises(Conflict):
        services.change_incident(
            acting=monitor, incident_id=made[0].pk, expected_version=4, data=making.incident_data()
        )


@pytest.mark.both
def test_every_two_of_several_are_linked_and_earlier_judgements_stay(monitor: Person, sign_in: SignIn) -> None:
    one, two, three = (making.incident(monitor) for _n in range(3))
    services.judge_pair(acting=monitor, incident_id=one.pk, other_id=two.pk, kind="different")
    client, name = sign_in(monitor), "monitor:incident-relate"

    content = preview(client, name, one, two, three)
    assert content.stand == (f"{one.code} and {two.code} were judged before, and stay so: Different events.",)
    client.post(reverse(name), {"incident": [c.key for c in content.candidates], "kind": "related", "why": "One road."})

    found = {(row.first_id, row.second_id): (row.kind, row.note) for row in IncidentLink.objects.all()}
    assert found == {
        (one.pk, two.pk): ("different", ""),
        (one.pk, three.pk): ("related", "One road."),
        (two.pk, three.pk): ("related", "One road."),
    }


def test_links_are_made_of_two_to_twelve_within_one_agency(
    monitor: Person, stranger: Person, other_agency: Agency, analyst: Person, sign_in: SignIn
) -> None:
    one, foreign = making.incident(monitor), making.incident(stranger)
    for number, kind, error in ((1, "related", Invalid), (13, "related", Invalid), (2, "different", Invalid)):
        with pytest.raises(error):
            services.relate_several(acting=monitor, picked=picked(one) * number, kind=kind)
    for person in (monitor, analyst):
        with pytest.raises(NotFound):
            services.relate_several(acting=person, picked=picked(one, foreign), kind="related")

    standing.members(other_agency, [(monitor, Role.MONITOR)])
    shown = preview(sign_in(monitor), "monitor:incident-relate", one, foreign).candidates
    assert [one.hindrance for one in shown] == ["", "It is of another agency than the first. Links stay within one."]
    assert not IncidentLink.objects.exists()


def test_a_strangers_incident_is_not_there(monitor: Person, stranger: Person, sign_in: SignIn) -> None:
    foreign = making.incident(monitor)
    client = sign_in(stranger)

    assert preview(client, TAKE_UP, foreign).candidates == ()
    assert client.post(reverse(TAKE_UP), {"incident": [f"{foreign.pk}:1"]}).status_code == 404


def test_nothing_ticked_changes_nothing(monitor: Person, verifier: Person, sign_in: SignIn) -> None:
    making.incident(monitor)

    answer = sign_in(verifier).post(reverse(TAKE_UP), {})

    assert (answer.status_code, "Nothing was chosen." in answer.content.decode()) == (200, True)
    assert Incident.objects.get().status == "reported"


def test_what_is_to_be_linked_must_be_ticked(monitor: Person, sign_in: SignIn) -> None:
    making.incident(monitor)

    assert "No incident is ticked" in sign_in(monitor).get(reverse("monitor:incident-relate")).content.decode()


def test_an_empty_list_says_so(verifier: Person, sign_in: SignIn) -> None:
    assert "No incident fits these filters" in sign_in(verifier).get(reverse(TAKE_UP)).content.decode()


def test_only_the_first_hundred_are_shown(
    monitor: Person, verifier: Person, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amparo.monitor.pages.several.MOST", 1)
    for _n in range(2):
        making.incident(monitor)

    content = preview(sign_in(verifier), TAKE_UP)

    assert (len(content.candidates), content.more) == (1, True)


def test_the_preview_takes_the_same_number_of_queries_for_any_number(
    monitor: Person, verifier: Person, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, name = sign_in(verifier), "monitor:incident-relate"
    made = [making.incident(monitor) for _n in range(2)]
    preview(client, name, *made)
    with CaptureQueriesContext(connection) as few:
        preview(client, name, *made)
    services.relate_several(acting=monitor, picked=picked(*made), kind="related")
    made += [making.incident(monitor, admin1_id=making.area("CO-ANT").pk) for _n in range(5)]
    with django_assert_num_queries(len(few)):
        preview(client, name, *made)


def test_the_list_has_a_box_for_each_and_the_acts_that_the_person_may_do(
    monitor: Person, verifier: Person, analyst: Person, sign_in: SignIn
) -> None:
    made = [making.incident(monitor) for _n in range(2)]
    address = reverse("monitor:incident-list")

    def acts(person: Person) -> list[str]:
        content = sign_in(person).get(address, {"status": "reported"}).context["content"]
        assert content.kept == (("status", "reported"),)
        return [str(act.text) for act in content.acts]

    assert acts(analyst) == ["Export"]
    assert acts(monitor) == ["Link as related", "Export"]
    assert acts(verifier)[0] == "Take up for verification"
    html = sign_in(verifier).get(address).content.decode()
    assert all(f'name="incident" value="{row.pk}" aria-label="Choose {row.code}"' in html for row in made)


def test_what_is_ticked_narrows_the_list_and_goes_out_alone(monitor: Person, sign_in: SignIn) -> None:
    first, second, third = (making.incident(monitor) for _n in range(3))
    client, chosen = sign_in(monitor), {"incident": [first.pk, second.pk], "status": "reported"}

    content = client.get(reverse("monitor:incident-list"), chosen).context["content"]
    assert {row.code for row in content.rows} == {first.code, second.code}
    chip = next(one for one in content.filters.chips if one.text == "2 chosen incidents")
    assert chip.href == "?status=reported"

    query = f"{reverse('monitor:incident-export')}?incident={first.pk}&incident={second.pk}"
    answer = client.post(query, {"form": "csv"})
    with zipfile.ZipFile(BytesIO(answer.content)) as packed:
        table, manifest = packed.read("incidents.csv").decode(), json.loads(packed.read("manifest.json"))
    assert (first.code in table, third.code in table) == (True, False)
    assert manifest["filter"]["picked"] == [str(first.pk), str(second.pk)]
    event = AuditEvent.objects.get(action="incidents.exported")
    assert event.detail["filter"]["picked"] == manifest["filter"]["picked"]
