#!/bin/sh
# Writes requirements/*.txt anew. The locks hold for Python 3.11 to 3.13 and name no registry.
set -eu
cd "$(dirname "$0")/.."
for name in uv run test; do
    .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-find-links --no-annotate "requirements/$name.in" -o "requirements/$name.txt"
done
