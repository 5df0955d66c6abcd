"""Record ids: UUIDv7, made anywhere, sortable by the millisecond of their making."""

import os
import secrets
import threading
import time
import uuid
from collections.abc import Iterator

_lock = threading.Lock()
_last_ms = 0
_counter = 0
_COUNTER_BITS = 42
# Random words drawn from the system at once: one call for each id would be most of the work of making it.
_WORDS_AT_ONCE = 512
_words: Iterator[int] = iter(())


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
        milliseconds, counter, word = _last_ms, _counter, _random_word()
    rand_a = counter >> 30
    rand_b = ((counter & ((1 << 30) - 1)) << 32) | word
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b)


def parsed_id(text: str | None) -> uuid.UUID | None:
    """Return the id that an address holds, or None for none or a broken one."""
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def _random_word() -> int:
    """Return 32 random bits that nobody had before. The caller holds the lock."""
    global _words
    word = next(_words, None)
    if word is None:
        _words = iter(memoryview(secrets.token_bytes(4 * _WORDS_AT_ONCE)).cast("I").tolist())
        word = next(_words)
    return word


def _forget() -> None:
    """Begin anew in a forked process: it must not use the random words that its parent will use."""
    global _lock, _words
    _lock, _words = threading.Lock(), iter(())


os.register_at_fork(after_in_child=_forget)
