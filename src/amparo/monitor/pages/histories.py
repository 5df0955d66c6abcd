"""What each save of an incident did, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.audit.selectors import Version
from amparo.kernel.ui.parts import Text

_ACTIONS: Mapping[str, Text] = {
    "incident.created": gettext_lazy("Recorded"),
    "incident.changed": gettext_lazy("Changed"),
    "incident.verification_started": gettext_lazy("Taken up for verification"),
    "incident.reopened": gettext_lazy("Reopened"),
    "incident.decided": gettext_lazy("Decided"),
    "incident.confirmed": gettext_lazy("Confirmed at a higher level"),
    "import.finished": gettext_lazy("Imported"),
}
_PARTS: Mapping[str, Text] = {
    "date": gettext_lazy("date"),
    "country": gettext_lazy("country"),
    "admin1": gettext_lazy("part of the country"),
    "admin2": gettext_lazy("second-level part"),
    "summary": gettext_lazy("summary"),
    "status": gettext_lazy("state"),
    "verified_on": gettext_lazy("day of verification"),
    "level": gettext_lazy("level of verification"),
    "victims": gettext_lazy("children"),
    "violations": gettext_lazy("violations"),
}


def said(version: Version, before: Version | None) -> tuple[Text, Text]:
    """Return what one save of an incident did, and which parts it changed."""
    action = _ACTIONS.get(version.action, _("Saved"))
    what = _("Version %(number)d: %(action)s") % {"number": version.version, "action": action}
    return what, _changed(before, version)


def _changed(before: Version | None, after: Version) -> str:
    if before is None:
        return ""
    parts = [str(label) for name, label in _PARTS.items() if before.data.get(name) != after.data.get(name)]
    return _("Changed: %(parts)s") % {"parts": ", ".join(parts)} if parts else ""
