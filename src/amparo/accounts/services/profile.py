"""The own profile."""

from django.db import transaction

from amparo.accounts import policies
from amparo.accounts.models import Person
from amparo.audit import services as audit
from amparo.audit.values import redacted
from amparo.kernel import saving
from amparo.kernel.errors import NotFound
from amparo.kernel.lines import one_line


def change_profile(*, acting: Person, person: Person, expected_version: int, name: str, language: str) -> Person:
    """Change name and language of the own profile. Raises NotFound for anybody else's, Stale."""
    if not policies.may_change_profile(acting, person):
        raise NotFound
    with transaction.atomic():
        changes = saving.save_versioned(
            person, expected_version=expected_version, changes={"name": one_line(name), "language": language}
        )
        if changes:
            shown = {
                field: (redacted(str(before)), redacted(str(after))) if field == "name" else (before, after)
                for field, (before, after) in changes.items()
            }
            audit.record(
                acting=acting.pk,
                agency=None,
                action="person.changed",
                object_type="person",
                object_id=person.pk,
                changes=shown,
            )
    return person
