"""A recording from its file to its utterances, in a process of its own beside the live worker.

The live worker stays free for whoever speaks now. This process gives way to it, and to everything
else on the machine; a crash in native code costs no more than the utterance in work.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import psutil

from engines import registry
from engines.audio.files import probe, read_chunks
from engines.errors import EngineError
from engines.events import Stage, StageFailed
from engines.interfaces import CancelToken, Progress
from engines.pipeline.offline import transcribe
from engines.scratch_process import run_in_process
from engines.types import SAMPLE_RATE_HZ, AudioChunk
from engines.worker.recording_work import RecordingMessage, RecordingWork

_NICE = 10


def transcribe_recording(
    work: RecordingWork,
    on_message: Callable[[RecordingMessage], None],
    cancel: CancelToken,
    hold: CancelToken | None = None,
) -> None:
    """Write down a recording; returns when it is done.

    Sound that cannot be read to its end is a ``StageFailed`` of the capture, and what was read
    counts. Utterances arrive in order; after the last sample of one, a later run may begin.

    Args:
        work: What to do.
        on_message: Told on this thread.
        cancel: Ends it within a fifth of a second.
        hold: While it is set, nothing goes on.

    Raises:
        EngineError: The sound cannot be read at all, a model cannot be loaded, CANCELLED,
            OUT_OF_MEMORY or INTERNAL.
    """
    run_in_process(_transcribe_here, (work,), on_message, cancel, hold)


def _transcribe_here(
    work: RecordingWork, tell: Callable[[RecordingMessage], None], _cancel: CancelToken
) -> None:
    _give_way()
    # What cannot be read is told before seconds go into loading.
    duration_s = probe(work.path).duration_s
    tell(Progress(work.session.first_sample // SAMPLE_RATE_HZ, round(duration_s or 0), "s", "load"))
    engines = work.engines
    recognizer = registry.load_recognizer(engines.recognizer, engines.language_model)
    translator = (
        None if engines.translator is None else registry.load_translator(engines.translator)
    )
    chunks = _Chunks(work, round(duration_s or 0), tell)
    for event in transcribe(
        chunks.read(), work.session, registry.load_vad(), recognizer, translator
    ):
        tell(event)


class _Chunks:
    """Reads the sound and tells how far it is."""

    def __init__(
        self, work: RecordingWork, total_s: int, tell: Callable[[RecordingMessage], None]
    ) -> None:
        self._work = work
        self._total_s = total_s
        self._tell = tell
        self._has_sound = False

    def read(self) -> Iterator[AudioChunk]:
        """Yield the sound; ends instead of failing once some of it was there."""
        first_sample = self._work.session.first_sample
        chunks = read_chunks(self._work.path, on_warning=self._warn, first_sample=first_sample)
        while (chunk := self._next(chunks)) is not None:
            yield chunk
            # Where the next chunk is asked for, the work on this one is done.
            done_s = min(chunk.end_sample // SAMPLE_RATE_HZ, self._total_s or sys.maxsize)
            self._tell(Progress(done_s, self._total_s, "s", "recognise"))

    def _next(self, chunks: Iterator[AudioChunk]) -> AudioChunk | None:
        try:
            chunk = next(chunks, None)
        except EngineError as error:
            if not self._has_sound:
                raise
            self._warn(error)
            return None
        self._has_sound = True
        return chunk

    def _warn(self, error: EngineError) -> None:
        self._tell(StageFailed(Stage.CAPTURE, error.code, None, error.detail, error.params))


def _give_way() -> None:
    if sys.platform == "win32":
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        psutil.Process().nice(_NICE)
