"""What the page of one association shows."""

import uuid
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.accounts.models import Person
from amparo.kernel.errors import Difference, NotFound, Stale
from amparo.monitor import policies, selectors
from amparo.monitor.content import AssociationData
from amparo.monitor.forms.associations import AssociationForm
from amparo.monitor.models import Incident, Violation
from amparo.monitor.recording import note_read
from amparo.monitor.services.incidents import refuse_unless_open


@dataclass(frozen=True)
class AssociationPage:
    """The form. `version` is what is built on; `differences` are there where somebody saved the incident meanwhile."""

    form: AssociationForm
    incident: Incident
    act: str
    version: int
    differences: tuple[Difference, ...] | None
    not_understood: tuple[str, ...]
    back_url: str


def to_describe(acting: Person, incident_id: uuid.UUID, violation_id: uuid.UUID) -> tuple[Incident, Violation]:
    """Return a violation whose association the person may describe now.

    Raises NotFound, or Conflict where the incident is locked.
    """
    incident = selectors.incident_for(acting, incident_id)
    violation = selectors.violation_of(incident, violation_id)
    if violation is None or not policies.may_record(acting, incident.agency_id):
        raise NotFound
    refuse_unless_open(incident)
    note_read(acting, "incident", incident.pk, incident.agency_id)
    return incident, violation


def association_page(
    form: AssociationForm,
    incident: Incident,
    violation: Violation,
    stored: AssociationData,
    stale: Stale | None = None,
) -> AssociationPage:
    """Return the page."""
    return AssociationPage(
        form=form,
        incident=incident,
        act=f"{violation.type} – {violation.actor or _('not identified')}",
        version=stale.version if stale and stale.version else incident.version,
        differences=stale.differences if stale else None,
        not_understood=tuple(f"{name}: {', '.join(codes)}" for name, codes in sorted(stored.not_understood.items())),
        back_url=reverse("monitor:incident-detail", args=[incident.pk]),
    )
