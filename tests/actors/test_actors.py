"""A monitor records an actor and changes it; everybody who monitors, verifies, analyses or coordinates reads it."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.actors import policies, selectors, services
from amparo.actors.content import ActorData, ActorTypeData
from amparo.actors.models import Actor
from amparo.audit.models import AuditEvent
from amparo.audit.selectors import history_of
from amparo.kernel import search
from amparo.kernel.errors import Invalid, NotFound, Stale
from amparo.kernel.ids import uuid7
from amparo.monitor.content import ViolationData
from amparo.monitor.models import Incident
from amparo.terms.models import Vocabulary
from tests.monitor import making
from tests.standing import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
DAY = datetime.date(2020, 1, 1)


def kind(code: str = "armed-group") -> uuid.UUID:
    return making.term(code, Vocabulary.ACTOR_TYPE).pk


def given(**facts: Any) -> ActorData:
    return ActorData(
        **{
            "code": "river-front",
            "name": "River Front",
            "names": {"ar": "جبهة النهر"},
            "country": "COL",
            "types": (ActorTypeData(kind(), DAY),),
            **facts,
        }
    )


def problems_of(monitor: Person, **facts: Any) -> set[str]:
    with pytest.raises(Invalid) as caught:
        services.create_actor(acting=monitor, data=given(**facts))
    return {problem.where for problem in caught.value.problems}


def test_an_actor_is_recorded_with_its_dated_types(monitor: Person) -> None:
    actor = services.create_actor(acting=monitor, data=given())

    assert actor.types.get().starts_on == DAY
    assert AuditEvent.objects.get(action="actor.created").object_id == actor.pk
    assert history_of("actor", actor.pk)[0].data["name"] == "River Front"


def test_sent_twice_it_is_recorded_once(monitor: Person) -> None:
    submission = uuid7()

    made = [services.create_actor(acting=monitor, data=given(), record_id=submission) for _ in range(2)]

    assert made[0] == made[1]
    assert Actor.objects.count() == 1


def test_terrorist_stands_only_with_the_list_that_says_so(monitor: Person) -> None:
    for code in ("terrorist-isil-al-qaida-list", "terrorist-taliban-list", "terrorist-national-or-regional"):
        assert problems_of(monitor, types=(ActorTypeData(kind(code)),)) == {"types-0-source"}

    listed = ActorTypeData(kind("terrorist-national-or-regional"), source="Marenda national list, no. 4, 2 May 2019")
    assert services.create_actor(acting=monitor, data=given(types=(listed,))).types.count() == 1


def test_several_types_hold_at_once_but_not_one_type_twice(monitor: Person) -> None:
    two = (ActorTypeData(kind(), DAY), ActorTypeData(kind("organised-criminal-group"), DAY))
    later = (
        ActorTypeData(kind(), DAY, datetime.date(2021, 1, 1)),
        ActorTypeData(kind(), datetime.date(2021, 1, 2)),
    )

    services.create_actor(acting=monitor, data=given(code="two", types=two))
    services.create_actor(acting=monitor, data=given(code="later", types=later))
    touching = (later[0], replace(later[1], starts_on=datetime.date(2021, 1, 1)))
    assert problems_of(monitor, types=touching) == {"types-1-starts_on"}


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"code": "River Front"}, "code"),
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"note": "x" * 501}, "name"),
        ({"names": {"arabic!": "x"}}, "names"),
        ({"names": {"ar": " "}}, "names"),
        ({"country": "QQQ"}, "country"),
        ({"types": (ActorTypeData(uuid.uuid4()),)}, "types-0-term"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(facts: dict[str, Any], where: str, monitor: Person) -> None:
    expected = "note" if "note" in facts else where
    assert problems_of(monitor, **facts) == {expected}


def test_periods_and_sources_that_cannot_be_are_refused(monitor: Person) -> None:
    backwards = ActorTypeData(kind(), DAY, datetime.date(2019, 1, 1), "x" * 301)
    many = tuple(ActorTypeData(kind(), datetime.date(1950 + n, 1, 1), datetime.date(1950 + n, 2, 1)) for n in range(31))

    assert problems_of(monitor, types=(backwards,)) == {"types-0-ends_on", "types-0-source"}
    assert problems_of(monitor, types=many) == {"types"}


def test_a_code_is_taken_once(monitor: Person) -> None:
    services.create_actor(acting=monitor, data=given())

    assert problems_of(monitor) == {"code"}


def test_a_change_replaces_the_types_and_keeps_the_history(monitor: Person, colleague: Person) -> None:
    actor = services.create_actor(acting=monitor, data=given())

    services.change_actor(acting=colleague, actor_id=actor.pk, expected_version=1, data=given(types=(), note="Split."))

    assert not actor.types.exists()
    assert [version.version for version in history_of("actor", actor.pk)] == [2, 1]
    assert set(AuditEvent.objects.get(action="actor.changed").changes) == {"note", "types"}
    same = services.change_actor(
        acting=monitor, actor_id=actor.pk, expected_version=2, data=given(types=(), note="Split.")
    )
    assert same.version == 2


def test_a_stale_change_is_refused_with_both_values(monitor: Person, colleague: Person) -> None:
    actor = services.create_actor(acting=monitor, data=given())
    services.change_actor(acting=colleague, actor_id=actor.pk, expected_version=1, data=given(name="River Council"))

    with pytest.raises(Stale) as caught:
        services.change_actor(acting=monitor, actor_id=actor.pk, expected_version=1, data=given(name="River Union"))
    assert (caught.value.theirs, caught.value.yours) == ({"name": "River Council"}, {"name": "River Union"})


def test_a_change_that_cannot_be_is_refused(monitor: Person) -> None:
    actor = services.create_actor(acting=monitor, data=given())

    with pytest.raises(Invalid):
        services.change_actor(acting=monitor, actor_id=actor.pk, expected_version=1, data=given(name=""))


def test_a_renamed_actor_is_found_in_its_incidents_by_its_new_name(monitor: Person) -> None:
    actor = services.create_actor(acting=monitor, data=given())
    incident = making.incident(monitor, violations=(ViolationData(making.term("abduction").pk, actor.pk),))

    services.change_actor(acting=monitor, actor_id=actor.pk, expected_version=1, data=given(name="Lantern Union"))

    found = search.matching("lantern", kind="incident", scopes=[incident.agency_id])
    assert found is not None
    assert list(Incident.objects.filter(pk__in=found)) == [incident]


def test_who_records_and_who_reads(world: World, monitor: Person) -> None:
    actor = services.create_actor(acting=monitor, data=given())
    readers = {str(role) for role, person in world.people.items() if policies.may_read(person)}
    writers = {str(role) for role, person in world.people.items() if policies.may_record(person)}

    assert (readers, writers) == ({"monitor", "verifier", "analyst", "coordinator"}, {"monitor"})
    assert not policies.may_read(None)
    assert not policies.may_record(None)
    for person in (world.nobody, world.one(next(iter(world.people)), world.agency)):
        with pytest.raises(NotFound):
            selectors.actor_for(person, actor.pk)
        with pytest.raises(NotFound):
            services.create_actor(acting=person, data=given(code="mine"))
        with pytest.raises(NotFound):
            services.change_actor(acting=person, actor_id=actor.pk, expected_version=1, data=given())
    with pytest.raises(NotFound):
        services.change_actor(acting=monitor, actor_id=uuid.uuid4(), expected_version=1, data=given())
    assert selectors.actor_for(world.stranger, actor.pk) == actor


def test_on_the_pages_an_actor_is_recorded_changed_and_found(
    monitor: Person, colleague: Person, sign_in: SignIn
) -> None:
    client = sign_in(monitor)
    form = {
        "code": "river-front",
        "name": "River Front",
        "names": "ar: جبهة النهر",
        "country": "COL",
        "submission": uuid7(),
        "types-TOTAL_FORMS": 1,
        "types-INITIAL_FORMS": 0,
        "types-0-term": kind("terrorist-taliban-list"),
    }
    new = reverse("actors:actor-new")
    assert client.get(new).status_code == 200
    refused = client.post(new, form)
    assert refused.status_code == 422
    assert [fault.href for fault in refused.context["content"].faults] == ["#id_types-0-source"]
    assert client.post(new, form | {"names": "no colon"}).status_code == 422
    more = client.post(new, form | {"show": "types"})
    assert (more.status_code, b"types-1-term" in more.content) == (200, True)
    listed = form | {"types-0-source": "1988 list, 2 May 2019"}
    assert client.post(new, listed).status_code == 302
    assert client.post(new, listed).status_code == 302
    actor = Actor.objects.get()
    detail = client.get(reverse("actors:actor-detail", args=[actor.pk]))
    assert "1988 list" in detail.content.decode()
    assert b"River Front" in client.get(reverse("actors:actor-list"), {"q": "جبهة"}).content
    assert b"River Front" not in client.get(reverse("actors:actor-list"), {"q": "lantern"}).content

    change = reverse("actors:actor-change", args=[actor.pk])
    assert client.get(change).status_code == 200
    assert sign_in(colleague).post(change, listed | {"name": "Theirs", "version": 1}).status_code == 302
    stale = client.post(change, listed | {"name": "Mine", "version": 1})
    assert stale.status_code == 409
    assert [(row.theirs, row.yours) for row in stale.context["content"].differences] == [("Theirs", "Mine")]
    assert client.post(change, listed | {"name": "Mine", "version": 2}).status_code == 302
    assert client.post(change, form | {"version": 3}).status_code == 422


def test_the_list_takes_the_same_number_of_queries_for_any_number_of_actors(monitor: Person, sign_in: SignIn) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, address = sign_in(monitor), reverse("actors:actor-list")

    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    services.create_actor(acting=monitor, data=given(code="first"))
    count()
    few = count()
    for number in range(8):
        services.create_actor(acting=monitor, data=given(code=f"more-{number}"))
    assert count() == few
