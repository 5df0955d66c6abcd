"""A headless chromium for the tests of this folder; skipped aloud where there is none."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from amparo.accounts.models import Person
from tests import standing

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here, and skip it where chromium is absent."""
    absent = pytest.mark.skip(reason="SKIPPED ALOUD: no chromium here. On Debian: apt-get install chromium")
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(absent)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests. Playwright keeps a loop running in this thread, where Django refuses to query."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Visitor:
    """A reader at a browser of their own, with what the browser complained of and whom it asked."""

    context: BrowserContext
    page: Page
    home: str
    complaints: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def go(self, address: str) -> Page:
        """Open a page of the house."""
        self.page.goto(self.home + address)
        return self.page

    @property
    def elsewhere(self) -> list[str]:
        """Return requests to anybody but the house."""
        return [url for url in self.asked if not url.startswith((self.home, "data:", "blob:"))]


NewVisitor = Callable[..., Visitor]


@pytest.fixture
def visit(chromium: Browser, live_server: LiveServer) -> Iterator[NewVisitor]:
    """Make visitors: `visit(person, width=320, scheme="dark", language="ar", script=False)`."""
    opened: list[BrowserContext] = []

    def make(
        person: Person | None = None,
        *,
        width: int = 1280,
        scheme: Literal["light", "dark"] = "light",
        language: str = "en",
        script: bool = True,
    ) -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            locale=language,
            java_script_enabled=script,
        )
        opened.append(context)
        if person is not None:
            cookie = standing.sign_in(person).cookies["sessionid"]
            context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
        visitor = Visitor(context, context.new_page(), live_server.url)
        visitor.page.on("console", lambda message: _note(visitor, message))
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        visitor.page.on("request", lambda request: visitor.asked.append(request.url))
        return visitor

    yield make
    for context in opened:
        context.close()


def _note(visitor: Visitor, message: ConsoleMessage) -> None:
    """Note what the console says, save of addresses that were refused: that may come after the next page is open."""
    if message.type in {"error", "warning"} and message.location.get("url") not in visitor.refused:
        visitor.complaints.append(f"{message.text} {message.location.get('url')}")
