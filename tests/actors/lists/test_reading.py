"""A published list is read, repaired and bounded; what is hostile or broken is refused in words."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from amparo.actors.lists import reading
from amparo.actors.lists.models import Designation, DesignationName, Snapshot
from amparo.actors.models import Actor
from amparo.kernel.errors import Invalid, TooLarge
from tests.actors.lists import making

pytestmark = pytest.mark.django_db
ONE = making.entity("Taliban", "TAe.902", "RIVER TRUST", "2012-06-01")
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><CONSOLIDATED_LIST dateGenerated="2024-09-01T00:00:00Z">'
    "<ENTITIES><ENTITY><FIRST_NAME>&c;</FIRST_NAME></ENTITY></ENTITIES></CONSOLIDATED_LIST>"
)
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    '<CONSOLIDATED_LIST dateGenerated="2024-09-01T00:00:00Z"><ENTITIES>&f;</ENTITIES></CONSOLIDATED_LIST>'
)


def refused(folder: Path, text: str | bytes) -> Invalid:
    with pytest.raises(Invalid) as caught:
        reading.read_list(making.written(folder, text))
    assert caught.value.advice
    return caught.value


def test_names_and_dates_are_repaired_and_people_and_comments_left_out(tmp_path: Path) -> None:
    names = (("a.k.a.", "River\n   Fund"), ("f.k.a.", "Old Trust"), ("Low", "RT"), ("", "Trust"), ("new word", "T2"))
    extra = (
        "<NAME_ORIGINAL_SCRIPT> صندوق النهر </NAME_ORIGINAL_SCRIPT><LIST_TYPE><VALUE>UN List</VALUE></LIST_TYPE>"
        "<LAST_DAY_UPDATED><VALUE>2020-02-03</VALUE><VALUE>2019-01-02T00:00:00Z</VALUE><VALUE /></LAST_DAY_UPDATED>"
    )
    group = making.entity("Taliban", "TAe.902 ", "RIVER\n      TRUST ", "2015-03-27-04:00", names=names, extra=extra)

    found = reading.read_list(making.written(tmp_path, making.document([group], people=3)))

    (entry,) = found.entries
    assert (entry.reference, entry.name, entry.listed_on) == ("TAe.902", "RIVER TRUST", datetime.date(2015, 3, 27))
    assert entry.amended_on == (datetime.date(2019, 1, 2), datetime.date(2020, 2, 3))
    assert [(one.name, one.quality) for one in entry.names] == [
        ("صندوق النهر", "original"), ("River Fund", "also"), ("Old Trust", "formerly"), ("RT", "low"),
        ("Trust", "unstated"), ("T2", "unstated"),
    ]  # fmt: skip
    assert (found.individuals, found.repaired_names, found.repaired_dates) == (3, 3, 2)
    assert "INVENTED" not in repr(found).upper()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (making.document([ONE])[: len(making.document([ONE])) // 2], "ends in the middle"),
        ("", "ends in the middle"),
        ("no xml at all", "ends in the middle"),
        (b'<?xml version="1.0" encoding="klingon"?><CONSOLIDATED_LIST/>', "damaged"),
        (making.document([ONE]).encode("utf-8")[:-30] + b"\xff\xfe", "damaged"),
        (BOMB, "declares entities"),
        (EXTERNAL, "declares entities"),
        ('<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><CONSOLIDATED_LIST/>', "declares entities"),
        (making.document([ONE]).replace("CONSOLIDATED_LIST", "RSS"), "another file"),
        (making.document([ONE], at="yesterday"), "when it was generated"),
        (making.document([ONE], at="2999-01-01T00:00:00Z"), "not come yet"),
        (making.document([]), "no group"),
        (making.document([ONE]).replace("ENTITIES", "OTHERS"), "no group"),
        (making.document(["<A>" * 20 + "</A>" * 20]), "nested deeper"),
    ],
)
def test_a_file_that_is_no_whole_list_is_refused(tmp_path: Path, text: str | bytes, said: str) -> None:
    assert said in refused(tmp_path, text).detail


@pytest.mark.parametrize(
    ("entity", "where", "said"),
    [
        (("Taliban", "", "RIVER TRUST", "2012-06-01"), "group 1", "REFERENCE_NUMBER is missing"),
        (("", "TAe.1", "RIVER TRUST", "2012-06-01"), "TAe.1", "UN_LIST_TYPE is missing"),
        (("Taliban", "TAe.1", " ", "2012-06-01"), "TAe.1", "FIRST_NAME is missing"),
        (("Taliban", "TAe.1", "RIVER TRUST", ""), "TAe.1", "LISTED_ON is missing"),
        (("Taliban", "TAe.1", "RIVER TRUST", "2012-02-30"), "TAe.1", "is no date: “2012-02-30”"),
        (("Taliban", "TAe.1", "RIVER TRUST", "soon"), "TAe.1", "is no date"),
        (("Taliban", "TAe.1", "RIVER TRUST", "2024-09-05"), "TAe.1", "listed after"),
        (("Taliban", "TAe.1", "R" * 501, "2012-06-01"), "TAe.1", "too long"),
        (("T" * 61, "TAe.1", "RIVER TRUST", "2012-06-01"), "TAe.1", "longer than 60"),
    ],
)
def test_a_fault_of_one_entry_names_its_reference(
    tmp_path: Path, entity: tuple[str, str, str, str], where: str, said: str
) -> None:
    (problem,) = refused(tmp_path, making.document([making.entity(*entity)])).problems

    assert problem.where == where
    assert said in problem.message


def test_a_reference_twice_and_a_bad_day_of_amendment_are_named(tmp_path: Path) -> None:
    bad = making.entity(
        "DPRK", "KPe.1", "SHIP", "2016-01-01", extra="<LAST_DAY_UPDATED><VALUE>soon</VALUE></LAST_DAY_UPDATED>"
    )

    found = refused(tmp_path, making.document([ONE, ONE, bad])).problems

    assert [problem.where for problem in found] == ["TAe.902", "KPe.1"]


def test_bounds_hold_for_bytes_groups_and_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = making.written(tmp_path, making.document(making.groups()))
    monkeypatch.setattr(reading, "MOST_GROUPS", 2)
    with pytest.raises(Invalid, match="more than 2 groups"):
        reading.read_list(path)
    monkeypatch.setattr(reading, "MOST_BYTES", 100)
    with pytest.raises(TooLarge):
        reading.read_list(path)
    monkeypatch.setattr(reading, "MOST_NAMES", 1)
    monkeypatch.setattr(reading, "MOST_BYTES", 10_000)
    many = making.entity("DPRK", "KPe.1", "SHIP", "2016-01-01", names=[("a.k.a.", f"S{n}") for n in range(2)])
    assert refused(tmp_path, making.document([many])).problems[0].where == "KPe.1"


@pytest.mark.parametrize("text", [BOMB, EXTERNAL, making.document([ONE])[:-40]])
def test_of_a_refused_file_nothing_is_kept(text: str) -> None:
    with pytest.raises(Invalid):
        making.brought(text)

    models: list[Any] = [Snapshot, Designation, DesignationName, Actor]
    assert [model.objects.count() for model in models] == [0, 0, 0, 0]
