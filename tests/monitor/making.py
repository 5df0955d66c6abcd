"""Records that the tests of this room stand on, made through the services as people make them."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from django.test import Client

from amparo.accounts.models import Person
from amparo.accounts.roles import Role
from amparo.actors.models import Actor
from amparo.kernel import fuzzy
from amparo.kernel.ids import uuid7
from amparo.monitor import services
from amparo.monitor.content import IncidentData, MentionData, ReportData, SourceData, VictimData, ViolationData
from amparo.monitor.models import Incident, Report, Source, Victim
from amparo.places.models import Area
from amparo.terms.models import Term, Vocabulary

SignIn = Callable[[Person], Client]
"""The fixture `sign_in`."""


def own_agency(person: Person) -> uuid.UUID:
    """The one agency for which the person monitors or verifies."""
    (agency_id,) = person.agency_ids(*Role)
    return agency_id


def term(code: str, vocabulary: str = Vocabulary.VIOLATION) -> Term:
    return Term.objects.get(vocabulary=vocabulary, code=code)


def area(code: str) -> Area:
    return Area.objects.get(code=code)


def actor(code: str = "river-front", name: str = "River Front", **facts: Any) -> Actor:
    return Actor.objects.get_or_create(code=code, defaults={"name": name, **facts})[0]


def incident_data(**facts: Any) -> IncidentData:
    """An invented event: two boys and a girl recruited in Antioquia in May 2024."""
    stated: dict[str, Any] = {
        "date": fuzzy.parse(facts.pop("date", "2024-05")),
        "country_id": area(facts.pop("country", "COL")).pk,
        "admin1_id": None,
        "summary": "Three children were taken from a market.",
        "victims": (VictimData(boys=2, girls=1),),
        "violations": (ViolationData(type_id=term("recruitment-and-use").pk),),
        **facts,
    }
    return IncidentData(**stated)


def incident(monitor: Person, *, report: Report | None = None, **facts: Any) -> Incident:
    return services.record_incident(
        acting=monitor,
        agency_id=own_agency(monitor),
        data=incident_data(**facts),
        report_id=report.pk if report else None,
    )


def source(monitor: Person, code: str = "river-school", name: str = "River School") -> Source:
    return services.create_source(acting=monitor, agency_id=own_agency(monitor), data=SourceData(name=name, code=code))


def report(monitor: Person, given_by: Source | None = None, **facts: Any) -> Report:
    stated: dict[str, Any] = {
        "source_id": (given_by or source(monitor)).pk,
        "received_on": datetime.date(2024, 6, 3),
        "content": {"text": "Three children did not come back from the market."},
        **facts,
    }
    return services.record_report(acting=monitor, agency_id=own_agency(monitor), data=ReportData(**stated))


def under_verification(incident: Incident, verifier: Person) -> Incident:
    return services.start_verification(acting=verifier, incident_id=incident.pk, expected_version=incident.version)


def decided(incident: Incident, verifier: Person, to_status: str, **facts: Any) -> Incident:
    """Take an incident up and decide it: on 2024-06-20, in the quarter of `incident_data`, or another day."""
    started = under_verification(incident, verifier)
    answer: dict[str, Any] = {
        "decided_on": datetime.date(2024, 6, 20),
        "primary_sources": 1,
        "secondary_sources": 2,
        "grounds": "Two families and the school say the same.",
        **facts,
    }
    return services.decide_verification(
        acting=verifier, incident_id=started.pk, expected_version=started.version, to_status=to_status, **answer
    )


def incident_form(agency_id: uuid.UUID, **facts: Any) -> dict[str, Any]:
    """What a browser sends when the form of an incident is filled in as in `incident_data`."""
    return {
        "agency": agency_id,
        "date": "2024-05",
        "country": area("COL").pk,
        "admin1": "",
        "summary": "Three children were taken from a market.",
        "submission": uuid7(),
        "victims-TOTAL_FORMS": 1,
        "victims-INITIAL_FORMS": 0,
        "victims-0-boys": 2,
        "victims-0-girls": 1,
        "victims-0-age_band": "unknown",
        "violations-TOTAL_FORMS": 1,
        "violations-INITIAL_FORMS": 0,
        "violations-0-type": term("recruitment-and-use").pk,
        **facts,
    }


def mention(victim: Victim, **facts: Any) -> MentionData:
    """What a report says of one row of children: the same date as in `incident_data`."""
    return MentionData(victim_id=victim.pk, **{"date": fuzzy.parse("2024-05"), **facts})
