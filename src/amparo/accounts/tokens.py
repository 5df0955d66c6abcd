"""Tokens of invitations: random, signed, dated; only a digest is stored."""

import hashlib
import secrets

from django.core import signing

VALID_DAYS = 7
_signer = signing.TimestampSigner(salt="amparo.accounts.invitation")


def new() -> tuple[str, str]:
    """Return a token for the link, and the digest to store."""
    token = _signer.sign(secrets.token_urlsafe(24))
    return token, _digest(token)


def digest_of(token: str) -> str | None:
    """Return the digest of a token of ours that is not older than seven days, else None."""
    try:
        _signer.unsign(token, max_age=VALID_DAYS * 24 * 3600)
    except signing.BadSignature:
        return None
    return _digest(token)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
