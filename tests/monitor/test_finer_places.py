"""An incident may name the second-level area in which it was: by page, file and field list, and everywhere after."""

import json
from pathlib import Path

import pytest
from django.conf import LazySettings

from amparo.accounts.models import Person
from amparo.audit.selectors import history_of
from amparo.kernel import search
from amparo.kernel.errors import Invalid
from amparo.monitor.models import Incident, Mention
from amparo.monitor.mrm import writing
from tests.files.outlines.making import areas
from tests.monitor import making
from tests.monitor.imports.making import DEFINITION, HEADER, checked, imported, mapping, row, table
from tests.monitor.making import SignIn
from tests.monitor.test_export import export, lines

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


FINER = {**DEFINITION, "columns": {**DEFINITION["columns"], "admin2": "Town"}}


def test_it_must_lie_in_the_first_level_area(monitor: Person) -> None:
    made = areas()

    for first in (None, made["CO91"].pk):
        with pytest.raises(Invalid) as refused:
            making.incident(monitor, admin1_id=first, admin2_id=made["CO90001"].pk)
        assert [problem.where for problem in refused.value.problems] == ["admin2"]


def test_it_is_chosen_on_the_page_once_its_part_is(monitor: Person, sign_in: SignIn) -> None:
    made, client = areas(), sign_in(monitor)
    form = making.incident_form(making.own_agency(monitor), admin1=made["CO90"].pk)
    assert "Part of that part" not in client.get("/incidents/new/").content.decode()
    assert "River School" in client.post("/incidents/new/", {**form, "show": "parts"}).content.decode()

    client.post("/incidents/new/", {**form, "admin2": made["CO90001"].pk})

    incident = Incident.objects.get()
    assert (incident.admin2, incident.finest_id) == (made["CO90001"], made["CO90001"].pk)
    page = client.get(f"/incidents/{incident.pk}/").context["content"]
    where = next(fact for fact in page.facts if fact.label == "Where")
    assert (where.value, where.basis) == ("River School", "Lantern, Colombia")
    changed = {**form, "version": 1, "admin2": ""}
    assert client.get(f"/incidents/{incident.pk}/change/").context["content"].form.facts["admin2"].value()
    assert client.post(f"/incidents/{incident.pk}/change/", changed).status_code == 302
    (newest, oldest) = history_of("incident", incident.pk)
    assert (newest.data["admin2"], oldest.data["admin2"]) == (None, str(made["CO90001"].pk))


@pytest.mark.both
def test_a_file_names_it_by_code_or_by_name_within_its_part(monitor: Person) -> None:
    made = areas()
    rows = [(*row(Place="", Note="a"), "CO90001"), (*row(Place="CO90", Note="b"), "river school")]

    imported(monitor, mapping(monitor, FINER), table(rows, (*HEADER, "Town")))

    for incident in Incident.objects.all():
        assert (incident.admin1, incident.admin2) == (made["CO90"], made["CO90001"])
        assert Mention.objects.get(incident=incident).area == made["CO90001"]
        found = search.matching("river school", kind="incident", scopes=[incident.agency_id])
        assert incident.pk in set(found or ())
        (kept,) = history_of("incident", incident.pk)
        assert kept.data["admin2"] == str(made["CO90001"].pk)


@pytest.mark.parametrize(("place", "town"), [("CO91", "CO90001"), ("", "river school"), ("CO90", "Nowhere")])
def test_one_that_is_not_known_there_is_named(place: str, town: str, monitor: Person) -> None:
    areas()

    batch = checked(monitor, mapping(monitor, FINER), table([(*row(Place=place), town)], (*HEADER, "Town")))

    assert list(batch.problems.values_list("row", "column", "value")) == [(2, "Town", town)]


def test_it_goes_out_to_those_who_work_on_incidents_alone(monitor: Person, analyst: Person) -> None:
    made = areas()
    making.incident(monitor, admin1_id=made["CO90"].pk, admin2_id=made["CO90001"].pk)

    (head, told) = lines(export(monitor)[0])
    assert dict(zip(head, told, strict=True))["part2_code"] == "CO90001"
    assert "part2" not in lines(export(analyst)[0])[0]
    assert b"River School" not in export(analyst, "geojson")[0]
    assert json.loads(export(monitor, "geojson")[0])["features"][0]["properties"]["part2"] == "River School"
    assert b"CO90001" in export(monitor, "field-list")[0]
    assert b"CO90001" not in export(analyst, "field-list")[0]
    assert writing.record_of(Incident.objects.get())["incident_location"] == "CO90001"
