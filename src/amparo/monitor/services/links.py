"""Judging whether two incidents are one event, related, or different."""

import uuid
from collections.abc import Iterator, Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.kernel.errors import Invalid, NotFound, Problem
from amparo.kernel.lines import one_line
from amparo.kernel.saving import save_versioned
from amparo.monitor import policies, selectors
from amparo.monitor.models import EarlierJudgement, Incident, IncidentLink, LinkKind
from amparo.monitor.recording import Subject, note

LONGEST_NOTE = 500


@transaction.atomic
def judge_pair(
    *,
    acting: Person,
    incident_id: uuid.UUID,
    other_id: uuid.UUID,
    kind: str,
    why: str = "",
    expected_version: int = 0,
) -> IncidentLink:
    """Say what two incidents of one agency have to do with each other. `expected_version` 0: nobody has said so yet.

    A new judgement takes the place of an old one, which is kept beside it. Those who record and those who verify may.
    Raises NotFound where the person does not, or an incident is foreign; Invalid for an incident and itself, an unknown
    judgement, a text that is too long; Stale, with both judgements, where the pair was judged since.
    """
    one = selectors.incident_for(acting, incident_id)
    other = selectors.incident_for(acting, other_id)
    if not policies.may_judge(acting, one.agency_id) or one.agency_id != other.agency_id:
        raise NotFound
    problems = list(_problems(one, other, kind, why))
    if problems:
        raise Invalid(problems=problems)
    first, second = sorted((one, other), key=lambda row: row.pk)
    link, made = IncidentLink.objects.get_or_create(
        first=first, second=second, defaults={"kind": kind, "note": one_line(why), "judged_by": acting}
    )
    before = None if made else link.kind
    wanted = {"kind": kind, "note": one_line(why), "judged_by_id": acting.pk}
    if not made and not _judged_anew(link, expected_version, wanted):
        return link
    note(
        acting,
        "incident.pair_judged",
        Subject("incident", one.pk, one.agency_id),
        detail={"code": one.code, "other": other.code, "kind": kind, "before": before or ""},
    )
    return link


def _judged_anew(link: IncidentLink, expected_version: int, wanted: Mapping[str, object]) -> bool:
    """Put a new judgement in the place of the one that stands, which is kept; False where both are the same."""
    if all(getattr(link, name) == value for name, value in wanted.items()):
        return False  # the same form, sent twice
    stood = EarlierJudgement(
        link=link, kind=link.kind, note=link.note, judged_by_id=link.judged_by_id, judged_at=link.updated_at
    )
    save_versioned(link, expected_version=expected_version, changes=wanted)
    stood.save(force_insert=True)
    return True


def _problems(one: Incident, other: Incident, kind: str, why: str) -> Iterator[Problem]:
    if one.pk == other.pk:
        yield Problem("code", _("This is the same incident."), _("Give the reference of another one."))
    if kind not in LinkKind.values:
        yield Problem("kind", _("This judgement is not known."), _("Choose one from the list."))
    if len(why) > LONGEST_NOTE:
        yield Problem("why", _("This text is too long."), _("Shorten it to 500 characters."))
