"""A session says of its finals who spoke, where that is wanted."""

from __future__ import annotations

from concurrent.futures import Future

import numpy as np

from engines.errors import EngineError, ErrorCode
from engines.events import (
    SessionEnded,
    SessionEvent,
    SpeakerTold,
    Stage,
    StageFailed,
    TranscriptUpdated,
)
from engines.interfaces import VoiceEncoder
from engines.pipeline.config import SessionConfig
from engines.pipeline.session import Session
from engines.pipeline.speaker_stage import SpeakerStage
from engines.speaker.labels import SpeakerLabels
from engines.types import AudioChunk, FloatSamples
from tests.helpers.fake_engines import ZH_EN, FakeRecognizer, FakeVad, silence, speech


class LevelEncoder:
    """Takes each level for another voice."""

    def __init__(self, fails_at: int | None = None) -> None:
        self._fails_at = fails_at

    def encode(self, samples: FloatSamples) -> np.ndarray:
        level = round(float(samples.max()) * 100)
        if level == self._fails_at:
            raise EngineError(ErrorCode.OUT_OF_MEMORY)
        vector = np.zeros(100, np.float32)
        vector[level] = 1.0
        return vector


def run(*levels: int, encoder: LevelEncoder | EngineError) -> list[SessionEvent]:
    """Speak at these levels and return everything that was said about it."""
    events: list[SessionEvent] = []
    loading: Future[VoiceEncoder] = Future()
    if isinstance(encoder, EngineError):
        loading.set_exception(encoder)
    else:
        loading.set_result(encoder)
    session = Session(
        SessionConfig("s", (ZH_EN,), wants_speakers=True),
        FakeVad(),
        FakeRecognizer(),
        None,
        events.append,
        speakers=SpeakerStage(loading, SpeakerLabels(), events.append),
    )
    position = 0
    for level in levels:
        for part in (speech(level, 2.0), silence()):
            session.feed(AudioChunk(part, position, 0.0))
            position += len(part)
    session.end()
    assert session.join(20)
    return events


def told(events: list[SessionEvent]) -> list[tuple[int, str]]:
    return [
        (event.utterance_id, event.speaker) for event in events if isinstance(event, SpeakerTold)
    ]


def finals(events: list[SessionEvent]) -> list[int]:
    return [
        event.transcript.utterance_id
        for event in events
        if isinstance(event, TranscriptUpdated) and event.transcript.is_final
    ]


def test_every_final_is_given_to_somebody_before_the_session_ends() -> None:
    events = run(20, 40, 20, 40, encoder=LevelEncoder())
    assert told(events) == [(1, "1"), (2, "2"), (3, "1"), (4, "2")]
    assert isinstance(events[-1], SessionEnded)


def test_who_spoke_is_said_after_what_was_said() -> None:
    events = run(20, encoder=LevelEncoder())
    kinds = [type(event) for event in events]
    last_text = len(kinds) - 1 - kinds[::-1].index(TranscriptUpdated)
    assert kinds.index(SpeakerTold) > last_text


def test_a_voice_that_cannot_be_told_costs_its_label_alone() -> None:
    events = run(20, 40, 20, encoder=LevelEncoder(fails_at=40))
    assert told(events) == [(1, "1"), (3, "1")]
    failures = [event for event in events if isinstance(event, StageFailed)]
    assert [(one.stage, one.utterance_id) for one in failures] == [(Stage.SPEAKER, 2)]
    assert finals(events) == [1, 2, 3]


def test_without_its_model_there_are_captions_without_labels() -> None:
    events = run(20, 40, encoder=EngineError(ErrorCode.MODEL_MISSING, model="fake"))
    assert told(events) == []
    assert finals(events) == [1, 2]
