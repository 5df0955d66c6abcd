"""Actors whose names are written alike, in one script or across scripts, are proposed with the reason."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.actors.merging import spelling
from amparo.actors.merging.duplicates import Likeness, possible_duplicates
from amparo.actors.merging.selectors import dismissed_pairs
from amparo.actors.merging.services import dismiss_pair, merge_actor
from amparo.actors.models import Actor
from amparo.actors.relations.content import AliasData, LinkData
from amparo.audit.models import AuditEvent
from amparo.kernel.errors import Invalid, NotFound
from amparo.kernel.ids import uuid7
from tests.actors import stating
from tests.monitor import making
from tests.standing import World

SignIn = Callable[[Person], Client]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Al-Rashaab", "الرشاب"),
        ("Jaysh al-Nahr", "جيش النهر"),
        ("Dzhebkhat an-Nahra", "Джебхат ан-Нахра"),
        ("Sira Defense Committee", "Syra Defence Comitty"),
        ("Front Sira", "Sira Front"),
        ("Tahrik-e Talban", "تحریک طالبان"),
    ],
)
def test_writings_of_one_name_share_their_consonants(one: str, other: str) -> None:
    assert spelling.skeleton(one) == spelling.skeleton(other) != ""


def test_other_names_do_not() -> None:
    assert spelling.skeleton("River Front") != spelling.skeleton("Lake Union")
    assert spelling.skeleton("Ao") == ""
    assert spelling.distance("kitten", "sitting", 3) == 3
    assert spelling.distance("kitten", "sitting", 2) == 3
    assert spelling.distance("a", "abcdef", 2) == 3
    assert spelling.digits("٣ Column") == ("3",)


def alike(monitor: Person) -> list[tuple[str, str, Likeness]]:
    return [(*sorted([pair.one.code, pair.other.code]), pair.likeness) for pair in possible_duplicates(monitor)]


@pytest.mark.django_db
@pytest.mark.both
def test_pairs_are_found_across_scripts_and_aliases_the_strongest_reason_first(monitor: Person) -> None:
    making.actor("jaysh", "Jaysh al-Nahr")
    making.actor("arabic", "Arab Name Unlike", names={"ar": "جيش النهر"})
    making.actor("council", "River Council")
    second = making.actor("second", "Quite Another")
    stating.aliases(monitor, second, AliasData("RIVER  COUNCIL", "formerly"))
    making.actor("hills", "Northern Hills Movement")
    making.actor("hils", "Northern Hilms Movement")
    making.actor("b14", "14th Northern Hills Brigade")
    making.actor("b15", "15th Northern Hills Brigade")

    assert alike(monitor) == [
        ("council", "second", Likeness.SAME_NAME),
        ("arabic", "jaysh", Likeness.SAME_SOUND),
        ("hills", "hils", Likeness.NEARLY),
    ]


@pytest.mark.django_db
def test_a_dismissed_pair_is_kept_and_not_proposed_again(world: World, monitor: Person, verifier: Person) -> None:
    one, other = making.actor("one", "River Front"), making.actor("other", "River-Front")

    pair = dismiss_pair(acting=monitor, one_id=other.pk, other_id=one.pk, reason="They fought one another.")

    assert alike(monitor) == []
    assert dismiss_pair(acting=monitor, one_id=one.pk, other_id=other.pk, reason="Said again.") == pair
    assert AuditEvent.objects.filter(action="actor.pair_dismissed").count() == 1
    assert [row.reason for row in dismissed_pairs(verifier)] == ["They fought one another."]
    assert (list(dismissed_pairs(world.nobody)), possible_duplicates(world.nobody)) == ([], [])
    with pytest.raises(Invalid):
        dismiss_pair(acting=monitor, one_id=one.pk, other_id=one.pk, reason="One.")
    with pytest.raises(NotFound):
        dismiss_pair(acting=monitor, one_id=one.pk, other_id=uuid7(), reason="Two.")


@pytest.mark.django_db
def test_what_is_merged_is_proposed_no_more_but_its_names_still_count(monitor: Person) -> None:
    one, other = making.actor("one", "River Front"), making.actor("other", "River-Front")
    merge_actor(acting=monitor, actor_id=other.pk, into_id=one.pk, reason="One group.")
    assert alike(monitor) == []

    stating.aliases(monitor, making.actor("third", "Third"), AliasData("river front", "also"))
    assert alike(monitor) == [("one", "third", Likeness.SAME_NAME)]


@pytest.mark.django_db
def test_related_actors_are_two_and_not_proposed_over_others_and_merges_too(monitor: Person) -> None:
    old, middle, new = (making.actor(code, name) for code, name in
                        (("old", "River Front"), ("middle", "Quite Another"), ("new", "River-Front")))  # fmt: skip
    stating.links(monitor, new, LinkData("part-of", middle.pk))
    assert alike(monitor) == [("new", "old", Likeness.SAME_NAME)], "one relation to a third says nothing"

    kept = making.actor("kept", "Third Name Unlike")
    stating.links(monitor, kept, LinkData("part-of", old.pk))
    merge_actor(acting=monitor, actor_id=middle.pk, into_id=kept.pk, reason="One group.")
    assert alike(monitor) == []
    with pytest.raises(Invalid):
        merge_actor(acting=monitor, actor_id=new.pk, into_id=old.pk, reason="One group.")


@pytest.mark.django_db
def test_on_the_page_a_pair_is_merged_or_dismissed(monitor: Person, verifier: Person, sign_in: SignIn) -> None:
    client, address = sign_in(monitor), reverse("actors:actor-duplicates")
    assert "No two actors are written alike" in client.get(address).content.decode()
    one, other = making.actor("one", "River Front"), making.actor("other", "River-Front")
    for number in range(25):
        making.actor(f"many-{number}", "Lake Union")
    page = client.get(address)
    assert page.context["content"].cut
    assert len(page.context["content"].rows) == 20
    Actor.objects.filter(code__startswith="many").delete()

    shown = client.get(address).content.decode()
    assert "The same name" in shown
    assert reverse("actors:pair-dismiss") not in sign_in(verifier).get(address).content.decode()
    ask = reverse("actors:pair-dismiss")
    asked = {"one": one.pk, "other": other.pk}
    assert client.get(ask).status_code == 404
    assert "are two actors" in client.get(ask, asked).content.decode()
    assert client.post(ask, asked | {"reason": " "}).status_code == 422
    done = client.post(ask, asked | {"reason": "They fought one another."}, follow=True).content.decode()
    assert "They fought one another." in done
    assert "The same name" not in done


@pytest.mark.django_db
def test_the_page_takes_the_same_number_of_queries_for_any_number_of_actors(monitor: Person, sign_in: SignIn) -> None:
    client, address = sign_in(monitor), reverse("actors:actor-duplicates")

    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    making.actor("first", "River Front")
    making.actor("second", "River-Front")
    count()
    few = count()
    for number in range(6):
        making.actor(f"more-{number}", f"Lake Union {number % 3}")
    assert count() == few
