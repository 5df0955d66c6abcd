"""The real run: published, de-identified data of Colombia, held against counts made from the file alone."""

import csv
import gzip
import shutil
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from amparo.accounts.models import Agency, Person
from amparo.audit.models import AuditEvent
from amparo.evidence.demo import colombia
from amparo.evidence.demo.colombia_codes import ACTORS
from amparo.evidence.demo.estimating import overlapping
from amparo.evidence.models import EstimateRun
from amparo.kernel.errors import Invalid, NotAllowed
from amparo.monitor.figures.counting import FigureFilter
from amparo.monitor.figures.own import own_figures
from amparo.monitor.models import Incident, Mention, Report, Source

FILE = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "recruitment" / "colombia_recruitment_R1.csv.gz"
needs_file = pytest.mark.skipif(
    not FILE.exists(), reason="../shared/data/recruitment is absent: the real run on published data is not tested"
)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The whole file, loaded once for all tests of this module and taken back at their end."""
    folder = tmp_path_factory.mktemp("colombia")
    with django_db_blocker.unblock(), override_settings(DEMONSTRATION=True, DATA_DIR=folder), transaction.atomic():
        yield colombia.load(FILE)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def rows():
    """The file's rows, read with nothing but the csv module."""
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def figures(loaded):
    analyst = Person.objects.get(email="analyst@colombia.example")
    agency = Agency.objects.get(code=colombia.AGENCY_CODE)
    return own_figures(analyst, FigureFilter(agency.pk, verified_only=False))


@needs_file
def test_every_person_source_and_membership_is_there(loaded, rows):
    lists = [name for name in rows[0] if name.startswith("list_")]
    memberships = Counter(name for row in rows for name in lists if row[name] == "1")

    assert (loaded.sources, loaded.persons) == (len(lists), len(rows)) == (29, 16_378)
    assert loaded.memberships == sum(memberships.values())
    found = {
        f"list_{source.code.removeprefix('list-')}": source
        for source in Source.objects.filter(code__startswith="list-")
    }
    assert found.keys() == set(lists)
    for name, source in found.items():
        assert Report.objects.filter(source=source).count() == memberships[name]
        assert Mention.objects.filter(source=source).count() == memberships[name]
        assert "verdata" in source.note
        assert "GPL-2" in source.note


@needs_file
def test_figures_by_year_equal_the_files_own_counts(figures, rows):
    years = Counter(int(row["year"]) for row in rows)

    assert {line.key: line.incidents for line in figures.by_committed_year} == years
    assert {line.key: line.violations for line in figures.by_committed_year} == years
    assert {line.key: line.children.total for line in figures.by_committed_year} == years


@needs_file
def test_figures_by_sex_equal_the_files_own_counts(figures, rows):
    sexes = Counter(row["sex"] for row in rows)
    found = {line.key: line for line in figures.by_sex}

    for key, theirs in (("girl", "female"), ("boy", "male")):
        line = found[key]
        assert (line.incidents, line.violations, line.children.total) == (sexes[theirs],) * 3
    assert figures.total.children.total == len(rows)


@needs_file
def test_figures_by_actor_equal_the_files_own_counts(figures, rows):
    from amparo.actors.models import Actor

    codes = dict(Actor.objects.values_list("pk", "code"))
    theirs = {group.code: name for name, group in ACTORS.items()}
    actors = Counter(row["actor"] for row in rows)

    assert {theirs[codes[line.key]]: line.violations for line in figures.by_actor} == actors
    assert {theirs[codes[line.key]]: line.children.total for line in figures.by_actor} == actors


@needs_file
def test_departments_are_those_of_the_file(loaded, rows):
    by_area = Counter(Incident.objects.filter(agency__code=colombia.AGENCY_CODE).values_list("admin1__code", flat=True))
    by_code = Counter(row["department_code"] for row in rows)

    assert by_area == {colombia.DEPARTMENTS[code]: n for code, n in by_code.items()}


@needs_file
def test_nothing_is_called_verified(loaded):
    assert set(Incident.objects.filter(agency__code=colombia.AGENCY_CODE).values_list("status", flat=True)) == {
        "reported"
    }


@needs_file
def test_a_report_is_the_row_as_received_with_its_place(loaded, rows):
    from amparo.monitor.fingerprints import content_sha256

    report = Report.objects.select_related("source", "file").order_by("row").first()

    row = rows[report.row - 2]
    assert report.content == {
        **{name: row[name] for name in colombia.COLUMNS},
        "list": report.source.code.replace("-", "_"),
    }
    assert report.sha256 == content_sha256(report.content)
    assert report.file.name == "colombia_recruitment_R1.csv"


@needs_file
def test_every_year_is_estimated_and_says_why(loaded, rows):
    years = sorted({int(row["year"]) for row in rows})

    assert [one.year for one in loaded.estimates] == years
    for one in loaded.estimates:
        assert 3 <= len(one.lists) <= 5
        assert one.stratum["reasons"]
    verdicts = Counter(one.stratum["verdict"] for one in loaded.estimates)
    assert verdicts["amber"] + verdicts["red"] > verdicts["green"]


@needs_file
def test_a_repeated_run_recognises_itself(loaded):
    events = AuditEvent.objects.filter(action=colombia.ACTION).count()
    runs = EstimateRun.objects.count()

    again = colombia.load(FILE)

    assert (again.persons, again.memberships, again.known) == (0, 0, 16_378)
    assert EstimateRun.objects.count() == runs
    assert AuditEvent.objects.filter(action=colombia.ACTION).count() == events == 1


# --- Without the file ------------------------------------------------------------------------------------------------


HEAD = "year,sex,age_group,actor,department_code,list_1,list_2,list_3\n"


@pytest.fixture
def demonstration(db, settings, tmp_path):
    settings.DEMONSTRATION = True
    settings.DATA_DIR = tmp_path
    return tmp_path


def small(folder, text):
    path = folder / "small.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_real_installation_refuses(db, tmp_path):
    assert not settings.DEMONSTRATION

    with pytest.raises(NotAllowed, match="real installation"):
        colombia.load(small(tmp_path, HEAD))

    assert not Agency.objects.filter(code=colombia.AGENCY_CODE).exists()


def test_a_killed_load_goes_on_where_it_stopped(demonstration, monkeypatch):
    path = small(demonstration, HEAD + "1990,male,15-17,EST,68,1,0,1\n1991,female,0-14,PARA,05,0,1,0\n")
    monkeypatch.setattr(colombia, "ROWS_AT_ONCE", 1)
    save, calls = colombia.Chunk.save, []

    def killed(chunk):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        save(chunk)

    monkeypatch.setattr(colombia.Chunk, "save", killed)
    with pytest.raises(KeyboardInterrupt):
        colombia.load(path)
    monkeypatch.setattr(colombia.Chunk, "save", save)

    done = colombia.load(path)

    assert (done.persons, done.known) == (1, 1)
    assert Report.objects.count() == 3


def test_a_file_of_another_kind_is_refused(demonstration):
    with pytest.raises(Invalid, match="lacks year"):
        colombia.load(small(demonstration, "a,b\n1,2\n"))


def test_a_table_without_lists_is_refused(demonstration):
    with pytest.raises(Invalid, match="its lists"):
        colombia.load(small(demonstration, "year,sex,age_group,actor,department_code\n"))


def test_a_file_that_is_not_packed_as_it_says_is_refused(demonstration):
    path = demonstration / "small.csv.gz"
    shutil.copy(small(demonstration, HEAD), path)

    with pytest.raises(Invalid, match="cannot be read"):
        colombia.load(path)


def test_a_code_that_the_data_do_not_have_is_refused_with_its_row(demonstration):
    path = small(demonstration, HEAD + "1990,male,15-17,EST,68,1,0,1\n1990,male,15-17,KNIGHTS,68,1,0,1\n")

    with pytest.raises(Invalid) as refused:
        colombia.load(path)

    assert refused.value.problems[0].where == "row 3"
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("patterns", "chosen"),
    [
        ({0b001: 9, 0b010: 5, 0b100: 7, 0b011: 1, 0b101: 1}, [0, 2, 1]),
        ({0b001: 9, 0b010: 5, 0b100: 7, 0b011: 1}, [0, 1]),
        ({0b011: 9, 0b100: 7, 0b111: 1}, [0, 2]),
        ({1 << i: 10 - i for i in range(6)} | {0b111111: 1}, [0, 1, 2, 3, 4]),
    ],
    ids=["largest first", "what shares nobody stays out", "one list given twice", "five at most"],
)
def test_the_largest_lists_that_overlap_are_chosen(patterns, chosen):
    assert overlapping(patterns, 6) == chosen
