"""What is wrong with a stated actor. Places of problems are names of form fields (`code`, `types-0-source`)."""

import datetime
import re
import uuid
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from amparo.actors.content import ActorData, ActorTypeData
from amparo.actors.models import Actor
from amparo.actors.relations.periods import period_problems
from amparo.kernel.errors import Problem
from amparo.kernel.lines import one_line
from amparo.places.models import Area, Level
from amparo.terms.models import Term, Vocabulary

TERRORIST = "terrorist-"
"""Codes of types that say "terrorist" begin so. None of them stands without the list that says it."""

MOST_TYPES = 30
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?")


def actor_problems(data: ActorData, existing: Actor | None = None) -> list[Problem]:
    """Return all that is wrong; an empty list where nothing is."""
    return [
        *_code_problems(data.code, existing),
        *_name_problems(data),
        *_country_problems(data.country, existing),
        *period_problems(data.founded, data.dissolved, ("founded", "dissolved")),
        *_type_problems(data.types, existing),
    ]


def _code_problems(code: str, existing: Actor | None) -> Iterator[Problem]:
    if not _CODE.fullmatch(code):
        yield Problem(
            "code", _("This code has a character that codes do not have."), _("Use small letters, digits and hyphens.")
        )
        return
    same = Actor.objects.filter(code=code)
    if (same.exclude(pk=existing.pk) if existing else same).exists():
        yield code_taken()


def code_taken() -> Problem:
    """Return what is said of a code that another actor has."""
    return Problem("code", _("Another actor has this code."), _("Choose another code, or change that actor."))


def _name_problems(data: ActorData) -> Iterator[Problem]:
    if not one_line(data.name):
        yield Problem("name", _("The name is missing."), _("Write the name in Latin letters."))
    if len(data.name) > 200 or any(len(name) > 200 for name in data.names.values()):
        yield Problem("name", _("This name is too long."), _("Shorten it to 200 characters."))
    if len(data.note) > 500:
        yield Problem("note", _("This text is too long."), _("Shorten it to 500 characters."))
    for language, name in data.names.items():
        if not _LANGUAGE.fullmatch(language) or not name.strip():
            yield Problem(
                "names",
                _("A line does not name a language and a name."),
                _("Write one name per line, with the code of its language: “ar: الاسم”."),
            )
            return


def _country_problems(country: str, existing: Actor | None) -> Iterator[Problem]:
    if not country or (existing and existing.country == country):
        return
    if not Area.objects.filter(code=country, level=Level.COUNTRY).exists():
        yield Problem("country", _("This country is not known."), _("Choose one from the list."))


def _type_problems(types: tuple[ActorTypeData, ...], existing: Actor | None) -> Iterator[Problem]:
    if len(types) > MOST_TYPES:
        yield Problem(
            "types",
            _("There are more than %(most)d types.") % {"most": MOST_TYPES},
            _("Put periods that touch into one."),
        )
    terms = Term.objects.filter(vocabulary=Vocabulary.ACTOR_TYPE).in_bulk([row.term_id for row in types])
    carried = set(existing.types.values_list("term_id", flat=True)) if existing else set()
    for number, row in enumerate(types):
        yield from _one_type(f"types-{number}", row, terms, carried)
    yield from _overlaps(types)


def _one_type(
    where: str, row: ActorTypeData, terms: Mapping[uuid.UUID, Term], carried: set[uuid.UUID]
) -> Iterator[Problem]:
    term = terms.get(row.term_id)
    if term is None or (term.retired and term.pk not in carried):
        yield Problem(f"{where}-term", _("This type is not known."), _("Choose one from the list."))
    elif term.code.startswith(TERRORIST) and not row.source.strip():
        yield Problem(
            f"{where}-source",
            _("“Terrorist” stands only with the list that says so."),
            _("Name the list, the reference and the date of listing."),
        )
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        yield Problem(f"{where}-ends_on", _("It ends before it begins."), _("Check both days."))
    if len(row.source) > 300:
        yield Problem(f"{where}-source", _("This source is too long."), _("Shorten it to 300 characters."))


def _overlaps(types: tuple[ActorTypeData, ...]) -> Iterator[Problem]:
    for number, row in enumerate(types):
        for earlier in types[:number]:
            if earlier.term_id == row.term_id and _touch(earlier, row):
                yield Problem(
                    f"types-{number}-starts_on",
                    _("The same type holds twice at one time."),
                    _("Let one period end before the next begins, or put both into one."),
                )
                break


def _touch(one: ActorTypeData, other: ActorTypeData) -> bool:
    first, last = datetime.date.min, datetime.date.max
    return (one.starts_on or first) <= (other.ends_on or last) and (other.starts_on or first) <= (one.ends_on or last)
