"""Makes a machine ready to run Tongsheng: system libraries, then a locked Python environment.

Runs with a bare Python 3.11 or 3.12, called by ``setup.sh`` and ``run.ps1`` with the checkout on
PYTHONPATH. It is called only when the environment is absent, unfinished or older than its lock.
"""

from __future__ import annotations

import argparse
import contextlib
import filecmp
import importlib
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from app import system_packages
from app.system_packages import PackageManager, SystemNeed

PACKAGING = Path(__file__).resolve().parent
RUNTIME_LOCK = "requirements.lock"
DEV_LOCK = "requirements-dev.lock"
UNFINISHED = "tongsheng-unfinished"
"""Lies in the environment while it is being filled; found at the start, it means that an earlier
try was cut off and may have left half a package, which pip would take for a whole one."""


class SetupError(Exception):
    """The machine could not be made ready; the message says what to do."""


def say(text: str) -> None:
    """Tell the person at the terminal what is being done; standard output stays the program's."""
    sys.stderr.write(f"tongsheng: {text}\n")
    sys.stderr.flush()


# --- system packages ---------------------------------------------------------------------------


def root_prefix() -> tuple[str, ...] | None:
    """Return what to put before a command to run it as root; None where that is impossible."""
    if os.geteuid() == 0:
        return ()
    if shutil.which("sudo") is None:
        return None
    asks_nothing = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ("sudo",) if asks_nothing.returncode == 0 or sys.stdin.isatty() else None


def apt_install(needs: Sequence[SystemNeed], prefix: Sequence[str]) -> None:
    """Install with apt; what is still missing afterwards is for the caller to judge."""
    command = system_packages.install_command(needs, PackageManager.APT)
    as_root = (*prefix, "env", "DEBIAN_FRONTEND=noninteractive")
    wait_for_others = ("-o", "DPkg::Lock::Timeout=300")
    say(f"installing system packages: {shlex.join((*prefix, *command))}")
    # One broken third-party list must not keep the others from being used, so a failure of the
    # update alone decides nothing.
    for apt in (("apt-get", *wait_for_others, "update"), (*command, *wait_for_others)):
        subprocess.run([*as_root, *apt], stdin=None, stdout=sys.stderr, check=False)


def ensure_system_packages(needs: Sequence[SystemNeed]) -> None:
    """Install what the system lacks, or say the exact command that does.

    Raises:
        SetupError: something without which the program cannot run is missing.
    """
    lacking = system_packages.missing(needs)
    if not lacking:
        return
    manager = system_packages.package_manager()
    if manager is PackageManager.APT and (prefix := root_prefix()) is not None:
        apt_install(lacking, prefix)
        importlib.invalidate_caches()  # ensurepip may have appeared a moment ago
        lacking = system_packages.missing(lacking)
        if not lacking:
            return
    purposes = ", ".join(dict.fromkeys(need.purpose for need in lacking))
    if manager is None:
        packages = system_packages.install_command(lacking, PackageManager.APT)
        names = " ".join(package for package in packages if not package.startswith("-"))
        remedy = f"install what your system calls (Debian's names): {names}"
    else:
        remedy = "run: sudo " + shlex.join(system_packages.install_command(lacking, manager))
    if any(need.is_required for need in lacking):
        raise SetupError(f"this machine lacks what is needed for {purposes}.\n  {remedy}")
    say(f"going on without what is needed for {purposes}.\n  To mend it, {remedy}")


# --- the Python environment --------------------------------------------------------------------


def environment_python(venv: Path) -> Path:
    """Return the interpreter inside an environment."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def stamp(venv: Path, lock: str) -> Path:
    """Return the copy of a lock that lies in an environment which was filled from it."""
    return venv / f"tongsheng-{lock}"


def is_current(venv: Path, lock: str) -> bool:
    """Tell whether an environment holds everything its lock names; ``setup.sh`` asks the same."""
    copy = stamp(venv, lock)
    return (
        environment_python(venv).exists()
        and copy.exists()
        and filecmp.cmp(copy, PACKAGING / lock, shallow=False)
    )


@contextlib.contextmanager
def sole_owner(venv: Path) -> Iterator[None]:
    """Keep a second set-up of the same environment waiting until the first is done."""
    venv.parent.mkdir(parents=True, exist_ok=True)
    if os.name == "nt":
        yield
        return
    import fcntl

    with (venv.parent / f"{venv.name}.lock").open("w") as turnstile:
        try:
            fcntl.flock(turnstile, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up is at work; waiting for it")
            fcntl.flock(turnstile, fcntl.LOCK_EX)
        yield


def python_environment() -> Mapping[str, str]:
    """Return the variables for pip: ours without those that lead Python elsewhere."""
    return {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHONHOME"}}


def run_python(command: Sequence[str | Path], failure: str) -> None:
    """Run a Python command with its output in view.

    Raises:
        SetupError: it failed.
    """
    done = subprocess.run(command, stdout=sys.stderr, env=python_environment(), check=False)
    if done.returncode != 0:
        raise SetupError(failure)


def ensure_environment(venv: Path, lock: str) -> None:
    """Bring an environment to what its lock says, from whatever state it is in.

    Raises:
        SetupError: it could not be created or filled.
    """
    python = environment_python(venv)
    unfinished = venv / UNFINISHED
    if not python.exists() or unfinished.exists():
        is_environment = (venv / "pyvenv.cfg").exists() or unfinished.exists()
        if not is_environment and venv.exists() and any(venv.iterdir()):
            raise SetupError(f"{venv} holds other things; an environment needs a folder of its own")
        # The real file, not the name "python3", which another version may take over one day.
        base = os.path.realpath(sys.executable)
        say(f"creating the Python environment {venv}")
        run_python(
            [base, "-m", "venv", "--clear", venv],
            f"the Python environment could not be created in {venv}",
        )
    unfinished.touch()
    for earlier in (RUNTIME_LOCK, DEV_LOCK):
        stamp(venv, earlier).unlink(missing_ok=True)
    say("installing Python packages; this happens once")
    run_python(
        [
            *(python, "-m", "pip", "install", "--require-hashes"),
            *("--disable-pip-version-check", "-r", PACKAGING / lock),
        ],
        "the Python packages could not be installed; run the same command again to retry",
    )
    # The development lock holds everything of the other one.
    for held in {RUNTIME_LOCK, lock}:
        shutil.copyfile(PACKAGING / held, stamp(venv, held))
    unfinished.unlink()


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the machine ready; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("purpose", choices=["runtime", "dev"], help="dev: also what tests need")
    parser.add_argument("venv", type=Path, help="the environment to make or to complete")
    options = parser.parse_args(arguments)
    is_dev = options.purpose == "dev"
    lock = DEV_LOCK if is_dev else RUNTIME_LOCK
    needs = system_packages.RUNTIME_NEEDS + (system_packages.TEST_NEEDS if is_dev else ())
    try:
        with sole_owner(options.venv):
            if not is_current(options.venv, lock):
                ensure_system_packages(needs)
                ensure_environment(options.venv, lock)
    except SetupError as failure:
        say(str(failure))
        return 1
    except KeyboardInterrupt:
        say("stopped; run the same command again to go on")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
