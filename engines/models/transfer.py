"""How far moving bytes has come, how fast it goes, and leaving it at once when asked."""

from __future__ import annotations

import hashlib
import queue
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar

from engines.errors import EngineError, ErrorCode
from engines.interfaces import CancelToken, Progress, ProgressCallback

T = TypeVar("T")

BLOCK_BYTES = 1 << 20
REPORT_EVERY_S = 0.1
RATE_EVERY_S = 0.5
RATE_WEIGHT = 0.3
"""Share of the newest half second in the smoothed rate."""
CANCEL_EVERY_S = 0.1
"""How often a wait looks whether it should end."""


class Transfer:
    """One stretch of work over a known number of bytes.

    Args:
        total_bytes: All there is to do, what was done before included.
        on_progress: Told at most every 0.1 s, and at the end; called on the working thread.
        cancel: Asked at every step.
        step: What is being done: "download", "copy" or "verify".
        clock: Seconds that only grow.
    """

    def __init__(
        self,
        total_bytes: int,
        on_progress: ProgressCallback,
        cancel: CancelToken,
        step: str = "download",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.cancel = cancel
        self.total_bytes = total_bytes
        self._on_progress = on_progress
        self._step = step
        self._clock = clock
        self._settled_bytes = 0
        self._done_bytes = 0
        self._rate_per_s: float | None = None
        self._rate_from = (clock(), 0)
        self._reported_at_s: float | None = None

    def check(self) -> None:
        """Stop here if that was asked for.

        Raises:
            EngineError: CANCELLED.
        """
        if self.cancel.is_set():
            raise EngineError(ErrorCode.CANCELLED)

    def pause(self, duration_s: float) -> None:
        """Wait, but not longer than until the work is cancelled."""
        until_s = time.monotonic() + duration_s
        nothing = threading.Event()
        while (left_s := until_s - time.monotonic()) > 0:
            self.check()
            nothing.wait(min(left_s, CANCEL_EVERY_S))
        self.check()

    def settle(self, done_bytes: int) -> None:
        """Say what is truly done, after a part has ended well or badly."""
        self._settled_bytes = done_bytes
        self._jump(done_bytes)

    def part(self, weight_bytes: int | None) -> Callable[[int, int | None], None]:
        """Begin a part that counts for ``weight_bytes``; None where its size is not known yet.

        Returns:
            To be called with the part's own count of bytes done and in all. The first call says
            what was there before, which does not count as speed.
        """
        base_bytes = self._done_bytes
        weight = weight_bytes
        is_first = True

        def report(done: int, total: int | None) -> None:
            nonlocal weight, is_first
            if weight is None and total is not None:
                weight = total
                self.total_bytes += total
            share = (weight or 0) * done // total if total else 0
            if is_first:
                is_first = False
                self._jump(base_bytes + share)
            else:
                self.at(base_bytes + share)

        return report

    def whole(self, size_bytes: int) -> Callable[[int], None]:
        """Begin a part of known size that is done from its beginning."""
        report = self.part(size_bytes)
        report(0, size_bytes)
        return lambda done_bytes: report(done_bytes, size_bytes)

    def at(self, done_bytes: int) -> None:
        """Report progress, unless that was just done.

        Raises:
            EngineError: CANCELLED.
        """
        self.check()
        self._done_bytes = done_bytes
        now_s = self._clock()
        since_s, since_bytes = self._rate_from
        if now_s - since_s >= RATE_EVERY_S:
            newest = max(0, done_bytes - since_bytes) / (now_s - since_s)
            before = self._rate_per_s
            self._rate_per_s = (
                newest if before is None else before + RATE_WEIGHT * (newest - before)
            )
            self._rate_from = now_s, done_bytes
        is_over = done_bytes >= self.total_bytes
        last_s = self._reported_at_s
        if is_over or last_s is None or now_s - last_s >= REPORT_EVERY_S:
            self._reported_at_s = now_s
            rate = self._rate_per_s
            left = max(0, self.total_bytes - done_bytes)
            self._on_progress(
                Progress(
                    done=min(done_bytes, self.total_bytes),
                    total=self.total_bytes,
                    step=self._step,
                    rate_per_s=rate,
                    remaining_s=left / rate if rate else None,
                )
            )

    def _jump(self, done_bytes: int) -> None:
        """Take note of bytes that did not have to be moved."""
        self._rate_from = self._rate_from[0], self._rate_from[1] + done_bytes - self._done_bytes
        self.at(done_bytes)


def hash_file(path: Path, on_bytes: Callable[[int], None], algorithm: str = "sha256") -> str:
    """Return the hexadecimal digest of a file; ``on_bytes`` hears how many were read so far."""
    digest = hashlib.new(algorithm)
    with path.open("rb") as file:
        return _digest(file, digest, on_bytes)


def hash_stream(stream: BinaryIO, on_bytes: Callable[[int], None]) -> str:
    """Return the hexadecimal SHA-256 of what is left in a stream."""
    return _digest(stream, hashlib.sha256(), on_bytes)


def _digest(stream: BinaryIO, digest: hashlib._Hash, on_bytes: Callable[[int], None]) -> str:
    done = 0
    while block := stream.read(BLOCK_BYTES):
        digest.update(block)
        done += len(block)
        on_bytes(done)
    return digest.hexdigest()


def in_background(
    produce: Callable[[], Iterator[T]],
    cancel: CancelToken,
    interrupt: Callable[[], None] = lambda: None,
) -> Iterator[T]:
    """Iterate on a thread of its own, so that a read that blocks cannot hold the caller.

    Args:
        produce: Called on that thread; what it raises is raised here. It must touch nothing that
            matters once it was left alone, because it ends only when its current step does.
        cancel: Asked every 0.1 s while nothing arrives.
        interrupt: Wakes a producer that is blocked; called once the caller leaves early.

    Raises:
        EngineError: CANCELLED, within about 0.1 s of being asked.
    """
    items: queue.Queue[tuple[T] | BaseException | None] = queue.Queue(maxsize=16)
    is_left = threading.Event()

    def work() -> None:
        end: BaseException | None = None
        try:
            for item in produce():
                items.put((item,))
                if is_left.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - raised again on the caller's thread
            end = error
        items.put(end)

    if cancel.is_set():
        raise EngineError(ErrorCode.CANCELLED)
    threading.Thread(target=work, name="model-transfer", daemon=True).start()
    is_finished = False
    try:
        while True:
            if cancel.is_set():
                raise EngineError(ErrorCode.CANCELLED)
            try:
                item = items.get(timeout=CANCEL_EVERY_S)
            except queue.Empty:
                continue
            if not isinstance(item, tuple):
                is_finished = True
                if item is not None:
                    raise item
                return
            yield item[0]
    finally:
        is_left.set()
        if not is_finished:
            interrupt()
        # A producer that waits for room in the queue finds it, and then that it was left.
        while not items.empty():
            items.get_nowait()


def call_in_background(function: Callable[[], T], cancel: CancelToken) -> T:
    """Call a function that may block, and leave it alone when cancelled."""
    return next(in_background(lambda: iter((function(),)), cancel))
