"""A monitor records how an actor is called, what it belongs to and came from, where it is, and when it existed."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.actors import selectors, services
from amparo.actors.differences import stored_content
from amparo.actors.models import Actor
from amparo.actors.relations import services as relations
from amparo.actors.relations.content import AliasData, LinkData, PresenceData
from amparo.actors.relations.selectors import not_yet_or_no_more
from amparo.audit.models import AuditEvent
from amparo.audit.selectors import history_of
from amparo.kernel import fuzzy, search
from amparo.kernel.errors import Invalid, NotFound, Stale
from amparo.monitor.content import ViolationData
from tests.actors import stating
from tests.monitor import making
from tests.standing import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def refused(act: Callable[..., object], **given: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        act(**given)
    return {problem.where: str(problem.message) for problem in caught.value.problems}


def lived(monitor: Person, actor: Actor, founded: str = "", dissolved: str = "") -> Actor:
    from dataclasses import replace

    data = replace(stored_content(actor), founded=founded, dissolved=dissolved)
    actor.refresh_from_db()
    return services.change_actor(acting=monitor, actor_id=actor.pk, expected_version=actor.version, data=data)


@pytest.mark.both
def test_an_actor_and_its_incidents_are_found_by_an_alias_in_any_script(monitor: Person) -> None:
    actor = making.actor()
    incident = making.incident(monitor, violations=(ViolationData(making.term("abduction").pk, actor.pk),))

    changed = stating.aliases(
        monitor,
        actor,
        AliasData("حركة الضفاف", "also", "ar", since="2012~", source="Two reports"),
        AliasData("Прибрежный фронт", "formerly", "ru", until="2015"),
    )

    for words in ("حركة الضفاف", "прибрежный", "river front"):
        assert list(selectors.find(monitor, words)) == [actor]
        found = search.matching(words, kind="incident", scopes=[incident.agency_id])
        assert found is not None
        assert list(found) == [incident.pk]
    assert changed.version == 2
    event = AuditEvent.objects.get(action="actor.aliases_changed")
    assert "الضفاف" not in event.changes_text
    assert history_of("actor", actor.pk)[0].data["aliases"][1]["until"] == "2015"


def test_saying_the_same_again_saves_nothing(monitor: Person) -> None:
    row = AliasData("River Council", "also")
    actor = stating.aliases(monitor, making.actor(), row)

    assert stating.aliases(monitor, actor, row).version == actor.version == 2
    # Also where somebody saved another part meanwhile: there is nothing to decide between.
    assert relations.change_aliases(acting=monitor, actor_id=actor.pk, expected_version=1, rows=(row,)).version == 2


def test_aliases_that_cannot_be_are_refused_at_their_rows(monitor: Person) -> None:
    rows = (
        AliasData("Ended too soon", "also", since="2015", until="2014"),
        AliasData(" ", "nickname", "arabic!"),
        AliasData("x" * 201, "also", since="yesterday", source="y" * 301),
        AliasData("Twice", "also"),
        AliasData("TWICE", "also"),
    )

    found = refused(relations.change_aliases, acting=monitor, actor_id=making.actor().pk, expected_version=1, rows=rows)

    assert found.keys() == {
        "rows-0-until", "rows-1-text", "rows-1-kind", "rows-1-language", "rows-2-text", "rows-2-since", "rows-2-source",
        "rows-4-text",
    }  # fmt: skip
    many = tuple(AliasData(f"Name {n}", "also") for n in range(61))
    given = {"acting": monitor, "actor_id": making.actor().pk, "expected_version": 1, "rows": many}
    assert refused(relations.change_aliases, **given).keys() == {"rows"}


@pytest.mark.both
def test_a_circle_is_refused_by_its_name_unless_its_parts_held_at_other_times(monitor: Person) -> None:
    one, two, three = (making.actor(f"a{n}", name) for n, name in enumerate(("Hill Front", "Lake Union", "Dune Army")))
    stating.links(monitor, one, LinkData("part-of", two.pk, "2010", "2012"))
    stating.links(monitor, two, LinkData("part-of", three.pk))

    found = refused(
        relations.change_links,
        acting=monitor,
        actor_id=three.pk,
        expected_version=1,
        rows=(LinkData("part-of", one.pk, "2012"),),
    )
    later = stating.links(monitor, three, LinkData("part-of", one.pk, "2013"))

    assert found == {"rows-0-other": "This closes a circle: Dune Army → Hill Front → Lake Union → Dune Army."}
    assert later.links.count() == 1


def test_nothing_comes_out_of_itself_or_is_related_to_itself(monitor: Person) -> None:
    old, new = making.actor("old", "Old Front"), making.actor("new", "New Front")
    stating.links(monitor, new, LinkData("split-off", old.pk, "2015"))
    given = {"acting": monitor, "actor_id": old.pk, "expected_version": 1}

    circle = refused(relations.change_links, rows=(LinkData("split-off", new.pk, "2019"),), **given)
    others = refused(
        relations.change_links,
        rows=(
            LinkData("part-of", old.pk),
            LinkData("friend-of", uuid.uuid4()),
            LinkData("joined", new.pk, "2019", "2020"),
        ),
        **given,
    )
    back = relations.change_links(rows=(LinkData("joined", new.pk, "2019"),), **given)

    assert circle.keys() == {"rows-0-other"}
    assert others.keys() == {"rows-0-other", "rows-1-kind", "rows-1-other", "rows-2-until"}
    assert back.version == 2


def test_areas_need_a_known_code_and_stand_once_for_one_time(monitor: Person) -> None:
    given = {"acting": monitor, "actor_id": making.actor().pk, "expected_version": 1}
    rows = (PresenceData("COL", until="2015"), PresenceData("QQ99"), PresenceData("COL", since="2014"))

    unknown = refused(relations.change_presences, rows=rows, **given)
    twice = refused(relations.change_presences, rows=(rows[0], rows[2]), **given)
    actor = relations.change_presences(rows=(rows[0], PresenceData("COL", since="2016")), **given)

    assert unknown.keys() == {"rows-1-area_code"}
    assert twice.keys() == {"rows-1-since"}
    assert [row.area.code for row in actor.presences.all()] == ["COL", "COL"]


@pytest.mark.both
def test_a_stale_change_of_rows_is_refused_with_both_values(monitor: Person, colleague: Person) -> None:
    actor = making.actor()
    stating.aliases(colleague, actor, AliasData("Theirs", "also", since="2012"))

    with pytest.raises(Stale) as caught:
        relations.change_aliases(
            acting=monitor, actor_id=actor.pk, expected_version=1, rows=(AliasData("Mine", "spelling"),)
        )

    assert caught.value.theirs == {"aliases": "Theirs (also known as), 2012 –"}
    assert caught.value.yours == {"aliases": "Mine (another spelling)"}


def test_only_those_who_record_actors_change_their_rows(world: World, monitor: Person, verifier: Person) -> None:
    actor = making.actor()

    for person in (verifier, world.nobody):
        for act in (relations.change_aliases, relations.change_links, relations.change_presences):
            with pytest.raises(NotFound):
                act(acting=person, actor_id=actor.pk, expected_version=1, rows=())  # type: ignore[operator]  # each takes rows of its own
    assert not_yet_or_no_more(world.nobody, [actor.pk], *days("2001")) == []


def days(text: str) -> tuple[Any, Any]:
    date = fuzzy.parse(text)
    return date.earliest, date.latest


def existed(monitor: Person, actor: Actor, date: str) -> bool:
    return not not_yet_or_no_more(monitor, [actor.pk], *days(date))


def test_an_actor_existed_while_nothing_certain_speaks_against_it(monitor: Person) -> None:
    actor = lived(monitor, making.actor(), "2012~", "2018-05")

    answers = {date: existed(monitor, actor, date) for date in ("2011", "2012-01", "201X", "2018-05", "2018-06")}

    assert answers == {"2011": False, "2012-01": True, "201X": True, "2018-05": True, "2018-06": False}
    assert existed(monitor, making.actor("other", "Of No Date"), "1950")


def test_an_actor_cannot_end_before_it_began(monitor: Person) -> None:
    actor = making.actor()

    assert refused(lived, monitor=monitor, actor=actor, founded="2015", dissolved="2014").keys() == {"dissolved"}
    assert refused(lived, monitor=monitor, actor=actor, founded="then").keys() == {"founded"}


def test_an_incident_before_its_actor_existed_is_saved_with_a_warning(monitor: Person, sign_in: SignIn) -> None:
    actor = lived(monitor, making.actor(), "2025")
    form = making.incident_form(making.own_agency(monitor)) | {"violations-0-actor": actor.pk}

    shown = sign_in(monitor).post(reverse("monitor:incident-new"), form, follow=True).content.decode()

    assert "River Front existed, as far as is recorded, 2025 –." in shown
    lived(monitor, actor, "2024-05")
    incident = making.incident(monitor, violations=(ViolationData(making.term("abduction").pk, actor.pk),))
    fits = sign_in(monitor).get(reverse("monitor:incident-detail", args=[incident.pk])).content.decode()
    assert "as far as is recorded" not in fits


def test_on_the_pages_rows_are_added_changed_and_shown_to_both_sides(
    monitor: Person, colleague: Person, sign_in: SignIn
) -> None:
    client, old, new = sign_in(monitor), making.actor("old", "Old Front"), making.actor("new", "New Front")
    links = reverse("actors:actor-links", args=[new.pk])
    form = {"version": 1, "rows-TOTAL_FORMS": 1, "rows-INITIAL_FORMS": 0, "rows-0-kind": "split-off"}
    row = {"rows-0-other": old.pk, "rows-0-since": "2015", "rows-0-source": "Two reports"}

    assert client.get(links).status_code == 200
    missing = client.post(links, form)
    assert (missing.status_code, missing.context["content"].faults[0].href) == (422, "#id_rows-0-other")
    myself = client.post(links, {**form, **row, "rows-0-other": new.pk})
    assert (myself.status_code, b"no relation to itself" in myself.content) == (422, True)
    assert b"rows-1-kind" in client.post(links, {**form, "show": "rows"}).content
    assert client.post(links, form | row).status_code == 302
    detail = reverse("actors:actor-detail", args=[old.pk])
    assert "Split: New Front came out of it" in sign_in(colleague).get(detail).content.decode()

    areas = reverse("actors:actor-presences", args=[old.pk])
    sent = {"version": 1, "rows-TOTAL_FORMS": 1, "rows-INITIAL_FORMS": 0, "rows-0-area_code": "COL"}
    assert client.post(areas, {**sent, "rows-0-area_code": "nowhere"}).status_code == 422
    assert client.post(areas, sent).status_code == 302
    stale = client.post(areas, {**sent, "rows-0-area_code": "PER"})
    assert stale.status_code == 409
    assert [(one.theirs, one.yours) for one in stale.context["content"].differences] == [("COL", "PER")]
    assert stale.context["content"].version == 2
    assert b"COL" in client.get(areas).content


def test_the_timeline_holds_everything_with_a_date_the_newest_first(monitor: Person, sign_in: SignIn) -> None:
    actor, other = lived(monitor, making.actor(), "2010", "2023-07"), making.actor("other", "Lake Union")
    stating.aliases(monitor, actor, AliasData("River Union", "formerly", since="2010", until="2013-04"))
    stating.links(monitor, actor, LinkData("part-of", other.pk, "2014", "2016"))
    stating.listing(monitor, actor.pk)
    stating.plan(monitor, actor.pk, ended="2022", state="completed")

    page = sign_in(monitor).get(reverse("actors:actor-detail", args=[actor.pk]))

    said = [(event.when, str(event.what)) for event in page.context["content"].timeline]
    assert said == [
        ("July 2023", "Dissolved"),
        ("2023", "Listed: Colombia, annex I, section B"),
        ("2022", "Action plan: completed"),
        ("March 2020", "Action plan signed with United Nations"),
        ("2016", "No more: Part of Lake Union"),
        ("2014", "Part of Lake Union"),
        ("April 2013", "Name given up: River Union"),
        ("2010", "Founded"),
        ("2010", "Name: River Union"),
    ]
    assert f"?actor={actor.pk}" in page.content.decode()


def test_the_link_to_incidents_is_for_those_who_read_incidents(
    monitor: Person, coordinator: Person, sign_in: SignIn
) -> None:
    detail = reverse("actors:actor-detail", args=[making.actor().pk])

    assert b"Incidents that name this actor" in sign_in(monitor).get(detail).content
    assert b"Incidents that name this actor" not in sign_in(coordinator).get(detail).content
