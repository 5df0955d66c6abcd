"""How django-allauth behaves in this house."""

import base64
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from amparo.accounts.models import Person
from amparo.accounts.services.signing_in import record_refused_sign_in
from amparo.kernel.errors import TooMany


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """No sign-up, one address per account, failures in the audit."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come by invitation only."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt by network address and by account. Raises TooMany over the limit, known account or not."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            record_refused_sign_in(str(credentials.get("email", "")), reason="throttled")
            raise TooMany(
                _("There were too many attempts to sign in, with this address or from this network."),
                advice=_("Wait five minutes, then try again, or use a passkey."),
            ) from error

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record the failure, in the same way for an address that has no account."""
        record_refused_sign_in(str(credentials.get("email", "")), reason="refused")

    def reauthenticate(self, user: Person, password: str) -> bool:
        """Check the password again, by the account's own address."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return to the first page after a change of password."""
        return str(settings.LOGIN_REDIRECT_URL)


@cache
def _cipher(secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"amparo.accounts.second-factor").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """Secrets of the second factor are encrypted at rest; the last factor of somebody with a role stays."""

    def encrypt(self, text: str) -> str:
        """Encrypt a TOTP secret or the seed of recovery codes: a stolen database yields none."""
        return _cipher(settings.SECRET_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Undo `encrypt`."""
        return _cipher(settings.SECRET_KEY).decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Refuse to remove the only factor of somebody whose role needs one."""
        person: Person = authenticator.user
        if settings.DEMONSTRATION or not person.current_roles:
            return True
        factors = Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return bool(factors.exclude(pk=authenticator.pk).exists())

    def get_public_key_credential_rp_entity(self) -> dict[str, Any]:
        """Bind passkeys to the host of the installation's own address, not to what a request claims."""
        return {"id": urlsplit(settings.ORIGIN).hostname, "name": "Amparo"}

    def build_totp_svg(self, url: str) -> str:
        """Draw the QR code black on white, whatever the colours of the page: cameras read nothing else."""
        import qrcode  # type: ignore[import-untyped]  # comes with the library, has no types; slow to read
        from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]  # as above

        return str(qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode"))

    def _get_site_name(self) -> str:
        return "Amparo"
