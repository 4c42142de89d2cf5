"""What a restarted worker is given, so that nothing is lost or doubled."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.errors import ErrorCode
from engines.events import (
    HeldBackReason,
    SpeechEnded,
    SpeechStarted,
    Stage,
    StageFailed,
    TranscriptHeldBack,
    TranscriptUpdated,
    TranslationUpdated,
)
from engines.pipeline.config import SessionConfig
from engines.types import SAMPLE_RATE_HZ, AudioChunk, Transcript, Translation
from engines.worker import replay
from engines.worker.replay import ReplayTracker
from tests.helpers.fake_engines import ZH_EN

CHUNK = 1600


def tracker_with(seconds: float, *, expects_translations: bool = True) -> ReplayTracker:
    tracker = ReplayTracker(SessionConfig("s", (ZH_EN,)))
    tracker.expect_translations(expects_translations)
    for index in range(round(seconds * SAMPLE_RATE_HZ / CHUNK)):
        tracker.add(AudioChunk(np.zeros(CHUNK, np.float32), index * CHUNK, 0.0))
    return tracker


def final(utterance_id: int, revision: int = 1) -> TranscriptUpdated:
    return TranscriptUpdated(
        Transcript(utterance_id, revision, "text", "", "zh", (), 0.0, 1.0, is_final=True)
    )


def translated(utterance_id: int) -> TranslationUpdated:
    return TranslationUpdated(Translation(utterance_id, 1, ZH_EN, "text", is_final=True))


def test_an_untouched_session_is_replayed_from_its_beginning() -> None:
    resumption = tracker_with(3).resumption()
    assert resumption.start.config.first_sample == 0
    assert sum(len(c.samples) for c in resumption.chunks) == 3 * SAMPLE_RATE_HZ


def test_audio_before_the_end_of_the_last_finished_utterance_is_not_heard_again() -> None:
    tracker = tracker_with(10)
    tracker.on_event(SpeechStarted(1, 16_000, 16_000))
    tracker.on_event(SpeechEnded(1, 16_000, 48_000, 40_000))
    tracker.on_event(final(1, revision=4))
    tracker.on_processed(50_000)
    start = tracker.resumption().start
    assert start.config.first_sample == 48_000
    assert start.config.first_utterance_id == 2
    assert start.config.first_revision == 5


def test_an_unfinished_utterance_is_heard_again_whole_under_its_own_id() -> None:
    tracker = tracker_with(20)
    tracker.on_event(SpeechStarted(1, 0, 0))
    tracker.on_event(SpeechEnded(1, 0, 32_000, 30_000))
    tracker.on_event(final(1))
    tracker.on_event(SpeechStarted(2, 40_000, 40_000))
    tracker.on_event(SpeechEnded(2, 40_000, 80_000, 78_000))
    tracker.on_event(SpeechStarted(3, 90_000, 90_000))
    tracker.on_processed(300_000)
    resumption = tracker.resumption()
    assert resumption.start.config.first_utterance_id == 2
    assert resumption.start.config.first_sample == 40_000
    assert resumption.chunks[0].first_sample <= 40_000
    assert resumption.chunks[-1].end_sample == 20 * SAMPLE_RATE_HZ


def test_a_final_without_its_translation_is_translated_again() -> None:
    tracker = tracker_with(10)
    for utterance_id in (1, 2, 3):
        tracker.on_event(SpeechStarted(utterance_id, 0, 0))
        tracker.on_event(final(utterance_id))
    tracker.on_event(translated(1))
    tracker.on_event(StageFailed(Stage.TRANSLATION, ErrorCode.TRANSLATION_FAILED, 2))
    waiting = tracker.resumption().start.retranslate
    assert [t.utterance_id for t in waiting] == [3]


def test_without_a_translator_nothing_waits_for_translation() -> None:
    tracker = tracker_with(10, expects_translations=False)
    tracker.on_event(SpeechStarted(1, 0, 0))
    tracker.on_event(final(1))
    assert tracker.resumption().start.retranslate == ()


def test_speech_held_back_or_failed_is_finished_too() -> None:
    tracker = tracker_with(10)
    tracker.on_event(SpeechStarted(1, 0, 0))
    tracker.on_event(TranscriptHeldBack(1, 1, HeldBackReason.NO_SPEECH, ""))
    tracker.on_event(SpeechStarted(2, 0, 0))
    tracker.on_event(StageFailed(Stage.RECOGNITION, ErrorCode.RECOGNITION_FAILED, 2))
    assert tracker.unfinished_ids == ()
    assert tracker.resumption().start.config.first_utterance_id == 3


def test_audio_that_is_finished_with_is_forgotten() -> None:
    tracker = tracker_with(60)
    tracker.on_processed(60 * SAMPLE_RATE_HZ)
    kept_samples = sum(len(c.samples) for c in tracker.resumption().chunks)
    assert kept_samples <= 2 * SAMPLE_RATE_HZ + CHUNK


def test_a_worker_that_never_comes_does_not_fill_the_memory() -> None:
    tracker = tracker_with(0)
    minute = np.zeros(60 * SAMPLE_RATE_HZ, np.float32)
    kept = [
        tracker.add(AudioChunk(minute, index * len(minute), 0.0))
        for index in range(int(replay.MAX_WAITING_S // 60) + 3)
    ]
    assert kept[0]
    assert not kept[-1]


@settings(max_examples=200)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.data())
def test_whatever_was_heard_every_unfinished_sample_is_replayed(
    lengths: list[int], data: st.DataObject
) -> None:
    """Utterances back to back; a prefix is finished, voice activity is anywhere behind it."""
    tracker = ReplayTracker(SessionConfig("s", (ZH_EN,)))
    bounds = [0]
    for length in lengths:
        bounds.append(bounds[-1] + length * CHUNK)
    for index in range(bounds[-1] // CHUNK):
        tracker.add(AudioChunk(np.zeros(CHUNK, np.float32), index * CHUNK, 0.0))
    started = data.draw(st.integers(0, len(lengths)))
    finished = data.draw(st.integers(0, started))
    for i in range(started):
        tracker.on_event(SpeechStarted(i + 1, bounds[i], bounds[i]))
        if i < started - 1 or finished == started:
            tracker.on_event(SpeechEnded(i + 1, bounds[i], bounds[i + 1], bounds[i + 1]))
        if i < finished:
            tracker.on_event(final(i + 1))
    tracker.on_processed(data.draw(st.integers(bounds[started], bounds[-1])))
    resumption = tracker.resumption()
    first_sample = resumption.start.config.first_sample
    assert resumption.start.config.first_utterance_id == finished + 1
    assert bounds[finished] <= first_sample
    if finished < started:
        assert first_sample == bounds[finished]
    if resumption.chunks:
        assert resumption.chunks[0].first_sample <= max(first_sample, bounds[finished])
        assert resumption.chunks[-1].end_sample == bounds[-1]
