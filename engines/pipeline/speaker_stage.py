"""The thread that says of finals who spoke, after recognition and in nobody's way."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future

from engines.errors import EngineError
from engines.events import SessionEvent, SpeakerTold, Stage
from engines.interfaces import VoiceEncoder, VoiceLabels
from engines.pipeline.failures import stage_failed
from engines.types import SAMPLE_RATE_HZ, SpeechSegment


class SpeakerStage:
    """Runs from its making until ``close``.

    Args:
        encoder: Resolves when it is loaded; whoever loads it says when that fails.
        labels: Owned by the stage.
        emit: Takes ``SpeakerTold`` and ``StageFailed``, on the stage's thread.
    """

    def __init__(
        self,
        encoder: Future[VoiceEncoder],
        labels: VoiceLabels,
        emit: Callable[[SessionEvent], None],
    ) -> None:
        self._encoder = encoder
        self._labels = labels
        self._emit = emit
        self._waiting: queue.SimpleQueue[SpeechSegment | None] = queue.SimpleQueue()
        self._is_aborted = threading.Event()
        """Nothing that comes from now on is looked at."""
        self._thread = threading.Thread(target=self._run, name="speakers")
        self._thread.start()

    def put(self, segment: SpeechSegment) -> None:
        """Take an utterance whose final was told."""
        if not self._is_aborted.is_set():
            self._waiting.put(segment)

    def abort(self) -> None:
        """Leave out what waits."""
        self._is_aborted.set()

    def close(self) -> None:
        """Finish what waits, and wait for that."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            encoder = self._encoder.result()
        except EngineError:
            # Whoever loaded it has said so; captions go on without labels.
            self._is_aborted.set()
            return
        while (segment := self._waiting.get()) is not None:
            if self._is_aborted.is_set():
                continue
            speech = segment.samples[: segment.speech_end_sample - segment.first_sample]
            try:
                vector = encoder.encode(speech)
                label = self._labels.label(vector, len(speech) / SAMPLE_RATE_HZ)
            except Exception as error:  # noqa: BLE001 - the one broad catch here; it is reported
                self._emit(stage_failed(Stage.SPEAKER, error, segment.utterance_id))
                continue
            self._emit(SpeakerTold(segment.utterance_id, label))
