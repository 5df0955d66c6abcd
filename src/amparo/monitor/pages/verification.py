"""What the pages of verification show."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.accounts.models import Person
from amparo.kernel import clock, fuzzy
from amparo.kernel.errors import Conflict, NotAllowed, NotFound
from amparo.kernel.ui.parts import Cell, Column, Table
from amparo.kernel.ui.words import State, number
from amparo.monitor import policies, selectors
from amparo.monitor.forms.verification import ANSWERS, AnswerForm, ConfirmForm, DecisionForm, ReasonForm
from amparo.monitor.models import CLOSED, OPEN, Incident, Status
from amparo.monitor.pages.cursors import Pager, cursor_of, pager_of
from amparo.monitor.pages.incident_list import Choices, FiltersPart, bounded, chosen_filter, with_filters
from amparo.monitor.pages.states import STATES
from amparo.monitor.recording import note_read
from amparo.monitor.selectors import lists, workload
from amparo.monitor.selectors.narrowing import OVERDUE_DAYS, WAITING, IncidentFilter
from amparo.monitor.services.verification import lateness, levels_above

SOON_DAYS = 30


@dataclass(frozen=True)
class QueuePage:
    """What waits and passes the filters, the longest waiting first; how old it is, and who has how much in hand."""

    filters: FiltersPart
    table: Table
    ages: Table
    workload: Table
    says: str
    pager: Pager
    take_up_url: str


@dataclass(frozen=True)
class StartPage:
    """Take it up?"""

    incident: Incident
    when: str
    start_url: str
    back_url: str


@dataclass(frozen=True)
class AnswerPage:
    """What is the decision? Shown with the little that one needs to answer."""

    incident: Incident
    form: AnswerForm
    back_url: str


@dataclass(frozen=True)
class ReopenPage:
    """Why is the decision looked at again? `decision` is what stands now."""

    incident: Incident
    form: ReasonForm
    decision: str
    back_url: str


@dataclass(frozen=True)
class ConfirmPage:
    """Which higher level decided the same? `decision` is what stands."""

    incident: Incident
    form: ConfirmForm
    decision: str
    back_url: str


@dataclass(frozen=True)
class DecidePage:
    """On what does it rest? `late` says that a verification today would count as late."""

    incident: Incident
    form: DecisionForm
    answer: str
    committed: str
    late: bool
    back_url: str


def queue_page(acting: Person, asked: Mapping[str, str]) -> QueuePage:
    """Return one page of the queue. The number of queries does not depend on the number of rows."""
    chosen = _waiting(chosen_filter(asked))
    count = lists.bounded_count(lists.queue(acting, chosen))
    part = lists.queue_part(acting, chosen, cursor_of(asked, Incident, "created_at"))
    narrowed = _("Nothing that waits fits these filters.")
    own = selectors.recorded_by_person(acting, [row.pk for row in part.rows])
    table = Table(
        caption=_("Waiting for a second person, the longest waiting first"),
        caption_hidden=True,
        columns=(
            Column(_("Reference")),
            Column(_("Waiting")),
            Column(_("When")),
            Column(_("Where")),
            Column(_("Recorded by")),
            Column(_("State")),
        ),
        rows=[_row(acting, incident, own) for incident in part.rows],
        fold=True,
        empty=narrowed if chosen.narrows else _("Nothing waits for verification."),
    )
    said = ngettext("%(count)s incident waits.", "%(count)s incidents wait.", count) % {"count": bounded(count)}
    takes_up = policies.may_decide(acting) and bool(part.rows)
    return QueuePage(
        filters=Choices(acting, chosen, WAITING).part(asked, reverse("monitor:verification-queue")),
        table=table,
        ages=_ages(acting, chosen),
        workload=_workload(acting),
        says=said,
        pager=pager_of(part, asked, "created_at"),
        take_up_url=reverse("monitor:incident-take-up") + with_filters(asked) if takes_up else "",
    )


def _waiting(chosen: IncidentFilter) -> IncidentFilter:
    """Return the filter without a state that nothing here is in. The queue has one order, so no sort narrows it."""
    known = chosen.status in (*WAITING, "overdue")
    return replace(chosen, status=chosen.status if known else "", sort=IncidentFilter.sort)


def _row(acting: Person, incident: Incident, part_had: Collection[uuid.UUID]) -> tuple[Cell | str, ...]:
    days = (clock.now() - incident.created_at).days
    own = incident.pk in part_had
    verifies = policies.may_decide(acting, incident.agency_id) and not own
    name = "monitor:incident-verify" if verifies else "monitor:incident-detail"
    return (
        Cell(incident.code, href=reverse(name, args=[incident.pk]), code=True),
        Cell(_days(days), state=_age(days)),
        fuzzy.say(fuzzy.parse(incident.date_text)),
        str(incident.admin1 or incident.country),
        Cell(incident.recorded_by.name, note=_("a second person must verify it") if own else ""),
        Cell(incident.get_status_display(), state=STATES[incident.status]),
    )


def _ages(acting: Person, chosen: IncidentFilter) -> Table:
    names = (_("Less than 30 days"), _("30 to 59 days"), _("60 days and more"))
    states = (State.WAIT, State.TODAY, State.LATE)
    counts = workload.ages(acting, chosen)
    return Table(
        caption=_("How long it has waited"),
        columns=(Column(_("Waiting")), Column(_("Incidents"), number=True)),
        rows=[
            (Cell(name, state=state), bounded(count)) for name, state, count in zip(names, states, counts, strict=True)
        ],
    )


def _workload(acting: Person) -> Table:
    return Table(
        caption=_("Who has how much in hand"),
        columns=(
            Column(_("Verifier")),
            Column(_("In hand"), number=True),
            Column(_("Decided in 30 days"), number=True),
        ),
        rows=[(load.name, number(load.in_hand), number(load.decided)) for load in workload.workload(acting)],
        empty=_("Nobody has anything in hand."),
    )


def _days(days: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": number(days)}


def _age(days: int) -> State:
    if days >= OVERDUE_DAYS:
        return State.LATE
    return State.TODAY if days >= SOON_DAYS else State.WAIT


def for_second_person(acting: Person, incident_id: uuid.UUID) -> Incident:
    """Return an incident that the person may verify now.

    Raises NotFound, NotAllowed for a person who had a part in recording it, Conflict once it is decided.
    """
    incident = _of_second_person(acting, incident_id)
    if incident.status not in OPEN and incident.status != Status.UNDER_VERIFICATION:
        raise Conflict(_("This incident has been decided."), advice=_("Open it to see who decided, and why."))
    return incident


def to_reopen(acting: Person, incident_id: uuid.UUID) -> Incident:
    """Return a decided incident that the person may reopen.

    Raises NotFound, NotAllowed for a person who had a part in recording it, Conflict where nothing is decided.
    """
    incident = _of_second_person(acting, incident_id)
    if incident.status not in CLOSED:
        raise Conflict(_("There is no decision to reopen."), advice=_("Open the incident to see where it stands."))
    return incident


def to_confirm(acting: Person, incident_id: uuid.UUID) -> Incident:
    """Return a decided incident that a higher level may confirm.

    Raises NotFound, NotAllowed for a person who had a part in recording it, Conflict where no level is left.
    """
    incident = _of_second_person(acting, incident_id)
    if not levels_above(incident):
        raise Conflict(_("There is no decision to confirm."), advice=_("Open the incident to see where it stands."))
    return incident


def _of_second_person(acting: Person, incident_id: uuid.UUID) -> Incident:
    incident = selectors.incident_for(acting, incident_id)
    if not policies.may_decide(acting, incident.agency_id):
        raise NotFound
    if not policies.may_verify(acting, incident.agency_id, selectors.recorders_of(incident)):
        raise NotAllowed(
            _("You had a part in recording this incident, so you cannot verify it."),
            advice=_("Ask another verifier of your agency."),
        )
    note_read(acting, "incident", incident.pk, incident.agency_id)
    return incident


def reopen_page(incident: Incident, form: ReasonForm) -> ReopenPage:
    """Return the page that asks why."""
    return ReopenPage(incident, form, incident.get_status_display(), _detail(incident))


def confirm_page(incident: Incident, form: ConfirmForm) -> ConfirmPage:
    """Return the page that asks which level confirms."""
    return ConfirmPage(incident, form, incident.get_status_display(), _detail(incident))


def start_page(incident: Incident) -> StartPage:
    """Return the page that asks whether to take an incident up."""
    return StartPage(
        incident,
        fuzzy.say(fuzzy.parse(incident.date_text)),
        reverse("monitor:incident-verify-start", args=[incident.pk]),
        _detail(incident),
    )


def answer_page(incident: Incident, form: AnswerForm) -> AnswerPage:
    """Return the page that asks for the decision."""
    return AnswerPage(incident, form, _detail(incident))


def decide_url(incident: Incident, answer: str) -> str:
    """Return the address that asks what a decision rests on."""
    return f"{reverse('monitor:incident-verify-decide', args=[incident.pk])}?{urlencode({'answer': answer})}"


def initial(incident: Incident, asked: Mapping[str, str]) -> dict[str, object]:
    """Return the first values of the decision."""
    answer = asked.get("answer", "")
    known = dict(ANSWERS)
    return {"answer": answer if answer in known else "", "version": incident.version}


def decide_page(incident: Incident, form: DecisionForm) -> DecidePage:
    """Return the page that asks what the decision rests on; raise NotFound without an answer to rest."""
    answer = str(form["answer"].value() or "")
    known = {value: str(label) for value, label in ANSWERS}
    if answer not in known:
        raise NotFound
    return DecidePage(
        incident=incident,
        form=form,
        answer=known[answer],
        committed=fuzzy.say(fuzzy.parse(incident.date_text)),
        late=answer == Status.VERIFIED and lateness(incident, clock.today()) == Status.VERIFIED_LATE,
        back_url=reverse("monitor:incident-verify", args=[incident.pk]),
    )


def _detail(incident: Incident) -> str:
    return reverse("monitor:incident-detail", args=[incident.pk])
