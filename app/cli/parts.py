"""Where the commands get their engines, models and sources; tests hand in others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app import paths, settings
from app.cli.terminal import UsageError, tell_error
from app.settings import Settings
from app.strings import set_language, tr
from app.system_language import system_language
from app.words.texts import UiLanguage
from engines.chinese_script import ChineseScript
from engines.engine_config import EngineConfig, EngineKind, IntentConfig, WorkerConfig
from engines.errors import EngineError, ErrorCode
from engines.events import HostEvent, SessionEvent
from engines.interfaces import (
    AudioSource,
    CancelToken,
    Guidance,
    IntentParser,
    ProgressCallback,
    Recognizer,
    Synthesizer,
    Translator,
    Vad,
)
from engines.pipeline.config import SessionConfig
from engines.types import AudioChunk, Language, LanguagePair, SpeechAudio

if TYPE_CHECKING:
    from engines.audio.inputs import InputDevice, InputKind
    from engines.documents.job import DocumentResult, TranslatePieces
    from engines.documents.journal import DocumentWork
    from engines.evaluation.host import EvaluationHost
    from engines.evaluation.run_events import RunEvent
    from engines.models.manifest import ModelSpec, Task
    from engines.models.store import ModelStore

_BATCH = 8
"""Texts decoded side by side: more gain little on a processor, and a stop waits for them."""

# Everything else is imported where it is needed: ``--help`` and ``models list`` load no engine.


class Host(Protocol):
    """What live captions need of the host of the engines."""

    def load(self, config: WorkerConfig) -> None:
        """Load engines; returns at once."""

    def start_session(self, config: SessionConfig) -> None:
        """Open a session; returns at once."""

    def feed(self, chunk: AudioChunk) -> None:
        """Take audio; never blocks."""

    def end_session(self) -> None:
        """Hear that no more audio comes."""

    def close(self) -> None:
        """Leave; may block for seconds."""


class Parts:
    """The real ones."""

    @cached_property
    def settings(self) -> Settings:
        """What the user chose in the window; the defaults where that cannot be read."""
        try:
            return settings.load(paths.config_dir() / "settings.json")
        except EngineError as error:
            set_language(system_language())
            tell_error(error)
            return Settings()

    def ui_language(self) -> UiLanguage:
        """Return the language to speak to the user."""
        return self.settings.language or system_language()

    def set_up_logging(self, is_verbose: bool) -> None:
        """Send the log to standard error, or nowhere: what matters is told in words."""
        if is_verbose:
            logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s")
            # The networking library tells every request at this level.
            logging.getLogger("httpx").setLevel(logging.WARNING)
        else:
            logging.basicConfig(level=logging.ERROR, handlers=[logging.NullHandler()])

    # Models

    @cached_property
    def _opened_store(self) -> ModelStore:
        from engines.models.manifest import load_manifest
        from engines.models.store import ModelStore

        return ModelStore(paths.models_dir(), load_manifest(paths.manifest_path()))

    def store(self) -> ModelStore:
        """Return the user's model store.

        Raises:
            EngineError: MANIFEST_INVALID.
        """
        return self._opened_store

    def is_prepared(self, model_id: str) -> bool:
        """Say whether an installed model is ready for this machine."""
        from engines.preparation import is_prepared

        if self._learns_intents(model_id):
            from engines.intent.loading import has_learnt

            return has_learnt(self.intent_config())
        return is_prepared(self.store(), model_id)

    def _learns_intents(self, model_id: str) -> bool:
        return EngineKind.E5 in self.store().manifest.get(model_id).engines

    def prepare(self, model_id: str, on_progress: ProgressCallback, cancel: CancelToken) -> None:
        """Make an installed model ready for this machine."""
        from engines.preparation import prepare

        if self._learns_intents(model_id):
            self.prepare_intents(self.intent_config(), on_progress, cancel)
        prepare(self.store(), model_id, on_progress, cancel)

    def worker_config(
        self,
        recognizer_id: str | None,
        translator_id: str | None,
        kind: EngineKind | None,
        pairs: Sequence[LanguagePair],
        spoken: Sequence[Language] = (),
    ) -> WorkerConfig:
        """Return the engines to load for a session.

        Args:
            recognizer_id: The model that hears; None chooses one.
            translator_id: The model that translates; None chooses one.
            kind: What runs the translator; None leaves it to the user's settings and the machine.
            pairs: What the translator must know; without any there is no translator.
            spoken: What the recognizer must know.

        Raises:
            EngineError: LANGUAGE_UNSUPPORTED or PAIR_UNSUPPORTED; MODEL_UNSUPPORTED, MODEL_MISSING
                and its kin.
        """
        from engines.models.manifest import Task
        from engines.selection import engine_config

        chosen_id = recognizer_id or self.choose(Task.RECOGNITION, self.settings.recognizer_id, ())
        recognizer = engine_config(self.store(), chosen_id)
        if recognizer.kind is not EngineKind.FASTER_WHISPER:
            raise EngineError(ErrorCode.MODEL_UNSUPPORTED, "does not hear", model=chosen_id)
        for language in spoken:
            if language not in recognizer.languages:
                raise EngineError(
                    ErrorCode.LANGUAGE_UNSUPPORTED, language=language, model=chosen_id
                )
        if not pairs:
            return WorkerConfig(recognizer, None)
        return WorkerConfig(recognizer, self.translator_config(translator_id, kind, pairs))

    def translator_config(
        self, translator_id: str | None, kind: EngineKind | None, pairs: Sequence[LanguagePair]
    ) -> EngineConfig:
        """Return the translator to load; with the others beside it unless one was named.

        Raises:
            EngineError: PAIR_UNSUPPORTED, MODEL_UNSUPPORTED, MODEL_MISSING and its kin.
        """
        from engines.models.manifest import Task
        from engines.selection import engine_config, with_others

        chosen_id = translator_id or self.choose(
            Task.TRANSLATION, self.settings.translator_id, pairs
        )
        kind = kind or self._kind_of_settings(chosen_id)
        config = engine_config(self.store(), chosen_id, kind)
        if config.kind is EngineKind.FASTER_WHISPER:
            raise EngineError(ErrorCode.MODEL_UNSUPPORTED, "does not translate", model=chosen_id)
        if translator_id is None:
            config = with_others(self.store(), config)
        for pair in pairs:
            if pair.source != pair.target and not config.has_pair(pair):
                raise EngineError(ErrorCode.PAIR_UNSUPPORTED, pair=str(pair), model=chosen_id)
        return config

    def language_model_id(self) -> str:
        """Return the installed model that chooses among hypotheses.

        Raises:
            EngineError: MODEL_MISSING, naming the starter model, when none is installed.
        """
        from engines.selection import language_model_id

        return language_model_id(self.store())

    def language_model_config(self, model_id: str) -> EngineConfig:
        """Return the language model of the accurate mode.

        Raises:
            EngineError: MODEL_INCOMPLETE before it was prepared; MODEL_MISSING and its kin.
        """
        from engines.selection import language_model_config

        return language_model_config(self.store(), model_id)

    def _kind_of_settings(self, translator_id: str) -> EngineKind | None:
        """Return the engine the user chose in the window, where it runs this model."""
        kind = self.settings.translator_kind
        return kind if kind in self.store().manifest.get(translator_id).engines else None

    def choose(self, task: Task, chosen_id: str | None, pairs: Sequence[LanguagePair]) -> str:
        """Return the installed model that fits best: the pairs, the user's choice, the starter set.

        Raises:
            EngineError: MODEL_MISSING, naming the starter model, when none is installed.
        """
        from engines.models.store import ModelState

        store = self.store()
        fitting = [spec for spec in store.manifest.models if spec.task is task and spec.engines]

        def rank(spec: ModelSpec) -> tuple[bool, bool, bool]:
            has_all = all(_has_pair(spec, pair) for pair in pairs)
            return not has_all, spec.id != chosen_id, not spec.is_starter

        installed = [spec for spec in fitting if store.state(spec.id) is ModelState.INSTALLED]
        best = min(installed, key=rank, default=None)
        if best is None:
            starter = min(fitting, key=lambda spec: not spec.is_starter)
            raise EngineError(ErrorCode.MODEL_MISSING, f"no {task} model", model=starter.id)
        return best.id

    def intent_config(self) -> IntentConfig:
        """Return what parses intents."""
        from engines.selection import intent_config

        return intent_config(self.store(), paths.resources_dir())

    def prepare_intents(
        self, config: IntentConfig, on_progress: ProgressCallback, cancel: CancelToken
    ) -> None:
        """Learn the commands, where that was not done yet."""
        from engines.intent_preparation import prepare_intents

        prepare_intents(self.store(), config, on_progress, cancel)

    def intent_parser(self, config: IntentConfig) -> IntentParser:
        """Load a parser of intents into this process."""
        from engines.registry import load_intent_parser

        return load_intent_parser(config)

    # Engines

    def recognizer(
        self, config: EngineConfig, language_model: EngineConfig | None = None
    ) -> Recognizer:
        """Load a recognizer into this process, and what chooses among its hypotheses."""
        from engines.registry import load_recognizer

        return load_recognizer(config, language_model)

    def translator(self, config: EngineConfig) -> Translator:
        """Load a translator into this process."""
        from engines.registry import load_translator

        return load_translator(config)

    def synthesizer_config(self, synthesizer_id: str | None) -> EngineConfig:
        """Return the synthesiser to load.

        Raises:
            EngineError: MODEL_UNSUPPORTED, MODEL_MISSING and its kin.
        """
        from engines.selection import synthesizer_config

        return synthesizer_config(self.store(), synthesizer_id)

    def synthesizer(self, config: EngineConfig) -> Synthesizer:
        """Load a synthesiser into this process."""
        from engines.registry import load_synthesizer

        return load_synthesizer(config)

    def play(self, pieces: Iterator[SpeechAudio], volume: float) -> None:
        """Play speech through the system's output, and wait until it was heard.

        Raises:
            EngineError: There is no output, or the speech could not be made.
        """
        from app.cli.say import play

        play(pieces, volume)

    def document_translator(
        self, config: EngineConfig, guidance: Guidance, script: ChineseScript
    ) -> TranslatePieces:
        """Load a translator into this process, to be given texts as many at once as suits it."""
        from engines.documents.job import local_translate

        return local_translate(self.translator(config), _BATCH, guidance, script)

    def translate_document(
        self,
        work: DocumentWork,
        translate: TranslatePieces,
        on_progress: ProgressCallback,
        cancel: CancelToken,
    ) -> DocumentResult:
        """Translate a document, going on where an earlier run stopped."""
        from engines.documents.job import translate_document

        return translate_document(work, paths.documents_dir(), translate, on_progress, cancel)

    def vad(self) -> Vad:
        """Load the voice detector into this process."""
        from engines.registry import load_vad

        return load_vad()

    def host(self, on_event: Callable[[HostEvent], None]) -> Host:
        """Return a host that runs engines in a process of their own."""
        from engines.worker.host import EngineHost

        return EngineHost(on_event)

    def transcribe(
        self,
        chunks: Iterator[AudioChunk],
        config: SessionConfig,
        vad: Vad,
        recognizer: Recognizer,
        translator: Translator | None,
    ) -> Iterator[SessionEvent]:
        """Run a session over sound that is pulled."""
        from engines.pipeline.offline import transcribe

        return transcribe(chunks, config, vad, recognizer, translator)

    # Evaluation

    def evaluation_host(self, root: Path, on_event: Callable[[RunEvent], None]) -> EvaluationHost:
        """Return what runs an evaluation in a process of its own."""
        from engines.evaluation.host import EvaluationHost

        return EvaluationHost(root, on_event)

    # Sound

    def duration_s(self, path: Path) -> float | None:
        """Return how long a file says it is.

        Raises:
            EngineError: It holds no sound that can be read.
        """
        from engines.audio.files import probe

        return probe(path).duration_s

    def read_chunks(
        self, path: Path, on_warning: Callable[[EngineError], None]
    ) -> Iterator[AudioChunk]:
        """Decode a file."""
        from engines.audio.files import read_chunks

        return read_chunks(path, on_warning=on_warning)

    def file_source(self, path: Path) -> AudioSource:
        """Return a file that is played at its own speed."""
        from engines.audio.files import FileSource

        return FileSource(path)

    def inputs(self) -> list[InputDevice]:
        """Return everything that can be listened to.

        Raises:
            EngineError: AUDIO_LIBRARY_MISSING.
        """
        from engines.audio.devices import list_inputs

        return list_inputs()

    def microphone(self, name: str | None) -> AudioSource:
        """Return a microphone; without a name, the system's default.

        Raises:
            EngineError: MICROPHONE_ABSENT or AUDIO_LIBRARY_MISSING.
        """
        from engines.audio.capture import MicrophoneSource
        from engines.audio.inputs import InputKind

        return MicrophoneSource(self.find_input(InputKind.MICROPHONE, name))

    def system_audio(self, name: str | None) -> AudioSource:
        """Return what the computer plays, on one output or the system's default.

        Raises:
            EngineError: SYSTEM_AUDIO_UNAVAILABLE or AUDIO_LIBRARY_MISSING.
        """
        from engines.audio.capture import SystemAudioSource
        from engines.audio.inputs import InputKind

        return SystemAudioSource(self.find_input(InputKind.SYSTEM, name))

    def find_input(self, kind: InputKind, name: str | None) -> InputDevice | None:
        """Return the input that has a name or a part of it; None for the system's default.

        Raises:
            UsageError: There is none, naming those there are.
            EngineError: AUDIO_LIBRARY_MISSING.
        """
        if name is None:
            return None
        devices = [device for device in self.inputs() if device.kind is kind]
        wanted = name.casefold()
        for device in devices:
            if wanted in {device.id.casefold(), device.name.casefold()}:
                return device
        for device in devices:
            if wanted in device.name.casefold():
                return device
        if not devices:
            raise UsageError(tr("cli.caption.no_devices", name=name))
        names = ", ".join(f"“{device.name}”" for device in devices)
        raise UsageError(tr("cli.caption.no_device", name=name, names=names))


def _has_pair(spec: ModelSpec, pair: LanguagePair) -> bool:
    if pair.source == pair.target:
        return True  # heard, and not translated
    if spec.pairs:
        return pair in spec.pairs
    return {pair.source, pair.target} <= set(spec.languages)
