"""A conversation in the window: two sides, each reads its own language; who speaks is seen."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.bridge.capture import SourceChoice
from app.bridge.engine_bridge import ListeningState
from app.settings import Direction, SourceKind
from app.ui.conversation.pane import SPEECH_OFFER, ConversePane, Floor
from app.ui.conversation.panel import ConversePanel, Hearing
from app.ui.pane import Pane
from engines.events import (
    SpeechEnded,
    SpeechStarted,
    SpeechSynthesized,
    TranscriptUpdated,
    TranslationUpdated,
)
from engines.types import Language, LanguagePair, SpeechAudio, Transcript, Translation
from tests.gui.conftest import Desk, OpenDesk


def pane(desk: Desk) -> ConversePane:
    return desk.program.converse


def texts(panel: ConversePanel) -> list[str]:
    return panel.accessibleDescription().split("\n")


def begin(desk: Desk) -> None:
    desk.window.open_pane(Pane.CONVERSE)
    pane(desk).tools.start_button.click()
    desk.until(lambda: desk.program.bridge.listening is ListeningState.LISTENING)


def say(
    desk: Desk,
    number: int,
    language: Language,
    text: str,
    translation: str = "",
    *,
    is_final: bool = True,
) -> None:
    tell = desk.host.on_event
    tell(SpeechStarted(number, 0, 0))
    stable, tentative = (text, "") if is_final else ("", text)
    tell(
        TranscriptUpdated(
            Transcript(number, 1, stable, tentative, language, (), 0.0, 1.0, is_final)
        )
    )
    if translation:
        pair = LanguagePair(language, "en" if language == "zh" else "zh")
        tell(TranslationUpdated(Translation(number, 1, pair, translation, True)))
    if is_final:
        tell(SpeechEnded(number, 0, 16_000, 15_000))
    desk.until(
        lambda: any(
            one.transcript.utterance_id == number for one in desk.window.captions.captions()
        )
    )
    desk.qtbot.wait(50)


def test_each_side_reads_its_own_language(desk: Desk) -> None:
    begin(desk)
    say(desk, 1, "zh", "你好吗？", "How are you?")
    say(desk, 2, "en", "Very well.", "很好。")
    assert texts(pane(desk).near)[:2] == ["你好吗？", "很好。"]
    assert texts(pane(desk).far)[:2] == ["How are you?", "Very well."]


def test_a_conversation_goes_both_ways_and_gives_the_direction_back(desk: Desk) -> None:
    begin(desk)
    assert desk.host.sessions[-1].spoken_languages == ("zh", "en")
    pane(desk).tools.start_button.click()
    desk.until(lambda: desk.program.bridge.listening is ListeningState.IDLE)
    assert desk.program.preferences.current.direction is Direction.ZH_TO_EN
    assert pane(desk).floor is Floor.CLOSED


def test_the_side_whose_language_is_spoken_is_marked(desk: Desk) -> None:
    begin(desk)
    assert pane(desk).near._hearing is Hearing.OPEN
    say(desk, 1, "en", "Where is", is_final=False)
    assert pane(desk).far._hearing is Hearing.SPEAKING
    assert pane(desk).near._hearing is Hearing.OPEN
    assert texts(pane(desk).far)[-1] == "being listened to"


def test_a_held_button_hears_its_own_language_alone(desk: Desk) -> None:
    desk.window.open_pane(Pane.CONVERSE)
    button = pane(desk).far.button
    button.setFocus()
    QTest.keyPress(button, Qt.Key.Key_Space)
    desk.until(lambda: desk.program.bridge.listening is ListeningState.LISTENING)
    assert desk.host.sessions[-1].directions == (LanguagePair("en", "zh"),)
    assert button.text() == "Speak now"
    assert pane(desk).near._hearing is Hearing.OFF
    desk.qtbot.wait(400)
    QTest.keyRelease(button, Qt.Key.Key_Space)
    desk.until(lambda: desk.program.bridge.listening is ListeningState.IDLE)
    assert desk.program.preferences.current.direction is Direction.ZH_TO_EN


def test_a_tapped_button_stays_on_until_it_is_tapped_again(desk: Desk) -> None:
    desk.window.open_pane(Pane.CONVERSE)
    button = pane(desk).near.button
    button.click()
    desk.until(lambda: desk.program.bridge.listening is ListeningState.LISTENING)
    assert pane(desk).floor is Floor.HELD
    button.click()
    desk.until(lambda: desk.program.bridge.listening is ListeningState.IDLE)


def test_after_a_held_button_both_may_speak_again_if_they_might_before(desk: Desk) -> None:
    begin(desk)
    button = pane(desk).far.button
    button.click()
    desk.until(lambda: desk.host.sessions[-1].directions == (LanguagePair("en", "zh"),))
    desk.until(lambda: desk.program.bridge.listening is ListeningState.LISTENING)
    button.click()
    desk.until(lambda: len(desk.host.sessions[-1].directions) == 2)
    assert pane(desk).floor is Floor.OPEN
    pane(desk).end()
    desk.until(lambda: desk.program.preferences.current.direction is Direction.ZH_TO_EN)


def test_who_presses_the_button_is_not_spoken_over(desk: Desk) -> None:
    desk.window.open_pane(Pane.CONVERSE)
    playback = desk.program.playback
    playback.say("Hello", "en")
    pane(desk).near.button.click()
    assert not playback.is_speaking
    desk.until(lambda: desk.program.bridge.listening is ListeningState.LISTENING)
    late = playback.say("Late", "en")
    audio = SpeechAudio(np.full(240, 0.5, np.float32), 24_000, "Late")
    desk.host.on_event(SpeechSynthesized(late, audio, is_last=False))
    desk.until(lambda: bool(desk.parts.player.played))
    with desk.qtbot.waitSignal(playback.gave_way):
        desk.host.on_event(SpeechStarted(5, 0, 0))
    pane(desk).end()


def test_the_floor_goes_from_one_side_to_the_other(desk: Desk) -> None:
    desk.window.open_pane(Pane.CONVERSE)
    pane(desk).near.button.click()
    desk.until(lambda: desk.program.bridge.listening is ListeningState.LISTENING)
    pane(desk).far.button.click()
    desk.until(lambda: desk.host.sessions[-1].directions == (LanguagePair("en", "zh"),))
    assert len(desk.host.sessions) == 2


def test_a_new_conversation_begins_with_an_empty_table(desk: Desk) -> None:
    begin(desk)
    say(desk, 1, "zh", "你好", "Hello")
    pane(desk).end()
    desk.until(lambda: desk.program.bridge.listening is ListeningState.IDLE)
    begin(desk)
    assert "你好" not in texts(pane(desk).near)
    assert desk.window.captions.rowCount() == 1


def test_a_conversation_goes_on_when_captions_are_cleared(desk: Desk) -> None:
    begin(desk)
    for number in (1, 2, 3):
        say(desk, number, "zh", f"你好{number}", "Hello")
    pane(desk).end()
    desk.until(lambda: desk.program.bridge.listening is ListeningState.IDLE)
    begin(desk)
    desk.program.commands.clear_captions()
    say(desk, 4, "zh", "再见", "Goodbye")
    assert "再见" in texts(pane(desk).near)
    assert "Goodbye" in texts(pane(desk).far)


def test_a_silent_conversation_offers_once_to_be_spoken(desk: Desk) -> None:
    begin(desk)
    message = desk.program.messages.current
    assert message is not None
    assert message.kind == SPEECH_OFFER
    desk.program.commands.act(message)
    assert desk.program.preferences.current.speaks
    assert pane(desk).tools.speak_button.isChecked()
    pane(desk).end()
    desk.until(lambda: desk.program.bridge.listening is ListeningState.IDLE)
    begin(desk)
    assert SPEECH_OFFER not in {one.kind for one in [desk.program.messages.current] if one}


def test_the_button_in_the_header_is_silence(desk: Desk) -> None:
    desk.program.preferences.change(speaks=True)
    desk.window.open_pane(Pane.CONVERSE)
    assert pane(desk).tools.speak_button.isChecked()
    pane(desk).tools.speak_button.click()
    assert not desk.program.preferences.current.speaks


def test_ending_a_conversation_takes_its_offer_back(desk: Desk) -> None:
    begin(desk)
    pane(desk).end()
    assert desk.program.messages.current is None


def test_a_spoken_conversation_offers_nothing(desk: Desk) -> None:
    desk.program.preferences.change(speaks=True)
    begin(desk)
    assert desk.program.messages.current is None


def test_the_sides_can_be_swapped_and_the_upper_one_stood_upright(desk: Desk) -> None:
    desk.window.open_pane(Pane.CONVERSE)
    assert pane(desk).far.is_turned
    pane(desk).tools.turn_button.click()
    assert not pane(desk).far.is_turned
    pane(desk).tools.swap_button.click()
    assert (pane(desk).near.language, pane(desk).far.language) == ("en", "zh")
    current = desk.program.preferences.current
    assert (current.converse_own_language, current.converse_is_turned) == ("en", False)


def test_a_conversation_listens_to_the_microphone_whatever_was_chosen(desk: Desk) -> None:
    desk.program.commands.choose_source(SourceChoice(SourceKind.SYSTEM))
    begin(desk)
    assert desk.parts.choices[-1].kind is SourceKind.MICROPHONE


@pytest.mark.parametrize("size", [(520, 380), (1160, 740)])
def test_a_long_turn_is_shrunk_until_it_fits(desk: Desk, size: tuple[int, int]) -> None:
    begin(desk)
    desk.window.resize(*size)
    say(desk, 1, "zh", "这是一个很长的句子，" * 12, "This is a very long sentence. " * 12)
    assert not desk.window.grab().isNull()
    assert len(texts(pane(desk).near)[0]) > 100


def test_without_models_a_conversation_says_what_is_missing(open_desk: OpenDesk) -> None:
    bare = open_desk()
    bare.window.open_pane(Pane.CONVERSE)
    bare.program.converse.toggle()
    assert bare.program.messages.current is not None
    assert bare.program.converse.floor is Floor.CLOSED
