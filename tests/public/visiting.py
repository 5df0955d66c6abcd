"""Going through every page of the house as somebody who may see it, by the rules of the access matrix."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests import standing
from tests.access.routes import Route, all_routes
from tests.access.rule import Rule
from tests.access.rules import all_rules
from tests.standing import World


@dataclass(frozen=True)
class Visit:
    """One page that was asked for. `form` says that it holds a form of its own, beside those of the frame."""

    key: str
    address: str
    response: HttpResponse

    @property
    def is_page(self) -> bool:
        return self.response.status_code == 200 and self.response.headers.get("Content-Type", "").startswith(
            "text/html"
        )

    @property
    def form(self) -> bool:
        text = self.response.content.decode("utf-8", "replace") if "gzip" not in self.encoding else ""
        return 'method="post"' in text.split("<main", 1)[-1].split("<footer", 1)[0]

    @property
    def encoding(self) -> str:
        return self.response.headers.get("Content-Encoding", "")


def every_visit(world: World, **headers: str) -> Iterator[Visit]:
    """Ask for every route that can be read, each as one person whom its rule allows, over an object of its own."""
    rules = all_rules()
    for route in all_routes():
        rule = rules.get(route.key)
        if rule is None or "GET" not in rule.methods:
            continue
        with transaction.atomic():
            yield _visit(world, route, rule, headers)
            transaction.set_rollback(True)


def _visit(world: World, route: Route, rule: Rule, headers: dict[str, str]) -> Visit:
    arguments = rule.make(world, world.agency) if rule.make else {}
    role = next((role for role in world.people if rule.roles and rule.allows(role)), None)
    person = world.people[role] if role else world.nobody
    client = Client() if rule.public else standing.sign_in(person)
    address = route.address(arguments)
    response = client.get(address, headers=headers)
    if response.streaming:
        b"".join(cast("Iterator[bytes]", response.streaming_content))
    return Visit(route.key, address, response)
