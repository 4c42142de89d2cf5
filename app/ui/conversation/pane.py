"""Two people without a common language, and the machine between them."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.bridge.capture import SourceChoice
from app.bridge.engine_bridge import EngineBridge, ListeningState
from app.bridge.messages import Action, Message, MessageCenter, Severity
from app.bridge.playback import Playback
from app.bridge.preferences import Preferences
from app.settings import Direction, Settings, SourceKind
from app.ui.captions.caption import Caption
from app.ui.captions.model import CaptionModel
from app.ui.commands import Commands
from app.ui.conversation.panel import ConversePanel, Hearing, PanelTurn
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme
from engines.types import Language, LanguagePair

SPEECH_OFFER = "speech_offer"
"""Kind of the message that offers to speak translations aloud."""
_LANGUAGES: tuple[Language, Language] = ("zh", "en")


class Floor(Enum):
    """How the conversation listens."""

    CLOSED = auto()
    OPEN = auto()
    """Both may speak; the language of each utterance decides its direction."""
    HELD = auto()
    """One side holds its button: only its language is heard."""


class ConverseTools(QWidget):
    """The conversation's buttons in the header."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.start_button = FlatButton("listen", "converse.start", theme)
        self.turn_button = FlatButton("turn", "converse.turn", theme)
        self.swap_button = FlatButton("swap", "converse.swap", theme)
        self.speak_button = FlatButton("silent", "converse.silent", theme)
        self.speak_button.setCheckable(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button in self._buttons:
            row.addWidget(button)

    def set_short(self, is_short: bool) -> None:
        """Show the icons alone."""
        for button in self._buttons:
            button.show_word(not is_short)

    def show_speaks(self, speaks: bool) -> None:
        """Show whether translations are spoken."""
        self.speak_button.setChecked(speaks)
        self.speak_button.show_as(
            "speak" if speaks else "silent", "converse.spoken" if speaks else "converse.silent"
        )

    @property
    def _buttons(self) -> tuple[FlatButton, ...]:
        return self.start_button, self.speak_button, self.turn_button, self.swap_button


class ConversePane(QWidget):
    """Two panels of equal size; each reads and hears its own language."""

    floor_changed = Signal(object)
    """The ``Floor``."""

    def __init__(
        self,
        captions: CaptionModel,
        bridge: EngineBridge,
        commands: Commands,
        preferences: Preferences,
        playback: Playback,
        messages: MessageCenter,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._captions = captions
        self._bridge = bridge
        self._commands = commands
        self._preferences = preferences
        self._messages = messages
        self._playback = playback
        self._has_offered_speech = False
        self._floor = Floor.CLOSED
        self._holder: ConversePanel | None = None
        self._goes_on_open = False
        """Both may speak again once the button that is held is let go."""
        self._direction_before: Direction | None = None
        self._first_row = 0
        self._speaking: Language | None = None
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.tools = ConverseTools(theme)
        self.far = ConversePanel(theme, "second_accent")
        self.near = ConversePanel(theme, "accent")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.far, 1)
        layout.addWidget(self.near, 1)
        for panel in self.panels:
            panel.talk_wanted.connect(lambda wants, panel=panel: self._on_talk(panel, wants))
        self.tools.start_button.clicked.connect(self.toggle)
        self.tools.turn_button.clicked.connect(self._on_turn)
        self.tools.swap_button.clicked.connect(self._on_swap)
        self.tools.speak_button.clicked.connect(playback.set_speaks)
        self.tools.show_speaks(preferences.current.speaks)
        preferences.changed.connect(self._on_preferences_changed)
        for changed in (
            captions.rowsInserted,
            captions.rowsRemoved,
            captions.dataChanged,
        ):
            changed.connect(self._refresh_turns)
        captions.modelReset.connect(self._on_captions_reset)
        bridge.listening_changed.connect(self._on_listening_changed)
        bridge.speech_started.connect(lambda _: self._refresh_turns())
        bridge.speech_ended.connect(lambda _: self._on_speech_ended())
        self._place_languages()
        self.far.set_turned(preferences.current.converse_is_turned)
        self._refresh()

    @property
    def panels(self) -> tuple[ConversePanel, ConversePanel]:
        """That across the table, which is the upper one, and the near one."""
        return self.far, self.near

    @property
    def floor(self) -> Floor:
        """How the conversation listens."""
        return self._floor

    def take_focus(self) -> None:
        """Put the keyboard on the lower side's button."""
        self.near.button.setFocus()

    def toggle(self) -> None:
        """Begin a conversation in which both just speak, or end it."""
        if self._floor is Floor.CLOSED:
            self._open(Floor.OPEN, Direction.TWO_WAY)
        else:
            self.end()

    def end(self) -> None:
        """End the conversation; what was said last is still finished."""
        if self._floor is not Floor.CLOSED:
            self._set_floor(Floor.CLOSED, None)
            self._messages.withdraw(SPEECH_OFFER)
            self._bridge.stop()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)

    # Listening

    def _open(
        self, floor: Floor, direction: Direction, holder: ConversePanel | None = None
    ) -> None:
        current = self._preferences.current
        if self._direction_before is None:
            self._direction_before = current.direction
        if self._floor is Floor.CLOSED:
            # A conversation begins with an empty table.
            self._first_row = self._captions.rowCount()
            self._offer_speech()
        self._set_floor(floor, holder)
        if self._commands.source.kind is not SourceKind.MICROPHONE:
            self._commands.choose_source(SourceChoice(SourceKind.MICROPHONE))
        # A session that runs goes over to the new direction by itself.
        is_running = self._bridge.choice is not None and current.direction is not direction
        self._preferences.change(direction=direction)
        if not is_running:
            self._commands.listen()
        if self._bridge.listening is ListeningState.IDLE:
            # There are no models, which was said.
            self._set_floor(Floor.CLOSED, None)

    def _offer_speech(self) -> None:
        """Say that translations could be heard; once, for silence may be what is wanted."""
        if not self._has_offered_speech and not self._preferences.current.speaks:
            self._has_offered_speech = True
            self._messages.post(
                Message(
                    SPEECH_OFFER,
                    Severity.INFO,
                    "message.speech_offer",
                    action=Action.SPEAK_ALOUD,
                )
            )

    def _on_preferences_changed(self, before: Settings, after: Settings) -> None:
        if before.speaks != after.speaks:
            self.tools.show_speaks(after.speaks)
            if after.speaks:
                self._messages.withdraw(SPEECH_OFFER)

    def _on_talk(self, panel: ConversePanel, wants: bool) -> None:
        if wants:
            self._goes_on_open = self._floor is Floor.OPEN or (
                self._floor is Floor.HELD and self._goes_on_open
            )
            # Who presses it is about to speak.
            self._playback.stop()
            target = next(one for one in _LANGUAGES if one != panel.language)
            self._open(Floor.HELD, _direction(LanguagePair(panel.language, target)), panel)
        elif self._holder is panel and self._goes_on_open:
            self._open(Floor.OPEN, Direction.TWO_WAY)
        elif self._holder is panel:
            self.end()

    def _on_listening_changed(self, state: ListeningState) -> None:
        if state is ListeningState.IDLE:
            if self._floor is not Floor.CLOSED and self._bridge.choice is None:
                self._set_floor(Floor.CLOSED, None)
            if self._floor is Floor.CLOSED and self._direction_before is not None:
                before, self._direction_before = self._direction_before, None
                self._preferences.change(direction=before)
        self._refresh()

    def _set_floor(self, floor: Floor, holder: ConversePanel | None) -> None:
        self._floor, self._holder = floor, holder
        self._playback.is_between_people = floor is not Floor.CLOSED
        if floor is Floor.CLOSED:
            self._speaking = None
        self.floor_changed.emit(floor)
        self._refresh()

    def _on_speech_ended(self) -> None:
        self._speaking = None
        self._refresh()

    # Showing

    def _on_turn(self) -> None:
        is_turned = not self.far.is_turned
        self.far.set_turned(is_turned)
        self._preferences.change(converse_is_turned=is_turned)

    def _on_swap(self) -> None:
        near = "en" if self.near.language == "zh" else "zh"
        self._preferences.change(converse_own_language=near)
        self._place_languages()
        self._refresh()

    def _place_languages(self) -> None:
        own = self._preferences.current.converse_own_language
        self.near.set_language(own)
        self.far.set_language("en" if own == "zh" else "zh")

    def _rows(self) -> list[Caption]:
        rows = self._captions.captions()
        return rows[min(self._first_row, len(rows)) :][-3:]

    def _on_captions_reset(self) -> None:
        if self._captions.rowCount() < self._first_row:
            # They were cleared: what is there now is all of this conversation.
            self._first_row = 0
        self._refresh_turns()

    def _refresh_turns(self, *_: object) -> None:
        rows = self._rows()
        newest = rows[-1] if rows else None
        self._speaking = (
            newest.transcript.language if newest is not None and not newest.is_final else None
        )
        self._refresh()

    def _refresh(self) -> None:
        rows = self._rows() if self._captions.rowCount() > self._first_row else []
        is_ready = self._bridge.listening is ListeningState.LISTENING
        for panel in self.panels:
            panel.show_turns(_turns(rows, panel.language))
            is_talking = self._holder is panel and self._floor is Floor.HELD
            hears = self._floor is Floor.OPEN or is_talking
            hearing = Hearing.OPEN if hears and is_ready else Hearing.OFF
            if self._floor is not Floor.CLOSED and self._speaking == panel.language:
                hearing = Hearing.SPEAKING
            panel.show_hearing(hearing, is_talking=is_talking, is_ready=is_ready)
        is_closed = self._floor is Floor.CLOSED
        self.tools.start_button.show_as(
            "listen" if is_closed else "stop", "converse.start" if is_closed else "converse.stop"
        )


def _turns(rows: list[Caption], language: Language) -> list[PanelTurn]:
    """Return captions as one side reads them; what is not translated yet is not there yet."""
    turns: list[PanelTurn] = []
    for caption in rows:
        transcript, translation = caption.transcript, caption.translation
        if transcript.language == language:
            turns.append(PanelTurn(transcript.text.strip(), True, caption.is_final))
        elif translation is not None and translation.pair.target == language:
            settled = caption.is_translation_current
            turns.append(PanelTurn(translation.text.strip(), False, settled))
    return turns


def _direction(pair: LanguagePair) -> Direction:
    return Direction.ZH_TO_EN if pair.source == "zh" else Direction.EN_TO_ZH
