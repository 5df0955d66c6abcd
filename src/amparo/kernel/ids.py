"""Record ids: UUIDv7, made anywhere, sortable by the millisecond of their making."""

import secrets
import threading
import time
import uuid

_lock = threading.Lock()
_last_ms = 0
_counter = 0
_COUNTER_BITS = 42


def uuid7() -> uuid.UUID:
    """Return a new UUID version 7 (RFC 9562, section 5.7).

    Ids made by one process are strictly increasing, also within one millisecond: the 42 bits after the
    variant begin at a random value in each millisecond and count up (RFC 9562, section 6.2, method 1).
    The remaining 32 bits are random, so that an id cannot be guessed from another.
    """
    global _last_ms, _counter
    with _lock:
        now = time.time_ns() // 1_000_000
        if now > _last_ms:
            _last_ms = now
            _counter = secrets.randbits(_COUNTER_BITS - 1)
        else:
            _counter += 1
            if _counter >= 1 << _COUNTER_BITS:
                _last_ms += 1
                _counter = secrets.randbits(_COUNTER_BITS - 1)
        milliseconds, counter = _last_ms, _counter
    rand_a = counter >> 30
    rand_b = ((counter & ((1 << 30) - 1)) << 32) | secrets.randbits(32)
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b)
