"""How the parts of the program are made: each maker imports what it needs when it is called."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app import paths
from app.bridge.capture import EchoGuard, Host, LevelMeasure, PlaceMeter, SourceChoice
from app.bridge.clip_player import ClipOutput
from app.bridge.device_list import OpenWatch, Watch
from app.bridge.history_gate import Recording
from app.bridge.model_shelf import Store
from app.bridge.playback import Player, PlayerFactory
from app.bridge.readiness import Engines, MakeConfig
from app.bridge.recording_desk import Transcribe
from app.bridge.recording_player import OpenPictures, OpenSoundPlayer, Pictures, SoundPlayer
from app.settings import SourceKind
from engines.engine_config import EngineConfig, WorkerConfig
from engines.errors import EngineError, ErrorCode
from engines.events import HostEvent
from engines.interfaces import AudioSource, CancelToken, ProgressCallback

if TYPE_CHECKING:
    from app.bridge.evaluation_desk import EvaluationParts
    from app.doctor import Finding
    from engines.audio.echo_reference import EchoReference
    from engines.audio.inputs import InputDevice
    from engines.worker.recording_work import RecordingMessage, RecordingWork


@dataclass(frozen=True, slots=True)
class Workshop:
    """How the parts are made that the window does not know; tests bring their own."""

    open_host: Callable[[Callable[[HostEvent], None]], Host]
    open_source: Callable[[SourceChoice], AudioSource]
    open_level_measure: Callable[[], LevelMeasure]
    open_place_meter: Callable[[], PlaceMeter]
    open_store: Callable[[], Store]
    prepare: Callable[[Store, str, ProgressCallback, CancelToken], None]
    make_config: MakeConfig
    open_device_watch: OpenWatch
    transcribe_recording: Transcribe
    open_player: PlayerFactory
    open_echo_guard: Callable[[], EchoGuard]
    find_speech_engine: Callable[[Store], EngineConfig]
    evaluation_parts: Callable[[Callable[[], tuple[Store, Engines]]], EvaluationParts]
    open_recording: Callable[[Path], Recording]
    """Makes the file that the sound of a session is kept in."""
    open_output: Callable[[], ClipOutput]
    """Opens what a kept recording is heard through."""
    open_sound_player: OpenSoundPlayer
    open_pictures: OpenPictures


def real_workshop() -> Workshop:
    """Return the makers of the real parts; each imports what it needs when it is called."""

    def open_host(on_event: Callable[[HostEvent], None]) -> Host:
        from engines.worker.host import EngineHost

        return EngineHost(on_event)

    def open_store() -> Store:
        from engines.models.manifest import load_manifest
        from engines.models.store import ModelStore

        return ModelStore(paths.models_dir(), load_manifest(paths.manifest_path()))

    def open_level_measure() -> LevelMeasure:
        from engines.audio.level import LevelMeter

        return LevelMeter().measure

    def open_place_meter() -> PlaceMeter:
        from engines.audio.place import PlaceMeter

        return PlaceMeter()

    def open_device_watch(on_change: Callable[[list[InputDevice]], None]) -> Watch:
        from engines.audio.devices import DeviceWatcher

        return DeviceWatcher(on_change)

    def open_recording(path: Path) -> Recording:
        from engines.audio.flac_file import FlacFile

        return FlacFile(path)

    def open_sound_player(on_over: Callable[[EngineError | None], None]) -> SoundPlayer:
        from engines.audio import portaudio
        from engines.audio.file_player import FilePlayer

        return FilePlayer(portaudio.open_output, on_over)

    def open_pictures(path: Path) -> Pictures:
        from engines.audio.pictures import PictureReader

        return PictureReader(path)

    def prepare(
        store: Store, model_id: str, on_progress: ProgressCallback, cancel: CancelToken
    ) -> None:
        from engines.intent_preparation import prepare_intents
        from engines.models.store import ModelStore
        from engines.preparation import prepare
        from engines.selection import intent_config

        assert isinstance(store, ModelStore)
        prepare(store, model_id, on_progress, cancel)
        intents = intent_config(store, paths.resources_dir())
        if intents.model is not None and intents.model.model_id == model_id:
            prepare_intents(store, intents, on_progress, cancel)

    def make_config(store: Store, engines: Engines) -> WorkerConfig:
        from engines.models.store import ModelStore
        from engines.selection import (
            intent_config,
            language_model_config,
            speaker_config,
            worker_config,
        )

        assert isinstance(store, ModelStore)
        config = worker_config(
            store, engines.recognizer_id, engines.translator_id, engines.translator_kind
        )
        config = replace(
            config,
            intents=intent_config(store, paths.resources_dir()),
            speakers=speaker_config(store),
        )
        if not engines.is_accurate:
            return config
        return replace(config, language_model=language_model_config(store))

    def transcribe_recording(
        work: RecordingWork,
        on_message: Callable[[RecordingMessage], None],
        cancel: CancelToken,
        hold: CancelToken,
    ) -> None:
        from engines.worker.recording import transcribe_recording

        transcribe_recording(work, on_message, cancel, hold)

    def find_speech_engine(store: Store) -> EngineConfig:
        from engines.models.store import ModelStore
        from engines.selection import synthesizer_config

        assert isinstance(store, ModelStore)
        return synthesizer_config(store)

    voice = _Voice()

    def open_output() -> ClipOutput:
        from engines.audio.clip_output import SpeakerClip

        return SpeakerClip(voice.open_player)

    def evaluation_parts(engines: Callable[[], tuple[Store, Engines]]) -> EvaluationParts:
        from app.evaluation_parts import real_evaluation_parts

        return real_evaluation_parts(engines, make_config)

    return Workshop(
        open_host,
        _open_source,
        open_level_measure,
        open_place_meter,
        open_store,
        prepare,
        make_config,
        open_device_watch,
        transcribe_recording,
        voice.open_player,
        voice.open_echo_guard,
        find_speech_engine,
        evaluation_parts,
        open_recording,
        open_output,
        open_sound_player,
        open_pictures,
    )


class _Voice:
    """What is played and what is listened to know of each other: the echo of one is not speech."""

    def __init__(self) -> None:
        self._making = threading.Lock()
        self._made: EchoReference | None = None

    def open_player(
        self, on_finished: Callable[[int], None], on_lost: Callable[[], None]
    ) -> Player:
        from engines.audio.portaudio import open_output
        from engines.audio.speech_player import SpeechPlayer

        return SpeechPlayer(open_output, on_finished, on_lost, self._reference().push)

    def open_echo_guard(self) -> EchoGuard:
        from engines.audio.echo_guard import EchoGuard

        return EchoGuard(self._reference())

    def _reference(self) -> EchoReference:
        from engines.audio.echo_reference import EchoReference

        with self._making:
            if self._made is None:
                self._made = EchoReference()
            return self._made


def examine(
    open_store: Callable[[], Store], on_progress: ProgressCallback, cancel: CancelToken
) -> Iterable[Finding]:
    """Look at this machine as ``tongsheng doctor`` does."""
    from app.examination import examine
    from engines.audio.devices import list_inputs

    return examine(list_inputs, open_store, on_progress, cancel)


def _open_source(choice: SourceChoice) -> AudioSource:
    if choice.kind is SourceKind.FILE:
        from engines.audio.files import FileSource

        assert choice.path is not None
        return FileSource(choice.path)

    from engines.audio.capture import MicrophoneSource, SystemAudioSource
    from engines.audio.devices import list_inputs

    device = None
    if choice.device_id is not None:
        device = next((one for one in list_inputs() if one.id == choice.device_id), None)
        if device is None:
            is_system = choice.kind is SourceKind.SYSTEM
            raise EngineError(
                ErrorCode.SYSTEM_AUDIO_UNAVAILABLE if is_system else ErrorCode.MICROPHONE_ABSENT,
                choice.device_id,
            )
    if choice.kind is SourceKind.SYSTEM:
        return SystemAudioSource(device)
    return MicrophoneSource(device)
