"""Rules of the kernel's own address."""

from tests.access.rule import Rule

RULES: dict[str, Rule] = {
    "health": Rule(public=True, answers={200, 503}, why="In a test no worker runs, and the page says so."),
}
