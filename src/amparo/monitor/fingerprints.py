"""Fingerprints of what was received: they show that a report is as it came, and recognise a row that came before."""

import hashlib
import json
import uuid
from collections.abc import Mapping


def canonical(content: Mapping[str, str]) -> bytes:
    """Return what was received as canonical JSON: sorted keys, no spaces, UTF-8."""
    return json.dumps(dict(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def content_sha256(content: Mapping[str, str]) -> str:
    """Return the SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()


def row_key(source_id: uuid.UUID, content_hash: str, distinction: str) -> str:
    """Return the key by which a repeated delivery is recognised.

    `distinction` tells apart deliveries of equal content that are meant to be several: for a row of a file, which
    of the file's equal rows it is; for a report entered on a page, its own id.
    """
    return hashlib.sha256(f"{source_id}|{content_hash}|{distinction}".encode()).hexdigest()


def email_key(file_sha256: str) -> str:
    """Return the key by which an e-mail file that comes again is recognised, whatever source is chosen for it."""
    return hashlib.sha256(f"email|{file_sha256}".encode()).hexdigest()
