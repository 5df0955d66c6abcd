"""Assessing a source's reliability and a report's credibility. Earlier judgements stay."""

import uuid
from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.audit.values import redacted
from amparo.kernel import clock
from amparo.kernel.errors import Invalid, NotFound, Problem
from amparo.kernel.lines import one_line
from amparo.monitor import policies, selectors
from amparo.monitor.content import AssessmentData
from amparo.monitor.models import Credibility, Reliability, ReportAssessment, SourceAssessment
from amparo.monitor.recording import Subject, note
from amparo.monitor.selectors.protected import report_assessments, source_assessments


@transaction.atomic
def assess_source(*, acting: Person, source_id: uuid.UUID, data: AssessmentData) -> SourceAssessment:
    """Say how far a source is relied on. Raises NotFound, Invalid for an unknown letter, no ground, a day to come."""
    source = selectors.source_for(acting, source_id)
    if not policies.may_assess(acting, source.agency_id):
        raise NotFound
    _refuse(data, Reliability.values)
    before = source_assessments([source.pk]).get(source.pk)
    made = SourceAssessment.objects.create(
        agency_id=source.agency_id,
        source=source,
        grade=data.grade,
        basis=one_line(data.basis),
        assessed_on=data.assessed_on,
        assessed_by=acting,
    )
    _note(acting, Subject("source", source.pk, source.agency_id), before.grade if before else None, data)
    return made


@transaction.atomic
def assess_report(*, acting: Person, report_id: uuid.UUID, data: AssessmentData) -> ReportAssessment:
    """Say how far what a report says is believed. The report stays as it is. Raises NotFound, Invalid."""
    report = selectors.report_for(acting, report_id)
    if not policies.may_assess(acting, report.agency_id):
        raise NotFound
    _refuse(data, Credibility.values)
    before = report_assessments([report.pk]).get(report.pk)
    made = ReportAssessment.objects.create(
        agency_id=report.agency_id,
        report=report,
        grade=data.grade,
        basis=one_line(data.basis),
        assessed_on=data.assessed_on,
        assessed_by=acting,
    )
    _note(acting, Subject("report", report.pk, report.agency_id), before.grade if before else None, data)
    return made


def _note(acting: Person, subject: Subject, before: str | None, data: AssessmentData) -> None:
    note(
        acting,
        f"{subject.kind}.assessed",
        subject,
        changes={"grade": (before, data.grade)},
        detail={"assessed_on": data.assessed_on, "basis": redacted(data.basis)},
    )


def _refuse(data: AssessmentData, grades: list[str]) -> None:
    problems = list(_problems(data, grades))
    if problems:
        raise Invalid(problems=problems)


def _problems(data: AssessmentData, grades: list[str]) -> Iterator[Problem]:
    if data.grade not in grades:
        yield Problem("grade", _("This grade is not known."), _("Choose one from the list."))
    if not one_line(data.basis):
        yield Problem("basis", _("The ground is missing."), _("Say what the judgement rests on."))
    elif len(data.basis) > 500:
        yield Problem("basis", _("This text is too long."), _("Shorten it to 500 characters."))
    if data.assessed_on > clock.today():
        yield Problem("assessed_on", _("This day lies in the future."), _("Give the day of the judgement."))
