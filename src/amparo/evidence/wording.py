"""Sentences about estimates, built from the codes and numbers of a stored result in the reader's language.

The range comes first, never a bare point; and every sentence says whom the method cannot see. A test holds that every
code of the library has its wording here.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from amparo.evidence.models import Subject
from amparo.evidence.results import ReasonRecord, StratumRecord
from amparo.kernel.ui.words import State, number
from amparo.monitor.models import Sex

VERDICT_STATES: Final[Mapping[str, State]] = {"green": State.KEPT, "amber": State.TODAY, "red": State.LATE}


def verdict_name(verdict: str, kind: str) -> str:
    """The verdict in words: what may be done with the number."""
    if verdict == "green":
        return _("Verdict: the range may be used")
    if verdict == "amber":
        return _("Verdict: use the range with its cautions, no point")
    if kind == "no_upper_end":
        return _("Verdict: open-ended, no range to publish")
    return _("Verdict: refused")


# --- The sentence ----------------------------------------------------------------------------------------------------


def subject_clause(subject: str, key: Mapping[str, str]) -> str:
    """Who is counted and what was done to them: children, or girls or boys in a group by sex."""
    sex = key.get("sex")
    if subject == Subject.RECRUITED:
        return {
            Sex.GIRL.value: pgettext("after a number", "girls were recruited or used"),
            Sex.BOY.value: pgettext("after a number", "boys were recruited or used"),
        }.get(sex or "", pgettext("after a number", "children were recruited or used"))
    return {
        Sex.GIRL.value: pgettext("after a number", "girls suffered a violation"),
        Sex.BOY.value: pgettext("after a number", "boys suffered a violation"),
    }.get(sex or "", pgettext("after a number", "children suffered a violation"))


def period_phrase(settings: Mapping[str, Any], key: Mapping[str, str]) -> str:
    """When: the year of the group, or the period of the run."""
    if "year" in key:
        return _("in %(year)s") % {"year": key["year"]} if key["year"] else _("in years not known")
    first, last = settings["year_from"], settings["year_to"]
    if first is None and last is None:
        return _("in all recorded years")
    if first is None:
        return _("up to %(year)s") % {"year": last}
    if last is None:
        return _("from %(year)s on") % {"year": first}
    return (
        _("in %(year)s") % {"year": first}
        if first == last
        else _("from %(first)s to %(last)s")
        % {
            "first": first,
            "last": last,
        }
    )


@dataclass(frozen=True, slots=True)
class Said:
    """The result in words: the headline, and the sentence that may be quoted, whole."""

    headline: str
    on_record: str
    quote: str
    has_range: bool


def say(stratum: StratumRecord, settings: Mapping[str, Any], actor: str = "") -> Said:
    """Say a result. The quote holds range, count, lists and limit; any shorter one must keep the range."""
    parts = {
        "subject": subject_clause(settings["subject"], stratum["key"]),
        "period": period_phrase(settings, stratum["key"]),
        "counted": number(stratum["n_observed"]),
        "lists": number(len(stratum["lists"])),
        "low": _number(stratum["sentence"]["low"]),
        "high": _number(stratum["sentence"]["high"]),
    }
    headline = _HEADLINES[stratum["sentence"]["kind"]]() % parts
    if actor:
        headline = _("%(actor)s: %(sentence)s") % {"actor": actor, "sentence": headline}
    counted = _("%(counted)s of them are on record.") % parts
    has_range = stratum["sentence"]["kind"] != "refused"
    limit = _estimate_limit() if has_range else _refusal_limit()
    return Said(headline, counted, f"{headline} {counted} {limit % parts}", has_range)


_HEADLINES: Final[Mapping[str, Callable[[], str]]] = {
    "range": lambda: _("Between %(low)s and %(high)s %(subject)s %(period)s."),
    "no_upper_end": lambda: _("More than %(low)s %(subject)s %(period)s, and no upper end can be given."),
    "refused": lambda: _("No range can be given for how many %(subject)s %(period)s."),
}


def _estimate_limit() -> str:
    return _(
        "The estimate (95 %% interval) rests on %(lists)s lists and speaks of children who could have appeared on at "
        "least one list; the method cannot see children whom no list could record."
    )


def _refusal_limit() -> str:
    """Where there is no range, nothing may be said of an interval."""
    return _(
        "%(lists)s lists were compared, and they do not carry an estimate; the method cannot see children whom no list "
        "could record."
    )


def _number(value: float | None) -> str:
    return "–" if value is None else number(round(value))


# --- Methods ---------------------------------------------------------------------------------------------------------


def method_name(name: str) -> str:
    """A method by its name in words."""
    return {
        "model_averaging": _("Averaged over graphs"),
        "independence": _("Independent lists"),
        "chao_lower_bound": _("Chao's lower bound"),
    }[name]


def method_assumption(name: str) -> str:
    """What a method takes for granted."""
    return {
        "model_averaging": _("lists may depend on one another; exact average over all decomposable graphs"),
        "independence": _("no list depends on another; what one gets by ignoring dependence"),
        "chao_lower_bound": _("children differ in how visible they are; gives a floor"),
    }[name]


# --- Reasons ---------------------------------------------------------------------------------------------------------

# By code of the library: what the reason says in a few words, and the sentence with its numbers.
REASONS: Final[Mapping[str, tuple[Promise | str, Promise | str]]] = {
    "nobody": (gettext_lazy("Nobody is on any list"), gettext_lazy("There is nothing to estimate from.")),
    "too_few_lists": (
        gettext_lazy("Too few lists"),
        gettext_lazy(
            "Lists that hold anybody here: %(n_lists)s; at least %(least)s are needed. With two, their dependence "
            "cannot be told apart from the number missing. Add a source, or join small groups."
        ),
    ),
    "too_many_lists": (
        gettext_lazy("Too many lists"),
        gettext_lazy(
            "There are %(n_lists)s lists, and the exact average is made for %(least)s to %(most)s. Choose those that "
            "are large, made independently, and that overlap."
        ),
    ),
    "lists_identical": (
        gettext_lazy("Two lists are one"),
        gettext_lazy("%(a)s and %(b)s hold exactly the same children. Leave one of them out."),
    ),
    "lists_not_connected": (
        gettext_lazy("The lists do not connect"),
        gettext_lazy(
            "They fall into %(n_groups)s groups that share nobody (%(groups)s). Nothing in the data says how much such "
            "groups miss. Use lists that overlap, or check the linkage."
        ),
    ),
    "too_few_overlaps": (
        gettext_lazy("Too few children on two lists"),
        gettext_lazy(
            "%(n_overlapping)s of %(n_observed)s are on two lists or more; at least %(least)s are needed. Join small "
            "groups, choose lists that overlap, or check the linkage."
        ),
    ),
    "open_ended": (
        gettext_lazy("The lists set no upper end"),
        gettext_lazy(
            "Numbers of more than %(multiple)s times those counted keep %(mass)s of the probability: the upper end "
            "would come from the prior, not from the data."
        ),
    ),
    "lower_bound_contradicts": (
        gettext_lazy("The methods contradict one another"),
        gettext_lazy(
            "Even the lower end of Chao's lower bound (%(chao_low)s) lies above the upper end of the averaged interval "
            "(%(high)s)."
        ),
    ),
    "two_humps": (
        gettext_lazy("Two humps"),
        gettext_lazy(
            "The answer lies near %(low_peak)s (%(low_mass)s of the probability) or near %(high_peak)s "
            "(%(high_mass)s), and little between. The interval covers both; its middle is no best guess."
        ),
    ),
    "one_graph": (
        gettext_lazy("One graph carries everything"),
        gettext_lazy(
            "%(graph)s has %(weight)s of the weight: the interval contains no doubt about the model and is likely to "
            "be too narrow."
        ),
    ),
    "lower_bound_above": (
        gettext_lazy("The methods disagree"),
        gettext_lazy("Chao's lower bound (%(chao)s) lies above the upper end of the averaged interval (%(high)s)."),
    ),
    "methods_disagree": (
        gettext_lazy("The methods disagree"),
        gettext_lazy(
            "If the lists were independent the range would be %(other_low)s to %(other_high)s, which does not touch "
            "the averaged one. The answer rests on how the dependence between lists is modelled."
        ),
    ),
    "long_tail": (
        gettext_lazy("A long tail"),
        gettext_lazy("More than %(multiple)s times as many missing as counted keeps %(mass)s of the probability."),
    ),
    "wide_interval": (
        gettext_lazy("A wide range"),
        gettext_lazy("Its upper end is %(ratio)s times its lower end; the rule says at most %(most)s."),
    ),
    "few_overlaps": (
        gettext_lazy("Few overlaps"),
        gettext_lazy(
            "%(n_overlapping)s of %(n_observed)s are on two lists or more; under %(least)s, a few wrong links move the "
            "answer."
        ),
    ),
    "list_inside_another": (
        gettext_lazy("One list lies inside another"),
        gettext_lazy(
            "%(inner)s lies wholly inside %(outer)s: perhaps one was copied from the other. If so it carries no "
            "information of its own; leave it out."
        ),
    ),
    "grid_cut": (
        gettext_lazy("The grid was cut"),
        gettext_lazy("At %(grid_max)s missing the probability is not yet small: the upper end comes from the cut."),
    ),
    "no_objection": (
        gettext_lazy("No rule objects"),
        gettext_lazy("The lists overlap enough, the methods agree, the models agree and the tail is short."),
    ),
    "list_empty": (gettext_lazy("An empty list"), gettext_lazy("%(name)s holds nobody here and was left out.")),
    "all_zero_rows": (
        gettext_lazy("Children on no list"),
        gettext_lazy("%(n)s on none of the lists were left out: they say nothing about these lists."),
    ),
    "people_outside": (
        gettext_lazy("Children only on other lists"),
        gettext_lazy("%(n)s counted only on lists that were not chosen were left out."),
    ),
}
_SHARES: Final = frozenset({"mass", "low_mass", "high_mass", "weight"})


@dataclass(frozen=True, slots=True)
class ReasonSaid:
    """A reason in words. `role` is For, Caution, Limit or Note; `state` its shape."""

    role: str
    state: State
    short: str
    long: str


def reason_said(reason: ReasonRecord, names: Mapping[str, str]) -> ReasonSaid:
    """Say one reason; `names` gives the names of lists by their codes."""
    short, long = REASONS[reason["code"]]
    role, state = _role(reason)
    values = {name: _value(name, value, names) for name, value in reason["params"].items()}
    return ReasonSaid(role, state, str(short), str(long) % values)


def _role(reason: ReasonRecord) -> tuple[str, State]:
    if reason["code"] == "no_objection":
        return pgettext("a reason speaks", "For"), State.KEPT
    return {
        "red": (pgettext("a reason speaks", "Limit"), State.LATE),
        "amber": (pgettext("a reason speaks", "Caution"), State.TODAY),
        "note": (pgettext("a reason speaks", "Note"), State.NONE),
    }[reason["level"]]


def _value(name: str, value: object, names: Mapping[str, str]) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return with_names(", ".join(map(str, value)) if isinstance(value, list) else str(value), names)
    if name in _SHARES:
        return share(float(value))
    return number(round(value, 1) if isinstance(value, float) else value)


def share(value: float) -> str:
    """A probability as a percentage, with as many digits as it needs to differ from 0 and 100."""
    percent = 100 * value
    digits = 0 if 5 <= percent <= 95 else 1 if 0.1 <= percent <= 99.9 else 2
    return _("%(number)s %%") % {"number": number(round(percent, digits))}


def with_names(text: str, names: Mapping[str, str]) -> str:
    """A graph or group of lists with names instead of codes, commas between them: a name may hold spaces."""
    with_commas = re.sub(r"(?<=[^\s,|]) (?=[^\s|])", ", ", text)
    return re.sub(r"[^\[\]\s,|]+", lambda code: names.get(code[0], code[0]), with_commas)


def group_name(key: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """A group in words: 2024, girls, an actor; an empty value is not known."""
    return ", ".join(_part(name, value, labels) for name, value in key.items()) or _("All together")


def _part(name: str, value: str, labels: Mapping[str, str]) -> str:
    if name == "sex":
        return {"girl": _("girls"), "boy": _("boys")}.get(value, _("sex not known"))
    if name == "actor":
        return labels.get(value, value) if value else _("attributed to nobody yet")
    return value or _("year not known")
