"""Reasons in plain words: why a verdict is what it is, and what was done to a table on the way.

Every reason has a stable ``code``, its ``params`` and an English ``text``, so that an interface in another
language builds its own sentence from code and params and never has to parse the English one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Level = Literal["note", "amber", "red"]
Param = int | float | str | tuple[str, ...]

# code: (level, English template). The order within a level is the order in which a reader should meet them.
CATALOGUE: Final[Mapping[str, tuple[Level, str]]] = {
    "nobody": ("red", "No estimate: nobody in this group is on any list."),
    "too_few_lists": (
        "red",
        "No estimate: only {n_lists} list(s) hold anybody here, and at least {least} are needed. With two lists the "
        "dependence between them cannot be told apart from the number missing. Add a list, or join small groups.",
    ),
    "too_many_lists": (
        "red",
        "No estimate: there are {n_lists} lists, and the exact average over models is made for {least} to {most}. "
        "Choose {least} to {most} lists: those that are large, made independently and that overlap with one another.",
    ),
    "lists_identical": (
        "red",
        "No estimate: lists {a} and {b} hold exactly the same people, so they are one list given twice. "
        "Leave one of them out.",
    ),
    "lists_not_connected": (
        "red",
        "No estimate: the lists fall into {n_groups} groups that share nobody ({groups}). Nothing in the data says "
        "how much such groups miss. Use only lists that overlap, or check the linkage of records between them.",
    ),
    "too_few_overlaps": (
        "red",
        "No estimate: only {n_overlapping} of {n_observed:,} are on two lists or more; at least {least} are needed. "
        "Join small groups, choose lists that overlap, or check the linkage of records.",
    ),
    "open_ended": (
        "red",
        "Open-ended: the lists set no upper end. Populations of more than {multiple:,} times those counted keep "
        "{mass:.2%} of the probability, so the upper end is set by the prior and not by the data.",
    ),
    "lower_bound_contradicts": (
        "red",
        "The methods contradict one another: even the lower end of Chao's lower bound ({chao_low:,}) lies above the "
        "upper end of the averaged interval ({high:,}).",
    ),
    "two_humps": (
        "amber",
        "Two humps: the answer lies either near {low_peak:,} ({low_mass:.0%} of the probability) or near "
        "{high_peak:,} ({high_mass:.0%}), and little between. The interval covers both; its middle is no best guess.",
    ),
    "one_graph": (
        "amber",
        "One model carries everything: {graph} has at least {weight:.2%} of the weight, so the interval contains no "
        "doubt about the model and is likely to be too narrow.",
    ),
    "lower_bound_above": (
        "amber",
        "The methods disagree: Chao's lower bound ({chao:,}) lies above the upper end of the averaged interval "
        "({high:,}).",
    ),
    "methods_disagree": (
        "amber",
        "The methods disagree: if the lists were independent the range would be {other_low:,} to {other_high:,}, "
        "which does not touch the averaged one. The answer rests on how the dependence between lists is modelled.",
    ),
    "long_tail": (
        "amber",
        "A long tail: populations in which those missing are more than {multiple} times those counted keep {mass:.1%} "
        "of the probability.",
    ),
    "wide_interval": (
        "amber",
        "A wide range: its upper end is {ratio:.1f} times its lower end (the rule says at most {most:g}).",
    ),
    "few_overlaps": (
        "amber",
        "Few overlaps: {n_overlapping} of {n_observed:,} are on two lists or more; under {least} a few wrong links "
        "between records move the answer.",
    ),
    "list_inside_another": (
        "amber",
        "List {inner} lies wholly inside list {outer}: perhaps one was copied from the other. If so it carries no "
        "information of its own; leave it out.",
    ),
    "grid_cut": (
        "amber",
        "The grid was cut at {grid_max:,} missing although the probability there is not yet small: the upper end "
        "of the range comes from the cut. Take a larger limit, or none.",
    ),
    "no_objection": (
        "note",
        "No rule objects: the lists overlap enough, the methods agree, the models agree and the tail is short.",
    ),
    "list_empty": ("note", "List {name} holds nobody here and was left out."),
    "all_zero_rows": (
        "note",
        "{n:,} row(s) of people who are on none of the lists were left out: they say nothing about these lists.",
    ),
    "people_outside": (
        "note",
        "{n:,} counted only on lists that were not chosen were left out.",
    ),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason behind a verdict, or a note on how a table was read.

    Parameters
    ----------
    code : str
        Stable name, a key of ``CATALOGUE``.
    level : {"note", "amber", "red"}
        What it does to the verdict; a note does nothing.
    params : mapping
        The values in the sentence: int, float, str, or a tuple of list names.
    text : str
        The reason in English.

    Examples
    --------
    >>> reason("list_empty", name="courts").text
    'List courts holds nobody here and was left out.'
    """

    code: str
    level: Level
    text: str
    params: Mapping[str, Param] = field(default_factory=dict, hash=False)


def reason(code: str, **params: Param) -> Reason:
    """Build the reason `code` of the catalogue with its parameters.

    Raises
    ------
    KeyError
        If the code is not in ``CATALOGUE`` or a parameter of its sentence is missing.
    """
    level, template = CATALOGUE[code]
    shown = {name: ", ".join(value) if isinstance(value, tuple) else value for name, value in params.items()}
    return Reason(code=code, level=level, text=template.format(**shown), params=params)
