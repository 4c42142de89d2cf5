"""What the bottom bar says of room and place."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.bridge.capture import SourceChoice
from app.settings import SourceKind
from app.words.texts import UiLanguage
from engines.audio.conditions import Conditions
from engines.audio.place import Place, judged
from engines.events import SpeechEnded, SpeechStarted
from tests.gui.conftest import Desk
from tests.helpers.window_parts import ZH_EN, say

NOISY = judged(Conditions(-30.0, -34.0, 4.0, None, False, 6.0))
FINE = judged(Conditions(-25.0, -65.0, 40.0, 15.0, False, 6.0))


def speak(desk: Desk, place: Place) -> None:
    desk.parts.place_meter.place = place
    say(desk.host, [SpeechStarted(1, 3200, 3200), SpeechEnded(1, 3200, 64_000, 56_000)])
    desk.until(lambda: bool(desk.parts.place_meter.spoken))
    desk.parts.source.play()


def test_a_place_can_be_tested_from_the_bar(desk: Desk) -> None:
    button = desk.window.session_bar.place
    assert button.text() == "Test this place"
    button.click()
    desk.until(lambda: desk.parts.source.listener is not None)
    desk.until(lambda: desk.program.bridge.listening == "listening")
    assert button.text() == "Say a few sentences…"
    speak(desk, NOISY)
    desk.until(lambda: button.text() == "Noisy")
    assert desk.parts.place_meter.spoken == [(3200, 56_000)]
    # Who asked for a test is told without asking again.
    assert button.detail.isVisible()
    for words in ("many mistakes", "Close the window", "4 dB", "hidden by the noise", "Whisper"):
        assert words in button.detail.text
    button.detail.close()


def test_while_listening_the_word_changes_and_nothing_opens(desk: Desk) -> None:
    button = desk.window.session_bar.place
    desk.listen()
    speak(desk, NOISY)
    desk.until(lambda: button.text() == "Noisy")
    speak(desk, FINE)
    desk.until(lambda: button.text() == "Good here")
    assert not button.detail.isVisible()
    button.click()
    assert button.detail.isVisible()
    button.detail.close()


def test_the_verdict_stays_when_listening_ends_and_goes_when_it_begins_anew(desk: Desk) -> None:
    button = desk.window.session_bar.place
    desk.listen()
    speak(desk, FINE)
    desk.until(lambda: button.text() == "Good here")
    desk.program.bridge.stop()
    desk.until(lambda: desk.program.bridge.listening == "idle")
    assert button.text() == "Good here"
    desk.listen()
    assert button.text() == "Say a few sentences…"


def test_what_the_computer_plays_has_no_place(desk: Desk, qtbot: QtBot) -> None:
    desk.program.bridge.start(SourceChoice(SourceKind.SYSTEM), [ZH_EN])
    desk.until(lambda: desk.program.bridge.listening == "listening")
    say(desk.host, [SpeechEnded(1, 0, 64_000, 56_000)])
    with qtbot.waitSignal(desk.program.bridge.level_changed):
        desk.parts.source.play()
    assert desk.parts.place_meter.spoken == []


def test_the_verdict_follows_the_language(desk: Desk) -> None:
    button = desk.window.session_bar.place
    desk.listen()
    speak(desk, NOISY)
    desk.until(lambda: button.text() == "Noisy")
    desk.program.preferences.change(language=UiLanguage.CHINESE)
    desk.until(lambda: button.text() == "噪声大")
    assert "请关上窗户" in button.detail.text
    assert "噪声大" in button.accessibleName()
