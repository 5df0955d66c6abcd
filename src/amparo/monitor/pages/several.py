"""Acts on several incidents at once: what would happen to each, before anything does."""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from amparo.accounts.models import Person
from amparo.kernel import fuzzy
from amparo.kernel.ids import parsed_id
from amparo.kernel.ui.links import address
from amparo.kernel.ui.parts import Text
from amparo.kernel.ui.words import State, number
from amparo.monitor import policies, selectors
from amparo.monitor.forms.several import BackForm, MeetingForm, NothingForm, RelateForm, WhyReopenForm
from amparo.monitor.models import CLOSED, OPEN, Incident, IncidentLink, Status
from amparo.monitor.pages.incident_list import with_filters
from amparo.monitor.pages.states import STATES
from amparo.monitor.selectors.likeness import links_between
from amparo.monitor.selectors.narrowing import IncidentFilter, filtered
from amparo.monitor.services import several as services
from amparo.monitor.services.several import MOST, Picked
from amparo.monitor.services.verification import levels_above


@dataclass(frozen=True)
class Act:
    """One thing that is done to several incidents. `statuses`: those that it is done to; none: whatever the state.

    `second_person`: never by somebody who had a part in recording. `do` is the service with what its form asks.
    """

    url_name: str
    title: Text
    says: Text
    verb: Text
    button: Text
    statuses: tuple[Status, ...]
    second_person: bool
    agencies: Callable[[Person | None], frozenset[uuid.UUID]]
    form: type[forms.Form]
    do: Callable[[Person, Sequence[Picked], Mapping[str, Any]], int]
    can: Callable[[int], str]
    done: Callable[[int], str]
    leads_to: str = "monitor:incident-list"


TAKE_UP = Act(
    url_name="monitor:incident-take-up",
    title=gettext_lazy("Take up for verification"),
    says=gettext_lazy(
        "Once taken up, nobody changes an incident until it is decided or sent back. "
        "Nothing happens before you confirm."
    ),
    verb=gettext_lazy("it is taken up"),
    button=gettext_lazy("Take up those that are ticked"),
    statuses=tuple(OPEN),
    second_person=True,
    agencies=policies.deciding_agencies,
    form=NothingForm,
    do=lambda acting, picked, given: services.start_several(acting=acting, picked=picked),
    can=lambda count: ngettext("%(count)s incident can be taken up.", "%(count)s incidents can be taken up.", count),
    done=lambda count: ngettext("%(count)s incident was taken up.", "%(count)s incidents were taken up.", count),
    leads_to="monitor:verification-queue",
)
SEND_BACK = Act(
    url_name="monitor:incident-send-back",
    title=gettext_lazy("Send back for correction"),
    says=gettext_lazy(
        "They may be changed again, and wait for a second person anew. Nothing happens before you confirm."
    ),
    verb=gettext_lazy("it goes back"),
    button=gettext_lazy("Send those back that are ticked"),
    statuses=(Status.UNDER_VERIFICATION,),
    second_person=True,
    agencies=policies.deciding_agencies,
    form=BackForm,
    do=lambda acting, picked, given: services.send_several_back(acting=acting, picked=picked, **given),
    can=lambda count: ngettext("%(count)s incident can go back.", "%(count)s incidents can go back.", count),
    done=lambda count: ngettext("%(count)s incident went back.", "%(count)s incidents went back.", count),
    leads_to="monitor:verification-queue",
)
CONFIRM = Act(
    url_name="monitor:incident-confirm-several",
    title=gettext_lazy("Confirm at a higher level"),
    says=gettext_lazy(
        "A meeting decided the same on all of them. On which it decided otherwise: reopen these. "
        "Nothing happens before you confirm."
    ),
    verb=gettext_lazy("the decision is confirmed"),
    button=gettext_lazy("Confirm those that are ticked"),
    statuses=tuple(CLOSED),
    second_person=True,
    agencies=policies.deciding_agencies,
    form=MeetingForm,
    do=lambda acting, picked, given: services.confirm_several(acting=acting, picked=picked, **given),
    can=lambda count: ngettext("%(count)s decision can be confirmed.", "%(count)s decisions can be confirmed.", count),
    done=lambda count: ngettext("%(count)s decision was confirmed.", "%(count)s decisions were confirmed.", count),
)
REOPEN = Act(
    url_name="monitor:incident-reopen-several",
    title=gettext_lazy("Reopen decisions"),
    says=gettext_lazy(
        "The decisions stay in the history. Until they are decided anew, these incidents count as verified in no "
        "figure. Nothing happens before you confirm."
    ),
    verb=gettext_lazy("the decision is reopened"),
    button=gettext_lazy("Reopen those that are ticked"),
    statuses=tuple(CLOSED),
    second_person=True,
    agencies=policies.deciding_agencies,
    form=WhyReopenForm,
    do=lambda acting, picked, given: services.reopen_several(acting=acting, picked=picked, **given),
    can=lambda count: ngettext("%(count)s decision can be reopened.", "%(count)s decisions can be reopened.", count),
    done=lambda count: ngettext("%(count)s decision was reopened.", "%(count)s decisions were reopened.", count),
)
RELATE = Act(
    url_name="monitor:incident-relate",
    title=gettext_lazy("Link as related"),
    says=gettext_lazy(
        "Every two of those that are ticked are linked, 12 incidents at most. A link joins nothing and changes no "
        "figure. Nothing happens before you confirm."
    ),
    verb=gettext_lazy("it is linked with the others"),
    button=gettext_lazy("Link those that are ticked"),
    statuses=(),
    second_person=False,
    agencies=policies.judging_agencies,
    form=RelateForm,
    do=lambda acting, picked, given: services.relate_several(acting=acting, picked=picked, **given),
    can=lambda count: ngettext("%(count)s incident can be linked.", "%(count)s incidents can be linked.", count),
    done=lambda count: ngettext("%(count)s pair was linked.", "%(count)s pairs were linked.", count),
)


@dataclass(frozen=True)
class Candidate:
    """One incident of the preview. `hindrance` says why it cannot be done; empty where it can."""

    key: str
    code: str
    when: str
    place: str
    state: State
    status: str
    url: str
    hindrance: str
    ticked: bool


@dataclass(frozen=True)
class SeveralPage:
    """The preview. `more`: further incidents fit the filter. `stand`: what was judged of some before, and stays so.

    `unticked`: the act is for incidents that are ticked in the list, and none was.
    """

    act: Act
    says: str
    candidates: tuple[Candidate, ...]
    free: bool
    unticked: bool
    more: bool
    stand: tuple[str, ...]
    form: forms.Form
    back_url: str


def several_page(
    acting: Person,
    act: Act,
    chosen: IncidentFilter,
    asked: Mapping[str, str],
    form: forms.Form,
    ticked: Collection[uuid.UUID] = (),
) -> SeveralPage:
    """Return what would happen to each incident that was picked, or fits the filter where none was: 100 at most.

    Of those that were picked also what cannot be done is shown, and why. Where none was, nothing is ticked beforehand.
    Seven queries for any number.
    """
    beforehand = set(ticked or chosen.picked)
    found = filtered(acting, chosen).filter(agency__in=act.agencies(acting)).select_related("country", "admin1")
    if not chosen.picked:
        found = found.filter(status__in=act.statuses) if act.statuses else found.none()
    # Ids are in the order of recording, and the order of ids needs no sorting.
    rows = list(found.order_by("pk")[: MOST + 1])
    shown = rows[:MOST]
    own = selectors.recorded_by_person(acting, [row.pk for row in shown]) if act.second_person else frozenset()
    candidates = tuple(_candidate(act, row, shown[0], row.pk in own, beforehand) for row in shown)
    free = sum(not one.hindrance for one in candidates)
    return SeveralPage(
        act=act,
        says=act.can(free) % {"count": number(free)},
        candidates=candidates,
        free=bool(free),
        unticked=not chosen.picked and not act.statuses,
        more=len(rows) > MOST,
        stand=tuple(_stands(link) for link in links_between(acting, [row.pk for row in shown]))
        if act is RELATE
        else (),
        form=form,
        back_url=address("monitor:incident-list") + with_filters(asked, incident=""),
    )


def _candidate(act: Act, incident: Incident, first: Incident, own: bool, ticked: Collection[uuid.UUID]) -> Candidate:
    return Candidate(
        key=f"{incident.pk}:{incident.version}",
        code=incident.code,
        when=fuzzy.say(fuzzy.parse(incident.date_text)),
        place=str(incident.admin1 or incident.country),
        state=STATES[incident.status],
        status=str(incident.get_status_display()),
        url=address("monitor:incident-detail", incident.pk),
        hindrance=_hindrance(act, incident, first, own),
        ticked=incident.pk in ticked,
    )


def _hindrance(act: Act, incident: Incident, first: Incident, own: bool) -> str:
    if act.statuses and incident.status not in act.statuses:
        words = {
            TAKE_UP.url_name: _("It is not waiting: %(state)s."),
            SEND_BACK.url_name: _("It is not under verification: %(state)s."),
        }
        otherwise = _("No decision stands: %(state)s.")
        return words.get(act.url_name, otherwise) % {"state": incident.get_status_display()}
    if own:
        return _("You had a part in recording it. Another verifier does this.")
    if act is CONFIRM and not levels_above(incident):
        return _("The highest level has decided already.")
    if act is RELATE and incident.agency_id != first.agency_id:
        return _("It is of another agency than the first. Links stay within one.")
    return ""


def _stands(link: IncidentLink) -> str:
    return _("%(one)s and %(other)s were judged before, and stay so: %(kind)s.") % {
        "one": link.first.code,
        "other": link.second.code,
        "kind": link.get_kind_display(),
    }


def picked(sent: Sequence[str]) -> list[Picked]:
    """Return the incidents that were ticked, with the version that was seen; what is no key is left out."""
    found: dict[uuid.UUID, Picked] = {}
    for text in sent[:MOST]:
        key, _colon, version = text.partition(":")
        pk = parsed_id(key)
        if pk is not None and version.isdecimal() and len(version) < 10:
            found[pk] = Picked(pk, int(version))
    return list(found.values())
