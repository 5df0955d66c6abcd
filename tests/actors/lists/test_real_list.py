"""The published list of 26 September 2024, where it lies beside this folder."""

import datetime
from collections import Counter

import pytest

from amparo.accounts.models import Person
from amparo.actors import selectors as actors
from amparo.actors.lists import bringing, selectors, services
from amparo.actors.lists.differences import fingerprint, in_one_line
from amparo.actors.lists.models import Definition, Designation, DesignationName
from amparo.actors.models import Actor
from tests.actors.lists import making

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not making.REAL.exists(), reason="the published list is not beside this folder"),
]
TODAY = datetime.date(2024, 9, 26)
GROUP = "<ENTITY>"


def real() -> str:
    return making.REAL.read_text("utf-8")


@pytest.fixture
def brought(monitor: Person) -> bringing.Brought:
    return making.brought(real())


def within(monitor: Person, code: str, day: datetime.date = TODAY) -> selectors.Meaning:
    definition = Definition.objects.get(code="unodc-strategy")
    return selectors.within_meaning(monitor, definition, Actor.objects.get(code=code), day)


def test_193_groups_are_in_and_682_people_are_not(brought: bringing.Brought) -> None:
    said = brought.as_json()

    assert said["entities_by_list"] == {
        "Al-Qaida": 89, "DPRK": 75, "Iraq": 10, "DRC": 9, "Taliban": 5, "Libya": 2, "Somalia": 1, "CAR": 1, "Yemen": 1,
    }  # fmt: skip
    assert (said["entities"], said["individuals_left_out"], said["state"]) == (193, 682, "applied")
    assert Actor.objects.filter(designations__listing__feed="un-consolidated").count() == 193
    qualities = Counter(DesignationName.objects.values_list("quality", flat=True))
    assert (qualities["original"], qualities["formerly"]) == (42, 18)


def test_line_breaks_in_names_and_a_date_with_an_offset_are_repaired(brought: bringing.Brought) -> None:
    names = dict(Designation.objects.values_list("reference", "name"))

    assert names["QDe.134"] == "MOUVEMENT POUR L’UNIFICATION ET LE JIHAD EN AFRIQUE DE L’OUEST (MUJAO)"
    assert names["KPe.051"].endswith("(CMC)")  # its reference ends in a blank in the file
    assert not any("\n" in name or "  " in name for name in names.values())
    assert Designation.objects.get(reference="TAe.014").listed_on == datetime.date(2015, 3, 27)
    assert brought.published.repaired_dates == 1


def test_who_is_within_the_meaning_of_the_unodc_strategy(brought: bringing.Brought, monitor: Person) -> None:
    shabaab = within(monitor, "soe-001")

    assert [(one.reference, one.listed_on) for one in shabaab.reasons] == [("SOe.001", datetime.date(2010, 4, 12))]
    assert str(shabaab.definition) == "terrorist group within the meaning of the UNODC strategy"
    assert not within(monitor, "soe-001", datetime.date(2010, 4, 11)).holds
    assert within(monitor, "soe-001", datetime.date(2010, 4, 12)).holds
    held = {code: within(monitor, code).holds for code in ("qde-004", "tae-012", "kpe-017")}
    assert held == {"qde-004": True, "tae-012": True, "kpe-017": False}
    under_countries = {
        one.actor.code: within(monitor, one.actor.code).holds
        for one in Designation.objects.select_related("actor").filter(listing__code__in=["un-drc", "un-car"])
        if one.actor
    }
    said = " ".join(str(actor) for actor in Actor.objects.filter(code__in=under_countries))
    assert all(name in said.upper() for name in ("RESISTANCE ARMY", "ADF", "M23"))
    assert not any(under_countries.values())
    definition = Definition.objects.get(code="unodc-strategy")
    assert selectors.actors_within(monitor, definition, TODAY).count() == 89 + 5 + 1


def test_a_group_is_found_by_its_names_on_the_list_in_every_script(brought: bringing.Brought, monitor: Person) -> None:
    for words, code in (("القاعدة", "qde-004"), ("hizbul shabaab", "soe-001"), ("Эмират Кавказ", "qde-131")):
        assert code in set(actors.find(monitor, words).values_list("code", flat=True)), words


def test_the_difference_to_an_older_snapshot_is_right(monitor: Person) -> None:
    """The older one is the published list with a group more, one less, another name, alias and day."""
    older = real().replace("2024-09-26T00:00:07.514Z", "2024-09-19T00:00:05.100Z")
    more = making.entity("Taliban", "TAe.900", "INVENTED RIVER GROUP", "2011-01-01")
    first = older.index(GROUP)
    older = older[:first] + more + older[older.index("</ENTITY>", first) + len("</ENTITY>") :]
    older = older.replace("<FIRST_NAME>AL-SHABAAB<", "<FIRST_NAME>AL-SHABAAB (EARLIER)<")
    older = older.replace("<ALIAS_NAME>Al Akhtar Trust<", "<ALIAS_NAME>Akhtar<")
    making.brought(older)
    done = making.brought(real())

    assert {(one.reference, one.kind) for one in done.differences} == {
        ("QDe.069", "added"), ("TAe.900", "removed"), ("SOe.001", "renamed"), ("QDe.121", "changed"),
    }  # fmt: skip
    lines = {one.reference: in_one_line(one) for one in done.differences}
    assert "Name as listed: AL-SHABAAB (EARLIER) → AL-SHABAAB" in lines["SOe.001"]
    assert "Other names: Akhtar → Al Akhtar Trust" in lines["QDe.121"]
    assert done.snapshot is not None
    services.apply_snapshot(acting=monitor, snapshot_id=done.snapshot.pk, seen=fingerprint(done.differences))
    assert making.brought(real()).state == "unchanged"
    assert Designation.objects.filter(delisted_on=None).count() == 193
