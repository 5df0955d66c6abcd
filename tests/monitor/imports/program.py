"""A small program that imports in a data folder of its own, so that a test can kill it.

    python -m tests.monitor.imports.program prepare | import FILE CHUNK | state

It plays the operator of an installation: its database is a file, and what one run leaves the next one finds.
"""

import hashlib
import json
import os
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Do what the first argument says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.config.settings")
    import django

    django.setup()
    if arguments[0] == "prepare":
        return prepare()
    if arguments[0] == "state":
        sys.stdout.write(json.dumps(state()))
        return 0
    from amparo.monitor.imports import rows

    rows.CHUNK = int(arguments[2])
    from amparo.cli.main import main as amparo

    mapping = str(Path(os.environ["AMPARO_DATA_DIR"]) / "mapping.json")
    amparo(["reports", "import", arguments[1], "--mapping", mapping, "--as", "monitor@example.org", "--json"])
    return 0


def prepare() -> int:
    """Make the tables, an agency, its monitor, an actor, and a mapping file."""
    from django.core.management import call_command

    from amparo.accounts.models import Agency, Membership, Person
    from amparo.actors.models import Actor
    from amparo.monitor import services
    from amparo.monitor.content import SourceData
    from tests.monitor.imports.making import DEFINITION

    call_command("migrate", verbosity=0)
    agency = Agency.objects.create(name="Harbour Agency (invented)", code="harbour")
    person = Person.objects.create(email="monitor@example.org", name="Harbour Monitor")
    Membership.objects.create(person=person, agency=agency, role="monitor", starts_on="2020-01-01")
    Actor.objects.create(code="river-front", name="River Front")
    # Made here and not by the import, because keys of rows are over the source's id: copies must share it.
    services.create_source(acting=person, agency_id=agency.pk, data=SourceData(name="River School", code="river"))
    mapping = {"name": "River", "source": "river", "source_name": "River School", "definition": DEFINITION}
    (Path(os.environ["AMPARO_DATA_DIR"]) / "mapping.json").write_text(json.dumps(mapping))
    return 0


def state() -> dict[str, object]:
    """Return what the database holds, in a form in which two runs can be compared."""
    from django.db import connection

    from amparo.audit.models import AuditEvent, HistoryEntry
    from amparo.kernel.models import SearchEntry
    from amparo.monitor.models import ImportBatch, Incident, Mention, Report, Victim, Violation

    told = hashlib.sha256()
    reports = Report.objects.order_by("row").values_list(
        "row", "sha256", "row_key", "mentions__boys", "mentions__incident__code"
    )
    count = 0
    for row in reports.iterator():
        told.update(repr(row).encode())
        count += 1
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        whole = cursor.fetchone()[0]
        cursor.execute("PRAGMA foreign_key_check")
        dangling = len(cursor.fetchall())
    return {
        "reports": count,
        "digest": told.hexdigest(),
        "incidents": Incident.objects.count(),
        "victims": Victim.objects.count(),
        "violations": Violation.objects.count(),
        "links": Violation.victims.through._default_manager.count(),
        "mentions": Mention.objects.count(),
        "search": SearchEntry.objects.filter(kind="incident").count(),
        "report_history": HistoryEntry.objects.filter(object_type="report").count(),
        "new_incident_history": HistoryEntry.objects.filter(object_type="incident", version=1).count(),
        "events": AuditEvent.objects.filter(action="import.finished").count(),
        "batches": list(ImportBatch.objects.values_list("state", "rows_done", "rows_saved", "rows_known", "lease")),
        "database": whole,
        "dangling": dangling,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
