"""How well and how fast speech is made: read back by the recognizer, and timed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import Levenshtein

from engines.audio.resample import MonoResampler
from engines.errors import EngineError, ErrorCode
from engines.evaluation.normalize import NORMALIZER, normalized
from engines.evaluation.scores import Score, ratio_of_sums
from engines.evaluation.summary import Summary
from engines.interfaces import DecodingEffort, Recognizer, Synthesizer
from engines.tts.text_norm import spoken_text
from engines.types import Language

if TYPE_CHECKING:
    from engines.types import FloatSamples

SHORT_CHARACTERS = range(12, 19)
"""What counts as a Chinese sentence of about 15 characters."""

_SAME_NUMBER = str.maketrans("幺两", "一二")
_ZH_SIGNATURE = f"CER|spoken-form/1|{NORMALIZER}|yāo=yī,liǎng=èr"
_EN_SIGNATURE = "WER|spoken-form/1|lower case, letters and apostrophes, hyphens and a.m. split"


@dataclass(frozen=True, slots=True)
class SpokenSentence:
    """One sentence of a list to say and read back."""

    language: Language
    kind: str
    """"plain", "number", "name" or "mixed"."""
    text: str


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What became of one sentence."""

    sentence: SpokenSentence
    heard: str
    errors: int
    units: int
    """Characters of Chinese, words of English."""
    first_sound_s: float
    busy_s: float
    audio_s: float


def load_sentences(path: Path) -> list[SpokenSentence]:
    """Read lines of language, kind and text with tabs between them; "#" begins a comment.

    Raises:
        EngineError: FILE_NOT_FOUND or FILE_UNREADABLE.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as error:
        raise EngineError(ErrorCode.FILE_NOT_FOUND, path=str(path)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise EngineError(ErrorCode.FILE_UNREADABLE, str(error), path=str(path)) from error
    rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    return [SpokenSentence(language, kind, text) for language, kind, text in rows]


def read_back(
    sentence: SpokenSentence, voice_id: str, synthesizer: Synthesizer, recognizer: Recognizer
) -> ReadBack:
    """Say a sentence, and let the recognizer hear it.

    Raises:
        EngineError: Either of them failed.
    """
    parts: list[FloatSamples] = []
    first_sound_s = 0.0
    started_s = time.perf_counter()
    for audio in synthesizer.synthesize(sentence.text, voice_id):
        first_sound_s = first_sound_s or time.perf_counter() - started_s
        parts.append(audio.samples)
        rate_hz = audio.sample_rate_hz
    busy_s = time.perf_counter() - started_s
    if not parts:
        raise EngineError(ErrorCode.SYNTHESIS_FAILED, "nothing was said")
    samples = np.concatenate(parts)
    resampler = MonoResampler(rate_hz)
    heard_samples = np.concatenate([resampler.push(samples), resampler.finish()])
    heard = recognizer.recognize(heard_samples, (sentence.language,), DecodingEffort.FINAL).text
    said_units = spoken_units(sentence.text, sentence.language)
    heard_units = spoken_units(heard, sentence.language)
    errors = Levenshtein.distance(said_units, heard_units)
    return ReadBack(
        sentence, heard, errors, len(said_units), first_sound_s, busy_s, len(samples) / rate_hz
    )


def spoken_units(text: str, language: Language) -> list[str]:
    """Return what counts one by one: the characters, or the words, of a text's spoken form.

    Both what was said and what was heard are put into words first, so that "3:30" and "three
    thirty" are the same.
    """
    spoken = spoken_text(text, language)
    if language == "zh":
        return list(normalized(spoken.translate(_SAME_NUMBER)).translate(_SAME_NUMBER))
    spoken = re.sub(r"\b([ap])m\b", r"\1 m", spoken.lower())
    return re.findall(r"[a-z']+|[\u3400-\u9fff]", spoken.replace("’", "'"))


@dataclass(frozen=True, slots=True)
class SpeechFigures:
    """What a list of sentences comes to."""

    error_rates: dict[str, Score]
    """"zh" and "en", and each with its kinds: "zh number"."""
    real_time_factor: Summary
    """Time to make the speech over its length, sentence by sentence."""
    first_sound_s: Summary
    short_first_sound_s: Summary | None
    """Of Chinese sentences of about 15 characters."""


def speech_figures(results: Sequence[ReadBack]) -> SpeechFigures:
    """Sum up; there must be at least one result."""
    groups: dict[str, list[ReadBack]] = {}
    for result in results:
        groups.setdefault(result.sentence.language, []).append(result)
        key = f"{result.sentence.language} {result.sentence.kind}"
        groups.setdefault(key, []).append(result)
    short = [
        result.first_sound_s
        for result in results
        if result.sentence.language == "zh" and result.units in SHORT_CHARACTERS
    ]
    return SpeechFigures(
        {name: _error_rate(group) for name, group in groups.items()},
        Summary.of(result.busy_s / result.audio_s for result in results),
        Summary.of(result.first_sound_s for result in results),
        Summary.of(short) if short else None,
    )


def read_all_back(
    sentences: Iterable[SpokenSentence],
    voices: dict[Language, str],
    synthesizer: Synthesizer,
    recognizer: Recognizer,
    on_result: Callable[[ReadBack], None],
) -> list[ReadBack]:
    """Say and read back sentence by sentence.

    What comes first in each language pays for dictionaries and caches and counts in no figure.

    Raises:
        EngineError: As ``read_back``.
    """
    for language, warm_up in (("zh", "你好，世界。"), ("en", "Good morning, everyone.")):
        if voice_id := voices.get(language):
            read_back(SpokenSentence(language, "", warm_up), voice_id, synthesizer, recognizer)
    results = []
    for sentence in sentences:
        if voice_id := voices.get(sentence.language):
            results.append(read_back(sentence, voice_id, synthesizer, recognizer))
            on_result(results[-1])
    return results


def _error_rate(results: Sequence[ReadBack]) -> Score:
    is_zh = results[0].sentence.language == "zh"
    return ratio_of_sums(
        [result.errors for result in results],
        [result.units for result in results],
        _ZH_SIGNATURE if is_zh else _EN_SIGNATURE,
    )
