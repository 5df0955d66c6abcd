"""Two records of one actor count as one from a merge on, and stand exactly as before once it is undone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.actors import selectors, services
from amparo.actors.differences import stored_content
from amparo.actors.merging.resolving import counted_ids, offered
from amparo.actors.merging.selectors import standing_merge
from amparo.actors.merging.services import dismiss_pair, merge_actor, undo_merge
from amparo.actors.models import Actor, ActorMerge, ActorType
from amparo.actors.relations import services as relations
from amparo.actors.relations.content import AliasData, LinkData
from amparo.actors.relations.selectors import not_yet_or_no_more
from amparo.audit.models import AuditEvent
from amparo.audit.selectors import history_of
from amparo.kernel import fuzzy, search
from amparo.kernel.errors import Conflict, Invalid, NotFound
from amparo.monitor.content import VictimData, ViolationData
from amparo.monitor.figures.counting import FigureFilter
from amparo.monitor.figures.own import own_figures
from amparo.monitor.imports import lookups
from amparo.monitor.imports.definition import Definition
from amparo.monitor.models import Incident
from amparo.monitor.selectors import lists
from amparo.monitor.selectors.captures import CaptureQuery, Grouping, capture_counts
from amparo.monitor.selectors.narrowing import IncidentFilter, filtered
from tests.actors import stating
from tests.monitor import making
from tests.standing import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]

# What tells of the merging itself, or of search, and so differs after it was undone.
OF_THE_MERGE = {"actors.ActorMerge", "kernel.SearchEntry"}


def merge(monitor: Person, actor: Actor, into: Actor) -> ActorMerge:
    return merge_actor(acting=monitor, actor_id=actor.pk, into_id=into.pk, reason="Two spellings of one name.")


def named_in(monitor: Person, actor: Actor, pseudonym: str = "") -> Incident:
    """An incident of 2024 with one violation by this actor, against one child or three that are counted."""
    victims = (VictimData(pseudonym=pseudonym, sex="girl"),) if pseudonym else (VictimData(boys=2, girls=1),)
    acts = (ViolationData(making.term("recruitment-and-use").pk, actor.pk),)
    return making.incident(monitor, victims=victims, violations=acts)


def state() -> dict[str, list[dict[str, Any]]]:
    """Every row of actors and of monitoring, without versions and moments of saving."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in {"actors", "monitor"} and model._meta.label not in OF_THE_MERGE:
            found = model._default_manager.order_by("pk").values()
            rows[model._meta.label] = [
                {name: value for name, value in row.items() if name not in {"version", "updated_at"}} for row in found
            ]
    return rows


@pytest.fixture
def two(monitor: Person) -> tuple[Actor, Actor]:
    """An actor and a second record of it, each named in an incident; the second has all that a record can have."""
    kept, second = making.actor("river-front", "River Front"), making.actor("second", "Front de la Rivière")
    stating.aliases(monitor, second, AliasData("جبهة النهر", "also", "ar"))
    stating.links(monitor, second, LinkData("part-of", making.actor("lake", "Lake Union").pk, "2012"))
    ActorType.objects.create(actor=second, term=making.term("armed-group", "actor_type"))
    stating.listing(monitor, second.pk)
    stating.plan(monitor, second.pk)
    named_in(monitor, kept, "B-1")
    named_in(monitor, second, "B-1")
    second.refresh_from_db()
    return kept, second


@pytest.mark.both
def test_undone_everything_stands_as_before_and_search_finds_as_before(
    monitor: Person, two: tuple[Actor, Actor]
) -> None:
    kept, second = two
    scope = making.own_agency(monitor)

    def found(words: str) -> tuple[set[Any], set[Any]]:
        hits = search.matching(words, kind="incident", scopes=[scope])
        assert hits is not None
        return set(hits), set(selectors.find(monitor, words))

    words = ("River Front", "جبهة النهر", "Rivière")
    before, found_before = state(), [found(one) for one in words]

    merge(monitor, second, kept)
    as_one = [found(one) for one in words]
    undo_merge(acting=monitor, actor_id=second.pk)

    assert state() == before
    assert [found(one) for one in words] == found_before
    assert [len(incidents) for incidents, _actors in found_before] == [1, 1, 1]
    assert [(len(incidents), actors) for incidents, actors in as_one] == [(2, {kept})] * 3
    assert [version.action for version in history_of("actor", second.pk)][:2] == ["actor.parted", "actor.merged"]
    row = ActorMerge.objects.get()
    assert (row.undone_by, row.reason) == (monitor, "Two spellings of one name.")


def test_what_is_written_to_the_other_meanwhile_stays_with_the_other(
    monitor: Person, colleague: Person, two: tuple[Actor, Actor]
) -> None:
    kept, second = two
    merge(monitor, second, kept)
    changed = replace(stored_content(kept), note="Changed while merged.")
    services.change_actor(acting=colleague, actor_id=kept.pk, expected_version=kept.version, data=changed)
    meanwhile = named_in(monitor, kept)

    undo_merge(acting=colleague, actor_id=second.pk)

    kept.refresh_from_db()
    assert kept.note == "Changed while merged."
    assert meanwhile.violations.get().actor == kept
    assert Incident.objects.filter(violations__actor=second).count() == 1


def test_a_merged_record_is_kept_as_it_was(monitor: Person, two: tuple[Actor, Actor]) -> None:
    kept, second = two
    merge(monitor, second, kept)
    second.refresh_from_db()
    given = {"acting": monitor, "actor_id": second.pk, "expected_version": second.version}

    with pytest.raises(Conflict, match="merged into River Front"):
        services.change_actor(data=replace(stored_content(second), name="Other"), **given)  # type: ignore[arg-type]  # the three are of these types
    with pytest.raises(Conflict):
        relations.change_aliases(rows=(), **given)  # type: ignore[arg-type]  # as above
    assert list(offered()) == list(Actor.objects.filter(counts_as=None).order_by("name"))
    assert second in offered(also=[second.pk, None])


@pytest.mark.both
def test_merges_go_on_but_never_round(monitor: Person, two: tuple[Actor, Actor]) -> None:
    kept, second = two
    third = making.actor("third", "Rivver Front")
    merge(monitor, second, kept)

    for actor, into in ((kept, second), (second, third), (second, kept)):
        with pytest.raises(Conflict):
            merge(monitor, actor, into)
    merge(monitor, kept, third)

    assert set(counted_ids(second.pk)) == {kept.pk, second.pk, third.pk} == set(counted_ids(third.pk))
    undo_merge(acting=monitor, actor_id=kept.pk)
    assert set(counted_ids(second.pk)) == {kept.pk, second.pk}
    merge(monitor, kept, third)
    undo_merge(acting=monitor, actor_id=second.pk)
    second.refresh_from_db()
    assert (counted_ids(second.pk), second.merged_into) == ([second.pk], None)
    assert set(counted_ids(kept.pk)) == {kept.pk, third.pk}


def test_what_cannot_be_merged_is_refused(monitor: Person, two: tuple[Actor, Actor]) -> None:
    kept, second = two
    lake = Actor.objects.get(code="lake")
    given = {"acting": monitor, "actor_id": second.pk, "into_id": kept.pk}

    for wrong in ({"into_id": second.pk}, {"reason": " "}, {"reason": "x" * 501}, {"into_id": lake.pk}):
        with pytest.raises(Invalid) as caught:
            merge_actor(**{"reason": "One group.", **given, **wrong})  # type: ignore[arg-type]  # each is of its type
        (problem,) = caught.value.problems
        assert problem.where == ("reason" if "reason" in wrong else "into")
    assert "Lake Union → Lake Union" in str(problem.message)
    with pytest.raises(NotFound):
        undo_merge(acting=monitor, actor_id=second.pk)


def test_only_those_who_record_actors_merge_and_part(
    world: World, monitor: Person, verifier: Person, two: tuple[Actor, Actor]
) -> None:
    kept, second = two

    for person in (verifier, world.nobody):
        with pytest.raises(NotFound):
            merge(person, second, kept)
        with pytest.raises(NotFound):
            dismiss_pair(acting=person, one_id=kept.pk, other_id=second.pk, reason="Two.")
    merge(monitor, second, kept)
    with pytest.raises(NotFound):
        undo_merge(acting=verifier, actor_id=second.pk)
    with pytest.raises(NotFound):
        standing_merge(world.nobody, second.pk)
    undo_merge(acting=world.stranger, actor_id=second.pk)  # shared by all agencies, like the actor itself
    assert AuditEvent.objects.get(action="actor.parted").acting == world.stranger.pk


@pytest.mark.both
def test_figures_and_capture_histories_count_both_as_one(monitor: Person, two: tuple[Actor, Actor]) -> None:
    kept, second = two
    named_in(monitor, second)
    named_in(monitor, second, "B-2")
    chosen = FigureFilter(making.own_agency(monitor), verified_only=False)
    apart = {line.key: line for line in own_figures(monitor, chosen).by_actor}

    merge(monitor, second, kept)
    (together,) = own_figures(monitor, chosen).by_actor
    by_filter = own_figures(monitor, replace(chosen, actor_id=kept.pk)).total

    assert {key: line.violations for key, line in apart.items()} == {kept.pk: 1, second.pk: 3}
    assert (together.key, together.incidents, together.violations) == (kept.pk, 4, 4)
    # B-1 is one child, whichever record the two incidents name; three more were counted.
    assert together.children.total == apart[kept.pk].children.total + 4 == 5
    assert (by_filter.violations, by_filter.children.total) == (4, 5)


def test_estimates_group_children_by_whom_a_record_counts_as(
    monitor: Person, analyst: Person, two: tuple[Actor, Actor]
) -> None:
    from amparo.monitor.services import add_mentions

    kept, second = two
    source = making.source(monitor)
    for incident in Incident.objects.all():
        report = making.report(monitor, source)
        said = making.mention(incident.victims.get(), pseudonym="B-1", sex="girl")
        add_mentions(acting=monitor, report_id=report.pk, incident_id=incident.pk, mentions=[said])
    query = CaptureQuery(making.own_agency(monitor), (source.pk,), by=(Grouping.ACTOR,))
    apart = capture_counts(analyst, query)

    merge(monitor, second, kept)

    assert [count.n for count in apart] == [1, 1]
    assert [(count.group, count.n) for count in capture_counts(analyst, query)] == [((str(kept.pk),), 1)]


def test_lists_forms_imports_and_api_show_the_one_that_it_counts_as(
    monitor: Person, sign_in: SignIn, two: tuple[Actor, Actor]
) -> None:
    kept, second = two
    incident = Incident.objects.get(violations__actor=second)
    merge(monitor, second, kept)
    client = sign_in(monitor)

    by_old_and_new = [filtered(monitor, IncidentFilter(actor_id=one.pk)).count() for one in two]
    (row,) = lists.rows_of([incident])
    shown = client.get(reverse("monitor:incident-detail", args=[incident.pk])).content.decode()
    form = client.get(reverse("monitor:incident-change", args=[incident.pk])).content.decode()
    listed = client.get(reverse("actors:actor-list")).content.decode()
    answer = client.get(f"/api/incidents/{incident.pk}").json()

    assert (by_old_and_new, row.actors) == ([2, 2], ("River Front",))
    assert "recorded as Front de la Rivière" in shown
    assert f'value="{second.pk}" selected' in form
    assert "Front de la Rivière" not in listed
    assert "armed group" in listed
    assert [act["actor"] for act in answer["violations"]] == ["river-front"]


def test_the_actor_shows_what_is_recorded_of_both(monitor: Person, sign_in: SignIn, two: tuple[Actor, Actor]) -> None:
    kept, second = two
    client = sign_in(monitor)
    ask = reverse("actors:actor-merge", args=[second.pk])
    form = {"into": kept.pk, "reason": "Two spellings of one name."}

    assert "The other way round" in client.get(ask, {"into": kept.pk}).content.decode()
    assert client.post(ask, form | {"into": second.pk}).status_code == 422
    assert client.post(ask, form | {"into": Actor.objects.get(code="lake").pk}).status_code == 422
    assert client.post(ask, form).status_code == 302
    assert client.post(ask, form).status_code == 409
    shown = client.get(reverse("actors:actor-detail", args=[kept.pk])).content.decode()
    for text in ("جبهة النهر", "Lake Union", "X/2023/1", "Invented agreement", "armed group", "Undo this merge"):
        assert text in shown
    old = client.get(reverse("actors:actor-detail", args=[second.pk])).content.decode()
    assert "Merged into River Front" in old
    assert reverse("actors:actor-change", args=[second.pk]) not in old
    undone = client.post(reverse("actors:actor-unmerge", args=[second.pk]), follow=True).content.decode()
    assert "stands for itself again" in undone
    assert "Merge of Front de la Rivière into River Front undone" in undone


def test_a_record_without_dates_takes_those_of_the_actor_that_it_counts_as(
    monitor: Person, two: tuple[Actor, Actor]
) -> None:
    kept, second = two
    date = fuzzy.parse("2001")
    data = replace(stored_content(kept), founded="2010")
    services.change_actor(acting=monitor, actor_id=kept.pk, expected_version=kept.version, data=data)

    assert not_yet_or_no_more(monitor, [second.pk], date.earliest, date.latest) == []
    merge(monitor, second, kept)
    assert not_yet_or_no_more(monitor, [second.pk], date.earliest, date.latest) == [second]


def test_the_page_of_an_actor_takes_the_same_number_of_queries_for_any_number_of_merges(
    monitor: Person, sign_in: SignIn
) -> None:
    kept = making.actor()
    client, address = sign_in(monitor), reverse("actors:actor-detail", args=[kept.pk])

    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    def add(number: int) -> None:
        other = making.actor(f"other-{number}", f"River Front {number}")
        stating.aliases(monitor, other, AliasData(f"RF{number}", "abbreviation"))
        stating.listing(monitor, other.pk, report_year=2018 + number)
        merge(monitor, other, kept)

    add(0)
    count()
    few = count()
    for number in range(1, 5):
        add(number)
    assert count() == few


def test_an_import_understands_aliases_and_names_that_only_one_actor_bears(
    monitor: Person, two: tuple[Actor, Actor]
) -> None:
    kept, second = two
    stating.aliases(monitor, kept, AliasData("RF", "abbreviation"), AliasData("Front de la Rivière", "also"))

    shared = lookups.load(Definition({})).actors
    merge(monitor, second, kept)
    one = lookups.load(Definition({})).actors

    assert (shared[lookups.key("rf")].id, shared[lookups.key("جبهة النهر")].id) == (kept.pk, second.pk)
    assert lookups.key("Front de la Rivière") not in shared
    assert one[lookups.key("Front de la Rivière")].id in {kept.pk, second.pk}
    # A row that gives the merged record's code goes on naming that record, so that an undone merge parts the rows too.
    assert one["second"].id == second.pk
