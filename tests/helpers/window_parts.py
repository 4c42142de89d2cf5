"""Parts the window is tested with: they do what they are told and remember what was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from app import paths
from app.bridge.capture import SourceChoice
from app.bridge.evaluation_desk import EvaluationParts
from app.bridge.model_shelf import Store
from app.bridge.readiness import Engines
from app.history.export import ExportFormat
from app.history.session_export import SessionFormat
from app.workshop import Workshop
from engines.asr.text_style import TextStyle
from engines.audio.echo_guard import Guarded
from engines.audio.flac_file import FlacFile
from engines.audio.inputs import InputDevice, InputKind
from engines.audio.level import Level
from engines.audio.place import Place
from engines.engine_config import EngineConfig, EngineKind, WorkerConfig
from engines.errors import EngineError, ErrorCode
from engines.events import (
    HostEvent,
    SessionEnded,
    SessionStarted,
    SpeechEnded,
    TextTranslated,
    TranscriptUpdated,
    TranslationUpdated,
    WorkerState,
    WorkerStateChanged,
)
from engines.interfaces import (
    AudioListener,
    CancelToken,
    Progress,
    ProgressCallback,
    SpeechRequest,
    TextRequest,
)
from engines.models.manifest import FileSpec, Manifest, ModelSpec, Task
from engines.models.store import ModelState
from engines.pipeline.config import SessionConfig
from engines.types import (
    SAMPLE_RATE_HZ,
    AudioChunk,
    Doubt,
    Language,
    LanguagePair,
    SpeechAudio,
    Transcript,
    Translation,
)
from engines.worker.recording_work import RecordingMessage, RecordingWork

ZH_EN = LanguagePair("zh", "en")


def transcript(
    utterance_id: int,
    stable: str,
    tentative: str = "",
    *,
    revision: int = 1,
    is_final: bool = False,
    start_s: float = 0.0,
) -> TranscriptUpdated:
    """Return the event of a transcript."""
    return TranscriptUpdated(
        Transcript(
            utterance_id, revision, stable, tentative, "zh", (), start_s, start_s + 2.0, is_final
        )
    )


def translation(
    utterance_id: int, text: str, *, revision: int = 1, is_final: bool = True
) -> TranslationUpdated:
    """Return the event of a translation."""
    return TranslationUpdated(Translation(utterance_id, revision, ZH_EN, text, is_final))


class RecordingHost:
    """A host that loads at once, and says what the test wants it to say."""

    def __init__(self) -> None:
        self.on_event: Callable[[HostEvent], None] = lambda _: None
        self.loads: list[WorkerConfig] = []
        self.sessions: list[SessionConfig] = []
        self.styles: list[TextStyle] = []
        self.fed_samples = 0
        self.ended = 0
        self.is_closed = False
        self.loads_at_once = True
        self.ends_at_once = True
        self.starts_at_once = True
        self.texts: list[TextRequest] = []
        self.dropped: set[int] = set()
        self.spoken: list[SpeechRequest] = []
        self.silenced: set[int] = set()
        self.translates_at_once = True
        self.doubts: tuple[Doubt, ...] = ()
        self.via: Language | None = None
        self.terms_kept = 0
        self.terms_missed: tuple[str, ...] = ()

    def load(self, config: WorkerConfig) -> None:
        self.loads.append(config)
        self.on_event(WorkerStateChanged(WorkerState.LOADING))
        if self.loads_at_once:
            self.on_event(WorkerStateChanged(WorkerState.READY))

    def start_session(self, config: SessionConfig) -> None:
        self.sessions.append(config)
        if self.starts_at_once:
            self.on_event(SessionStarted(config.session_id, ()))

    def feed(self, chunk: AudioChunk) -> None:
        self.fed_samples += len(chunk.samples)

    def restyle(self, style: TextStyle) -> None:
        self.styles.append(style)

    def end_session(self) -> None:
        self.ended += 1
        if self.ends_at_once:
            self.finish()

    def finish(self) -> None:
        """Say that the last session is over."""
        self.on_event(SessionEnded(self.sessions[-1].session_id))

    def translate(self, request: TextRequest) -> None:
        self.texts.append(request)
        if self.translates_at_once:
            self.answer(request)

    def answer(self, request: TextRequest, code: ErrorCode | None = None) -> None:
        """Say the translation of a text, or why there is none."""
        text = "" if code else f"{request.pair}:{request.text}"
        self.on_event(
            TextTranslated(
                request.request_id,
                text,
                code,
                doubts=self.doubts,
                via=self.via,
                terms_kept=self.terms_kept,
                terms_missed=self.terms_missed,
            )
        )

    def drop_texts(self, request_ids: Set[int]) -> None:
        self.dropped |= request_ids

    def speak(self, request: SpeechRequest) -> None:
        self.spoken.append(request)

    def drop_speech(self, request_ids: Set[int]) -> None:
        self.silenced |= request_ids

    def close(self) -> None:
        self.is_closed = True


class ScriptedSource:
    """A source whose sound the test plays; it delivers on the thread that calls."""

    def __init__(self, error: EngineError | None = None) -> None:
        self.error = error
        self.listener: AudioListener | None = None
        self._next_sample = 0
        self._has_ended = False

    def start(self, listener: AudioListener) -> None:
        if self.error is not None:
            raise self.error
        self.listener = listener

    def play(self, samples: int = 1600, level: float = 0.1) -> None:
        """Deliver a chunk."""
        assert self.listener is not None
        sound = np.full(samples, level, dtype=np.float32)
        self.listener.on_chunk(AudioChunk(sound, self._next_sample, 0.0))
        self._next_sample += samples

    def end(self, error: EngineError | None = None) -> None:
        """End by itself."""
        if not self._has_ended and self.listener is not None:
            self._has_ended = True
            self.listener.on_end(error)

    def stop(self) -> None:
        self.end()


class ScriptedPlaceMeter:
    """Says of a place what the test wants to be said, once somebody spoke."""

    def __init__(self) -> None:
        self.place: Place | None = None
        self.spoken: list[tuple[int, int]] = []

    def note_speech(self, first_sample: int, end_sample: int) -> None:
        self.spoken.append((first_sample, end_sample))

    def push(self, chunk: AudioChunk) -> Place | None:
        return self.place if self.spoken else None


class PassingGuard:
    """A guard that has nothing to take out."""

    def push(self, chunk: AudioChunk) -> Guarded:
        return Guarded((chunk,), has_barged_in=False)

    def flush(self, captured_at_s: float) -> tuple[AudioChunk, ...]:
        return ()


class RecordingPlayer:
    """A player that is silent, and says that something was heard when the test wants it."""

    def __init__(self) -> None:
        self.on_finished: Callable[[int], None] = lambda _: None
        self.on_lost: Callable[[], None] = lambda: None
        self.openings = 0
        self.error: EngineError | None = None
        self.played: list[tuple[int, SpeechAudio]] = []
        self.completed: list[int] = []
        self.dropped: set[int] = set()
        self.stops = 0
        self.volume = 1.0
        self.is_open = self.is_ducked = self.is_held = False
        self._sounding = 0

    def open(self) -> None:
        if self.error is not None:
            raise self.error
        self.openings += 1
        self.is_open = True

    def close(self) -> None:
        self.is_open = False

    def add(self, request_id: int, audio: SpeechAudio) -> None:
        self.played.append((request_id, audio))
        if not self.is_held:
            self._sounding += 1

    def complete(self, request_id: int) -> None:
        self.completed.append(request_id)

    @property
    def is_sounding(self) -> bool:
        return self._sounding > 0

    def stop(self) -> None:
        self.stops += 1
        self._sounding = 0

    def drop(self, request_ids: Set[int]) -> None:
        self.dropped |= request_ids

    def set_volume(self, volume: float) -> None:
        self.volume = volume

    def duck(self, is_ducked: bool) -> None:
        self.is_ducked = is_ducked

    def hold(self, is_held: bool) -> None:
        self.is_held = is_held


def _spec(
    model_id: str, title: str, task: Task, engines: tuple[EngineKind, ...], size_bytes: int
) -> ModelSpec:
    return ModelSpec(
        id=model_id,
        title=title,
        task=task,
        family="whisper" if task is Task.RECOGNITION else "qwen2",
        licence="MIT" if task is Task.RECOGNITION else "Apache-2.0",
        commercial_use=True,
        memory_bytes=size_bytes * 2,
        good_for={
            "en": "A quick start on any machine.",
            "zh": "在任何电脑上快速开始。",
        },
        languages=("zh", "en", "ja", "ko", "fr"),
        engines=engines,
        files=(FileSpec("model.bin", size_bytes),),
        is_starter=True,
    )


WHISPER = _spec(
    "whisper-base", "Whisper base", Task.RECOGNITION, (EngineKind.FASTER_WHISPER,), 148_000_000
)
QWEN = _spec(
    "qwen-1.5b",
    "Qwen2.5 Coder 1.5B",
    Task.TRANSLATION,
    (EngineKind.CTRANSLATE2_CHAT, EngineKind.LLAMACPP_CHAT),
    1_117_000_000,
)
KOKORO = ModelSpec(
    id="kokoro-82m",
    title="Kokoro 82M",
    task=Task.SYNTHESIS,
    family="kokoro",
    licence="Apache-2.0",
    commercial_use=True,
    memory_bytes=400_000_000,
    good_for={"en": "Speaking aloud.", "zh": "朗读。"},
    languages=("zh", "en"),
    engines=(EngineKind.KOKORO,),
    files=(
        FileSpec("kokoro.onnx", 92_000_000),
        FileSpec("voices/zf_xiaoxiao.bin", 522_240),
        FileSpec("voices/zm_yunxi.bin", 522_240),
        FileSpec("voices/af_heart.bin", 522_240),
    ),
)
"""Not part of every store: most tests count models."""
OTHER = ModelSpec(
    id="nllb-600m",
    title="NLLB-200 600M",
    task=Task.TRANSLATION,
    family="nllb",
    licence="CC-BY-NC-4.0",
    commercial_use=False,
    memory_bytes=1_200_000_000,
    good_for={"en": "Minority languages.", "zh": "少数民族语言。"},
    languages=("zh", "en", "bo", "ug", "kk"),
    engines=(EngineKind.CTRANSLATE2_SEQ2SEQ,),
    files=(FileSpec("model.bin", 650_000_000),),
)


class MemoryStore:
    """A model store without a disk. ``gate`` holds installations up until the test lets go."""

    def __init__(self, *installed: str) -> None:
        self.manifest = Manifest(1, (WHISPER, QWEN, OTHER))
        self.installed = set(installed)
        self.partial: set[str] = set()
        self.damaged: set[str] = set()
        self.errors: dict[str, EngineError] = {}
        self.gate = threading.Event()
        self.gate.set()
        self.progress: tuple[Progress, ...] = ()
        self.imported: tuple[str, ...] = ()
        self.asked: list[tuple[str, str]] = []

    def state(self, model_id: str) -> ModelState:
        if model_id in self.damaged:
            return ModelState.DAMAGED
        if model_id in self.installed:
            return ModelState.INSTALLED
        return ModelState.PARTIAL if model_id in self.partial else ModelState.ABSENT

    def install(self, model_id: str, on_progress: ProgressCallback, cancel: CancelToken) -> None:
        self.asked.append(("install", model_id))
        for progress in self.progress:
            on_progress(progress)
        while not self.gate.wait(0.01):
            if cancel.is_set():
                self.partial.add(model_id)
                raise EngineError(ErrorCode.CANCELLED)
        if model_id in self.errors:
            raise self.errors[model_id]
        self.installed.add(model_id)
        self.damaged.discard(model_id)

    def verify(self, model_id: str, on_progress: ProgressCallback, cancel: CancelToken) -> None:
        self.asked.append(("verify", model_id))
        on_progress(Progress(1, 2, step="verify"))

    def remove(self, model_id: str) -> None:
        self.asked.append(("remove", model_id))
        self.installed.discard(model_id)

    def import_from(
        self, path: Path, on_progress: ProgressCallback, cancel: CancelToken
    ) -> tuple[str, ...]:
        self.asked.append(("import", str(path)))
        self.installed.update(self.imported)
        return self.imported


@dataclass
class AnsweringDialogs:
    """Answers by itself, and remembers what was asked."""

    sound: Path | None = None
    documents: list[Path] = field(default_factory=list)
    recordings: list[Path] = field(default_factory=list)
    saved_as: Path | None = None
    text: str | None = None
    table: Path | None = None
    models: Path | None = None
    captions: tuple[Path, ExportFormat] | None = None
    terms: Path | None = None
    settings: Path | None = None
    subtitles: Path | None = None
    history: tuple[Path, SessionFormat] | None = None
    is_sure: bool = True
    leaving: str = "leave"
    told: list[tuple[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open_sound(self, folder: str) -> Path | None:
        self.asked.append("open_sound")
        return self.sound

    def open_recordings(self, folder: str) -> list[Path]:
        self.asked.append("open_recordings")
        return self.recordings

    def save_as(self, folder: str, name: str, ending: str, kind: str) -> Path | None:
        self.asked.append(f"save_as {name}.{ending}")
        return self.saved_as

    def open_table(self, folder: str) -> Path | None:
        return self.table

    def ask_text(self, title: str, question: str) -> str | None:
        self.asked.append(question)
        return self.text

    def open_documents(self, folder: str) -> list[Path]:
        self.asked.append("open_documents")
        return self.documents

    def open_models(self, folder: str) -> Path | None:
        return self.models

    def choose_folder(self, folder: str) -> Path | None:
        return self.models

    def save_captions(self, folder: str) -> tuple[Path, ExportFormat] | None:
        self.asked.append("save_captions")
        return self.captions

    def open_subtitles(self, folder: str) -> Path | None:
        self.asked.append("open_subtitles")
        return self.subtitles

    def save_history(self, folder: str, name: str) -> tuple[Path, SessionFormat] | None:
        self.asked.append("save_history")
        return self.history

    def open_terms(self, folder: str) -> Path | None:
        return self.terms

    def save_terms(self, folder: str) -> Path | None:
        return self.terms

    def open_settings(self, folder: str) -> Path | None:
        return self.settings

    def save_settings(self, folder: str) -> Path | None:
        return self.settings

    def confirms(self, question: str, consequence: str, button: str) -> bool:
        self.asked.append(question)
        return self.is_sure

    def leave(self) -> str:
        self.asked.append("leave")
        return self.leaving

    def tell(self, title: str, text: str) -> None:
        self.told.append((title, text))


class ScriptedScribe:
    """Writes recordings down as the test scripts it: an utterance each time the test says so."""

    def __init__(self) -> None:
        self.works: list[RecordingWork] = []
        self.holds: list[CancelToken] = []
        self.error: EngineError | None = None
        self.total = 3
        """Utterances in every recording, one in each ten seconds."""
        self._steps = threading.Semaphore(0)

    def say(self, count: int = 1) -> None:
        """Let so many utterances be written down; one more ends a recording that has no more."""
        for _ in range(count):
            self._steps.release()

    def __call__(
        self,
        work: RecordingWork,
        on_message: Callable[[RecordingMessage], None],
        cancel: CancelToken,
        hold: CancelToken,
    ) -> None:
        self.works.append(work)
        self.holds.append(hold)
        if self.error is not None:
            raise self.error
        session = work.session
        length_s = 10 * self.total
        on_message(Progress(session.first_sample // SAMPLE_RATE_HZ, length_s, "s", "load"))
        for number in range(session.first_utterance_id, self.total + 1):
            self._wait(cancel)
            end_sample = 10 * number * SAMPLE_RATE_HZ
            start_s = 10.0 * (number - 1)
            on_message(SpeechEnded(number, end_sample - 100, end_sample, end_sample - 50))
            on_message(transcript(number, f"第{number}句", is_final=True, start_s=start_s))
            on_message(translation(number, f"Sentence {number}"))
            on_message(Progress(10 * number, length_s, "s", "recognise"))
        self._wait(cancel)
        on_message(SessionEnded(session.session_id))

    def _wait(self, cancel: CancelToken) -> None:
        while not self._steps.acquire(timeout=0.01):
            if cancel.is_set():
                raise EngineError(ErrorCode.CANCELLED)


class RecordingWatch:
    """A watch that sees the devices the test gives it."""

    def __init__(self) -> None:
        self.devices: list[InputDevice] = []
        self.on_change: Callable[[list[InputDevice]], None] = lambda _: None
        self.is_running = False

    def start(self) -> None:
        self.is_running = True
        self.on_change(self.devices)

    def stop(self) -> None:
        self.is_running = False

    def see(self, *devices: InputDevice) -> None:
        """Say that these are there now, and no other."""
        self.devices = list(devices)
        self.on_change(self.devices)


def _evaluation(engines: Callable[[], tuple[Store, Engines]]) -> EvaluationParts:
    # Imported here: it brings what scores, which few tests of the window need.
    from tests.helpers.evaluation_parts import EvaluationBench

    return EvaluationBench(paths.data_dir() / "bench").parts(engines)


class RecordingOutput:
    """Plays nothing, and remembers what it was asked to."""

    def __init__(self) -> None:
        self.played: list[tuple[Path, float, float]] = []

    def play(self, path: Path, start_s: float, end_s: float, is_over: threading.Event) -> None:
        self.played.append((path, start_s, end_s))


class ScriptedSound:
    """Plays nothing; the test says what is heard."""

    def __init__(self) -> None:
        self.moment_s: float | None = None
        self.played: list[tuple[Path, float, float]] = []
        self.on_over: Callable[[EngineError | None], None] = lambda _: None

    def opened(self, on_over: Callable[[EngineError | None], None]) -> ScriptedSound:
        self.on_over = on_over
        return self

    def play(self, path: Path, start_s: float, speed: float = 1.0) -> None:
        self.played.append((path, start_s, speed))
        self.moment_s = start_s

    def stop(self) -> None:
        self.moment_s = None


class SilentPictures:
    """A file without pictures."""

    has_pictures = False

    def __init__(self, path: Path) -> None:
        pass

    def at(self, moment_s: float) -> None:
        return None

    def close(self) -> None:
        pass


class Parts:
    """All the fakes of one program."""

    def __init__(self, store: MemoryStore) -> None:
        self.host = RecordingHost()
        self.store = store
        self.source = ScriptedSource()
        self.choices: list[SourceChoice] = []
        self.scribe = ScriptedScribe()
        self.watch = RecordingWatch()
        self.watch.devices = [
            InputDevice("mic-1", "Built-in microphone", InputKind.MICROPHONE, True),
            InputDevice("mic-2", "USB microphone", InputKind.MICROPHONE, False),
            InputDevice("out-1", "Speakers", InputKind.SYSTEM, True),
        ]
        self.place_meter = ScriptedPlaceMeter()
        self.player = RecordingPlayer()
        self.prepared: list[str] = []
        self.config_error: EngineError | None = None
        self.evaluation_parts: Callable[[Callable[[], tuple[Store, Engines]]], EvaluationParts] = (
            _evaluation
        )
        self.output = RecordingOutput()
        self.sound = ScriptedSound()

    def workshop(self) -> Workshop:
        return Workshop(
            self._open_host,
            self._open_source,
            lambda: _level,
            lambda: self.place_meter,
            lambda: self.store,
            self._prepare,
            self._make_config,
            self._open_watch,
            self.scribe,
            self._open_player,
            PassingGuard,
            lambda _store: _config(EngineKind.KOKORO, KOKORO.id),
            self.evaluation_parts,
            FlacFile,
            lambda: self.output,
            self.sound.opened,
            SilentPictures,
        )

    def _open_watch(self, on_change: Callable[[list[InputDevice]], None]) -> RecordingWatch:
        self.watch.on_change = on_change
        return self.watch

    def _open_player(
        self, on_finished: Callable[[int], None], on_lost: Callable[[], None]
    ) -> RecordingPlayer:
        self.player.on_finished, self.player.on_lost = on_finished, on_lost
        return self.player

    def _open_host(self, on_event: Callable[[HostEvent], None]) -> RecordingHost:
        self.host.on_event = on_event
        return self.host

    def _open_source(self, choice: SourceChoice) -> ScriptedSource:
        self.choices.append(choice)
        self.source = ScriptedSource(self.source.error)
        return self.source

    def _prepare(
        self, store: Store, model_id: str, on_progress: ProgressCallback, cancel: CancelToken
    ) -> None:
        self.prepared.append(model_id)

    def _make_config(self, store: Store, engines: Engines) -> WorkerConfig:
        if self.config_error is not None:
            raise self.config_error
        recognizer = _config(EngineKind.FASTER_WHISPER, engines.recognizer_id)
        chooser = _config(EngineKind.CTRANSLATE2_CHAT, "chooser") if engines.is_accurate else None
        if engines.translator_id is None:
            return WorkerConfig(recognizer, None, chooser)
        kind = engines.translator_kind or EngineKind.CTRANSLATE2_CHAT
        return WorkerConfig(recognizer, _config(kind, engines.translator_id), chooser)


def _config(kind: EngineKind, model_id: str) -> EngineConfig:
    return EngineConfig(kind, model_id, "family", Path(model_id), ("zh", "en"))


def _level(chunk: AudioChunk) -> Level:
    loudest = float(np.abs(chunk.samples).max())
    return Level(20 * float(np.log10(loudest)), 20 * float(np.log10(loudest)), loudest >= 1.0)


def say(host: RecordingHost, events: Sequence[HostEvent]) -> None:
    """Let the host say these events."""
    for event in events:
        host.on_event(event)
