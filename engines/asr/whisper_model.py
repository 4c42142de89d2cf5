"""The hands of Whisper recognition: CTranslate2 and faster-whisper, and nothing that decides.

Plain faster-whisper pads every stretch of speech to 30 s before it is encoded. CTranslate2 accepts
less, so here the encoder sees the speech and as much silence after it as the caller asks for.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ctranslate2
import faster_whisper
import numpy as np
from faster_whisper.tokenizer import Tokenizer

from engines.asr.filters import compression_ratio
from engines.engine_config import EngineConfig
from engines.errors import EngineError, ErrorCode
from engines.interfaces import Hypothesis
from engines.types import SAMPLE_RATE_HZ, EngineInfo, Language, Word

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engines.types import FloatSamples

MAX_PADDING_S = 30.0
"""Fills what the encoder can take."""

_REQUIRED_FILES = ("config.json", "model.bin", "tokenizer.json")
"""Without tokenizer.json faster-whisper would ask a model hub for it."""

_FRAMES_PER_S = 100
_MAX_FRAMES = 3000
_MIN_FRAMES = 200
"""Below two seconds of input the encoder's output is too short to attend to steadily."""

_TOKENS_PER_S = 9
"""More than any speaker needs (Chinese: at most about 6); bounds the cost of a loop."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One utterance, ready to be encoded."""

    features: Any
    """Log-mel spectrogram, shape (bands, frames), 100 frames a second."""
    duration_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """What the decoder attends to."""

    view: ctranslate2.StorageView
    clips: tuple[Clip, ...]


@dataclass(frozen=True, slots=True)
class Writing:
    """One text as the decoder wrote it."""

    text: str
    tokens: list[int]
    """Of the text, without time marks."""
    log_probability: float
    """Of all tokens, time marks and the end included."""
    average_log_probability: float
    no_speech_probability: float

    def hypothesis(self, language: Language, words: tuple[Word, ...]) -> Hypothesis:
        """Return it as recognizers do."""
        return Hypothesis(
            text=self.text.strip(),
            language=language,
            words=words,
            average_log_probability=self.average_log_probability,
            no_speech_probability=self.no_speech_probability,
            compression_ratio=compression_ratio(self.text),
        )


class WhisperModel:
    """A Whisper model in CTranslate2 form, loaded from a directory.

    One thread owns it. Encoding and decoding release the GIL. Every method but ``clip`` raises
    EngineError with RECOGNITION_FAILED or OUT_OF_MEMORY where the library fails.

    Args:
        config: ``path`` is the model's directory.

    Raises:
        EngineError: MODEL_MISSING, MODEL_INCOMPLETE or MODEL_LOAD_FAILED.
    """

    def __init__(self, config: EngineConfig) -> None:
        _require_files(config)
        try:
            self._whisper = faster_whisper.WhisperModel(
                str(config.path),
                device="auto",
                compute_type=config.compute_type,
                cpu_threads=config.threads or os.cpu_count() or 1,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError, KeyError) as error:
            raise EngineError(
                ErrorCode.MODEL_LOAD_FAILED, str(error), model=config.model_id
            ) from error
        self.info = EngineInfo(
            engine="faster-whisper",
            model_id=config.model_id,
            version=faster_whisper.__version__,
            languages=config.languages,
        )
        self._tokenizers: dict[Language, Tokenizer] = {}

    def clip(self, samples: FloatSamples) -> Clip:
        """Return the spectrogram of an utterance."""
        return Clip(self._whisper.feature_extractor(samples), len(samples) / SAMPLE_RATE_HZ)

    def encode(self, clips: Sequence[Clip], padding_s: float) -> Encoded:
        """Encode utterances together, each with silence up to the longest and the padding."""
        longest = max(clip.features.shape[-1] for clip in clips)
        frames = longest + round(padding_s * _FRAMES_PER_S)
        # The convolution at the input halves the number of frames, so it must be even.
        frames = min(max(frames, _MIN_FRAMES), _MAX_FRAMES) // 2 * 2
        with _coded_errors():
            view = self._whisper.encode(
                np.stack([_padded(clip.features, frames) for clip in clips])
            )
        return Encoded(view, tuple(clips))

    def languages(self, heard: Encoded, languages: Sequence[Language]) -> list[Language]:
        """Return the likeliest of the languages for each clip."""
        if len(languages) == 1:
            return [languages[0]] * len(heard.clips)
        with _coded_errors():
            rankings = self._whisper.model.detect_language(heard.view)
        spoken: list[Language] = []
        for ranking in rankings:
            probabilities = {token.strip("<|>"): probability for token, probability in ranking}
            spoken.append(max(languages, key=lambda code: probabilities.get(code, 0.0)))
        return spoken

    def write(
        self,
        heard: Encoded,
        language: Language,
        words_before: str,
        beam_size: int,
        count: int = 1,
        temperature: float = 0.0,
    ) -> list[list[Writing]]:
        """Return the likeliest ``count`` texts of each clip, best first.

        Args:
            heard: What was encoded.
            language: What is spoken in all of it.
            words_before: What the decoder takes to have been said before; may be empty.
            beam_size: Texts that are followed at once.
            count: At most ``beam_size``.
            temperature: Above 0 samples instead of searching.
        """
        tokenizer = self._tokenizer(language)
        previous = tokenizer.encode(" " + words_before) if words_before else []
        prompt = self._whisper.get_prompt(tokenizer, previous, without_timestamps=False)
        longest_s = max(clip.duration_s for clip in heard.clips)
        room = self._whisper.max_length - len(prompt)
        with _coded_errors():
            results = self._whisper.model.generate(
                heard.view,
                [prompt] * len(heard.clips),
                beam_size=1 if temperature else beam_size,
                num_hypotheses=count,
                sampling_topk=0 if temperature else 1,
                sampling_temperature=temperature or 1.0,
                max_length=len(prompt) + min(room, round(longest_s * _TOKENS_PER_S) + 10),
                suppress_tokens=[-1],
                return_scores=True,
                return_no_speech_prob=True,
            )
        return [
            [
                _writing(tokenizer, ids, score, result.no_speech_prob)
                for ids, score in zip(result.sequences_ids, result.scores, strict=True)
            ]
            for result in results
        ]

    def words(
        self, heard: Encoded, language: Language, tokens: Sequence[list[int]]
    ) -> list[tuple[Word, ...]]:
        """Return the words of one text for each clip, with times and probabilities."""
        tokenizer = self._tokenizer(language)
        # The aligner fails when there is not a single position of the encoder to align with.
        frames = [max(round(clip.duration_s * _FRAMES_PER_S), 2) for clip in heard.clips]
        with _coded_errors():
            # It also takes no empty text; one token is aligned in its place and forgotten.
            aligned = self._whisper.find_alignment(
                tokenizer,
                [ids or [tokenizer.eot - 1] for ids in tokens],
                heard.view,
                num_frames=frames,
            )
        return [
            tuple(_word(item, clip.duration_s) for item in items) if ids else ()
            for items, ids, clip in zip(aligned, tokens, heard.clips, strict=True)
        ]

    def _tokenizer(self, language: Language) -> Tokenizer:
        tokenizer = self._tokenizers.get(language)
        if tokenizer is None:
            tokenizer = Tokenizer(
                self._whisper.hf_tokenizer,
                self._whisper.model.is_multilingual,
                task="transcribe",
                language=language,
            )
            self._tokenizers[language] = tokenizer
        return tokenizer


@contextmanager
def _coded_errors() -> Iterator[None]:
    """Raise what CTranslate2 raises as coded errors."""
    try:
        yield
    except MemoryError as error:
        raise EngineError(ErrorCode.OUT_OF_MEMORY, str(error)) from error
    except (RuntimeError, ValueError) as error:
        # CTranslate2 reports a failed allocation as a RuntimeError with this text.
        failed_to_allocate = "allocate" in str(error) or "out of memory" in str(error)
        code = ErrorCode.OUT_OF_MEMORY if failed_to_allocate else ErrorCode.RECOGNITION_FAILED
        raise EngineError(code, str(error)) from error


def _padded(features: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
    """Return a spectrogram of so many frames, cut or followed by silence.

    Silence is the lowest value of the spectrogram, as in the recordings Whisper was trained on.
    faster-whisper pads with 0, which is a noise some 50 dB above that: with it the same clips have
    one to two points more errors, and loop when the padding is short.
    """
    missing = frames - features.shape[-1]
    if missing <= 0:
        return features[:, :frames]
    return np.pad(features, ((0, 0), (0, missing)), constant_values=features.min())


def _writing(
    tokenizer: Tokenizer, ids: list[int], score: float, no_speech_probability: float
) -> Writing:
    tokens = [token for token in ids if token < tokenizer.eot]
    # The score is already divided by the length.
    log_probability = score * len(ids)
    return Writing(
        tokenizer.decode(tokens),
        tokens,
        log_probability,
        # The end counts as a token.
        log_probability / (len(ids) + 1),
        no_speech_probability,
    )


def _word(item: Mapping[str, Any], duration_s: float) -> Word:
    return Word(
        text=item["word"],
        start_s=min(float(item["start"]), duration_s),
        end_s=min(float(item["end"]), duration_s),
        probability=float(np.clip(item["probability"], 0.0, 1.0)),
    )


def _require_files(config: EngineConfig) -> None:
    if not config.path.is_dir():
        raise EngineError(ErrorCode.MODEL_MISSING, str(config.path), model=config.model_id)
    for name in _REQUIRED_FILES:
        if not (config.path / name).is_file():
            raise EngineError(ErrorCode.MODEL_INCOMPLETE, name, model=config.model_id)
