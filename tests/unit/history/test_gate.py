from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.bridge.capture import SourceChoice
from app.bridge.history_gate import HistoryGate
from app.history.library import Library
from app.history.records import KeptSource, Query, SessionRow, UtteranceRow
from app.history.writer import HistoryWriter
from app.settings import SourceKind
from engines.audio.flac_file import FlacFile, read_from
from engines.errors import EngineError, ErrorCode
from engines.events import (
    HostEvent,
    SessionEnded,
    SessionStarted,
    SpeakerTold,
    TranscriptUpdated,
)
from engines.pipeline.config import SessionConfig
from engines.types import AudioChunk, EngineInfo, LanguagePair
from tests.helpers.window_parts import RecordingHost, ScriptedSource, transcript, translation

_WAIT_S = 10.0


class Run:
    """A gate between a host that says what the test wants and somebody who hears it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "history.sqlite"
        self.heard: list[HostEvent] = []
        self.missed = 0
        self.troubles: list[EngineError] = []
        self.recordings: list[FlacFile] = []
        self._changed = threading.Condition()
        self.writer = HistoryWriter(self.path, lambda _: None, lambda _: None)
        self.gate = HistoryGate(
            self.writer, self._record, lambda: None, self._miss, self.troubles.append
        )
        self.host = RecordingHost()
        self.host.starts_at_once = False
        self.wrapped = self.gate.wrap_host(self._open)(self._hear)
        self.on_heard: Callable[[HostEvent], None] = lambda _: None

    def start(self, uid: str = "one", kind: SourceKind = SourceKind.MICROPHONE) -> None:
        choice = SourceChoice(kind, path=Path("talk.wav") if kind is SourceKind.FILE else None)
        self.gate.wrap_source(lambda _: ScriptedSource())(choice)
        self.wrapped.start_session(SessionConfig(uid, (LanguagePair("zh", "en"),)))
        info = EngineInfo("faster-whisper", "whisper-base", "1", ("zh",))
        self.host.on_event(SessionStarted(uid, (info,)))

    def say(self, *events: HostEvent) -> None:
        for event in events:
            self.host.on_event(event)

    def wait(self, count: int) -> list[HostEvent]:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.heard) >= count, _WAIT_S)
            return list(self.heard)

    def kept(self) -> tuple[tuple[SessionRow, ...], list[UtteranceRow]]:
        library = Library(self.path)
        try:
            found = library.find(Query())
            return found.sessions, library.utterances(found.utterance_ids[::-1])
        finally:
            library.close()

    def _record(self, path: Path) -> FlacFile:
        self.recordings.append(FlacFile(path))
        return self.recordings[-1]

    def _open(self, on_event: Callable[[HostEvent], None]) -> RecordingHost:
        self.host.on_event = on_event
        return self.host

    def _hear(self, event: HostEvent) -> None:
        self.on_heard(event)
        with self._changed:
            self.heard.append(event)
            self._changed.notify_all()

    def _miss(self) -> None:
        self.missed += 1


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    made = Run(tmp_path)
    made.writer.start()
    yield made
    made.gate.close()
    assert made.writer.close(_WAIT_S)


def test_a_final_is_on_disk_before_the_window_hears_of_it(run: Run) -> None:
    kept_when_heard: list[list[str]] = []

    def look(event: HostEvent) -> None:
        if isinstance(event, TranscriptUpdated) and event.transcript.is_final:
            kept_when_heard.append([row.text for row in run.kept()[1]])

    run.on_heard = look
    run.start()
    run.say(transcript(0, "你", "好"), transcript(0, "你好", revision=2, is_final=True))
    run.wait(3)
    run.say(transcript(1, "再见", is_final=True))
    run.wait(4)
    assert kept_when_heard == [["你好"], ["你好", "再见"]]
    assert run.missed == 0


def test_events_keep_their_order(run: Run) -> None:
    run.start()
    events: list[HostEvent] = [
        transcript(0, "你", "好"),
        transcript(0, "你好", revision=2, is_final=True),
        transcript(1, "", "再"),
        translation(0, "Hello", revision=2),
        transcript(1, "再见", revision=2, is_final=True),
        SessionEnded("one"),
    ]
    run.say(*events)
    assert run.wait(7)[1:] == events


def test_what_is_known_of_a_session_is_kept(run: Run) -> None:
    run.start(kind=SourceKind.FILE)
    run.say(transcript(0, "你好", is_final=True, start_s=3.0), translation(0, "Hello"))
    run.wait(3)
    (session,), (row,) = run.kept()
    assert (session.source, session.source_name) == (KeptSource.FILE, "talk.wav")
    assert (session.directions, session.title) == ("zh->en", "talk")
    assert (row.translation, row.time) == ("Hello", "0:00:03")


def test_who_spoke_is_kept_and_what_a_reader_named_stays(run: Run) -> None:
    run.start()
    run.say(
        transcript(0, "你好", is_final=True),
        SpeakerTold(0, "1"),
        SpeakerTold(0, "2"),
        transcript(1, "再见", is_final=True),
    )
    run.wait(5)
    assert [row.speaker for row in run.kept()[1]] == ["1", ""]


def test_a_session_in_which_nothing_was_said_is_not_kept(run: Run) -> None:
    run.start()
    run.say(transcript(0, "", "嗯"), SessionEnded("one"))
    run.wait(3)
    assert run.kept()[0] == ()


def test_in_private_mode_nothing_is_kept_and_that_is_told(run: Run) -> None:
    run.gate.keeps_audio = True
    run.start()
    run.wrapped.feed(AudioChunk(np.ones(16_000, np.float32), 0, 0.0))
    run.gate.is_keeping = False
    run.say(transcript(0, "你好", is_final=True), translation(0, "Hello"), SessionEnded("one"))
    run.wait(4)
    assert run.missed == 1
    assert run.kept() == ((), [])
    run.gate.close()
    assert list((run.path.parent / "audio").glob("*")) == []


def test_sound_is_kept_where_that_is_wanted_at_its_place_in_the_session(run: Run) -> None:
    run.gate.keeps_audio = True
    run.start()
    tone = np.full(8_000, 0.25, np.float32)
    run.wrapped.feed(AudioChunk(tone, 0, 0.0))
    run.wrapped.feed(AudioChunk(tone, 24_000, 0.0))  # half a second is missing before it
    run.say(transcript(0, "你好", is_final=True), SessionEnded("one"))
    run.wait(3)
    run.gate.close()
    (session,), (row,) = run.kept()
    assert session.has_audio
    library = Library(run.path)
    path = library.audio_of(row.session_id)
    library.close()
    assert path is not None
    sound = np.concatenate(list(read_from(path, 0.0)))
    assert len(sound) == 32_000
    assert np.allclose(sound[[100, 10_000, 20_000, 30_000]], [0.25, 0.0, 0.0, 0.25], atol=1e-3)
    late = np.concatenate(list(read_from(path, 1.5)))
    assert np.allclose(late, 0.25, atol=1e-3)
    assert len(late) == 8_000


def test_sound_is_not_kept_unless_that_is_wanted(run: Run) -> None:
    run.start()
    run.wrapped.feed(AudioChunk(np.ones(16_000, np.float32), 0, 0.0))
    run.say(transcript(0, "你好", is_final=True), SessionEnded("one"))
    run.wait(3)
    assert not (run.path.parent / "audio").exists()


def test_sound_that_cannot_be_written_is_told_and_the_text_is_kept(run: Run) -> None:
    (run.path.parent / "audio").write_text("in the way")
    run.gate.keeps_audio = True
    run.start()
    chunk = AudioChunk(np.ones(16_000, np.float32), 0, 0.0)
    run.wrapped.feed(chunk)
    run.recordings[0].flush()
    run.wrapped.feed(chunk)
    run.wrapped.feed(chunk)
    assert [error.code for error in run.troubles] == [ErrorCode.OUTPUT_UNWRITABLE]
    run.say(transcript(0, "你好", is_final=True))
    run.wait(2)
    assert [row.text for row in run.kept()[1]] == ["你好"]


def test_a_recording_that_was_never_ended_can_be_heard(tmp_path: Path) -> None:
    path = tmp_path / "sound.flac"
    file = FlacFile(path)
    for index in range(20):
        file.put(AudioChunk(np.full(16_000, 0.25, np.float32), index * 16_000, 0.0))
    file.flush()
    # As a program leaves it that is ended by force.
    left = tmp_path / "left.flac"
    left.write_bytes(path.read_bytes())
    file.end()
    file.wait()
    heard = np.concatenate(list(read_from(left, 0.0)))
    assert len(heard) > 19 * 16_000
    late = np.concatenate(list(read_from(left, 18.0)))
    assert 16_000 < len(late) <= 2 * 16_000
