#!/bin/sh
# Runs Tongsheng from this checkout, first installing whatever is missing.
#   sh packaging/run.sh                      the window
#   sh packaging/run.sh transcribe talk.wav  the command line; "--help" lists it
set -eu

self=$0
[ -h "$self" ] && self=$(readlink -f "$self")
root=$(CDPATH='' cd -- "$(dirname -- "$self")/.." && pwd -P)
# shellcheck source=packaging/setup.sh
. "$root/packaging/setup.sh"

set_up runtime

# needs_starter ARGUMENT...: whether a command will load models and names none of its own.
needs_starter() {
    command=
    for argument; do
        case $argument in
            --) break ;;
            -h | --help | --model | --model=* | --translation-model | --translation-model=*)
                return 1
                ;;
            -*) ;;
            *) : "${command:=$argument}" ;;
        esac
    done
    case $command in
        transcribe | translate | caption | bench) return 0 ;;
        *) return 1 ;;
    esac
}

# -P: a folder named "app" where the user happens to be must not be taken for ours.
if [ $# -eq 0 ]; then
    # The window opens at once and fetches the models itself, with a progress bar.
    set -- --install-starter
elif needs_starter "$@"; then
    # What it reports about models that are there already is not asked for; progress and errors
    # are on standard error.
    "$venv/bin/python" -P -m app models install starter >/dev/null
fi

exec "$venv/bin/python" -P -m app "$@"
