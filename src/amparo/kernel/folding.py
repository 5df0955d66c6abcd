"""Tokens and folding across scripts: one function for search, linkage and the blind index alike.

`fold` brings spellings that differ only in writing habit (case, accents, Arabic hamza forms and vowel marks,
Persian, Pashto and Arabic letter variants, Ethiopic homophones, digits of any script) to one form. It keeps what
tells words apart: the vowel signs of Devanagari and its neighbours stay. It does not transliterate.
"""

import re
import unicodedata
from functools import lru_cache

# Letters that have no decomposition in Unicode and are read as their plain neighbour.
_LATIN = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n",
    "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɛ": "e", "ɔ": "o", "ŧ": "t", "ĸ": "k", "ʋ": "v", "ɲ": "n", "ǝ": "e",
}  # fmt: skip
_ARABIC = {
    # A hamza without a seat is written or left out at will. Seated ones fall with the marks.
    "ء": "", "ٱ": "ا",
    "ة": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ۃ": "ه",
    # Yeh: alef maqsura, Persian, Pashto, Kurdish, Urdu.
    "ى": "ي", "ی": "ي", "ې": "ي", "ۍ": "ي", "ێ": "ي", "ے": "ي",
    # Kaf: Persian and swash; Pashto rings and Urdu or Kurdish variants beside their plain letters.
    "ک": "ك", "ڪ": "ك", "ګ": "گ", "ړ": "ر", "ڕ": "ر", "ڑ": "ر", "ڼ": "ن", "ں": "ن", "ډ": "د", "ڈ": "د",
    "ټ": "ت", "ٹ": "ت", "ۆ": "و", "ۇ": "و", "ۋ": "و", "ڵ": "ل",
}  # fmt: skip
# Russian and Ukrainian spellings of one name differ in these; yo, short i and yi fall with their marks.
_CYRILLIC = {"ґ": "г", "є": "е", "і": "и", "ъ": "", "ь": "", "ы": "и", "э": "е"}
# Rows of Ethiopic letters that are pronounced alike in Amharic: variant, plain, number of orders.
_ETHIOPIC_ROWS = (("ሐ", "ሀ", 7), ("ኀ", "ሀ", 7), ("ኸ", "ሀ", 7), ("ሠ", "ሰ", 8), ("ዐ", "አ", 7), ("ፀ", "ጸ", 7))
# In two of these rows the first and the fourth order are one sound.
_ETHIOPIC_ORDERS = {"ሃ": "ሀ", "ኣ": "አ"}
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
_CANDRABINDU = {"\u0901": "\u0902", "\u0981": "\u0982", "\u0a01": "\u0a02", "\u0a81": "\u0a82"}
_NUKTAS = {"\u093c", "\u09bc", "\u0a3c", "\u0abc", "\u0b3c"}
# Indic, Thai, Lao, Tibetan, Myanmar and Khmer: their marks are vowels, tones and conjuncts, not ornaments.
_MARKS_STAY = ((0x0900, 0x0DFF), (0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0xA8E0, 0xA8FF))


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter) in {"Mn", "Mc", "Me"}


_STAYING = frozenset(
    chr(point) for low, high in _MARKS_STAY for point in range(low, high + 1) if _is_mark(chr(point))
) - _NUKTAS  # fmt: skip


def _ethiopic() -> dict[str, str]:
    same = {
        chr(ord(variant) + order): chr(ord(plain) + order)
        for variant, plain, orders in _ETHIOPIC_ROWS
        for order in range(orders)
    }
    return {letter: _ETHIOPIC_ORDERS.get(plain, plain) for letter, plain in same.items()} | _ETHIOPIC_ORDERS


def _decimal_digits() -> dict[str, str]:
    # The planes above hold ideographs and private letters. To look through them took a tenth of a second at each start.
    points = (chr(point) for point in range(0x80, 0x20000))
    return {letter: str(unicodedata.decimal(letter)) for letter in points if letter.isdecimal()}


_LETTERS = str.maketrans(_LATIN | _ARABIC | _CYRILLIC | _ethiopic() | _DASHES | _CANDRABINDU | _decimal_digits())
# Soft hyphen, tatweel, joiners, directions, variation selectors: they steer drawing, not reading.
_UNREAD = re.compile("[\u00ad\u0640\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufe00-\ufe0f]")
_APOSTROPHE = "['\u2019\u2018\u02bc\u02bb`\u00b4\u02bf\u02be\u02b9\u02bd]"
_ANY_APOSTROPHE = re.compile(_APOSTROPHE)
_ELISION = re.compile(rf"\b(?:[ld]|qu){_APOSTROPHE}(?=[aeiouyh])")
_INNER_APOSTROPHE = re.compile(rf"(?<=[^\W\d_]){_APOSTROPHE}(?=[^\W\d_])")

_LETTER = f"(?:[^\\W_]|[{''.join(sorted(_STAYING))}])"
_RUN = re.compile(rf"{_LETTER}+(?:[./_:\-]{_LETTER}+)*")
_ASCII_RUN = re.compile(r"[a-z0-9]+(?:[./_:\-][a-z0-9]+)*")
_DIGIT = re.compile(r"\d")
_CONNECTOR = re.compile(r"[./_:\-]")
_ARABIC_WORD = re.compile("[\u0620-\u06ff]+")
# Alone the article needs three letters after it (Allah stays whole); joined to and, in, as, then it needs four,
# so that words such as walidayn (parents) are not cut.
_ARTICLE = re.compile(r"ال(?=\w{3})|[وبكف]ال(?=\w{4})|لل(?=\w{3})")


def fold(text: str) -> str:
    """Return `text` in the form in which spellings of one word are equal. Folding again changes nothing."""
    if text.isascii():
        plain = text.lower()
    else:
        plain = unicodedata.normalize("NFKD", _UNREAD.sub("", text)).casefold()
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if c in _STAYING or not _is_mark(c))
        plain = unicodedata.normalize("NFC", plain).translate(_LETTERS)
    # Few texts have an apostrophe at all, and looking for one is a tenth of looking for its neighbours.
    if _ANY_APOSTROPHE.search(plain) is None:
        return plain
    return _INNER_APOSTROPHE.sub("", _ELISION.sub("", plain))


def tokens(text: str) -> list[str]:
    """Return the folded words of `text` in order; a code such as `S/2021/437` or `QDe.004` stays one token.

    A run that holds a digit keeps its inner `. / _ : -`; other runs are cut there, so that `Al-Qaida` and
    `Al Qaida` give the same two words. The Arabic article is taken off words that are long enough without it.
    """
    return [without_article(word) for word in words(text)]


def words(text: str) -> list[str]:
    """Return what `tokens` returns, with the Arabic article left on."""
    found: list[str] = []
    for run in runs(text):
        found.extend(words_of(run))
    return found


def runs(text: str) -> list[str]:
    """Return the folded runs of letters and digits, joined by single `. / _ : -`, that stand in `text`."""
    folded = fold(text)
    return (_ASCII_RUN if folded.isascii() else _RUN).findall(folded)


def words_of(run: str) -> list[str]:
    """Return a run with a digit as one code, any other run as its words."""
    return [run] if _DIGIT.search(run) else _CONNECTOR.split(run)


def code_parts(token: str) -> list[str]:
    """Return the parts of a code (`s/2021/437`: s, 2021, 437) with their connectors kept between them.

    The list alternates parts and connectors: `["s", "/", "2021", "/", "437"]`; a plain word is its only part.
    """
    return re.split(r"([./_:\-])", token)


@lru_cache(maxsize=8192)
def without_article(word: str) -> str:
    """Return an Arabic word without its article (also after wa-, bi-, ka-, fa- and as lil-); others unchanged."""
    if word.isascii() or not _ARABIC_WORD.fullmatch(word):
        return word
    return _ARTICLE.sub("", word, count=1) if _ARTICLE.match(word) else word
