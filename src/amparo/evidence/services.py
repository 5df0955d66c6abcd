"""Running estimates: count the capture histories, ask the library, keep its answer for good."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.actors.models import Actor
from amparo.audit.services import record
from amparo.evidence import policies
from amparo.evidence.models import EstimateResult, EstimateRun, Subject
from amparo.evidence.results import HistoriesRecord, HistoryRecord, ResultRecord, fingerprint, stratum_record
from amparo.kernel import clock
from amparo.kernel.errors import Invalid, NotFound, Problem
from amparo.kernel.ids import uuid7
from amparo.kernel.sending import sent_before
from amparo.monitor.models import Source
from amparo.monitor.selectors.captures import (
    CaptureCount,
    CaptureQuery,
    Grouping,
    capture_counts,
    unlinked_children,
)

if TYPE_CHECKING:
    from amparo_estimation import CaptureTable

FEWEST_SOURCES: Final = 3
MOST_SOURCES: Final = 5
MOST_STRATA: Final = 200
FIRST_YEAR, LAST_YEAR = 1900, 2200

# Violations that make a child "recruited or used"; the other subject counts any violation.
SUBJECT_TYPES: Final[dict[Subject, tuple[str, ...]]] = {
    Subject.RECRUITED: ("recruitment-and-use", "use-in-combat", "use-in-support-roles", "use-in-drug-transport"),
    Subject.ANY: (),
}


@dataclass(frozen=True, slots=True)
class EstimateRequest:
    """What an analyst asks for: three to five sources of one agency, a period, groups, and which children."""

    source_ids: tuple[uuid.UUID, ...]
    year_from: int | None = None
    year_to: int | None = None
    by: tuple[Grouping, ...] = ()
    subject: Subject = Subject.RECRUITED


@transaction.atomic
def request_estimate(
    *, acting: Person, agency_id: uuid.UUID, data: EstimateRequest, record_id: uuid.UUID | None = None
) -> EstimateRun:
    """Count the capture histories now and keep the request; sent twice with one `record_id`, it is kept once.

    The estimate itself is made by `perform`, at once or by the worker.

    Raises
    ------
    NotFound
        If the person runs no estimates in the agency, or a source is not the agency's.
    Invalid
        With every problem found.
    """
    if not policies.may_run(acting, agency_id):
        raise NotFound
    if known := sent_before(EstimateRun, record_id, agency_id=agency_id, asked_by_id=acting.pk):
        return known
    problems = list(_problems(data))
    if problems:
        raise Invalid(problems=problems)
    sources = _sources(agency_id, data.source_ids)
    histories = _histories(acting, _query(agency_id, data))
    if len(histories["strata"]) > MOST_STRATA:
        raise Invalid(
            problems=[Problem("by", _("These are more than 200 groups."), _("Group by less, or choose fewer years."))]
        )
    settings = _settings(data, sources)
    run = EstimateRun.objects.create(
        id=record_id or uuid7(),
        agency_id=agency_id,
        asked_by=acting,
        settings=settings,
        histories=histories,
        input_sha256=fingerprint(settings, histories),
        strata_total=len(histories["strata"]),
    )
    _note(acting.pk, "estimate.requested", run, {"sources": [source.code for source in sources]})
    return run


def perform(run_id: uuid.UUID) -> EstimateRun:
    """Make the estimate of a run and keep it. Doing it again changes nothing; after a kill it begins anew."""
    from amparo_estimation import __version__, estimate

    run = EstimateRun.objects.get(pk=run_id)
    if EstimateResult.objects.filter(run=run).exists():
        return run
    _move(run, EstimateRun.State.RUNNING, 0)
    document: ResultRecord = {"strata": []}
    for done, table in enumerate(capture_tables(run), start=1):
        document["strata"].append(stratum_record(estimate(table, noun="children")))
        _move(run, EstimateRun.State.RUNNING, done)
    return _keep(run, document, __version__)


@transaction.atomic
def _keep(run: EstimateRun, document: ResultRecord, version: str) -> EstimateRun:
    digest = fingerprint(document)
    result, created = EstimateResult.objects.get_or_create(
        run=run, defaults={"library_version": version, "document": document, "sha256": digest}
    )
    if created:
        verdicts = [stratum["verdict"] for stratum in document["strata"]]
        counted = {colour: verdicts.count(colour) for colour in ("green", "amber", "red")}
        detail = {"input": run.input_sha256, "result": digest, "library": version, "verdicts": counted}
        _note(run.asked_by_id, "estimate.made", run, detail)
    _move(run, EstimateRun.State.DONE, len(result.document["strata"]))
    return run


def mark_failed(run_id: uuid.UUID) -> None:
    """Say that a run broke, so that its page does not wait for ever. The fault itself stands in the log."""
    run = EstimateRun.objects.get(pk=run_id)
    if run.state != EstimateRun.State.DONE:
        _move(run, EstimateRun.State.FAILED, run.strata_done)


def capture_tables(run: EstimateRun) -> list[CaptureTable]:
    """The stored histories as tables of the library; lists are codes of sources."""
    from amparo_estimation import CaptureTable

    lists = [source["code"] for source in run.settings["sources"]]
    return [
        CaptureTable.from_counts(stratum["counts"], lists, key=tuple(stratum["key"].items()))
        for stratum in run.histories["strata"]
    ]


def is_quick(run: EstimateRun) -> bool:
    """Whether the run takes less than about two seconds, so that the analyst need not wait for the worker.

    Five lists average 822 graphs: measured 0.1 to 0.6 s a group; three and four lists stay under 0.1 s.
    """
    seconds = 0.6 if len(run.settings["sources"]) == MOST_SOURCES else 0.1
    return seconds * run.strata_total <= 2


def _problems(data: EstimateRequest) -> list[Problem]:
    problems = []
    if not FEWEST_SOURCES <= len(set(data.source_ids)) <= MOST_SOURCES or len(data.source_ids) > MOST_SOURCES:
        problems.append(
            Problem(
                "sources",
                _("An estimate needs three to five sources."),
                _("With two, their dependence cannot be told apart from the number missing."),
            )
        )
    for name, year in (("year_from", data.year_from), ("year_to", data.year_to)):
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            problems.append(Problem(name, _("This is no year that records can have."), _("Write four digits.")))
    if data.year_from is not None and data.year_to is not None and data.year_from > data.year_to:
        problems.append(Problem("year_to", _("The period ends before it begins."), _("Exchange the two years.")))
    return problems


def _sources(agency_id: uuid.UUID, ids: tuple[uuid.UUID, ...]) -> list[Source]:
    found = {source.pk: source for source in Source.objects.filter(agency_id=agency_id, pk__in=ids)}
    if len(found) != len(set(ids)):
        raise NotFound
    return [found[pk] for pk in dict.fromkeys(ids)]


def _query(agency_id: uuid.UUID, data: EstimateRequest, by: tuple[Grouping, ...] | None = None) -> CaptureQuery:
    return CaptureQuery(
        agency_id=agency_id,
        source_ids=tuple(dict.fromkeys(data.source_ids)),
        year_from=data.year_from,
        year_to=data.year_to,
        by=data.by if by is None else by,
        type_codes=SUBJECT_TYPES[data.subject],
    )


def _settings(data: EstimateRequest, sources: list[Source]) -> dict[str, Any]:
    return {
        "sources": [{"id": str(source.pk), "code": source.code, "name": source.name} for source in sources],
        "year_from": data.year_from,
        "year_to": data.year_to,
        "by": [str(grouping) for grouping in data.by],
        "subject": str(data.subject),
    }


def _histories(acting: Person, query: CaptureQuery) -> HistoriesRecord:
    """The whole first, then the groups in order of their values."""
    whole = CaptureQuery(query.agency_id, query.source_ids, query.year_from, query.year_to, (), query.type_codes)
    groups = capture_counts(acting, query) if query.by else ()
    strata = [_stratum({}, capture_counts(acting, whole), len(query.source_ids))]
    for values in dict.fromkeys(count.group for count in groups):
        own = tuple(count for count in groups if count.group == values)
        key = {str(grouping): value for grouping, value in zip(query.by, values, strict=True)}
        strata.append(_stratum(key, own, len(query.source_ids)))
    histories: HistoriesRecord = {"strata": strata, "unlinked": unlinked_children(acting, whole)}
    if Grouping.ACTOR in query.by:
        ids = {stratum["key"]["actor"] for stratum in strata if stratum["key"].get("actor")}
        histories["labels"] = {str(actor.pk): actor.name for actor in Actor.objects.filter(pk__in=ids)}
    return histories


def _stratum(key: dict[str, str], counts: tuple[CaptureCount, ...], n_lists: int) -> HistoryRecord:
    patterns = {_pattern(count.mask, n_lists): count.n for count in counts}
    return {"key": key, "counts": dict(sorted(patterns.items(), reverse=True))}


def _pattern(mask: int, n_lists: int) -> str:
    return "".join("1" if mask >> i & 1 else "0" for i in range(n_lists))


def _move(run: EstimateRun, state: str, done: int) -> None:
    run.state, run.strata_done, run.heartbeat_at = state, done, clock.now()
    run.save(update_fields=["state", "strata_done", "heartbeat_at"])


def _note(acting: uuid.UUID, action: str, run: EstimateRun, detail: Mapping[str, object]) -> None:
    record(
        acting=acting,
        agency=run.agency_id,
        action=action,
        object_type="estimate",
        object_id=run.pk,
        detail=detail,
    )
