"""What the page of an incident's neighbours shows: possible duplicates with reasons, and what was judged."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.accounts.models import Person
from amparo.kernel import clock, fuzzy
from amparo.kernel.errors import Stale
from amparo.kernel.ui.parts import Cell, Column, Link, Table
from amparo.kernel.ui.words import State, number
from amparo.monitor import policies
from amparo.monitor.forms.links import PairForm
from amparo.monitor.models import Incident, IncidentLink, LinkKind
from amparo.monitor.pages.states import STATES
from amparo.monitor.selectors import likeness

_STATES = {LinkKind.DUPLICATE: State.LATE, LinkKind.RELATED: State.RUN, LinkKind.DIFFERENT: State.NONE}


@dataclass(frozen=True)
class Proposal:
    """An incident that may be the same event: its facts, and why it is proposed."""

    code: str
    url: str
    when: str
    place: str
    state: State
    status: str
    reasons: str


@dataclass(frozen=True)
class RelatedPage:
    """The neighbours of one incident. `form` is there for those who may judge."""

    incident: Incident
    crumbs: tuple[Link, ...]
    says: str
    proposals: tuple[Proposal, ...]
    cut: str
    judged: Table
    form: PairForm | None


def related_page(acting: Person, incident: Incident, form: PairForm) -> RelatedPage:
    """Return the page of one incident's neighbours."""
    proposals = [_proposal(one) for one in likeness.like(acting, incident)]
    said = ngettext("%(count)s possible duplicate.", "%(count)s possible duplicates.", len(proposals))
    return RelatedPage(
        incident=incident,
        crumbs=(
            Link(_("Incidents"), reverse("monitor:incident-list")),
            Link(incident.code, reverse("monitor:incident-detail", args=[incident.pk])),
            Link(_("Related incidents")),
        ),
        says=said % {"count": number(len(proposals))},
        proposals=tuple(proposals),
        cut=_cut(acting, incident),
        judged=judged_table(incident),
        form=form if policies.may_judge(acting, incident.agency_id) else None,
    )


def _cut(acting: Person, incident: Incident) -> str:
    if not likeness.is_cut(acting, incident):
        return ""
    said = _("More incidents lie near this one in time and place; %(most)s of them were compared.")
    return said % {"most": number(likeness.MOST)}


def judged_before(form: PairForm, error: Stale) -> PairForm:
    """Return the form as it was sent, now over the judgement that stands: sent once more, it takes its place."""
    sent = {name: form.cleaned_data[name] for name in ("code", "kind", "why")}
    again = PairForm({**sent, "version": error.version})
    stands = "; ".join(f"{one.label}: {one.theirs or '–'}" for one in error.differences)
    again.add_error(
        None,
        _("This pair was judged already, and nothing was saved. It says: %(stands)s. Record yours to judge it anew.")
        % {"stands": stands},
    )
    return again


def _proposal(one: likeness.Likeness) -> Proposal:
    other = one.incident
    return Proposal(
        code=other.code,
        url=reverse("monitor:incident-detail", args=[other.pk]),
        when=fuzzy.say(fuzzy.parse(other.date_text)),
        place=str(other.admin1 or other.country),
        state=STATES[other.status],
        status=str(other.get_status_display()),
        reasons=", ".join(one.reasons),
    )


def judged_table(incident: Incident) -> Table:
    """Return what was judged of an incident and others, and what was judged before. Three queries at most."""
    return Table(
        caption=_("What was judged"),
        columns=(Column(_("Incident")), Column(_("Judgement")), Column(_("Why")), Column(_("By"))),
        rows=[row for link in likeness.links_of(incident) for row in _rows(incident, link)],
        fold=True,
        empty=_("Nothing was judged yet."),
    )


def _rows(incident: Incident, link: IncidentLink) -> Iterator[tuple[Cell | str, ...]]:
    """Yield the judgement that stands, then those that stood before it."""
    other = link.second if link.first_id == incident.pk else link.first
    code = Cell(other.code, href=reverse("monitor:incident-detail", args=[other.pk]), code=True)
    kind = Cell(link.get_kind_display(), state=_STATES[LinkKind(link.kind)])
    yield code, kind, link.note or "–", link.judged_by.name
    for one in link.earlier.all():
        before = _("earlier, of %(day)s") % {"day": date_format(clock.day_of(one.judged_at))}
        yield code, Cell(one.get_kind_display(), note=before), one.note or "–", one.judged_by.name
