"""What forms of every room share: the id of a sending, a day, rows, and errors shown at their fields."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from amparo.kernel.errors import Problem
from amparo.kernel.ids import uuid7

ANOTHER_ROW = "show"
"""The name of every button that shows more of a form instead of saving it: one more row, the parts of a country."""


def is_complete(request: HttpRequest) -> bool:
    """Say whether a form was sent to be saved, not only to show more of it."""
    return request.method == "POST" and ANOTHER_ROW not in request.POST


def with_another_row(data: QueryDict, prefix: str, most: int) -> QueryDict:
    """Return what was sent with one more empty row of the formset `prefix`, up to `most`."""
    more, key = data.copy(), f"{prefix}-TOTAL_FORMS"
    more[key] = str(min(whole_number(more.get(key, "")) + 1, most))
    return more


class SubmissionField(forms.UUIDField):
    """A hidden id, made when the form is first shown. The record takes it: sent twice, it is saved once."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(initial=uuid7, required=True, **kwargs)

    def clean(self, value: Any) -> uuid.UUID:
        """Accept only ids of the kind that `uuid7` makes, so that ids stay in the order of their making."""
        cleaned: uuid.UUID = super().clean(value)
        if cleaned.version != 7:
            raise forms.ValidationError(_("This form has expired. Open it again."))
        return cleaned


def whole_number(text: str, otherwise: int = 0) -> int:
    """Return the number that an address or a hidden field holds, or `otherwise` where it holds none that can be.

    Nine digits at most: no version, year or row has more. Of thousands of digits Python makes no number at all.
    """
    return int(text) if text.isdecimal() and len(text) <= 9 else otherwise


class DayInput(forms.DateInput):
    """The browser's own picker of a day, in ISO form."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Rows(forms.BaseFormSet[Any]):
    """Rows of which each can be taken out; rows that are left empty count for nothing."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Add the box that takes a row out."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Take this row out")


def filled(rows: forms.BaseFormSet[Any]) -> Iterator[tuple[int, Any]]:
    """Yield the number and form of every row that counts, once all are valid."""
    for number, form in enumerate(rows.forms):
        if form.has_changed() and not form.cleaned_data.get("DELETE"):
            yield number, form


@dataclass(frozen=True)
class Fault:
    """One error for the list above the form: where it leads, and what it says."""

    href: str
    text: str


def faults_of(*parts: forms.BaseForm) -> Iterator[Fault]:
    """Yield every error of the parts of a form, each with the field that it is about."""
    for part in parts:
        for name, errors in part.errors.items():
            bound = None if name == NON_FIELD_ERRORS else part[name]
            for error in errors:
                yield Fault(f"#{bound.auto_id}" if bound else "", f"{bound.label}: {error}" if bound else str(error))


def show(form: forms.BaseForm, problems: Iterable[Problem]) -> None:
    """Put each problem at the field that it names, or at the head of the form where it has no such field."""
    for problem in problems:
        form.add_error(problem.where if problem.where in form.fields else None, said(problem))


def said(problem: Problem) -> str:
    """Return a problem in two sentences: what is wrong, and what to do."""
    return f"{problem.message} {problem.advice}".strip()
