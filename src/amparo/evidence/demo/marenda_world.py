"""Marenda: an invented country. No place, organisation, group or person of that name is meant; all is made up."""

import datetime
from dataclasses import dataclass, field
from typing import Final

from amparo.accounts.roles import Role
from amparo.actors.lists.content import DesignationData, ListData, ListedName
from amparo.actors.lists.models import ListKind
from amparo.evidence.demo.people import Account

COUNTRY: Final = ("XM", "Marenda", "ماريندا")
PROVINCES: Final = {
    "XM01": ("North Belhar", "بلهر الشمالية"),
    "XM02": ("Sira Valley", "وادي سيرا"),
    "XM03": ("Eastern March", "التخوم الشرقية"),
    "XM04": ("Corvan", "كورفان"),
    "XM05": ("Port Amel", "بورت أمل"),
    "XM06": ("Ordun Hills", "تلال أوردون"),
    "XM07": ("Tessal Coast", "ساحل تيسال"),
    "XM08": ("Lakes", "البحيرات"),
}
INVENTED: Final = "invented for demonstrations"

MAIN: Final = "marenda"
OTHER: Final = "lakes"
AGENCIES: Final = {MAIN: "Marenda Monitoring Group", OTHER: "Lakes Family Network"}


def _account(name: str, role: Role, agency: str = MAIN) -> Account:
    return Account(f"{name.lower().replace(' ', '.')}@{agency}.example", name, role, agency)


ACCOUNTS: Final = (
    _account("Tomas Eker", Role.MONITOR),
    _account("Nadja Oru", Role.VERIFIER),
    _account("Ines Valde", Role.ANALYST),
    _account("Pera Solane", Role.COORDINATOR),
    _account("Hanna Mirel", Role.SECRETARIAT),
    _account("Joss Tarrin", Role.ADMINISTRATOR),
    _account("Leila Ortan", Role.CASEWORKER),
    _account("Rafi Anselm", Role.SUPERVISOR),
    _account("Maru Adan", Role.CHILD_LAWYER),
    _account("Sana Venn", Role.MONITOR, OTHER),
    _account("Abel Duru", Role.VERIFIER, OTHER),
    _account("Kim Halle", Role.ANALYST, OTHER),
    _account("Olu Bresse", Role.ADMINISTRATOR, OTHER),
)


@dataclass(frozen=True, slots=True)
class Group:
    """An invented force or group; `types` are (term, on what ground)."""

    code: str
    name: str
    arabic: str
    types: tuple[tuple[str, str], ...]
    note: str


GROUPS: Final = (
    Group(
        "belhar-northern-front",
        "Belhar Northern Front",
        "جبهة بلهر الشمالية",
        (("armed-group", INVENTED),),
        "Invented. Holds the north of North Belhar.",
    ),
    Group(
        "sira-defence-committees",
        "Sira Defence Committees",
        "لجان الدفاع في سيرا",
        (("armed-group", INVENTED), ("self-defence-or-community-militia", INVENTED)),
        "Invented. Committees of several valleys.",
    ),
    Group(
        "marenda-national-army",
        "Marenda national army",
        "جيش ماريندا الوطني",
        (("state-armed-force", INVENTED),),
        "Invented.",
    ),
    Group(
        "harbour-network",
        "Harbour network",
        "شبكة المرفأ",
        (("organised-criminal-group", INVENTED),),
        "Invented. Drug transport and extortion along the coast.",
    ),
    Group(
        "dawn-column",
        "Dawn Column",
        "رتل الفجر",
        (),  # its type comes with its designation on the national list
        "Invented. A terrorist group within the meaning of the invented national list of Marenda, and of no other.",
    ),
)
NATIONAL_LIST: Final = ListData(
    code="marenda-national-list",
    name="National list of Marenda",
    names={"ar": "القائمة الوطنية لماريندا"},
    kind=ListKind.NATIONAL,
    issuer="Ministry of Justice of Marenda (invented)",
    country=COUNTRY[0],
    basis="Law 7 of 2015 of Marenda (invented)",
    marks_terrorist=True,
)
LISTED_GROUP: Final = "dawn-column"
LISTING: Final = DesignationData(
    reference="M-3",
    name="Dawn Column",
    listed_on=datetime.date(2021, 6, 14),
    source="Gazette 12 of 2021 of Marenda (invented)",
    names=(ListedName("رتل الفجر", "original"), ListedName("Column of the Dawn", "also")),
)
WHO: Final = {
    "belhar-northern-front": 0.38,
    "sira-defence-committees": 0.22,
    "marenda-national-army": 0.07,
    "harbour-network": 0.13,
    "dawn-column": 0.08,
    "unattributed": 0.12,
}
WHAT: Final = {
    "recruitment-and-use": 0.66,
    "use-in-support-roles": 0.08,
    "abduction": 0.08,
    "use-in-drug-transport": 0.05,
    "forced-marriage": 0.04,
    "deprivation-of-liberty": 0.06,
    "forced-labour": 0.03,
}
WHERE: Final = {
    "XM01": 0.34,
    "XM02": 0.2,
    "XM03": 0.12,
    "XM04": 0.1,
    "XM05": 0.09,
    "XM06": 0.05,
    "XM07": 0.06,
    "XM08": 0.04,
}


@dataclass(frozen=True, slots=True)
class Giver:
    """An invented source: how likely it hears of a child, and how its spreadsheet is written."""

    code: str
    name: str
    kind: str
    hears: float
    plain: bool = True  # ISO dates and our words; else day/month/year, M and F, and abbreviations of its own
    agency: str = MAIN
    note: str = field(default="An invented organisation.")


GIVERS: Final = (
    Giver("field-monitors", "Field monitors", "non-governmental-organisation", 0.27),
    Giver("casa-tessal", "Casa Tessal", "non-governmental-organisation", 0.17),
    Giver("lakes-clinic", "Lakes Clinic", "health-facility", 0.13, plain=False),
    Giver("sira-legal-aid", "Sira Legal Aid", "non-governmental-organisation", 0.11, plain=False),
    Giver("union-of-schools", "Union of Schools", "school", 0.08),
    Giver("child-line", "Child line 116", "hotline", 0.05, plain=False),
)
OTHER_GIVER: Final = Giver("family-links", "Family links desk", "family-or-witness", 0.35, agency=OTHER)
ABBREVIATIONS: Final = {
    "BNF": "belhar-northern-front",
    "SDC": "sira-defence-committees",
    "ARMY": "marenda-national-army",
    "HN": "harbour-network",
    "DC": "dawn-column",
    "?": "unattributed",
}
