"""espeak-ng as a program: a small synthetic voice for machines without a model.

The program is called, never linked: it is under the GPL. Mandarin is given as pinyin, because its
own reader of characters is broken (``cmn``), and the voice for pinyin (``cmn-latn-pinyin``) is not.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import wave
from collections.abc import Iterator

import numpy as np
from pypinyin import Style, lazy_pinyin

from engines.errors import EngineError, ErrorCode
from engines.interfaces import HIGHEST_RATE, LOWEST_RATE, Voice
from engines.tts.loudness import joined, levelled, silence, trimmed
from engines.tts.pieces import cut_pieces
from engines.tts.text_norm import Run
from engines.tts.text_norm import spoken_runs as _spoken_runs
from engines.types import EngineInfo, FloatSamples, SpeechAudio

_PROGRAM = "espeak-ng"
_ANSWER_S = 20.0
_WORDS_PER_MINUTE = {"zh": 160, "en": 165}
_SPLICE_S = 0.03
_VOICES = (
    Voice("espeak-zh", "zh", "eSpeak 中文"),
    Voice("espeak-en", "en", "eSpeak English"),
)
_NAMES = {"zh": "cmn-latn-pinyin", "en": "en-us"}
_MARKS = str.maketrans("，。！？；：、", ",.!?;:,")


class EspeakSynthesizer:
    """Speaks through the program; one thread owns it.

    Raises:
        EngineError: MODEL_MISSING when the program is not on this machine.
    """

    def __init__(self) -> None:
        program = shutil.which(_PROGRAM)
        if program is None:
            raise EngineError(ErrorCode.MODEL_MISSING, "no such program", model=_PROGRAM)
        self._program = program
        words = self._run("--version").decode("utf-8", "replace").split()
        self._version = next((word for word in words if word[:1].isdigit()), "?")

    @property
    def info(self) -> EngineInfo:
        """What runs, and which languages it speaks."""
        return EngineInfo("espeak", _PROGRAM, self._version, ("zh", "en"))

    @property
    def voices(self) -> tuple[Voice, ...]:
        """One for each language."""
        return _VOICES

    def synthesize(self, text: str, voice_id: str, rate: float = 1.0) -> Iterator[SpeechAudio]:
        """Yield the speech of a text piece by piece; see ``Synthesizer``."""
        voice = next((each for each in _VOICES if each.voice_id == voice_id), None)
        if voice is None:
            raise EngineError(ErrorCode.VOICE_UNKNOWN, voice_id, voice=voice_id)
        rate = min(max(rate, LOWEST_RATE), HIGHEST_RATE)
        for piece in cut_pieces(_spoken_runs(text, voice.language)):
            parts: list[FloatSamples] = []
            rate_hz = 0
            for run in piece.runs:
                samples, rate_hz = self._say(run, rate)
                if len(speech := trimmed(samples, rate_hz)):
                    parts.append(levelled(speech, rate_hz))
            if parts:
                speech = joined(parts, _SPLICE_S / rate, rate_hz)
                pause = silence(piece.pause_s / rate, rate_hz)
                said = " ".join(run.text for run in piece.runs)
                yield SpeechAudio(np.concatenate([speech, pause]), rate_hz, said)

    def _say(self, run: Run, rate: float) -> tuple[FloatSamples, int]:
        text = pinyin(run.text) if run.language == "zh" else run.text
        speed = round(_WORDS_PER_MINUTE[run.language] * rate)
        answer = self._run("-v", _NAMES[run.language], "-s", str(speed), "--stdout", "--", text)
        try:
            with wave.open(io.BytesIO(answer)) as sound:
                rate_hz = sound.getframerate()
                # The length in the header of a stream is a guess: everything there is.
                frames = sound.readframes(len(answer))
        except (wave.Error, EOFError) as error:
            raise EngineError(ErrorCode.SYNTHESIS_FAILED, str(error)) from error
        samples = np.frombuffer(frames, "<i2").astype(np.float32) / 32768.0
        return samples, rate_hz

    def _run(self, *arguments: str) -> bytes:
        try:
            return subprocess.run(
                [self._program, *arguments],
                capture_output=True,
                timeout=_ANSWER_S,
                check=True,
                stdin=subprocess.DEVNULL,
            ).stdout
        except subprocess.CalledProcessError as error:
            detail = error.stderr.decode("utf-8", "replace").strip()
            raise EngineError(ErrorCode.SYNTHESIS_FAILED, detail) from error
        except (OSError, subprocess.SubprocessError) as error:
            raise EngineError(ErrorCode.SYNTHESIS_FAILED, str(error)) from error


def pinyin(text: str) -> str:
    """Return Mandarin as syllables with tone digits, its marks kept."""
    syllables = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, errors="default")
    return re.sub(r"\s+", " ", " ".join(syllables).translate(_MARKS)).strip()
