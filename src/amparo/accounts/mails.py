"""The mails of the accounts room: plain text, in the reader's language, no word about what the system holds."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from amparo.accounts import tokens
from amparo.accounts.models import Invitation, Person
from amparo.accounts.roles import Role


def absolute(path: str) -> str:
    """Return an address that works in a mail. It comes from the settings, never from a request's Host header."""
    return settings.ORIGIN.rstrip("/") + path


def password_reset(person: Person) -> None:
    """Send a link that lets its reader choose a new password once, within `settings.PASSWORD_RESET_TIMEOUT`."""
    key = default_token_generator.make_token(person)
    link = reverse("account_reset_password_from_key", kwargs={"uidb36": person.pk.hex, "key": key})
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    with translation.override(person.language):
        body = render_to_string(
            "accounts/mail/password_reset.txt", {"name": person.name, "link": absolute(link), "hours": hours}
        )
        send_mail(_("Choose a new password"), body, None, [person.email])


def invitation_link(token: str) -> str:
    """Return the address at which an invitation is accepted."""
    return absolute(reverse("accounts:invitation-accept", kwargs={"token": token}))


def invitation(sent: Invitation, token: str) -> None:
    """Send an invitation, in the language in which it is sent. Raises OSError where the mail server refuses."""
    body = render_to_string(
        "accounts/mail/invitation.txt",
        {
            "agency": sent.agency.name,
            "role": Role(sent.role).label,
            "link": invitation_link(token),
            "days": tokens.VALID_DAYS,
        },
    )
    send_mail(_("Invitation"), body, None, [sent.email])
