"""Writes of the code lists. Each is recorded, with the item as it was, for good."""

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.audit import services as audit
from amparo.kernel.errors import Conflict, Invalid, NotFound, Problem
from amparo.kernel.lines import one_line
from amparo.kernel.saving import save_versioned
from amparo.kernel.unique import unique_or
from amparo.terms import loading, policies, selectors
from amparo.terms.models import RoleGroup, Term, Vocabulary

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_STEP = 10


@dataclass(frozen=True)
class TermData:
    """What an administrator says of an item. `labels` maps a language ("ar") to the label in it.

    `group` is one of `RoleGroup`, of roles alone.
    """

    label: str
    source: str
    labels: Mapping[str, str] = field(default_factory=dict)
    position: int | None = None
    group: str = ""


@transaction.atomic
def add_term(*, acting: Person, vocabulary: str, code: str, data: TermData) -> Term:
    """Add an item to a list, at its end where no position is given.

    Raises NotFound where the person does not keep the lists, Invalid for a code in use or a missing label or source.
    """
    if not policies.may_keep(acting):
        raise NotFound
    problems = [*_code_problems(vocabulary, code), *_problems(vocabulary, data)]
    if problems:
        raise Invalid(problems=problems)
    last = Term.objects.filter(vocabulary=vocabulary).aggregate(last=Max("position"))["last"] or 0
    with unique_or(_code_taken()):
        term = Term.objects.create(
            vocabulary=vocabulary,
            code=code,
            label=one_line(data.label),
            labels=_given(data.labels),
            source=one_line(data.source),
            group=data.group,
            position=last + _STEP if data.position is None else data.position,
        )
    _note(acting, "term.added", term)
    return term


@transaction.atomic
def change_term(*, acting: Person, term_id: uuid.UUID, expected_version: int, data: TermData) -> Term:
    """Change label, labels, source or position. The code stays: records and files carry it.

    Raises NotFound, Invalid, or Stale where somebody saved it since `expected_version`.
    """
    term = _kept(acting, term_id)
    problems = list(_problems(term.vocabulary, data))
    if problems:
        raise Invalid(problems=problems)
    wanted: dict[str, object] = {
        "label": one_line(data.label),
        "labels": _given(data.labels),
        "source": one_line(data.source),
        "group": data.group,
    }
    if data.position is not None:
        wanted["position"] = data.position
    return _save(acting, term, "term.changed", expected_version, wanted)


@transaction.atomic
def retire_term(*, acting: Person, term_id: uuid.UUID, expected_version: int) -> Term:
    """Offer an item no more. Records that carry it keep it."""
    return _save(acting, _kept(acting, term_id), "term.retired", expected_version, {"retired": True})


@transaction.atomic
def restore_term(*, acting: Person, term_id: uuid.UUID, expected_version: int) -> Term:
    """Offer a retired item again."""
    return _save(acting, _kept(acting, term_id), "term.restored", expected_version, {"retired": False})


@transaction.atomic
def delete_term(*, acting: Person, term_id: uuid.UUID) -> None:
    """Delete an item that nobody has used. Raises Conflict for one in use, and for one that comes with the system."""
    term = _kept(acting, term_id)
    if loading.is_shipped(term):
        raise Conflict(
            _("This item comes with the system and would come back with its next update."),
            advice=_("Retire it: then it is offered no more."),
        )
    event = {"vocabulary": term.vocabulary, "code": term.code}
    try:
        with transaction.atomic():
            term.delete()
    except ProtectedError as error:
        raise Conflict(
            _("Records carry this item, so it cannot be deleted."),
            advice=_("Retire it: then it is offered no more, and the records keep it."),
        ) from error
    audit.record(
        acting=acting.pk, agency=None, action="term.deleted", object_type="term", object_id=term_id, detail=event
    )


def _kept(acting: Person, term_id: uuid.UUID) -> Term:
    if not policies.may_keep(acting):
        raise NotFound
    return selectors.term_for(acting, term_id)


def _save(acting: Person, term: Term, action: str, expected_version: int, wanted: Mapping[str, object]) -> Term:
    changes = save_versioned(term, expected_version=expected_version, changes=wanted)
    if changes:
        _note(acting, action, term, changes)
    return term


def _note(acting: Person, action: str, term: Term, changes: Mapping[str, tuple[object, object]] | None = None) -> None:
    # A source may be longer than the audit takes as a coded value; the history keeps it in full.
    coded = {name: pair for name, pair in (changes or {}).items() if name != "source"}
    event = audit.record(
        acting=acting.pk,
        agency=None,
        action=action,
        object_type="term",
        object_id=term.pk,
        changes=coded,
        detail={"vocabulary": term.vocabulary, "code": term.code},
    )
    audit.write_history([audit.HistoryRow("term", term.pk, term.version, event.pk, term_data(term))])


def term_data(term: Term) -> dict[str, object]:
    """Return one version of an item as the history keeps it."""
    return {
        "vocabulary": term.vocabulary,
        "code": term.code,
        "label": term.label,
        "labels": term.labels,
        "source": term.source,
        "position": term.position,
        "group": term.group,
        "retired": term.retired,
    }


def _given(labels: Mapping[str, str]) -> dict[str, str]:
    return {language: one_line(label) for language, label in labels.items() if one_line(label)}


def _code_problems(vocabulary: str, code: str) -> Iterator[Problem]:
    if vocabulary not in Vocabulary.values:
        yield Problem("vocabulary", _("This list is not known."), _("Choose one of the lists."))
    if not _CODE.fullmatch(code):
        yield Problem(
            "code", _("This code has a character that codes do not have."), _("Use small letters, digits and hyphens.")
        )
    elif Term.objects.filter(vocabulary=vocabulary, code=code).exists():
        yield _code_taken()


def _code_taken() -> Problem:
    return Problem(
        "code", _("Another item of this list has this code."), _("Choose another code, or restore that item.")
    )


def _problems(vocabulary: str, data: TermData) -> Iterator[Problem]:
    if not one_line(data.label):
        yield Problem("label", _("The label is missing."), _("Write the words that people choose from."))
    if max(map(len, (data.label, *data.labels.values()))) > 200:
        yield Problem("label", _("This label is too long."), _("Shorten it to 200 characters."))
    if not one_line(data.source):
        yield Problem(
            "source", _("The source is missing."), _("Say where this item comes from: a document, a decision.")
        )
    elif len(data.source) > 300:
        yield Problem("source", _("This source is too long."), _("Shorten it to 300 characters."))
    if data.group and (vocabulary != Vocabulary.ROLE or data.group not in RoleGroup.values):
        yield Problem("group", _("This group is not known."), _("Choose one from the list, for a role alone."))
    if data.position is not None and data.position < 0:
        yield Problem("position", _("This number cannot be."), _("Give 0 or more."))
