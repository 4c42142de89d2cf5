"""One run of a sound source: from the source's thread to the host, and word of it to the bridge."""

from __future__ import annotations

import time
from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from app.settings import SourceKind
from engines.asr.text_style import TextStyle
from engines.engine_config import WorkerConfig
from engines.errors import EngineError
from engines.events import HostEvent
from engines.interfaces import AudioSource, SpeechRequest, TextRequest
from engines.pipeline.config import SessionConfig
from engines.types import SAMPLE_RATE_HZ, AudioChunk

if TYPE_CHECKING:
    from engines.audio.echo_guard import Guarded
    from engines.audio.level import Level
    from engines.audio.place import Place


class Host(Protocol):
    """What the bridge needs of the host of the engines."""

    def load(self, config: WorkerConfig) -> None:
        """Load engines; returns at once."""

    def start_session(self, config: SessionConfig) -> None:
        """Open a session; returns at once."""

    def feed(self, chunk: AudioChunk) -> None:
        """Take audio; never blocks."""

    def end_session(self) -> None:
        """Hear that no more audio comes."""

    def restyle(self, style: TextStyle) -> None:
        """Give every text of the session from now on another look; returns at once."""

    def translate(self, request: TextRequest) -> None:
        """Translate a text; returns at once."""

    def drop_texts(self, request_ids: Set[int]) -> None:
        """Take texts back; returns at once."""

    def speak(self, request: SpeechRequest) -> None:
        """Speak a text; returns at once."""

    def drop_speech(self, request_ids: Set[int]) -> None:
        """Take texts to speak back; returns at once."""

    def close(self) -> None:
        """Leave; may block for seconds."""


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """The source of sound the user wants."""

    kind: SourceKind
    device_id: str | None = None
    """Of the input; None is the system's default."""
    path: Path | None = None
    """Of the file, for a file."""


HostFactory: TypeAlias = Callable[[Callable[[HostEvent], None]], Host]
SourceFactory: TypeAlias = Callable[[SourceChoice], AudioSource]
LevelMeasure: TypeAlias = "Callable[[AudioChunk], Level]"


class PlaceMeter(Protocol):
    """Judges room and place from the sound; see ``engines.audio.place``."""

    def note_speech(self, first_sample: int, end_sample: int) -> None:
        """Hear that somebody spoke; from any thread."""

    def push(self, chunk: AudioChunk) -> Place | None:
        """Take the next samples; returns the place when there is something new to say of it."""


PlaceMeterFactory: TypeAlias = Callable[[], PlaceMeter]


class EchoGuard(Protocol):
    """Takes our own voice out of the sound; see ``engines.audio.echo_guard``."""

    def push(self, chunk: AudioChunk) -> Guarded:
        """Return what is left of the sound; it may lag behind."""

    def flush(self, captured_at_s: float) -> tuple[AudioChunk, ...]:
        """Return what was held back: no more sound comes."""


EchoGuardFactory: TypeAlias = Callable[[], EchoGuard]


@dataclass(frozen=True, slots=True)
class CaptureOpened:
    """The source delivers."""

    run: CaptureRun


@dataclass(frozen=True, slots=True)
class CaptureWarned:
    """The source degraded and goes on."""

    run: CaptureRun
    error: EngineError


@dataclass(frozen=True, slots=True)
class CaptureEnded:
    """The source delivers no more, or never did."""

    run: CaptureRun
    error: EngineError | None


@dataclass(frozen=True, slots=True)
class BargedIn:
    """Somebody speaks over our own voice."""

    run: CaptureRun


CaptureReport: TypeAlias = CaptureOpened | CaptureWarned | CaptureEnded | BargedIn


class CaptureRun:
    """A source that plays into one session. Implements ``AudioListener``.

    ``open`` and ``stop`` are called on the bridge's lane, the listener's methods on the source's
    thread; what the Qt thread reads here is replaced whole, never changed in place.
    """

    def __init__(
        self,
        choice: SourceChoice,
        config: SessionConfig,
        report: Callable[[CaptureReport], None],
    ) -> None:
        self.choice = choice
        self.config = config
        self.started_at = datetime.now()
        """When sample 0 was captured; until there is one, when it was asked for."""
        self.level: Level | None = None
        """Of the latest chunk."""
        self.place: Place | None = None
        """What is known of room and place; None until enough was said."""
        self.has_session = False
        """Whether the host knows of it, so that ``SessionEnded`` will come."""
        self._report = report
        self._source: AudioSource | None = None
        self._host: Host | None = None
        self._measure: LevelMeasure | None = None
        self._place_meter: PlaceMeter | None = None
        self._echo_guard: EchoGuard | None = None
        self._has_sound = False

    @property
    def is_live(self) -> bool:
        """Whether times of day mean something; in a file, positions do."""
        return self.choice.kind is not SourceKind.FILE

    def open(
        self,
        host: Host,
        open_source: SourceFactory,
        measure: LevelMeasure,
        open_place_meter: PlaceMeterFactory,
        open_echo_guard: EchoGuardFactory | None = None,
    ) -> None:
        """Open the session and start the source."""
        self._host, self._measure = host, measure
        if self.choice.kind is SourceKind.MICROPHONE:
            self._place_meter = open_place_meter()
            self._echo_guard = None if open_echo_guard is None else open_echo_guard()
        try:
            source = open_source(self.choice)
            host.start_session(self.config)
            self.has_session = True
            self._source = source
            source.start(self)
        except EngineError as error:
            if self._source is not None:
                host.end_session()
            self._source = None
            self._report(CaptureEnded(self, error))
            return
        self._report(CaptureOpened(self))

    def stop(self) -> None:
        """Stop the source; ``CaptureEnded`` follows."""
        if self._source is not None:
            self._source.stop()

    def note_speech(self, first_sample: int, end_sample: int) -> None:
        """Hear from voice activity where somebody spoke."""
        if self._place_meter is not None:
            self._place_meter.note_speech(first_sample, end_sample)

    def on_chunk(self, chunk: AudioChunk) -> None:
        """Pass sound on to the host."""
        assert self._host is not None
        assert self._measure is not None
        if not self._has_sound:
            self._has_sound = True
            length = timedelta(seconds=chunk.end_sample / SAMPLE_RATE_HZ)
            self.started_at = datetime.now() - length
        self.level = self._measure(chunk)
        if self._echo_guard is None:
            self._take(chunk)
            return
        guarded = self._echo_guard.push(chunk)
        if guarded.has_barged_in:
            self._report(BargedIn(self))
        for each in guarded.chunks:
            self._take(each)

    def _take(self, chunk: AudioChunk) -> None:
        assert self._host is not None
        self._host.feed(chunk)
        if self._place_meter is not None and (place := self._place_meter.push(chunk)) is not None:
            self.place = place

    def on_warning(self, error: EngineError) -> None:
        """Pass a warning on."""
        self._report(CaptureWarned(self, error))

    def on_end(self, error: EngineError | None) -> None:
        """Close the session's sound."""
        assert self._host is not None
        if self._echo_guard is not None:
            for each in self._echo_guard.flush(time.monotonic()):
                self._take(each)
        self._host.end_session()
        self._report(CaptureEnded(self, error))
