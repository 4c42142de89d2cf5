"""One piece of recognition, as the events it gives: its result or its failure, and its cost."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence

from engines.asr.streaming import StreamingRecognizer
from engines.events import SessionEvent, Stage, StageTimed
from engines.pipeline.failures import stage_failed
from engines.types import SAMPLE_RATE_HZ, SpeechSegment

_log = logging.getLogger(__name__)


MAX_BATCH = 8
"""Utterances decoded together when they wait anyway. Whisper base on two cores: 0.39 s for one by
itself, 0.26 s in fours, 0.22 s in eights, no less in thirteens (13 clips of 4 s)."""


def recognize_partial(
    streaming: StreamingRecognizer, segment: SpeechSegment, queued_s: float
) -> Iterator[SessionEvent]:
    """Yield what a growing utterance says so far, or why there is nothing."""
    started_s = time.monotonic()
    try:
        result = streaming.partial(segment)
    except Exception as error:  # noqa: BLE001 - the one broad catch of the stage; it is reported
        # This is nobody's utterance: the next pass may well work.
        yield stage_failed(Stage.RECOGNITION, error, None)
        return
    if result is not None:
        yield result
    yield _timed(segment, queued_s, time.monotonic() - started_s)


def anticipate_final(
    streaming: StreamingRecognizer, segment: SpeechSegment, queued_s: float
) -> Iterator[SessionEvent]:
    """Yield what an utterance says so far, recognized as if it ended here."""
    started_s = time.monotonic()
    try:
        result = streaming.anticipate(segment)
    except Exception as error:  # noqa: BLE001 - nobody waits for this: the final says so if it fails
        _log.info("an end was anticipated in vain: %r", error)
        return
    if result is not None:
        yield result
    yield _timed(segment, queued_s, time.monotonic() - started_s)


def recognize_finals(
    streaming: StreamingRecognizer, segments: Sequence[SpeechSegment], queued_s: float = 0.0
) -> Iterator[SessionEvent]:
    """Yield for each finished utterance its text, or why there is none."""
    started_s = time.monotonic()
    try:
        results = streaming.finals(segments)
    except Exception as error:  # noqa: BLE001 - the one broad catch of the stage; it is reported
        if len(segments) == 1:
            yield stage_failed(Stage.RECOGNITION, error, segments[0].utterance_id)
            return
        # One of them spoilt it for all: each gets its own chance.
        for segment in segments:
            yield from recognize_finals(streaming, [segment], queued_s)
        return
    busy_s = (time.monotonic() - started_s) / len(segments)
    for segment, result in zip(segments, results, strict=True):
        yield result
        yield _timed(segment, queued_s, busy_s)


def _timed(segment: SpeechSegment, queued_s: float, busy_s: float) -> StageTimed:
    return StageTimed(
        Stage.RECOGNITION,
        segment.utterance_id,
        is_final=not segment.is_open,
        queued_s=queued_s,
        busy_s=busy_s,
        audio_s=len(segment.samples) / SAMPLE_RATE_HZ,
    )
