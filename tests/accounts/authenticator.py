"""A passkey made of software, for tests: an ES256 key that answers as a browser would (W3C Web Authentication)."""

import base64
import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def octets(data: str) -> bytes:
    return base64.urlsafe_b64decode(data + "=" * (-len(data) % 4))


@dataclass
class SoftwareKey:
    """One credential. `origin` is what the browser says where it is."""

    origin: str = "http://localhost:8000"
    host: str = "localhost"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user_handle: bytes = b""
    uses: int = 0

    def create(self, options: dict[str, Any]) -> str:
        """Answer to `navigator.credentials.create` as the form sends it."""
        asked = options["creation_options"]["publicKey"]
        self.user_handle = octets(asked["user"]["id"])
        client = self._client_data("webauthn.create", asked["challenge"])
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        attested = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + public
        statement = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + attested}
        response = {"clientDataJSON": text(client), "attestationObject": text(cbor.encode(statement))}
        return self._answer(response, {"credProps": {"rk": True}})

    def get(self, options: dict[str, Any]) -> str:
        """Answer to `navigator.credentials.get` as the form sends it."""
        client = self._client_data("webauthn.get", options["request_options"]["publicKey"]["challenge"])
        data = self._data()
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": text(client),
            "authenticatorData": text(data),
            "signature": text(signature),
            "userHandle": text(self.user_handle),
        }
        return self._answer(response, {})

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, more: int = 0) -> bytes:
        self.uses += 1
        flags = PRESENT | VERIFIED | more
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.uses)

    def _answer(self, response: dict[str, str], results: dict[str, object]) -> str:
        identity = text(self.credential_id)
        whole = {"id": identity, "rawId": identity, "type": "public-key", "response": response}
        return json.dumps(whole | {"clientExtensionResults": results})
