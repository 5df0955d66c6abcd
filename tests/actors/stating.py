"""What the tests of actors state, made through the services as people make it. All groups are invented."""

import uuid
from typing import Any

from amparo.accounts.models import Person
from amparo.actors.listings import services as listings
from amparo.actors.listings.content import ListingData, PlanData
from amparo.actors.models import ActionPlan, Actor, PartyListing
from amparo.actors.relations import services as relations
from amparo.actors.relations.content import AliasData, LinkData
from amparo.kernel.ids import uuid7
from tests.monitor import making


def aliases(monitor: Person, actor: Actor, *rows: AliasData) -> Actor:
    actor.refresh_from_db()
    return relations.change_aliases(acting=monitor, actor_id=actor.pk, expected_version=actor.version, rows=rows)


def links(monitor: Person, actor: Actor, *rows: LinkData) -> Actor:
    actor.refresh_from_db()
    return relations.change_links(acting=monitor, actor_id=actor.pk, expected_version=actor.version, rows=rows)


def listing_data(actor_id: uuid.UUID, **facts: Any) -> ListingData:
    stated: dict[str, Any] = {
        "report_year": 2023,
        "symbol": "X/2023/1",
        "situation_id": making.area("COL").pk,
        "annex": "I",
        "section": "B",
        "violation_ids": (making.term("recruitment-and-use").pk,),
        **facts,
    }
    return ListingData(actor_id, **stated)


def listing(monitor: Person, actor_id: Any, **facts: Any) -> PartyListing:
    return listings.record_listing(acting=monitor, data=listing_data(actor_id, **facts))


def plan_data(actor_id: uuid.UUID, **facts: Any) -> PlanData:
    stated: dict[str, Any] = {
        "signed": "2020-03",
        "signed_with": "United Nations",
        "violation_ids": (making.term("recruitment-and-use").pk,),
        "state": "in-force",
        "source": "Invented agreement of March 2020",
        **facts,
    }
    return PlanData(actor_id, **stated)


def plan(monitor: Person, actor_id: Any, **facts: Any) -> ActionPlan:
    return listings.record_plan(acting=monitor, data=plan_data(actor_id, **facts))


def listing_form(actor: Actor, **facts: Any) -> dict[str, Any]:
    """What a browser sends when the form of a listing is filled in as in `listing_data`."""
    return {
        "actor": actor.pk,
        "report_year": 2023,
        "symbol": "X/2023/1",
        "situation": making.area("COL").pk,
        "state": "listed",
        "annex": "I",
        "section": "B",
        "violations": [making.term("recruitment-and-use").pk],
        "submission": uuid7(),
        "version": 1,
        **facts,
    }


def plan_form(actor: Actor, **facts: Any) -> dict[str, Any]:
    """What a browser sends when the form of an action plan is filled in as in `plan_data`."""
    return {
        "actor": actor.pk,
        "signed": "2020-03",
        "signed_with": "United Nations",
        "state": "in-force",
        "violations": [making.term("recruitment-and-use").pk],
        "source": "Invented agreement of March 2020",
        "submission": uuid7(),
        "version": 1,
        **facts,
    }
