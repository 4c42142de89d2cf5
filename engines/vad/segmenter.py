"""Cuts a stream of frames and speech probabilities into utterances: a pure state machine.

Idle, it remembers a little of the past. A *candidate* begins with a frame at or above the start
threshold; it opens an utterance once it holds enough speech and is dropped when its pauses outweigh
its speech. An open utterance closes after the hang-over, or is cut at its quietest place when it
grows too long; what lies behind the cut is the beginning of the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from engines.types import SAMPLE_RATE_HZ, SpeechSegment
from engines.vad.config import SegmenterConfig

if TYPE_CHECKING:
    from engines.types import FloatSamples

_CUT_WINDOW_S = 5.0
"""How far back from the maximum length a quiet place is looked for."""
_RESERVE_S = 0.2
"""End of a hang-over left to the next utterance: a voice detector notices an onset a few frames
late, so speech right after the hang-over still needs some pre-roll."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody speaks."""

    utterance_id: int
    first_sample: int
    """Pre-roll included."""
    speech_start_sample: int
    """Index of the first sample judged to be speech."""


@dataclass(frozen=True, slots=True, eq=False)
class Closed:
    """An utterance is complete."""

    segment: SpeechSegment


SegmenterOutput: TypeAlias = Opened | Closed


@dataclass(frozen=True, slots=True, eq=False)
class _Frame:
    samples: FloatSamples
    probability: float


class Segmenter:
    """Turns frames into utterances whose samples never overlap and whose ids ascend by one.

    Args:
        config: Thresholds and durations.
        frame_samples: Samples per frame; only the last frame of a stream may be shorter.
        first_sample: Index of the first sample that will be pushed.
        first_utterance_id: Id of the first utterance.
    """

    def __init__(
        self,
        config: SegmenterConfig,
        frame_samples: int,
        first_sample: int = 0,
        first_utterance_id: int = 1,
    ) -> None:
        def frames(duration_s: float) -> int:
            return -(-round(duration_s * SAMPLE_RATE_HZ) // frame_samples)

        self._config = config
        self._frame_samples = frame_samples
        self._min_speech = max(1, frames(config.min_speech_s))
        self._pre_roll = frames(config.pre_roll_s)
        self._hang_over = max(1, frames(config.hang_over_s))
        self._reserve = min(frames(_RESERVE_S), self._hang_over // 2)
        # Rounding up to frames may have eaten the room that the configuration promised.
        self._longest = max(
            round(config.max_utterance_s * SAMPLE_RATE_HZ) // frame_samples,
            2 * (self._pre_roll + 2 * self._min_speech),
        )
        self._cut_window = min(frames(_CUT_WINDOW_S), self._longest // 3)

        self._frames: list[_Frame] = []
        self._first_sample = first_sample
        self._utterance_id = first_utterance_id
        self._is_open = False
        self._candidate = 0
        self._candidate_speech = 0
        self._pause = 0

    @property
    def is_open(self) -> bool:
        """Whether an utterance is growing."""
        return self._is_open

    @property
    def open_segment(self) -> SpeechSegment | None:
        """A copy of the utterance that is growing, or None between utterances."""
        return self._segment(len(self._frames), is_open=True) if self._is_open else None

    @property
    def pause_samples(self) -> int:
        """How long the speaker of the open utterance has been silent; 0 while they speak."""
        return self._pause * self._frame_samples if self._is_open else 0

    def push(self, frame: FloatSamples, probability: float) -> list[SegmenterOutput]:
        """Take the next frame, which is kept and must not be changed afterwards.

        Returns:
            What the frame brought about, in order; mostly nothing.
        """
        if not 0 < len(frame) <= self._frame_samples:
            raise ValueError(f"a frame of {len(frame)} samples, not {self._frame_samples}")
        self._frames.append(_Frame(frame, probability))
        return self._grow(probability) if self._is_open else self._listen(probability)

    def finish(self) -> list[SegmenterOutput]:
        """Close what is open: no more frames of this stretch come."""
        outputs: list[SegmenterOutput] = []
        if self._is_open:
            outputs.append(self._close(len(self._frames)))
            self._is_open = False
        self._drop(len(self._frames))
        self._candidate = self._candidate_speech = 0
        return outputs

    def _listen(self, probability: float) -> list[SegmenterOutput]:
        threshold = self._config.end_threshold if self._candidate else self._config.start_threshold
        is_speech = probability >= threshold
        if is_speech or self._candidate:
            self._candidate += 1
            self._candidate_speech += is_speech
            if self._candidate > 2 * self._candidate_speech:
                self._candidate = self._candidate_speech = 0
        self._drop(len(self._frames) - self._pre_roll - self._candidate)
        if self._candidate_speech < self._min_speech:
            return []
        speech_start_sample = self._sample_of(len(self._frames) - self._candidate)
        self._candidate = self._candidate_speech = self._pause = 0
        self._is_open = True
        return [Opened(self._utterance_id, self._first_sample, speech_start_sample)]

    def _grow(self, probability: float) -> list[SegmenterOutput]:
        self._pause = 0 if probability >= self._config.end_threshold else self._pause + 1
        if self._pause >= self._hang_over:
            self._is_open = False
            return [self._close(len(self._frames) - self._reserve)]
        if len(self._frames) < self._longest:
            return []
        outputs: list[SegmenterOutput] = [self._close(self._quietest())]
        self._is_open = len(self._frames) > self._pause
        if self._is_open:
            outputs.append(Opened(self._utterance_id, self._first_sample, self._first_sample))
        return outputs

    def _close(self, count: int) -> Closed:
        """End the utterance after ``count`` frames; the others come before the next one."""
        segment = self._segment(count, is_open=False)
        self._drop(count)
        self._utterance_id += 1
        return Closed(segment)

    def _segment(self, count: int, *, is_open: bool) -> SpeechSegment:
        samples = np.concatenate([frame.samples for frame in self._frames[:count]])
        spoken = max(
            i
            for i, frame in enumerate(self._frames[:count], start=1)
            if frame.probability >= self._config.end_threshold
        )
        return SpeechSegment(
            self._utterance_id, samples, self._first_sample, self._sample_of(spoken), is_open
        )

    def _sample_of(self, count: int) -> int:
        """Return the index of the sample after the first ``count`` frames."""
        return self._first_sample + sum(len(frame.samples) for frame in self._frames[:count])

    def _drop(self, count: int) -> None:
        if count > 0:
            self._first_sample += sum(len(frame.samples) for frame in self._frames[:count])
            del self._frames[:count]

    def _quietest(self) -> int:
        """Return how many frames lie before the quietest place near the end, the latest if tied."""
        window = self._frames[-self._cut_window :]
        rms = np.array([np.sqrt(np.mean(np.square(frame.samples))) for frame in window])
        costs = rms / max(float(rms.max()), 1e-9) + [frame.probability for frame in window]
        # A wide dip is a better place than a narrow one of the same depth.
        smoothed = np.convolve(np.pad(costs, 1, mode="edge"), np.ones(3), mode="valid")
        return len(self._frames) - 1 - int(np.argmin(smoothed[::-1]))
