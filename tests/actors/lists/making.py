"""Lists that the tests of this room stand on: invented groups, in files like the published one."""

import datetime
import uuid
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from amparo.accounts.models import Person
from amparo.actors.lists import operation, services
from amparo.actors.lists.bringing import Brought
from amparo.actors.lists.content import DesignationData, ListData
from amparo.actors.lists.models import Designation, DesignationList, Snapshot
from amparo.terms.models import Term, Vocabulary

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "actors" / "un_consolidated_2024-09-26.xml"
FIRST, SECOND, THIRD = "2024-09-01T00:00:07.514Z", "2024-09-08T00:00:09.001Z", "2024-09-15T00:00:01.000Z"
GROUPS = (
    ("Al-Qaida", "QDe.901", "LANTERN MOVEMENT", "2010-05-01"),
    ("Taliban", "TAe.902", "RIVER TRUST", "2012-06-01"),
    ("DPRK", "KPe.903", "HARBOUR SHIPPING COMPANY", "2016-03-02"),
)


def entity(
    key: str, reference: str, name: str, listed: str, *, names: Iterable[tuple[str, str]] = (), extra: str = ""
) -> str:
    """An invented group as the file writes one. `names` are pairs of quality and name."""
    aliases = "".join(
        f"<ENTITY_ALIAS><QUALITY>{quality}</QUALITY><ALIAS_NAME>{alias}</ALIAS_NAME></ENTITY_ALIAS>"
        for quality, alias in names
    )
    return (
        f"<ENTITY><DATAID>1</DATAID><FIRST_NAME>{name}</FIRST_NAME><UN_LIST_TYPE>{key}</UN_LIST_TYPE>"
        f"<REFERENCE_NUMBER>{reference}</REFERENCE_NUMBER><LISTED_ON>{listed}</LISTED_ON>"
        f"<COMMENTS1>Led by Somebody Invented</COMMENTS1>{aliases}{extra}</ENTITY>"
    )


def groups(*more: str, without: Iterable[str] = ()) -> list[str]:
    """The three invented groups but those with these references, and more."""
    return [*(entity(*one) for one in GROUPS if one[1] not in set(without)), *more]


def document(entities: Iterable[str], *, at: str = FIRST, people: int = 2) -> str:
    """A whole invented file."""
    person = "<INDIVIDUAL><FIRST_NAME>SOMEBODY</FIRST_NAME><SECOND_NAME>INVENTED</SECOND_NAME></INDIVIDUAL>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<CONSOLIDATED_LIST dateGenerated="{at}"><INDIVIDUALS>{person * people}</INDIVIDUALS>'
        f"<ENTITIES>{''.join(entities)}</ENTITIES></CONSOLIDATED_LIST>"
    )


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "list.xml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def brought(text: str, *, dry_run: bool = False) -> Brought:
    """Bring an invented file in, as the operator does."""
    with TemporaryDirectory() as folder:
        return operation.import_as_operator(path=written(Path(folder), text), dry_run=dry_run)


def waiting_snapshot() -> Snapshot:
    """A second list, which changes one name and waits for a decision."""
    brought(document(groups()))
    renamed = entity("Taliban", "TAe.902", "RIVER FOUNDATION", "2012-06-01")
    snapshot = brought(document(groups(renamed, without=["TAe.902"]), at=SECOND)).snapshot
    assert snapshot is not None
    return snapshot


def list_data(**facts: Any) -> ListData:
    stated: dict[str, Any] = {
        "code": "national",
        "name": "National list of Marenda",
        "kind": "national",
        "issuer": "Ministry of Justice of Marenda (invented)",
        "country": "COL",
        "marks_terrorist": True,
        "as_of": datetime.date(2024, 1, 2),
    }
    return ListData(**stated | facts)


def national_list(monitor: Person, **facts: Any) -> DesignationList:
    facts = {"code": f"national-{uuid.uuid4().hex[:8]}"} | facts
    return services.record_list(acting=monitor, data=list_data(**facts))


def designation_data(**facts: Any) -> DesignationData:
    stated: dict[str, Any] = {
        "reference": "M-3",
        "name": "Dawn Column",
        "listed_on": datetime.date(2019, 5, 2),
        "source": "Gazette 12 of 2019 (invented)",
    }
    return DesignationData(**stated | facts)


def designation(monitor: Person, listing: DesignationList | None = None, **facts: Any) -> Designation:
    listing = listing or national_list(monitor)
    return services.record_designation(acting=monitor, list_id=listing.pk, data=designation_data(**facts))


def list_form() -> dict[str, object]:
    return {
        "code": f"list-{uuid.uuid4().hex[:8]}",
        "name": "List of the River Union",
        "kind": "regional",
        "issuer": "River Union (invented)",
    }


def designation_form() -> dict[str, object]:
    return {
        "reference": "M-4",
        "name": "Dusk Column",
        "listed_on": "2020-02-03",
        "source": "Gazette 3 of 2020 (invented)",
        "also": "Column of Dusk\nDC",
        "formerly": "Evening Column",
    }


def definition_form() -> dict[str, object]:
    term = Term.objects.get(vocabulary=Vocabulary.ACTOR_TYPE, code="terrorist-national-or-regional")
    return {
        "code": f"definition-{uuid.uuid4().hex[:8]}",
        "what": "terrorist group",
        "name": "the law of Marenda",
        "text": "Whom the national list of Marenda names.",
        "source": "Law 7 of 2015 of Marenda (invented)",
        "rules-TOTAL_FORMS": 1,
        "rules-INITIAL_FORMS": 0,
        "rules-0-kind": "marked",
        "rules-0-term": term.pk,
    }
