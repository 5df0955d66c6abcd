"""Multiple systems estimation: how many people could have appeared on at least one of several lists.

>>> from amparo_estimation import CaptureTable, estimate
>>> table = CaptureTable.from_counts(
...     {"1110": 3, "1101": 1, "1100": 33, "1010": 20, "1001": 6, "1000": 403, "0111": 3, "0110": 35, "0101": 10,
...      "0100": 545, "0011": 11, "0010": 621, "0001": 205}, lists=["c1", "c2", "c3", "c4"])
>>> result = estimate(table, noun="people")
>>> result.verdict
'green'
"""

from amparo_estimation.document import Document, document
from amparo_estimation.errors import CaptureTableError
from amparo_estimation.estimation import MethodResult, Result, estimate
from amparo_estimation.reasons import Reason
from amparo_estimation.sentence import Sentence
from amparo_estimation.table import CaptureTable, PairOverlap, PatternCount

__all__ = [
    "CaptureTable",
    "CaptureTableError",
    "Document",
    "MethodResult",
    "PairOverlap",
    "PatternCount",
    "Reason",
    "Result",
    "Sentence",
    "document",
    "estimate",
]
__version__ = "0.1.0"
