"""Our keyed MAC is HMAC-SHA256, and every purpose has a key of its own."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.audit import canonical, keys
from amparo.audit.mac import Mac


@given(st.binary(max_size=64), st.binary(max_size=300))
def test_it_gives_what_the_standard_library_gives(key: bytes, message: bytes) -> None:
    assert Mac(key)(message) == hmac.digest(key, message, "sha256")


def test_it_gives_the_published_values() -> None:
    # RFC 4231, test cases 1 and 2.
    assert Mac(b"\x0b" * 20)(b"Hi There").hex().startswith("b0344c61d8db38535ca8afceaf0bf12b")
    assert Mac(b"Jefe")(b"what do ya want for nothing?").hex().startswith("5bdcc146bf60754e6a042426089575c7")


def test_a_key_longer_than_a_block_is_refused() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        Mac(bytes(65))


def test_every_purpose_has_a_key_of_its_own() -> None:
    purposes = [keys.event_mac, keys.history_mac, keys.block_mac, keys.chain_mac, keys.head_mac, keys.text_mac]
    assert len({purpose()(b"") for purpose in purposes}) == len(purposes)
    assert hashlib.sha256().digest() not in {purpose()(b"") for purpose in purposes}


def test_columns_cannot_trade_places_across_the_separator() -> None:
    of = keys.event_mac()
    honest = canonical.mac(of, "a", "bc", "d")
    assert canonical.same_mac(of, ("a", "bc", "d"), honest)
    assert not canonical.same_mac(of, ("ab", "c", "d"), honest)
    assert not canonical.same_mac(of, ("a\x1fbc", "d"), honest[:-1] + b"x")
    joined = canonical.mac(of, "a\x1fb", "c")
    assert canonical.mac(of, "a", "b", "c") == joined
    assert not canonical.same_mac(of, ("a\x1fb", "c"), joined)
