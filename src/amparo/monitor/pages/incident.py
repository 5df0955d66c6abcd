"""What the pages of one incident show."""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amparo.accounts.histories import history_events
from amparo.accounts.models import Person
from amparo.actors.relations.periods import lifetime
from amparo.actors.relations.selectors import not_yet_or_no_more
from amparo.kernel import fuzzy
from amparo.kernel.errors import NotFound
from amparo.kernel.forms import Fault
from amparo.kernel.ids import parsed_id
from amparo.kernel.ui.parts import Cell, Column, Event, Fact, Link, Table
from amparo.kernel.ui.words import State, number
from amparo.monitor import policies, selectors
from amparo.monitor.associations import content_of, said
from amparo.monitor.forms.incidents import IncidentForm
from amparo.monitor.models import (
    CLOSED,
    DECIDED,
    NO_ASSOCIATION,
    OPEN,
    Incident,
    Mention,
    Report,
    Status,
    VerificationLevel,
    VerificationStep,
    Victim,
    Violation,
)
from amparo.monitor.pages import histories
from amparo.monitor.pages.protected import judgements_behind
from amparo.monitor.pages.related import judged_table
from amparo.monitor.pages.reports import children_of
from amparo.monitor.pages.states import STATES
from amparo.monitor.population import too_many
from amparo.monitor.recording import note_read
from amparo.monitor.services.incidents import refuse_unless_open
from amparo.monitor.services.verification import levels_above
from amparo.places.models import Area


@dataclass(frozen=True)
class Count:
    """One of the three units. They are never added."""

    label: str
    count: str


@dataclass(frozen=True)
class Told:
    """What is told of one violation's association. An empty address means that the person may not change it now."""

    title: str
    facts: tuple[Fact, ...]
    change_url: str


@dataclass(frozen=True)
class IncidentPage:
    """One incident. An empty address means that the person may not, or that it is not the time."""

    incident: Incident
    state: State
    title: str
    summary: str
    crumbs: tuple[Link, ...]
    facts: tuple[Fact, ...]
    violations: Table
    associations: tuple[Told, ...]
    children: Table
    reports: Table
    absent: tuple[str, ...]
    steps: tuple[Event, ...]
    history: tuple[Event, ...]
    related_url: str
    timelines: tuple[Link, ...]
    judged: Table
    change_url: str
    verify_url: str
    reopen_url: str
    confirm_url: str
    second_person_needed: bool
    locked: bool
    too_many: str


@dataclass(frozen=True)
class IncidentFormPage:
    """The form of a new or changed incident; `report` is the one it is recorded from."""

    form: IncidentForm
    title: str
    incident: Incident | None
    report: Report | None
    faults: tuple[Fault, ...]
    version: int
    cancel_url: str


def detail_page(acting: Person, incident: Incident) -> IncidentPage:
    """Return one incident with all that stands behind it, at a fixed number of queries."""
    violations, victims = list(selectors.violations_of(incident)), list(selectors.victims_of(incident))
    mentions, steps = list(selectors.mentions_about(incident)), list(selectors.steps_of(incident))
    decides = policies.may_decide(acting, incident.agency_id)
    second = decides and policies.may_verify(acting, incident.agency_id, selectors.recorders_of(incident))
    waits = incident.status in OPEN or incident.status == Status.UNDER_VERIFICATION
    decided = incident.status in CLOSED
    changes = policies.may_record(acting, incident.agency_id) and incident.status in OPEN
    return IncidentPage(
        incident=incident,
        state=STATES[incident.status],
        title=incident.code,
        summary=incident.summary if policies.may_read_summary(acting, incident.agency_id) else "",
        crumbs=(Link(_("Incidents"), reverse("monitor:incident-list")), Link(incident.code)),
        facts=_facts(incident, violations, victims, mentions),
        violations=_violations_table(violations, victims),
        associations=tuple(_told(incident, violations, changes)),
        children=_children_table(victims),
        reports=_reports_table(mentions),
        absent=_absent(acting, incident, violations),
        steps=tuple(_step(step) for step in reversed(steps)),
        history=history_events("incident", incident.pk, histories.said),
        related_url=reverse("monitor:incident-related", args=[incident.pk]),
        timelines=tuple(_timelines(incident, violations)),
        judged=judged_table(incident),
        change_url=reverse("monitor:incident-change", args=[incident.pk]) if changes else "",
        verify_url=reverse("monitor:incident-verify", args=[incident.pk]) if second and waits else "",
        reopen_url=reverse("monitor:incident-reopen", args=[incident.pk]) if second and decided else "",
        confirm_url=reverse("monitor:incident-confirm", args=[incident.pk])
        if second and levels_above(incident)
        else "",
        second_person_needed=decides and waits and not second,
        locked=incident.status == Status.UNDER_VERIFICATION,
        too_many=too_many(_counted(incident), _children(victims)),
    )


def _counted(incident: Incident) -> Area:
    """Return the finest area whose people are counted; where none is, the finest."""
    finest = [area for area in (incident.admin2, incident.admin1, incident.country) if area]
    return next((area for area in finest if area.population), finest[0])


def _timelines(incident: Incident, violations: Sequence[Violation]) -> Iterator[Link]:
    """Yield the way to the timeline of the place, and of each actor that is named."""
    place = incident.admin2 or incident.admin1 or incident.country
    yield Link(_("Timeline of %(name)s") % {"name": place}, reverse("monitor:timeline-place", args=[place.code]))
    shown = dict.fromkeys(act.actor.counts_as or act.actor for act in violations if act.actor)
    for actor in shown:
        yield Link(_("Timeline of %(name)s") % {"name": actor}, reverse("monitor:timeline-actor", args=[actor.pk]))


def _children(victims: Sequence[Victim]) -> int:
    return sum(row.size for row in victims)


def _facts(
    incident: Incident, violations: Sequence[Violation], victims: Sequence[Victim], mentions: Sequence[Mention]
) -> tuple[Fact, ...]:
    children = _children(victims)
    hits = Counter(victim.pk for act in violations for victim in act.victims.all())
    several = _children([row for row in victims if hits[row.pk] > 1])
    verified = incident.verified_on and date_format(incident.verified_on)
    within = [area for area in (incident.country, incident.admin1, incident.admin2) if area]
    return (
        Fact(_("When"), fuzzy.say(fuzzy.parse(incident.date_text)), basis=incident.date_text),
        Fact(_("Where"), str(within[-1]), basis=", ".join(map(str, reversed(within[:-1])))),
        Fact(
            _("State"),
            incident.get_status_display(),
            state=STATES[incident.status],
            basis=str(VerificationLevel(incident.level).label) if incident.level else "",
        ),
        Fact(_("Violations"), number(len(violations)), basis=_("acts, never added to children")),
        Fact(_("Children"), number(children), basis=_("counted rows and pseudonymous children")),
        Fact(_("Affected by several violations"), number(several), basis=_("of these children, as recorded")),
        Fact(
            _("Sources"),
            number(len({mention.source_id for mention in mentions})),
            basis=_("that mention these children"),
        ),
        Fact(_("Year committed"), str(incident.committed_year or _("not known")), basis=_("from the date")),
        Fact(_("Year verified"), str(incident.verified_year or "–"), basis=verified or _("no decision counts it yet")),
    )


def _violations_table(violations: Sequence[Violation], victims: Sequence[Victim]) -> Table:
    numbers = {victim.pk: place for place, victim in enumerate(victims, 1)}
    return Table(
        caption=_("Violations"),
        columns=(Column(_("What was done")), Column(_("By whom")), Column(_("To which rows of children"))),
        rows=[(str(act.type), _actor_cell(act), _rows_hit(act, numbers)) for act in violations],
        fold=True,
        empty=_("No violation is stated."),
    )


def _told(incident: Incident, violations: Sequence[Violation], changes: bool) -> Iterator[Told]:
    """Yield what is told of associations: of each violation that has one, and that may have one now."""
    known = selectors.associations_of(incident)
    for number_of_act, act in enumerate(violations, 1):
        association = known.get(act.pk)
        if association is None and (not changes or act.type.code in NO_ASSOCIATION):
            continue
        facts: list[Fact] = []
        if association is not None:
            terms = {term.pk: term for term in association.terms.all()}
            facts = [Fact(label, words) for label, words in said(content_of(association), terms)]
        yield Told(
            title=_("Violation %(number)d: %(act)s") % {"number": number_of_act, "act": act.type},
            facts=tuple(facts),
            change_url=reverse("monitor:association-change", args=[incident.pk, act.pk]) if changes else "",
        )


def _actor_cell(act: Violation) -> Cell:
    if act.actor is None:
        return Cell(_("not identified"))
    shown = act.actor.counts_as or act.actor
    note = _("recorded as %(record)s") % {"record": act.actor} if act.actor.counts_as else ""
    return Cell(str(shown), href=reverse("actors:actor-detail", args=[shown.pk]), note=note)


def _absent(acting: Person, incident: Incident, violations: Sequence[Violation]) -> tuple[str, ...]:
    """Return a sentence for each actor that certainly did not exist when this is said to have happened."""
    named = {act.actor_id for act in violations if act.actor_id}
    found = not_yet_or_no_more(acting, named, incident.date_earliest, incident.date_latest)
    return tuple(
        _("%(actor)s existed, as far as is recorded, %(period)s.") % {"actor": actor, "period": lifetime(actor)}
        for actor in found
    )


def _rows_hit(act: Violation, numbers: Mapping[uuid.UUID, int]) -> str:
    hit = sorted(numbers[victim.pk] for victim in act.victims.all() if victim.pk in numbers)
    if not hit:
        return "–"
    return _("all") if len(hit) == len(numbers) else ", ".join(map(str, hit))


def _children_table(victims: Sequence[Victim]) -> Table:
    return Table(
        caption=_("Children"),
        columns=(
            Column(_("Row")),
            Column(_("Pseudonym")),
            Column(_("Age")),
            Column(_("Girls"), number=True),
            Column(_("Boys"), number=True),
            Column(_("Not known"), number=True),
        ),
        rows=[_child_row(place, row) for place, row in enumerate(victims, 1)],
        fold=True,
        empty=_("No child is counted in this incident."),
    )


def _child_row(place: int, row: Victim) -> tuple[Cell | str, ...]:
    girls, boys, unknown = row.girls, row.boys, row.unknown
    if row.pseudonym:
        girls, boys, unknown = (int(row.sex == sex) for sex in ("girl", "boy", "unknown"))
    return (
        str(place),
        Cell(row.pseudonym, code=True) if row.pseudonym else "–",
        row.get_age_band_display(),
        number(girls),
        number(boys),
        number(unknown),
    )


def _reports_table(mentions: Sequence[Mention]) -> Table:
    judged = judgements_behind(mentions)
    return Table(
        caption=_("Reports behind this incident"),
        columns=(
            Column(_("Received on")),
            Column(_("Source")),
            Column(_("Its reference")),
            Column(_("Says of these children")),
            Column(_("When, as reported")),
        ),
        rows=[
            (
                Cell(
                    date_format(row.report.received_on),
                    href=reverse("monitor:report-detail", args=[row.report_id]),
                    nowrap=True,
                ),
                Cell(row.source.name, note=judged.get(row.report_id, "")),
                Cell(row.report.reference, code=True) if row.report.reference else "–",
                children_of(row),
                fuzzy.say(fuzzy.parse(row.date_text)),
            )
            for row in mentions
        ],
        fold=True,
        empty=_("No report stands behind this incident yet."),
    )


def _step(step: VerificationStep) -> Event:
    counted = step.to_status in DECIDED
    sources = _("%(primary)d primary and %(secondary)d secondary sources") % {
        "primary": step.primary_sources,
        "secondary": step.secondary_sources,
    }
    seen = _("UN staff or trained partners among them") if step.un_eyewitness and counted else ""
    return Event(
        when=date_format(step.decided_on),
        iso=step.decided_on.isoformat(),
        what=_step_words(step),
        more=" · ".join(part for part in (_level(step), step.grounds, sources if counted else "", seen) if part),
        who=step.decided_by.name,
        state=STATES[step.to_status],
    )


def _level(step: VerificationStep) -> str:
    return str(VerificationLevel(step.level).label) if step.level else ""


def _step_words(step: VerificationStep) -> str:
    if step.to_status == Status.REPORTED:
        return _("Sent back for correction")
    if step.to_status == Status.UNDER_VERIFICATION and step.from_status in CLOSED:
        return _("Reopened")
    if step.to_status == step.from_status:
        return _("Confirmed: %(state)s") % {"state": step.get_to_status_display()}
    return step.get_to_status_display()


def behind(acting: Person, report_id: str | None) -> Report | None:
    """Return the report that an incident is recorded from; raise NotFound where the person may not."""
    asked = parsed_id(report_id)
    if asked is None:
        return None
    report = selectors.report_for(acting, asked)
    if not policies.may_record(acting, report.agency_id):
        raise NotFound
    note_read(acting, "report", report.pk, report.agency_id)
    return report


def to_change(acting: Person, incident_id: uuid.UUID) -> Incident:
    """Return an incident that the person may change now; raise NotFound, or Conflict where it is locked."""
    incident = selectors.incident_for(acting, incident_id)
    if not policies.may_record(acting, incident.agency_id):
        raise NotFound
    refuse_unless_open(incident)
    note_read(acting, "incident", incident.pk, incident.agency_id)
    return incident


def initial(asked: Mapping[str, str], incident: Incident | None) -> dict[str, object]:
    """Return the first values that an address or a stored incident gives the form."""
    if incident is not None:
        return {"version": incident.version}
    country = parsed_id(asked.get("country"))
    return {"country": country} if country else {}


def form_page(
    form: IncidentForm, *, incident: Incident | None = None, report: Report | None = None
) -> IncidentFormPage:
    """Return the page of a new or changed incident."""
    back = ("monitor:incident-detail", [incident.pk]) if incident else ("monitor:incident-list", [])
    return IncidentFormPage(
        form=form,
        title=_("Change %(code)s") % {"code": incident.code} if incident else _("Record an incident"),
        incident=incident,
        report=report,
        faults=tuple(form.faults()) if form.facts.is_bound else (),
        version=incident.version if incident else 0,
        cancel_url=reverse(back[0], args=back[1]),
    )


def without_faults(content: IncidentFormPage) -> IncidentFormPage:
    """Return the page without its errors: the form is not finished yet."""
    for form in [content.form.facts, *content.form.victims.forms, *content.form.violations.forms]:
        form._errors = ErrorDict()
    return replace(content, faults=())
