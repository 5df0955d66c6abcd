"""Keeping facts in blocks beside the records, so that a figure need not read these.

Every change of an incident raises its version. Facts are kept for one version, and where the incident has a later one
they are not read: nobody who changes a record need think of figures, and no figure rests on what was. The worker keeps
up by its tick, and after an import.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Aggregate, Count, F, QuerySet, Sum

from amparo.accounts.models import Agency
from amparo.monitor.figures.facts.reading import facts_of
from amparo.monitor.figures.facts.sheets import decoded, number_of
from amparo.monitor.models import FactsBlock, Incident

AT_ONCE = 20_000
"""How many incidents are looked for at once. Their facts are kept in some seconds."""
Advance = Callable[[int], object]


def keep(advance: Advance = lambda _count: None) -> int:
    """Keep the facts of all incidents that lack them, and return of how many.

    An incident that somebody is changing at this moment is left to the next time.
    """
    forget_agencies_out_of_step()
    count = 0
    while kept := _keep_some(advance):
        count += kept
    return count


def keep_up() -> int:
    """Keep the facts of what has changed, and return of how many incidents. A tick: the next one takes the rest."""
    return _keep_some(lambda _count: None)


def lacking() -> int:
    """Return of how many incidents the facts are not kept."""
    return _without_facts().count()


def forget() -> None:
    """Forget what is kept of all agencies. Figures are right all the same, and slower until it is kept again."""
    _forget(list(Agency.objects.values_list("pk", flat=True)))


def _without_facts() -> QuerySet[Incident]:
    return Incident.objects.filter(facts_version__lt=F("version")).order_by()


def _keep_some(advance: Advance) -> int:
    blocks: dict[tuple[uuid.UUID, int], list[uuid.UUID]] = defaultdict(list)
    for agency_id, pk in _without_facts().values_list("agency_id", "pk")[:AT_ONCE]:
        blocks[agency_id, number_of(pk)].append(pk)
    count = 0
    for (agency_id, number), ids in blocks.items():
        count += _keep(agency_id, number, ids)
        advance(len(ids))
    return count


@transaction.atomic
def _keep(agency_id: uuid.UUID, number: int, ids: Sequence[uuid.UUID]) -> int:
    """Make one block anew, with these incidents in it.

    Two processes at one agency wait for each other, or the second would forget what the first has added. The incidents
    are locked while they are read, so that their versions stay what they are.
    """
    Agency.objects.select_for_update(no_key=True).filter(pk=agency_id).first()
    locked = _without_facts().select_for_update(of=("self",), skip_locked=True).filter(pk__in=ids).order_by("pk")
    held = list(locked.values_list("pk", flat=True))
    if not held:
        return 0
    block = FactsBlock.objects.filter(agency_id=agency_id, number=number).first()
    facts = facts_of(list({*held, *_incidents_in(block)}))
    FactsBlock.objects.update_or_create(agency_id=agency_id, number=number, defaults=facts._asdict())
    return Incident.objects.filter(pk__in=held).update(facts_version=F("version"))


def _incidents_in(block: FactsBlock | None) -> list[uuid.UUID]:
    sheet = decoded(block.facts) if block else None
    return [uuid.UUID(bytes=one) for one in sheet.table("incident")] if sheet else []


def forget_agencies_out_of_step() -> None:
    """Forget the facts of agencies of which not exactly those incidents are kept that say so. A tick.

    It does not happen unless incidents were deleted past the system, or blocks lost. Figures notice it and are right,
    and slower until the facts are kept again.
    """
    said: Counter[uuid.UUID] = Counter(_by_agency(Incident.objects.order_by(), Count("pk")))
    said.subtract(_by_agency(_without_facts().filter(facts_version=0), Count("pk")))
    kept = _by_agency(FactsBlock.objects.order_by(), Sum("incidents"))
    _forget([agency_id for agency_id, count in said.items() if kept.get(agency_id, 0) != count])


def _by_agency(found: QuerySet[Any], number: Aggregate) -> dict[uuid.UUID, int]:
    return dict(found.values_list("agency_id").annotate(n=number))


@transaction.atomic
def _forget(agencies: Sequence[uuid.UUID]) -> None:
    FactsBlock.objects.filter(agency__in=agencies).delete()
    Incident.objects.filter(agency__in=agencies).exclude(facts_version=0).update(facts_version=0)
