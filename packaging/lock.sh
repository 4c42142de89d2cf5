#!/bin/sh
# Writes both locks anew from pyproject.toml, the one list of what the program needs. Needs uv.
# Versions stay as they are unless pyproject.toml forbids them; "--upgrade" takes the newest.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$root"

if command -v uv >/dev/null; then
    uv=uv
else
    uv='python3 -m uv'
fi

# lock OUTPUT [ARGUMENT...]: one file for every platform and both Python versions, with the
# address of no index in it, so that each machine uses its own.
lock() {
    output=packaging/$1
    shift
    $uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
        --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
        --output-file "$output" "$@" >/dev/null
    if grep -n '://' "$output"; then
        echo "lock.sh: $output names a host" >&2
        exit 1
    fi
}

lock requirements.lock "$@"
lock requirements-dev.lock --extra dev --constraint packaging/requirements.lock "$@"
