"""The form of a source."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Agency
from amparo.kernel.forms import SubmissionField
from amparo.monitor.content import SourceData
from amparo.monitor.models import Source
from amparo.terms import selectors as terms
from amparo.terms.models import Term, Vocabulary


class SourceForm(forms.Form):
    """Name, code and kind of an organisation or channel."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("For which agency"), empty_label=None)
    name = forms.CharField(label=_("Name"), max_length=200)
    code = forms.CharField(
        label=_("Short code"),
        max_length=40,
        help_text=_("Small letters, digits and hyphens, for example “river-school”"),
    )
    kind = forms.ModelChoiceField(Term.objects.none(), label=_("Kind of source"), required=False)
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("How it gathers what it reports. No names of people."),
    )
    submission = SubmissionField()

    def __init__(self, *args: Any, agencies: Any, kept: uuid.UUID | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "agency", agencies)
        chooser = self.fields["kind"]
        if isinstance(chooser, forms.ModelChoiceField):
            chooser.queryset = terms.offered(Vocabulary.SOURCE_KIND, also=[kept] if kept else ())

    def content(self) -> SourceData:
        """Return what was typed, once it is valid."""
        kind: Term | None = self.cleaned_data["kind"]
        return SourceData(
            name=self.cleaned_data["name"],
            code=self.cleaned_data["code"],
            kind_id=kind.pk if kind else None,
            note=self.cleaned_data["note"],
        )


def stated(source: Source) -> dict[str, object]:
    """Return a stored source as the first values of the form."""
    return {
        "agency": source.agency_id,
        "name": source.name,
        "code": source.code,
        "kind": source.kind_id,
        "note": source.note,
    }


def choose(form: forms.Form, name: str, agencies: Any) -> None:
    """Offer the agencies; where there is one only, the field is hidden and holds it."""
    chooser = form.fields[name]
    if isinstance(chooser, forms.ModelChoiceField):
        offered = Agency.objects.filter(pk__in=agencies)
        chooser.queryset = offered
        if len(agencies) == 1:
            chooser.widget = forms.HiddenInput()
            chooser.initial = next(iter(agencies))
