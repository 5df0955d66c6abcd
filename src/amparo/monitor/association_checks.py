"""What is wrong with what is stated of an association: numbers that contradict, items of other lists, impossible dates.

The place of a problem is the name of the form field that it concerns.
"""

import datetime
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock
from amparo.kernel.errors import Problem
from amparo.monitor.content import AssociationData
from amparo.monitor.models import NO_ASSOCIATION, TOLD_BY, Answer, HowMany, Violation
from amparo.terms.models import Term, Vocabulary

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_MONTHS = 600
FIELDS = {
    Vocabulary.ENTRY_FACTOR: "factors",
    Vocabulary.RECRUITMENT: "methods",
    Vocabulary.ROLE: "roles",
    Vocabulary.EXIT: "exits",
    Vocabulary.DETENTION_FACILITY: "facilities",
}
# Written out once: an import asks for every row.
_ANSWERS = {
    **dict.fromkeys(("cross_border", "re_recruitment", "in_detention", "ill_treatment"), frozenset(Answer.values)),
    "left": frozenset(HowMany.values),
}


@dataclass(frozen=True, slots=True)
class Around:
    """What an association must agree with: the kind of the violation, when it was at the earliest, its children.

    `children` is how many the violation counts; 0: not known.
    """

    kind: str
    earliest: datetime.date
    children: int


def association_problems(
    data: AssociationData, violation: Violation, children: int, kept: frozenset[uuid.UUID] = frozenset()
) -> list[Problem]:
    """Return all that is wrong with what is told of a violation. `kept` are items that may be retired. Queries."""
    terms = list(Term.objects.filter(pk__in=data.terms, vocabulary__in=TOLD_BY))
    around = Around(violation.type.code, violation.incident.date_earliest, children)
    return problems_in(data, terms, around, kept)


def problems_in(
    data: AssociationData, terms: Collection[Term], around: Around, kept: frozenset[uuid.UUID] = frozenset()
) -> list[Problem]:
    """Return all that is wrong, where the items are at hand: the rules of the page, the field list and the table."""
    return [
        *_kind_problems(data, around),
        *_term_problems(data, terms, kept),
        *_answer_problems(data),
        *_length_problems(data),
        *_leaving_problems(data, terms, around),
        *_detention_problems(data, terms),
    ]


def _kind_problems(data: AssociationData, around: Around) -> Iterator[Problem]:
    if around.kind in NO_ASSOCIATION and data != AssociationData():
        yield Problem(
            "",
            _("Of a violation of this kind no association is told."),
            _("Tell it of the recruitment or use, or take it out."),
        )


def _term_problems(data: AssociationData, terms: Collection[Term], kept: frozenset[uuid.UUID]) -> Iterator[Problem]:
    if len(terms) < len(data.terms):
        yield Problem("methods", _("An item of these lists is not known."), _("Open the page again, and choose anew."))
    for term in terms:
        if term.retired and term.pk not in kept:
            where = FIELDS[Vocabulary(term.vocabulary)]
            yield Problem(where, _("An item that was chosen is no longer used."), _("Choose another one."))


def _answer_problems(data: AssociationData) -> Iterator[Problem]:
    for name, known in _ANSWERS.items():
        if getattr(data, name) not in known:
            yield Problem(name, _("This answer is not known."), _("Choose one from the list."))


def _length_problems(data: AssociationData) -> Iterator[Problem]:
    for name in ("months_at_least", "months_at_most"):
        given = getattr(data, name)
        if given is not None and not 0 <= given <= MOST_MONTHS:
            yield Problem(name, _("This number cannot be."), _("Give months, from 0 to 600."))
    least, most = data.months_at_least, data.months_at_most
    if least is not None and most is not None and most < least:
        yield Problem("months_at_most", _("“At most” is less than “at least”."), _("Correct one of them."))


def _leaving_problems(data: AssociationData, terms: Collection[Term], around: Around) -> Iterator[Problem]:
    told = _told_of_leaving(data, terms)
    if data.left == HowMany.NONE and told:
        yield Problem(told, _("None has left, but it is said how they left."), _("Correct one of the two."))
    if data.left_count is not None and data.left_count < 1:
        yield Problem("left_count", _("This number cannot be."), _("Give 1 or more, or leave it empty."))
    elif data.left_count is not None and 0 < around.children < data.left_count:
        yield Problem(
            "left_count",
            _("More children have left than were harmed."),
            _("Correct this number, or the children of the incident."),
        )
    day = data.left_on
    if day is not None and day.earliest > clock.today():
        yield Problem("left_on", _("This date lies in the future."), _("Give the day, month or year when it happened."))
    elif day is not None and day.latest < around.earliest:
        yield Problem("left_on", _("This date lies before the incident."), _("Check it, and the date of the incident."))


def _told_of_leaving(data: AssociationData, terms: Collection[Term]) -> str:
    """Return the first field that tells of children who left, or nothing."""
    if any(term.vocabulary == Vocabulary.EXIT for term in terms):
        return "exits"
    return "left_count" if data.left_count else "left_on" if data.left_on else ""


def _detention_problems(data: AssociationData, terms: Collection[Term]) -> Iterator[Problem]:
    if data.in_detention != Answer.NO:
        return
    said: StrOrPromise = _("The children were not in detention, but this is said of their detention.")
    advice = _("Correct one of the two.")
    if any(term.vocabulary == Vocabulary.DETENTION_FACILITY for term in terms):
        yield Problem("facilities", said, advice)
    if data.ill_treatment == Answer.YES:
        yield Problem("ill_treatment", said, advice)
