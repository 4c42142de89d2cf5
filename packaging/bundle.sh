#!/bin/sh
# Builds the bundle with PyInstaller, on a machine that this script makes ready first.
#   sh packaging/bundle.sh                 dist/tongsheng, without models
#   sh packaging/bundle.sh --with-starter  the same with the starter models, 1.3 GB more
set -eu

self=$0
[ -h "$self" ] && self=$(readlink -f "$self")
root=$(CDPATH='' cd -- "$(dirname -- "$self")/.." && pwd -P)
# shellcheck source=packaging/setup.sh
. "$root/packaging/setup.sh"

set_up dev
case " $* " in
    *' --with-starter '*) "$venv/bin/python" -P -m app models install starter >/dev/null ;;
esac
exec "$venv/bin/python" "$root/packaging/bundle.py" "$@"
