# shellcheck shell=sh
# Shared by run.sh and test.sh: finds Python and the environment, and has them made when they are
# not there. POSIX sh, for dash as well.

: "${root:?the script that reads this file sets it to the checkout}"

# Prints the first Python 3.12 or 3.11 that works, looking past those that do not: the shim of a
# version switcher is found by name and then refuses to run.
find_python() (
    set -f
    wanted='import ctypes, sqlite3, ssl, sys, venv; sys.exit(sys.version_info[:2] not in {(3, 11), (3, 12)})'
    if [ -n "${TONGSHENG_PYTHON:-}" ]; then
        set -- "$TONGSHENG_PYTHON"
    else
        set -- python3.12 python3.11 python3 python
    fi
    IFS=:
    for name; do
        for directory in $PATH; do
            case $name in
                */*) candidate=$name ;;
                *) candidate=$directory/$name ;;
            esac
            [ -f "$candidate" ] && [ -x "$candidate" ] || continue
            if "$candidate" -c "$wanted" </dev/null >/dev/null 2>&1; then
                printf '%s\n' "$candidate"
                return 0
            fi
        done
    done
    return 1
)

say_python_is_missing() {
    {
        echo 'tongsheng: no working Python 3.11 or 3.12 was found.'
        if command -v apt-get >/dev/null; then
            echo '  run: sudo apt-get install python3 python3-venv   (Debian 12, Ubuntu 24.04)'
        elif command -v dnf >/dev/null; then
            echo '  run: sudo dnf install python3.12'
        elif command -v zypper >/dev/null; then
            echo '  run: sudo zypper install python312'
        elif command -v brew >/dev/null; then
            echo '  run: brew install python@3.12'
        else
            echo '  Install Python 3.12.'
        fi
        echo '  Or set TONGSHENG_PYTHON to the path of one that is somewhere else.'
    } >&2
}

# Sets $venv: TONGSHENG_VENV, or .venv in the checkout, or where the checkout cannot be written a
# folder among the user's data.
choose_venv() {
    venv=$root/.venv
    if [ -n "${TONGSHENG_VENV:-}" ]; then
        case $TONGSHENG_VENV in
            /*) venv=$TONGSHENG_VENV ;;
            *) venv=$PWD/$TONGSHENG_VENV ;;
        esac
    elif ! [ -w "$root" ] && ! venv_is_current "$1"; then
        venv=${TONGSHENG_HOME:-${XDG_DATA_HOME:-$HOME/.local/share}/tongsheng}/venv
    fi
}

# The lock that an environment was filled from lies in it as a copy: see bootstrap.py.
venv_is_current() {
    [ -x "$venv/bin/python" ] && cmp -s "$root/packaging/$1" "$venv/tongsheng-$1"
}

# set_up runtime|dev: afterwards $venv/bin/python has everything, and finds the program from any
# folder.
set_up() {
    case $1 in
        runtime) lock=requirements.lock ;;
        dev) lock=requirements-dev.lock ;;
    esac
    # PYTHONPATH rather than a .pth file in the environment: it stays right when the checkout is
    # moved or shares its environment with another one, and it takes the place of a PYTHONPATH
    # that leads to another Python's packages.
    PYTHONPATH=$root
    export PYTHONPATH
    unset PYTHONHOME
    choose_venv "$lock"
    venv_is_current "$lock" && return
    if ! base_python=$(find_python); then
        say_python_is_missing
        return 1
    fi
    "$base_python" -P "$root/packaging/bootstrap.py" "$1" "$venv"
}
