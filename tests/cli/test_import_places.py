"""`amparo places import FILE`: a list of P-codes as OCHA publishes it, packed or not."""

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from amparo.cli.reference import places
from amparo.places.models import Area

pytestmark = pytest.mark.django_db

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "places" / "global_pcodes_adm1_2.csv.gz"
HEADING = "Location,Admin Level,P-Code,Name,Parent P-Code,Valid from date\n"
ROWS = "COL,1,CO05,Antioquia,COL,2020-04-16\nCOL,2,CO05001,Medellin,CO05,2020-04-16\n"


def run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(places, ["import", str(path), *options])


def test_a_packed_list_is_imported_and_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "pcodes.csv.gz"
    path.write_bytes(gzip.compress((HEADING + ROWS).encode()))
    result = run(path)
    assert result.exit_code == 0
    assert result.output.startswith("2 areas read: 1 new, 1 joined to parts of ISO 3166-2")


def test_a_dry_run_says_that_nothing_was_saved(tmp_path: Path) -> None:
    path = tmp_path / "pcodes.csv"
    path.write_text(HEADING + ROWS.replace("Medellin", ""), "utf-8")
    result = run(path, "--dry-run")
    assert "1 have no name" in result.output
    assert result.output.strip().endswith("Nothing was saved.")
    assert not Area.objects.exclude(pcode="").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEADING + ROWS + "COL,2,CO05002\n", "row 4"),
        (HEADING + ROWS.replace("2020-04-16", "soon"), "row 2, Valid from date"),
        ("Name,Age\nA,3\n", "no column"),
        ("%PDF-1.7\n", "no CSV table"),
        ("", "no CSV table"),
    ],
)
def test_a_file_that_cannot_be_read_so_is_refused_in_words(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "given.csv"
    path.write_text(content, "utf-8")
    result = run(path, "--json")
    assert result.exit_code == 1
    body = json.loads(result.output)
    assert said in json.dumps(body)
    assert body["advice"]
    assert not Area.objects.exclude(pcode="").exists()


@pytest.mark.skipif(not REAL.exists(), reason="the published list of P-codes is not beside this folder")
def test_the_published_list_of_32_767_areas_comes_in_whole() -> None:
    first = json.loads(run(REAL, "--json").output)
    assert first["added"] + first["joined"] == first["rows"] == 32_767
    assert Area.objects.exclude(pcode="").count() == 32_767
