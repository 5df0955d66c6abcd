"""Where mail goes, written as one address in AMPARO_EMAIL_URL.

smtp://user:password@host:587   SMTP with STARTTLS        smtps://user:password@host:465   SMTP over TLS
smtp://host:25?tls=off          SMTP within one machine   console:                          to the log
file:                           one file per message in the data folder, under mail/ (nothing leaves the machine)
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_BACKENDS = "django.core.mail.backends."
_PORTS = {"smtp": 587, "smtps": 465}
_TIMEOUT_SECONDS = 20


def email_settings(url: str, data_dir: Path) -> dict[str, Any]:
    """Return Django's EMAIL_... settings for `url`. Raises ImproperlyConfigured where it cannot be read."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return {"EMAIL_BACKEND": _BACKENDS + "filebased.EmailBackend", "EMAIL_FILE_PATH": data_dir / "mail"}
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": _BACKENDS + "console.EmailBackend"}
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ImproperlyConfigured(
            "AMPARO_EMAIL_URL cannot be read. Write smtp://user:password@host:587, smtps://user:password@host:465, "
            "console: or file: ."
        )
    return {
        "EMAIL_BACKEND": _BACKENDS + "smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parse_qs(parts.query).get("tls") != ["off"],
        "EMAIL_TIMEOUT": _TIMEOUT_SECONDS,
    }
