"""The form of a judgement about two incidents."""

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.monitor.models import LinkKind
from amparo.monitor.services.links import LONGEST_NOTE


class PairForm(forms.Form):
    """Another incident by its reference, and what it has to do with this one."""

    code = forms.CharField(label=_("Reference of the other incident"), max_length=24)
    kind = forms.ChoiceField(label=_("What is it?"), choices=LinkKind.choices, widget=forms.RadioSelect)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    why = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=_("So that a colleague can follow. No names of children or of witnesses."),
    )
