"""Keys of the room: one secret in the settings, and one derived key per purpose.

Each purpose has its own key (HKDF-SHA256, RFC 5869), so that a MAC made for one thing is never valid for another.
The keys live in memory alone; the secret lies outside the database (`AMPARO_AUDIT_KEY`).
"""

from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from amparo.audit.mac import Mac

KEY_BYTES = 32


def _derived(secret: str, purpose: str) -> bytes:
    info = f"amparo audit {purpose} 1".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret.encode())


@cache
def _mac(secret: str, purpose: str) -> Mac:
    return Mac(_derived(secret, purpose))


def event_mac() -> Mac:
    """Return the MAC over one audit event."""
    return _mac(settings.AUDIT_KEY, "event")


def history_mac() -> Mac:
    """Return the MAC over one row of history."""
    return _mac(settings.AUDIT_KEY, "history")


def block_mac() -> Mac:
    """Return the MAC over one block of history rows."""
    return _mac(settings.AUDIT_KEY, "block")


def chain_mac() -> Mac:
    """Return the MAC that chains sealed rows."""
    return _mac(settings.AUDIT_KEY, "chain")


def head_mac() -> Mac:
    """Return the MAC over the head of the chain."""
    return _mac(settings.AUDIT_KEY, "head")


def text_mac() -> Mac:
    """Return the MAC whose value stands for a free text."""
    return _mac(settings.AUDIT_KEY, "text")


def anchor_key() -> Ed25519PrivateKey:
    """Return the key that signs anchors. Its public half is all that anybody needs to check one."""
    return Ed25519PrivateKey.from_private_bytes(_derived(settings.AUDIT_KEY, "anchor"))
