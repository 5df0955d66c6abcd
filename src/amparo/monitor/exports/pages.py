"""What the page of an export shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from amparo.accounts.models import Person
from amparo.kernel.ui.links import address
from amparo.kernel.ui.words import number
from amparo.monitor import policies
from amparo.monitor.exports.columns import columns_for
from amparo.monitor.exports.services import FIELD_LIST, MOST_ROWS
from amparo.monitor.pages.incident_list import with_filters
from amparo.monitor.selectors.narrowing import IncidentFilter, filtered


class ExportForm(forms.Form):
    """In which form."""

    form = forms.ChoiceField(
        label=gettext_lazy("In which form?"),
        choices=[
            ("csv", gettext_lazy("CSV, for any program")),
            ("hxl", gettext_lazy("CSV with HXL tags, for humanitarian data tools")),
            ("xlsx", gettext_lazy("Workbook (XLSX)")),
            ("geojson", gettext_lazy("GeoJSON, for maps: points of parts or countries")),
            (FIELD_LIST, gettext_lazy("Field list of the UN’s monitoring mechanism (JSON), 2,000 incidents at most")),
        ],
        widget=forms.RadioSelect,
    )


@dataclass(frozen=True)
class ExportPage:
    """How many incidents go out, with which columns, and what does not go out.

    `too_many`: the list has to be narrowed first. `all_that_fit`: none was ticked.
    """

    form: ExportForm
    says: str
    columns: str
    left_out: str
    too_many: bool
    back_url: str
    all_that_fit: bool


def export_page(acting: Person, chosen: IncidentFilter, asked: Mapping[str, str], form: ExportForm) -> ExportPage:
    """Return the page. One count, bounded."""
    count = filtered(acting, chosen).order_by()[: MOST_ROWS + 1].count()
    return ExportPage(
        form=form,
        says=ngettext("%(count)s incident goes out.", "%(count)s incidents go out.", min(count, MOST_ROWS))
        % {"count": number(count)}
        if count <= MOST_ROWS
        else _("More than 10,000 incidents fit. Narrow the list first."),
        columns=", ".join(column.name for column in columns_for(acting)),
        left_out=_left_out(acting),
        too_many=count > MOST_ROWS,
        back_url=address("monitor:incident-list") + with_filters(asked, incident=""),
        all_that_fit=not chosen.picked,
    )


def _left_out(acting: Person) -> str:
    said = _("In no form: who the sources are, pseudonyms, attachments and the history.")
    if policies.agencies_of_summaries(acting):
        return said
    more = _("Not for your role: the summary, places below the first level, and codes kept from other systems.")
    return f"{said} {more}"
