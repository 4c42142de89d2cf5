"""What a desktop runs beside our program: an X server and a session bus of a test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_BUS_CONFIG = """<busconfig><type>session</type><listen>unix:dir={folder}</listen>
<auth>EXTERNAL</auth><policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""


@contextmanager
def x_server() -> Iterator[str]:
    """Yield the name of a display; skips the test where there is no server or no xdotool."""
    if shutil.which("Xvfb") is None or shutil.which("xdotool") is None:
        pytest.skip("Xvfb and xdotool are not installed")
    command = ["Xvfb", "-screen", "0", "640x480x24", "-nolisten", "tcp", "-displayfd", "{pipe}"]
    with _server(command) as number:
        yield f":{number}"


def type_keys(display: str, keys: str) -> None:
    """Press keys as a person at that display would; in the words of xdotool."""
    subprocess.run(["xdotool", "key", keys], env=os.environ | {"DISPLAY": display}, check=True)


@contextmanager
def session_bus(folder: Path) -> Iterator[str]:
    """Yield the address of a bus that starts no service of this machine; skips without one."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("dbus-daemon is not installed")
    config = folder / "bus.conf"
    config.write_text(_BUS_CONFIG.format(folder=folder))
    command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address={pipe}"]
    with _server(command) as address:
        yield address


@contextmanager
def _server(command: list[str]) -> Iterator[str]:
    """Run a server; yield what it writes to the descriptor that ``{pipe}`` stands for."""
    reading, writing = os.pipe()
    words = [word.replace("{pipe}", str(writing)) for word in command]
    server = subprocess.Popen(words, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        place = pipe.readline().strip()
    try:
        yield place
    finally:
        server.terminate()
        server.wait(10)
