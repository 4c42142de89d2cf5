"""Translations and captions are spoken, and our voice gives way to people."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.bridge.messages import Action
from app.bridge.playback import MOST_WAITING, VOICE_BEHIND, VOICE_OFFER, Manner, manner
from app.settings import Direction, Settings, SourceKind
from engines.errors import EngineError, ErrorCode
from engines.events import (
    HeldBackReason,
    SpeechEnded,
    SpeechStarted,
    SpeechSynthesized,
    TranscriptHeldBack,
)
from engines.models.manifest import Manifest
from engines.types import SpeechAudio
from tests.gui.conftest import Desk, OpenDesk
from tests.helpers.window_parts import (
    KOKORO,
    MemoryStore,
    Parts,
    say,
    transcript,
    translation,
)


def piece(request_id: int) -> SpeechSynthesized:
    audio = SpeechAudio(np.full(240, 0.5, np.float32), 24_000, "hello")
    return SpeechSynthesized(request_id, audio, is_last=False)


def end(request_id: int) -> SpeechSynthesized:
    return SpeechSynthesized(request_id, None, is_last=True)


def said_texts(desk: Desk) -> list[str]:
    return [request.text for request in desk.host.spoken if request.text]


def request_for(desk: Desk, text: str) -> int:
    """Return the id under which a text was asked for; what only loads the voice has none."""
    return next(one.request_id for one in desk.host.spoken if one.text == text)


@pytest.fixture
def speaking(desk: Desk) -> Desk:
    """A session whose translations are spoken."""
    desk.program.playback.set_speaks(True)
    desk.listen()
    desk.until(lambda: bool(desk.host.sessions))
    return desk


def translate(desk: Desk, utterance_id: int, text: str) -> None:
    say(desk.host, [transcript(utterance_id, "你好", is_final=True)])
    say(desk.host, [translation(utterance_id, text)])


def start_saying(desk: Desk, text: str = "Hello") -> int:
    """Say something, and let its first piece be played."""
    request_id = desk.program.playback.say(text, "en")
    desk.until(lambda: text in said_texts(desk))
    say(desk.host, [piece(request_id)])
    desk.until(lambda: bool(desk.parts.player.played))
    return request_id


def test_a_translation_is_spoken_once_when_it_is_final(speaking: Desk) -> None:
    translate(speaking, 1, "Hello")
    translate(speaking, 1, "Hello, again")
    translate(speaking, 2, "Bye")
    speaking.until(lambda: said_texts(speaking) == ["Hello", "Bye"])
    assert speaking.host.spoken[-1].language == "en"


def test_sentences_are_spoken_while_their_speaker_goes_on(speaking: Desk) -> None:
    say(speaking.host, [translation(1, "Hello.", is_final=False)])
    speaking.until(lambda: said_texts(speaking) == ["Hello."])
    translate(speaking, 1, "Hello. How are you?")
    speaking.until(lambda: said_texts(speaking) == ["Hello.", "How are you?"])


def test_a_translation_that_begins_otherwise_in_the_end_is_said_anew(speaking: Desk) -> None:
    say(speaking.host, [translation(1, "Hello.", is_final=False)])
    speaking.until(lambda: said_texts(speaking) == ["Hello."])
    first = request_for(speaking, "Hello.")
    translate(speaking, 1, "Hallo. How are you?")
    speaking.until(lambda: said_texts(speaking)[1:] == ["Hallo. How are you?"])
    assert first in speaking.host.silenced


def test_what_is_left_out_is_not_said_any_further(speaking: Desk) -> None:
    say(speaking.host, [translation(1, "Stop.", is_final=False)])
    speaking.until(lambda: said_texts(speaking) == ["Stop."])
    speaking.program.playback.leave_out(1)
    assert not speaking.program.playback.is_speaking
    translate(speaking, 1, "Stop. Please.")
    translate(speaking, 2, "Hello")
    speaking.until(lambda: said_texts(speaking) == ["Stop.", "Hello"])


def test_what_waits_is_said_faster_the_more_there_is(speaking: Desk) -> None:
    for number in range(1, 5):
        translate(speaking, number, f"text {number}")
    speaking.until(lambda: len(said_texts(speaking)) == 4)
    rates = [one.rate for one in speaking.host.spoken if one.text]
    assert rates == sorted(rates)
    assert rates[0] == rates[1] == 1.0
    assert rates[-1] > 1.0


def test_what_speaks_is_loaded_before_there_is_something_to_say(desk: Desk) -> None:
    desk.program.preferences.change(speaks=True)
    desk.until(lambda: [request.text for request in desk.host.spoken] == [""])
    desk.listen()
    desk.until(lambda: [request.text for request in desk.host.spoken] == ["", ""])


def test_nothing_is_spoken_unasked(desk: Desk) -> None:
    desk.listen()
    desk.until(lambda: bool(desk.host.sessions))
    translate(desk, 1, "Hello")
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    assert desk.host.spoken == []


def test_pieces_are_played_as_they_come_and_the_end_is_noticed(desk: Desk) -> None:
    request_id = start_saying(desk)
    assert desk.program.playback.is_speaking
    say(desk.host, [end(request_id)])
    desk.until(lambda: desk.parts.player.completed == [request_id])
    with desk.qtbot.waitSignal(desk.program.playback.said):
        desk.parts.player.on_finished(request_id)
    assert not desk.program.playback.is_speaking


def test_the_button_below_turns_speech_on_and_off(desk: Desk) -> None:
    button = desk.window.session_bar.speak
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert desk.program.preferences.current.speaks
    assert button.isChecked()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not desk.program.preferences.current.speaks


def test_turning_it_off_is_silence_at_once(desk: Desk) -> None:
    desk.program.playback.set_speaks(True)
    request_id = start_saying(desk)
    desk.program.playback.set_speaks(False)
    assert desk.parts.player.stops >= 1
    desk.until(lambda: request_id in desk.host.silenced)
    assert not desk.program.playback.is_speaking


def test_however_speech_is_turned_off_it_is_silence_at_once(speaking: Desk) -> None:
    start_saying(speaking)
    speaking.program.preferences.change(speaks=False)
    assert not speaking.program.playback.is_speaking
    assert speaking.parts.player.stops >= 1


def test_a_late_piece_of_what_was_stopped_is_not_played(desk: Desk) -> None:
    request_id = start_saying(desk)
    desk.program.playback.stop()
    say(desk.host, [piece(request_id)])
    second = start_saying_again(desk)
    assert [played for played, _ in desk.parts.player.played] == [request_id, second]


def start_saying_again(desk: Desk) -> int:
    second = desk.program.playback.say("Again", "en")
    say(desk.host, [piece(second)])
    desk.until(lambda: len(desk.parts.player.played) >= 2)
    return second


def test_too_many_waiting_leave_out_the_oldest(desk: Desk) -> None:
    playback = desk.program.playback
    ids = [playback.say_after(f"text {number}", "en") for number in range(MOST_WAITING + 3)]
    desk.until(lambda: desk.host.silenced == set(ids[1:3]))
    message = desk.program.messages.current
    assert message is not None
    assert (message.kind, message.values) == (VOICE_BEHIND, {"count": "2"})


def test_between_two_people_our_voice_gives_way(speaking: Desk) -> None:
    speaking.program.preferences.change(direction=Direction.TWO_WAY)
    start_saying(speaking)
    with speaking.qtbot.waitSignal(speaking.program.playback.gave_way):
        say(speaking.host, [SpeechStarted(5, 0, 0)])
    assert not speaking.program.playback.is_speaking
    assert speaking.parts.player.is_held
    say(speaking.host, [SpeechEnded(5, 0, 16_000, 16_000)])
    speaking.until(lambda: not speaking.parts.player.is_held)


def test_what_nobody_has_heard_yet_is_kept_while_somebody_speaks(speaking: Desk) -> None:
    speaking.program.preferences.change(direction=Direction.TWO_WAY)
    say(speaking.host, [SpeechStarted(2, 0, 0)])
    translate(speaking, 1, "Hello")
    speaking.until(lambda: said_texts(speaking) == ["Hello"])
    say(speaking.host, [piece(request_for(speaking, "Hello"))])
    speaking.until(lambda: bool(speaking.parts.player.played))
    assert speaking.parts.player.is_held
    say(speaking.host, [SpeechStarted(3, 20_000, 20_000), SpeechEnded(3, 0, 30_000, 30_000)])
    speaking.qtbot.wait(50)
    # Nor is it said into the pause in which somebody draws breath.
    assert speaking.parts.player.is_held
    say(speaking.host, [SpeechStarted(4, 40_000, 40_000), SpeechEnded(4, 0, 50_000, 50_000)])
    translate(speaking, 3, "Bye")
    speaking.until(lambda: said_texts(speaking) == ["Hello", "Bye"])
    assert speaking.parts.player.is_held
    translate(speaking, 4, "See you")
    speaking.until(lambda: not speaking.parts.player.is_held)
    assert speaking.program.playback.is_speaking


def test_what_is_ready_is_said_when_nothing_was_understood_of_who_spoke(speaking: Desk) -> None:
    speaking.program.preferences.change(direction=Direction.TWO_WAY)
    say(speaking.host, [SpeechStarted(2, 0, 0)])
    translate(speaking, 1, "Hello")
    speaking.until(lambda: said_texts(speaking) == ["Hello"])
    say(speaking.host, [piece(request_for(speaking, "Hello"))])
    speaking.until(lambda: bool(speaking.parts.player.played))
    say(speaking.host, [SpeechEnded(2, 0, 16_000, 16_000)])
    speaking.qtbot.wait(50)
    assert speaking.parts.player.is_held
    say(speaking.host, [TranscriptHeldBack(2, 1, HeldBackReason.NO_SPEECH, "")])
    speaking.until(lambda: not speaking.parts.player.is_held)


def test_between_people_what_is_ready_waits_for_the_rest_of_its_utterance(
    speaking: Desk,
) -> None:
    speaking.program.preferences.change(direction=Direction.TWO_WAY)
    start_saying(speaking)
    say(speaking.host, [SpeechStarted(5, 0, 0), translation(5, "Hello.", is_final=False)])
    speaking.until(lambda: "Hello." in said_texts(speaking))
    say(speaking.host, [SpeechEnded(5, 0, 16_000, 16_000)])
    # Who only draws breath is not spoken over.
    say(speaking.host, [SpeechStarted(6, 20_000, 20_000), SpeechEnded(6, 0, 30_000, 30_000)])
    translate(speaking, 6, "Well.")
    speaking.until(lambda: not speaking.parts.player.is_held)
    say(speaking.host, [SpeechStarted(7, 40_000, 40_000), translation(7, "So.", is_final=False)])
    speaking.until(lambda: "So." in said_texts(speaking))
    say(speaking.host, [SpeechEnded(7, 40_000, 50_000, 50_000), piece(99)])
    speaking.qtbot.wait(50)
    assert speaking.parts.player.is_held
    translate(speaking, 7, "So. Now.")
    speaking.until(lambda: not speaking.parts.player.is_held)


def test_one_who_speaks_to_many_is_only_spoken_under(speaking: Desk) -> None:
    start_saying(speaking)
    say(speaking.host, [SpeechStarted(5, 0, 0)])
    speaking.until(lambda: speaking.parts.player.is_ducked)
    assert speaking.program.playback.is_speaking
    say(speaking.host, [SpeechEnded(5, 0, 16_000, 16_000)])
    speaking.until(lambda: not speaking.parts.player.is_ducked)


def test_what_is_heard_from_elsewhere_changes_nothing() -> None:
    film = Settings(source=SourceKind.SYSTEM, direction=Direction.TWO_WAY)
    assert manner(film) is Manner.GO_ON
    assert manner(Settings()) is Manner.DUCK
    assert manner(Settings(direction=Direction.TWO_WAY)) is Manner.GIVE_WAY


def test_a_caption_is_said_by_its_button_and_with_shift_the_original(desk: Desk) -> None:
    desk.listen()
    desk.until(lambda: bool(desk.host.sessions))
    translate(desk, 1, "Hello")
    view = desk.window.live.view
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    index = desk.window.captions.index(0, 0)
    desk.until(lambda: view.visualRect(index).height() > 0)
    point = view.delegate.say_rect(view.visualRect(index)).center()
    button = Qt.MouseButton.LeftButton
    QTest.mouseClick(view.viewport(), button, pos=point)
    desk.until(lambda: said_texts(desk) == ["Hello"])
    QTest.mouseClick(view.viewport(), button, Qt.KeyboardModifier.ShiftModifier, point)
    desk.until(lambda: said_texts(desk) == ["Hello", "你好"])
    assert desk.host.spoken[-1].language == "zh"


def test_a_caption_is_said_by_keyboard(desk: Desk) -> None:
    desk.listen()
    desk.until(lambda: bool(desk.host.sessions))
    translate(desk, 1, "Hello")
    view = desk.window.live.view
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    view.setFocus()
    view.setCurrentIndex(desk.window.captions.index(0, 0))
    QTest.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: said_texts(desk) == ["Hello"])
    menu = view.row_menu(view.currentIndex())
    assert [action.text() for action in menu.actions() if "Say" in action.text()]


def test_without_voices_the_button_offers_them(open_desk: OpenDesk) -> None:
    store = MemoryStore("whisper-base", "qwen-1.5b")
    store.manifest = Manifest(1, (*store.manifest.models, KOKORO))
    desk = open_desk("whisper-base", "qwen-1.5b", parts=Parts(store))
    desk.program.playback.set_speaks(True)
    message = desk.program.messages.current
    assert message is not None
    assert (message.kind, message.action, message.subject) == (
        VOICE_OFFER, Action.INSTALL_AGAIN, KOKORO.id,
    )  # fmt: skip
    desk.program.commands.act(message)
    desk.until(lambda: ("install", KOKORO.id) in store.asked)


def test_an_output_that_is_absent_is_told_and_ends_the_speech(desk: Desk) -> None:
    desk.parts.player.error = EngineError(ErrorCode.OUTPUT_ABSENT)
    request_id = desk.program.playback.say("Hello", "en")
    desk.until(lambda: said_texts(desk) == ["Hello"])
    say(desk.host, [piece(request_id)])
    desk.until(lambda: not desk.program.playback.is_speaking)
    message = desk.program.messages.current
    assert message is not None
    assert message.kind == ErrorCode.OUTPUT_ABSENT


def test_what_cannot_be_made_is_told_and_the_next_is_spoken(desk: Desk) -> None:
    request_id = start_saying(desk)
    error = EngineError(ErrorCode.SYNTHESIS_FAILED, "no luck")
    say(desk.host, [SpeechSynthesized.failed(request_id, error)])
    desk.until(lambda: desk.parts.player.completed == [request_id])
    assert desk.program.messages.current is not None


def test_the_settings_choose_voice_speed_and_loudness(open_desk: OpenDesk) -> None:
    store = MemoryStore("whisper-base", "qwen-1.5b", KOKORO.id)
    store.manifest = Manifest(1, (*store.manifest.models, KOKORO))
    desk = open_desk("whisper-base", "qwen-1.5b", parts=Parts(store))
    desk.window.open_settings()
    dialog = desk.window.settings_dialog
    assert dialog is not None
    for combo, text in (
        (dialog.zh_voice, "Yunxi, male"),
        (dialog.speech_rate, "Faster"),
        (dialog.speech_volume, "50 %"),
    ):
        combo.setCurrentIndex(combo.findText(text))
        combo.activated.emit(combo.currentIndex())
    start_saying(desk)
    desk.program.playback.say("你好", "zh")
    desk.until(lambda: "你好" in said_texts(desk))
    request = desk.host.spoken[-1]
    assert (request.voice_id, request.rate) == ("zm_yunxi", 1.2)
    assert desk.parts.player.volume == 0.5


def test_speech_goes_on_through_another_output_when_the_first_one_goes(desk: Desk) -> None:
    start_saying(desk)
    before = desk.parts.player.openings
    desk.parts.player.on_lost()
    desk.until(lambda: desk.parts.player.openings == before + 1)
    assert desk.program.playback.is_speaking
    assert desk.program.messages.current is None


def test_when_the_last_output_goes_speech_ends_and_that_is_said(desk: Desk) -> None:
    start_saying(desk)
    desk.parts.player.error = EngineError(ErrorCode.OUTPUT_ABSENT)
    desk.parts.player.on_lost()
    desk.until(lambda: desk.program.messages.current is not None)
    message = desk.program.messages.current
    assert message is not None
    assert message.kind == ErrorCode.OUTPUT_ABSENT
    assert not desk.program.playback.is_speaking
