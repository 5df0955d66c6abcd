"""Where a word stands in a text, however it is spelt there: what a reader takes for the same must be found."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from amparo.kernel.folding import fold

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u2018\u02bc\u02bb`\u00b4\u02bf\u02be\u02b9\u02bd", "'"))
_PIECE_LENGTH = 8
"""Letters with more marks than that are folded one by one, so that no text is made slow by its marks."""


@dataclass(frozen=True)
class Folded:
    """A text in the folded spelling of the search, and for each sign where it begins and ends in the text."""

    letters: str
    first: list[int]
    end: list[int]

    @classmethod
    def of(cls, text: str) -> "Folded":
        """Return a text folded piece by piece: a letter with its marks, and what is not read at all."""
        letters: list[str] = []
        first: list[int] = []
        end: list[int] = []
        for start, stop in _pieces(text):
            said = _spelt(text[start:stop])
            letters.append(said)
            if not said and end:  # a mark, a soft hyphen, a hamza: it goes with the letter before it
                end[-1] = stop
            first.extend([start] * len(said))
            end.extend([stop] * len(said))
        return cls("".join(letters), first, end)

    def places_of(self, word: str) -> Iterator[tuple[int, int]]:
        """Yield where a word or phrase stands: first sign and the one after its last."""
        parts = [re.escape(part) for part in (Folded.of(piece).letters for piece in word.split()) if part]
        if parts:
            for found in re.finditer(r"\s+".join(parts), self.letters):
                yield self.first[found.start()], self.end[found.end() - 1]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for place in range(1, len(text)):
        if place - start >= _PIECE_LENGTH or not unicodedata.category(text[place]).startswith("M"):
            yield start, place
            start = place
    if text:
        yield start, len(text)


@lru_cache(maxsize=4096)
def _spelt(piece: str) -> str:
    return fold(piece.translate(_APOSTROPHES))
