"""A recording heard as a session hears it, without waiting for time to pass.

Voice activity, segmentation, partials and finals are the session's own; only the moments of the
partials are fixed, where a session lets the speed of the machine decide, so that a run can be
repeated.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from engines.asr.streaming import StreamingRecognizer
from engines.events import HeldBackReason, TranscriptHeldBack
from engines.interfaces import Recognizer, Vad
from engines.pipeline.framer import Framer
from engines.types import SAMPLE_RATE_HZ, AudioChunk, FloatSamples, Language, SpeechSegment
from engines.vad.config import SegmenterConfig
from engines.vad.segmenter import Closed, Segmenter

PARTIAL_STEP_S = 0.8
"""Between two partials; about what a session reaches on two cores."""


@dataclass(slots=True)
class LiveRun:
    """What was written for one recording."""

    finals: list[str] = field(default_factory=list)
    held_back: Counter[HeldBackReason] = field(default_factory=Counter)
    partials: int = 0
    """Partials that changed what was shown."""
    rewritten_characters: int = 0
    """Characters that were shown and then taken back or replaced."""
    final_busy_s: float = 0.0
    """Wall time of the recognizer for the finals."""
    segments: list[SpeechSegment] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All finals."""
        return "".join(self.finals)


def utterances(samples: FloatSamples, vad: Vad, config: SegmenterConfig) -> list[SpeechSegment]:
    """Return the finished utterances of a recording, unrecognized."""
    return [segment for segment in _segments(samples, vad, config, None) if not segment.is_open]


def run_live(
    samples: FloatSamples,
    vad: Vad,
    recognizer: Recognizer,
    languages: Sequence[Language],
    config: SegmenterConfig,
    partial_step_s: float | None = PARTIAL_STEP_S,
) -> LiveRun:
    """Hear a recording from its first sample to its last.

    Args:
        samples: 16 kHz mono.
        vad: Begins afresh.
        recognizer: Hears the utterances.
        languages: What may be spoken.
        config: How utterances are cut.
        partial_step_s: Between two partials; None makes finals only.

    Raises:
        EngineError: The recognizer failed.
    """
    streaming = StreamingRecognizer(recognizer, languages)
    run = LiveRun()
    shown = ""
    for segment in _segments(samples, vad, config, partial_step_s):
        if segment.is_open:
            update = streaming.partial(segment)
            if update is None:
                continue
            run.partials += 1
            text = update.transcript.text
        else:
            run.segments.append(segment)
            started_s = time.perf_counter()
            (result,) = streaming.finals([segment])
            run.final_busy_s += time.perf_counter() - started_s
            if isinstance(result, TranscriptHeldBack):
                run.held_back[result.reason] += 1
                text = ""
            else:
                text = result.transcript.text
                run.finals.append(text)
        run.rewritten_characters += len(shown) - _shared(shown, text)
        shown = text if segment.is_open else ""
    return run


def _segments(
    samples: FloatSamples, vad: Vad, config: SegmenterConfig, partial_step_s: float | None
) -> list[SpeechSegment]:
    """Return what a session would send to recognition, in order."""
    vad.reset()
    framer = Framer(vad.frame_samples)
    segmenter = Segmenter(config, vad.frame_samples)
    sent: list[SpeechSegment] = []
    next_partial_sample = 0

    def closed(frame: FloatSamples) -> list[SpeechSegment]:
        outputs = segmenter.push(frame, vad.probability(frame))
        return [output.segment for output in outputs if isinstance(output, Closed)]

    for frame in framer.push(AudioChunk(samples, 0, 0.0)):
        finished = closed(frame)
        sent += finished
        if finished:
            next_partial_sample = 0
        if partial_step_s is None or framer.next_sample < next_partial_sample:
            continue
        segment = segmenter.open_segment
        if segment is not None:
            sent.append(segment)
            next_partial_sample = framer.next_sample + round(partial_step_s * SAMPLE_RATE_HZ)
    for frame in framer.finish():
        sent += closed(frame)
    outputs = segmenter.finish()
    return sent + [output.segment for output in outputs if isinstance(output, Closed)]


def _shared(before: str, after: str) -> int:
    """Return how many characters both begin with."""
    pairs = zip(before, after, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
