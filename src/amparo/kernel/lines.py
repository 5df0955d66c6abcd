"""Names, references and labels from outside, as one line that reads as it is written."""

import re

# Signs that turn the direction of what follows: within a name they can make it read as another one. Joiners stay,
# which Persian and the scripts of India need, and so do the marks of direction that turn nothing.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def one_line(text: str) -> str:
    """Return a text without signs that turn or control it, with single blanks between its words."""
    return " ".join(_CONTROL.sub(" ", _TURNING.sub("", text)).split())
