"""Filters that only addresses hold: those by which a number of a figure opens the list behind it."""

import datetime
import uuid
from collections.abc import Mapping
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.kernel.forms import whole_number
from amparo.kernel.ids import parsed_id
from amparo.kernel.ui.links import address
from amparo.kernel.ui.words import number
from amparo.monitor.figures.counting import FigureFilter
from amparo.monitor.models import AgeBand, Sex
from amparo.monitor.pages.cursors import held
from amparo.monitor.selectors.narrowing import COUNTED, NOBODY, IncidentFilter
from amparo.places import selectors as places

NO_PART = "none"
"""In an address: incidents of which only the country is recorded."""

SEVERAL = "yes"
"""In an address: incidents with a child who suffered several violations."""

MOST_PICKED = 100
_DAYS = ("committed_from", "committed_to", "committed_across", "verified_from", "verified_to")


def behind_figures(asked: Mapping[str, str]) -> IncidentFilter:
    """Return what an address narrows a list to beyond the filters of its page. What it cannot mean is left out."""
    sex, age = asked.get("sex", ""), asked.get("age", "")
    return IncidentFilter(
        agency_id=parsed_id(asked.get("agency")),
        year_from=year_of(asked.get("year_from", "")),
        year_to=year_of(asked.get("year_to", "")),
        admin2_id=parsed_id(asked.get("subpart")),
        no_subpart=asked.get("subpart") == NO_PART,
        no_year=asked.get("year") == NOBODY,
        no_actor=asked.get("actor") == NOBODY,
        sex=sex if sex in Sex.values or sex == NOBODY else "",
        age_band=age if age in AgeBand.values else "",
        role_id=parsed_id(asked.get("role")),
        several=asked.get("several") == SEVERAL,
        picked=_picked(asked),
        committed_from=_day(asked.get("committed_from", "")),
        committed_to=_day(asked.get("committed_to", "")),
        committed_across=_day(asked.get("committed_across", "")),
        verified_from=_day(asked.get("verified_from", "")),
        verified_to=_day(asked.get("verified_to", "")),
    )


def _picked(asked: Mapping[str, str]) -> tuple[uuid.UUID, ...]:
    """Return the incidents that were ticked in a list, 100 at most."""
    ids = (parsed_id(text) for text in held(asked).get("incident", [])[:MOST_PICKED])
    return tuple(dict.fromkeys(pk for pk in ids if pk is not None))


def year_of(text: str) -> int | None:
    """Return the year that a text means, or None."""
    year = whole_number(text.strip())
    return year if 1900 <= year <= 2999 else None


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def said(chosen: IncidentFilter) -> dict[str, str]:
    """Return each of these filters that is in use in words, by its name in the address."""
    words = {
        "year_from": _("from %(year)s") % {"year": chosen.year_from} if chosen.year_from else "",
        "year_to": _("up to %(year)s") % {"year": chosen.year_to} if chosen.year_to else "",
        "sex": _sex(chosen.sex),
        "age": str(AgeBand(chosen.age_band).label) if chosen.age_band else "",
        "role": _("one role of children") if chosen.role_id else "",
        "subpart": _subpart(chosen),
        "several": _("Affected by several violations") if chosen.several else "",
        "agency": _("one agency") if chosen.agency_id else "",
        **{name: _said_day(name, getattr(chosen, name)) for name in _DAYS},
    }
    if chosen.picked:
        picked = ngettext("%(count)s chosen incident", "%(count)s chosen incidents", len(chosen.picked))
        words["incident"] = picked % {"count": number(len(chosen.picked))}
    if chosen.no_year:
        words["year"] = _("Year not known")
    if chosen.no_actor:
        words["actor"] = _("Attributed to nobody yet")
    return {name: text for name, text in words.items() if text}


def _sex(sex: str) -> str:
    if sex == NOBODY:
        return _("No child recorded")
    return str(Sex(sex).label) if sex else ""


def _subpart(chosen: IncidentFilter) -> str:
    if chosen.no_subpart:
        return _("no second-level part recorded")
    return places.area_name(chosen.admin2_id) or _("an unknown part") if chosen.admin2_id else ""


def _said_day(name: str, day: datetime.date | None) -> str:
    if day is None:
        return ""
    says = {
        "committed_from": _("committed from %(day)s"),
        "committed_to": _("committed up to %(day)s"),
        "committed_across": _("committed before and perhaps after %(day)s"),
        "verified_from": _("verified from %(day)s"),
        "verified_to": _("verified up to %(day)s"),
    }
    return says[name] % {"day": date_format(day)}


def list_behind(chosen: FigureFilter, **more: object) -> str:
    """Return the address of the list behind a number that was counted under a filter."""
    kept: dict[str, object] = {
        "agency": chosen.agency_id,
        "status": COUNTED if chosen.verified_only else "",
        "year_from": chosen.year_from,
        "year_to": chosen.year_to,
        "actor": chosen.actor_id,
        "violation": chosen.type_id,
        **more,
    }
    query = urlencode({name: str(value) for name, value in kept.items() if value})
    return f"{address('monitor:incident-list')}?{query}"
