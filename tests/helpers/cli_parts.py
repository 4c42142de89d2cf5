"""The parts of the command line with fake engines behind real files, formats and messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from app.cli.parts import Host, Parts
from app.words.texts import UiLanguage
from engines.asr.accurate import AccurateRecognizer
from engines.audio.inputs import InputDevice
from engines.engine_config import EngineConfig, EngineKind, WorkerConfig
from engines.errors import EngineError
from engines.events import HostEvent
from engines.interfaces import (
    AudioListener,
    AudioSource,
    CancelToken,
    ProgressCallback,
    Recognizer,
)
from engines.models.manifest import Manifest
from engines.models.store import ModelStore
from engines.pipeline.config import SessionConfig
from engines.types import AudioChunk, Language, LanguagePair
from tests.helpers.fake_engines import (
    FakeLanguageModel,
    FakeRecognizer,
    FakeTranslator,
    FakeVad,
    worker_config,
)


class FakeParts(Parts):
    """Fake engines; writes down what it is asked for."""

    def __init__(self, store: ModelStore | None = None) -> None:
        self.opened_store = store
        self.asked_pairs: tuple[LanguagePair, ...] | None = None
        self.asked_models: tuple[object, ...] = ()
        self.loaded: list[str] = []
        self.prepared: list[str] = []
        self.devices: list[InputDevice] = []
        self.fake_translator = FakeTranslator()
        self.fake_host: FakeHost | None = None
        self.fake_source: FakeSource | None = None
        self.ui = UiLanguage.ENGLISH
        self.is_verbose = False
        self.preparation_failure: EngineError | None = None

    def ui_language(self) -> UiLanguage:
        return self.ui

    def set_up_logging(self, is_verbose: bool) -> None:
        self.is_verbose = is_verbose

    def store(self) -> ModelStore:
        return self.opened_store or ModelStore(Path("no-such-folder"), Manifest(1, ()))

    def is_prepared(self, model_id: str) -> bool:
        return model_id in self.prepared

    def prepare(self, model_id: str, on_progress: ProgressCallback, cancel: CancelToken) -> None:
        self.prepared.append(model_id)
        if self.preparation_failure is not None:
            raise self.preparation_failure

    def worker_config(
        self,
        recognizer_id: str | None,
        translator_id: str | None,
        kind: EngineKind | None,
        pairs: Sequence[LanguagePair],
        spoken: Sequence[Language] = (),
    ) -> WorkerConfig:
        self.asked_pairs = tuple(pairs)
        self.asked_models = (recognizer_id, translator_id, kind)
        return worker_config(has_translator=bool(pairs))

    def translator_config(
        self,
        translator_id: str | None,
        kind: EngineKind | None,
        pairs: Sequence[LanguagePair],
    ) -> EngineConfig:
        self.asked_pairs = tuple(pairs)
        self.asked_models = (translator_id, kind)
        return worker_config().recognizer

    def recognizer(
        self, config: EngineConfig, language_model: EngineConfig | None = None
    ) -> Recognizer:
        self.loaded.append("recognizer")
        if language_model is None:
            return FakeRecognizer()
        self.loaded.append("language model")
        return AccurateRecognizer(FakeRecognizer(), FakeLanguageModel(), lambda heard: [heard])

    def language_model_id(self) -> str:
        return "fake"

    def language_model_config(self, model_id: str) -> EngineConfig:
        return worker_config().recognizer

    def translator(self, config: EngineConfig) -> FakeTranslator:
        self.loaded.append("translator")
        return self.fake_translator

    def vad(self) -> FakeVad:
        return FakeVad()

    def inputs(self) -> list[InputDevice]:
        return self.devices

    def microphone(self, name: str | None) -> AudioSource:
        return self.fake_source or super().microphone(name)

    def host(self, on_event: Callable[[HostEvent], None]) -> Host:
        if self.fake_host is None:
            return super().host(on_event)
        self.fake_host.on_event = on_event
        return self.fake_host


class FakeSource:
    """Gives what it was told to give when it is started, and ends when it is stopped."""

    def __init__(
        self,
        chunks: Sequence[AudioChunk] = (),
        then: Callable[[AudioListener], None] = lambda _: None,
    ) -> None:
        self._chunks = chunks
        self._then = then
        self._listener: AudioListener | None = None
        self.stops = 0

    def start(self, listener: AudioListener) -> None:
        self._listener = listener
        for chunk in self._chunks:
            listener.on_chunk(chunk)
        self._then(listener)

    def stop(self) -> None:
        self.stops += 1
        if self._listener is not None:
            self._listener.on_end(None)
            self._listener = None


class FakeHost:
    """Answers each call with the events it was given for it."""

    def __init__(self, **answers: Sequence[HostEvent]) -> None:
        self._answers = answers
        self.calls: list[str] = []
        self.session: SessionConfig | None = None
        self.on_event: Callable[[HostEvent], None] = lambda _: None

    def load(self, config: WorkerConfig) -> None:
        self._answer("load")

    def start_session(self, config: SessionConfig) -> None:
        self.session = config
        self._answer("start_session")

    def feed(self, chunk: AudioChunk) -> None:
        self._answer("feed")

    def end_session(self) -> None:
        self._answer("end_session")

    def close(self) -> None:
        self._answer("close")

    def _answer(self, call: str) -> None:
        self.calls.append(call)
        for event in self._answers.get(call, ()):
            self.on_event(event)


def interrupted(chunks: Iterator[AudioChunk], after: int) -> Iterator[AudioChunk]:
    """Pass some chunks on, and then behave as Ctrl+C does."""
    for index, chunk in enumerate(chunks):
        if index == after:
            raise KeyboardInterrupt
        yield chunk


def broken(chunks: Iterator[AudioChunk], after: int, error: EngineError) -> Iterator[AudioChunk]:
    """Pass some chunks on, and then fail."""
    for index, chunk in enumerate(chunks):
        if index == after:
            raise error
        yield chunk
