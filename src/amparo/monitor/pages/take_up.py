"""Taking up many incidents at once: what would happen to each, before anything does."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.accounts.models import Person
from amparo.kernel import fuzzy
from amparo.kernel.errors import AmparoError
from amparo.kernel.ids import parsed_id
from amparo.kernel.ui.links import address
from amparo.kernel.ui.words import number
from amparo.monitor import policies, selectors, services
from amparo.monitor.models import OPEN, Incident
from amparo.monitor.pages.incident_list import with_filters
from amparo.monitor.selectors.narrowing import IncidentFilter, filtered

MOST = 100


@dataclass(frozen=True)
class Candidate:
    """One incident of the preview. `hindrance` says why it cannot be taken up; empty where it can."""

    key: str
    code: str
    when: str
    place: str
    url: str
    hindrance: str


@dataclass(frozen=True)
class TakeUpPage:
    """The preview. `more` says that further incidents fit the filter."""

    says: str
    candidates: tuple[Candidate, ...]
    more: bool
    back_url: str


@dataclass(frozen=True)
class Taken:
    """What became of those that were chosen: how many were taken up, and why others were not."""

    count: int
    refused: tuple[str, ...]


def take_up_page(acting: Person, chosen: IncidentFilter, asked: Mapping[str, str]) -> TakeUpPage:
    """Return what would happen to each incident that fits the filter, 100 at most. Five queries for any number."""
    agencies = policies.deciding_agencies(acting)
    found = filtered(acting, chosen).filter(agency__in=agencies).select_related("country", "admin1")
    rows = list(found.order_by("created_at", "pk")[: MOST + 1])
    shown = rows[:MOST]
    own = selectors.recorded_by_person(acting, [row.pk for row in shown])
    candidates = tuple(_candidate(row, row.pk in own) for row in shown)
    free = sum(not one.hindrance for one in candidates)
    return TakeUpPage(
        says=ngettext("%(count)s incident can be taken up.", "%(count)s incidents can be taken up.", free)
        % {"count": number(free)},
        candidates=candidates,
        more=len(rows) > MOST,
        back_url=address("monitor:incident-list") + with_filters(asked),
    )


def _candidate(incident: Incident, own: bool) -> Candidate:
    hindrance = ""
    if incident.status not in OPEN:
        hindrance = _("It is not waiting: %(state)s.") % {"state": incident.get_status_display()}
    elif own:
        hindrance = _("You had a part in recording it. Another verifier takes it up.")
    return Candidate(
        key=f"{incident.pk}:{incident.version}",
        code=incident.code,
        when=fuzzy.say(fuzzy.parse(incident.date_text)),
        place=str(incident.admin1 or incident.country),
        url=address("monitor:incident-detail", incident.pk),
        hindrance=hindrance,
    )


def chosen_keys(sent: Sequence[str]) -> list[tuple[uuid.UUID, int]]:
    """Return the incidents that were ticked, with the version that was seen; what is no key is left out."""
    keys = []
    for text in sent[:MOST]:
        key, _colon, version = text.partition(":")
        pk = parsed_id(key)
        if pk is not None and version.isdecimal() and len(version) < 10:
            keys.append((pk, int(version)))
    return keys


def take_up(acting: Person, keys: Sequence[tuple[uuid.UUID, int]]) -> Taken:
    """Take each up by itself. One that changed meanwhile is left, and it is said why."""
    refused: list[str] = []
    for pk, version in keys:
        try:
            services.start_verification(acting=acting, incident_id=pk, expected_version=version)
        except AmparoError as error:
            refused.append(str(error.detail))
    return Taken(len(keys) - len(refused), tuple(dict.fromkeys(refused)))
