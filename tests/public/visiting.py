"""Going through every page of the house as somebody who may see it, by the rules of the access matrix."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from django.db import transaction
from django.test import Client

from tests import standing
from tests.access.routes import Route, all_routes
from tests.access.rule import Rule
from tests.access.rules import all_rules
from tests.standing import World


@dataclass(frozen=True)
class Visit:
    """One address that was asked for, and what came."""

    key: str
    address: str
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def is_page(self) -> bool:
        return self.status == 200 and self.headers.get("Content-Type", "").startswith("text/html")

    @property
    def has_form(self) -> bool:
        """Say whether the page sends something, beside the choices in its frame."""
        return 'method="post"' in self.text.split("<main", 1)[-1].split("<footer", 1)[0]


def every_visit(world: World, language: str) -> Iterator[Visit]:
    """Ask for every route that can be read, each as one person whom its rule allows, over an object of its own."""
    rules = all_rules()
    for route in all_routes():
        rule = rules.get(route.key)
        if rule is None or "GET" not in rule.methods:
            continue
        with transaction.atomic():
            yield _visit(world, route, rule, language)
            transaction.set_rollback(True)


def _visit(world: World, route: Route, rule: Rule, language: str) -> Visit:
    arguments = rule.make(world, world.agency) if rule.make else {}
    role = next((role for role in world.people if rule.roles and rule.allows(role)), None)
    person = world.people[role] if role else world.nobody
    client = Client() if rule.public else standing.sign_in(person)
    address = route.address(arguments)
    response = client.get(address, headers={"Accept-Language": language})
    body = b"".join(cast("Iterator[bytes]", response.streaming_content)) if response.streaming else response.content
    return Visit(route.key, address, response.status_code, dict(response.headers), body.decode("utf-8", "replace"))
