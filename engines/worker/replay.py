"""What a restarted worker must hear and translate again, so that nothing is lost or doubled."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from engines.asr.text_style import TextStyle
from engines.events import (
    HostEvent,
    SpeechEnded,
    SpeechStarted,
    Stage,
    StageFailed,
    TranscriptHeldBack,
    TranscriptUpdated,
    TranslationUpdated,
)
from engines.pipeline.config import SessionConfig
from engines.types import SAMPLE_RATE_HZ, AudioChunk, Transcript
from engines.worker.messages import StartSession

_KEEP_SAMPLES = 2 * SAMPLE_RATE_HZ
"""Audio kept from before the last processed sample: an onset not yet noticed, and its pre-roll."""

MAX_WAITING_S = 600.0
"""Audio that may wait for a worker. What comes after that is dropped, and said to be."""


@dataclass(frozen=True, slots=True)
class Resumption:
    """What to tell a new worker about a session that an earlier one did not finish."""

    start: StartSession
    chunks: tuple[AudioChunk, ...]


class ReplayTracker:
    """Remembers the unfinished part of one session. Owned by the host's thread.

    Utterances are finished in the order of their ids, so the unfinished part is always a suffix.

    Args:
        config: The session as it was first asked for.
    """

    def __init__(self, config: SessionConfig) -> None:
        self._config = config
        self._expects_translations = False
        self._chunks: deque[AudioChunk] = deque()
        self._waiting_samples = 0
        self._processed_sample = config.first_sample
        self._started: dict[int, int] = {}
        """First sample of each unfinished utterance, ascending."""
        self._ends: dict[int, int] = {}
        """End sample of those of them whose speaker has stopped."""
        self._finished_sample = config.first_sample
        self._next_utterance_id = config.first_utterance_id
        self._next_revision = config.first_revision
        self._untranslated: dict[int, Transcript] = {}

    @property
    def unfinished_ids(self) -> tuple[int, ...]:
        """Utterances that began and have neither a final nor a reason for none."""
        return tuple(self._started)

    @property
    def next_revision(self) -> int:
        """A revision that no transcript of the session has had."""
        return self._next_revision

    def expect_translations(self, is_expected: bool) -> None:
        """Say whether finals from now on wait for a translation."""
        self._expects_translations = is_expected

    def restyle(self, style: TextStyle) -> None:
        """Hear that texts look otherwise from now on."""
        self._config = replace(self._config, text_style=style)

    def add(self, chunk: AudioChunk) -> bool:
        """Keep a chunk until it is finished with; False when there is no room for it."""
        if self._waiting_samples > MAX_WAITING_S * SAMPLE_RATE_HZ:
            return False
        self._chunks.append(chunk)
        self._waiting_samples += len(chunk.samples)
        return True

    def on_processed(self, end_sample: int) -> None:
        """Hear that voice activity has seen every sample before this one."""
        self._processed_sample = end_sample
        self._forget()

    def on_event(self, event: HostEvent) -> None:
        """Hear what the worker said."""
        match event:
            case SpeechStarted(utterance_id, first_sample):
                self._started[utterance_id] = first_sample
                self._next_utterance_id = utterance_id + 1
            case SpeechEnded(utterance_id, _, end_sample):
                self._ends[utterance_id] = end_sample
            case TranscriptUpdated(transcript):
                self._next_revision = max(self._next_revision, transcript.revision + 1)
                if transcript.is_final:
                    pair = self._config.direction_from(transcript.language)
                    if self._expects_translations and pair is not None:
                        self._untranslated[transcript.utterance_id] = transcript
                    self._finish(transcript.utterance_id)
            case TranscriptHeldBack(utterance_id, revision):
                self._next_revision = max(self._next_revision, revision + 1)
                self._finish(utterance_id)
            case StageFailed(Stage.RECOGNITION, _, int(utterance_id)):
                self._finish(utterance_id)
            case TranslationUpdated(translation) if translation.is_final:
                self._untranslated.pop(translation.utterance_id, None)
            case StageFailed(Stage.TRANSLATION, _, int(utterance_id)):
                self._untranslated.pop(utterance_id, None)
            case _:
                pass

    def resumption(self) -> Resumption:
        """Return what a new worker needs to go on where the earlier one was."""
        first_sample = self._needed_from()
        config = replace(
            self._config,
            first_sample=first_sample,
            first_utterance_id=next(iter(self._started), self._next_utterance_id),
            first_revision=self._next_revision,
        )
        # The new worker begins the unfinished utterances anew, under the same ids.
        self._next_utterance_id = config.first_utterance_id
        self._processed_sample = first_sample
        self._started.clear()
        self._ends.clear()
        return Resumption(
            StartSession(config, tuple(self._untranslated.values())), tuple(self._chunks)
        )

    def _finish(self, utterance_id: int) -> None:
        self._started.pop(utterance_id, None)
        self._finished_sample = max(
            self._finished_sample, self._ends.pop(utterance_id, self._finished_sample)
        )
        self._forget()

    def _needed_from(self) -> int:
        """Return the first sample that a new worker must hear."""
        seen = self._processed_sample - _KEEP_SAMPLES
        unfinished = next(iter(self._started.values()), seen)
        return max(self._finished_sample, min(unfinished, seen))

    def _forget(self) -> None:
        needed_from = self._needed_from()
        while self._chunks and self._chunks[0].end_sample <= needed_from:
            self._waiting_samples -= len(self._chunks.popleft().samples)
