"""A list of incidents goes out as a file, with a manifest that says what it is."""

import csv
import datetime
import hashlib
import io
import json
import zipfile
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.urls import reverse

from amparo.accounts.models import Agency, Membership, Person
from amparo.accounts.roles import Role
from amparo.audit.models import AuditEvent
from amparo.files.kinds import XLSX
from amparo.files.tables import reading
from amparo.files.tables.shape import Options
from amparo.kernel.errors import Invalid, NotFound, TooLarge
from amparo.monitor.content import VictimData
from amparo.monitor.exports import services
from amparo.monitor.exports.columns import COLUMNS
from amparo.monitor.exports.writing import guarded
from amparo.monitor.models import Incident
from amparo.monitor.mrm.writing import records_for
from amparo.monitor.selectors.narrowing import IncidentFilter
from amparo.places.models import Outline
from tests.monitor import making
from tests.monitor.making import SignIn

pytestmark = pytest.mark.django_db


def export(acting: Person, form: str = "csv", **chosen: Any) -> tuple[bytes, dict[str, Any]]:
    made = services.export_incidents(acting=acting, chosen=IncidentFilter(**chosen), form=form)
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        return archive.read(manifest["file"]), manifest


def lines(table: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))


@pytest.mark.both
def test_the_table_holds_the_list_and_the_manifest_says_what_it_is(monitor: Person, stranger: Person) -> None:
    act = making.ViolationData(making.term("abduction").pk, making.actor().pk)
    incident = making.incident(monitor, violations=(act,), admin1_id=making.area("CO-ANT").pk)
    making.incident(monitor, date="2021")
    making.incident(stranger)

    table, manifest = export(monitor, year=2024)

    head, row = lines(table)
    told = dict(zip(head, row, strict=True))
    assert told["reference"] == incident.code
    assert (told["part_code"], told["violations"], told["parties"]) == ("CO-ANT", "abduction", "River Front")
    assert (told["boys"], told["girls"], told["state"], told["verified_on"]) == ("2", "1", "reported", "")
    assert manifest["sha256"] == hashlib.sha256(table).hexdigest()
    assert (manifest["rows"], manifest["filter"]) == (1, {"year": "2024", "sort": "-date"})
    assert manifest["exported_by"] == monitor.name
    event = AuditEvent.objects.get(action="incidents.exported")
    assert (event.acting, event.detail["sha256"]) == (monitor.pk, manifest["sha256"])


def test_the_order_is_that_of_the_list_and_words_stay_out_of_the_record(monitor: Person) -> None:
    codes = [making.incident(monitor, date=date).code for date in ("2023", "2024", "2022")]

    table, _manifest = export(monitor, sort="date", words="market")

    assert [row[0] for row in lines(table)[1:]] == [codes[2], codes[0], codes[1]]
    assert "market" not in json.dumps(AuditEvent.objects.get(action="incidents.exported").detail)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_begins_like_a_formula_is_text(text: str, monitor: Person, tmp_path: Any) -> None:
    making.incident(monitor, summary="x")
    Incident.objects.update(summary=text)

    assert lines(export(monitor)[0])[1][-1] == f"'{text}"
    (tmp_path / "book.xlsx").write_bytes(export(monitor, "xlsx")[0])
    with zipfile.ZipFile(tmp_path / "book.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_a_negative_number_stays_a_number() -> None:
    assert guarded(-3) == "-3"
    assert guarded(None) == ""


def test_a_workbook_is_read_back_the_same(monitor: Person, tmp_path: Any) -> None:
    incident = making.incident(monitor)
    path = tmp_path / "book.xlsx"
    path.write_bytes(export(monitor, "xlsx")[0])

    with reading.open_table(path, XLSX, Options()) as table:
        (row,) = list(table.rows)

    told = dict(zip(table.header, row.cells, strict=False))
    assert (told["reference"], told["boys"]) == (incident.code, "2")


def test_hxl_has_a_row_of_tags(monitor: Person) -> None:
    making.incident(monitor)

    head, tags, _row = lines(export(monitor, "hxl")[0])

    assert dict(zip(head, tags, strict=True))["girls"] == "#affected+f+children"
    assert len({column.tag for column in COLUMNS}) == len(COLUMNS)


def test_points_stand_for_parts_or_countries_and_for_nothing_nearer(monitor: Person) -> None:
    part = making.area("CO-ANT")
    Outline.objects.create(
        area=part, rings="[]", points=0, west=-77, south=5, east=-74, north=9, source="invented", as_of="2024-01-01"
    )
    making.incident(monitor, admin1_id=part.pk)
    making.incident(monitor, date="2023", admin1_id=making.area("CO-CAU").pk)
    making.incident(monitor, date="2022", country="TUV")

    first, second, third = json.loads(export(monitor, "geojson")[0])["features"]

    assert first["geometry"] == {"type": "Point", "coordinates": [-75.5, 7.0]}
    assert (first["properties"]["precision"], first["properties"]["part_code"]) == ("first-level part", "CO-ANT")
    longitude, latitude = second["geometry"]["coordinates"]
    assert (second["properties"]["precision"], -80 < longitude < -66, -5 < latitude < 13) == ("country", True, True)
    assert (third["geometry"], third["properties"]["precision"]) == (None, "")


def test_an_analyst_receives_no_free_text(monitor: Person, analyst: Person) -> None:
    making.incident(monitor, summary="Words of a witness.")

    table, manifest = export(analyst)

    assert b"witness" not in table
    assert "summary" not in manifest["columns"]
    assert b"witness" in export(monitor)[0]


def test_who_is_an_analyst_here_and_a_monitor_there_receives_the_free_text_of_there_alone(
    monitor: Person, stranger: Person, analyst: Person, other_agency: Agency
) -> None:
    making.incident(monitor, summary="Words of a witness.")
    making.incident(stranger, summary="Words from the lake.")
    Membership.objects.create(
        person=analyst, agency=other_agency, role=Role.MONITOR, starts_on=datetime.date(2020, 1, 1)
    )

    table, _manifest = export(Person.objects.get(pk=analyst.pk))

    assert b"lake" in table
    assert b"witness" not in table


def test_an_analyst_reads_no_free_text_on_the_page_or_in_records(
    monitor: Person, analyst: Person, verifier: Person, sign_in: SignIn
) -> None:
    incident = making.incident(monitor, summary="Words of a witness.")
    address = reverse("monitor:incident-detail", args=[incident.pk])

    told = {person.name: b"witness" in sign_in(person).get(address).content for person in (monitor, verifier, analyst)}

    assert list(told.values()) == [True, True, False]
    assert ["incident_description" in record for record in records_for(analyst)] == [False]
    assert [record["incident_description"] for record in records_for(monitor)] == ["Words of a witness."]


def test_no_lock_is_held_while_the_file_is_made(monitor: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    making.incident(monitor)
    name, write = services.FORMS["csv"]
    open_transactions = []

    def watched(*given: Any) -> bytes:
        open_transactions.append(list(connection.savepoint_ids))
        return write(*given)

    monkeypatch.setitem(services.FORMS, "csv", (name, watched))
    export(monitor)
    assert open_transactions == [[]]  # beside the one in which the test itself runs


def test_others_export_nothing_and_only_in_known_forms(coordinator: Person, monitor: Person) -> None:
    with pytest.raises(NotFound):
        export(coordinator)
    with pytest.raises(Invalid):
        export(monitor, "pdf")


def test_more_than_the_most_are_refused(monitor: Person, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    for _n in range(2):
        making.incident(monitor, victims=(VictimData(boys=1),))
    monkeypatch.setattr(services, "MOST_ROWS", 1)
    monkeypatch.setattr("amparo.monitor.exports.pages.MOST_ROWS", 1)

    with pytest.raises(TooLarge):
        export(monitor)
    assert sign_in(monitor).get(reverse("monitor:incident-export")).context["content"].too_many


def test_on_the_page_one_sees_what_goes_out_first(monitor: Person, sign_in: SignIn, agency: Agency) -> None:
    making.incident(monitor)
    client = sign_in(monitor)
    list_page = client.get(reverse("monitor:incident-list"), {"year": "2024", "after": ""}).context["content"]
    (address,) = (f"{act.href}?{urlencode(list_page.kept)}" for act in list_page.acts if act.text == "Export")

    content = client.get(address).context["content"]
    done = client.post(address, {"form": "hxl"})

    assert content.says == "1 incident goes out."
    assert content.back_url.endswith("?year=2024")
    assert done["Content-Disposition"] == 'attachment; filename="incidents-hxl.zip"'
    assert client.post(address, {"form": "pdf"}).status_code == 422
