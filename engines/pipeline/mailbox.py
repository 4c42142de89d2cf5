"""What waits for the threads that own engines: finals in order, and at most one partial."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass

from engines.types import SAMPLE_RATE_HZ, SpeechSegment, Transcript


@dataclass(frozen=True, slots=True, eq=False)
class RecognitionJob:
    """One stretch of audio to recognize."""

    segment: SpeechSegment
    requested_at_s: float
    """``time.monotonic()`` when it was asked for."""
    anticipates_end: bool = False
    """The speaker pauses: to be recognized as if nothing more came."""


class RecognitionMailbox:
    """Joins the thread that cuts utterances with the thread that recognizes them.

    Finals go before partials and are never dropped unless more than ``max_backlog_s`` of speech
    waits; a newer partial replaces an older one, and so does an anticipated end, which is a partial
    that does not wait for its turn. Safe from any thread.

    Args:
        max_backlog_s: How much finished speech may wait.
    """

    def __init__(self, max_backlog_s: float) -> None:
        self._max_backlog_samples = round(max_backlog_s * SAMPLE_RATE_HZ)
        self._finals: deque[RecognitionJob] = deque()
        self._partial: RecognitionJob | None = None
        self._waiting_samples = 0
        self._is_closed = False
        self._changed = threading.Condition()

    @property
    def backlog_s(self) -> float:
        """Finished speech that waits, in seconds."""
        return self._waiting_samples / SAMPLE_RATE_HZ

    def put(self, segment: SpeechSegment, *, anticipates_end: bool = False) -> list[SpeechSegment]:
        """Add a segment and return the finished ones that had to be dropped for it.

        Args:
            segment: Open for a partial, finished for a final.
            anticipates_end: Recognize an open segment as if it were finished.
        """
        job = RecognitionJob(segment, time.monotonic(), anticipates_end)
        dropped: list[SpeechSegment] = []
        with self._changed:
            if segment.is_open:
                self._partial = job
            else:
                self._partial = None
                self._finals.append(job)
                self._waiting_samples += len(segment.samples)
                while self._waiting_samples > self._max_backlog_samples and len(self._finals) > 1:
                    oldest = self._finals.popleft().segment
                    self._waiting_samples -= len(oldest.samples)
                    dropped.append(oldest)
            self._changed.notify()
        return dropped

    def take(self, partials_after_s: float = 0.0) -> RecognitionJob | None:
        """Wait for the next job; None when the mailbox is closed and empty.

        Args:
            partials_after_s: The ``time.monotonic()`` before which no partial is handed out, so
                that partials get rarer on a slow machine.
        """
        with self._changed:
            while True:
                if self._finals:
                    job = self._finals.popleft()
                    self._waiting_samples -= len(job.segment.samples)
                    return job
                if self._is_closed:
                    return None
                wait_s: float | None = None
                if self._partial is not None:
                    wait_s = partials_after_s - time.monotonic()
                    if wait_s <= 0 or self._partial.anticipates_end:
                        job, self._partial = self._partial, None
                        return job
                self._changed.wait(wait_s)

    def take_waiting_finals(self, at_most: int) -> list[RecognitionJob]:
        """Return finals that wait already, the oldest first; does not wait for any."""
        with self._changed:
            taken = [self._finals.popleft() for _ in range(min(at_most, len(self._finals)))]
            self._waiting_samples -= sum(len(job.segment.samples) for job in taken)
        return taken

    def close(self, *, discard: bool = False) -> None:
        """Accept that nothing more comes; ``discard`` also forgets what waits."""
        with self._changed:
            self._is_closed = True
            self._partial = None
            if discard:
                self._finals.clear()
                self._waiting_samples = 0
            self._changed.notify()


@dataclass(frozen=True, slots=True)
class TranslationJob:
    """One transcript to translate."""

    transcript: Transcript
    requested_at_s: float
    """``time.monotonic()`` when it was asked for."""


class TranslationMailbox:
    """Joins the thread that recognizes with the thread that translates.

    Finals go before partials and are never dropped; a newer partial replaces an older one, and the
    final of its utterance does so too. Safe from any thread.
    """

    def __init__(self) -> None:
        self._finals: deque[TranslationJob] = deque()
        self._partial: TranslationJob | None = None
        self._is_closed = False
        self._changed = threading.Condition()

    def put(self, transcript: Transcript) -> None:
        """Add a partial or a final."""
        job = TranslationJob(transcript, time.monotonic())
        with self._changed:
            if transcript.is_final:
                self._partial = None
                self._finals.append(job)
            else:
                self._partial = job
            self._changed.notify()

    def take(self) -> TranslationJob | None:
        """Wait for the next job; None when the mailbox is closed and empty."""
        with self._changed:
            while True:
                if self._finals:
                    return self._finals.popleft()
                if self._is_closed:
                    return None
                if self._partial is not None:
                    job, self._partial = self._partial, None
                    return job
                self._changed.wait()

    def close(self) -> None:
        """Accept that nothing more comes."""
        with self._changed:
            self._is_closed = True
            self._partial = None
            self._changed.notify()
