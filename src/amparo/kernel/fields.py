"""Form fields of the kernel: a fuzzy date that explains itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock, fuzzy
from amparo.kernel.errors import Invalid
from amparo.kernel.fuzzy import FuzzyDate, FuzzyDateError


class FuzzyDateInput(forms.TextInput):
    """A line of text, written from left to right in every language, for dates have one order."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"dir": "ltr", "autocomplete": "off", "spellcheck": "false", "maxlength": 40} | (attrs or {}))


class FuzzyBoundField(BoundField):
    """Adds to the help what was understood of the text that now stands in the field."""

    @property
    def understood(self) -> str:
        """The date in words, or nothing where the field is empty or its text is no date."""
        value = self.value()
        try:
            return fuzzy.say(value if isinstance(value, FuzzyDate) else fuzzy.parse(str(value))) if value else ""
        except FuzzyDateError:
            return ""


class FuzzyDateField(forms.CharField):
    """A date as far as it is known; `cleaned_data` holds a FuzzyDate, or None where an optional field is empty.

    With `past=True` a date that lies wholly after today is refused.
    """

    widget = FuzzyDateInput

    def __init__(self, *, past: bool = False, **kwargs: Any) -> None:
        self.past = past
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault(
            "help_text",
            _(
                "As far as it is known: 2024-05-17, 2024-05 or 2024. About: 2024-05~. Not sure: 2024?. "
                "Between two dates: 2024-01/2024-03. Some time in the 2010s: 201X."
            ),
        )
        super().__init__(**kwargs)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BoundField:
        """Return the field of one form, with what was understood added to its help."""
        bound = FuzzyBoundField(form, self, field_name)
        if understood := bound.understood:
            reading = gettext("Understood as: %(date)s.") % {"date": understood}
            bound.help_text = f"{self.help_text} {reading}".strip()
        return bound

    def prepare_value(self, value: Any) -> Any:
        """Return the text that stands in the field."""
        return value.text if isinstance(value, FuzzyDate) else value

    def clean(self, value: Any) -> Any:
        """Return a FuzzyDate or None; raise ValidationError with what to write instead."""
        text = super().clean(self.prepare_value(value))
        if text in self.empty_values:
            return None
        try:
            date = fuzzy.parse(text)
            if self.past:
                fuzzy.refuse_future(date, clock.today())
        except Invalid as error:
            raise ValidationError(f"{error.detail} {error.advice}".strip(), code=error.slug) from error
        return date

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the texts, so that the same date typed anew is no change."""
        return super().has_changed(self.prepare_value(initial), data)
