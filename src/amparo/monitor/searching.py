"""Search entries of incidents, kept in step with everything that an incident is found by."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from amparo.actors.merging.resolving import counted_ids
from amparo.actors.searching import words_of
from amparo.kernel import search
from amparo.monitor.models import Incident, Mention, Victim, Violation

KIND = "incident"
_CHUNK = 500


def refresh(incident_ids: Iterable[uuid.UUID]) -> int:
    """Make these incidents findable by their present words, and return how many. At most eight queries per 500."""
    remaining = iter(incident_ids)
    count = 0
    while chunk := list(islice(remaining, _CHUNK)):
        entries = list(_entries(chunk))
        search.put(entries)
        count += len(entries)
    return count


def refresh_for_source(source_id: uuid.UUID) -> int:
    """Bring the entries of all incidents that a source mentions in step with its new name."""
    return refresh(_distinct(Mention.objects.filter(source_id=source_id).values_list("incident_id", flat=True)))


def refresh_for_actor(actor_id: uuid.UUID) -> int:
    """Bring the entries of all incidents of an actor, and of what counts as it, in step with its new names."""
    return refresh(
        _distinct(Violation.objects.filter(actor_id__in=counted_ids(actor_id)).values_list("incident_id", flat=True))
    )


def refresh_all() -> int:
    """Write every entry anew."""
    return refresh(Incident.objects.order_by("pk").values_list("pk", flat=True).iterator())


def incident_text(
    *,
    code: str,
    summary: str = "",
    places: Iterable[str] = (),
    acts: Iterable[str] = (),
    actors: Iterable[str] = (),
    sources: Iterable[str] = (),
    references: Iterable[str] = (),
    pseudonyms: Iterable[str] = (),
) -> str:
    """Return all the words by which one incident is found. Also for importers, which have them at hand."""
    return "\n".join([code, summary, *places, *acts, *actors, *sources, *references, *pseudonyms])


def names(record: object) -> list[str]:
    """Return a record's name and its names in other languages and scripts."""
    other: dict[str, str] = getattr(record, "names", None) or getattr(record, "labels", None) or {}
    return [str(getattr(record, "name", None) or getattr(record, "label", "")), *other.values()]


def _distinct(ids: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    return list(dict.fromkeys(ids))


def _entries(ids: Sequence[uuid.UUID]) -> Iterator[search.Entry]:
    acts, actors = _acts(ids)
    sources, references = _reports(ids)
    pseudonyms = defaultdict(set)
    for incident_id, pseudonym in (
        Victim.objects.filter(incident_id__in=ids).exclude(pseudonym="").values_list("incident_id", "pseudonym")
    ):
        pseudonyms[incident_id].add(pseudonym)
    for incident in Incident.objects.filter(pk__in=ids).select_related("country", "admin1", "admin2"):
        areas = [area for area in (incident.country, incident.admin1, incident.admin2) if area]
        text = incident_text(
            code=incident.code,
            summary=incident.summary,
            places=[word for area in areas for word in (area.code, *names(area))],
            acts=acts[incident.pk],
            actors=actors[incident.pk],
            sources=sources[incident.pk],
            references=references[incident.pk],
            pseudonyms=pseudonyms[incident.pk],
        )
        yield search.Entry(KIND, incident.pk, incident.agency_id, text)


Words = dict[uuid.UUID, set[str]]


def _acts(ids: Sequence[uuid.UUID]) -> tuple[Words, Words]:
    acts: Words = defaultdict(set)
    actors: Words = defaultdict(set)
    violations = list(Violation.objects.filter(incident_id__in=ids).select_related("type"))
    words = words_of({violation.actor_id for violation in violations if violation.actor_id})
    for violation in violations:
        acts[violation.incident_id].update(names(violation.type))
        if violation.actor_id:
            actors[violation.incident_id].update(words[violation.actor_id])
    return acts, actors


def _reports(ids: Sequence[uuid.UUID]) -> tuple[Words, Words]:
    sources: Words = defaultdict(set)
    references: Words = defaultdict(set)
    rows = Mention.objects.filter(incident_id__in=ids).values_list(
        "incident_id", "source__name", "source__code", "report__reference"
    )
    for incident_id, name, code, reference in rows.distinct():
        sources[incident_id].update([name, code])
        if reference:
            references[incident_id].add(reference)
    return sources, references
