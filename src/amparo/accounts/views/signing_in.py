"""What we add to django-allauth's own pages of signing in."""

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import remove_webauthn
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from amparo.accounts.adapters import MFAAdapter
from amparo.accounts.web import acting, signed_in
from amparo.kernel.errors import Conflict


@signed_in
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take off a passkey, unless it is the only second factor of somebody who needs one.

    The library asks this before an authenticator app is taken off, but not before a passkey is.
    """
    own = Authenticator.objects.filter(user=acting(request), type=Authenticator.Type.WEBAUTHN, pk=pk).first()
    if request.method == "POST" and own is not None and not MFAAdapter().can_delete_authenticator(own):
        raise Conflict(
            _("This is your only second factor, and your role needs one."),
            advice=_("Add another passkey or an authenticator app first, then take this one off."),
        )
    response: HttpResponseBase = remove_webauthn(request, pk=pk)
    return response
