#!/bin/sh
# Every check and every test, on a machine that this script makes ready first.
#   sh packaging/test.sh          all of it, as in CI
#   sh packaging/test.sh --quick  without models, sound server and bundle, for daily work
set -eu

self=$0
[ -h "$self" ] && self=$(readlink -f "$self")
root=$(CDPATH='' cd -- "$(dirname -- "$self")/.." && pwd -P)
# shellcheck source=packaging/setup.sh
. "$root/packaging/setup.sh"

case ${1-} in
    '') is_quick=no ;;
    --quick) is_quick=yes ;;
    *)
        echo 'usage: sh packaging/test.sh [--quick]' >&2
        exit 2
        ;;
esac

set_up dev
cd "$root"
python=$venv/bin/python
# No window on the developer's screen, and nothing skipped for want of a model or a sound server.
export QT_QPA_PLATFORM=offscreen TONGSHENG_TESTS_REQUIRE_ALL=1

summary=
passed=0
failed=0

# check NAME COMMAND...: runs it whatever failed before, and keeps its line for the end.
check() {
    name=$1
    shift
    printf '\n--- %s\n' "$name"
    started_s=$(date +%s)
    if "$@"; then
        verdict=ok
        passed=$((passed + 1))
    else
        verdict=FAILED
        failed=$((failed + 1))
    fi
    line=$(printf '%-7s %4d s  %s' "$verdict" $(($(date +%s) - started_s)) "$name")
    summary="$summary$line
"
}

check 'ruff check' "$python" -m ruff check .
check 'ruff format' "$python" -m ruff format --check .
check 'mypy' "$python" -m mypy
check 'shellcheck' "$venv/bin/shellcheck" -x .ci/run packaging/*.sh packaging/linux/*.sh \
    packaging/linux/prerm packaging/macos/*.sh
check 'import rules' "$python" -c 'from importlinter.cli import lint_imports_command as run; run()'
check 'tests without models' "$python" -m pytest -m 'not model and not audio'
if [ "$is_quick" = no ]; then
    check 'starter models' "$python" -m app models install starter
    check 'tests with a sound server' "$python" -m pytest -m 'audio and not model'
    check 'tests with models' "$python" -m pytest -m model
    check 'the bundle' "$python" -m pytest -m packaging
fi

printf '\n%s\nchecks: %d passed, %d failed\n' "$summary" "$passed" "$failed"
[ "$failed" -eq 0 ]
