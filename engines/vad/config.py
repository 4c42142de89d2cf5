"""How speech is cut into utterances, as plain values; imports nothing, so that a window may."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SegmenterConfig:
    """How speech is cut into utterances; durations in seconds."""

    start_threshold: float = 0.5
    """Speech probability that opens an utterance."""
    end_threshold: float = 0.35
    """Probability below which a frame counts as a pause; lower than the start: hysteresis."""
    min_speech_s: float = 0.2
    """Speech needed before an utterance opens, so that a click does not."""
    pre_roll_s: float = 0.5
    """Audio kept from before the opening, so that first syllables survive."""
    hang_over_s: float = 0.6
    """Pause that closes an utterance; bridges hesitations."""
    anticipation_s: float = 0.2
    """Pause after which an utterance is recognized as if it were over, so that its final is there
    when the hang-over ends; done in vain when the speaker goes on."""
    max_utterance_s: float = 20.0
    """An utterance that grows longer is cut at its quietest place."""

    def __post_init__(self) -> None:
        if not 0 <= self.end_threshold <= self.start_threshold <= 1:
            raise ValueError("thresholds must be 0 <= end <= start <= 1")
        if min(self.min_speech_s, self.pre_roll_s, self.hang_over_s, self.anticipation_s) < 0:
            raise ValueError("durations must not be negative")
        if self.pre_roll_s + 2 * self.min_speech_s > self.max_utterance_s / 2:
            raise ValueError("an utterance must have room for more than what opens it")
