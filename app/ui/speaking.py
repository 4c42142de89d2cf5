"""What the window has of speaking aloud: the button in the bar, and captions that are said."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut

from app.bridge.playback import Playback
from app.bridge.preferences import Preferences
from app.settings import Settings
from app.ui.captions.caption import Caption
from app.ui.main_window import MainWindow

TOGGLE_KEYS = QKeySequence("Ctrl+Shift+S")


class Speaking(QObject):
    """Joins the window and the playback; lives on the Qt thread."""

    def __init__(self, window: MainWindow, playback: Playback, preferences: Preferences) -> None:
        super().__init__(window)
        self._playback = playback
        self._preferences = preferences
        self._toggle = window.session_bar.speak
        self._toggle.clicked.connect(playback.set_speaks)
        self._toggle.show_speaks(preferences.current.speaks)
        QShortcut(TOGGLE_KEYS, window).activated.connect(self._toggle.click)
        window.live.view.say_wanted.connect(self._on_say_wanted)
        playback.speaking_changed.connect(self._toggle.show_speaking)
        preferences.changed.connect(self._on_preferences_changed)

    def _on_say_wanted(self, caption: Caption, is_source: bool) -> None:
        transcript, translation = caption.transcript, caption.translation
        if is_source:
            self._playback.say(transcript.text, transcript.language)
        elif translation is not None:
            self._playback.say(translation.text, translation.pair.target)

    def _on_preferences_changed(self, before: Settings, after: Settings) -> None:
        if before.speaks != after.speaks:
            self._toggle.show_speaks(after.speaks)
