"""Reading estimates: those of the own agency, and no other."""

import uuid

import pytest

from amparo.audit.models import AuditEvent
from amparo.evidence import policies, selectors
from amparo.evidence.services import EstimateRequest, request_estimate
from amparo.kernel.errors import NotFound


@pytest.fixture
def run(analyst, agency, overlapping):
    asked = EstimateRequest(tuple(source.pk for source in overlapping))
    return request_estimate(acting=analyst, agency_id=agency.pk, data=asked)


@pytest.mark.parametrize("role", ["analyst", "monitor", "verifier", "colleague"])
def test_readers_of_the_agency_find_its_runs(run, role, request):
    person = request.getfixturevalue(role)

    assert list(selectors.runs_for(person)) == [run]
    assert selectors.run_for(person, run.pk) == run


@pytest.mark.parametrize("role", ["stranger", "coordinator", "administrator", "secretariat", "caseworker", "nobody"])
def test_nobody_else_finds_them_and_no_reading_is_recorded(run, role, request):
    person = request.getfixturevalue(role)

    assert not selectors.runs_for(person)
    with pytest.raises(NotFound):
        selectors.run_for(person, run.pk)
    assert not AuditEvent.objects.filter(action="estimate.read").exists()


def test_a_run_that_never_was_is_not_found(analyst):
    with pytest.raises(NotFound):
        selectors.run_for(analyst, uuid.uuid4())


def test_only_analysts_have_agencies_and_sources_to_run_over(analyst, verifier, agency, overlapping):
    assert selectors.agencies_to_run(analyst) == [agency]
    assert set(selectors.sources_to_choose(analyst, agency.pk)) == set(overlapping)
    assert selectors.agencies_to_run(verifier) == []
    with pytest.raises(NotFound):
        selectors.sources_to_choose(verifier, agency.pk)


def test_none_is_allowed_nothing(agency):
    assert not policies.may_read(None)
    assert not policies.may_run(None, agency.pk)
