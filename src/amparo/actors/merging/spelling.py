"""Spellings of one name across scripts: a skeleton of consonants that Arabic, Cyrillic and Latin writings share.

Names of groups are written by ear: vowels come and go, one letter stands for several. So each name is brought to
Latin letters, consonants that are taken for one another become one, vowels and doubled letters fall, and the words are
put in order. This is for proposing pairs to a person, never for deciding.
"""

import re
from functools import lru_cache

from amparo.kernel.folding import tokens

_ARABIC = {
    "ا": "", "ب": "b", "پ": "b", "ت": "t", "ث": "t", "ج": "j", "چ": "j", "ح": "h", "خ": "h", "د": "d", "ذ": "d",
    "ر": "r", "ز": "z", "ژ": "j", "س": "s", "ش": "x", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "", "غ": "g",
    "ف": "f", "ڤ": "f", "ق": "k", "ك": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "", "ي": "",
}  # fmt: skip
# As it is mostly written in Latin letters; what follows is then read as Latin.
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "к": "k", "л": "l",
    "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya",
}  # fmt: skip
# Groups of Latin letters first, the longest first; then single ones.
_LATIN = [
    ("tsch", "j"), ("tch", "j"), ("sch", "x"), ("dzh", "j"), ("shch", "x"), ("dj", "j"), ("zh", "j"), ("ch", "j"),
    ("sh", "x"), ("kh", "h"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("ce", "s"), ("ci", "s"), ("ck", "k"),
    ("qu", "k"), ("x", "ks"), ("q", "k"), ("c", "k"), ("p", "b"), ("v", "f"), ("w", ""), ("y", ""),
]  # fmt: skip
_LATIN_GROUP = re.compile("|".join(pattern for pattern, _letter in sorted(_LATIN, key=lambda pair: -len(pair[0]))))
_LATIN_LETTER = dict(_LATIN)
_FROM_ARABIC, _FROM_CYRILLIC = str.maketrans(_ARABIC), str.maketrans(_CYRILLIC)
_VOWELS = re.compile("[aeiou]")
_DOUBLED = re.compile(r"(.)\1+")
_FINAL_H = re.compile(r"(?<=.)h$")
# Articles and small words of several languages. The Arabic article within its script falls in the kernel's tokens.
_SMALL = frozenset(
    {"al", "el", "ul", "an", "ash", "as", "ad", "ar", "at", "az", "the", "a", "of", "for", "and", "de", "la", "le"}
    | {"les", "du", "des", "del", "los", "las", "y", "et", "da", "do", "von"}
)
SHORTEST = 3
"""A skeleton with fewer consonants is shared by too many names."""
LONGEST = 60
"""Letters of a skeleton that are looked at."""


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """Return a name in its folded words, as the kernel folds them: equal for spellings of one script."""
    return " ".join(tokens(text))


@lru_cache(maxsize=16384)
def skeleton(text: str) -> str:
    """Return the shared consonants of a name, its words in order; empty where there are too few to say anything.

    "Al-Shabaab" and "الشباب" give "xbb". The rule that doubled letters fall looks at the word before its vowels do.
    """
    latin = [word.translate(_FROM_CYRILLIC) for word in tokens(text)]
    words = [_consonants(word) for word in latin if word not in _SMALL]
    kept = " ".join(sorted(word for word in words if word))[:LONGEST]
    return kept if len(kept.replace(" ", "")) >= SHORTEST else ""


def _consonants(word: str) -> str:
    single = _DOUBLED.sub(r"\1", word)
    latin = _LATIN_GROUP.sub(lambda found: _LATIN_LETTER[found[0]], single) if word.isascii() else single
    return _FINAL_H.sub("", _VOWELS.sub("", latin.translate(_FROM_ARABIC)))


def one_letter_less(text: str) -> set[str]:
    """Return a skeleton and all that come of it by leaving one letter out: two with one in common are nearly equal."""
    return {text} | {text[:place] + text[place + 1 :] for place in range(len(text)) if text[place] != " "}


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters must be put in, taken out or changed (Levenshtein 1966); `most + 1` where more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        before, row[0] = row[0], place
        for column, there in enumerate(other, 1):
            before, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, before + (letter != there))
        if min(row) > most:
            return most + 1
    return row[-1]


def digits(text: str) -> tuple[str, ...]:
    """Return the numbers in a name. The 14th and the 15th brigade differ in one letter, and are two."""
    return tuple(re.findall(r"\d+", plain(text)))
