"""The history of a record as a timeline: who saved it when, and which parts of it changed."""

import uuid
from collections.abc import Iterable, Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.accounts.models import Person
from amparo.audit.selectors import Version, history_of
from amparo.kernel.ui.parts import Event, Text

_ACTIONS: Mapping[str, Text] = {
    "incident.created": gettext_lazy("Recorded"),
    "incident.changed": gettext_lazy("Changed"),
    "incident.verification_started": gettext_lazy("Taken up for verification"),
    "incident.decided": gettext_lazy("Decided"),
    "import.finished": gettext_lazy("Imported"),
}
_PARTS: Mapping[str, Text] = {
    "date": gettext_lazy("date"),
    "country": gettext_lazy("country"),
    "admin1": gettext_lazy("part of the country"),
    "summary": gettext_lazy("summary"),
    "status": gettext_lazy("state"),
    "verified_on": gettext_lazy("day of verification"),
    "victims": gettext_lazy("children"),
    "violations": gettext_lazy("violations"),
}


def events_of(object_type: str, object_id: uuid.UUID) -> tuple[Event, ...]:
    """Return the versions of a record, newest first. Four queries."""
    versions = history_of(object_type, object_id)
    names = dict(Person.objects.filter(pk__in={row.acting for row in versions if row.acting}).values_list("pk", "name"))
    earlier: Iterable[Version | None] = [*versions, None][1:]
    return tuple(
        Event(
            when=date_format(version.at, "DATETIME_FORMAT"),
            iso=version.at.isoformat(),
            what=_("Version %(number)d: %(action)s")
            % {"number": version.version, "action": _ACTIONS.get(version.action, _("Saved"))},
            more=_changed(before, version),
            who=names.get(version.acting, "") if version.acting else "",
        )
        for version, before in zip(versions, earlier, strict=True)
    )


def _changed(before: Version | None, after: Version) -> str:
    if before is None:
        return ""
    parts = [str(label) for name, label in _PARTS.items() if before.data.get(name) != after.data.get(name)]
    return _("Changed: %(parts)s") % {"parts": ", ".join(parts)} if parts else ""
