"""Kokoro-82M through onnxruntime: Mandarin and English voices that sound like people.

Runs of the other language inside a text are spoken by a voice of theirs: on mixed text a recognizer
reads that back with half the mistakes of one voice for everything.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime

from engines.cores import physical_cores
from engines.engine_config import EngineConfig
from engines.errors import EngineError, ErrorCode
from engines.interfaces import HIGHEST_RATE, LOWEST_RATE, Voice
from engines.tts.chinese_sounds import chinese_sounds
from engines.tts.english_sounds import english_sounds
from engines.tts.loudness import joined, levelled, silence, trimmed
from engines.tts.pieces import Piece, cut_pieces
from engines.tts.text_norm import Run, spoken_runs
from engines.tts.voices import kokoro_voices
from engines.types import EngineInfo, Language, SpeechAudio

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engines.types import FloatSamples

SAMPLE_RATE_HZ = 24_000
_VOICE_SHAPE = (510, 1, 256)
"""One style for each number of tokens."""
_MOST_TOKENS = 500
_THREADS = 2
"""A third one gains little and takes it from recognition; one takes 1.5 times as long."""
_SPLICE_S = 0.03
"""Between two voices inside a sentence."""


class KokoroSynthesizer:
    """Speaks with the model in ``config.path``; one thread owns it.

    Raises:
        EngineError: MODEL_MISSING, MODEL_INCOMPLETE, MODEL_LOAD_FAILED or OUT_OF_MEMORY.
    """

    def __init__(self, config: EngineConfig) -> None:
        self._config = config
        folder = config.path
        model = next(iter(sorted(folder.glob("*.onnx"))), None)
        if model is None:
            code = ErrorCode.MODEL_INCOMPLETE if folder.is_dir() else ErrorCode.MODEL_MISSING
            raise EngineError(code, "no .onnx file", model=config.model_id)
        self._tokens = _read_tokens(folder / "vocab.json", config.model_id)
        self._voices = kokoro_voices(
            path.relative_to(folder).as_posix() for path in folder.glob("voices/*.bin")
        )
        if not self._voices:
            raise EngineError(ErrorCode.MODEL_INCOMPLETE, "no voices", model=config.model_id)
        self._style = lru_cache(maxsize=None)(self._read_style)
        self._session = _open(model, config)

    @property
    def info(self) -> EngineInfo:
        """What runs, and which languages it speaks."""
        languages = tuple(dict.fromkeys(voice.language for voice in self._voices))
        version: str = onnxruntime.__version__
        return EngineInfo("kokoro", self._config.model_id, version, languages)

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Every voice; the first one of a language is its default."""
        return self._voices

    def synthesize(self, text: str, voice_id: str, rate: float = 1.0) -> Iterator[SpeechAudio]:
        """Yield the speech of a text piece by piece; see ``Synthesizer``."""
        voice = next((each for each in self._voices if each.voice_id == voice_id), None)
        if voice is None:
            raise EngineError(ErrorCode.VOICE_UNKNOWN, voice_id, voice=voice_id)
        rate = min(max(rate, LOWEST_RATE), HIGHEST_RATE)
        for piece in cut_pieces(spoken_runs(text, voice.language)):
            samples = self._speak(piece, voice, rate)
            if len(samples):
                said = " ".join(run.text for run in piece.runs)
                yield SpeechAudio(samples, SAMPLE_RATE_HZ, said)

    def _speak(self, piece: Piece, voice: Voice, rate: float) -> FloatSamples:
        parts = []
        for run in piece.runs:
            speech = trimmed(self._infer(run, self._voice_for(run.language, voice), rate),
                             SAMPLE_RATE_HZ)  # fmt: skip
            if len(speech):
                parts.append(levelled(speech, SAMPLE_RATE_HZ))
        if not parts:
            return silence(0.0, SAMPLE_RATE_HZ)
        speech = joined(parts, _SPLICE_S / rate, SAMPLE_RATE_HZ)
        return np.concatenate([speech, silence(piece.pause_s / rate, SAMPLE_RATE_HZ)])

    def _voice_for(self, language: Language, voice: Voice) -> Voice:
        """Return the voice for a run: the chosen one, or one of the same sex in its language."""
        if voice.language == language:
            return voice
        able = [each for each in self._voices if each.language == language]
        alike = [each for each in able if each.is_female == voice.is_female]
        return next(iter([*alike, *able]), voice)

    def _infer(self, run: Run, voice: Voice, rate: float) -> FloatSamples:
        sounds = chinese_sounds(run.text) if run.language == "zh" else english_sounds(run.text)
        tokens = [self._tokens[sign] for sign in sounds if sign in self._tokens]
        parts = []
        for start in range(0, len(tokens), _MOST_TOKENS):
            part = tokens[start : start + _MOST_TOKENS]
            feeds = {
                "tokens": np.array([[0, *part, 0]], np.int64),
                "style": self._style(voice.voice_id)[len(part)],
                "speed": np.array([rate], np.float32),
            }
            try:
                parts.append(np.asarray(self._session.run(None, feeds)[0], np.float32).reshape(-1))
            except MemoryError as error:
                raise EngineError(ErrorCode.OUT_OF_MEMORY, model=self._config.model_id) from error
            except Exception as error:  # onnxruntime has no error class in common
                raise EngineError(ErrorCode.SYNTHESIS_FAILED, str(error)) from error
        return joined(parts, 0.0, SAMPLE_RATE_HZ)

    def _read_style(self, voice_id: str) -> NDArray[np.float32]:
        path = self._config.path / "voices" / f"{voice_id}.bin"
        try:
            return np.fromfile(path, np.float32).reshape(_VOICE_SHAPE)
        except (OSError, ValueError) as error:
            raise EngineError(
                ErrorCode.MODEL_INCOMPLETE, str(error), model=self._config.model_id
            ) from error


def _open(model: Path, config: EngineConfig) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = config.threads or min(_THREADS, physical_cores())
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    # Threads that wait awake would take the cores from recognition.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(
            str(model), sess_options=options, providers=["CPUExecutionProvider"]
        )
    except MemoryError as error:
        raise EngineError(ErrorCode.OUT_OF_MEMORY, model=config.model_id) from error
    except Exception as error:  # onnxruntime has no error class in common
        raise EngineError(ErrorCode.MODEL_LOAD_FAILED, str(error), model=config.model_id) from error


def _read_tokens(path: Path, model_id: str) -> dict[str, int]:
    try:
        tokens = json.loads(path.read_text(encoding="utf-8"))["vocab"]
        return {str(sign): int(token) for sign, token in tokens.items()}
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise EngineError(ErrorCode.MODEL_INCOMPLETE, str(error), model=model_id) from error
