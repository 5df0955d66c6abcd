"""What is told of Marenda's groups beside their types. Like the groups, all of it is invented."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from amparo.accounts.models import Person
from amparo.actors import services as actors
from amparo.actors.content import ActorData
from amparo.actors.differences import stored_content
from amparo.actors.listings.content import ListingData, PlanData
from amparo.actors.listings.services import record_listing, record_plan
from amparo.actors.models import Actor
from amparo.actors.relations.content import AliasData, LinkData, PresenceData
from amparo.actors.relations.services import change_aliases, change_links, change_presences
from amparo.evidence.demo.marenda_world import COUNTRY, INVENTED
from amparo.places.models import Area
from amparo.terms.models import Term, Vocabulary

FRONT, COMMITTEES, NETWORK = "belhar-northern-front", "sira-defence-committees", "harbour-network"

FOUNDED: Final = {FRONT: "2009~", COMMITTEES: "2019-04~", NETWORK: "2014~"}
ALIASES: Final[Mapping[str, Sequence[AliasData]]] = {
    FRONT: (
        AliasData("BNF", "abbreviation", "en", source=INVENTED),
        AliasData("جبهة شمال بلهر", "also", "ar", since="2012", source=INVENTED),
        AliasData("Belhar Youth Guard", "formerly", "en", since="2009~", until="2012", source=INVENTED),
    ),
    COMMITTEES: (
        AliasData("SDC", "abbreviation", "en", source=INVENTED),
        AliasData("لجان سيرا للدفاع", "spelling", "ar", source=INVENTED),
    ),
    NETWORK: (AliasData("شبكة الميناء", "also", "ar", source=INVENTED),),
}
AREAS: Final[Mapping[str, Sequence[PresenceData]]] = {
    FRONT: (PresenceData("XM01", since="2010", source=INVENTED), PresenceData("XM04", "2018", "2021", INVENTED)),
    COMMITTEES: (PresenceData("XM02", since="2019", source=INVENTED),),
    NETWORK: (PresenceData("XM05", since="2016", source=INVENTED), PresenceData("XM07", source=INVENTED)),
}
SECOND_SPELLING: Final = ActorData(
    code="harbor-netwerk",
    name="Harbor Netwerk",
    country=COUNTRY[0],
    note="Invented. The same network, as one source spells it.",
)


def relate(monitor: Person) -> None:
    """Say how the groups are called, where they are and what they came from. What is said already is left alone."""
    found = Actor.objects.in_bulk((FRONT, COMMITTEES, NETWORK), field_name="code")
    for code, actor in found.items():
        if not actor.founded:
            known = replace(stored_content(actor), founded=FOUNDED[code])
            actor = actors.change_actor(acting=monitor, actor_id=actor.pk, expected_version=actor.version, data=known)
        if not actor.aliases.exists():
            actor = change_aliases(
                acting=monitor, actor_id=actor.pk, expected_version=actor.version, rows=ALIASES[code]
            )
        if not actor.presences.exists():
            actor = change_presences(
                acting=monitor, actor_id=actor.pk, expected_version=actor.version, rows=AREAS[code]
            )
        if code == COMMITTEES and not actor.links.exists():
            split = LinkData("split-off", found[FRONT].pk, since="2019-04~", source=INVENTED)
            change_links(acting=monitor, actor_id=actor.pk, expected_version=actor.version, rows=(split,))
    if not Actor.objects.filter(code=SECOND_SPELLING.code).exists():
        actors.create_actor(acting=monitor, data=SECOND_SPELLING)
    _list(monitor, found[FRONT])


def _list(monitor: Person, front: Actor) -> None:
    """An invented listing in two years, and the invented plan between them."""
    country = Area.objects.get(code=COUNTRY[0])
    recruitment = Term.objects.get(vocabulary=Vocabulary.VIOLATION, code="recruitment-and-use")
    abduction = Term.objects.get(vocabulary=Vocabulary.VIOLATION, code="abduction")
    for year, section in ((2023, "A"), (2024, "B")):
        if not front.listings.filter(report_year=year).exists():
            data = ListingData(
                front.pk,
                year,
                f"XM/{year}/INVENTED",
                country.pk,
                annex="II",
                section=section,
                violation_ids=(recruitment.pk, abduction.pk),
                note="Invented, as is the country. No report of the Secretary-General says this.",
            )
            record_listing(acting=monitor, data=data)
    if not front.plans.exists():
        plan = PlanData(
            front.pk,
            signed="2024-02",
            signed_with="the invented country task force of Marenda",
            violation_ids=(recruitment.pk,),
            state="in-force",
            source=INVENTED,
        )
        record_plan(acting=monitor, data=plan)
