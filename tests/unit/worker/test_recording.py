"""A recording is written down from any point on, by the parts that hear live speech."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from engines import registry
from engines.errors import EngineError, ErrorCode
from engines.events import SessionEnded, StageFailed, TranscriptUpdated, TranslationUpdated
from engines.interfaces import Progress
from engines.pipeline.config import SessionConfig
from engines.types import SAMPLE_RATE_HZ, LanguagePair
from engines.worker.recording import _transcribe_here, transcribe_recording
from engines.worker.recording_work import RecordingMessage, RecordingWork
from tests.helpers.fake_engines import (
    FakeRecognizer,
    FakeTranslator,
    FakeVad,
    silence,
    speech,
    worker_config,
)
from tests.helpers.sound import write_wav

ZH_EN = LanguagePair("zh", "en")


@pytest.fixture
def own_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "load_recognizer", lambda *_: FakeRecognizer())
    monkeypatch.setattr(registry, "load_translator", lambda _: FakeTranslator())
    monkeypatch.setattr(registry, "load_vad", FakeVad)
    monkeypatch.setattr("engines.worker.recording._give_way", lambda: None)


def recording(folder: Path) -> Path:
    parts = [silence(0.5), speech(20), silence(2.0), speech(40), silence(2.0)]
    return write_wav(folder / "talk.wav", np.concatenate(parts))


def run(path: Path, first_sample: int = 0) -> list[RecordingMessage]:
    said: list[RecordingMessage] = []
    session = SessionConfig("s", (ZH_EN,), wants_partials=False, first_sample=first_sample)
    _transcribe_here(RecordingWork(path, worker_config(), session), said.append, threading.Event())
    return said


def texts(said: list[RecordingMessage]) -> list[str]:
    return [event.transcript.text for event in said if isinstance(event, TranscriptUpdated)]


@pytest.mark.usefixtures("own_engines")
def test_every_utterance_comes_with_its_translation(tmp_path: Path) -> None:
    said = run(recording(tmp_path))
    assert texts(said) == ["20", "40"]
    assert len([event for event in said if isinstance(event, TranslationUpdated)]) == 2
    assert isinstance(said[-1], SessionEnded)


@pytest.mark.usefixtures("own_engines")
def test_a_later_run_begins_where_it_is_told(tmp_path: Path) -> None:
    said = run(recording(tmp_path), first_sample=3 * SAMPLE_RATE_HZ)
    assert texts(said) == ["40"]
    final = next(event.transcript for event in said if isinstance(event, TranscriptUpdated))
    assert 3.0 <= final.start_s < 3.6


@pytest.mark.usefixtures("own_engines")
def test_progress_is_told_in_seconds_of_sound(tmp_path: Path) -> None:
    progress = [each for each in run(recording(tmp_path)) if isinstance(each, Progress)]
    assert progress[0].done == 0
    assert progress[-1].done == progress[-1].total == 6


@pytest.mark.usefixtures("own_engines")
def test_a_damaged_end_is_told_and_the_rest_counts(tmp_path: Path) -> None:
    path = recording(tmp_path)
    path.write_bytes(path.read_bytes()[:-8000])
    said = run(path)
    codes = [event.code for event in said if isinstance(event, StageFailed)]
    assert codes == [ErrorCode.FILE_TRUNCATED]
    assert texts(said) == ["20", "40"]


def test_what_cannot_be_read_is_told_before_a_model_is_loaded(tmp_path: Path) -> None:
    session = SessionConfig("s", (ZH_EN,), wants_partials=False)
    work = RecordingWork(tmp_path / "absent.wav", worker_config(), session)
    with pytest.raises(EngineError) as caught:
        transcribe_recording(work, print, threading.Event())
    assert caught.value.code is ErrorCode.FILE_NOT_FOUND
