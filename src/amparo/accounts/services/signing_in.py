"""What the audit keeps of signing in and out."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.crypto import salted_hmac

from amparo.accounts.models import Person
from amparo.audit import services as audit


def address_mark(email: str) -> str:
    """Return what stands for an address in the audit: HMAC-SHA256 under the secret key, 32 hexadecimal digits.

    Two attempts on one address can be told to be so; the address cannot be read from it, and it is the same
    whether or not there is an account.
    """
    return salted_hmac("amparo.accounts.address", email.strip().lower(), algorithm="sha256").hexdigest()[:32]


def record_refused_sign_in(email: str, *, reason: str) -> None:
    """Record an attempt that did not get in. The account is neither looked up nor named."""
    with transaction.atomic():
        audit.record(
            acting=None,
            agency=None,
            action="person.sign_in_refused",
            object_type="sign_in",
            detail={"address": address_mark(email), "reason": reason},
        )


def record_person_event(person: Person, action: str, detail: Mapping[str, object]) -> None:
    """Record something that a person did to the own account."""
    with transaction.atomic():
        audit.record(
            acting=person.pk, agency=None, action=action, object_type="person", object_id=person.pk, detail=detail
        )
