"""My day: what waits for the person who signed in, by role, from the selectors of the rooms."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.accounts.models import Person
from amparo.kernel import clock, fuzzy
from amparo.kernel.ui.links import address
from amparo.kernel.ui.parts import Duty
from amparo.kernel.ui.words import State, number
from amparo.monitor import policies
from amparo.monitor.models import Incident, Status
from amparo.monitor.selectors.incidents import incidents_for

SHOWN = 6
COUNTED = 200  # beyond this the exact count helps nobody today, and counting would cost more than it tells
LONG = 60  # days after which a waiting incident is late


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of work: its name, how much there is, the first few, and where the rest stands."""

    ident: str
    title: str
    state: State
    count: str
    duties: tuple[Duty, ...]
    all_text: str = ""
    all_href: str = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something the person can begin, with the words of its button."""

    text: str
    href: str
    first: bool = False


@dataclass(frozen=True, slots=True)
class DayPage:
    """What the template of My day draws. `says` is one sentence on what matters most."""

    heading: str
    says: str
    sections: tuple[Section, ...]
    steps: tuple[NextStep, ...]


def day_of(acting: Person) -> DayPage:
    """Return the day of the person: verification first, then their own unfinished work."""
    found = [make(acting) for make in SECTIONS]
    sections = tuple(section for section in found if section is not None)
    return DayPage(
        heading=date_format(clock.today(), "l j F"),
        says=_sentence(sections),
        sections=sections,
        steps=tuple(_steps(acting)),
    )


def _sentence(sections: tuple[Section, ...]) -> str:
    if not sections:
        return _("Nothing waits for you today.")
    first = sections[0]
    return _("%(title)s: %(count)s.") % {"title": first.title, "count": first.count}


def waiting_for_verification(acting: Person) -> QuerySet[Incident]:
    """Return the incidents that the person may decide as second person, the longest waiting first."""
    return (
        incidents_for(acting)
        .filter(agency__in=policies.deciding_agencies(acting), status__in=(Status.REPORTED, Status.UNDER_VERIFICATION))
        .exclude(recorded_by=acting)
        .exclude(changed_by=acting)
        .exclude(mentions__report__recorded_by=acting)
        .order_by("id")
    )


def _to_verify(acting: Person) -> Section | None:
    if not policies.may_decide(acting):
        return None
    rows = waiting_for_verification(acting)
    return _section(
        "verify",
        _("Waiting for a second person"),
        State.TODAY,
        rows,
        lambda incident: _incident_duty(incident, "monitor:incident-verify", _("Verify")),
        all_text=_("All incidents that wait"),
        all_href=_filtered("reported"),
    )


def _came_back(acting: Person) -> Section | None:
    rows = incidents_for(acting).filter(recorded_by=acting, status=Status.NOT_VERIFIED).order_by("id")
    return _section(
        "back",
        _("Not verified: look for further sources"),
        State.TODAY,
        rows,
        lambda incident: _incident_duty(incident, "monitor:incident-detail", _("Open")),
    )


def _recorded(acting: Person) -> Section | None:
    waiting = (Status.REPORTED, Status.UNDER_VERIFICATION)
    rows = incidents_for(acting).filter(recorded_by=acting, status__in=waiting).order_by("-id")
    return _section(
        "recorded",
        _("Recorded by you, with a second person"),
        State.WAIT,
        rows,
        lambda incident: _incident_duty(incident, "monitor:incident-detail", _("Open")),
        all_text=_("All incidents"),
        all_href=address("monitor:incident-list"),
    )


SECTIONS: tuple[Callable[[Person], Section | None], ...] = (_to_verify, _came_back, _recorded)


def _section(
    ident: str,
    title: str,
    state: State,
    rows: QuerySet[Incident],
    draw: Callable[[Incident], Duty],
    *,
    all_text: str = "",
    all_href: str = "",
) -> Section | None:
    count = rows.values("pk")[: COUNTED + 1].count()
    if not count:
        return None
    shown = rows.select_related("country", "admin1")[:SHOWN]
    words = _("more than %(number)s") % {"number": number(COUNTED)} if count > COUNTED else number(count)
    return Section(ident, title, state, words, tuple(draw(row) for row in shown), all_text, all_href)


def _incident_duty(incident: Incident, url_name: str, button: str) -> Duty:
    days = (clock.today() - incident.created_at.date()).days
    place = incident.admin1 or incident.country
    late = days > LONG and incident.status != Status.NOT_VERIFIED
    return Duty(
        when=_waited(days),
        what=f"{place} · {_when(incident)}",
        about=incident.get_status_display(),
        href=address(url_name, incident.pk),
        button=button,
        state=State.LATE if late else State.WAIT,
        code=incident.code,
    )


def _when(incident: Incident) -> str:
    value = fuzzy.FuzzyDate(incident.date_text, incident.date_earliest, incident.date_latest)
    return fuzzy.say(value)


def _waited(days: int) -> str:
    if days <= 0:
        return _("today")
    return ngettext("one day", "%(number)s days", days) % {"number": number(days)}


def _filtered(status: str) -> str:
    base = address("monitor:incident-list")
    return f"{base}?status={status}" if base else ""


def _steps(acting: Person) -> Iterable[NextStep]:
    """Yield what the person can begin; the first is the filled button."""
    offered: list[tuple[bool, str, str]] = [
        (policies.may_record(acting), _("Record a report"), "monitor:report-new"),
        (policies.may_record(acting), _("Import a spreadsheet"), "monitor:import-new"),
        (policies.may_run_estimates(acting), _("Run an estimate"), "evidence:estimate-new"),
        (policies.may_read_own_figures(acting), _("See own figures"), "monitor:figures-own"),
        (True, _("See published figures"), "monitor:figures-published"),
    ]
    open_steps = [(text, address(name)) for may, text, name in offered if may and address(name)]
    return [NextStep(text, href, first=index == 0) for index, (text, href) in enumerate(open_steps)]
