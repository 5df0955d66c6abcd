"""What happens at the moments that django-allauth and Django announce."""

from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from amparo.accounts import sessions
from amparo.accounts.models import Person


@receiver(user_logged_in)
def start_session_clocks(request: HttpRequest, **kwargs: Any) -> None:
    """Start the idle and the absolute limit of a session."""
    sessions.begin(request.session)


@receiver(authentication_step_completed)
def note_second_factor(request: HttpRequest, method: str, user: Person, **kwargs: Any) -> None:
    """Note in the session that a second factor was proved."""
    if method == "mfa":
        sessions.remember_second_factor(request.session, user)


@receiver(authenticator_added)
def note_new_factor(request: HttpRequest, user: Person, authenticator: Authenticator, **kwargs: Any) -> None:
    """A factor set up in this session counts as proved in it: setting it up took the device."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        sessions.remember_second_factor(request.session, user)
