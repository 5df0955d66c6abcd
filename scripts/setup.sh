#!/bin/sh
# Makes the environment in .venv: a hash-locked uv first, then everything else by uv, hash-locked too, and
# our own two distributions last, without dependencies and without build isolation. Does nothing when the
# environment already is what the locks say, and begins anew where it is half made, was made for another folder
# or by a Python that is gone.   usage: scripts/setup.sh run|test
set -eu
cd "$(dirname "$0")/.."
want=$1
python=${PYTHON:-python3}

need() { # need TEST APT-PACKAGE WHAT
    if ! sh -c "$1" >/dev/null 2>&1; then
        echo "Amparo needs $3, which this machine does not have. On Debian: apt-get install $2" >&2
        exit 1
    fi
}
need "command -v $python" python3 "Python 3.11, 3.12 or 3.13"
need "$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'" python3 \
    "Python 3.11, 3.12 or 3.13 (PYTHON=python3.11 make ... chooses one)"
need "$python -c 'import ensurepip, venv'" python3-venv "Python's venv module"

stamp() {
    cat requirements/uv.txt requirements/run.txt "$@" pyproject.toml estimation/pyproject.toml | sha256sum | cut -d' ' -f1
}
run_stamp=$(stamp)
test_stamp=$(stamp requirements/test.txt)
made=.venv/amparo-stamps

# The programs of an environment name its Python by the full path: a checkout that was moved or copied needs another.
usable() { .venv/bin/python -m pip --version >/dev/null 2>&1 && grep -qF "$PWD/.venv/bin/python" .venv/bin/pip; }
current() { # the cheap look, made at each start
    [ -x .venv/bin/python ] && grep -qsxF "at $PWD" "$made" || return 1
    if [ "$want" = run ]; then grep -qsx "run $run_stamp" "$made"; else grep -qsx "test $test_stamp" "$made"; fi
}
if ! current; then
    echo "Making the environment in .venv ..." >&2
    usable || "$python" -m venv --clear .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
    uv=".venv/bin/uv pip install --quiet --python .venv/bin/python"
    $uv --require-hashes -r requirements/run.txt
    [ "$want" = run ] || $uv --require-hashes -r requirements/test.txt
    $uv --no-deps --no-build-isolation -e estimation -e .
    printf '%s\n' "at $PWD" "run $run_stamp" >"$made"
    [ "$want" = run ] || echo "test $test_stamp" >>"$made"
fi
# A new release may bring new words with old requirements.
for words in src/amparo/locale/*/LC_MESSAGES/*.po; do
    if ! [ "${words%.po}.mo" -nt "$words" ]; then
        .venv/bin/python scripts/messages.py compile
        break
    fi
done
