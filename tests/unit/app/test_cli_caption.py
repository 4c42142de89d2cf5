from __future__ import annotations

import io
import json
import signal
from pathlib import Path

import numpy as np
import pytest

from app.cli import run
from app.cli.caption_screen import PlainCaptions
from app.cli.parts import Host
from engines.audio.inputs import InputDevice, InputKind
from engines.errors import EngineError, ErrorCode
from engines.events import (
    HeldBackReason,
    HostEvent,
    SessionEnded,
    SessionStarted,
    Stage,
    StageFailed,
    TranscriptHeldBack,
    TranscriptUpdated,
    TranslationUpdated,
    WorkerState,
    WorkerStateChanged,
)
from engines.interfaces import AudioListener
from engines.pipeline.config import SessionConfig
from engines.types import AudioChunk, LanguagePair, Transcript, Translation
from engines.worker.host import EngineHost
from tests.helpers.cli_parts import FakeHost, FakeParts, FakeSource
from tests.helpers.fake_engines import FakeEnginesProcess, silence, speech
from tests.helpers.sound import write_wav

Capture = pytest.CaptureFixture[str]
ZH_EN = LanguagePair("zh", "en")
SESSION = SessionConfig("captions", (ZH_EN,))


def partial(utterance_id: int, stable: str, tentative: str) -> TranscriptUpdated:
    return TranscriptUpdated(
        Transcript(utterance_id, 1, stable, tentative, "zh", (), 61.0, 62.0, is_final=False)
    )


def final(utterance_id: int, text: str) -> TranscriptUpdated:
    return TranscriptUpdated(
        Transcript(utterance_id, 2, text, "", "zh", (), 61.0, 62.0, is_final=True)
    )


def translation(utterance_id: int, text: str) -> TranslationUpdated:
    return TranslationUpdated(Translation(utterance_id, 2, ZH_EN, text, is_final=True))


def end_at_once(listener: AudioListener) -> None:
    listener.on_end(None)


def shown(*events: HostEvent, config: SessionConfig | None = SESSION) -> str:
    out = io.StringIO()
    screen = PlainCaptions(out, config)
    for event in events:
        screen.show(event)
    screen.close()
    return out.getvalue()


class Terminal:
    """What a reader sees after carriage returns and erasures."""

    def __init__(self, width: int = 40) -> None:
        self.out = io.StringIO()
        self.screen = PlainCaptions(self.out, SESSION, lambda: width)

    @property
    def lines(self) -> list[str]:
        text = self.out.getvalue().replace("\x1b[2m", "").replace("\x1b[0m", "")
        return [line.split("\r\x1b[K")[-1] for line in text.split("\n")]


def test_a_finished_utterance_is_printed_with_its_translation_under_it() -> None:
    assert shown(final(1, "你好"), translation(1, "Hello")) == ("0:01:01  你好\n         Hello\n")


def test_utterances_keep_their_order_when_translations_do_not() -> None:
    text = shown(final(1, "一"), final(2, "二"), translation(2, "two"), translation(1, "one"))
    assert [line.split()[-1] for line in text.splitlines()] == ["一", "one", "二", "two"]


def test_without_a_translator_nothing_waits() -> None:
    out = io.StringIO()
    PlainCaptions(out, None).show(final(1, "你好"))
    assert out.getvalue() == "0:01:01  你好\n"


def test_a_failed_translation_frees_its_utterance() -> None:
    failure = StageFailed(Stage.TRANSLATION, ErrorCode.TRANSLATION_FAILED, 1)
    assert shown(final(1, "一"), failure, final(2, "二"), translation(2, "two")).splitlines() == [
        "0:01:01  一",
        "0:01:01  二",
        "         two",
    ]


def test_a_translator_that_is_gone_frees_all() -> None:
    out = io.StringIO()
    screen = PlainCaptions(out, SESSION)
    screen.show(final(1, "一"))
    screen.show(StageFailed(Stage.TRANSLATION, ErrorCode.MODEL_LOAD_FAILED, None))
    screen.show(final(2, "二"))
    assert out.getvalue() == "0:01:01  一\n0:01:01  二\n"


def test_a_pipe_sees_no_tentative_text() -> None:
    assert shown(partial(1, "你", "好")) == ""


def test_a_terminal_sees_what_is_being_said_in_its_last_line() -> None:
    terminal = Terminal()
    terminal.screen.show(partial(1, "会议推迟", "到下周"))
    assert terminal.lines == ["会议推迟到下周"]
    terminal.screen.show(partial(1, "会议推迟到", "下周三"))
    assert terminal.lines == ["会议推迟到下周三"]


def test_what_waits_for_its_translation_stays_readable() -> None:
    terminal = Terminal()
    terminal.screen.show(final(1, "会议推迟。"))
    terminal.screen.show(partial(2, "", "请通知"))
    assert terminal.lines == ["会议推迟。 请通知"]
    terminal.screen.show(translation(1, "Postponed."))
    assert terminal.lines == ["0:01:01  会议推迟。", "         Postponed.", "请通知"]


def test_spaces_between_stable_and_tentative_words_stay() -> None:
    terminal = Terminal()
    terminal.screen.show(partial(1, "The ", "meeting\nis\x1b[2J"))
    assert terminal.lines == ["The meeting is [2J"]


def test_a_long_line_shows_its_end_and_never_wraps() -> None:
    terminal = Terminal(width=10)
    terminal.screen.show(partial(1, "甲乙丙丁戊", "己庚"))
    assert terminal.lines == ["丁戊己庚"]


def test_what_is_held_back_leaves_the_line() -> None:
    terminal = Terminal()
    terminal.screen.show(partial(1, "", "字幕"))
    terminal.screen.show(TranscriptHeldBack(1, 2, HeldBackReason.KNOWN_INVENTION, "字幕"))
    assert terminal.lines == [""]


def test_the_worker_hears_the_session_and_captions_come_out(
    tmp_path: Path, capsys: Capture
) -> None:
    class RealHost(FakeParts):
        def host(self, on_event: object) -> Host:
            return EngineHost(on_event, FakeEnginesProcess)  # type: ignore[arg-type]

    sound = np.concatenate([silence(0.5), speech(7, 0.5), silence(0.8)])
    path = write_wav(tmp_path / "talk.wav", sound)
    assert run(["caption", "--source", str(path), "--to", "en"], RealHost()) == 0
    out, err = capsys.readouterr()
    assert out == "0:00:00  7\n         zh->en:7\n"
    assert err.index("Loading") < err.index("Listening")


def scripted(source: FakeSource, **answers: list[HostEvent]) -> FakeParts:
    parts = FakeParts()
    parts.fake_source = source
    parts.fake_host = FakeHost(**answers)
    return parts


def test_json_prints_each_event(capsys: Capture) -> None:
    parts = scripted(
        FakeSource(then=end_at_once),
        start_session=[SessionStarted("captions", ())],
        end_session=[final(1, "你好"), SessionEnded("captions")],
    )
    assert run(["caption", "--json"], parts) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["event"] for event in events] == [
        "session_started",
        "transcript_updated",
        "session_ended",
    ]
    assert events[1]["transcript"]["stable"] == "你好"


def test_ctrl_c_finishes_the_utterance_and_ends_well(capsys: Capture) -> None:
    # Ignored rather than the default where the tests run in the background of a script.
    before = signal.getsignal(signal.SIGINT)
    source = FakeSource(then=lambda _: signal.raise_signal(signal.SIGINT))
    parts = scripted(source, end_session=[final(1, "最后一句"), SessionEnded("captions")])
    assert run(["caption"], parts) == 0
    assert "最后一句" in capsys.readouterr().out
    assert parts.fake_host is not None
    assert parts.fake_host.calls[-2:] == ["end_session", "close"]
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_ctrl_c_ends_at_once() -> None:
    def twice(_: AudioListener) -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    parts = scripted(FakeSource(then=twice))
    assert run(["caption"], parts) == 130
    assert parts.fake_host is not None
    assert parts.fake_host.calls[-1] == "close"


def test_a_microphone_that_is_lost_is_told_and_what_was_said_is_kept(capsys: Capture) -> None:
    def lose(listener: AudioListener) -> None:
        listener.on_end(EngineError(ErrorCode.MICROPHONE_LOST, device="USB"))

    parts = scripted(
        FakeSource(then=lose), end_session=[final(1, "你好"), SessionEnded("captions")]
    )
    assert run(["caption"], parts) == 1
    out, err = capsys.readouterr()
    assert "你好" in out
    assert "microphone stopped" in err


def test_engines_that_cannot_be_loaded_end_it(capsys: Capture) -> None:
    failed = WorkerStateChanged(
        WorkerState.FAILED, code=ErrorCode.MODEL_CORRUPT, params={"model": "whisper-base"}
    )
    source = FakeSource()
    parts = scripted(source, load=[failed])
    assert run(["caption"], parts) == 1
    assert "models install whisper-base" in capsys.readouterr().err
    assert source.stops


def test_a_source_that_cannot_start_closes_the_host(capsys: Capture) -> None:
    def refuse(_: AudioListener) -> None:
        raise EngineError(ErrorCode.MICROPHONE_BUSY)

    parts = scripted(FakeSource(then=refuse))
    assert run(["caption"], parts) == 1
    assert parts.fake_host is not None
    assert parts.fake_host.calls[-1] == "close"
    assert "Another program" in capsys.readouterr().err


def test_sound_reaches_the_host_before_the_engines_are_ready() -> None:
    chunk = AudioChunk(silence(0.1), 0, 0.0)
    parts = scripted(FakeSource([chunk], end_at_once), end_session=[SessionEnded("captions")])
    run(["caption", "--to", "both"], parts)
    assert parts.fake_host is not None
    assert parts.fake_host.calls == [
        "load",
        "start_session",
        "feed",
        "end_session",
        "close",
    ]
    assert parts.fake_host.session is not None
    assert [str(pair) for pair in parts.fake_host.session.directions] == ["zh->en", "en->zh"]


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: Capture) -> None:
    parts = FakeParts()
    parts.fake_host = FakeHost()
    assert run(["caption", "--source", str(tmp_path / "absent.wav")], parts) == 1
    assert "no file" in capsys.readouterr().err


def test_a_device_is_not_ignored_where_a_file_is_played(tmp_path: Path, capsys: Capture) -> None:
    arguments = ["caption", "--source", str(tmp_path / "talk.wav"), "--device", "usb"]
    assert run(arguments, FakeParts()) == 2
    assert "--device" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
def test_output_that_cannot_be_written_still_closes_source_and_host(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def say_something(listener: AudioListener) -> None:
        assert parts.fake_host is not None
        parts.fake_host.on_event(final(1, "你好。"))

    parts = FakeParts()
    source = parts.fake_source = FakeSource(then=say_something)
    parts.fake_host = FakeHost()
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr("sys.stdout", full)
        assert run(["caption"], parts) == 1
    assert source.stops > 0
    assert parts.fake_host.calls[-1] == "close"
    assert "Standard output" in capsys.readouterr().err


def test_a_device_is_found_by_a_part_of_its_name_or_the_names_are_told(capsys: Capture) -> None:
    parts = FakeParts()
    parts.devices = [
        InputDevice("a", "Built-in microphone", InputKind.MICROPHONE, True),
        InputDevice("b", "USB microphone", InputKind.MICROPHONE, False),
        InputDevice("c", "USB speakers", InputKind.SYSTEM, True),
    ]
    assert parts.find_input(InputKind.MICROPHONE, "usb") == parts.devices[1]
    assert parts.find_input(InputKind.SYSTEM, "C") == parts.devices[2]
    assert parts.find_input(InputKind.MICROPHONE, None) is None
    assert run(["caption", "--device", "headset"], parts) == 2
    err = capsys.readouterr().err
    assert "“USB microphone”" in err
    assert "speakers" not in err
