"""Forms of aliases, relations and areas: rows, each of which can be taken out."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Generic, TypeVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from amparo.actors.merging.resolving import offered
from amparo.actors.models import Actor
from amparo.actors.relations.checks import MOST_ROWS
from amparo.actors.relations.content import AliasData, LinkData, PresenceData, Row
from amparo.actors.relations.models import AliasKind, LinkKind
from amparo.kernel.errors import Problem
from amparo.kernel.fields import FuzzyDateField
from amparo.kernel.forms import Fault, Rows, faults_of, filled, said, whole_number

R = TypeVar("R", bound=Row)


class PeriodForm(forms.Form, Generic[R]):
    """A row that holds from a date to a date."""

    since = FuzzyDateField(label=_("From"), required=False, help_text=_("2012, 2012-05 or 2012-05-17; empty: open"))
    until = FuzzyDateField(label=_("Until"), required=False, help_text=_("Empty: until today, or not known"))
    source = forms.CharField(label=_("Source"), max_length=300, required=False)

    def period(self) -> dict[str, str]:
        """Return the parts that every row has, once it is valid."""
        given = self.cleaned_data
        ends = {name: given[name].text if given[name] else "" for name in ("since", "until")}
        return {**ends, "source": given["source"]}

    def content(self) -> R:
        """Return the row, once it is valid."""
        raise NotImplementedError


class AliasForm(PeriodForm[AliasData]):
    """A further name."""

    field_order = ("text", "kind", "language", "since", "until", "source")
    text = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput({"dir": "auto"}))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "–"), *AliasKind.choices])
    language = forms.CharField(
        label=_("Language and script"), max_length=12, required=False, help_text=_("For example ar, fr or prs-Arab")
    )

    def content(self) -> AliasData:
        """Return the alias, once it is valid."""
        given = self.cleaned_data
        return AliasData(given["text"], given["kind"], given["language"], **self.period())


class LinkForm(PeriodForm[LinkData]):
    """A relation to another actor."""

    field_order = ("kind", "other", "since", "until", "source")
    kind = forms.ChoiceField(label=_("This actor"), choices=[("", "–"), *LinkKind.choices])
    other = forms.ModelChoiceField(Actor.objects.none(), label=_("Other actor"), empty_label="–")

    def content(self) -> LinkData:
        """Return the relation, once it is valid."""
        given = self.cleaned_data
        return LinkData(given["kind"], given["other"].pk, **self.period())


class PresenceForm(PeriodForm[PresenceData]):
    """An area of presence."""

    field_order = ("area_code", "since", "until", "source")
    area_code = forms.CharField(
        label=_("Code of the area"),
        max_length=20,
        help_text=_("P-code or ISO code, as the list of places shows it: COL, CO-ANT"),
    )

    def content(self) -> PresenceData:
        """Return the area, once it is valid."""
        return PresenceData(self.cleaned_data["area_code"].strip(), **self.period())


class RowsForm(Generic[R]):
    """The rows of one section together with the version that the person saw."""

    def __init__(self, row: type[PeriodForm[R]], data: QueryDict | None, stored: Sequence[R], version: int) -> None:
        factory = forms.formset_factory(
            row, formset=Rows, extra=1, can_delete=True, absolute_max=MOST_ROWS, max_num=MOST_ROWS
        )
        self.rows = factory(data, prefix="rows", initial=[_initial(one) for one in stored] if data is None else None)
        self.version = whole_number(data.get("version", "")) if data is not None else version
        if issubclass(row, LinkForm):
            named: Iterable[uuid.UUID] = [one.other_id for one in stored if isinstance(one, LinkData)]
            for form in self.rows.forms:
                form.fields["other"].queryset = offered(also=named)

    def is_valid(self) -> bool:
        """Say whether every row is valid by itself."""
        return bool(self.rows.is_valid())

    def content(self) -> tuple[R, ...]:
        """Return the rows that count, once they are valid."""
        return tuple(form.content() for form in self._filled())

    def _filled(self) -> list[Any]:
        return [form for _number, form in filled(self.rows)]

    def show(self, problems: Iterable[Problem]) -> None:
        """Put the problems that a service found at their fields; what speaks of all rows stands at the first."""
        rows = self._filled()
        for problem in problems:
            _rows, _dash, rest = problem.where.partition("-")
            number, _dash, name = rest.partition("-")
            if number.isdigit():
                rows[int(number)].add_error(name, said(problem))
            elif rows:
                rows[0].add_error(None, said(problem))

    def faults(self) -> tuple[Fault, ...]:
        """Return every error with the field that it is about."""
        if not self.rows.is_bound:
            return ()
        loose = (Fault("", str(error)) for error in self.rows.non_form_errors())
        return (*faults_of(*self.rows.forms), *loose)


def _initial(row: Row) -> dict[str, object]:
    stated = asdict(row)
    if isinstance(row, LinkData):
        stated["other"] = stated.pop("other_id")
    return stated
