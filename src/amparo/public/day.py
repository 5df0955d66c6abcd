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
from amparo.monitor.imports.selectors import batches_for
from amparo.monitor.models import ImportBatch, Incident, Status
from amparo.monitor.selectors import own_work
from amparo.monitor.selectors.narrowing import OVERDUE_DAYS

SHOWN = 6
COUNTED = 200  # beyond this the exact count helps nobody today, and counting would cost more than it tells


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of work: its name, what it says of the day, how much there is, the first few, and the rest."""

    ident: str
    title: str
    says: str
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
    return sections[0].says


def _to_verify(acting: Person) -> Section | None:
    if not policies.may_decide(acting):
        return None
    return _of_incidents(
        own_work.to_verify(acting),
        Frame("verify", _("Waiting for a second person"), State.TODAY, _("Waiting for a second person: %(count)s.")),
        url_name="monitor:incident-verify",
        button=_("Verify"),
        rest=(_("All incidents that wait"), address("monitor:verification-queue")),
    )


def _imports(acting: Person) -> Section | None:
    if not policies.may_record(acting):
        return None
    stopped = (ImportBatch.State.CHECKED, ImportBatch.State.IMPORTING)
    rows = batches_for(acting).filter(started_by=acting, state__in=stopped).order_by("id")
    count = rows.count()
    if not count:
        return None
    duties = tuple(_import_duty(batch) for batch in rows.select_related("mapping", "file")[:SHOWN])
    said = _("Imports that you have not finished: %(count)s.") % {"count": number(count)}
    title = _("Imports not finished")
    return Section(
        "imports", title, said, State.TODAY, number(count), duties, _("All imports"), address("monitor:import-list")
    )


def _import_duty(batch: ImportBatch) -> Duty:
    return Duty(
        when=_waited((clock.today() - clock.day_of(batch.started_at)).days),
        what=batch.mapping.name,
        about=batch.get_state_display(),
        href=address("monitor:import-detail", batch.pk),
        button=_("Open"),
        state=State.TODAY,
    )


def _came_back(acting: Person) -> Section | None:
    rows = own_work.recorded_and_not_verified(acting)
    title = _("Could not be verified: look for further sources")
    said = _("Could not be verified with what there was: %(count)s. Look for further sources.")
    return _of_incidents(rows, Frame("back", title, State.TODAY, said))


def _recorded(acting: Person) -> Section | None:
    rows = own_work.recorded_and_waiting(acting)
    title = _("Recorded by you, with a second person")
    said = _("Recorded by you and waiting for a second person: %(count)s.")
    rest = (_("All incidents"), address("monitor:incident-list"))
    return _of_incidents(rows, Frame("recorded", title, State.WAIT, said), rest=rest)


# The most urgent first.
SECTIONS: tuple[Callable[[Person], Section | None], ...] = (_to_verify, _imports, _came_back, _recorded)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the incidents of a section; `said` takes their count."""

    ident: str
    title: str
    state: State
    said: str


def _of_incidents(
    rows: QuerySet[Incident],
    frame: Frame,
    *,
    url_name: str = "monitor:incident-detail",
    button: str = "",
    rest: tuple[str, str] = ("", ""),
) -> Section | None:
    count = rows.values("pk")[: COUNTED + 1].count()
    if not count:
        return None
    words = _("more than %(number)s") % {"number": number(COUNTED)} if count > COUNTED else number(count)
    shown = rows.select_related("country", "admin1")[:SHOWN]
    duties = tuple(_incident_duty(row, url_name, button or _("Open")) for row in shown)
    return Section(frame.ident, frame.title, frame.said % {"count": words}, frame.state, words, duties, *rest)


def _incident_duty(incident: Incident, url_name: str, button: str) -> Duty:
    days = (clock.today() - clock.day_of(incident.created_at)).days
    place = incident.admin1 or incident.country
    late = days > OVERDUE_DAYS and incident.status != Status.NOT_VERIFIED
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
