"""What forms of every room share: the id of a sending, a day, and problems shown at their fields."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.kernel.errors import Problem
from amparo.kernel.ids import uuid7


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


class DayInput(forms.DateInput):
    """The browser's own picker of a day, in ISO form."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def show(form: forms.BaseForm, problems: Iterable[Problem]) -> None:
    """Put each problem at the field that it names, or at the head of the form where it has no such field."""
    for problem in problems:
        form.add_error(problem.where if problem.where in form.fields else None, said(problem))


def said(problem: Problem) -> str:
    """Return a problem in two sentences: what is wrong, and what to do."""
    return f"{problem.message} {problem.advice}".strip()
