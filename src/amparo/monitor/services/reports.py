"""Reports: recording what a source said, and what a report says of the victims of an incident."""

import uuid
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.actors.models import Actor
from amparo.kernel import clock
from amparo.kernel.errors import Invalid, NotFound, Problem
from amparo.kernel.ids import uuid7
from amparo.kernel.lines import one_line
from amparo.kernel.sending import sent_before
from amparo.kernel.unique import unique_or
from amparo.monitor import checks, policies, searching, selectors
from amparo.monitor.content import MentionData, ReportData
from amparo.monitor.fingerprints import content_sha256, row_key
from amparo.monitor.models import Channel, Incident, Mention, Report, Source
from amparo.monitor.recording import Subject, note
from amparo.monitor.snapshots import report_data
from amparo.places.models import Area

LONGEST_CONTENT = 100_000


@transaction.atomic
def record_report(
    *,
    acting: Person,
    agency_id: uuid.UUID,
    data: ReportData,
    record_id: uuid.UUID | None = None,
    channel: Channel = Channel.PAGE,
    key: str = "",
) -> Report:
    """Record a report exactly as it was received; sent twice with one `record_id`, it is recorded once.

    `key` is what a repeated delivery is recognised by, where the report came as a file; else each is one of its own.

    Raises NotFound where the person does not record for the agency, Invalid for an unknown source, an empty
    content, a day in the future, or a correction of another source's report.
    """
    if not policies.may_record(acting, agency_id):
        raise NotFound
    if known := sent_before(Report, record_id, agency_id=agency_id, recorded_by_id=acting.pk):
        return known
    problems = list(_report_problems(data, agency_id))
    if problems:
        raise Invalid(problems=problems)
    report_id = record_id or uuid7()
    content_hash = content_sha256(data.content)
    report = Report.objects.create(
        id=report_id,
        agency_id=agency_id,
        source_id=data.source_id,
        channel=channel,
        reference=one_line(data.reference),
        received_on=data.received_on,
        content=dict(data.content),
        sha256=content_hash,
        row_key=key or row_key(data.source_id, content_hash, str(report_id)),
        corrects_id=data.corrects_id,
        recorded_by=acting,
    )
    note(
        acting,
        "report.recorded",
        Subject("report", report.pk, agency_id),
        data=report_data(report),
        detail={"source": data.source_id, "sha256": content_hash, "channel": channel.value},
    )
    return report


@transaction.atomic
def add_mentions(
    *, acting: Person, report_id: uuid.UUID, incident_id: uuid.UUID, mentions: Sequence[MentionData]
) -> list[Mention]:
    """Say what a report states of victims of an incident. Allowed at any time: it adds evidence, changes no fact.

    Who does so cannot verify the incident. Raises NotFound for a foreign report or incident, Invalid for a victim of
    another incident, a victim that this report mentions already, and contradicting counts.
    """
    report = selectors.report_for(acting, report_id)
    incident = selectors.incident_for(acting, incident_id)
    if incident.agency_id != report.agency_id or not policies.may_record(acting, report.agency_id):
        raise NotFound
    problems = list(_mention_problems(report, incident, mentions))
    if problems:
        raise Invalid(problems=problems)
    with unique_or(_mentioned("mentions")):
        rows = Mention.objects.bulk_create([_mention(report, incident, row) for row in mentions])
    incident.changed_by.add(acting)  # who adds evidence is not the second person who weighs it
    note(
        acting,
        "report.attached",
        Subject("report", report.pk, report.agency_id),
        detail={"incident": incident.pk, "mentions": len(rows)},
    )
    searching.refresh([incident.pk])
    return rows


def _mention(report: Report, incident: Incident, row: MentionData) -> Mention:
    return Mention(
        agency_id=report.agency_id,
        report=report,
        source_id=report.source_id,
        incident=incident,
        victim_id=row.victim_id,
        pseudonym=row.pseudonym,
        sex=row.sex,
        age_band=row.age_band,
        boys=row.boys,
        girls=row.girls,
        unknown=row.unknown,
        actor_id=row.actor_id,
        area_id=row.area_id,
        date_text=row.date.text,
    )


def _report_problems(data: ReportData, agency_id: uuid.UUID) -> Iterator[Problem]:
    if not Source.objects.filter(pk=data.source_id, agency_id=agency_id).exists():
        yield Problem("source", _("This source is not known."), _("Choose one from the list, or add it first."))
    if data.received_on > clock.today():
        yield Problem("received_on", _("This day lies in the future."), _("Give the day on which it was received."))
    if not any(text.strip() for text in data.content.values()):
        yield Problem("text", _("The report is empty."), _("Write what the source said, in its own words."))
    if sum(len(text) for text in data.content.values()) > LONGEST_CONTENT:
        yield Problem(
            "text", _("This text is too long."), _("Shorten it to 100,000 characters, or record two reports.")
        )
    if len(data.reference) > 120:
        yield Problem("reference", _("This reference is too long."), _("Shorten it to 120 characters."))
    if data.corrects_id is not None:
        earlier = Report.objects.filter(pk=data.corrects_id, agency_id=agency_id, source_id=data.source_id)
        if not earlier.exists():
            yield Problem(
                "corrects", _("The corrected report is not one of this source."), _("Choose a report of this source.")
            )


def _mention_problems(report: Report, incident: Incident, mentions: Sequence[MentionData]) -> Iterator[Problem]:
    if not mentions:
        yield Problem("mentions", _("No child is chosen."), _("Choose at least one row that the report speaks of."))
    own = set(incident.victims.values_list("pk", flat=True))
    earlier = set(Mention.objects.filter(report=report, incident=incident).values_list("victim_id", flat=True))
    for number, row in enumerate(mentions):
        where = f"mentions-{number}"
        if row.victim_id not in own:
            yield Problem(f"{where}-victim", _("These children are not listed."), _("Choose a row of this incident."))
        if row.victim_id in earlier:
            yield _mentioned(f"{where}-victim")
        earlier.add(row.victim_id)
        yield from checks.shape_problems(row, where)
        yield from checks.date_problems(row.date, f"{where}-date")
    yield from _unknown_references(mentions)


def _mentioned(where: str) -> Problem:
    return Problem(where, _("This report mentions these children already."), _("Leave this row out."))


def _unknown_references(mentions: Sequence[MentionData]) -> Iterator[Problem]:
    actors = {row.actor_id for row in mentions if row.actor_id}
    areas = {row.area_id for row in mentions if row.area_id}
    if Actor.objects.filter(pk__in=actors).count() != len(actors):
        yield Problem("actor", _("This actor is not known."), _("Choose one from the list."))
    if Area.objects.filter(pk__in=areas).count() != len(areas):
        yield Problem("place", _("This place is not known."), _("Choose one from the list."))
