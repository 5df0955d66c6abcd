"""Acts on several incidents at once: each by the service that does it singly, all of them or none."""

import datetime
import itertools
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.kernel import clock
from amparo.kernel.errors import AmparoError, Conflict, Invalid, NotFound, Problem
from amparo.monitor import policies, selectors
from amparo.monitor.models import LinkKind, Status
from amparo.monitor.selectors.likeness import judged_pairs
from amparo.monitor.services.links import judge_pair
from amparo.monitor.services.verification import (
    confirm_verification,
    decide_verification,
    reopen_verification,
    start_verification,
)

MOST = 100
MOST_RELATED = 12
"""Of twelve incidents there are 66 pairs: more cannot be looked through before all are judged alike."""


@dataclass(frozen=True)
class Picked:
    """One incident that a person picked, in the version that was seen."""

    id: uuid.UUID
    version: int


def start_several(*, acting: Person, picked: Sequence[Picked]) -> int:
    """Take several incidents up for verification. Returns how many. Raises as `start_verification`, and does none."""
    return _each(
        acting,
        picked,
        lambda one: start_verification(acting=acting, incident_id=one.id, expected_version=one.version),
    )


def send_several_back(*, acting: Person, picked: Sequence[Picked], grounds: str) -> int:
    """Send several incidents under verification back to the monitors. Raises as `decide_verification`."""
    return _each(
        acting,
        picked,
        lambda one: decide_verification(
            acting=acting,
            incident_id=one.id,
            expected_version=one.version,
            to_status=Status.REPORTED,
            decided_on=clock.today(),
            primary_sources=0,
            secondary_sources=0,
            grounds=grounds,
        ),
    )


def confirm_several(
    *, acting: Person, picked: Sequence[Picked], level: str, decided_on: datetime.date, grounds: str
) -> int:
    """Record that a higher level decided the same on several. Raises as `confirm_verification`."""
    return _each(
        acting,
        picked,
        lambda one: confirm_verification(
            acting=acting,
            incident_id=one.id,
            expected_version=one.version,
            level=level,
            decided_on=decided_on,
            grounds=grounds,
        ),
    )


def reopen_several(*, acting: Person, picked: Sequence[Picked], reason: str) -> int:
    """Take several decided incidents up again. Raises as `reopen_verification`."""
    return _each(
        acting,
        picked,
        lambda one: reopen_verification(acting=acting, incident_id=one.id, expected_version=one.version, reason=reason),
    )


@transaction.atomic
def relate_several(*, acting: Person, picked: Sequence[Picked], kind: str, why: str = "") -> int:
    """Judge every two of several incidents alike. Returns how many pairs; a pair that was judged before is left as is.

    Raises NotFound as `judge_pair` does, Invalid for fewer than two incidents, for more than 12, and for "different":
    that is said of two, looking at both.
    """
    if not policies.may_judge(acting):
        raise NotFound
    if not 2 <= len(picked) <= MOST_RELATED:
        raise Invalid(problems=[Problem("incident", _("Choose 2 to 12 incidents."), _("Every two are linked."))])
    if kind not in (LinkKind.RELATED, LinkKind.DUPLICATE):
        raise Invalid(problems=[Problem("kind", _("This judgement is not known."), _("Choose one from the list."))])
    ids = sorted(one.id for one in picked)
    known = judged_pairs(acting, ids)
    pairs = [pair for pair in itertools.combinations(ids, 2) if pair not in known]
    for first, second in pairs:
        judge_pair(acting=acting, incident_id=first, other_id=second, kind=kind, why=why)
    return len(pairs)


def _each(acting: Person, picked: Sequence[Picked], act: Callable[[Picked], object]) -> int:
    """Do one thing to each, in the order of their ids so that two persons never wait for each other in a ring.

    What some refuse is said of each by its reference, and then nothing is done to any.
    """
    refused: list[tuple[Picked, AmparoError]] = []
    with transaction.atomic():
        for one in sorted(picked, key=lambda row: row.id):
            try:
                act(one)
            except NotFound:
                raise
            except AmparoError as error:
                refused.append((one, error))
        if refused:
            codes = selectors.codes_of(acting, [one.id for one, _error in refused])
            raise Conflict(
                _("Nothing was done, because not all of them allow it."),
                problems=[_said(codes.get(one.id, ""), error) for one, error in refused],
            )
    return len(picked)


def _said(code: str, error: AmparoError) -> Problem:
    faults = " ".join(f"{problem.message} {problem.advice}" for problem in error.problems)
    return Problem(code, _("%(code)s: %(why)s") % {"code": code, "why": faults or error.detail})
