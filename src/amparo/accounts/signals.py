"""What happens at the moments that django-allauth and Django announce."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import authentication_step_completed, password_changed, password_reset, password_set
from allauth.account.signals import user_logged_in as signed_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from amparo.accounts import sessions
from amparo.accounts.models import Person
from amparo.accounts.services.signing_in import record_person_event


@receiver(user_logged_in)
def start_session_clocks(request: HttpRequest, **kwargs: Any) -> None:
    """Start the idle and the absolute limit of a session."""
    sessions.begin(request.session)


@receiver(signed_in)
def record_sign_in(request: HttpRequest, user: Person, **kwargs: Any) -> None:
    """Record who signed in, and by which steps."""
    steps = [str(step.get("type", step["method"])) for step in get_authentication_records(request, user)]
    record_person_event(user, "person.signed_in", {"by": steps})


@receiver(user_logged_out)
def record_sign_out(request: HttpRequest, user: Person | None, **kwargs: Any) -> None:
    """Record who signed out, or whose session reached a limit."""
    if user is not None:
        record_person_event(user, "person.signed_out", {"because": request.session.get(sessions.ENDED, "asked")})


@receiver([password_changed, password_set, password_reset])
def record_new_password(user: Person, **kwargs: Any) -> None:
    """Record that a password was chosen anew. Django ends all other sessions by it."""
    record_person_event(user, "person.password_changed", {})


@receiver(authenticator_removed)
def record_removed_factor(user: Person, authenticator: Authenticator, **kwargs: Any) -> None:
    """Record that a second factor was taken off."""
    record_person_event(user, "person.second_factor_removed", {"type": str(authenticator.type)})


@receiver(authentication_step_completed)
def note_second_factor(request: HttpRequest, method: str, user: Person, **kwargs: Any) -> None:
    """Note in the session that a second factor was proved."""
    if method == "mfa":
        sessions.remember_second_factor(request.session, user)


@receiver(authenticator_added)
def note_new_factor(request: HttpRequest, user: Person, authenticator: Authenticator, **kwargs: Any) -> None:
    """A factor set up in this session counts as proved in it: setting it up took the device."""
    record_person_event(user, "person.second_factor_added", {"type": str(authenticator.type)})
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        sessions.remember_second_factor(request.session, user)
