"""Published capture-history tables, and what established software returns for them, with their sources.

The numbers stand here so that the tests bite wherever they run. Patterns read left to right in the order of `lists`.
"""

from dataclasses import dataclass, field

from amparo_estimation import CaptureTable


@dataclass(frozen=True)
class Published:
    """A table, and the exact posterior on the fixed grid 1 to 10 n given by R's dga 2.0.2 (R 4.2.2)."""

    lists: tuple[str, ...]
    counts: dict[str, int]
    median: int
    interval: tuple[int, int]
    mean: float
    weights: dict[str, float]
    independence: tuple[float, float, float]  # Rcapture 1.4-4, closedpCI.t, model Mt: point, low, high
    chao: tuple[float, float]  # Rcapture 1.4-4, closedp.t, "Mth Chao (LB)": abundance, standard error
    geometric: dict[str, float] = field(default_factory=dict)

    def table(self) -> CaptureTable:
        """The counts as a table."""
        return CaptureTable.from_counts(self.counts, self.lists)


# Spina bifida, three registers: Madigan and York (1997), Biometrika 84; example of dga's bma.cr.
SPINA_BIFIDA = Published(
    lists=("A", "B", "C"),
    counts={"001": 60, "010": 49, "011": 4, "100": 247, "101": 112, "110": 142, "111": 12},
    median=731,
    interval=(694, 787),
    mean=733.9103,
    weights={"[A][B C]": 0.72326454, "[A B][B C]": 0.15826893, "[A C][B C]": 0.11694086, "[A B C]": 0.00152567},
    independence=(762.62256, 726.06279, 807.02984),
    chao=(763.88793, 20.617612),
)

# HIV in Rome, four centres: Abeni, Brancato and Perucci (1994); data set HIV of Rcapture.
HIV = Published(
    lists=("c1", "c2", "c3", "c4"),
    counts={
        "1110": 3, "1101": 1, "1100": 33, "1010": 20, "1001": 6, "1000": 403, "0111": 3, "0110": 35, "0101": 10,
        "0100": 545, "0011": 11, "0010": 621, "0001": 205,
    },
    median=11220,
    interval=(9404, 14094),
    mean=11356.887,
    weights={"[c1][c2][c3][c4]": 0.5386699, "[c1 c2][c3][c4]": 0.21515235, "[c1 c4][c2][c3]": 0.04958072},
    independence=(11117.019, 9531.7355, 13114.123),
    chao=(11700.988, 1030.9156),
)  # fmt: skip

# Killings in Kosovo 1999, four sources: Ball et al. (2002); data set kosovo_aggregate of LCMCR.
KOSOVO = Published(
    lists=("EXH", "ABA", "OSCE", "HRW"),
    counts={
        "1000": 1131, "0100": 845, "1100": 177, "0010": 936, "1010": 228, "0110": 217, "1110": 181, "0001": 306,
        "1001": 106, "0101": 31, "1101": 18, "0011": 123, "1011": 42, "0111": 32, "1111": 27,
    },
    median=12595,
    interval=(9827, 16544),
    mean=12749.349,
    weights={"[EXH ABA OSCE][EXH OSCE HRW]": 0.98551375, "[EXH ABA OSCE][OSCE HRW]": 0.01078037},
    independence=(7392.9173, 7147.7489, 7656.1953),
    chao=(8591.1836, 213.54902),
)  # fmt: skip

# Potential victims of trafficking in the United Kingdom 2013, five lists: Silverman (2014), "Modern Slavery: an
# application of multiple systems estimation", Home Office; police and National Crime Agency joined.
UNITED_KINGDOM = Published(
    lists=("LA", "NG", "PFNCA", "GO", "GP"),
    counts={
        "10000": 54, "01000": 463, "00100": 995, "00010": 695, "00001": 316, "11000": 15, "10100": 19, "10010": 3,
        "01100": 62, "01010": 19, "01001": 1, "00110": 76, "00101": 11, "00011": 8, "11100": 1, "11010": 1,
        "01110": 4, "11110": 1,
    },
    median=22365,
    interval=(10343, 29446),
    mean=20228.448,
    weights={
        "[LA NG PFNCA][NG GP][PFNCA GO]": 0.43989581,
        "[LA NG GP][LA PFNCA GP][GO GP]": 0.16436373,
        "[LA NG PFNCA][LA NG GP][PFNCA GO]": 0.11364491,
        "[LA NG PFNCA][PFNCA GO][GP]": 0.04804801,
        "[LA NG GP][LA PFNCA GP][NG GO GP]": 0.04113113,
    },
    independence=(13437.92, 11985.116, 15165.899),
    chao=(13570.027, 821.29176),
    geometric={"q025": 10388, "median": 22982, "q975": 33517, "above_10n": 0.08308754, "weight": 0.44343298},
)  # fmt: skip

# Sex trafficking in a western area, five lists: data set Western of SparseMSE.
WESTERN = Published(
    lists=("A", "B", "C", "D", "E"),
    counts={
        "10000": 52, "01000": 90, "00100": 114, "00010": 45, "00001": 21, "10100": 4, "10010": 2, "10001": 5,
        "01100": 6, "01010": 1, "00011": 3, "10101": 1, "01110": 1,
    },
    median=2113,
    interval=(1339, 3420),
    mean=2185.8271,
    weights={"[A B][A E][C][D E]": 0.11416719, "[A B][A E][C][D]": 0.10845755, "[A B E][C][D]": 0.05763101},
    independence=(2000.0053, 1430.7729, 2964.6072),
    chao=(2200.5079, 456.08149),
    geometric={"q025": 1343, "median": 2132, "q975": 3880, "above_10n": 0.02838828, "weight": 0.11300157},
)  # fmt: skip

ALL = {
    "spina bifida": SPINA_BIFIDA,
    "HIV": HIV,
    "Kosovo": KOSOVO,
    "United Kingdom": UNITED_KINGDOM,
    "Western": WESTERN,
}
