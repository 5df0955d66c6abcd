"""Loading Marenda, the invented country of demonstrations: through the services that everybody else goes through.

Each step knows what it did before, so that a second load, or one that was killed, only does what is missing.
"""

import datetime
import io
import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db import transaction

from amparo.accounts.models import Agency, Person
from amparo.actors.lists import services as lists
from amparo.actors.models import Actor, ActorType
from amparo.audit.services import record
from amparo.evidence.demo import (
    marenda_actors,
    marenda_associations,
    marenda_contexts,
    marenda_outlines,
    people,
    refuse_outside_demonstration,
)
from amparo.evidence.demo import marenda_story as story
from amparo.evidence.demo.marenda_letter import load_letter
from amparo.evidence.demo.marenda_world import (
    ACCOUNTS,
    AGENCIES,
    COUNTRY,
    GIVERS,
    GROUPS,
    INVENTED,
    LISTED_GROUP,
    LISTING,
    MAIN,
    NATIONAL_LIST,
    OTHER,
    OTHER_GIVER,
    PROVINCES,
    Giver,
)
from amparo.evidence.models import EstimateResult, EstimateRun, Subject
from amparo.evidence.services import EstimateRequest, perform, request_estimate
from amparo.files.services import receive
from amparo.kernel import clock
from amparo.monitor.content import SourceData
from amparo.monitor.imports import running
from amparo.monitor.imports import services as imports
from amparo.monitor.models import ImportBatch, Incident, Report, Source, Status
from amparo.monitor.models import Mapping as SavedMapping
from amparo.monitor.selectors.captures import Grouping
from amparo.monitor.services import create_source, decide_verification, start_verification
from amparo.places.models import Area, Level
from amparo.terms.models import Term, Vocabulary

NAMESPACE: Final = uuid.UUID("6f0f2c1e-5d0e-4a55-9d53-6d6172656e64")
DECIDED_SHARE: Final = 0.4
GROUNDS: Final = {
    Status.VERIFIED: "Two interviews and the register agree. Invented for the demonstration.",
    Status.NOT_VERIFIED: "One second-hand account, and nobody else could be reached. Invented.",
    Status.DID_NOT_OCCUR: "The school confirms that the children were in class. Invented.",
}


@dataclass(frozen=True, slots=True)
class Done:
    """What Marenda holds after a load."""

    reports: int
    incidents: int
    estimates: int


@dataclass(frozen=True, slots=True)
class _Crew:
    """The people of one agency who make its records."""

    agency: Agency
    monitor: Person
    verifier: Person
    analyst: Person


def load() -> Done:
    """Load everything that is missing. Raises NotAllowed outside demonstration mode."""
    refuse_outside_demonstration()
    crews = _crews()
    if not EstimateResult.objects.filter(run_id=_named("estimate/refused")).exists():
        _places()
        _actors(crews[MAIN].monitor)
        marenda_actors.relate(crews[MAIN].monitor)
        _national_list(crews[MAIN].monitor)
        heard = story.story()
        for giver in GIVERS:
            _import(crews[MAIN], giver, f"{giver.code}-2022-2025.csv", story.as_csv(heard[giver.code], giver))
        other = story.story((OTHER_GIVER,), seed=story.SEED + 1, letter="L")[OTHER_GIVER.code][::7]
        _import(crews[OTHER], OTHER_GIVER, "family-links-2022-2025.csv", story.as_csv(other, OTHER_GIVER))
        _import(crews[MAIN], GIVERS[2], "lakes-clinic-march-2025.csv", story.refused_csv())
        main = crews[MAIN]
        marenda_associations.tell(main.agency.pk, main.monitor)
        for crew in crews.values():
            _verify(crew)
        _estimate(crews[MAIN])
    main = crews[MAIN]
    load_letter(main.monitor, main.verifier, {one.code: one for one in Source.objects.filter(agency=main.agency)})
    marenda_outlines.draw()
    marenda_contexts.record(crews[MAIN].monitor)
    people.publish(ACCOUNTS)
    agencies = [crew.agency.pk for crew in crews.values()]
    return Done(
        reports=Report.objects.filter(agency_id__in=agencies).count(),
        incidents=Incident.objects.filter(agency_id__in=agencies).count(),
        estimates=EstimateRun.objects.filter(agency_id__in=agencies).count(),
    )


def _named(name: str) -> uuid.UUID:
    """An id that is the same in every load, so that nothing is made twice."""
    return uuid.uuid5(NAMESPACE, name)


def _crews() -> Mapping[str, _Crew]:
    agencies = {code: people.agency_of(code, name, COUNTRY[0]) for code, name in AGENCIES.items()}
    accounts = people.open_accounts(ACCOUNTS)
    found = {(one.agency, one.role.value): accounts[one.email] for one in ACCOUNTS}
    return {
        code: _Crew(agency, found[code, "monitor"], found[code, "verifier"], found[code, "analyst"])
        for code, agency in agencies.items()
    }


@transaction.atomic
def _places() -> None:
    """The country and its eight provinces."""
    code, name, arabic = COUNTRY
    country, _made = Area.objects.get_or_create(
        code=code, defaults={"name": name, "names": {"ar": arabic}, "level": Level.COUNTRY, "source": INVENTED}
    )
    for part, (english, in_arabic) in PROVINCES.items():
        values = {"name": english, "names": {"ar": in_arabic}, "level": Level.ADMIN_1, "source": INVENTED}
        Area.objects.get_or_create(code=part, defaults={**values, "parent": country})


@transaction.atomic
def _actors(monitor: Person) -> None:
    types = {term.code: term for term in Term.objects.filter(vocabulary=Vocabulary.ACTOR_TYPE)}
    for group in GROUPS:
        values = {"name": group.name, "names": {"ar": group.arabic}, "country": COUNTRY[0], "note": group.note}
        actor, made = Actor.objects.get_or_create(code=group.code, defaults=values)
        if made:
            ActorType.objects.bulk_create(
                ActorType(actor=actor, term=types[code], source=ground) for code, ground in group.types
            )
            record(
                acting=monitor.pk,
                agency=None,
                action="actor.created",
                object_type="actor",
                object_id=actor.pk,
                detail={"code": group.code},
            )


@transaction.atomic
def _national_list(monitor: Person) -> None:
    """The invented national list, and the one group on it."""
    listing = lists.record_list(
        acting=monitor, data=replace(NATIONAL_LIST, as_of=clock.today()), record_id=_named("list/national")
    )
    group = Actor.objects.get(code=LISTED_GROUP)
    lists.record_designation(
        acting=monitor,
        list_id=listing.pk,
        data=replace(LISTING, actor_id=group.pk),
        record_id=_named("designation/dawn-column"),
    )


# --- Reports ---------------------------------------------------------------------------------------------------------


def _import(crew: _Crew, giver: Giver, name: str, content: bytes) -> None:
    """Send a sheet through the import, as a monitor would: receive, check, confirm, save."""
    mapping = _mapping(crew, giver)
    file = receive(
        acting=crew.monitor,
        agency_id=crew.agency.pk,
        name=name,
        stream=io.BytesIO(content),
        file_id=_named(f"file/{name}"),
    )
    batch = imports.start_import(
        acting=crew.monitor,
        mapping_id=mapping.pk,
        file_id=file.pk,
        batch_id=_named(f"import/{name}"),
        in_background=False,
    )
    if batch.state == ImportBatch.State.CHECKING:
        running.check_batch(batch.pk)
        batch.refresh_from_db()
    if batch.state in (ImportBatch.State.CHECKED, ImportBatch.State.IMPORTING, ImportBatch.State.STOPPED):
        imports.confirm_import(acting=crew.monitor, batch_id=batch.pk, in_background=False)
        running.save_batch(batch.pk)


def _mapping(crew: _Crew, giver: Giver) -> SavedMapping:
    source = Source.objects.filter(agency=crew.agency, code=giver.code).first() or create_source(
        acting=crew.monitor,
        agency_id=crew.agency.pk,
        data=SourceData(
            name=giver.name,
            code=giver.code,
            kind_id=Term.objects.get(vocabulary=Vocabulary.SOURCE_KIND, code=giver.kind).pk,
            note=giver.note,
        ),
    )
    return imports.create_mapping(
        acting=crew.monitor,
        agency_id=crew.agency.pk,
        name=f"{giver.name}: yearly sheet",
        source_id=source.pk,
        definition=story.definition(giver),
        mapping_id=_named(f"mapping/{giver.code}"),
    )


# --- Verification ----------------------------------------------------------------------------------------------------


def _verify(crew: _Crew) -> None:
    """Have the verifier take up and decide two in five incidents; which ones and how is the same in every load."""
    chance = random.Random(story.SEED)  # noqa: S311 - a story, not a secret
    for incident in Incident.objects.filter(agency=crew.agency).order_by("code"):
        taken, kind, delay = chance.random() < DECIDED_SHARE, chance.random(), chance.randrange(20, 200)
        if not taken:
            continue
        if incident.status == Status.REPORTED:
            incident = start_verification(
                acting=crew.verifier,
                incident_id=incident.pk,
                expected_version=incident.version,
                started_on=incident.date_earliest + datetime.timedelta(days=delay // 2),
            )
        if incident.status == Status.UNDER_VERIFICATION and kind < 0.9:
            _decide(crew, incident, kind, delay)


def _decide(crew: _Crew, incident: Incident, kind: float, delay: int) -> None:
    answer = Status.VERIFIED if kind < 0.72 else Status.NOT_VERIFIED if kind < 0.85 else Status.DID_NOT_OCCUR
    decide_verification(
        acting=crew.verifier,
        incident_id=incident.pk,
        expected_version=incident.version,
        to_status=answer,
        decided_on=incident.date_earliest + datetime.timedelta(days=delay),
        primary_sources=1 + delay % 3 if answer == Status.VERIFIED else 0,
        secondary_sources=1 + delay % 2,
        grounds=GROUNDS[answer],
    )


# --- Estimates -------------------------------------------------------------------------------------------------------


def _estimate(crew: _Crew) -> None:
    """One estimate that the lists carry, by year, and one that they do not."""
    _run(crew, "by-year", [giver.code for giver in GIVERS[:5]], EstimateRequest((), 2022, 2025, (Grouping.YEAR,)))
    _run(crew, "by-sex", [giver.code for giver in GIVERS[:4]], EstimateRequest((), 2022, 2025, (Grouping.SEX,)))
    _run(crew, "refused", [giver.code for giver in GIVERS[3:]], EstimateRequest((), 2023, 2023))


def _run(crew: _Crew, name: str, codes: Sequence[str], wanted: EstimateRequest) -> None:
    ids = dict(Source.objects.filter(agency=crew.agency, code__in=codes).values_list("code", "pk"))
    asked = EstimateRequest(
        tuple(ids[code] for code in codes), wanted.year_from, wanted.year_to, wanted.by, Subject.RECRUITED
    )
    run = request_estimate(
        acting=crew.analyst, agency_id=crew.agency.pk, data=asked, record_id=_named(f"estimate/{name}")
    )
    perform(run.pk)
