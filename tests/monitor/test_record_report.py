"""A monitor records what a source said, exactly as received, and puts it behind incidents."""

import datetime
import hashlib
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.audit.models import AuditEvent
from amparo.kernel import clock, fuzzy, search
from amparo.kernel.errors import Invalid, NotFound
from amparo.kernel.ids import uuid7
from amparo.monitor import codes, services
from amparo.monitor.content import ReportData
from amparo.monitor.models import Incident, Mention, Report
from tests.monitor import making
from tests.monitor.making import SignIn

pytestmark = pytest.mark.django_db


def problems_of(monitor: Person, **facts: Any) -> set[str]:
    with pytest.raises(Invalid) as caught, transaction.atomic():
        making.report(monitor, **facts)
    return {problem.where for problem in caught.value.problems}


def test_a_report_is_kept_as_received_with_its_fingerprint(monitor: Person) -> None:
    report = making.report(monitor, content={"text": "ثلاثة أطفال"})

    assert Report.objects.get().content == {"text": "ثلاثة أطفال"}
    assert report.sha256 == hashlib.sha256('{"text":"ثلاثة أطفال"}'.encode()).hexdigest()
    assert AuditEvent.objects.filter(action="report.recorded", object_id=report.pk).count() == 1


def test_a_report_is_never_changed_and_never_deleted(monitor: Person) -> None:
    making.report(monitor)

    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.update(reference="another")
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.all()._raw_delete("default")


def test_a_mention_is_as_immutable_as_its_report(monitor: Person) -> None:
    making.incident(monitor, report=making.report(monitor))

    with pytest.raises(DatabaseError), transaction.atomic():
        Mention.objects.update(boys=9)


def test_sent_twice_it_is_recorded_once(monitor: Person) -> None:
    source, submission = making.source(monitor), uuid7()
    data = ReportData(source_id=source.pk, received_on=datetime.date(2024, 6, 3), content={"text": "As said."})
    made = [
        services.record_report(acting=monitor, agency_id=source.agency_id, data=data, record_id=submission)
        for _ in range(2)
    ]

    assert made[0] == made[1]
    assert Report.objects.count() == 1


def test_the_same_words_on_another_day_are_another_report(monitor: Person) -> None:
    source = making.source(monitor)

    making.report(monitor, source)
    making.report(monitor, source)

    assert Report.objects.count() == 2


def test_impossible_reports_are_refused_at_their_field(monitor: Person, stranger: Person) -> None:
    source, foreign = making.source(monitor), making.source(stranger)
    other = making.source(monitor, code="second-school")
    tomorrow = clock.today() + datetime.timedelta(days=1)
    earlier = making.report(monitor, other)

    assert problems_of(monitor, given_by=source, source_id=foreign.pk) == {"source"}
    assert problems_of(monitor, given_by=source, received_on=tomorrow) == {"received_on"}
    assert problems_of(monitor, given_by=source, content={"text": "  "}) == {"text"}
    assert problems_of(monitor, given_by=source, content={"text": "x" * 100_001}) == {"text"}
    assert problems_of(monitor, given_by=source, reference="x" * 121) == {"reference"}
    assert problems_of(monitor, given_by=source, corrects_id=earlier.pk) == {"corrects"}


def test_a_correction_names_the_report_that_it_corrects(monitor: Person) -> None:
    first = making.report(monitor)

    second = making.report(monitor, first.source, corrects_id=first.pk)

    assert second.corrects == first
    assert list(first.corrections.all()) == [second]


@pytest.mark.parametrize("who", ["verifier", "analyst", "administrator", "stranger", "nobody"])
def test_only_a_monitor_of_the_agency_records(who: str, monitor: Person, request: pytest.FixtureRequest) -> None:
    source = making.source(monitor)
    data = ReportData(source_id=source.pk, received_on=datetime.date(2024, 6, 3), content={"text": "As said."})

    with pytest.raises(NotFound):
        services.record_report(acting=request.getfixturevalue(who), agency_id=source.agency_id, data=data)


def test_a_report_is_put_behind_an_incident_with_its_own_numbers(monitor: Person) -> None:
    incident = making.incident(monitor)
    report = making.report(monitor, reference="S/2021/437")

    services.add_mentions(
        acting=monitor,
        report_id=report.pk,
        incident_id=incident.pk,
        mentions=[making.mention(incident.victims.get(), boys=3, date=fuzzy.parse("2024-06"))],
    )

    mention = Mention.objects.get()
    assert (mention.boys, mention.girls, mention.date_text, mention.source) == (3, 0, "2024-06", report.source)
    found = search.matching("S/2021/437", kind="incident", scopes=[incident.agency_id])
    assert found is not None
    assert list(Incident.objects.filter(pk__in=found)) == [incident]


def test_a_locked_incident_still_takes_new_evidence(monitor: Person, verifier: Person) -> None:
    incident = making.under_verification(making.incident(monitor), verifier)

    services.add_mentions(
        acting=monitor,
        report_id=making.report(monitor).pk,
        incident_id=incident.pk,
        mentions=[making.mention(incident.victims.get(), boys=2)],
    )

    assert Mention.objects.count() == 1


def test_mentions_that_cannot_be_are_refused(monitor: Person) -> None:
    incident, other = making.incident(monitor), making.incident(monitor)
    report = making.report(monitor)
    own, foreign = incident.victims.get(), other.victims.get()

    def refused(*mentions: Any) -> set[str]:
        with pytest.raises(Invalid) as caught, transaction.atomic():
            services.add_mentions(acting=monitor, report_id=report.pk, incident_id=incident.pk, mentions=list(mentions))
        return {problem.where for problem in caught.value.problems}

    assert refused() == {"mentions"}
    assert refused(making.mention(foreign, boys=1)) == {"mentions-0-victim"}
    assert refused(making.mention(own)) == {"mentions-0-boys"}
    assert refused(making.mention(own, boys=1), making.mention(own, boys=1)) == {"mentions-1-victim"}
    next_year = fuzzy.parse(str(clock.today().year + 1))
    assert refused(making.mention(own, boys=1, date=next_year)) == {"mentions-0-date"}
    assert refused(making.mention(own, boys=1, actor_id=uuid.uuid4(), area_id=uuid.uuid4())) == {"actor", "place"}


def test_a_stranger_cannot_put_a_report_behind_a_foreign_incident(monitor: Person, stranger: Person) -> None:
    incident, report = making.incident(monitor), making.report(stranger)

    with pytest.raises(NotFound):
        services.add_mentions(
            acting=stranger,
            report_id=report.pk,
            incident_id=incident.pk,
            mentions=[making.mention(incident.victims.get(), boys=1)],
        )


def test_a_verifier_reads_a_report_and_that_is_recorded(monitor: Person, verifier: Person, sign_in: SignIn) -> None:
    report = making.report(monitor)

    answer = sign_in(verifier).get(reverse("monitor:report-detail", args=[report.pk]))

    assert b"did not come back" in answer.content
    assert b"unchanged" in answer.content
    assert AuditEvent.objects.filter(action="report.read", acting=verifier.pk, object_id=report.pk).count() == 1


def test_on_the_pages_a_report_is_recorded_and_put_behind_an_incident(monitor: Person, sign_in: SignIn) -> None:
    client = sign_in(monitor)
    source, incident = making.source(monitor), making.incident(monitor)
    form = {
        "source": source.pk,
        "received_on": "2024-06-03",
        "text": "Two boys came back.\r\nOne did not.",
        "submission": uuid7(),
    }

    assert client.post(reverse("monitor:report-new"), form | {"text": ""}).status_code == 422
    assert client.post(reverse("monitor:report-new"), form | {"received_on": "2999-01-01"}).status_code == 422
    assert client.post(reverse("monitor:report-new"), form).status_code == 302
    assert client.post(reverse("monitor:report-new"), form).status_code == 302
    report = Report.objects.get()
    assert report.content == {"text": "Two boys came back.\nOne did not."}

    find = reverse("monitor:report-find", args=[report.pk])
    assert (
        b"typing error"
        in client.get(find, {"code": incident.code[:-1] + str((int(incident.code[-1]) + 1) % 10)}).content
    )
    assert b"no incident with this code" in client.get(find, {"code": codes.compose(2020, 7)}).content
    attach = client.get(find, {"code": incident.code.lower()}).url
    row = {"date": "2024-05", "mentions-0-boys": 2, "mentions-0-age_band": "unknown"}
    assert client.post(attach, row).status_code == 422
    assert client.post(attach, row | {"mentions-0-mentioned": "on"}).status_code == 302
    assert Mention.objects.get().boys == 2
    assert b"mentions all children" in client.get(attach).content


def test_on_the_page_a_correction_names_its_report(monitor: Person, sign_in: SignIn, stranger: Person) -> None:
    first = making.report(monitor)
    client = sign_in(monitor)
    form = {
        "source": first.source_id,
        "corrects": first.pk,
        "received_on": "2024-06-05",
        "text": "It was four.",
        "submission": uuid7(),
    }

    assert b"It corrects the report" in client.get(reverse("monitor:report-new"), {"corrects": first.pk}).content
    assert client.post(reverse("monitor:report-new"), form).status_code == 302
    assert first.corrections.count() == 1
    foreign = making.report(stranger)
    assert client.get(reverse("monitor:report-new"), {"corrects": foreign.pk}).status_code == 404


def test_from_a_report_its_incident_is_recorded(monitor: Person, sign_in: SignIn, stranger: Person) -> None:
    report = making.report(monitor)
    client = sign_in(monitor)
    address = f"{reverse('monitor:incident-new')}?report={report.pk}"

    assert b"did not come back" in client.get(address).content
    assert client.post(address, making.incident_form(report.agency_id)).status_code == 302
    assert Mention.objects.get().report == report
    foreign = making.report(stranger)
    assert client.get(f"{reverse('monitor:incident-new')}?report={foreign.pk}").status_code == 404
