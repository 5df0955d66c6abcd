"""File names from outside."""

import unicodedata

MAX_NAME = 200


def safe_name(name: str) -> str:
    """Return `name` without path, without characters that control, hide or turn text, at most 200 characters long.

    The name is shown and offered for download; it never becomes a path on the server. Characters of the Unicode
    categories Cc, Cf (bidirectional controls, zero width), Cs, Co and Zl, Zp are dropped; the end, with its
    extension, survives shortening. An empty result is "file".
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign) not in _DROPPED)
    tidy = " ".join(kept.split()).strip(" .")
    if len(tidy) > MAX_NAME:
        stem, dot, extension = tidy.rpartition(".")
        keep = f".{extension}" if dot and len(extension) <= 10 else ""
        tidy = (stem if keep else tidy)[: MAX_NAME - len(keep)] + keep
    return "".join("_" if sign in '<>:"|?*' else sign for sign in tidy) or "file"


_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
