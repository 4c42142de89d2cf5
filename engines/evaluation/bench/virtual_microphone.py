"""A sound server of one's own, with a microphone and a loudspeaker that need no hardware.

What is played into the sink ``vmic_sink`` is heard by the source ``vmic``; what is played into
``vspk`` is what the computer plays.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType

PROGRAMS = ("pulseaudio", "pactl", "paplay")
_START_S = 10.0

# The socket comes last: once it is there, everything else is.
_SCRIPT = """
load-module module-null-sink sink_name=vspk rate=48000 channels=2
load-module module-null-sink sink_name=vmic_sink rate=16000 channels=1
load-module module-remap-source master=vmic_sink.monitor source_name=vmic
set-default-sink vspk
set-default-source vmic
load-module module-native-protocol-unix auth-anonymous=1 socket={socket}
"""


def missing_programs() -> list[str]:
    """Return what is not installed."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


class VirtualMicrophone:
    """A running PulseAudio server; ``close`` ends it.

    Args:
        folder: Where it keeps its socket and its log; a short path, as sockets need.

    Raises:
        RuntimeError: The server does not start.
    """

    sink = "vmic_sink"
    """What is played here is heard by the microphone."""

    def __init__(self, folder: Path) -> None:
        socket = folder / "native"
        self.environment = {
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_RUNTIME_PATH": str(folder),
            "PULSE_STATE_PATH": str(folder),
            "PULSE_SERVER": f"unix:{socket}",
        }
        script = folder / "server.pa"
        script.write_text(_SCRIPT.format(socket=socket))
        log = folder / "log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [
                    *("pulseaudio", "-n", "-F", str(script)),
                    *("--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"),
                ],
                env=os.environ | self.environment,
                stdout=output,
                stderr=output,
            )
        deadline_s = time.monotonic() + _START_S
        while not socket.exists():
            if self._process.poll() is not None or time.monotonic() > deadline_s:
                self.close()
                raise RuntimeError(f"the sound server did not start: {log.read_text()}")
            time.sleep(0.01)

    def __enter__(self) -> VirtualMicrophone:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def kill(self) -> None:
        """End it as a crash would."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End it; safe to call twice."""
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait()

    def control(self, *command: str) -> str:
        """Run ``pactl`` and return what it prints."""
        done = subprocess.run(
            ["pactl", *command],
            env=os.environ | self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def unplug_microphone(self, source: str = "vmic") -> None:
        """Take a source away."""
        for line in self.control("list", "short", "modules").splitlines():
            index, _, arguments = line.split("\t")[:3]
            if f"source_name={source}" in arguments.split():
                self.control("unload-module", index)
                return
        raise LookupError(source)

    def plug_in_microphone(self, source: str, title: str) -> None:
        """Add a source that hears the same as ``vmic``."""
        self.control(
            "load-module",
            "module-remap-source",
            "master=vmic_sink.monitor",
            f"source_name={source}",
            f"source_properties=device.description={title}",
        )

    def feed_loudspeaker_back(self, delay_ms: int, attenuation_db: float) -> None:
        """Let the microphone hear what the loudspeaker plays, as in a room."""
        index = self.control(
            "load-module",
            "module-loopback",
            "source=vspk.monitor",
            f"sink={self.sink}",
            f"latency_msec={delay_ms}",
        )
        for entry in self.control("list", "sink-inputs").split("Sink Input #")[1:]:
            if f"Owner Module: {index}\n" in entry:
                number = entry.partition("\n")[0]
                self.control("set-sink-input-volume", number, f"{-attenuation_db}dB")
                return
        raise LookupError(index)

    def play(self, path: Path, sink: str) -> None:
        """Play a file to its end."""
        subprocess.run(
            ["paplay", "-d", sink, str(path)], env=os.environ | self.environment, check=True
        )
