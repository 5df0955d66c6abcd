"""Reports as holders of attachments: who reads a report reads its files, who records for the agency adds to them."""

import uuid

from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.files.subjects import Holder
from amparo.monitor import policies, selectors

REPORT = "report"


def report_holder(acting: Person, report_id: uuid.UUID) -> Holder:
    """Return a report as the holder of files. Raises NotFound for a report that the person does not read."""
    report = selectors.report_for(acting, report_id)
    return Holder(
        kind=REPORT,
        id=report.pk,
        agency_id=report.agency_id,
        title=_("Report of %(source)s") % {"source": report.source.name},
        url=reverse("monitor:report-detail", args=[report.pk]),
        may_add=policies.may_record(acting, report.agency_id),
    )
