"""Two people changed one incident: both values side by side, a choice for each, and everything typed kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.kernel.errors import Stale
from amparo.monitor import selectors
from amparo.monitor.content import IncidentData
from amparo.monitor.differences import differing_blocks, stored_content
from amparo.monitor.models import Incident

KEEP = "keep-"
_NOT_CARRIED = {"csrfmiddlewaretoken", "version"}


class UndecidedError(Exception):
    """A part that differs has no choice yet. `data` is what the person would save."""

    def __init__(self, data: IncidentData) -> None:
        super().__init__()
        self.data = data


@dataclass(frozen=True)
class Difference:
    """One part in which the two differ. `chosen` is "theirs", "yours", or empty."""

    name: str
    label: str
    theirs: str
    yours: str
    chosen: str
    field: str


@dataclass(frozen=True)
class ConflictPage:
    """The choice for each part that differs, and all that was typed, carried along."""

    incident: Incident
    title: str
    differences: tuple[Difference, ...]
    carried: tuple[tuple[str, str], ...]
    version: int
    unanswered: bool
    url: str
    leave_url: str


def decided(incident: Incident, data: IncidentData, sent: QueryDict) -> IncidentData:
    """Return what is to be saved after the choices; without any choice, `data` as typed.

    Raises UndecidedError where some part that differs has no choice although others have.
    """
    choices = {name.removeprefix(KEEP): value for name, value in sent.items() if name.startswith(KEEP)}
    if not choices and "decide" not in sent:
        return data
    stored = stored_content(incident)
    for block in differing_blocks(incident, data):
        if choices.get(block.name) not in ("theirs", "yours"):
            raise UndecidedError(data)
        if choices[block.name] == "theirs":
            data = _with_theirs(block.name, stored, data)
    known = {row.id for row in stored.victims}
    # A row that the other person took out comes back as a new one if the typed rows are kept.
    return replace(data, victims=tuple(row if row.id in known else replace(row, id=None) for row in data.victims))


def _with_theirs(name: str, stored: IncidentData, data: IncidentData) -> IncidentData:
    if name == "date":
        return replace(data, date=stored.date)
    if name == "place":
        return replace(data, country_id=stored.country_id, admin1_id=stored.admin1_id, admin2_id=stored.admin2_id)
    if name == "summary":
        return replace(data, summary=stored.summary)
    return replace(data, victims=stored.victims, violations=stored.violations)


def conflict_page(acting: Person, incident: Incident, sent: QueryDict, error: "Stale | UndecidedError") -> ConflictPage:
    """Return the page that shows both values of each part and carries all that was typed."""
    current = selectors.incident_for(acting, incident.pk)
    if isinstance(error, UndecidedError):
        blocks = differing_blocks(current, error.data)
        rows = [(block.name, str(block.label), block.theirs, block.yours) for block in blocks]
    else:
        rows = [
            (name, str(label), str(error.theirs[name]), str(error.yours[name])) for name, label in error.labels.items()
        ]
    return ConflictPage(
        incident=current,
        title=_("Someone else changed %(code)s while you were writing") % {"code": current.code},
        differences=tuple(_difference(row, sent) for row in rows),
        carried=tuple(_carried(sent)),
        version=current.version,
        unanswered=isinstance(error, UndecidedError),
        url=reverse("monitor:incident-change", args=[current.pk]),
        leave_url=reverse("monitor:incident-detail", args=[current.pk]),
    )


def _difference(row: tuple[str, str, str, str], sent: Mapping[str, str]) -> Difference:
    name, label, theirs, yours = row
    return Difference(name, label, theirs, yours, sent.get(f"{KEEP}{name}", ""), f"{KEEP}{name}")


def _carried(sent: QueryDict) -> list[tuple[str, str]]:
    return [
        (name, str(value))
        for name, values in sent.lists()
        if name not in _NOT_CARRIED and not name.startswith(KEEP)
        for value in values
    ]
