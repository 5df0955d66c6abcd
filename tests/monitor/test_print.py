"""A printed list says whose it is, when it was printed, by whom, and what it is narrowed to; tables are whole."""

import re
from pathlib import Path

import pytest

from amparo.accounts.models import Person
from tests.files.outlines.making import areas
from tests.monitor import making
from tests.monitor.making import SignIn

ROOT = Path(__file__).resolve().parents[2]
CSS = (ROOT / "src" / "amparo" / "kernel" / "static" / "amparo" / "amparo.css").read_text("utf-8")
PRINT = CSS[CSS.index("@media print {") :]


def rule(selector: str) -> str:
    """What the print rules say of a selector."""
    (found,) = re.findall(rf"^    {re.escape(selector)} \{{(.*)\}}$", PRINT, re.MULTILINE)
    return str(found)


def test_navigation_is_left_out_and_tables_stay_tables_however_narrow_the_paper() -> None:
    hidden = next(line for line in PRINT.splitlines() if "display: none !important" in line)
    shown = re.search(r"@media ([^{]*) \{\n    \.fold thead", CSS)

    left_out = set(re.findall(r"[.][\w-]+", hidden))
    assert {".roof", ".foot", ".skip", ".leave", ".tabs", ".pages", ".btn", ".crumbs"} <= left_out
    assert not {".filters", ".chips", ".table", ".print-head"} & left_out
    assert shown is not None
    assert shown[1].startswith("screen and")
    assert "visible" in rule(".scroll")
    assert "block" in rule(".print-head")
    assert "visible" in rule("details::details-content")


def test_filters_print_as_text_and_those_that_are_not_in_use_do_not() -> None:
    assert 'option[value=""]:checked' in PRINT
    assert "border: 0" in rule(".filters select, .filters input")
    assert "attr(aria-label)" in rule(".chips::before")
    assert rule(".filters ~ .chips") == " display: none; "


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/incidents/?year=2024", "/incidents/map/?year=2024", "/reports/", "/sources/", "/imports/",
        "/imports/field-list/", "/verification/", "/figures/",
    ],
)  # fmt: skip
def test_every_list_has_a_head_for_paper(address: str, monitor: Person, sign_in: SignIn) -> None:
    making.incident(monitor, admin1_id=areas()["CO90"].pk)

    page = sign_in(monitor).get(address).content.decode()

    (head,) = re.findall(r'<div class="print-head">(.*?)</div>', page, re.DOTALL)
    assert "Harbour Agency (invented)" in head
    assert f"<bdi>Printed by {monitor.name}</bdi>" in head
    assert re.search(r"<bdi>\d+ \w+ \d{4}, \d\d:\d\d</bdi>", head)
    if "?year" in address:
        assert re.search(r'class="chips" role="group" aria-label="Filters in use"><a class="chip"[^>]*>2024', page)


@pytest.mark.django_db
def test_one_page_of_a_longer_list_says_so_on_paper(
    monitor: Person, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.incident(monitor)
    assert "one page of a longer list" not in sign_in(monitor).get("/incidents/").content.decode()
    making.incident(monitor)
    monkeypatch.setattr("amparo.monitor.selectors.lists.PAGE_ROWS", 1)
    page = sign_in(monitor).get("/incidents/").content.decode()
    assert 'class="meta print-only">This is one page of a longer list.' in page
