"""A mapping holds together, or every problem in it is named."""

from typing import Any

import pytest

from amparo.accounts.models import Person
from amparo.audit.models import AuditEvent, HistoryEntry
from amparo.kernel.errors import Invalid, NotFound, Stale
from amparo.kernel.ids import uuid7
from amparo.monitor.imports import definition, services
from amparo.monitor.models import Mapping
from tests.monitor import making as records
from tests.monitor.imports.making import DEFINITION

LEAST: dict[str, Any] = {
    "columns": {"date": "D", "boys": "B"},
    "constants": {"country": "COL", "violation": "abduction", "actor": "unattributed"},
}


def places(given: object) -> set[str]:
    with pytest.raises(Invalid) as caught:
        definition.parse(given)
    return {problem.where for problem in caught.value.problems}


def test_the_least_mapping_holds_together_and_says_the_rest_by_default() -> None:
    parsed = definition.parse(LEAST)
    assert (parsed.date_format, parsed.null_texts, parsed.header_row) == ("edtf", ("", "-"), 1)


def test_what_is_saved_reads_as_what_was_said() -> None:
    parsed = definition.parse({**DEFINITION, "null_texts": ["n/a"], "delimiter": ";", "rest_is_unknown": True})
    assert definition.parse(parsed.as_json()) == parsed
    assert parsed.null_texts == ("", "n/a")


def test_a_mapping_is_an_object() -> None:
    for given in (None, [], "x"):
        with pytest.raises(Invalid):
            definition.parse(given)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"columns": {"boys": "B"}}, "columns.date"),
        ({"columns": {"date": "D"}}, "columns.total"),
        ({"columns": {"date": "D", "boys": "B", "name": "N"}}, "columns.name"),
        ({"columns": {"date": "D", "boys": "B", "country": "C"}}, "constants.country"),
        ({"columns": {"date": "D", "boys": 3}}, "columns"),
        ({"columns": ["date"]}, "columns"),
        ({"constants": {"boys": "3"}}, "constants.boys"),
        ({"codes": {"boys": {"a": "b"}}}, "codes.boys"),
        ({"codes": {"actor": ["a"]}}, "codes.actor"),
        ({"date_format": "whatever"}, "date_format"),
        ({"encoding": "ebcdic"}, "encoding"),
        ({"delimiter": "x"}, "delimiter"),
        ({"header_row": 0}, "header_row"),
        ({"header_row": True}, "header_row"),
        ({"null_texts": [1]}, "null_texts"),
        ({"colums": {}}, "colums"),
    ],
)
def test_each_fault_is_named(changes: dict[str, Any], where: str) -> None:
    assert where in places({**LEAST, **changes})


def test_a_mapping_without_columns_says_so() -> None:
    assert "columns" in places({})


@pytest.mark.django_db
def test_a_code_that_leads_nowhere_is_named(monitor: Person) -> None:
    source = records.source(monitor)
    with pytest.raises(Invalid) as caught:
        services.create_mapping(
            acting=monitor,
            agency_id=source.agency_id,
            name="River",
            source_id=source.pk,
            definition={**LEAST, "codes": {"actor": {"X": "no-such-actor"}}},
        )
    assert [problem.where for problem in caught.value.problems] == ["codes.actor"]
    assert not Mapping.objects.exists()


@pytest.mark.django_db
def test_a_saved_mapping_has_its_history_and_a_stale_change_is_refused(monitor: Person) -> None:
    source = records.source(monitor)
    saved = services.create_mapping(
        acting=monitor, agency_id=source.agency_id, name=" River  list ", source_id=source.pk, definition=LEAST
    )
    assert saved.name == "River list"
    changed = services.change_mapping(
        acting=monitor,
        mapping_id=saved.pk,
        expected_version=1,
        name="River",
        definition={**LEAST, "header_row": 2},
    )
    assert (changed.version, changed.definition["header_row"]) == (2, 2)
    assert HistoryEntry.objects.filter(object_type="mapping", object_id=saved.pk).count() == 2
    assert set(AuditEvent.objects.filter(object_type="mapping").values_list("action", flat=True)) == {
        "mapping.created",
        "mapping.changed",
    }
    with pytest.raises(Stale):
        services.change_mapping(acting=monitor, mapping_id=saved.pk, expected_version=1, name="Mine", definition=LEAST)


@pytest.mark.django_db
def test_two_mappings_of_one_name_are_refused(monitor: Person) -> None:
    source = records.source(monitor)
    given: dict[str, Any] = {"acting": monitor, "agency_id": source.agency_id, "name": "River", "definition": LEAST}
    services.create_mapping(**given, source_id=source.pk)
    with pytest.raises(Invalid) as caught:
        services.create_mapping(**given, source_id=source.pk)
    assert [problem.where for problem in caught.value.problems] == ["name"]
    assert Mapping.objects.count() == 1


@pytest.mark.django_db
def test_a_form_sent_twice_makes_one_mapping(monitor: Person) -> None:
    source = records.source(monitor)
    sent = uuid7()
    for _time in range(2):
        services.create_mapping(
            acting=monitor,
            agency_id=source.agency_id,
            name="River",
            source_id=source.pk,
            definition=LEAST,
            mapping_id=sent,
        )
    assert Mapping.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["verifier", "analyst", "administrator", "stranger", "nobody"])
def test_only_monitors_of_the_agency_save_mappings(who: str, request: pytest.FixtureRequest, monitor: Person) -> None:
    source = records.source(monitor)
    with pytest.raises(NotFound):
        services.create_mapping(
            acting=request.getfixturevalue(who),
            agency_id=source.agency_id,
            name="River",
            source_id=source.pk,
            definition=LEAST,
        )
