"""Keys of the room: one secret in the settings, and one derived key per purpose.

Each purpose has its own key (HKDF-SHA256, RFC 5869), so that a MAC made for one thing is never valid for another.
The keys live in memory alone; the secret lies outside the database (`AMPARO_AUDIT_KEY`).
"""

from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_BYTES = 32


@cache
def _derived(secret: str, purpose: str) -> bytes:
    info = f"amparo audit {purpose} 1".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret.encode())


def event_key() -> bytes:
    """Return the key of the MAC over one audit event (32 bytes)."""
    return _derived(settings.AUDIT_KEY, "event")


def history_key() -> bytes:
    """Return the key of the MAC over one row of history (32 bytes)."""
    return _derived(settings.AUDIT_KEY, "history")


def block_key() -> bytes:
    """Return the key of the MAC over one block of history rows (32 bytes)."""
    return _derived(settings.AUDIT_KEY, "block")


def chain_key() -> bytes:
    """Return the key of the chain over sealed rows (32 bytes)."""
    return _derived(settings.AUDIT_KEY, "chain")


def head_key() -> bytes:
    """Return the key of the MAC over the head of the chain (32 bytes)."""
    return _derived(settings.AUDIT_KEY, "head")


def text_key() -> bytes:
    """Return the key of the fingerprint that stands for a free text (32 bytes)."""
    return _derived(settings.AUDIT_KEY, "text")


def anchor_key() -> Ed25519PrivateKey:
    """Return the key that signs anchors. Its public half is all that anybody needs to check one."""
    return Ed25519PrivateKey.from_private_bytes(_derived(settings.AUDIT_KEY, "anchor"))
