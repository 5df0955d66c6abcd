"""Monitors and verifiers judge sources and reports; each judgement is dated, grounded, and stays."""

import datetime

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.audit.models import AuditEvent
from amparo.kernel.errors import Invalid, NotFound
from amparo.monitor import selectors, services
from amparo.monitor.content import AssessmentData
from amparo.monitor.models import ReportAssessment, SourceAssessment
from tests.monitor import making
from tests.monitor.making import SignIn

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 9, 1)


def judged(grade: str, day: datetime.date = DAY, basis: str = "Two of three were verified.") -> AssessmentData:
    return AssessmentData(grade, basis, day)


@pytest.mark.both
def test_the_newest_judgement_stands_and_the_earlier_ones_stay(monitor: Person, verifier: Person) -> None:
    report = making.report(monitor)
    later = DAY + datetime.timedelta(days=30)
    services.assess_source(acting=verifier, source_id=report.source_id, data=judged("B", later))
    # Written down later, and as of an earlier day.
    services.assess_source(acting=monitor, source_id=report.source_id, data=judged("C"))
    services.assess_report(acting=monitor, report_id=report.pk, data=judged("3"))
    services.assess_report(acting=verifier, report_id=report.pk, data=judged("2"))

    assert selectors.source_assessments([report.source_id])[report.source_id].grade == "B"
    assert selectors.report_assessments([report.pk])[report.pk].grade == "2"
    assert [row.grade for row in selectors.assessments_of(report)] == ["2", "3"]
    event = AuditEvent.objects.get(action="report.assessed", acting=verifier.pk)
    assert event.changes == {"grade": ("3", "2")}
    assert "verified" not in event.detail_text
    for table in (SourceAssessment, ReportAssessment):
        with pytest.raises(DatabaseError), transaction.atomic():
            table.objects.update(grade="A")


def test_judgements_that_cannot_be_are_refused(monitor: Person) -> None:
    report = making.report(monitor)
    for data, where in (
        (judged("G"), "grade"),
        (judged("A", basis=" "), "basis"),
        (judged("A", basis="x" * 501), "basis"),
        (judged("A", datetime.date(2999, 1, 1)), "assessed_on"),
    ):
        with pytest.raises(Invalid) as caught:
            services.assess_source(acting=monitor, source_id=report.source_id, data=data)
        assert [problem.where for problem in caught.value.problems] == [where]


@pytest.mark.parametrize("who", ["analyst", "stranger", "administrator"])
def test_nobody_else_judges(who: str, monitor: Person, request: pytest.FixtureRequest) -> None:
    report, person = making.report(monitor), request.getfixturevalue(who)
    with pytest.raises(NotFound):
        services.assess_source(acting=person, source_id=report.source_id, data=judged("A"))
    with pytest.raises(NotFound):
        services.assess_report(acting=person, report_id=report.pk, data=judged("1"))


def test_on_the_pages_judgements_are_made_explained_and_shown(
    monitor: Person, verifier: Person, analyst: Person, sign_in: SignIn
) -> None:
    report, client = making.report(monitor), sign_in(verifier)
    form = {"grade": "B", "basis": "Two of three were verified.", "assessed_on": "2024-09-01"}
    source_page = reverse("monitor:source-reliability", args=[report.source_id])
    report_page = reverse("monitor:report-credibility", args=[report.pk])
    assert b"Nobody has judged it yet" in client.get(source_page).content
    assert client.post(reverse("monitor:source-assess", args=[report.source_id]), {}).status_code == 422
    assert client.post(reverse("monitor:source-assess", args=[report.source_id]), form).url == source_page
    assert b"The judgement was recorded." in client.get(source_page).content
    assert client.post(reverse("monitor:report-assess", args=[report.pk]), form).status_code == 422
    assert client.post(reverse("monitor:report-assess", args=[report.pk]), form | {"grade": "2"}).url == report_page

    shown = sign_in(analyst).get(reverse("monitor:report-detail", args=[report.pk])).content
    assert b"B: usually reliable" in shown
    assert b"2: probably true" in shown
    assert b"B: usually reliable" in sign_in(analyst).get(reverse("monitor:source-list")).content
    incident = making.incident(monitor, report=report)
    behind = sign_in(analyst).get(reverse("monitor:incident-detail", args=[incident.pk])).content.decode()
    assert "B: usually reliable · 2: probably true" in behind
    page = sign_in(analyst).get(report_page).content
    assert b"never a child" in page
    assert b"Judge it anew" not in page
