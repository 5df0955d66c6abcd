"""The form of an association: how children came in, what they were made to do, for how long, and how they left."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.kernel.fields import FuzzyDateField
from amparo.monitor.association_checks import MOST_MONTHS
from amparo.monitor.checks import MOST_CHILDREN
from amparo.monitor.content import AssociationData
from amparo.monitor.models import TOLD_BY, Answer, HowMany
from amparo.terms.models import RoleGroup, Term, Vocabulary

LISTS: Mapping[str, tuple[str, str | None]] = {
    "factors": (Vocabulary.ENTRY_FACTOR, None),
    "methods": (Vocabulary.RECRUITMENT, None),
    "roles": (Vocabulary.ROLE, ""),
    "combat": (Vocabulary.ROLE, RoleGroup.COMBAT),
    "support": (Vocabulary.ROLE, RoleGroup.SUPPORT),
    "exploitation": (Vocabulary.ROLE, RoleGroup.EXPLOITATION),
    "exits": (Vocabulary.EXIT, None),
    "facilities": (Vocabulary.DETENTION_FACILITY, None),
}
"""Field -> the list it offers, and of roles the group (None: the whole list)."""

_PLAIN = (
    "cross_border", "re_recruitment", "months_at_least", "months_at_most", "left", "left_count", "left_on",
    "in_detention", "ill_treatment",
)  # fmt: skip


def _several(label: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


def _answer(label: Any, choices: type[Answer] | type[HowMany], help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices.choices, initial=choices.UNKNOWN, help_text=help_text)


class AssociationForm(forms.Form):
    """What is known; whatever is not known stays open. Nothing here asks for what could be held against a child."""

    factors = _several(_("What contributed"), _("What made these children an easy target"))
    methods = _several(_("How they were recruited"))
    cross_border = _answer(_("Were they taken across a border?"), Answer)
    re_recruitment = _answer(
        _("Had they been recruited before?"), Answer, _("By the same or by another force or group")
    )
    combat = _several(RoleGroup.COMBAT.label)
    support = _several(RoleGroup.SUPPORT.label)
    exploitation = _several(RoleGroup.EXPLOITATION.label)
    roles = _several(_("Others"))
    months_at_least = forms.IntegerField(
        label=_("Months, at least"), min_value=0, max_value=MOST_MONTHS, required=False
    )
    months_at_most = forms.IntegerField(label=_("Months, at most"), min_value=0, max_value=MOST_MONTHS, required=False)
    left = _answer(_("Have they left?"), HowMany)
    left_count = forms.IntegerField(label=_("How many left"), min_value=1, max_value=MOST_CHILDREN, required=False)
    left_on = FuzzyDateField(label=_("When they left"), past=True, required=False)
    exits = _several(_("How they left"))
    in_detention = _answer(
        _("Were they in detention at the time?"), Answer, _("Deprived of liberty because of an alleged association")
    )
    facilities = _several(_("Where they were held"))
    ill_treatment = _answer(_("Were they ill-treated there?"), Answer, _("Torture or other ill-treatment"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, terms: Iterable[Term], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(terms)
        for name, (vocabulary, group) in LISTS.items():
            chooser = self.fields[name]
            if isinstance(chooser, forms.MultipleChoiceField):
                chooser.choices = [
                    (str(term.pk), str(term))
                    for term in offered
                    if term.vocabulary == vocabulary and (group is None or term.group == group)
                ]
        self._ids = {str(term.pk): term.pk for term in offered}

    def content(self, not_understood: Mapping[str, list[str]]) -> AssociationData:
        """Return what was typed, once it is valid; `not_understood` is kept as it is."""
        given = self.cleaned_data
        return AssociationData(
            terms=frozenset(self._ids[pk] for name in LISTS for pk in given[name]),
            not_understood=not_understood,
            **{name: given[name] for name in _PLAIN},
        )


def first_values(data: AssociationData, terms: Iterable[Term], version: int) -> dict[str, object]:
    """Return what is stored as the first values of the form."""
    chosen = [term for term in terms if term.pk in data.terms]
    lists = {
        name: [
            str(term.pk) for term in chosen if term.vocabulary == vocabulary and (group is None or term.group == group)
        ]
        for name, (vocabulary, group) in LISTS.items()
    }
    return {**lists, **{name: getattr(data, name) for name in _PLAIN}, "version": version}


def offered_terms(data: AssociationData) -> list[Term]:
    """Return the items of all lists of the form in their order: those offered, and those stored. One query."""
    found = Term.objects.filter(vocabulary__in=TOLD_BY).order_by("vocabulary", "position", "label")
    return [term for term in found if not term.retired or term.pk in data.terms]
