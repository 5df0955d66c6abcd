"""The form of an actor: its names, and its dated types."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from amparo.actors.checks import MOST_TYPES
from amparo.actors.content import ActorData, ActorTypeData
from amparo.actors.differences import names_in_lines
from amparo.kernel.errors import Problem
from amparo.kernel.fields import FuzzyDateField
from amparo.kernel.forms import DayInput, Fault, Rows, SubmissionField, faults_of, filled, said
from amparo.places import selectors as places
from amparo.terms import selectors as terms
from amparo.terms.models import Term, Vocabulary


class ActorForm(forms.Form):
    """Code and names."""

    code = forms.CharField(label=_("Short code"), max_length=60, help_text=_("Small letters, digits and hyphens"))
    name = forms.CharField(label=_("Name"), max_length=200)
    names = forms.CharField(
        label=_("Names in other languages and scripts"),
        required=False,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        help_text=_("One per line, after the code of the language: “ar: الاسم”"),
    )
    country = forms.ChoiceField(label=_("Mainly in"), required=False)
    founded = FuzzyDateField(label=_("Founded"), required=False, help_text=_("As far as it is known: 2012 or 2012-05"))
    dissolved = FuzzyDateField(label=_("Dissolved"), required=False, help_text=_("Empty while it exists"))
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("No names of commanders or members."),
    )
    submission = SubmissionField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["country"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = [
                ("", _("several, or not known")),
                *((area.code, str(area)) for area in places.countries()),
            ]

    def clean_names(self) -> dict[str, str]:
        """Return the names by language."""
        lines = [line for line in self.cleaned_data["names"].splitlines() if line.strip()]
        pairs = [line.partition(":") for line in lines]
        if any(not colon for _language, colon, _name in pairs):
            raise forms.ValidationError(_("Write one name per line, with the code of its language: “ar: الاسم”."))
        return {language.strip(): name.strip() for language, _colon, name in pairs}


class TypeForm(forms.Form):
    """What the actor is, from a day to a day."""

    term = forms.ModelChoiceField(Term.objects.none(), label=_("Type"))
    starts_on = forms.DateField(label=_("From"), widget=DayInput(), required=False)
    ends_on = forms.DateField(label=_("Until"), widget=DayInput(), required=False)
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        required=False,
        help_text=_("For “terrorist”: the list, the reference and the date of listing"),
    )

    def content(self) -> ActorTypeData:
        """Return the row, once it is valid."""
        given = self.cleaned_data
        return ActorTypeData(given["term"].pk, given["starts_on"], given["ends_on"], given["source"])


TypeRows = forms.formset_factory(
    TypeForm, formset=Rows, extra=1, can_delete=True, absolute_max=MOST_TYPES, max_num=MOST_TYPES
)


class ActorForms:
    """Both parts of the form together. `data` None shows it for the first time, from `first`."""

    def __init__(self, data: QueryDict | None, *, first: ActorData | None = None, version: int | None = None) -> None:
        self.actor = ActorForm(data, initial=_stated(first) | {"version": version})
        self.types = TypeRows(data, prefix="types", initial=_types(first) if data is None else None)
        offered = terms.offered(Vocabulary.ACTOR_TYPE, also=[row.term_id for row in first.types] if first else [])
        for form in self.types.forms:
            form.fields["term"].queryset = offered

    def is_valid(self) -> bool:
        """Say whether both parts are valid by themselves."""
        return all([self.actor.is_valid(), self.types.is_valid()])

    @property
    def submission(self) -> uuid.UUID:
        """The id of this sending, once the form is valid."""
        value: uuid.UUID = self.actor.cleaned_data["submission"]
        return value

    @property
    def version(self) -> int:
        """The version that the person saw, once the form is valid."""
        return self.actor.cleaned_data["version"] or 0

    def content(self) -> ActorData:
        """Return what was typed, once it is valid."""
        given = self.actor.cleaned_data
        return ActorData(
            code=given["code"],
            name=given["name"],
            names=given["names"],
            country=given["country"],
            note=given["note"],
            founded=given["founded"].text if given["founded"] else "",
            dissolved=given["dissolved"].text if given["dissolved"] else "",
            types=tuple(form.content() for form in self._filled()),
        )

    def _filled(self) -> list[Any]:
        return [form for _number, form in filled(self.types)]

    def show(self, problems: Iterable[Problem]) -> None:
        """Put the problems that a service found at their fields."""
        for problem in problems:
            prefix, _dash, rest = problem.where.partition("-")
            number, _dash, name = rest.partition("-")
            if prefix == "types" and number.isdigit():
                self._filled()[int(number)].add_error(name, said(problem))
            else:
                self.actor.add_error(prefix if prefix in self.actor.fields else None, said(problem))

    def faults(self) -> tuple[Fault, ...]:
        """Return every error with the field that it is about."""
        if not self.actor.is_bound:
            return ()
        return tuple(faults_of(self.actor, *self.types.forms))


def _stated(first: ActorData | None) -> dict[str, object]:
    if first is None:
        return {}
    return {
        "code": first.code,
        "name": first.name,
        "names": names_in_lines(first),
        "country": first.country,
        "note": first.note,
        "founded": first.founded,
        "dissolved": first.dissolved,
    }


def _types(first: ActorData | None) -> list[dict[str, object]]:
    rows = first.types if first else ()
    return [
        {"term": row.term_id, "starts_on": row.starts_on, "ends_on": row.ends_on, "source": row.source} for row in rows
    ]
