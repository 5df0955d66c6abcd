"""What Marenda tells of how children came to a group and how they left it: invented, the same in every load."""

import uuid

from amparo.accounts.models import Person
from amparo.monitor.content import AssociationData
from amparo.monitor.models import Answer, HowMany, Status, Violation
from amparo.monitor.services import describe_association
from amparo.terms.models import Term

# Every third incident with a recruitment is told of, in turn as one of these.
EVERY = 3
STORIES: tuple[tuple[str, ...], ...] = (
    ("recruitment/abduction", "role/porter", "role/cook", "exit/escaped"),
    ("recruitment/false-promise-of-work-or-money", "entry_factor/financial-need", "role/lookout-or-scout"),
    ("recruitment/peer", "entry_factor/to-follow-friends", "role/fighter", "role/guard", "exit/released-by-actor"),
    ("recruitment/threat-or-coercion", "role/forced-marriage", "role/domestic-labour", "exit/rescued-in-operation"),
    ("recruitment/payment-or-debt", "role/drug-cultivation-transport-or-sale"),
)


def tell(agency_id: uuid.UUID, monitor: Person) -> None:
    """Tell of recruitments that are still open. What was told before, or was taken up since, is left."""
    terms = {f"{term.vocabulary}/{term.code}": term.pk for term in Term.objects.all()}
    acts = Violation.objects.filter(
        incident__agency=agency_id,
        incident__status=Status.REPORTED,
        type__code="recruitment-and-use",
        association=None,
    )
    for act in acts.select_related("incident").order_by("incident__code", "id"):
        number = int(act.incident.code.rpartition("-")[2])
        if number % EVERY:
            continue
        story = STORIES[number // EVERY % len(STORIES)]
        has_left = any(term.startswith("exit/") for term in story)
        act.incident.refresh_from_db(fields=["version"])
        describe_association(
            acting=monitor,
            incident_id=act.incident_id,
            violation_id=act.pk,
            expected_version=act.incident.version,
            data=AssociationData(
                terms=frozenset(terms[term] for term in story),
                cross_border=Answer.YES if number % 5 == 0 else Answer.NO,
                re_recruitment=Answer.YES if number % 7 == 0 else Answer.UNKNOWN,
                months_at_least=number % 9 + 1,
                left=HowMany.SOME if has_left else HowMany.UNKNOWN,
            ),
        )
