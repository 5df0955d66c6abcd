"""Names from outside read as they are written."""

import pytest

from amparo.kernel.lines import one_line


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  River \t School\n", "River School"),
        ("River\u202eloohcS", "RiverloohcS"),
        ("\u2066River\u2069 \u2067School", "River School"),
        ("a\x00b\x1bc\u2028d", "a b c d"),
        ("\u202e\u2066", ""),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("مدرسة\u200f 5", "مدرسة\u200f 5"),
        ("क्\u200dष", "क्\u200dष"),
    ],
)
def test_signs_that_turn_or_control_are_dropped_and_letters_stay(given: str, kept: str) -> None:
    assert one_line(given) == kept
