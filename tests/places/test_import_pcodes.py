"""A file of P-codes: whole or not at all, again without effect, and what was before stays known."""

import datetime
from collections.abc import Sequence

import pytest

from amparo.audit.models import AuditEvent
from amparo.kernel import clock
from amparo.kernel.errors import Invalid
from amparo.places import loading, selectors
from amparo.places.importing import Imported, import_areas
from amparo.places.models import Area, FormerArea, Level
from amparo.places.writing import COLUMNS

pytestmark = [pytest.mark.django_db, pytest.mark.both]

HEADER = ("Location", "Admin Level", "P-Code", "Name", "Parent P-Code", "Valid from date", "Replaces P-Code")
Rows = Sequence[Sequence[str]]
FIRST: Rows = (
    ("COL", "1", "CO05", "Antioquia", "COL", "2020-04-16"),
    ("COL", "1", "CO99", "Invented Valley", "COL", "2020-04-16"),
    ("COL", "2", "CO05001", "Medellin", "CO05", "2020-04-16"),
    ("COL", "2", "CO05002", "Abejorral", "CO05", "2020-04-16"),
)


def given(rows: Rows) -> list[tuple[int, tuple[str, ...]]]:
    return [(number, (*row, *[""] * (len(HEADER) - len(row)))) for number, row in enumerate(rows, start=2)]


def imported(rows: Rows = FIRST, *, complete: bool = False, dry_run: bool = False) -> Imported:
    return import_areas(HEADER, given(rows), source="pcodes.csv", complete=complete, dry_run=dry_run)


def problems_of(*rows: Sequence[str]) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        imported(rows)
    return [(problem.where, str(problem.message)) for problem in refused.value.problems]


def area(code: str) -> Area:
    return selectors.areas_by_code([code])[code]


def later(rows: Rows, day: str = "2023-01-01") -> list[list[str]]:
    return [[*row[:5], day, *row[6:]] for row in rows]


def test_a_part_of_iso_3166_of_the_same_name_keeps_its_place_and_gains_the_code() -> None:
    antioquia = Area.objects.get(code="CO-ANT")
    done = imported()
    assert (done.added, done.joined) == (3, 1)
    assert area("CO05") == area("CO-ANT") == antioquia
    assert area("CO05001").parent == antioquia
    assert area("CO99").level == Level.ADMIN_1


def test_where_a_country_has_p_codes_these_are_offered_and_what_is_on_record_beside_them() -> None:
    colombia, amazonas = area("COL"), Area.objects.get(code="CO-AMA")
    assert amazonas in selectors.parts_of(colombia.pk)
    imported()
    assert [part.name for part in selectors.parts_of(colombia.pk)] == ["Antioquia", "Invented Valley"]
    assert amazonas in selectors.parts_of(colombia.pk, also=amazonas.pk)


def test_importing_again_changes_nothing() -> None:
    imported()
    before = list(Area.objects.order_by("pk").values_list("pk", "version"))
    assert imported().unchanged == len(FIRST)
    assert list(Area.objects.order_by("pk").values_list("pk", "version")) == before


def test_each_import_is_recorded_once_with_what_it_did() -> None:
    imported()
    event = AuditEvent.objects.get(action="places.imported")
    assert event.detail["added"] == 3
    assert event.detail["source"] == "pcodes.csv"


def test_a_dry_run_saves_nothing() -> None:
    before = Area.objects.count()
    assert imported(dry_run=True).added == 3
    assert Area.objects.count() == before
    assert not AuditEvent.objects.filter(action="places.imported").exists()


def test_a_renamed_unit_leaves_its_former_name_behind() -> None:
    imported()
    done = imported(later([("COL", "2", "CO05002", "New Abejorral", "CO05", "")]))
    assert done.renamed == 1
    former = FormerArea.objects.get(area=area("CO05002"))
    assert (former.name, former.valid_from, former.valid_to) == (
        "Abejorral",
        datetime.date(2020, 4, 16),
        datetime.date(2023, 1, 1),
    )
    assert area("CO05002").valid_from == datetime.date(2023, 1, 1)


def test_a_correction_of_the_same_date_leaves_nothing_behind() -> None:
    imported()
    imported([("COL", "2", "CO05002", "Abejoral Spelt Well", "CO05", "2020-04-16")])
    assert area("CO05002").name == "Abejoral Spelt Well"
    assert not FormerArea.objects.exists()


def test_a_unit_may_move_within_its_country() -> None:
    imported()
    assert imported(later([("COL", "2", "CO05002", "Abejorral", "CO99", "")])).moved == 1
    assert area("CO05002").parent == area("CO99")
    assert FormerArea.objects.get().parent == area("CO05")


def test_the_same_name_at_a_later_date_is_only_confirmed() -> None:
    imported()
    assert imported(later(FIRST)).unchanged == len(FIRST)
    confirmed = area("CO05001")
    assert (confirmed.valid_from, confirmed.as_of) == (datetime.date(2020, 4, 16), datetime.date(2023, 1, 1))


def test_a_split_ends_the_old_unit_and_names_those_that_took_its_place() -> None:
    imported()
    imported(
        [
            ("COL", "2", "CO05003", "North Abejorral", "CO05", "2023-01-01", "CO05002"),
            ("COL", "2", "CO05004", "South Abejorral", "CO05", "2023-01-01", "CO05002"),
        ]
    )
    old = area("CO05002")
    assert old.valid_to == datetime.date(2023, 1, 1)
    assert {step.after.pcode for step in selectors.successors_of(old)} == {"CO05003", "CO05004"}
    assert [step.before for step in selectors.predecessors_of(area("CO05003"))] == [old]


def test_what_a_complete_newer_file_lacks_has_ended_and_what_a_partial_one_lacks_has_not() -> None:
    imported()
    fewer = later(FIRST[:3])
    imported(fewer)
    assert area("CO05002").valid_to is None
    imported(later(FIRST[:3], "2023-02-01"), complete=True)
    assert area("CO05002").valid_to == datetime.date(2023, 2, 1)
    imported(later(FIRST, "2023-03-01"))
    assert area("CO05002").valid_to is None, "it came back"


def test_an_ended_part_is_offered_no_more() -> None:
    imported()
    imported(later(FIRST[:1]), complete=True)
    assert [part.pcode for part in selectors.parts_of(area("COL").pk)] == ["CO05"]


def test_a_name_that_another_source_gave_survives_the_loading_of_iso_3166() -> None:
    imported()
    imported(later([("COL", "1", "CO05", "Greater Antioquia", "COL", "")]))
    loading.load()
    assert area("CO-ANT").name == "Greater Antioquia"
    assert Area.objects.filter(code="CO-ANT").count() == 1


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (("QQQ", "1", "QQ01", "A", "QQQ", "2020-01-01"), "Location", "country is not known"),
        (("COL", "3", "CO01", "A", "COL", "2020-01-01"), "Admin Level", "level is not known"),
        (("COL", "1", "co 1", "A", "COL", "2020-01-01"), "P-Code", "no P-code"),
        (("COL", "1", "", "A", "COL", "2020-01-01"), "P-Code", "no P-code"),
        (("COL", "1", "CO01", "A" * 201, "COL", "2020-01-01"), "Name", "too long"),
        (("COL", "1", "CO01", "A", "PER", "2020-01-01"), "Parent P-Code", "lies in its country"),
        (("COL", "2", "CO01", "A", "CO77", "2020-01-01"), "Parent P-Code", "is not known"),
        (("COL", "1", "CO01", "A", "COL", "31.12.2020"), "Valid from date", "no day"),
        (("COL", "1", "CO01", "A", "COL", "2020-01-01", "CO77"), "Replaces P-Code", "is not known"),
        (("COL", "1", "CO01", "A", "COL", "2020-01-01", "CO01"), "Replaces P-Code", "is not known"),
    ],
)
def test_what_cannot_be_is_refused_at_its_place_and_nothing_is_saved(
    row: Sequence[str], column: str, said: str
) -> None:
    before = Area.objects.count()
    assert any(where == f"row 2, {column}" and said in message for where, message in problems_of(row))
    assert Area.objects.count() == before


def test_a_file_of_tomorrow_is_refused() -> None:
    tomorrow = (clock.today() + datetime.timedelta(days=1)).isoformat()
    assert problems_of(("COL", "1", "CO01", "A", "COL", tomorrow)) == [
        ("row 2, Valid from date", "This day lies in the future.")
    ]


def test_one_code_twice_is_refused() -> None:
    assert problems_of(FIRST[0], FIRST[0]) == [("row 3, P-Code", "Row 2 has this code too.")]


def test_an_older_file_is_refused() -> None:
    imported(later(FIRST))
    assert {where for where, _message in problems_of(*FIRST)} == {f"row {n}, Valid from date" for n in range(2, 6)}


def test_a_code_that_moved_to_another_country_is_refused() -> None:
    imported()
    ((where, message),) = problems_of(("PER", "1", "CO99", "Invented Valley", "PER", "2023-01-01"))
    assert (where, message) == ("row 2, P-Code", "This code belongs to Invented Valley here.")
    both = (("COL", "1", "CO98", "Other", "COL", "2023-01-01"), ("PER", "1", "CO99", "Valley", "PER", "2023-01-01"))
    ((where, message),) = problems_of(*both)
    assert (where, message) == ("row 3, P-Code", "This code belongs to Invented Valley, COL here.")


def test_a_parent_in_another_country_is_refused() -> None:
    imported()
    ((where, message),) = problems_of(("PER", "2", "PE0101", "A", "CO05", "2023-01-01"))
    assert (where, message) == ("row 2, Parent P-Code", "“CO05” lies in another country.")


def test_a_name_that_two_parts_bear_joins_none() -> None:
    rows = [("COL", "1", code, "Antioquia", "COL", "2020-04-16") for code in ("CO05", "CO06")]
    assert imported(rows).joined == 0


def test_an_area_without_a_name_is_called_by_its_code() -> None:
    assert imported([("COL", "1", "CO01", " ", "COL", "2020-01-01")]).unnamed == 1
    assert area("CO01").name == "CO01"


def test_another_table_is_refused_with_the_columns_that_it_lacks() -> None:
    with pytest.raises(Invalid, match="no column") as refused:
        import_areas(("Name", "Age"), [], source="children.csv")
    assert "P-Code" in refused.value.detail


def test_many_problems_are_counted_and_the_first_thousand_named() -> None:
    with pytest.raises(Invalid, match="1500 problems") as refused:
        imported([("COL", "1", f"CO{number}", "A", "COL", "soon") for number in range(1_000, 2_500)])
    assert len(refused.value.problems) == 1000


def test_every_column_of_an_area_is_written() -> None:
    assert sorted(COLUMNS) == sorted(field.column for field in Area._meta.concrete_fields)


PEOPLE = (*HEADER, "Population", "Population year")


def peopled(people: str, year: str = "2021", day: str = "2020-04-16") -> Imported:
    row = ("COL", "1", "CO99", "Invented Valley", "COL", day, "", people, year)
    return import_areas(PEOPLE, [(2, row)], source="people.csv")


def test_how_many_people_live_in_an_area_comes_with_its_file() -> None:
    assert peopled("1200").counted == 1
    assert (area("CO99").population, area("CO99").population_year, area("CO99").population_source) == (
        1200,
        2021,
        "people.csv",
    )
    again = peopled("1200")
    assert (again.counted, again.unchanged) == (0, 1)
    assert peopled("1300").counted == 1
    imported()
    assert area("CO99").population == 1300


@pytest.mark.parametrize(
    ("people", "year"),
    [("many", "2021"), ("-3", "2021"), ("1" * 11, "2021"), ("12", "last"), ("12", "2999"), ("", "2021"), ("٣", "2021")],
)
def test_a_number_of_people_that_cannot_be_is_refused(people: str, year: str) -> None:
    with pytest.raises(Invalid):
        peopled(people, year)
    assert not Area.objects.filter(code="CO99").exists()
