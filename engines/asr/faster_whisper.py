"""Whisper through faster-whisper and CTranslate2, encoding only what was said.

Plain faster-whisper pads every stretch of speech to 30 s before it is encoded. CTranslate2 accepts
less, so here the encoder sees the speech and a few seconds of silence after it; a text that looks
like a loop, which too little padding provokes, is decoded again from the full 30 s.
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

from engines.asr.filters import compression_ratio, echoes, looks_like_loop
from engines.engine_config import EngineConfig
from engines.errors import EngineError, ErrorCode
from engines.interfaces import Candidate, Choice, DecodingEffort, Hypothesis
from engines.languages import is_spaced
from engines.types import SAMPLE_RATE_HZ, EngineInfo, Language, Word

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engines.types import FloatSamples

_REQUIRED_FILES = ("config.json", "model.bin", "tokenizer.json")
"""Without tokenizer.json faster-whisper would ask a model hub for it."""

_FRAMES_PER_S = 100
_MAX_FRAMES = 3000
_MIN_FRAMES = 200
"""Below two seconds of input the encoder's output is too short to attend to steadily."""

_TOKENS_PER_S = 9
"""More than any speaker needs (Chinese: at most about 6); bounds the cost of a loop."""

_LOOP_TEMPERATURES = (0.2, 0.4, 0.6)
"""Sampling temperatures for audio that loops even with 30 s of padding (Whisper paper, 4.5)."""

_PROMPTS: dict[Language, str] = {"zh": "以下是普通话的句子。"}
"""Makes Whisper write simplified characters and punctuation."""


@dataclass(frozen=True, slots=True)
class _Decoding:
    """How one effort is decoded."""

    beam_size: int
    padding_s: float
    is_final: bool
    """Whether a loop is worth another decoding, and words their times."""


@dataclass(frozen=True, slots=True, eq=False)
class _Clip:
    """One utterance, ready to be encoded."""

    features: Any
    """Log-mel spectrogram, shape (bands, frames), 100 frames a second."""
    duration_s: float


@dataclass(frozen=True, slots=True)
class _Writing:
    """One text as the decoder wrote it."""

    text: str
    tokens: list[int]
    """Of the whole text, the prefix included."""
    log_probability: float
    """Of all tokens and the end."""
    no_speech_probability: float

    def hypothesis(self, language: Language, words: tuple[Word, ...]) -> Hypothesis:
        return Hypothesis(
            text=self.text.strip(),
            language=language,
            words=words,
            # The end counts as a token.
            average_log_probability=self.log_probability / (len(self.tokens) + 1),
            no_speech_probability=self.no_speech_probability,
            compression_ratio=compression_ratio(self.text),
        )


_DECODINGS = {
    DecodingEffort.PARTIAL: _Decoding(beam_size=2, padding_s=4.0, is_final=False),
    DecodingEffort.FINAL: _Decoding(beam_size=5, padding_s=4.0, is_final=True),
}
"""Chosen on read Mandarin with Whisper base.

Finals: 36 clips of AISHELL-1's training speakers and THCHS-30 at an even level, close and at five
metres with noise at 15 dB. With 2, 4 and 8 s of silence 19.6, 18.9 and 18.7 % of the characters are
wrong close by, 29.6, 26.0 and 26.0 % far away; with 8 and 22 s of faster-whisper's zeros 19.3 and
19.8 %, 28.2 and 28.2 %. A clip takes 0.36, 0.40 and 0.50 s of processor time, with 22 s 1.1 s.

Partials show in the finals that must begin with what they promised. 54 other clips with zeros, beam
and padding 1 and 8 s, 1 and 4 s, 2 and 8 s, 2 and 4 s: 20.8, 20.8, 20.2, 19.5 %, without partials
20.4 %."""


class FasterWhisperRecognizer:
    """A Whisper model in CTranslate2 form, loaded from a directory.

    One thread owns it. Decoding releases the GIL.

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
        self._info = EngineInfo(
            engine="faster-whisper",
            model_id=config.model_id,
            version=faster_whisper.__version__,
            languages=config.languages,
        )
        self._model_id = config.model_id
        self._tokenizers: dict[Language, Tokenizer] = {}

    @property
    def info(self) -> EngineInfo:
        """What runs, and which languages it knows."""
        return self._info

    def recognize(
        self,
        samples: FloatSamples,
        languages: Sequence[Language],
        effort: DecodingEffort,
        prefix: str = "",
    ) -> Hypothesis:
        """Return the best hypothesis for up to 30 s of audio; see ``Recognizer.recognize``."""
        return self._recognize([samples], languages, _DECODINGS[effort], prefix)[0]

    def recognize_all(
        self, batch: Sequence[FloatSamples], languages: Sequence[Language]
    ) -> list[Hypothesis]:
        """Return finals of several utterances decoded together; see ``Recognizer``."""
        return self._recognize(batch, languages, _DECODINGS[DecodingEffort.FINAL], "")

    def recognize_choosing(
        self,
        versions: Sequence[FloatSamples],
        languages: Sequence[Language],
        count: int,
        choose: Choice,
        prefix: str = "",
    ) -> Hypothesis:
        """Return the hypothesis that ``choose`` keeps; see ``Recognizer.recognize_choosing``."""
        clips = self._clips(versions, languages)
        decoding = _DECODINGS[DecodingEffort.FINAL]
        with _coded_errors():
            heard = [self._encode([clip], decoding.padding_s) for clip in clips]
            (language,) = self._languages(heard[0], languages)
            found = self._write_all(heard, clips, language, count, prefix)
            if any(looks_like_loop(writings[0].text) for writings in found):
                # What too little padding provoked; the texts beside a loop are no better.
                heard = [self._encode([clip], _MAX_FRAMES / _FRAMES_PER_S) for clip in clips]
                found = self._write_all(heard, clips, language, count, prefix)
        sound = [
            (version, writing)
            for version, writings in enumerate(found)
            for writing in writings
            if not looks_like_loop(writing.text) and not _echoes_prompt(writing.text, language)
        ]
        if not sound:
            return self.recognize(versions[0], (language,), DecodingEffort.FINAL, prefix)
        version, kept = sound[
            choose(
                [
                    Candidate(each.text.strip(), language, each.log_probability, number)
                    for number, each in sound
                ]
            )
        ]
        with _coded_errors():
            (words,) = self._words(
                heard[version], self._tokenizer(language), [kept.tokens], [clips[version]]
            )
        return kept.hypothesis(language, words)

    def _recognize(
        self,
        batch: Sequence[FloatSamples],
        languages: Sequence[Language],
        decoding: _Decoding,
        prefix: str,
    ) -> list[Hypothesis]:
        clips = self._clips(batch, languages)
        with _coded_errors():
            hypotheses = [
                self._decode([clip], [heard.language], decoding, prefix, is_prompted=False)[0]
                if _echoes_prompt(heard.text, heard.language)
                else heard
                for clip, heard in zip(
                    clips, self._decode(clips, languages, decoding, prefix), strict=True
                )
            ]
            if decoding.is_final:
                hypotheses = [
                    self._decode_again(clip, hypothesis, decoding, prefix)
                    if looks_like_loop(hypothesis.text)
                    else hypothesis
                    for clip, hypothesis in zip(clips, hypotheses, strict=True)
                ]
        return hypotheses

    def _clips(self, batch: Sequence[FloatSamples], languages: Sequence[Language]) -> list[_Clip]:
        if unknown := [code for code in languages if code not in self._info.languages]:
            raise EngineError(
                ErrorCode.LANGUAGE_UNSUPPORTED, language=unknown[0], model=self._model_id
            )
        return [
            _Clip(self._whisper.feature_extractor(samples), len(samples) / SAMPLE_RATE_HZ)
            for samples in batch
        ]

    def _write_all(
        self,
        heard: Sequence[ctranslate2.StorageView],
        clips: Sequence[_Clip],
        language: Language,
        count: int,
        prefix: str,
    ) -> list[list[_Writing]]:
        """Return the likeliest texts of each version, best first."""
        # One by one: decoding them together gains little, and a view holds one batch.
        return [
            self._write(encoded, [clip], language, prefix, count, count)[0]
            for encoded, clip in zip(heard, clips, strict=True)
        ]

    def _decode(
        self,
        clips: Sequence[_Clip],
        languages: Sequence[Language],
        decoding: _Decoding,
        prefix: str,
        *,
        is_prompted: bool = True,
    ) -> list[Hypothesis]:
        encoded = self._encode(clips, decoding.padding_s)
        spoken = self._languages(encoded, languages)
        if len(set(spoken)) > 1:
            # Prompts of one batch must have one length, and those of languages differ.
            return [
                self._decode([clip], (language,), decoding, prefix)[0]
                for clip, language in zip(clips, spoken, strict=True)
            ]
        return self._generate(encoded, clips, spoken[0], decoding, prefix, is_prompted=is_prompted)

    def _decode_again(
        self, clip: _Clip, looping: Hypothesis, decoding: _Decoding, prefix: str
    ) -> Hypothesis:
        """Decode from the full 30 s, then by sampling, until the text does not loop."""
        encoded = self._encode([clip], padding_s=_MAX_FRAMES / _FRAMES_PER_S)
        for temperature in (0.0, *_LOOP_TEMPERATURES):
            (looping,) = self._generate(
                encoded, [clip], looping.language, decoding, prefix, temperature
            )
            if not looks_like_loop(looping.text):
                break
        return looping

    def _encode(self, clips: Sequence[_Clip], padding_s: float) -> ctranslate2.StorageView:
        longest = max(clip.features.shape[-1] for clip in clips)
        frames = longest + round(padding_s * _FRAMES_PER_S)
        # The convolution at the input halves the number of frames, so it must be even.
        frames = min(max(frames, _MIN_FRAMES), _MAX_FRAMES) // 2 * 2
        return self._whisper.encode(np.stack([_padded(clip.features, frames) for clip in clips]))

    def _generate(
        self,
        encoded: ctranslate2.StorageView,
        clips: Sequence[_Clip],
        language: Language,
        decoding: _Decoding,
        prefix: str,
        temperature: float = 0.0,
        *,
        is_prompted: bool = True,
    ) -> list[Hypothesis]:
        written = [
            best
            for (best,) in self._write(
                encoded,
                clips,
                language,
                prefix,
                decoding.beam_size,
                temperature=temperature,
                is_prompted=is_prompted,
            )
        ]
        words = (
            self._words(
                encoded, self._tokenizer(language), [each.tokens for each in written], clips
            )
            if decoding.is_final
            else [()] * len(clips)
        )
        return [
            each.hypothesis(language, aligned) for each, aligned in zip(written, words, strict=True)
        ]

    def _write(
        self,
        encoded: ctranslate2.StorageView,
        clips: Sequence[_Clip],
        language: Language,
        prefix: str,
        beam_size: int,
        count: int = 1,
        temperature: float = 0.0,
        *,
        is_prompted: bool = True,
    ) -> list[list[_Writing]]:
        """Return the likeliest ``count`` texts of each clip, best first."""
        tokenizer = self._tokenizer(language)
        prefix_text = _with_leading_space(prefix, language)
        prefix_tokens = tokenizer.encode(prefix_text) if prefix else []
        words_before = _PROMPTS.get(language, "") if is_prompted else ""
        prompt = self._prompt(tokenizer, words_before) + prefix_tokens
        longest_s = max(clip.duration_s for clip in clips)
        room = self._whisper.max_length - len(prompt)
        results = self._whisper.model.generate(
            encoded,
            [prompt] * len(clips),
            beam_size=1 if temperature else beam_size,
            num_hypotheses=count,
            sampling_topk=0 if temperature else 1,
            sampling_temperature=temperature or 1.0,
            max_length=len(prompt) + min(room, round(longest_s * _TOKENS_PER_S) + 10),
            suppress_blank=not prefix,
            suppress_tokens=[-1],
            return_scores=True,
            return_no_speech_prob=True,
        )
        written = []
        for result in results:
            texts = []
            for ids, score in zip(result.sequences_ids, result.scores, strict=True):
                # CTranslate2 leaves the prompt out of its result but not the prefix behind it.
                tokens = [token for token in ids if token < tokenizer.eot]
                text = prefix_text + tokenizer.decode(tokens[len(prefix_tokens) :])
                # The score is already divided by the length.
                texts.append(_Writing(text, tokens, score * len(ids), result.no_speech_prob))
            written.append(texts)
        return written

    def _languages(
        self, encoded: ctranslate2.StorageView, languages: Sequence[Language]
    ) -> list[Language]:
        """Return the likeliest of the languages for each clip."""
        if len(languages) == 1:
            return [languages[0]] * encoded.shape[0]
        spoken: list[Language] = []
        for ranking in self._whisper.model.detect_language(encoded):
            probabilities = {token.strip("<|>"): probability for token, probability in ranking}
            spoken.append(max(languages, key=lambda code: probabilities.get(code, 0.0)))
        return spoken

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

    def _prompt(self, tokenizer: Tokenizer, words: str) -> list[int]:
        previous = tokenizer.encode(" " + words) if words else []
        prompt: list[int] = self._whisper.get_prompt(tokenizer, previous, without_timestamps=True)
        return prompt

    def _words(
        self,
        encoded: ctranslate2.StorageView,
        tokenizer: Tokenizer,
        tokens: list[list[int]],
        clips: Sequence[_Clip],
    ) -> list[tuple[Word, ...]]:
        # The aligner fails when there is not a single position of the encoder to align with.
        frames = [max(round(clip.duration_s * _FRAMES_PER_S), 2) for clip in clips]
        # It also takes no empty text; one token is aligned in its place and forgotten.
        aligned = self._whisper.find_alignment(
            tokenizer, [ids or [tokenizer.eot - 1] for ids in tokens], encoded, num_frames=frames
        )
        return [
            tuple(_word(item, clip.duration_s) for item in items) if ids else ()
            for items, ids, clip in zip(aligned, tokens, clips, strict=True)
        ]


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


def _word(item: Mapping[str, Any], duration_s: float) -> Word:
    return Word(
        text=item["word"],
        start_s=min(float(item["start"]), duration_s),
        end_s=min(float(item["end"]), duration_s),
        probability=float(np.clip(item["probability"], 0.0, 1.0)),
    )


def _echoes_prompt(text: str, language: Language) -> bool:
    return language in _PROMPTS and echoes(text, _PROMPTS[language])


def _with_leading_space(prefix: str, language: Language) -> str:
    """Return the prefix as Whisper's own tokens would spell it."""
    return f" {prefix}" if prefix and is_spaced(language) else prefix


def _require_files(config: EngineConfig) -> None:
    if not config.path.is_dir():
        raise EngineError(ErrorCode.MODEL_MISSING, str(config.path), model=config.model_id)
    for name in _REQUIRED_FILES:
        if not (config.path / name).is_file():
            raise EngineError(ErrorCode.MODEL_INCOMPLETE, name, model=config.model_id)
