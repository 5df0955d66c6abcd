"""HMAC-SHA256 (RFC 2104, FIPS 198-1) with the key's part of the work done once.

`hmac.digest` hashes the padded key twice for every message. For the short messages of the audit that is half of the
time, and verifying a million rows is two million MACs. The values are those of `hmac.digest`, which a test checks.
"""

import hashlib

_BLOCK_BYTES = 64


class Mac:
    """The MAC under one key: call it with a message, and it returns 32 bytes."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, key: bytes) -> None:
        """Take a key of up to 64 bytes."""
        if len(key) > _BLOCK_BYTES:
            raise ValueError("A key of more than 64 bytes must be hashed first; ours have 32.")
        padded = key.ljust(_BLOCK_BYTES, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))

    def __call__(self, message: bytes) -> bytes:
        """Return the MAC of a message."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(message)
        outer.update(inner.digest())
        return outer.digest()
