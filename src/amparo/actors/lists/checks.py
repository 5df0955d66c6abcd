"""What is wrong with a stated list, designation or definition. Places of problems are names of form fields."""

import datetime
import re
import uuid
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from amparo.actors.lists.content import DefinitionData, DesignationData, ListData, RuleData
from amparo.actors.lists.models import Definition, DefinitionRule, Designation, DesignationList, ListKind
from amparo.actors.models import Actor
from amparo.kernel import clock
from amparo.kernel.errors import Problem
from amparo.kernel.lines import one_line
from amparo.places.models import Area, Level
from amparo.terms.models import Term, Vocabulary

MOST_NAMES = 100
MOST_RULES = 20
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_EARLIEST = datetime.date(1945, 1, 1)


def list_problems(data: ListData, existing: DesignationList | None = None) -> list[Problem]:
    """Return all that is wrong with a list; an empty list where nothing is."""
    same = DesignationList.objects.filter(code=data.code)
    return [
        *_code_problems(data.code, (same.exclude(pk=existing.pk) if existing else same).exists()),
        *_texts(data, {"name": 200, "issuer": 200}),
        *_texts(data, {"basis": 300, "url": 300}, required=False),
        *_kind_problems(data),
        *_address_problems(data.url),
        *_future("as_of", data.as_of),
    ]


def _kind_problems(data: ListData) -> Iterator[Problem]:
    if data.kind not in (ListKind.NATIONAL, ListKind.REGIONAL):
        yield Problem(
            "kind",
            _("A list that is kept by hand is that of a country or of a regional organisation."),
            _("Lists of the United Nations Security Council come in with its published file."),
        )
    elif data.kind == ListKind.NATIONAL and not data.country:
        yield Problem("country", _("The country is missing."), _("Choose the country that issues the list."))
    if data.country and not Area.objects.filter(code=data.country, level=Level.COUNTRY).exists():
        yield Problem("country", _("This country is not known."), _("Choose one from the list."))


def _address_problems(url: str) -> Iterator[Problem]:
    if not url:
        return
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        yield Problem("url", _("This is no web address."), _("Write it whole: https://..."))


def designation_problems(
    listing: DesignationList, data: DesignationData, existing: Designation | None = None
) -> list[Problem]:
    """Return all that is wrong with a designation; overlapping ones of one list and reference are refused."""
    return [
        *_texts(data, {"reference": 60, "name": 500}),
        *_texts(data, {"source": 300}, required=listing.feed == ""),
        *_texts(data, {"note": 500}, required=False),
        *_day_problems(data),
        *_name_problems(data),
        *_actor_problems(data),
        *_overlap_problems(listing, data, existing),
    ]


def _day_problems(data: DesignationData) -> Iterator[Problem]:
    if data.listed_on is None:
        yield Problem("listed_on", _("The day of listing is missing."), _("It stands on the list beside the name."))
        return
    if data.listed_on < _EARLIEST:
        yield Problem("listed_on", _("No list is as old as that."), _("Check the year."))
    yield from _future("listed_on", data.listed_on)
    if data.delisted_on is not None:
        yield from _future("delisted_on", data.delisted_on)
        if data.delisted_on < data.listed_on:
            yield Problem("delisted_on", _("It ends before it begins."), _("Check both days."))


def _future(where: str, day: datetime.date | None) -> Iterator[Problem]:
    if day is not None and day > clock.today():
        yield Problem(where, _("This day has not come yet."), _("Record it on the day."))


def _name_problems(data: DesignationData) -> Iterator[Problem]:
    if len(data.names) > MOST_NAMES:
        yield Problem(
            "names",
            _("There are more than %(most)d names.") % {"most": MOST_NAMES},
            _("Leave out what differs by a letter only."),
        )
    if any(len(one.name) > 500 for one in data.names):
        yield Problem("names", _("This name is too long."), _("Shorten it to 500 characters."))


def _actor_problems(data: DesignationData) -> Iterator[Problem]:
    if data.actor_id is not None and not Actor.objects.filter(pk=data.actor_id).exists():
        yield Problem("actor", _("This actor is not known."), _("Record the actor first."))


def _overlap_problems(
    listing: DesignationList, data: DesignationData, existing: Designation | None
) -> Iterator[Problem]:
    if data.listed_on is None:
        return
    last = datetime.date.max
    others = Designation.objects.filter(listing=listing, reference=one_line(data.reference))
    for other in others.exclude(pk=existing.pk) if existing else others:
        if data.listed_on < (other.delisted_on or last) and other.listed_on < (data.delisted_on or last):
            until = other.delisted_on.isoformat() if other.delisted_on else "…"
            period = {"from": other.listed_on.isoformat(), "until": until}
            yield Problem(
                "listed_on",
                _("This reference stands on the list for that time already: %(from)s – %(until)s.") % period,
                _("End that designation first, or correct its days. Of one reference only one stands at a time."),
            )
            return


def definition_problems(data: DefinitionData, existing: Definition | None = None) -> list[Problem]:
    """Return all that is wrong with a definition."""
    same = Definition.objects.filter(code=data.code)
    return [
        *_code_problems(data.code, (same.exclude(pk=existing.pk) if existing else same).exists()),
        *_texts(data, {"what": 100, "name": 200, "text": 2000, "source": 300}),
        *_period_problems(data),
        *_rule_problems(data.rules),
    ]


def _period_problems(data: DefinitionData) -> Iterator[Problem]:
    if data.valid_from and data.valid_to and data.valid_to < data.valid_from:
        yield Problem("valid_to", _("It ends before it begins."), _("Check both days."))


def _rule_problems(rules: Iterable[RuleData]) -> Iterator[Problem]:
    given = list(rules)
    if not given:
        yield Problem("rules", _("It has no rule, so that no group is within its meaning."), _("Add a rule."))
    if len(given) > MOST_RULES:
        yield Problem(
            "rules", _("There are more than %(most)d rules.") % {"most": MOST_RULES}, _("Make two definitions of them.")
        )
    terms = set(Term.objects.filter(vocabulary=Vocabulary.ACTOR_TYPE).values_list("pk", flat=True))
    lists = set(DesignationList.objects.values_list("pk", flat=True))
    for number, rule in enumerate(given):
        yield from _one_rule(f"rules-{number}", rule, lists, terms)


def _one_rule(where: str, rule: RuleData, lists: set[uuid.UUID], terms: set[uuid.UUID]) -> Iterator[Problem]:
    if rule.kind not in DefinitionRule.Kind.values:
        yield Problem(f"{where}-kind", _("This kind of rule is not known."), _("Choose one from the list."))
    elif rule.kind != DefinitionRule.Kind.MARKED and rule.listing_id not in lists:
        yield Problem(f"{where}-listing", _("The rule does not say which list."), _("Choose one."))
    elif rule.kind == DefinitionRule.Kind.REFERENCE and not one_line(rule.reference):
        yield Problem(
            f"{where}-reference", _("The rule does not say which entry."), _("Write its reference, as on the list.")
        )
    if len(rule.reference) > 60:
        yield Problem(f"{where}-reference", _("This reference is too long."), _("Copy it from the list."))
    if rule.term_id is not None and rule.term_id not in terms:
        yield Problem(f"{where}-term", _("This type is not known."), _("Choose one from the list."))


def _code_problems(code: str, taken: bool) -> Iterator[Problem]:
    if not _CODE.fullmatch(code):
        yield Problem(
            "code", _("This code has a character that codes do not have."), _("Use small letters, digits and hyphens.")
        )
    elif taken:
        yield code_taken()


def code_taken() -> Problem:
    """Return what is said of a code that another list or definition has."""
    return Problem("code", _("This code is taken."), _("Choose another one."))


def _texts(data: object, longest: dict[str, int], *, required: bool = True) -> Iterator[Problem]:
    for name, most in longest.items():
        text = str(getattr(data, name))
        if required and not one_line(text):
            yield Problem(name, _("This is missing."), _("Fill it in, as the list or document has it."))
        if len(text) > most:
            yield Problem(name, _("This text is too long: %(most)d characters at most.") % {"most": most})
