"""The history of a record as a timeline. Here and not in audit, which holds ids of people and not their names."""

import uuid
from collections.abc import Callable, Sequence

from amparo.accounts.models import Person
from amparo.audit.selectors import Version, history_of
from amparo.kernel.ui.parts import Event, Text
from amparo.kernel.ui.words import moment

Words = tuple[Text, Text]


def history_events(
    object_type: str, object_id: uuid.UUID, say: Callable[[Version, Version | None], Words]
) -> tuple[Event, ...]:
    """Return the versions of a record, newest first. Four queries.

    `say` gets a version and the one before it (None for the first) and returns what was done, and more about it.
    For a record that the caller has already found permitted.
    """
    versions = history_of(object_type, object_id)
    names = dict(Person.objects.filter(pk__in={row.acting for row in versions if row.acting}).values_list("pk", "name"))
    earlier: Sequence[Version | None] = [*versions, None][1:]
    return tuple(
        _event(version, say(version, before), names.get(version.acting, "") if version.acting else "")
        for version, before in zip(versions, earlier, strict=True)
    )


def _event(version: Version, words: Words, who: str) -> Event:
    what, more = words
    return Event(moment(version.at), what, more, who, iso=version.at.isoformat())
