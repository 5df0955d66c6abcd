"""Anchors: a signed statement of where the chain ended at a moment, kept outside the system.

Whoever holds the database can put back an old copy of all of it, head included; whoever holds the audit key too can
write a new chain. Neither fits an anchor that lies elsewhere. The signature is Ed25519 (RFC 8032), so that a person
outside can check it without the audit key.
"""

import datetime
import json
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.translation import gettext_lazy as _

from amparo.audit import keys, tables
from amparo.audit.chain import trusted_head
from amparo.kernel import clock
from amparo.kernel.errors import Invalid

FORMAT = "amparo-audit-anchor-1"


class AnchorInvalid(Invalid):
    """A file is no anchor of this installation."""

    slug = "audit-anchor-invalid"
    title = _("This anchor cannot be used")
    usual_advice = _("Give the file as “amparo audit anchor” wrote it, from the installation that you verify.")


@dataclass(frozen=True)
class Anchor:
    """`seq` links, the value of the last (64 hex digits), when it was signed (ISO 8601, UTC), and by which key."""

    seq: int
    chain: str
    at: str
    public_key: str
    signature: str = ""

    def as_json(self) -> dict[str, str | int]:
        """Return the members of the file."""
        return {
            "format": FORMAT,
            "seq": self.seq,
            "chain": self.chain,
            "at": self.at,
            "public_key": self.public_key,
            "signature": self.signature,
        }

    def signed_bytes(self) -> bytes:
        """Return what the signature is made over: the file without it, keys sorted, no spaces."""
        members = {name: value for name, value in self.as_json().items() if name != "signature"}
        return json.dumps(members, sort_keys=True, separators=(",", ":")).encode()


def make_anchor() -> Anchor:
    """Return a signed anchor of the chain's present end. Raises ChainBrokenError where that is not as it was left."""
    connection = connections[DEFAULT_DB_ALIAS]
    with tables.snapshot(connection):
        head = trusted_head(connection)
    key = keys.anchor_key()
    at = clock.now().astimezone(datetime.UTC).isoformat(timespec="seconds")
    unsigned = Anchor(head.count, head.chain.hex(), at, key.public_key().public_bytes_raw().hex())
    signature = key.sign(unsigned.signed_bytes()).hex()
    return Anchor(unsigned.seq, unsigned.chain, unsigned.at, unsigned.public_key, signature)


def read_anchor(path: Path) -> Anchor:
    """Return the anchor in a file after checking its signature.

    Raises AnchorInvalid where the file cannot be read, is no anchor, was changed, or is of another audit key.
    """
    try:
        members = json.loads(path.read_text(encoding="utf-8"))
        if members["format"] != FORMAT:
            raise ValueError(members["format"])
        anchor = Anchor(
            int(members["seq"]),
            str(members["chain"]),
            str(members["at"]),
            str(members["public_key"]),
            str(members["signature"]),
        )
        public_key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(anchor.public_key))
        public_key.verify(bytes.fromhex(anchor.signature), anchor.signed_bytes())
    except OSError as error:
        raise AnchorInvalid(_("The file cannot be read: %(reason)s.") % {"reason": error.strerror}) from error
    except (ValueError, KeyError, TypeError) as error:
        raise AnchorInvalid(_("The file is no anchor.")) from error
    except InvalidSignature as error:
        raise AnchorInvalid(_("The anchor was changed after it was signed.")) from error
    if anchor.public_key != keys.anchor_key().public_key().public_bytes_raw().hex():
        raise AnchorInvalid(_("The anchor was signed with another audit key than the one of this installation."))
    return anchor
