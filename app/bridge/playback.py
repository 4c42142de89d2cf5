"""Speaks: sends texts to be made into speech, plays what comes, and is silent when people talk."""

from __future__ import annotations

import logging
from collections.abc import Callable, Set
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol, TypeAlias

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.bridge.capture import CaptureRun
from app.bridge.engine_bridge import CaptionEvent, EngineBridge, ListeningState
from app.bridge.lane import Lane
from app.bridge.messages import Action, Message, MessageCenter, Severity
from app.bridge.model_shelf import ModelShelf
from app.bridge.preferences import Preferences
from app.settings import Direction, Settings, SourceKind
from engines.engine_config import EngineConfig
from engines.errors import EngineError, ErrorCode
from engines.events import (
    SpeechSynthesized,
    Stage,
    StageFailed,
    TranscriptHeldBack,
    TranslationUpdated,
)
from engines.models.manifest import Task
from engines.types import Language, SpeechAudio, Translation

_log = logging.getLogger(__name__)

_CLOSE_AFTER_MS = 3000
"""How long the output stays open when nothing is said: opening it takes a moment."""
_LONGEST_AWAITED_MS = 4000
"""How long what is made already waits for the rest of its translation."""
_CATCH_UP = (1.0, 1.0, 1.1, 1.2)
"""How much faster a translation is said by how many are before it, as interpreters do."""
MOST_WAITING = 4
"""Translations that may wait to be spoken; older ones can be read, and are no longer news."""
VOICE_OFFER = "voice_offer"
"""Kind of the message that offers to install voices."""
VOICE_BEHIND = "voice_behind"
"""Kind of the message that translations were left out."""


class Player(Protocol):
    """What plays; see ``engines.audio.speech_player``."""

    def open(self) -> None:
        """Open the output, if it is not open or was lost; may block.

        Raises:
            EngineError: There is none.
        """

    def close(self) -> None:
        """Let go of the output; may block."""

    def add(self, request_id: int, audio: SpeechAudio) -> None:
        """Queue a piece."""

    def complete(self, request_id: int) -> None:
        """Hear that a request has no further pieces."""

    def stop(self) -> None:
        """Be silent now."""

    def drop(self, request_ids: Set[int]) -> None:
        """Forget requests."""

    @property
    def is_sounding(self) -> bool:
        """Whether what waits has begun to be heard, and is not over."""

    def set_volume(self, volume: float) -> None:
        """Set how loud, from 0 to 1."""

    def duck(self, is_ducked: bool) -> None:
        """Be quieter, or no longer."""

    def hold(self, is_held: bool) -> None:
        """Wait with everything, or go on."""


PlayerFactory: TypeAlias = Callable[[Callable[[int], None], Callable[[], None]], Player]
"""Makes a player, given what to call when a request was heard to its end, and when the output of
sound was lost."""
SpeechEngine: TypeAlias = Callable[[], EngineConfig]
"""Finds what speaks; looks at files, and raises EngineError."""


class Manner(Enum):
    """What becomes of our voice when somebody speaks."""

    GO_ON = auto()
    """What is heard does not come from this room: a film, another computer."""
    DUCK = auto()
    """One speaks and others listen to the translation meanwhile."""
    GIVE_WAY = auto()
    """Two people talk through the machine: who speaks wants to be heard."""


def manner(settings: Settings) -> Manner:
    """Return what suits a session with these settings."""
    if settings.source is not SourceKind.MICROPHONE:
        return Manner.GO_ON
    return Manner.GIVE_WAY if settings.direction is Direction.TWO_WAY else Manner.DUCK


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What was asked to be said and is not over."""

    text: str
    language: Language
    utterance_id: int | None = None
    """Whose translation it is."""


class Playback(QObject):
    """Lives on the Qt thread; the output of sound has a thread of its own, which a driver may hold.

    Args:
        bridge: Makes the speech.
        shelf: Knows whether voices are installed.
        preferences: Whether translations are spoken, by which voices, how fast and how loud.
        messages: Takes what goes wrong.
        open_player: Called on the output's thread when something is first said.
        find_engine: Called on the bridge's thread for every text.
    """

    speaking_changed = Signal(bool)
    """Whether something is being said, or about to be."""
    said = Signal(int)
    """Id of a text that was heard to its end."""
    gave_way = Signal()
    """Somebody spoke, and our voice stopped."""
    _heard_out = Signal(int)
    _output_lost = Signal()
    _failed = Signal(object)

    def __init__(
        self,
        bridge: EngineBridge,
        shelf: ModelShelf,
        preferences: Preferences,
        messages: MessageCenter,
        open_player: PlayerFactory,
        find_engine: SpeechEngine,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._shelf = shelf
        self._preferences = preferences
        self._messages = messages
        self._open_player = open_player
        self._find_engine = find_engine
        self._lane = Lane("speech-output")
        self._player: Player | None = None
        self._wanted: dict[int, _Wanted] = {}
        self._asked: dict[int, str] = {}
        """What was asked to be said of translations that are not complete yet."""
        self._over: set[int] = set()
        """Utterances of which nothing more is said."""
        self._left_out = 0
        self.is_between_people = False
        """Whether two people talk through the machine, whichever direction is open just now."""
        self._is_speaking = self._is_held = self._is_closed = False
        self._close_timer = QTimer(self)
        self._close_timer.setSingleShot(True)
        self._close_timer.setInterval(_CLOSE_AFTER_MS)
        self._close_timer.timeout.connect(self._close_output)
        self._awaited: int | None = None
        """The utterance that is over and whose translation is not: our voice waits for it."""
        self._await_timer = QTimer(self)
        self._await_timer.setSingleShot(True)
        self._await_timer.setInterval(_LONGEST_AWAITED_MS)
        self._await_timer.timeout.connect(self._go_on)
        self._heard_out.connect(self._on_heard_out, Qt.ConnectionType.QueuedConnection)
        self._output_lost.connect(self._on_output_lost, Qt.ConnectionType.QueuedConnection)
        self._failed.connect(self._on_failed, Qt.ConnectionType.QueuedConnection)
        bridge.speech_arrived.connect(self._on_speech)
        bridge.captions_arrived.connect(self._on_captions)
        bridge.session_started.connect(self._on_session_started)
        bridge.listening_changed.connect(self._on_listening_changed)
        bridge.speech_started.connect(self._on_somebody_speaks)
        bridge.speech_ended.connect(self._on_somebody_stopped)
        bridge.barged_in.connect(self._on_barged_in)
        preferences.changed.connect(self._on_preferences_changed)

    @property
    def is_speaking(self) -> bool:
        """Whether something is being said, or about to be."""
        return self._is_speaking

    def say(self, text: str, language: Language) -> int:
        """Say a text now, in place of whatever is being said; returns its id."""
        self.stop()
        return self._ask(text, language)

    def say_after(self, text: str, language: Language, utterance_id: int | None = None) -> int:
        """Say a text when those before it are over; too many waiting leave out the oldest."""
        waiting = list(self._wanted)[1:]
        if len(waiting) >= MOST_WAITING:
            too_many = set(waiting[: len(waiting) - MOST_WAITING + 1])
            self._forget(too_many)
            self._tell_left_out(len(too_many))
        faster = _CATCH_UP[min(len(self._wanted), len(_CATCH_UP) - 1)]
        return self._ask(text, language, utterance_id, faster)

    def leave_out(self, utterance_id: int) -> None:
        """Do not say the translation of an utterance of the session that runs."""
        self._end(utterance_id)
        self._forget_of(utterance_id)

    def stop(self) -> None:
        """Be silent at once."""
        player = self._player
        if player is not None:
            player.stop()
        self._forget(set(self._wanted))

    def set_speaks(self, speaks: bool) -> None:
        """Speak translations aloud from now on, or no longer."""
        self._preferences.change(speaks=speaks)

    def close(self) -> None:
        """Stop, and let go of the output."""
        self.stop()
        self._is_closed = True
        self._close_output()
        if not self._lane.close(timeout_s=1.0):
            _log.warning("the output of sound did not stop in time")

    # Asking

    def _ask(
        self, text: str, language: Language, utterance_id: int | None = None, faster: float = 1.0
    ) -> int:
        settings = self._preferences.current
        voice_id = settings.zh_voice_id if language == "zh" else settings.en_voice_id
        request_id = self._bridge.speak(
            text, language, self._find_engine, voice_id, settings.speech_rate * faster
        )
        if text.strip():
            self._close_timer.stop()
            self._wanted[request_id] = _Wanted(text, language, utterance_id)
            self._settle()
        return request_id

    def _warm_up(self) -> None:
        """Say nothing: the engine loads while nobody waits for it."""
        self._ask("", "zh")

    def _forget(self, request_ids: set[int]) -> None:
        if request_ids:
            self._bridge.drop_speech(request_ids)
            if self._player is not None:
                self._player.drop(request_ids)
            self._wanted = {
                one: wanted for one, wanted in self._wanted.items() if one not in request_ids
            }
        self._settle()

    def _forget_of(self, utterance_id: int) -> None:
        wanted = self._wanted.items()
        self._forget({one for one, each in wanted if each.utterance_id == utterance_id})

    def _settle(self) -> None:
        is_speaking = bool(self._wanted)
        if is_speaking != self._is_speaking:
            self._is_speaking = is_speaking
            self.speaking_changed.emit(is_speaking)
        if not is_speaking and self._player is not None and not self._is_closed:
            self._close_timer.start()

    def _offer_voices(self) -> None:
        """Say that there are better voices to be had, where none is installed."""
        entries = self._shelf.of_task(Task.SYNTHESIS)
        if entries and not any(entry.is_installed or entry.operation for entry in entries):
            spec = entries[0].spec
            self._messages.post(
                Message(
                    VOICE_OFFER,
                    Severity.INFO,
                    "message.voice_offer",
                    values={"model": spec.title, "size": str(round(spec.size_bytes / 1e6))},
                    action=Action.INSTALL_AGAIN,
                    subject=spec.id,
                )
            )

    def _tell_left_out(self, count: int) -> None:
        self._left_out += count
        self._messages.post(
            Message(
                VOICE_BEHIND,
                Severity.INFO,
                "message.voice_behind",
                values={"count": str(self._left_out)},
                is_passing=True,
            )
        )

    # What comes

    def _on_speech(self, event: SpeechSynthesized) -> None:
        request_id = event.request_id
        if event.code is not None:
            error = EngineError(event.code, event.detail, **event.params)
            is_missing = event.code is ErrorCode.MODEL_MISSING
            self._messages.post_error(error, VOICE_OFFER if is_missing else "")
        if request_id not in self._wanted:
            return
        audio, is_last = event.audio, event.is_last

        def job() -> None:
            player = self._opened_player(request_id)
            if player is None or request_id not in self._wanted:
                return
            if audio is not None:
                player.add(request_id, audio)
            if is_last:
                player.complete(request_id)

        self._lane.post(job)

    def _opened_player(self, request_id: int) -> Player | None:
        """Return the player with its output open; on the output's thread."""
        try:
            if self._player is None:
                player = self._open_player(self._heard_out.emit, self._output_lost.emit)
                player.set_volume(self._preferences.current.speech_volume)
                player.hold(self._is_held)
                self._player = player
            self._player.open()
        except EngineError as error:
            self._failed.emit((request_id, error))
            return None
        return self._player

    def _on_output_lost(self) -> None:
        """Go on through another output; where there is none, say so and be silent."""
        waiting = next(iter(self._wanted), None)
        if waiting is None:
            self._close_output()
            return
        request_id = waiting

        def job() -> None:
            self._opened_player(request_id)

        self._lane.post(job)

    def _close_output(self) -> None:
        player = self._player
        if player is not None:
            self._lane.post(player.close)

    def _on_failed(self, failure: tuple[int, EngineError]) -> None:
        request_id, error = failure
        if request_id in self._wanted:
            self._forget(set(self._wanted))
            self._messages.post_error(error)

    def _on_heard_out(self, request_id: int) -> None:
        if self._wanted.pop(request_id, None) is not None:
            self.said.emit(request_id)
        self._settle()

    # Translations of a session

    def _on_session_started(self, _run: CaptureRun) -> None:
        self._asked.clear()
        self._over.clear()
        self._left_out = 0
        if self._preferences.current.speaks:
            self._warm_up()

    def _on_captions(self, events: tuple[CaptionEvent, ...]) -> None:
        if not self._preferences.current.speaks:
            return
        for event in events:
            match event:
                case TranslationUpdated(translation):
                    self._say_new(translation)
                case (
                    StageFailed(stage=Stage.TRANSLATION, utterance_id=int(utterance_id))
                    | TranscriptHeldBack(utterance_id=utterance_id)
                ):
                    self._end(utterance_id)

    def _say_new(self, translation: Translation) -> None:
        """Say what is new of a translation: sentences come while their speaker goes on."""
        utterance_id = translation.utterance_id
        if utterance_id in self._over:
            return
        asked = self._asked.get(utterance_id, "")
        if not translation.text.startswith(asked):
            # The beginning was heard otherwise in the end.
            self._forget_of(utterance_id)
            asked = ""
        if rest := translation.text[len(asked) :].strip():
            self.say_after(rest, translation.pair.target, utterance_id)
        self._asked[utterance_id] = translation.text
        if translation.is_final:
            self._end(utterance_id)

    def _end(self, utterance_id: int) -> None:
        """Say nothing more of an utterance, and what there is of it now."""
        self._over.add(utterance_id)
        self._asked.pop(utterance_id, None)
        if self._awaited == utterance_id:
            self._go_on()

    # When people speak

    def _on_somebody_speaks(self, _utterance_id: int) -> None:
        self._await_no_more()
        match self._manner:
            case Manner.GIVE_WAY:
                self._give_way()
                self._hold(True)
            case Manner.DUCK:
                if self._player is not None:
                    self._player.duck(True)
            case Manner.GO_ON:
                pass

    def _on_somebody_stopped(self, utterance_id: int) -> None:
        if self._wanted and self._manner is Manner.GIVE_WAY:
            # What is ready could be said at once: over people who only draw breath.
            self._awaited = utterance_id
            self._await_timer.start()
        else:
            self._go_on()

    def _go_on(self) -> None:
        self._await_no_more()
        self._hold(False)
        if self._player is not None:
            self._player.duck(False)

    def _await_no_more(self) -> None:
        self._awaited = None
        self._await_timer.stop()

    def _on_barged_in(self) -> None:
        if self._manner is Manner.GIVE_WAY:
            self._give_way()

    @property
    def _manner(self) -> Manner:
        return Manner.GIVE_WAY if self.is_between_people else manner(self._preferences.current)

    def _give_way(self) -> None:
        # What nobody has heard anything of yet is held, and said when they are done.
        if self._player is not None and self._player.is_sounding:
            self.stop()
            self.gave_way.emit()

    def _hold(self, is_held: bool) -> None:
        self._is_held = is_held
        if self._player is not None:
            self._player.hold(is_held)

    def _on_listening_changed(self, state: ListeningState) -> None:
        if state is not ListeningState.LISTENING:
            # Nobody will say any more that the speaker stopped.
            self._go_on()

    def _on_preferences_changed(self, before: Settings, after: Settings) -> None:
        if before.speech_volume != after.speech_volume and self._player is not None:
            self._player.set_volume(after.speech_volume)
        if before.speaks != after.speaks:
            self._on_speaks_changed(after.speaks)

    def _on_speaks_changed(self, speaks: bool) -> None:
        """Follow, whoever wanted it: a button, a voice, an undoing, another file of settings."""
        if not speaks:
            self.stop()
            return
        self._offer_voices()
        if self._shelf.is_open:
            self._warm_up()
