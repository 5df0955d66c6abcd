"""Password hashing with Argon2id, bounded in memory and in number.

Parameters: 19 MiB of memory, 3 passes, 1 lane (RFC 9106; the OWASP password storage cheat sheet asks for at least
19 MiB and 2 passes). Django's own default, 100 MiB and 8 lanes, would let ten people who sign in at once take a
gigabyte. Each process computes at most `settings.CONCURRENT_HASHES` hashes at a time, so it never takes more than
that many times 19 MiB; a sign-in beyond them waits a little and is then told to come back.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils.translation import gettext_lazy as _

from amparo.kernel.errors import Unavailable

WAIT_SECONDS = 3.0


@cache
def _places() -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(settings.CONCURRENT_HASHES)


@contextmanager
def _a_place() -> Iterator[None]:
    """Hold one of the places for computing a hash. Raises Unavailable when none becomes free in time."""
    if not _places().acquire(timeout=WAIT_SECONDS):
        raise Unavailable(
            _("Many people are signing in at this moment, and the system checks only a few passwords at a time."),
            advice=_("Wait half a minute, then try again. Your password was not checked yet."),
        )
    try:
        yield
    finally:
        _places().release()


class BoundedArgon2(Argon2PasswordHasher):
    """Argon2id with the parameters and the cap of this module."""

    memory_cost = 19 * 1024  # KiB
    time_cost = 3
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Return the hash of a password. Raises Unavailable over the cap."""
        with _a_place():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Say whether the password fits the hash. Raises Unavailable over the cap."""
        with _a_place():
            return super().verify(password, encoded)
