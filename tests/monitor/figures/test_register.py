"""Loading the register of published figures."""

import pytest

from amparo.audit.models import AuditEvent
from amparo.kernel.errors import Invalid
from amparo.monitor.figures.register import REGISTER_FILE, load_published_figures, read_register
from amparo.monitor.models import PublishedFigure
from tests.monitor.figures.records import empty_register

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_loaded(db):
    """The register fills itself when the database is made; each test here begins without it."""
    empty_register()


def changed_register(tmp_path, before, after):
    text = REGISTER_FILE.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "register.csv"
    path.write_text(text.replace(before, after), encoding="utf-8")
    return path


def test_every_line_of_the_file_becomes_a_figure():
    done = load_published_figures(acting=None)

    lines = len(REGISTER_FILE.read_text(encoding="utf-8").splitlines()) - 1
    assert done.added == lines == PublishedFigure.objects.count()


def test_a_repeated_load_changes_nothing_and_leaves_no_event():
    load_published_figures(acting=None)
    before = list(PublishedFigure.objects.order_by("code").values())
    events = AuditEvent.objects.filter(action="figures.loaded").count()

    done = load_published_figures(acting=None)

    assert (done.added, done.changed) == (0, 0)
    assert list(PublishedFigure.objects.order_by("code").values()) == before
    assert AuditEvent.objects.filter(action="figures.loaded").count() == events


def test_a_corrected_line_changes_its_figure_and_is_audited(tmp_path):
    load_published_figures(acting=None)
    events = AuditEvent.objects.filter(action="figures.loaded").count()

    done = load_published_figures(acting=None, path=changed_register(tmp_path, ",8521,", ",8522,"))

    assert (done.added, done.changed) == (0, 1)
    figure = PublishedFigure.objects.get(code="wld-2020-child")
    assert (figure.total, figure.version) == (8522, 2)
    assert AuditEvent.objects.filter(action="figures.loaded").count() == events + 1


def test_a_figure_that_the_file_no_longer_holds_is_kept(tmp_path):
    load_published_figures(acting=None)
    text = REGISTER_FILE.read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "register.csv"
    path.write_text("".join(text[:-1]), encoding="utf-8")

    load_published_figures(acting=None, path=path)

    assert PublishedFigure.objects.filter(code="bfa-2024-child-isgs").exists()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (",8521,", ",many,"),
        (",8521,", ",,"),
        ("2020-01-01,2020-12-31,child", "2020-01-01,2019-12-31,child"),
        ("child,exact,,,,8521", "child,roughly,,,,8521"),
        ("wld-2020-child,WLD,2020-01-01", "wld-2020-child,WLD,2020-13-01"),
        ("Al-Shabaab,908", "Al-Shabaab,"),
        (",standing\n", ",stand\n"),
    ],
    ids=["no number", "no total", "ends before it starts", "qualifier", "no date", "party without number", "column"],
)
def test_a_line_that_is_no_figure_is_refused_and_nothing_is_saved(tmp_path, before, after):
    with pytest.raises(Invalid, match="Line "):
        load_published_figures(acting=None, path=changed_register(tmp_path, before, after))

    assert not PublishedFigure.objects.exists()


def test_every_figure_has_a_source_and_a_standing():
    assert all(figure.source and figure.standing for figure in read_register())
