"""One sentence for each result: the range first, never a bare point, and what the method cannot see."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["range", "no_upper_end", "refused"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """The parts of the sentence, so that another language can say it, and the English text.

    Parameters
    ----------
    kind : {"range", "no_upper_end", "refused"}
        ``range``: low and high are given. ``no_upper_end``: low only. ``refused``: neither.
    low, high : int or None
        Ends of the 95 % interval of N.
    n_observed : int
        People counted on at least one list.
    noun : str
        Who was counted, in the plural, such as "children".

    Examples
    --------
    >>> print(Sentence("range", 9404, 14094, 1896, "children").text)
    Between 9,404 and 14,094 children (95 % interval; 1,896 were counted) could have appeared on at least one list; \
the method cannot see children whom no list could record.
    """

    kind: Kind
    low: int | None
    high: int | None
    n_observed: int
    noun: str

    @property
    def text(self) -> str:
        """The sentence in English."""
        blind = f"the method cannot see {self.noun} whom no list could record."
        if self.kind == "range":
            return (
                f"Between {self.low:,} and {self.high:,} {self.noun} (95 % interval; {self.n_observed:,} were "
                f"counted) could have appeared on at least one list; {blind}"
            )
        if self.kind == "no_upper_end":
            return (
                f"More than {self.low:,} {self.noun}, up to no end that the lists could set ({self.n_observed:,} were "
                f"counted), could have appeared on at least one list; {blind}"
            )
        return (
            f"No range can be given for the {self.noun} who could have appeared on at least one list "
            f"({self.n_observed:,} were counted); {blind}"
        )
