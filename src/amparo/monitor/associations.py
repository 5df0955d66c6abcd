"""An association as it is stored and as it is stated: the way between both, and where they differ, in words."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from amparo.kernel import fuzzy
from amparo.monitor.content import AssociationData
from amparo.monitor.differences import Block
from amparo.monitor.models import TOLD_BY, Answer, Association, HowMany, Violation
from amparo.terms.models import Term

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_PLAIN = (
    "cross_border", "re_recruitment", "months_at_least", "months_at_most", "left", "left_count", "in_detention",
    "ill_treatment",
)  # fmt: skip


def stored_association(violation: Violation) -> AssociationData:
    """Return what is stored of a violation's association; that nothing is known where nothing is stored."""
    association = Association.objects.filter(violation=violation).prefetch_related("terms").first()
    return content_of(association) if association else AssociationData()


def content_of(association: Association) -> AssociationData:
    """Return a stored association in the form in which one is stated. No query where its terms are at hand."""
    return AssociationData(
        terms=frozenset(term.pk for term in association.terms.all()),
        left_on=fuzzy.parse(association.left_text) if association.left_text else None,
        not_understood=association.not_understood,
        **{name: getattr(association, name) for name in _PLAIN},
    )


def stated(data: AssociationData) -> dict[str, object]:
    """Return the columns of a stated association, without its terms."""
    return {
        **{name: getattr(data, name) for name in _PLAIN},
        "left_text": data.left_on.text if data.left_on else "",
        "not_understood": dict(data.not_understood),
    }


def association_blocks(stored: AssociationData, data: AssociationData) -> list[Block]:
    """Return the parts in which two statements differ, in words. One query."""
    terms = Term.objects.in_bulk(stored.terms | data.terms)
    theirs, yours = dict(_parts(stored, terms)), dict(_parts(data, terms))
    return [Block(name, label, theirs[name], yours[name]) for name, label in _labels() if theirs[name] != yours[name]]


def said(data: AssociationData, terms: Mapping[uuid.UUID, Term]) -> list[tuple["StrOrPromise", str]]:
    """Return what is known, part by part: its label and its words. What is not known is left out."""
    words = dict(_parts(data, terms))
    return [(label, words[name]) for name, label in _labels() if words[name]]


def sentences(data: AssociationData, terms: Mapping[uuid.UUID, Term]) -> list[str]:
    """Return what is known, each part with its label on one line."""
    rows = ((str(label), words) for label, words in said(data, terms))
    return [f"{label} {words}" if label.endswith(("?", "؟")) else f"{label}: {words}" for label, words in rows]


def _labels() -> Iterator[tuple[str, "StrOrPromise"]]:
    yield from (
        ("entry_factor", _("What contributed")),
        ("recruitment", _("How they were recruited")),
        ("cross_border", _("Across a border")),
        ("re_recruitment", _("Recruited again")),
        ("role", _("What they were made to do")),
        ("length", _("For how long")),
        ("left", _("Have they left?")),
        ("left_on", _("When they left")),
        ("exit", _("How they left")),
        ("in_detention", _("In detention at the time")),
        ("detention_facility", _("Where they were held")),
        ("ill_treatment", _("Ill-treated in detention")),
        ("not_understood", _("Not understood")),
    )


def _parts(data: AssociationData, terms: Mapping[uuid.UUID, Term]) -> Iterator[tuple[str, str]]:
    """Yield each part in words; nothing where it is not known."""
    chosen: dict[str, list[Term]] = defaultdict(list)
    for pk in data.terms:
        if pk in terms:
            chosen[terms[pk].vocabulary].append(terms[pk])
    for vocabulary in TOLD_BY:
        rows = sorted(chosen[vocabulary], key=lambda term: (term.position, term.label))
        yield vocabulary.value, ", ".join(map(str, rows))
    for name in ("cross_border", "re_recruitment", "in_detention", "ill_treatment"):
        yield name, _answer(getattr(data, name), Answer)
    yield "length", _length(data.months_at_least, data.months_at_most)
    yield "left", _left(data)
    yield "left_on", fuzzy.say(data.left_on) if data.left_on else ""
    rest = sorted(data.not_understood.items())
    yield "not_understood", "; ".join(f"{name}: {', '.join(map(str, codes))}" for name, codes in rest)


def _answer(given: str, answers: type[Answer] | type[HowMany]) -> str:
    return "" if given == answers.UNKNOWN or given not in answers.values else str(answers(given).label)


def _length(least: int | None, most: int | None) -> str:
    if least is None and most is None:
        return ""
    if least == most:
        return _months(least or 0)
    if most is None:
        return gettext("at least %(length)s") % {"length": _months(least or 0)}
    if least is None:
        return gettext("at most %(length)s") % {"length": _months(most)}
    return gettext("%(least)d to %(length)s") % {"least": least, "length": _months(most)}


def _months(count: int) -> str:
    return ngettext("%(count)d month", "%(count)d months", count) % {"count": count}


def _left(data: AssociationData) -> str:
    how_many = _answer(data.left, HowMany)
    if data.left_count is None:
        return how_many
    count = ngettext("%(count)d child", "%(count)d children", data.left_count) % {"count": data.left_count}
    return f"{how_many} ({count})" if how_many else count
