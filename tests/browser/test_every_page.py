"""Every page of the house in a real browser: accessible, quiet, and whole on a narrow screen, in both directions."""

from collections.abc import Mapping
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from playwright.sync_api import Error, Page
from pytest_django.fixtures import Settings

from amparo.accounts.models import Person
from tests.access.routes import all_routes
from tests.access.rule import Make
from tests.access.rules import all_rules
from tests.browser.conftest import NewVisitor, Visitor
from tests.standing import World

# Only what is wrong is told at length: to tell all that is right takes longer than to find what is not.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# What may differ in another language and in the dark. How a page is built does not, and is looked at once.
LOOK = {
    "runOnly": {
        "type": "rule",
        "values": [
            "color-contrast", "target-size", "link-in-text-block", "html-has-lang", "html-lang-valid", "valid-lang",
            "button-name", "link-name", "label", "image-alt", "svg-img-alt", "document-title",
        ],
    },
    "resultTypes": ["violations"],
}  # fmt: skip
NOT_PAGES = {"public:leave", "health", "account_logout", "api-1.0.0:openapi-json"}
WIDTHS = (320, 1440)


def addresses(world: World) -> list[tuple[str, Person | None, str]]:
    """Return (route, who may see it, address) of every page, each over an object of its own."""
    found: list[tuple[str, Person | None, str]] = []
    made: dict[Make | None, Mapping[str, object]] = {}
    rules = all_rules()
    for route in all_routes():
        rule = rules.get(route.key)
        if rule is None or route.is_api or route.key in NOT_PAGES or "GET" not in rule.methods:
            continue
        if rule.make not in made:
            with transaction.atomic():
                made[rule.make] = rule.make(world, world.agency) if rule.make else {}
        role = next((role for role in world.people if rule.roles and rule.allows(role)), None)
        person = None if rule.public else world.people[role] if role else world.nobody
        found.append((route.key, person, route.address(made[rule.make])))
    return found


def opens(reader: Visitor, address: str) -> bool:
    """Open an address; say whether a page came, and not a file, a refusal, or a step elsewhere."""
    try:
        answer = reader.page.goto(reader.home + address)
    except Error as error:
        if "Download is starting" not in str(error):
            raise
        return False
    is_page = answer is not None and answer.headers.get("content-type", "").startswith("text/html")
    if answer is None or answer.status != 200 or not is_page:
        # The browser complains of every refusal, sooner or later, and asks for an icon beside what is no page.
        reader.refused |= {reader.home + address, f"{reader.home}/favicon.ico"}
        reader.complaints.clear()
        return False
    return True


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def violations(page: Page, rules: Mapping[str, object]) -> list[str]:
    """Return what is wrong on a page with all that folds open; of a long table, the first rows stand for all."""
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    page.evaluate("document.querySelectorAll('tbody > tr:nth-child(n + 41)').forEach((row) => { row.remove(); })")
    found = Axe().run(page, options=dict(rules)).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found]


@pytest.mark.parametrize(
    ("language", "scheme", "every"),
    [("en", "light", 1), ("ar", "dark", 3), pytest.param("ar", "dark", 1, marks=pytest.mark.prove)],
)
def test_every_page_is_accessible_quiet_and_whole(
    visit: NewVisitor, world: World, settings: Settings, language: str, scheme: Literal["light", "dark"], every: int
) -> None:
    """Each page is opened and measured; of each `every`th, what can be seen is looked at too."""
    settings.DEMONSTRATION = True  # so that the style page and the banner are among them
    faults, seen = [], 0
    readers: dict[Person | None, Visitor] = {}
    for key, person, address in addresses(world):
        if person not in readers:
            readers[person] = visit(person, scheme=scheme, language=language)
        reader = readers[person]
        if not opens(reader, address):
            continue
        seen += 1
        for width in WIDTHS:
            reader.page.set_viewport_size({"width": width, "height": 800})
            if (over := overflow(reader.page)) > 0:
                faults.append(f"{key} at {width}: {over} px too wide")
        if seen % every == 0:
            rules = RULES if language == "en" else LOOK
            faults += [f"{key}: {fault}" for fault in violations(reader.page, rules)]
        faults += [f"{key}: console: {complaint}" for complaint in reader.complaints]
        faults += [f"{key}: asks {url}" for url in reader.elsewhere]
        reader.complaints.clear()
        reader.asked.clear()
    assert seen > 30
    assert not faults, "\n".join(faults)
