"""Codes of the Colombian data and what they are here.

Departments: DANE's codes (Divipola, Departamento Administrativo Nacional de Estadística) and the ISO 3166-2 codes of
the same departments. Actors: the groups that the joint project of the Special Jurisdiction for Peace, the Truth
Commission and the Human Rights Data Analysis Group (JEP-CEV-HRDAG) tells apart.
"""

from dataclasses import dataclass
from typing import Final

DEPARTMENTS: Final = {
    "05": "CO-ANT",
    "08": "CO-ATL",
    "11": "CO-DC",
    "13": "CO-BOL",
    "15": "CO-BOY",
    "17": "CO-CAL",
    "18": "CO-CAQ",
    "19": "CO-CAU",
    "20": "CO-CES",
    "23": "CO-COR",
    "25": "CO-CUN",
    "27": "CO-CHO",
    "41": "CO-HUI",
    "44": "CO-LAG",
    "47": "CO-MAG",
    "50": "CO-MET",
    "52": "CO-NAR",
    "54": "CO-NSA",
    "63": "CO-QUI",
    "66": "CO-RIS",
    "68": "CO-SAN",
    "70": "CO-SUC",
    "73": "CO-TOL",
    "76": "CO-VAC",
    "81": "CO-ARA",
    "85": "CO-CAS",
    "86": "CO-PUT",
    "88": "CO-SAP",
    "91": "CO-AMA",
    "94": "CO-GUA",
    "95": "CO-GUV",
    "97": "CO-VAU",
    "99": "CO-VID",
}


@dataclass(frozen=True, slots=True)
class Group:
    """An actor of the data: its code here, its name, and its type (a term of `actor_type`)."""

    code: str
    name: str
    type_code: str


ACTORS: Final = {
    "EST": Group("col-est", "State agents (Colombia)", "state-armed-force"),
    "GUE-FARC": Group("col-farc-ep", "FARC-EP", "armed-group"),
    "GUE-ELN": Group("col-eln", "ELN", "armed-group"),
    "GUE-OTRO": Group("col-other-guerrilla", "Other guerrilla groups (Colombia)", "armed-group"),
    "PARA": Group("col-paramilitary", "Paramilitary groups (Colombia)", "armed-group"),
    "OTRO": Group("col-other", "Other actors (Colombia)", "unidentified"),
    "multiple": Group("col-several", "Several actors together (Colombia)", "unidentified"),
}
SEXES: Final = {"male": "boy", "female": "girl"}
# The file's younger band reaches over two of ours, so the band is not known; the row as received keeps it.
AGE_BANDS: Final = {"15-17": "15-17", "0-14": "unknown"}
