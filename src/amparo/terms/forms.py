"""The forms of an item of a code list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.terms.models import RoleGroup, Term, Vocabulary
from amparo.terms.services import TermData


class TermForm(forms.Form):
    """Label in English and Arabic, source, position; for a role also its group."""

    label = forms.CharField(label=_("Label"), max_length=200)
    label_ar = forms.CharField(
        label=_("Label in Arabic"), max_length=200, required=False, widget=forms.TextInput({"dir": "rtl", "lang": "ar"})
    )
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("Where this item comes from: a document, a decision")
    )
    position = forms.IntegerField(
        label=_("Position in the list"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("Small numbers first"),
    )
    group = forms.ChoiceField(
        label=_("Group of roles"),
        choices=[("", _("none")), *RoleGroup.choices],
        required=False,
        help_text=_("In which line of a table children in this role are counted"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, vocabulary: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if vocabulary != Vocabulary.ROLE:
            del self.fields["group"]

    def content(self, kept: dict[str, str] | None = None) -> TermData:
        """Return what was typed, once it is valid; `kept` are labels in further languages, which stay."""
        given = self.cleaned_data
        return TermData(
            label=given["label"],
            labels={**(kept or {}), "ar": given["label_ar"]},
            source=given["source"],
            position=given["position"],
            group=given.get("group", ""),
        )


class NewTermForm(TermForm):
    """Also the code, which never changes afterwards."""

    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens. Records and files carry it, so it never changes."),
    )
    field_order = ("code",)


def stated(term: Term) -> dict[str, Any]:
    """Return a stored item as the first values of the form."""
    return {
        "label": term.label,
        "label_ar": term.labels.get("ar", ""),
        "source": term.source,
        "position": term.position,
        "group": term.group,
        "version": term.version,
    }
