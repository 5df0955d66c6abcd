"""The frame of every page in a real browser: leaving, colours, language, keyboard, print, and no script at all."""

import pytest
from playwright.sync_api import Route
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from amparo.accounts.models import Person
from tests.browser.conftest import NewVisitor, Visitor


@pytest.fixture
def neutral(settings: Settings, live_server: LiveServer) -> str:
    """A page that stands in for the neutral site: the tests ask nobody outside."""
    settings.LEAVE_URL = f"{live_server.url}/static/amparo/logo.svg"
    return str(settings.LEAVE_URL)


def deaf(reader: Visitor) -> list[str]:
    """Answer /leave/ with nothing, so that the page stays as the script left it; return who asked."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=204)

    reader.context.route("**/leave/", answer)
    return asked


def test_shift_three_times_blanks_the_page_before_any_answer(visit: NewVisitor, monitor: Person) -> None:
    reader = visit(monitor)
    page = reader.go("/")
    asked = deaf(reader)
    for _time in range(3):
        page.keyboard.press("Shift")
    page.wait_for_timeout(200)
    assert len(asked) == 1
    assert page.evaluate("document.documentElement.hidden")
    assert not page.locator("h1").is_visible()
    assert page.title() == ""


def test_shift_three_times_ends_on_the_neutral_site(visit: NewVisitor, monitor: Person, neutral: str) -> None:
    page = visit(monitor).go("/")
    for _time in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(neutral)


def test_the_control_leaves_too_and_the_way_back_does_not_hold_the_page(visit: NewVisitor, neutral: str) -> None:
    page = visit().go("/")
    before = page.evaluate("history.length")
    page.click("[data-leave]")
    page.wait_for_url(neutral)
    assert page.evaluate("history.length") == before


@pytest.mark.parametrize("keys", [["Shift", "Shift"], ["Shift", "a", "Shift", "b", "Shift"], ["Shift+A", "Shift+B"]])
def test_typing_capitals_does_not_leave(visit: NewVisitor, keys: list[str]) -> None:
    reader = visit()
    page = reader.go("/")
    asked = deaf(reader)
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_timeout(100)
    assert asked == []
    assert page.locator("h1").is_visible()


def test_colours_change_at_once_and_stay(visit: NewVisitor) -> None:
    reader = visit(scheme="light")
    page = reader.go("/")
    with page.expect_response("**/preferences/theme/") as answer:
        page.click("button[name=theme][value=dark]")
    assert answer.value.status == 204
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 23, 22)"


def test_without_a_script_colours_language_and_leaving_work(visit: NewVisitor, neutral: str) -> None:
    page = visit(script=False).go("/")
    page.click("button[name=theme][value=dark]")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.click("button[name=language][value=ar]")
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.click("[data-leave]")
    page.wait_for_url(neutral)


def test_without_a_script_a_person_signs_in(visit: NewVisitor, monitor: Person) -> None:
    monitor.set_password("a long enough phrase")
    monitor.save()
    page = visit(script=False).go("/accounts/login/")
    page.fill("main input[name=login]", monitor.email)
    page.fill("main input[name=password]", "not the phrase")
    page.locator("main form").filter(has=page.locator("input[name=password]")).locator("button").first.click()
    assert page.locator(".alert.is-late, .error").first.is_visible()
    page.fill("main input[name=password]", "a long enough phrase")
    page.locator("main form").filter(has=page.locator("input[name=password]")).locator("button").first.click()
    assert "/login/" not in page.url


def test_the_keyboard_reaches_everything_and_shows_where_it_is(visit: NewVisitor, monitor: Person) -> None:
    page = visit(monitor).go("/")
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], button:not([disabled]), input:not([type=hidden]), select, textarea')]"
        ".length"
    )
    reached = set()
    for _step in range(wanted + 5):
        page.keyboard.press("Tab")
        where = page.evaluate(
            "(() => { const e = document.activeElement; if (e === document.body) return null;"
            " const all = [...document.querySelectorAll('*')];"
            " const s = getComputedStyle(e); return [all.indexOf(e), s.outlineStyle, s.outlineWidth]; })()"
        )
        if where:
            reached.add(where[0])
            assert where[1] != "none", "the focus cannot be seen"
    assert len(reached) >= wanted


def test_the_first_stop_of_the_keyboard_skips_to_the_content(visit: NewVisitor, monitor: Person) -> None:
    page = visit(monitor).go("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_on_paper_the_frame_is_gone_and_a_head_says_whose_page_it_is(visit: NewVisitor, monitor: Person) -> None:
    page = visit(monitor).go("/")
    assert not page.locator(".print-head").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".print-head").is_visible()
    assert not page.locator(".leave").is_visible()
    assert not page.locator(".roof").is_visible()


def test_forced_colours_keep_states_apart_by_their_shapes(visit: NewVisitor, settings: Settings) -> None:
    settings.DEMONSTRATION = True
    page = visit().go("/styleguide/")
    page.emulate_media(forced_colors="active")
    shapes = page.evaluate(
        "[...document.querySelectorAll('#state ~ p .tag')].map((t) => getComputedStyle(t, '::before').clipPath)"
    )
    assert len(set(shapes)) == 7
    assert page.evaluate("getComputedStyle(document.querySelector('#state ~ p .tag')).borderTopStyle") == "solid"
