"""A row of a file may tell how children came to a force or group and how they left it, by the rules of the page."""

import json
from typing import Any

import pytest
from django.test import Client

from amparo.accounts.models import Person
from amparo.audit.models import HistoryEntry
from amparo.kernel import fuzzy
from amparo.kernel.errors import Invalid
from amparo.monitor import selectors, services
from amparo.monitor.associations import content_of
from amparo.monitor.content import AssociationData
from amparo.monitor.imports import definition as definitions
from amparo.monitor.imports import rows as rows_of
from amparo.monitor.imports import running
from amparo.monitor.imports import services as imports
from amparo.monitor.imports.telling import Said, joined
from amparo.monitor.models import Association, ImportBatch, Incident, Report, Violation
from amparo.terms.models import Term
from tests.monitor import making as records
from tests.monitor.imports.making import DEFINITION, checked, imported, mapping, table
from tests.monitor.making import SignIn

pytestmark = pytest.mark.django_db

USUAL = {
    "Date": "2024-05", "Country": "COL", "Act": "REC", "Group": "RF", "Code": "", "Child": "",
    "Boys": "2", "Girls": "1",
    "Why": "to-seek-revenge; insecurity", "How": "Abduction;TAKEN", "Border": "yes", "Again": "N",
    "Roles": "", "Combat": "mine-or-explosive-laying", "Support": "cook ; porter", "Exploited": "forced-marriage",
    "From": "3", "To": "6", "Left": "some", "Count": "1", "When": "8/2024", "Exit": "ran away",
    "Held": "yes", "Where": "prison", "Harmed": "unknown",
}  # fmt: skip
HEADER = tuple(USUAL)
COLUMNS = {
    "date": "Date", "country": "Country", "violation": "Act", "actor": "Group", "incident": "Code",
    "pseudonym": "Child", "boys": "Boys", "girls": "Girls", "factors": "Why", "methods": "How",
    "cross_border": "Border", "re_recruitment": "Again", "roles": "Roles", "combat": "Combat", "support": "Support",
    "exploitation": "Exploited", "months_at_least": "From", "months_at_most": "To", "left": "Left",
    "left_count": "Count", "left_on": "When", "exits": "Exit", "in_detention": "Held", "facilities": "Where",
    "ill_treatment": "Harmed",
}  # fmt: skip
TELLING: dict[str, Any] = {
    "columns": COLUMNS,
    "codes": {
        **DEFINITION["codes"],
        "violation": {**DEFINITION["codes"]["violation"], "KIL": "killing-and-maiming"},
        "methods": {"TAKEN": "abduction"},
        "exits": {"ran away": "escaped"},
    },
    "date_format": "day-month-year",
}
SILENT = dict.fromkeys(HEADER[8:], "")


def line(**changes: str) -> tuple[str, ...]:
    return tuple({**USUAL, **changes}.values())


def only(**changes: str) -> tuple[str, ...]:
    """A row that tells nothing but these."""
    return line(**{**SILENT, **changes})


def told() -> AssociationData:
    return content_of(Association.objects.get())


def items(data: AssociationData) -> set[str]:
    return {f"{term.vocabulary}/{term.code}" for term in Term.objects.filter(pk__in=data.terms)}


def faults(batch: ImportBatch) -> list[tuple[int | None, str]]:
    assert batch.state == ImportBatch.State.REFUSED
    assert not Report.objects.filter(batch=batch).exists()
    return list(batch.problems.order_by("row", "id").values_list("row", "column"))


@pytest.mark.both
def test_all_that_the_page_holds_comes_from_a_file(monitor: Person) -> None:
    batch = imported(monitor, mapping(monitor, TELLING), table([line()], HEADER))

    assert batch.state == ImportBatch.State.DONE
    data = told()
    assert items(data) == {
        "entry_factor/to-seek-revenge", "entry_factor/insecurity", "recruitment/abduction",
        "role/mine-or-explosive-laying", "role/cook", "role/porter", "role/forced-marriage", "exit/escaped",
        "detention_facility/prison",
    }  # fmt: skip
    assert (data.cross_border, data.re_recruitment) == ("yes", "no")
    assert (data.months_at_least, data.months_at_most) == (3, 6)
    assert (data.left, data.left_count, str(data.left_on)) == ("some", 1, "2024-08")
    assert (data.in_detention, data.ill_treatment, data.not_understood) == ("yes", "unknown", {})
    incident = Incident.objects.get()
    kept = HistoryEntry.objects.get(object_type="incident", object_id=incident.pk)
    assert kept.data == json.loads(json.dumps(selectors.snapshot_of(incident)))
    assert kept.data["violations"][0]["association"]["left_on"] == "2024-08"


def test_a_row_that_tells_nothing_makes_no_association(monitor: Person) -> None:
    imported(monitor, mapping(monitor, TELLING), table([only(), only(Act="KIL")], HEADER))

    assert Violation.objects.count() == 2
    assert not Association.objects.exists()


@pytest.mark.parametrize(
    ("changes", "column", "said"),
    [
        ({"How": "abduction; magic; spell"}, "How", "“magic; spell” is not known"),
        ({"Combat": "cook"}, "Combat", "“cook” is not known as “Roles in combat”"),
        ({"Border": "perhaps"}, "Border", "no answer to “Across a border”"),
        ({"Left": "yes"}, "Left", "no answer"),
        ({"From": "half a year"}, "From", "no number"),
        ({"When": "soon"}, "When", "soon"),
        ({"When": "2199"}, "When", "future"),
        ({"To": "2"}, "To", "less than"),
        ({"To": "601"}, "To", "cannot be"),
        ({"Left": "none"}, "Exit", "None has left"),
        ({"Count": "4"}, "Count", "More children have left"),
        ({"When": "4/2024"}, "When", "before the incident"),
        ({"Held": "no"}, "Where", "not in detention"),
        ({"Act": "KIL"}, "Why", "of this kind"),
    ],
)
def test_what_is_unknown_or_contradicts_is_named_with_its_row_column_and_advice(
    changes: dict[str, str], column: str, said: str, monitor: Person
) -> None:
    batch = checked(monitor, mapping(monitor, TELLING), table([line(), line(**changes)], HEADER))

    assert faults(batch) == [(3, column)]
    problem = batch.problems.get()
    assert said in problem.message
    assert problem.advice
    assert problem.value == line(**changes)[HEADER.index(column)]


def test_every_wrong_cell_of_a_row_is_named_at_once(monitor: Person) -> None:
    batch = checked(monitor, mapping(monitor, TELLING), table([line(Why="x", Where="y", Held="z")], HEADER))

    assert faults(batch) == [(2, "Why"), (2, "Held"), (2, "Where")]


def test_rows_of_one_violation_complete_each_other(monitor: Person) -> None:
    rows = [
        only(Code="K1", Boys="1", Girls="0", How="abduction", From="3", To="3", Left="all", Count="1", When="2/6/2024"),
        only(Code="K1", Boys="0", Girls="1", Support="cook", From="7", Left="none", Border="yes"),
        only(Code="K1", Boys="2", Girls="0", Left="some", Count="1", When="9/2024", Border="yes"),
    ]

    imported(monitor, mapping(monitor, TELLING), table(rows, HEADER))

    data = told()
    assert items(data) == {"recruitment/abduction", "role/cook"}
    assert (data.months_at_least, data.months_at_most, data.left, data.left_count) == (3, None, "some", 2)
    assert (str(data.left_on), data.cross_border) == ("2024-06-02/2024-09-30", "yes")


def test_rows_that_contradict_each_other_are_named_before_anything_is_saved(monitor: Person) -> None:
    rows = [only(Code="K1", Border="yes"), only(Code="K1", Border="no"), only(Code="K1", Act="ABD", Border="no")]

    batch = checked(monitor, mapping(monitor, TELLING), table(rows, HEADER))

    assert faults(batch) == [(3, "Border")]


def test_an_incident_that_is_there_is_completed_and_contradicted_by_none(monitor: Person) -> None:
    first = mapping(monitor, TELLING)
    imported(monitor, first, table([only(Code="K1", How="abduction", Border="yes", Left="some", Count="2")], HEADER))
    other = mapping(monitor, TELLING, source=records.source(monitor, "lamp-post", "Lamp Post"), name="Lamp")
    stored = Association.objects.get()
    stored.not_understood = {"local": ["seven"]}
    stored.save()

    refused = checked(monitor, other, table([only(Code="K1", Border="no"), only(Code="K1", Left="all")], HEADER))
    more = [only(Code="K1", Why="insecurity", Left="some", Count="1", When="7/2024")]
    imported(monitor, other, table(more, HEADER))

    assert faults(refused) == [(2, "Border"), (3, "Left")]
    data = told()
    assert items(data) == {"recruitment/abduction", "entry_factor/insecurity"}
    assert (data.cross_border, data.left_count, str(data.left_on)) == ("yes", 2, "2024-07")
    assert data.not_understood == {"local": ["seven"]}
    incident = Incident.objects.get()
    kept = HistoryEntry.objects.get(object_type="incident", object_id=incident.pk, version=incident.version)
    assert kept.data["violations"][0]["association"]["terms"] == sorted(str(pk) for pk in data.terms)


def test_again_it_changes_nothing_and_an_edit_in_between_stays(monitor: Person) -> None:
    saved, content = mapping(monitor, TELLING), table([line(Code="K1"), only(Code="K1", Why="financial-need")], HEADER)
    imported(monitor, saved, content)
    incident = Incident.objects.get()
    services.describe_association(
        acting=monitor, incident_id=incident.pk, violation_id=Violation.objects.get().pk,
        expected_version=incident.version, data=AssociationData(cross_border="no"),
    )  # fmt: skip

    again = imported(monitor, saved, content)

    assert (again.rows_saved, again.rows_known) == (0, 2)
    assert told() == AssociationData(cross_border="no")


def test_stopped_between_any_two_rows_it_goes_on_to_the_same_end(
    monitor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_of, "CHUNK", 1)
    rows = [
        only(Code="K1", Boys=str(n), Girls="0", Count="1", Left="some", From=str(n), To=str(n), Why=why)
        for n, why in enumerate(("insecurity", "financial-need", "to-seek-revenge"), 1)
    ]
    batch = checked(monitor, mapping(monitor, TELLING), table(rows, HEADER))
    imports.confirm_import(acting=monitor, batch_id=batch.pk, in_background=False)
    for _kill in rows:
        with pytest.raises(KeyboardInterrupt):
            running.save_batch(batch.pk, killed_after_a_chunk())

    running.save_batch(batch.pk)

    data = told()
    assert (data.left_count, data.months_at_least, data.months_at_most) == (3, 1, 3)
    assert len(items(data)) == 3
    assert Report.objects.count() == 3


def killed_after_a_chunk() -> Any:
    """A progress bar that is interrupted once a chunk is saved: the first call tells of rows saved before."""
    calls: list[int] = []

    def advance(rows: int) -> None:
        calls.append(rows)
        if len(calls) == 2:
            raise KeyboardInterrupt

    return advance


def test_codes_of_a_mapping_that_lead_nowhere_are_named(monitor: Person) -> None:
    wrong = {**TELLING, "codes": {**TELLING["codes"], "methods": {"T": "no-such-way"}, "left": {"YES": "most"}}}

    with pytest.raises(Invalid) as refused:
        mapping(monitor, wrong)

    assert {problem.where for problem in refused.value.problems} == {"codes.methods", "codes.left"}
    with pytest.raises(Invalid) as constant:
        definitions.parse({**TELLING, "constants": {"roles": "cook"}})
    assert constant.value.problems[0].where == "constants.roles"


def test_the_preview_says_in_words_what_would_be_told(monitor: Person, sign_in: SignIn) -> None:
    batch = checked(monitor, mapping(monitor, TELLING), table([line(), only()], HEADER))

    preview = sign_in(monitor).get(f"/imports/{batch.pk}/").context["content"].preview

    cell, nothing = (str(row[-1]) for row in preview.rows)
    assert "How they were recruited: abduction" in cell
    assert "For how long: 3 to 6 months" in cell
    assert nothing == "–"


def test_its_columns_are_chosen_on_the_page_of_the_mapping(monitor: Person, sign_in: SignIn) -> None:
    browser: Client = sign_in(monitor)
    plain, telling = mapping(monitor), mapping(monitor, TELLING, source=records.source(monitor, "b", "B"), name="B")

    assert (
        '<details class="data"><summary>Columns that' in browser.get(f"/imports/mappings/{plain.pk}/").content.decode()
    )
    page = browser.get(f"/imports/mappings/{telling.pk}/")
    assert '<details class="data" open><summary>Columns that' in page.content.decode()
    form = page.context["content"].form
    sent = {name: form[name].value() or "" for name in form.fields} | {"version": 1, "columns_exits": ""}
    assert browser.post(f"/imports/mappings/{telling.pk}/", sent).status_code == 302
    telling.refresh_from_db()
    assert telling.definition["columns"] == {name: text for name, text in COLUMNS.items() if name != "exits"}
    assert telling.definition["codes"]["methods"] == {"TAKEN": "abduction"}


def test_statements_are_put_together_whatever_their_dates() -> None:
    day = {name: AssociationData(left_on=fuzzy.parse(name)) for name in ("2024-05", "../2023", "2025/..")}

    assert str(joined(day["../2023"], day["2024-05"], same_children=False).left_on) == "../2024-05-31"
    assert str(joined(day["2024-05"], day["2025/.."], same_children=False).left_on) == "2024-05-01/.."
    assert joined(day["../2023"], day["2025/.."], same_children=False) == day["../2023"]
    said = Said(AssociationData(terms=frozenset(), left_on=fuzzy.parse("2024-05~"), left="all"), 3)
    assert Said.unpacked(said.packed()) == said
