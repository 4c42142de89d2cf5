"""When there was sound at a source of the sound server, watched from outside of the program."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping
from types import TracebackType

import numpy as np

_RATE_HZ = 16_000
_BLOCK_SAMPLES = 320
"""20 ms: no finer than the sound server delivers."""
_LOUD = 10 ** (-45 / 20)
"""RMS over full scale from which a block is sound; the virtual devices themselves are silent."""


class SoundWatch:
    """Listens from its making to ``close``; its questions may be asked from any thread.

    Args:
        source: Of the sound server, such as ``vspk.monitor``.
        environment: Where the sound server is.
    """

    def __init__(self, source: str, environment: Mapping[str, str]) -> None:
        self._lock = threading.Lock()
        self._loud_s: list[float] = []
        """``time.monotonic()`` of the blocks with sound, ascending."""
        self._process = subprocess.Popen(
            ["parec", "-d", source, "--raw", "--format=s16le", f"--rate={_RATE_HZ}",
             "--channels=1", "--latency-msec=20"],
            env=os.environ | dict(environment),
            stdout=subprocess.PIPE,
        )  # fmt: skip
        self._thread = threading.Thread(target=self._run, name=f"watch-{source}")
        self._thread.start()

    def __enter__(self) -> SoundWatch:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End; safe to call twice."""
        if self._process.poll() is None:
            self._process.terminate()
        self._process.wait()
        self._thread.join()

    def first_after(self, at_s: float) -> float | None:
        """Return when there was sound first, not before a moment; None when there was none yet."""
        with self._lock:
            return next((one for one in self._loud_s if one >= at_s), None)

    def last_before(self, at_s: float) -> float | None:
        """Return when there was sound last, before a moment."""
        with self._lock:
            return next((one for one in reversed(self._loud_s) if one < at_s), None)

    def silent_s(self) -> float:
        """Return for how long there has been no sound; endless when there never was."""
        last_s = self.last_before(time.monotonic())
        return float("inf") if last_s is None else time.monotonic() - last_s

    def _run(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while len(data := stream.read(_BLOCK_SAMPLES * 2)) == _BLOCK_SAMPLES * 2:
            samples = np.frombuffer(data, "<i2").astype(np.float32) / 32768
            if float(np.sqrt(np.mean(samples**2))) > _LOUD:
                with self._lock:
                    self._loud_s.append(time.monotonic())
