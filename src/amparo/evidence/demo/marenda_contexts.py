"""Two contexts of insecurity in Marenda. The country is invented, and so is what is said to happen there."""

import datetime
from typing import Final

from amparo.accounts.models import Person
from amparo.actors.contexts.content import ContextData
from amparo.actors.contexts.models import Context, Extent, Kind
from amparo.actors.contexts.services import record_context
from amparo.kernel import fuzzy
from amparo.places.models import Area

CONTEXTS: Final = (
    (
        "XM01",
        (Kind.CONFLICT, Kind.TERRORISM),
        Extent.WIDESPREAD,
        "2022-03",
        "Fighting in four of five districts; schools closed. Invented for the demonstration.",
    ),
    (
        "XM07",
        (Kind.ORGANISED_CRIME,),
        Extent.RESTRICTED,
        "2020~",
        "Drug transport through two ports, with children as carriers. Invented for the demonstration.",
    ),
)


def record(monitor: Person) -> None:
    """Record the contexts that are missing."""
    for code, kinds, extent, since, ground in CONTEXTS:
        place = Area.objects.get(code=code)
        if Context.objects.filter(place=place).exists():
            continue
        data = ContextData(
            place_id=place.pk,
            kinds=kinds,
            extent=extent,
            starts=fuzzy.parse(since),
            assessed_on=datetime.date(2025, 2, 3),
            organisation="Marenda Monitoring Group (invented)",
            ground=ground,
        )
        record_context(acting=monitor, data=data)
