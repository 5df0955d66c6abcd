#!/bin/sh
# Every gate, in the order in which they are quick to fail. CI runs the same.
set -eu
cd "$(dirname "$0")/.."
bin=$PWD/.venv/bin
data=$(mktemp -d)
types=
trap '[ -z "$types" ] || kill "$types" 2>/dev/null; rm -rf "$data"' EXIT INT TERM
export AMPARO_TEST_DATA_DIR="$data"
workers=${AMPARO_TEST_WORKERS:-2}

step() { printf '\n== %s\n' "$*"; }

# A long check beside the short ones; what it says is told when it is done.
log=$data/types
# Without its cache: from one commit to the next it has made mypy fail on itself.
"$bin/mypy" --cache-dir=/dev/null >"$log" 2>&1 &
types=$!
step "Translations compile"
"$bin/python" scripts/messages.py compile
step "Lint and format"
"$bin/ruff" check .
"$bin/ruff" format --check .
step "Layers"
"$bin/lint-imports"
step "Migrations are complete"
DJANGO_SETTINGS_MODULE=tests.settings PYTHONPATH=. "$bin/django-admin" makemigrations --check --dry-run
step "Browser"
scripts/browser.sh
rm -f .coverage .coverage.*
step "Tests of the estimation library"
"$bin/coverage" run -m pytest -q estimation
step "Types"
status=0
wait "$types" || status=$?
types=
cat "$log"
[ "$status" = 0 ] || exit "$status"
# To watch which branches run doubles the time of a test. The rooms that have a floor are watched in their own tests;
# those below go through all rooms, start processes or wait for them, and run unwatched.
unwatched="access api browser cli config evidence house public scripts files/outlines/test_import_outlines.py
    kernel/test_writers.py monitor/imports/test_refused_files.py monitor/imports/test_surviving.py"
ignored= named=
for part in $unwatched; do
    ignored="$ignored --ignore tests/$part"
    named="$named tests/$part"
done
spread="-n $workers --dist loadgroup --no-loadscope-reorder"
step "Tests on SQLite"
# shellcheck disable=SC2086 # lists of words
"$bin/coverage" run -m pytest -q $spread tests $ignored
step "Tests on SQLite that go through all rooms"
# shellcheck disable=SC2086 # lists of words
"$bin/python" -m pytest -q $spread $named
step "Tests of the data layer on a private PostgreSQL"
# Only the files that hold such a test are looked into: to read all others takes as long as to run half of these.
both=$(grep -rlE 'mark\.(both|postgres)\b' tests --include='test_*.py')
status=0
# shellcheck disable=SC2086 # lists of words
"$bin/python" scripts/with_postgres.py "$bin/python" -m pytest -q $spread -m "(both or postgres) and not prove" $both ||
    status=$?
if [ "$status" = 77 ]; then
    if [ "${CI:-}" = true ]; then echo "PostgreSQL's binaries are missing, and CI must have them." >&2; exit 1; fi
    echo "SKIPPED ALOUD: PostgreSQL's binaries are missing. On Debian: apt-get install postgresql" >&2
elif [ "$status" != 0 ]; then exit "$status"; fi
step "Branch coverage"
"$bin/python" scripts/coverage_floors.py
step "Known weaknesses of dependencies"
"$bin/python" scripts/audit_dependencies.py
