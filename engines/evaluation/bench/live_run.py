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

from engines.asr.streaming import StreamingRecognizer
from engines.asr.text_style import TextStyle
from engines.evaluation.bench.flight_log import rewritten_characters
from engines.events import HeldBackReason, TranscriptHeldBack
from engines.interfaces import Recognizer, Vad
from engines.pipeline.framer import Framer
from engines.pipeline.pacing import Look, Pacing
from engines.types import AudioChunk, FloatSamples, Language, SpeechSegment
from engines.vad.config import SegmenterConfig
from engines.vad.segmenter import Closed, Opened, Segmenter

PARTIAL_STEP_S = 0.8
"""Between two partials; about what a session reaches on two cores."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader saw of an utterance from some moment on."""

    utterance_id: int
    at_sample: int
    """How much sound had been heard."""
    text: str
    is_final: bool


@dataclass(slots=True)
class LiveRun:
    """What was written for one recording."""

    finals: list[str] = field(default_factory=list)
    held_back: Counter[HeldBackReason] = field(default_factory=Counter)
    shown: list[Shown] = field(default_factory=list)
    """Partials that changed what was shown, and finals; what was held back at the end is empty."""
    rewritten_characters: int = 0
    """Characters that were shown and then taken back or replaced."""
    final_busy_s: float = 0.0
    """Wall time of the recognizer for the finals, those included that were anticipated in vain."""
    segments: list[SpeechSegment] = field(default_factory=list)

    @property
    def partials(self) -> int:
        """How many partials changed what was shown."""
        return sum(not each.is_final for each in self.shown)

    @property
    def text(self) -> str:
        """All finals."""
        return "".join(self.finals)


def utterances(samples: FloatSamples, vad: Vad, config: SegmenterConfig) -> list[SpeechSegment]:
    """Return the finished utterances of a recording, unrecognized."""
    jobs = _jobs(samples, vad, config, None)
    return [job.segment for job in jobs if not job.segment.is_open]


def run_live(
    samples: FloatSamples,
    vad: Vad,
    recognizer: Recognizer,
    languages: Sequence[Language],
    config: SegmenterConfig,
    partial_step_s: float | None = PARTIAL_STEP_S,
    style: TextStyle | None = None,
) -> LiveRun:
    """Hear a recording from its first sample to its last.

    Args:
        samples: 16 kHz mono.
        vad: Begins afresh.
        recognizer: Hears the utterances.
        languages: What may be spoken.
        config: How utterances are cut.
        partial_step_s: Between two partials; None makes none.
        style: How the text is to look.

    Raises:
        EngineError: The recognizer failed.
    """
    streaming = StreamingRecognizer(recognizer, languages, style=style)
    run = LiveRun()
    shown = ""
    for job in _jobs(samples, vad, config, partial_step_s):
        segment = job.segment
        started_s = time.perf_counter()
        if segment.is_open:
            hear = streaming.anticipate if job.anticipates_end else streaming.partial
            update = hear(segment)
            if job.anticipates_end:
                run.final_busy_s += time.perf_counter() - started_s
            if update is None:
                continue
            text = update.transcript.text
        else:
            run.segments.append(segment)
            (result,) = streaming.finals([segment])
            run.final_busy_s += time.perf_counter() - started_s
            if isinstance(result, TranscriptHeldBack):
                run.held_back[result.reason] += 1
                text = ""
            else:
                text = result.transcript.text
                run.finals.append(text)
        run.shown.append(
            Shown(segment.utterance_id, job.at_sample, text, is_final=not segment.is_open)
        )
        run.rewritten_characters += rewritten_characters(shown, text)
        shown = text if segment.is_open else ""
    return run


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    segment: SpeechSegment
    at_sample: int
    """After which sample it is due."""
    anticipates_end: bool = False


def _jobs(
    samples: FloatSamples, vad: Vad, config: SegmenterConfig, partial_step_s: float | None
) -> list[_Job]:
    """Return what a session would send to recognition, in order."""
    vad.reset()
    framer = Framer(vad.frame_samples)
    segmenter = Segmenter(config, vad.frame_samples)
    sent: list[_Job] = []
    pacing = Pacing(partial_step_s, config.anticipation_s)

    for frame in framer.push(AudioChunk(samples, 0, 0.0)):
        outputs = segmenter.push(frame, vad.probability(frame))
        for output in outputs:
            match output:
                case Opened():
                    pacing.begin(output.speech_start_sample)
                case Closed(finished):
                    sent.append(_Job(finished, framer.next_sample))
        if not segmenter.is_open:
            continue
        look = pacing.look(framer.next_sample, segmenter.pause_samples)
        if look is not None:
            segment = segmenter.open_segment
            assert segment is not None
            sent.append(_Job(segment, framer.next_sample, anticipates_end=look is Look.END))
    last = [
        output
        for frame in framer.finish()
        for output in segmenter.push(frame, vad.probability(frame))
    ] + segmenter.finish()
    return sent + [
        _Job(output.segment, len(samples)) for output in last if isinstance(output, Closed)
    ]
