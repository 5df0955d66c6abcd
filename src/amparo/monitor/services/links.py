"""Judging whether two incidents are one event, related, or different."""

import uuid
from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.kernel.errors import Invalid, NotFound, Problem
from amparo.kernel.lines import one_line
from amparo.monitor import policies, selectors
from amparo.monitor.models import Incident, IncidentLink, LinkKind
from amparo.monitor.recording import Subject, note

LONGEST_NOTE = 500


@transaction.atomic
def judge_pair(
    *, acting: Person, incident_id: uuid.UUID, other_id: uuid.UUID, kind: str, why: str = ""
) -> IncidentLink:
    """Say what two incidents of one agency have to do with each other. A new judgement takes the place of an old one.

    Those who record and those who verify may. Raises NotFound where the person does not, or an incident is foreign;
    Invalid for an incident and itself, an unknown judgement, a text that is too long.
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
    if not made:
        link.kind, link.note, link.judged_by, link.version = kind, one_line(why), acting, link.version + 1
        link.save()
    note(
        acting,
        "incident.pair_judged",
        Subject("incident", one.pk, one.agency_id),
        detail={"code": one.code, "other": other.code, "kind": kind, "before": before or ""},
    )
    return link


def _problems(one: Incident, other: Incident, kind: str, why: str) -> Iterator[Problem]:
    if one.pk == other.pk:
        yield Problem("code", _("This is the same incident."), _("Give the reference of another one."))
    if kind not in LinkKind.values:
        yield Problem("kind", _("This judgement is not known."), _("Choose one from the list."))
    if len(why) > LONGEST_NOTE:
        yield Problem("why", _("This text is too long."), _("Shorten it to 500 characters."))
