"""Outlines come in by their P-codes, simplified, again without effect; what fits no area is told, none half saved."""

import datetime
import gzip
import json
import math
import time
from pathlib import Path
from typing import Any

import pytest

from amparo.audit.models import AuditEvent
from amparo.files.outlines import geojson
from amparo.files.outlines.importing import Brought, import_outlines
from amparo.kernel import clock
from amparo.kernel.errors import Invalid
from amparo.kernel.ui.sheets import unpacked
from amparo.places.models import STEPS_PER_DEGREE, Area, Outline
from tests.files.outlines import making
from tests.proof import Figure

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def areas(db: None) -> dict[str, Area]:
    return making.areas()


def bring(folder: Path, content: object, **said: Any) -> Brought:
    return import_outlines(making.file(folder, content), source="given.geojson", **said)


def refused(folder: Path, content: object) -> Invalid:
    with pytest.raises(Invalid) as caught:
        bring(folder, content)
    assert not Outline.objects.exists()
    assert not AuditEvent.objects.filter(action="places.outlines_imported").exists()
    return caught.value


def said_of(folder: Path, content: object) -> str:
    error = refused(folder, content)
    return json.dumps(error.as_json(), ensure_ascii=False)


@pytest.mark.both
def test_outlines_come_in_by_their_p_codes_with_source_day_and_box(tmp_path: Path) -> None:
    second = making.feature("", making.square(-74.0), ADM1_PCODE=None, admin2Pcode="CO90001", ADM1_EN="River School")
    day = datetime.date(2024, 5, 17)

    done = bring(tmp_path, making.collection(making.feature(), second), as_of=day)

    assert (done.features, done.new, done.unjoined, done.problems) == (2, 2, 0, [])
    outline = Outline.objects.get(area__code="CO90")
    assert (outline.source, outline.as_of) == ("given.geojson", day)
    assert (outline.west, outline.south, outline.east, outline.north) == (-75, 4, -74, 5)
    ((xs, ys),) = unpacked(json.loads(outline.rings), STEPS_PER_DEGREE)
    assert {*zip(xs, ys, strict=True)} == {(-75, 4), (-74, 4), (-74, 5), (-75, 5)}
    assert AuditEvent.objects.get(action="places.outlines_imported").detail["new"] == 2


@pytest.mark.both
def test_the_same_file_changes_nothing_and_a_newer_one_replaces(tmp_path: Path) -> None:
    bring(tmp_path, making.collection(making.feature()), as_of=datetime.date(2024, 5, 17))
    again = bring(tmp_path, making.collection(making.feature()))
    assert (again.new, again.replaced, again.unchanged) == (0, 0, 1)
    assert Outline.objects.get().as_of == datetime.date(2024, 5, 17)

    newer = bring(tmp_path, making.collection(making.feature(ring=making.square(side=2))))
    assert (newer.replaced, Outline.objects.get().east) == (1, -73)
    assert Outline.objects.get().as_of == clock.today()


def test_a_dry_run_saves_nothing(tmp_path: Path) -> None:
    assert bring(tmp_path, making.collection(making.feature()), dry_run=True).new == 1
    assert not Outline.objects.exists()


def test_a_packed_file_and_a_property_of_another_name_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "given.geojson.gz"
    content = making.collection(making.feature("", our_code="CO91"))
    path.write_bytes(gzip.compress(json.dumps(content).encode()))

    import_outlines(path, source="given", code_property="our_code")

    assert Outline.objects.get().area.code == "CO91"


def test_what_fits_no_area_is_left_out_and_told_by_name_and_code(tmp_path: Path) -> None:
    done = bring(
        tmp_path,
        making.collection(
            making.feature("CO99", ADM1_EN="Unknown Hills"),
            making.feature("CO91", ADM0_PCODE="VE"),
            making.feature("", ADM1_PCODE=None),
            making.feature("CO90", ADM3_PCODE="CO90001001"),
            making.feature("CO91", [[4, -75], [5, -75], [5, -74], [4, -75]]),
            making.feature("CO91", making.square(40, 50)),
            making.feature("CO90"),
        ),
    )
    told = [f"{one.where}: {one.message} {one.advice}" for one in done.problems]
    assert (done.new, done.unjoined) == (1, 6)
    assert told[0].startswith("feature 1 Unknown Hills CO99: Its P-code is not known.")
    assert "VE" in told[1]
    assert "COL" in told[1]
    assert "no P-code" in told[2]
    assert "third level" in told[3]
    assert "write the longitude first" in told[4]
    assert "outside of its country" in told[5]


@pytest.mark.parametrize(
    ("ring", "said"),
    [
        (making.square()[:-1], "not closed"),
        (making.square()[:3], "fewer than four"),
        ([[-75, 4], [-74, 5], [-74, 4], [-75, 5], [-75, 4]], "crosses or touches itself"),
        ([[-75, 4], [-73, 6], [-73, 4], [-74.5, 5.5], [-75, 4]], "crosses or touches itself"),
        ([[-75, 4], [-74, 4], [-73, 4], [-75, 4]], "crosses or touches itself"),
        ([[4, -175], [5, -175], [5, -174], [4, -175]], "longitude first"),
        ([[500000, 400000], [500001, 400000], [500001, 400001], [500000, 400000]], "WGS 84"),
        ([["-75", 4], [-74, 4], [-74, 5], ["-75", 4]], "no pair of numbers"),
        ([[True, 4], [-74, 4], [-74, 5], [True, 4]], "no pair of numbers"),
        ([[-75], [-74, 4], [-74, 5], [-75]], "no pair of numbers"),
        ([{"x": 1}], "no pair of numbers"),
    ],
)
def test_a_fault_in_one_outline_refuses_the_file_and_names_the_feature(
    ring: making.Points, said: str, tmp_path: Path
) -> None:
    error = refused(tmp_path, making.collection(making.feature("CO91"), making.feature(ring=ring)))
    assert [one.where for one in error.problems] == ["feature 2 Lantern CO90"]
    assert said in f"{error.problems[0].message} {error.problems[0].advice}"


def test_a_slight_touch_is_repaired_and_said(tmp_path: Path) -> None:
    ring = making.square()
    ring[2:2] = [[-74, 4.5], [-73.999, 4.501], [-74, 4.501], [-73.999, 4.5], [-74, 4.502]]
    done = bring(tmp_path, making.collection(making.feature(ring=ring)))
    assert (done.repaired, done.new, done.unjoined) == (1, 1, 0)
    assert "was repaired" in str(done.problems[0].message)


def test_a_star_that_crosses_itself_thousands_of_times_is_refused_at_once(tmp_path: Path) -> None:
    count = 4_001
    star = [
        [math.cos(i * math.pi * (count - 1) / count) - 74, math.sin(i * math.pi * (count - 1) / count) + 4]
        for i in range(2 * count)
    ]
    assert "crosses or touches itself" in said_of(tmp_path, making.collection(making.feature(ring=[*star, star[0]])))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "character 1"),
        ("[]", "character 1"),
        ('{"type": "FeatureCollection"}', "no FeatureCollection"),
        ('{"type": "Topology", "features": [1]}', "no FeatureCollection"),
        ('{"type": "FeatureCollection", "features": []}', "no feature"),
        ('{"type": "FeatureCollection", "features": [1]} x', "follows its end"),
        ('{"type": "FeatureCollection", "features": [1,]}', "breaks off"),
        ('{"type": "FeatureCollection", "features": [{"a": NaN}]}', "breaks off"),
        ('{"type": "FeatureCollection", "features": [{"a": "', "does not end"),
        ('{"type": "FeatureCollection", "features": [', "breaks off"),
        ('{"type": "FeatureCollection", "features" 1}', "breaks off"),
        ('{"a": ' + "[" * 17 + "]" * 17 + "}", "nested deeper"),
        ('{"type": "FeatureCollection", "features": [1]}', "no feature with properties"),
        (json.dumps(making.collection(making.feature() | {"geometry": None})), "no area"),
        (json.dumps(making.collection(making.feature() | {"geometry": {"type": "Point"}})), "but Point"),
        (json.dumps(making.collection(making.feature() | {"geometry": {"type": "MultiPolygon"}})), "no list"),
        (
            json.dumps(making.collection(making.feature() | {"geometry": {"type": "Polygon", "coordinates": []}})),
            "no outline",
        ),
        (json.dumps(making.collection(making.feature(), making.feature())), "Another feature has this P-code"),
    ],
)
def test_what_is_no_collection_of_areas_is_refused_in_words(content: str, said: str, tmp_path: Path) -> None:
    assert said in said_of(tmp_path, content)


def test_text_that_is_no_utf_8_and_a_broken_archive_are_refused(tmp_path: Path) -> None:
    for content in (b'{"type": "\xff"}', b"\x1f\x8b broken"):
        path = tmp_path / "given.geojson"
        path.write_bytes(content)
        with pytest.raises(Invalid) as caught:
            import_outlines(path, source="given")
        assert caught.value.advice


def test_a_number_of_a_million_digits_is_refused(tmp_path: Path) -> None:
    text = json.dumps(making.collection(making.feature())).replace("-75.0", "9" * 100_000)
    assert "breaks off" in said_of(tmp_path, text)
    assert "no pair" in said_of(tmp_path, json.dumps(making.collection(making.feature())).replace("-75.0", "1e999"))


def test_many_points_are_simplified_with_a_word_and_more_than_two_million_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 60_000
    turns = [2 * math.pi * number / count for number in range(count)]
    ring = [[-74 + math.cos(turn), 4 + math.sin(turn)] for turn in turns]
    content = making.collection(making.feature(ring=[*ring, ring[0]]))

    done = bring(tmp_path, content)
    assert done.points_read == count + 1
    assert done.points_kept < 500

    Outline.objects.all().delete()
    monkeypatch.setattr(geojson, "MOST_POINTS", 59_000)
    with pytest.raises(Invalid, match="59,000 points"):
        bring(tmp_path, content)
    monkeypatch.setattr(geojson, "MOST_FEATURES", 0)
    with pytest.raises(Invalid, match="59,000 points"):
        bring(tmp_path, content)


def test_too_many_features_and_too_many_bytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geojson, "MOST_FEATURES", 1)
    assert "more than 1 features" in said_of(tmp_path, making.collection(making.feature(), making.feature("CO91")))
    monkeypatch.setattr(geojson, "MOST_MEGABYTES", 0)
    assert "larger than" in said_of(tmp_path, making.collection(making.feature()))


def test_neighbours_still_share_their_border_after_it_is_simplified(tmp_path: Path) -> None:
    wave = [[-74 + 0.0001 * math.sin(step), 4 + step / 2_000] for step in range(2_001)]
    west = [[-75.0, 4.0], *wave, [-75.0, 5.0], [-75.0, 4.0]]
    east = [[-73.0, 4.0], [-73.0, 5.0], *reversed(wave), [-73.0, 4.0]]

    bring(tmp_path, making.collection(making.feature(ring=west), making.feature("CO91", east)))

    points = []
    for outline in Outline.objects.all():
        ((xs, ys),) = unpacked(json.loads(outline.rings), STEPS_PER_DEGREE)
        points.append({(x, y) for x, y in zip(xs, ys, strict=True) if -74.1 < x < -73.9})
    assert points[0] == points[1]
    assert 2 <= len(points[0]) < 200


@pytest.mark.prove
def test_a_million_points_come_in_simplified(tmp_path: Path, figure: Figure) -> None:
    count = 1_000_000
    turns = [2 * math.pi * number / count for number in range(count)]
    ring = [[-74 + math.cos(turn), 4 + math.sin(turn)] for turn in turns]
    began = time.process_time()

    done = bring(tmp_path, making.collection(making.feature(ring=[*ring, ring[0]])))

    figure("GeoJSON of a million points brought in", round(time.process_time() - began), "s of CPU")
    assert (done.points_read, done.points_kept < 500) == (count + 1, True)
