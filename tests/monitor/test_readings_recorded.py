"""Whoever opens a page that shows an incident or a report leaves a record of the reading."""

import pytest
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.audit.models import AuditEvent
from tests.monitor import making
from tests.monitor.making import SignIn

pytestmark = pytest.mark.django_db


def readings(kind: str, person: Person) -> int:
    return AuditEvent.objects.filter(action=f"{kind}.read", acting=person.pk).count()


def test_every_page_that_shows_an_incident_records_the_reading(
    monitor: Person, verifier: Person, sign_in: SignIn
) -> None:
    incident = making.incident(monitor)
    violation = incident.violations.get()
    own, second = sign_in(monitor), sign_in(verifier)
    pages = [
        (monitor, own, "incident-detail", [incident.pk]),
        (monitor, own, "incident-change", [incident.pk]),
        (monitor, own, "association-change", [incident.pk, violation.pk]),
        (monitor, own, "incident-related", [incident.pk]),
        (verifier, second, "incident-verify", [incident.pk]),
    ]
    for person, client, name, parts in pages:
        before = readings("incident", person)
        assert client.get(reverse(f"monitor:{name}", args=parts)).status_code == 200, name
        assert readings("incident", person) == before + 1, name
    # Who is refused has read nothing.
    assert second.get(reverse("monitor:incident-change", args=[incident.pk])).status_code == 404
    assert readings("incident", verifier) == 1


def test_every_page_that_shows_a_report_records_the_reading(monitor: Person, sign_in: SignIn) -> None:
    report, incident, client = making.report(monitor), making.incident(monitor), sign_in(monitor)
    pages = [
        reverse("monitor:report-detail", args=[report.pk]),
        reverse("monitor:report-credibility", args=[report.pk]),
        reverse("monitor:report-attach", args=[report.pk, incident.pk]),
        f"{reverse('monitor:incident-new')}?report={report.pk}",
        f"{reverse('monitor:report-new')}?corrects={report.pk}",
    ]
    for done, address in enumerate(pages, 1):
        assert client.get(address).status_code == 200, address
        assert readings("report", monitor) == done, address
    assert readings("incident", monitor) == 1
