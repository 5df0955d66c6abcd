"""The form that hands outlines in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock
from amparo.kernel.forms import DayInput, SubmissionField


class OutlinesForm(forms.Form):
    """A file of outlines."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("GeoJSON of the first or second level, in degrees, also packed as .gz. At most 100 MB."),
    )
    as_of = forms.DateField(label=_("As of"), widget=DayInput(), initial=clock.today)
    code_property = forms.CharField(
        label=_("Property with the P-code"),
        max_length=80,
        required=False,
        help_text=_("Only where it is not ADM1_PCODE, ADM2_PCODE or one like them"),
    )
    submission = SubmissionField()

    def clean_as_of(self) -> object:
        """Refuse a day to come."""
        day = self.cleaned_data["as_of"]
        if day > clock.today():
            raise forms.ValidationError(_("This day lies in the future."))
        return day
