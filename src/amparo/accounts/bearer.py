"""Programs at the door of the API: a token in the Authorization header, and the person it acts as.

A token reads `amparo_<id>_<secret>`: a prefix by which tools that look for leaked secrets know it, the id under which
it is stored, and 256 random bits. It is taken from the header alone, never from an address: those end up in logs.
"""

import datetime
import hashlib
import re
import secrets
import uuid

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from amparo.accounts.models import ApiToken, Person
from amparo.accounts.scopes import TokenGrant
from amparo.audit import services as audit
from amparo.kernel import clock
from amparo.kernel.errors import TooMany, Unauthenticated

PREFIX = "amparo"
SECRET_BYTES = 32
NOTE_EVERY = datetime.timedelta(hours=1)
THROTTLE = "api_token"
_FORM = re.compile(rf"{PREFIX}_(?P<id>[0-9a-f]{{32}})_[A-Za-z0-9_-]{{43}}")


def new_secret(token_id: uuid.UUID) -> tuple[str, str]:
    """Return a new text for a token, and the digest to store. The text is kept nowhere."""
    text = f"{PREFIX}_{token_id.hex}_{secrets.token_urlsafe(SECRET_BYTES)}"
    return text, digest_of(text)


def digest_of(text: str) -> str:
    """Return the SHA-256 of a whole token, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def given(request: HttpRequest) -> str | None:
    """Return what the Authorization header gives as a bearer token; None where it gives none."""
    scheme, _blank, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if scheme.lower() == "bearer" else None


def person_behind(request: HttpRequest, text: str) -> tuple[Person, TokenGrant]:
    """Return the person that a token acts as, narrowed to its agency and scopes, and note that it was used.

    Raises Unauthenticated for a token that is wrong, expired, revoked, or whose person holds no role in its agency
    any more: all read alike. Raises TooMany after ten such tokens in a minute from one network.
    """
    token = _known(text)
    person = _narrowed(token) if token is not None else None
    if token is None or person is None or person.grant is None:
        _count_refusal(request)
        raise Unauthenticated(
            _("This token is not valid: it is wrong, has expired, was revoked, or its person holds no role any more."),
            advice=_("Make a new one on the page of your tokens, and send it as “Authorization: Bearer amparo_…”."),
        )
    _note_use(token)
    return person, person.grant


def _known(text: str) -> ApiToken | None:
    """Return the token of this text, if it is open."""
    form = _FORM.fullmatch(text)
    rows = ApiToken.objects.select_related("person")
    token = rows.filter(pk=uuid.UUID(form["id"])).first() if form else None
    if token is None:
        return None
    if constant_time_compare(token.digest, digest_of(text)) and token.is_open:
        return token
    _record_refusal(token)
    return None


def _narrowed(token: ApiToken) -> Person | None:
    person = token.person
    person.grant = TokenGrant(token.pk, token.agency_id, frozenset(token.scopes), token.expires_at)
    return person if person.current_roles else None


def _note_use(token: ApiToken) -> None:
    """Note the use once an hour. Every request would write to the database, for nothing."""
    now = clock.now()
    if token.last_used_at is None or now - token.last_used_at >= NOTE_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def _count_refusal(request: HttpRequest) -> None:
    if not ratelimit.consume(request, app="allauth.account", action=THROTTLE, limit_get=True):
        raise TooMany(
            _("There were too many requests with a token that is not valid from this network."),
            advice=_("Stop the program, put a valid token into it, and start it again after a minute."),
        )


def _record_refusal(token: ApiToken) -> None:
    """Record, once an hour, that somebody tries a token that has ended, or its id with another secret."""
    if cache.add(f"api-token-refused-{token.pk.hex}", True, int(NOTE_EVERY.total_seconds())):
        with transaction.atomic():
            audit.record(
                acting=None,
                agency=token.agency_id,
                action="token.refused",
                object_type="api_token",
                object_id=token.pk,
            )
