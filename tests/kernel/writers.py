"""What the tests of concurrent writing run in processes of their own, each on a file of SQLite.

python -m tests.kernel.writers count RECORD TRANSACTIONS    raise a version so often, reading it anew when stale
python -m tests.kernel.writers race RECORD NAME             save once from version 1; print "saved" or "stale"
"""

import sys

import django

django.setup()

from amparo.accounts.models import Agency  # noqa: E402  (Django must have started)
from amparo.kernel.errors import Stale  # noqa: E402 - as above
from amparo.kernel.saving import save_versioned  # noqa: E402 - as above


def count(record: str, transactions: int) -> None:
    """Save `transactions` times; a refused save is made again from the version that is there."""
    agency = Agency.objects.get(pk=record)
    saved = refused = 0
    while saved < transactions:
        try:
            save_versioned(agency, expected_version=agency.version, changes={"name": f"{record}-{agency.version}"})
            saved += 1
        except Stale:
            refused += 1
            agency.refresh_from_db()
    sys.stdout.write(f"{saved} {refused}")


def race(record: str, name: str) -> None:
    """Wait for a line on standard input, then save once."""
    agency = Agency.objects.get(pk=record)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    try:
        save_versioned(agency, expected_version=1, changes={"name": name})
        sys.stdout.write("saved")
    except Stale as error:
        sys.stdout.write(f"stale {error.theirs['name']}/{error.yours['name']}")


if __name__ == "__main__":
    if sys.argv[1] == "count":
        count(sys.argv[2], int(sys.argv[3]))
    else:
        race(sys.argv[2], sys.argv[3])
