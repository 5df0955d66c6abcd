"""The history of an actor keeps the whole of it each time, and has a word for whatever was done."""

import re
from importlib import resources
from pathlib import Path

import pytest

from amparo.accounts.models import Person
from amparo.actors import versions
from amparo.actors.merging.services import merge_actor
from amparo.actors.relations import sections
from amparo.actors.relations.content import AliasData, LinkData
from amparo.audit.selectors import history_of
from tests.actors import stating
from tests.actors.lists import making as lists
from tests.monitor import making

ROOM = Path(str(resources.files("amparo.actors")))
NEVER_OF_AN_ACTOR = {"actor.pair_dismissed", "list.recorded"}


def test_every_act_that_changes_an_actor_has_a_word() -> None:
    literal = re.compile(r'"((?:actor|definition|designation|list|snapshot)\.[a-z_]+)"')
    sources = (path.read_text(encoding="utf-8") for path in ROOM.rglob("services*/**/*.py"))
    more = (path.read_text(encoding="utf-8") for path in (*ROOM.rglob("services.py"), ROOM / "lists" / "applying.py"))
    acts = {act for text in (*sources, *more) for act in literal.findall(text)}
    acts |= {f"actor.{one.name}_changed" for one in (sections.ALIASES, sections.LINKS, sections.PRESENCES)}

    assert acts - NEVER_OF_AN_ACTOR == versions.SAID.keys()


@pytest.mark.django_db
def test_each_version_keeps_all_that_is_stated(monitor: Person) -> None:
    lake, actor = making.actor("lake", "Lake Union"), making.actor("front", "River Front", founded="2001")
    stating.aliases(monitor, actor, AliasData("جبهة النهر", "also", "ar"))
    stating.links(monitor, actor, LinkData("part-of", lake.pk, "2012"))
    lists.designation(monitor, actor_id=actor.pk)
    merge_actor(acting=monitor, actor_id=actor.pk, into_id=making.actor("new", "Other").pk, reason="One group.")

    merged, listed, linked, named = (version.data for version in history_of("actor", actor.pk))

    assert {frozenset(one) for one in (merged, listed, linked, named)} == {frozenset(merged)}
    assert merged["founded"] == "2001"
    assert (named["aliases"], linked["aliases"]) == (merged["aliases"], merged["aliases"])
    assert (merged["links"][0]["since"], len(merged["types"]), bool(merged["merged_into"])) == ("2012", 1, True)
