"""Lists: seconds to bring one in, to see it again, and to say who is within a meaning; in a database thrown away.

    .venv/bin/python bench/actors.py [FILE]

FILE is the consolidated list of the United Nations Security Council as XML. Without it, it is looked for beside the
project; where it is not there, an invented list of the same size stands in for it, and the figure says so. With
DATABASE_URL set to a PostgreSQL server the same is measured there.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "actors" / "un_consolidated_2024-09-26.xml"
GROUPS, PEOPLE, NAMES = 193, 682, 3


def main() -> int:
    """Print the figures."""
    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder:
        _prepare(folder)
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else REAL
        kind = "published list"
        if not path.exists():
            path, kind = _invented(Path(folder)), "invented list (the published one is not beside this folder)"
        with _database(folder):
            _measure(path, kind)
    return 0


def _prepare(folder: str) -> None:
    os.environ.setdefault("AMPARO_SECRET_KEY", "bench" * 8)
    os.environ.setdefault("AMPARO_AUDIT_KEY", "bench" * 8)
    os.environ["AMPARO_DATA_DIR"] = folder
    os.environ["AMPARO_HOSTS"] = "localhost"
    os.environ["DJANGO_SETTINGS_MODULE"] = "amparo.config.settings"
    import django

    django.setup()


@contextmanager
def _database(folder: str) -> Iterator[None]:
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = (
        str(Path(folder) / "bench.sqlite3") if connection.vendor == "sqlite" else "amparo_bench"
    )
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _invented(folder: Path) -> Path:
    """Write a list of invented groups and people, as long as the published one."""
    kinds = ("Al-Qaida", "DPRK", "Taliban", "DRC")
    notes = "<COMMENTS1>" + "Invented. " * 60 + "</COMMENTS1>"
    groups = "".join(
        f"<ENTITY><FIRST_NAME>INVENTED GROUP {n}</FIRST_NAME><UN_LIST_TYPE>{kinds[n % 4]}</UN_LIST_TYPE>"
        f"<REFERENCE_NUMBER>ZZe.{n:03}</REFERENCE_NUMBER><LISTED_ON>20{n % 20:02}-01-15</LISTED_ON>{notes}"
        + "".join(
            f"<ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>Name {n} {m}</ALIAS_NAME></ENTITY_ALIAS>"
            for m in range(NAMES)
        )
        + "</ENTITY>"
        for n in range(GROUPS)
    )
    people = f"<INDIVIDUAL><FIRST_NAME>INVENTED</FIRST_NAME>{notes * 4}</INDIVIDUAL>" * PEOPLE
    path = folder / "list.xml"
    path.write_text(
        f'<CONSOLIDATED_LIST dateGenerated="2024-09-26T00:00:07Z"><INDIVIDUALS>{people}</INDIVIDUALS>'
        f"<ENTITIES>{groups}</ENTITIES></CONSOLIDATED_LIST>",
        "utf-8",
    )
    return path


def _measure(path: Path, kind: str) -> None:
    from amparo.accounts.models import Agency, Membership, Person
    from amparo.actors.lists import operation, selectors
    from amparo.actors.lists.models import Definition
    from amparo.kernel import clock

    agency = Agency.objects.create(name="Bench (invented)", code="bench")
    person = Person.objects.create(email="bench@example.org", name="Bench Monitor")
    Membership.objects.create(person=person, agency=agency, role="monitor", starts_on="2020-01-01")
    definition = Definition.objects.get(code="unodc-strategy")
    done, first = _timed(lambda: operation.import_as_operator(path=path))
    _again, second = _timed(lambda: operation.import_as_operator(path=path))
    found, third = _timed(lambda: list(selectors.actors_within(person, definition, clock.today())))
    print(
        f"{kind}: {len(done.published.entries)} groups in, {done.published.individuals} people left out, in "
        f"{first:.2f} s; seen again in {second:.2f} s; {len(found)} within the meaning of the UNODC strategy in "
        f"{third * 1000:.0f} ms; greatest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB"
    )


def _timed(act: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.perf_counter()
    answer = act()
    return answer, time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
