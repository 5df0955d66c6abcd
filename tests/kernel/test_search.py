"""Search: the shared queries have the same hits on both databases, whatever the engine thinks of their signs."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from amparo.accounts.models import Agency
from amparo.kernel import search, search_index
from amparo.kernel.models import SearchEntry
from amparo.kernel.search import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.both]

OURS, THEIRS = uuid4(), uuid4()
TEXTS = {
    "letter": "Letter S/2021/437 of the Secretary-General, children recruited near Zabol",
    "next": "Letter S/2021/438 mentions 437 children",
    "listed": "QDe.004 Al-Qaida; QDi.430",
    "year": "COVID-21 and the year 2021-05-17",
    "arabic": "تجنيد الأطفال في مُحافظة إدلب",
    "bare": "اطفال مدرسة ٢٠٢١",
    "persian": "کودکان در کابل، ۱۳۹۹",
    "hindi": "हिन्दी की किताब और बच्चे",
    "amharic": "ሠላም ፀሐይ ሕፃናት",
    "russian": "Алёна и Київ, дети",
    "latin": "Straße Łódź Đặng œuvre d'enfants l'école Ba'ath",
    "plain": "she said \"and or not near\" (a*b) a:b ^c & | ! <-> \\ 'quote'",
    "emoji": "child 👧🏽 returned",
    "long": "x" * 60 + " tail",
}
HITS = {
    "S/2021/437": {"letter"},
    "s/2021": {"letter", "next"},
    "2021/43": {"letter", "next"},
    "S/2021/4": {"letter", "next"},
    "437": {"letter", "next"},
    "QDe.004": {"listed"},
    "qde.00": {"listed"},
    "QDe": {"listed"},
    "-21": {"year"},
    "2021-05-17": {"year"},
    "2021-05": {"year"},
    "2021": {"letter", "next", "year", "bare"},
    "al qaida": {"listed"},
    "Al-Qaida": {"listed"},
    "qaida al": {"listed"},
    "children": {"letter", "next"},
    "child": {"letter", "next", "emoji"},
    "children recr": {"letter"},
    "recr children": set(),
    "zabol": {"letter"},
    "zab": {"letter"},
    "الأطفال": {"arabic", "bare"},
    "أطفال": {"arabic", "bare"},
    "الاط": {"arabic"},
    "للأطفال": {"arabic", "bare"},
    "محافظه ادلب": {"arabic"},
    "2021 مدرسه": {"bare"},
    "كودكان": {"persian"},
    "1399": {"persian"},
    "किताब": {"hindi"},
    "कि": {"hindi"},
    "कीत": set(),
    "हिन्": {"hindi"},
    "ሰላም": {"amharic"},
    "ሀጻናት": set(),
    "ህጻናት": {"amharic"},
    "алена киив": {"russian"},
    "strasse": {"latin"},
    "lodz dang": {"latin"},
    "ecole": {"latin"},
    "baath": {"latin"},
    "enfants": {"latin"},
    '"and or not near"': {"plain"},
    "said AND near": {"plain"},
    "NOT said": {"plain"},
    "a*b": {"plain"},
    "a:b ^c": {"plain"},
    "'quote'": {"plain"},
    "<-> & | ! \\": set(),
    "said; DROP TABLE": set(),
    "%": set(),
    "ch%n": set(),
    "👧🏽": set(),
    "child 👧🏽": {"letter", "next", "emoji"},
    "x" * 60: {"long"},
    "x" * 5000: {"long"},
    "tail " * 3000: {"long"},
    "nowhere": set(),
    "z": set(),
}


@pytest.fixture
def ids() -> dict[str, UUID]:
    found = {name: uuid4() for name in TEXTS}
    search.put(Entry("incident", found[name], OURS, text) for name, text in TEXTS.items())
    return found


@pytest.fixture(params=["collected", "row by row"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Both ways of finding: hits collected by the index, and, for common words, row by row."""
    if request.param == "row by row":
        monkeypatch.setattr(search, "_is_common", lambda *_: True)
    return


def found(query: str, ids: dict[str, UUID], scope: UUID = OURS) -> set[str]:
    """Return the names of the texts that a list filtered by `query` would hold."""
    Agency.objects.bulk_create([Agency(id=pk, name=name, code=name) for name, pk in ids.items()], ignore_conflicts=True)
    matching = search.matching(query, kind="incident", scopes=[scope])
    assert matching is not None
    names = {pk: name for name, pk in ids.items()}
    return {names[pk] for pk in Agency.objects.filter(id__in=matching).values_list("pk", flat=True)}


@pytest.mark.parametrize("query", HITS, ids=lambda query: query[:30])
@pytest.mark.usefixtures("way")
def test_the_shared_queries_find_the_same_on_every_database(query: str, ids: dict[str, UUID]) -> None:
    assert found(query, ids) == HITS[query]


@given(query=st.text(max_size=30))
def test_no_query_breaks_either_engine(query: str) -> None:
    matching = search.matching(query, kind="incident", scopes=[OURS])
    assert matching is None or list(matching) == []


@pytest.mark.parametrize("query", ["", "   ", "\n\t", "\u3000"])
def test_no_query_is_no_filter(query: str) -> None:
    assert search.matching(query, kind="incident", scopes=[OURS]) is None


@pytest.mark.usefixtures("way")
def test_another_agency_finds_nothing_of_ours(ids: dict[str, UUID]) -> None:
    assert found("children", ids, THEIRS) == set()
    both = search.matching("children", kind="incident", scopes=[THEIRS, OURS])
    assert both is not None
    assert set(Agency.objects.filter(id__in=both).values_list("pk", flat=True)) == {ids["letter"], ids["next"]}


@pytest.mark.usefixtures("way")
def test_another_kind_finds_nothing_and_a_kind_is_no_beginning_of_another(ids: dict[str, UUID]) -> None:
    found("children", ids)
    for kind in ("report", "inciden", "incidents"):
        matching = search.matching("children", kind=kind, scopes=[OURS])
        assert matching is not None
        assert not Agency.objects.filter(id__in=matching).exists()


def test_without_any_agency_nothing_is_found(ids: dict[str, UUID]) -> None:
    matching = search.matching("children", kind="incident", scopes=[])
    assert matching is not None
    assert list(matching) == []


def test_the_agency_cannot_be_searched_for_as_a_word(ids: dict[str, UUID]) -> None:
    assert found(f"zz{OURS.hex}incident", ids) == set()
    assert found(f"zz{OURS.hex}", ids) == set()


@pytest.mark.usefixtures("way")
def test_putting_again_replaces_the_text_and_the_agency(ids: dict[str, UUID]) -> None:
    search.put([Entry("incident", ids["letter"], OURS, "entirely different")])
    assert found("zabol", ids) == set()
    assert found("entirely", ids) == {"letter"}
    search.put([Entry("incident", ids["letter"], THEIRS, "entirely different")])
    assert found("entirely", ids) == set()
    assert found("entirely", ids, THEIRS) == {"letter"}


def test_the_last_of_two_texts_of_one_object_holds() -> None:
    one = uuid4()
    search.put([Entry("incident", one, OURS, "first"), Entry("incident", one, OURS, "second")])
    assert found("first", {"one": one}) == set()
    assert found("second", {"one": one}) == {"one"}


@pytest.mark.usefixtures("way")
def test_a_dropped_object_is_not_found(ids: dict[str, UUID]) -> None:
    search.drop("incident", [ids["letter"]])
    assert found("children", ids) == {"next"}
    search.drop("report", [ids["next"]])
    assert found("children", ids) == {"next"}


def test_a_word_is_common_beyond_the_bound_and_not_at_it(ids: dict[str, UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "COMMON", 1)
    rare = search.matching("zabol", kind="incident", scopes=[OURS])
    assert rare is not None
    assert "OuterRef" not in repr(rare.query.where)
    assert found("children", ids) == {"letter", "next"}
    assert found("childr", ids) == {"letter", "next"}
    matching = search.matching("children", kind="incident", scopes=[OURS])
    assert matching is not None
    assert "OuterRef" in repr(matching.query.where)


def test_an_entry_beyond_all_measure_is_cut_and_still_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_ENTRY_BYTES", 200)
    one = uuid4()
    search.put([Entry("incident", one, OURS, " ".join(f"word{number}" for number in range(500)))])
    assert found("word1", {"one": one}) == {"one"}
    assert found("word499", {"one": one}) == set()


def test_a_code_of_many_parts_is_found_by_its_parts_and_as_a_whole() -> None:
    one = uuid4()
    search.put([Entry("incident", one, OURS, "a1/b/c/d/e/f/g/h")])
    assert found("a1/b/c/d/e/f/g/h", {"one": one}) == {"one"}
    assert found("g", {"one": one}) == {"one"}


@given(st.text(max_size=45), st.text(max_size=45))
def test_encoding_is_one_to_one_and_keeps_beginnings(one: str, other: str) -> None:
    one, other = one[: search.LONGEST_WORD], other[: search.LONGEST_WORD]
    a, b = search.encode(one), search.encode(other)
    assert (a == b) is (one == other)
    assert b.startswith(a) is other.startswith(one)
    assert all(sign.isascii() and (sign.isdigit() or sign.islower()) for sign in a)


def index_holds(word: str) -> bool:
    return search_index.more_than(0, search_index.Expressions(fts5=f'"{word}"', tsquery=f"'{word}'"))


def test_a_lost_index_is_noticed_and_made_again_with_all_entries(ids: dict[str, UUID]) -> None:
    search_index.remove()
    assert not search_index.in_place()
    search_index.after_migrate(using="default")
    assert search_index.in_place()
    assert found("zabol", ids) == {"letter"}


def test_a_rebuilt_index_finds_as_before(ids: dict[str, UUID]) -> None:
    search_index.rebuild()
    search_index.analyse()
    assert found("zabol", ids) == {"letter"}


@pytest.mark.sqlite
def test_triggers_lost_by_a_rebuild_of_the_table_are_noticed_and_put_back(ids: dict[str, UUID]) -> None:
    with connection.cursor() as cursor:
        for end in ("insert", "update", "delete"):
            cursor.execute(f"DROP TRIGGER kernel_searchindex_{end}")
    assert not search_index.in_place()
    late = uuid4()
    search.put([Entry("incident", late, OURS, "meanwhile")])
    search_index.ensure()
    assert search_index.in_place()
    assert found("meanwhile", {"late": late}) == {"late"}


def test_entries_deleted_with_the_table_leave_nothing_in_the_index(ids: dict[str, UUID]) -> None:
    assert index_holds("zabol".replace("z", "z007a"))
    SearchEntry.objects.all().delete()
    assert not index_holds("zabol".replace("z", "z007a"))


def test_an_entry_names_itself_by_kind_and_object() -> None:
    one = uuid4()
    assert str(SearchEntry(kind="incident", object_id=one)) == f"incident {one}"
