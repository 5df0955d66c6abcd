"""A monitor records what a country designates, ends it, and links it to an actor; overlaps are refused."""

import datetime
import uuid
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from amparo.accounts.models import Person
from amparo.actors import selectors as actors
from amparo.actors import services as actor_services
from amparo.actors.content import ActorTypeData
from amparo.actors.differences import stored_content
from amparo.actors.lists import selectors, services, stating
from amparo.actors.lists.content import ListedName
from amparo.actors.lists.models import Definition, Designation, DesignationList
from amparo.actors.models import Actor, ActorType
from amparo.audit.selectors import history_of
from amparo.kernel import clock
from amparo.kernel.errors import Conflict, Invalid, NotFound, Stale
from amparo.kernel.ids import uuid7
from amparo.terms.models import Term, Vocabulary
from tests.actors.lists import making

pytestmark = [pytest.mark.django_db, pytest.mark.both]
DAY = datetime.date(2019, 5, 2)


@pytest.fixture
def column(db: None) -> Actor:
    return Actor.objects.create(code="dawn-column", name="Dawn Column")


def problems(call: Any, **facts: Any) -> set[str]:
    with pytest.raises(Invalid) as caught:
        call(**facts)
    return {problem.where for problem in caught.value.problems}


def changed(monitor: Person, row: Designation, **facts: Any) -> Designation:
    stored = selectors.designation_for(monitor, row.pk)
    return services.change_designation(
        acting=monitor,
        designation_id=row.pk,
        expected_version=stored.version,
        data=replace(stating.designation_data(stored), **facts),
    )


def test_a_designation_gives_the_actor_its_type_with_days_and_source(monitor: Person, column: Actor) -> None:
    row = making.designation(monitor, actor_id=column.pk, names=(ListedName("عمود الفجر", "original"),))

    typed = column.types.get()
    assert (typed.term.code, typed.starts_on, typed.ends_on) == ("terrorist-national-or-regional", DAY, None)
    assert typed.source == "National list of Marenda, M-3"
    assert [one.action for one in history_of("designation", row.pk)] == ["designation.recorded"]
    assert history_of("actor", column.pk)[0].action == "designation.recorded"
    assert list(actors.find(monitor, "عمود")) == [column]
    (meaning,) = selectors.meanings_of(monitor, column)
    assert (meaning.holds, meaning.reasons) == (True, (row,))
    (before,) = selectors.meanings_of(monitor, column, datetime.date(2019, 5, 1))
    assert not before.holds


def test_a_type_of_a_list_with_a_semicolon_in_its_name_is_followed(monitor: Person, column: Actor) -> None:
    listing = making.national_list(monitor, name="Groups; second part")
    row = making.designation(monitor, listing, actor_id=column.pk)

    changed(monitor, row, delisted_on=datetime.date(2021, 1, 1))

    assert (column.types.get().ends_on, column.types.get().by_designation) == (datetime.date(2020, 12, 31), True)
    changed(monitor, row, actor_id=None)
    assert not column.types.exists()


def test_what_a_person_states_in_the_same_words_stays(monitor: Person, column: Actor) -> None:
    listing = making.national_list(monitor)
    row = making.designation(monitor, listing, actor_id=column.pk)
    stored = stored_content(column)
    other = Term.objects.get(vocabulary=Vocabulary.ACTOR_TYPE, code="organised-criminal-group")
    mine = ActorTypeData(other.pk, source=stored.types[0].source)
    column.refresh_from_db()
    actor_services.change_actor(
        acting=monitor,
        actor_id=column.pk,
        expected_version=column.version,
        data=replace(stored, types=(*stored.types, mine)),
    )

    changed(monitor, row, actor_id=None)

    assert [(one.term, one.by_designation) for one in column.types.all()] == [(other, False)]


def test_types_written_before_they_were_marked_are_marked_by_their_source(monitor: Person, column: Actor) -> None:
    making.designation(monitor, making.national_list(monitor, name="Groups; second part"), actor_id=column.pk)
    stated = ActorType.objects.create(actor=column, term=column.types.get().term, source="Stated by a person")
    column.types.update(by_designation=False)

    import_module("amparo.actors.migrations.0005_types_by_designations").mark(apps, None)

    assert list(column.types.exclude(by_designation=True)) == [stated]


def test_delisting_ends_it_and_deletes_nothing(monitor: Person, column: Actor) -> None:
    row = making.designation(monitor, actor_id=column.pk)

    changed(monitor, row, delisted_on=datetime.date(2021, 1, 1))

    assert column.types.get().ends_on == datetime.date(2020, 12, 31)
    assert not selectors.meanings_of(monitor, column)[0].holds
    assert selectors.meanings_of(monitor, column, datetime.date(2020, 12, 31))[0].holds
    assert not selectors.meanings_of(monitor, column, datetime.date(2021, 1, 1))[0].holds
    assert [one.version for one in history_of("designation", row.pk)] == [2, 1]


def test_overlapping_designations_of_one_reference_are_refused(monitor: Person) -> None:
    listing = making.national_list(monitor)
    row = making.designation(monitor, listing, delisted_on=datetime.date(2021, 1, 1))
    again = {"monitor": monitor, "listing": listing}

    assert problems(making.designation, **again, listed_on=datetime.date(2020, 12, 31)) == {"listed_on"}
    assert problems(
        making.designation, **again, listed_on=datetime.date(2018, 1, 1), delisted_on=datetime.date(2019, 5, 3)
    ) == {"listed_on"}
    next_one = making.designation(**again, listed_on=datetime.date(2021, 1, 1))
    making.designation(**again, reference="M-9", listed_on=DAY)
    assert problems(changed, monitor=monitor, row=row, delisted_on=None) == {"listed_on"}
    assert problems(changed, monitor=monitor, row=next_one, listed_on=datetime.date(2020, 6, 1)) == {"listed_on"}


def test_what_cannot_be_is_refused_at_its_field(monitor: Person) -> None:
    listing = making.national_list(monitor)
    for facts, where in (
        ({"reference": " "}, {"reference"}),
        ({"reference": "x" * 61}, {"reference"}),
        ({"name": ""}, {"name"}),
        ({"source": ""}, {"source"}),
        ({"note": "x" * 501}, {"note"}),
        ({"listed_on": None}, {"listed_on"}),
        ({"listed_on": datetime.date(1810, 1, 1)}, {"listed_on"}),
        ({"listed_on": clock.today() + datetime.timedelta(days=1)}, {"listed_on"}),
        ({"delisted_on": datetime.date(2018, 1, 1)}, {"delisted_on"}),
        ({"actor_id": uuid.uuid4()}, {"actor"}),
        ({"names": (ListedName("x" * 501),)}, {"names"}),
        ({"names": tuple(ListedName(f"n{n}") for n in range(101))}, {"names"}),
    ):
        assert problems(making.designation, monitor=monitor, listing=listing, **facts) == where, facts


def test_sent_twice_it_is_recorded_once(monitor: Person) -> None:
    listing, submission = making.national_list(monitor), uuid7()
    data = making.designation_data()

    made = [
        services.record_designation(acting=monitor, list_id=listing.pk, data=data, record_id=submission)
        for _ in range(2)
    ]

    assert (made[0], Designation.objects.count()) == (made[1], 1)
    twice = [services.record_list(acting=monitor, data=making.list_data(), record_id=uuid7()) for _ in range(1)]
    assert twice[0] == services.record_list(acting=monitor, data=making.list_data(), record_id=twice[0].pk)


def test_a_link_moves_the_type_from_one_actor_to_another(monitor: Person, column: Actor) -> None:
    other = Actor.objects.create(code="dusk", name="Dusk")
    row = making.designation(monitor, actor_id=column.pk)

    changed(monitor, row, actor_id=other.pk)

    assert (column.types.count(), other.types.count()) == (0, 1)
    assert not actors.find(monitor, "M-3").filter(pk=column.pk).exists()
    assert actors.find(monitor, "M-3").filter(pk=other.pk).exists()


def test_two_lists_make_one_type_with_both_sources_and_a_stated_type_stays(monitor: Person, column: Actor) -> None:
    making.designation(monitor, actor_id=column.pk, delisted_on=datetime.date(2021, 1, 1))
    union = making.national_list(monitor, name="List of the River Union", kind="regional")
    making.designation(monitor, union, reference="R-1", listed_on=datetime.date(2020, 1, 1), actor_id=column.pk)

    typed = column.types.get()
    assert (typed.starts_on, typed.ends_on) == (DAY, None)
    assert typed.source == "National list of Marenda, M-3; List of the River Union, R-1"
    column.types.update(source="Stated by a person", by_designation=False)
    making.designation(monitor, union, reference="R-2", listed_on=datetime.date(2022, 1, 1), actor_id=column.pk)
    assert column.types.get().source == "Stated by a person"


def test_a_list_that_names_no_terrorist_group_makes_nobody_one(monitor: Person, column: Actor) -> None:
    listing = making.national_list(monitor, marks_terrorist=False)
    making.designation(monitor, listing, actor_id=column.pk)
    assert (column.types.count(), selectors.meanings_of(monitor, column)[0].holds) == (0, False)

    data = replace(stating.list_data(listing), marks_terrorist=True, name="Other name")
    services.change_list(acting=monitor, list_id=listing.pk, expected_version=1, data=data)

    assert column.types.get().source == "Other name, M-3"
    assert selectors.meanings_of(monitor, column)[0].holds


def test_names_are_kept_and_only_names_may_change(monitor: Person) -> None:
    row = making.designation(monitor, names=(ListedName("One", "also"), ListedName("One", "also"), ListedName(" ")))
    assert [one.name for one in row.names.all()] == ["One"]

    assert changed(monitor, row, names=(ListedName("Two", "formerly"),)).version == 2
    assert [one.name for one in row.names.all()] == ["Two"]
    assert changed(monitor, row).version == 2


def test_what_a_published_file_says_is_not_changed_by_hand(monitor: Person, column: Actor) -> None:
    making.brought(making.document(making.groups()))
    row = Designation.objects.get(reference="TAe.902")
    listing = DesignationList.objects.get(code="un-taliban")

    linked = changed(
        monitor, row, name="Other", listed_on=DAY, delisted_on=datetime.date(2021, 1, 1), actor_id=column.pk
    )

    assert (linked.name, linked.listed_on, linked.delisted_on, linked.actor) == (
        "RIVER TRUST", datetime.date(2012, 6, 1), None, column,
    )  # fmt: skip
    assert (column.types.count(), Actor.objects.get(code="tae-902").types.count()) == (1, 0)
    with pytest.raises(Conflict):
        making.designation(monitor, listing)
    with pytest.raises(Conflict):
        services.change_list(acting=monitor, list_id=listing.pk, expected_version=1, data=making.list_data())
    Designation.objects.filter(pk=row.pk).update(delisted_on=datetime.date(2024, 9, 8))
    corrected = changed(monitor, row, delisted_on=datetime.date(2024, 9, 3))
    assert corrected.delisted_on == datetime.date(2024, 9, 3)
    assert changed(monitor, row, delisted_on=None).delisted_on == datetime.date(2024, 9, 3)


def test_a_stale_save_shows_both_values(monitor: Person) -> None:
    row = making.designation(monitor)
    changed(monitor, row, name="Theirs")

    with pytest.raises(Stale) as caught:
        services.change_designation(
            acting=monitor, designation_id=row.pk, expected_version=1, data=making.designation_data(name="Mine")
        )
    assert (caught.value.theirs, caught.value.yours) == ({"name": "Theirs"}, {"name": "Mine"})


def test_lists_are_checked_and_codes_taken_once(monitor: Person) -> None:
    listing = making.national_list(monitor, code="mine")
    for facts, where in (
        ({"code": "mine"}, {"code"}),
        ({"code": "Not A Code"}, {"code"}),
        ({"name": " "}, {"name"}),
        ({"kind": "un"}, {"kind"}),
        ({"country": ""}, {"country"}),
        ({"country": "QQQ"}, {"country"}),
        ({"url": "javascript:alert(1)"}, {"url"}),
        ({"basis": "x" * 301}, {"basis"}),
        ({"as_of": clock.today() + datetime.timedelta(days=1)}, {"as_of"}),
    ):
        assert problems(making.national_list, monitor=monitor, **facts) == where, facts
    data = making.list_data(code="mine", url="https://example.org/list", as_of=clock.today())
    same = services.change_list(acting=monitor, list_id=listing.pk, expected_version=1, data=data)
    assert (same.version, same.as_of) == (2, clock.today())
    with pytest.raises(Invalid):
        services.change_list(
            acting=monitor, list_id=listing.pk, expected_version=2, data=making.list_data(code="x", name="")
        )


def test_who_does_not_record_is_told_nothing(monitor: Person, verifier: Person, secretariat: Person) -> None:
    row = making.designation(monitor)
    definition = Definition.objects.get()
    for act in (
        lambda who: services.record_list(acting=who, data=making.list_data(code="x")),
        lambda who: services.change_list(
            acting=who, list_id=row.listing_id, expected_version=1, data=making.list_data()
        ),
        lambda who: making.designation(who, row.listing),
        lambda who: services.change_designation(
            acting=who, designation_id=row.pk, expected_version=1, data=making.designation_data()
        ),
    ):
        with pytest.raises(NotFound):
            act(verifier)
    for read in (
        lambda who: selectors.list_for(who, row.listing_id),
        lambda who: selectors.designation_for(who, row.pk),
        lambda who: selectors.definition_for(who, definition.pk),
    ):
        assert read(verifier)
        with pytest.raises(NotFound):
            read(secretariat)
    assert not selectors.lists_for(secretariat)
    assert not selectors.snapshots_for(secretariat)
