"""The columns of an export: who receives each, its HXL tag, and what stands in it.

HXL tags are those of the standard's core dictionary, version 1.1 (hxlstandard.org); `#x_` tags are extensions.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from amparo.accounts.models import Person
from amparo.monitor import policies
from amparo.monitor.models import Incident
from amparo.monitor.selectors.lists import IncidentRow

Value = str | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `restricted` ones go only to those who work on the incidents: they may point at people."""

    name: str
    tag: str
    value: Callable[[IncidentRow], Value]
    restricted: bool = False


def _place(incident: Incident) -> str:
    return incident.admin1.name if incident.admin1 else ""


def _part_code(incident: Incident) -> str:
    return (incident.admin1.pcode or incident.admin1.code) if incident.admin1 else ""


COLUMNS: tuple[Column, ...] = (
    Column("reference", "#event+id", lambda row: row.incident.code),
    Column("date", "#date+text", lambda row: row.incident.date_text),
    Column("date_earliest", "#date+start", lambda row: row.incident.date_earliest.isoformat()),
    Column("date_latest", "#date+end", lambda row: row.incident.date_latest.isoformat()),
    Column("year_committed", "#date+year+committed", lambda row: row.incident.committed_year),
    Column("country", "#country+code", lambda row: row.incident.country.code),
    Column("part", "#adm1+name", lambda row: _place(row.incident)),
    Column("part_code", "#adm1+code", lambda row: _part_code(row.incident)),
    Column("part2", "#adm2+name", lambda row: row.incident.admin2.name if row.incident.admin2 else "", True),
    Column("part2_code", "#adm2+code", lambda row: row.incident.admin2.pcode if row.incident.admin2 else "", True),
    Column("violations", "#event+type", lambda row: "; ".join(row.acts)),
    Column("parties", "#x_party+name", lambda row: "; ".join(row.actors)),
    Column("girls", "#affected+f+children", lambda row: row.girls),
    Column("boys", "#affected+m+children", lambda row: row.boys),
    Column("sex_unknown", "#affected+children+sex_unknown", lambda row: row.unknown),
    Column("sources", "#meta+sources+num", lambda row: row.sources),
    Column("state", "#status+code", lambda row: row.incident.status),
    Column("verified_on", "#date+verified", lambda row: _day(row.incident)),
    Column("year_verified", "#date+year+verified", lambda row: row.incident.verified_year),
    Column("level", "#status+level", lambda row: row.incident.level),
    Column("summary", "#description", lambda row: row.incident.summary, restricted=True),
)


def _day(incident: Incident) -> str:
    return incident.verified_on.isoformat() if incident.verified_on else ""


def columns_for(acting: Person) -> tuple[Column, ...]:
    """Return the columns that the person receives, a restricted one filled for the agencies where the person may read.

    An analyst receives none that is restricted.
    """
    agencies = policies.agencies_of_summaries(acting)
    asked = (_only_of(agencies, column) if column.restricted else column for column in COLUMNS)
    return tuple(column for column in asked if agencies or not column.restricted)


def _only_of(agencies: frozenset[uuid.UUID], column: Column) -> Column:
    """Return a column that stays empty for the incidents of other agencies."""
    return replace(column, value=lambda row: column.value(row) if row.incident.agency_id in agencies else None)
