"""The form that hands a file of the field list in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.kernel.forms import SubmissionField
from amparo.monitor import policies
from amparo.monitor.models import Source
from amparo.monitor.selectors import sources_for


class RecordsForm(forms.Form):
    """Whose incidents, and the file."""

    source = forms.ModelChoiceField(Source.objects.none(), label=_("Source"), empty_label=None)
    file = forms.FileField(
        label=_("File"),
        help_text=_("JSON: a list of incidents, 2,000 and 20 MB at most. It is checked first; nothing is saved yet."),
    )
    submission = SubmissionField()

    def __init__(self, *args: Any, acting: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["source"]
        if isinstance(chooser, forms.ModelChoiceField):
            chooser.queryset = sources_for(acting).filter(agency__in=policies.writable_agencies(acting))
