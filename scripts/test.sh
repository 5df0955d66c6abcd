#!/bin/sh
# Every gate, in the order in which they are quick to fail. CI runs the same.
set -eu
cd "$(dirname "$0")/.."
bin=$PWD/.venv/bin
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT INT TERM
export AMPARO_TEST_DATA_DIR="$data"
workers=${AMPARO_TEST_WORKERS:-2}

step() { printf '\n== %s\n' "$*"; }

step "Translations compile"
"$bin/python" scripts/messages.py compile
step "Lint and format"
"$bin/ruff" check .
"$bin/ruff" format --check .
step "Types"
# Without its cache: from one commit to the next it has made mypy fail on itself.
"$bin/mypy" --cache-dir=/dev/null
step "Layers"
"$bin/lint-imports"
step "Migrations are complete"
DJANGO_SETTINGS_MODULE=tests.settings PYTHONPATH=. "$bin/django-admin" makemigrations --check --dry-run
step "Browser"
scripts/browser.sh
step "Tests on SQLite"
rm -f .coverage .coverage.*
"$bin/coverage" run -m pytest -q -n "$workers" --dist loadfile --no-loadscope-reorder tests \
    --ignore tests/browser --ignore tests/access/test_hostile_requests.py
step "Tests in the browser, and absurd requests"
# They run what other tests have run already: watching that again would take a third of their time.
"$bin/python" -m pytest -q -n "$workers" --dist load tests/browser tests/access/test_hostile_requests.py
step "Tests of the data layer on a private PostgreSQL"
status=0
"$bin/python" scripts/with_postgres.py "$bin/coverage" run -m pytest -q -n "$workers" -m "(both or postgres) and not prove" tests || status=$?
if [ "$status" = 77 ]; then
    if [ "${CI:-}" = true ]; then echo "PostgreSQL's binaries are missing, and CI must have them." >&2; exit 1; fi
    echo "SKIPPED ALOUD: PostgreSQL's binaries are missing. On Debian: apt-get install postgresql" >&2
elif [ "$status" != 0 ]; then exit "$status"; fi
step "Tests of the estimation library"
"$bin/coverage" run -m pytest -q estimation
step "Branch coverage"
"$bin/python" scripts/coverage_floors.py
step "Known weaknesses of dependencies"
"$bin/python" scripts/audit_dependencies.py
