"""Whisper as a recognizer: how each effort is decoded, and what is decoded again.

The encoder sees the speech and a few seconds of silence after it. A text that repeats itself, which
too little padding provokes, is decoded again from the full 30 s, and one that reads the prompt back
without the prompt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engines.asr.filters import echoes, looks_like_loop, looks_repeated
from engines.asr.rescoring import heard_most
from engines.asr.whisper_model import MAX_PADDING_S, Clip, Encoded, WhisperModel, Writing
from engines.engine_config import EngineConfig
from engines.errors import EngineError, ErrorCode
from engines.interfaces import Candidate, Choice, DecodingEffort, Hypothesis
from engines.types import EngineInfo, Language

if TYPE_CHECKING:
    from engines.types import FloatSamples

_ATTEMPTS = ((0.0, True), (0.0, False), (0.2, False), (0.4, False), (0.6, False))
"""With 30 s of padding: the temperature of sampling (Whisper paper, 4.5), and whether there is a
prompt."""

_PROMPTS: dict[Language, str] = {"zh": "以下是普通话的句子。"}
"""Makes Whisper write simplified characters and punctuation."""


@dataclass(frozen=True, slots=True)
class _Decoding:
    """How one effort is decoded."""

    beam_size: int
    padding_s: float
    is_final: bool
    """Whether a loop is worth another decoding, and words their times."""


_DECODINGS = {
    DecodingEffort.PARTIAL: _Decoding(beam_size=2, padding_s=4.0, is_final=False),
    DecodingEffort.FINAL: _Decoding(beam_size=5, padding_s=8.0, is_final=True),
}
"""Chosen on read Mandarin with Whisper base, behind the front end: 90 clips of AISHELL-1's training
speakers and THCHS-30 close by, and 70 of them at five metres in quiet and with noise at 15 and
5 dB. Character error rates of finals, % (a clip that was written three times, 2 points of the first
figure, left in):

    padding 4 s, no time marks   22.3 27.8 23.9 33.4
    padding 8 s, no time marks   20.0 24.5 23.4 32.7
    padding 4 s, time marks      19.4 24.4 25.7 34.3
    padding 8 s, time marks      19.2 25.6 24.6 33.0
    and the likeliest wording    18.8 25.1 24.1 31.8

Time marks are what Whisper was trained to write: they pay close by, where speech is seldom written
twice with them, and cost up to a point far away. An even level before the last gave 20.2 % close
by, no front end 20.1 %.

Partials promise nothing by themselves, see ``engines.asr.agreement``."""


class FasterWhisperRecognizer:
    """A Whisper model that decides how hard to listen. One thread owns it.

    Args:
        config: ``path`` is the model's directory.

    Raises:
        EngineError: MODEL_MISSING, MODEL_INCOMPLETE or MODEL_LOAD_FAILED.
    """

    def __init__(self, config: EngineConfig) -> None:
        self._whisper = WhisperModel(config)

    @property
    def info(self) -> EngineInfo:
        """What runs, and which languages it knows."""
        return self._whisper.info

    def recognize(
        self, samples: FloatSamples, languages: Sequence[Language], effort: DecodingEffort
    ) -> Hypothesis:
        """Return the best hypothesis for up to 30 s of audio; see ``Recognizer.recognize``."""
        return self._recognize([samples], languages, _DECODINGS[effort])[0]

    def recognize_all(
        self, batch: Sequence[FloatSamples], languages: Sequence[Language]
    ) -> list[Hypothesis]:
        """Return finals of several utterances decoded together; see ``Recognizer``."""
        return self._recognize(batch, languages, _DECODINGS[DecodingEffort.FINAL])

    def recognize_choosing(
        self,
        versions: Sequence[FloatSamples],
        languages: Sequence[Language],
        count: int,
        choose: Choice,
    ) -> Hypothesis:
        """Return the hypothesis that ``choose`` keeps; see ``Recognizer.recognize_choosing``."""
        clips = self._clips(versions, languages)
        decoding = _DECODINGS[DecodingEffort.FINAL]
        heard = [self._whisper.encode([clip], decoding.padding_s) for clip in clips]
        (language,) = self._whisper.languages(heard[0], languages)
        found = self._write_all(heard, language, count)
        if any(looks_repeated(writings[0].text) for writings in found):
            # What too little padding provoked; the texts beside a loop are no better.
            heard = [self._whisper.encode([clip], MAX_PADDING_S) for clip in clips]
            found = self._write_all(heard, language, count)
        sound = [
            (version, writing)
            for version, writings in enumerate(found)
            for writing in writings
            if not looks_like_loop(writing.text) and not _echoes_prompt(writing.text, language)
        ]
        if not sound:
            return self.recognize(versions[0], (language,), DecodingEffort.FINAL)
        version, kept = sound[
            choose(
                [
                    Candidate(each.text.strip(), language, each.log_probability, number)
                    for number, each in sound
                ]
            )
        ]
        (words,) = self._whisper.words(heard[version], language, [kept.tokens])
        return kept.hypothesis(language, words)

    def _recognize(
        self, batch: Sequence[FloatSamples], languages: Sequence[Language], decoding: _Decoding
    ) -> list[Hypothesis]:
        clips = self._clips(batch, languages)
        hypotheses = [
            self._decode([clip], [heard.language], decoding, is_prompted=False)[0]
            if _echoes_prompt(heard.text, heard.language)
            else heard
            for clip, heard in zip(clips, self._decode(clips, languages, decoding), strict=True)
        ]
        if not decoding.is_final:
            return hypotheses
        return [
            self._decode_again(clip, hypothesis, decoding)
            if looks_repeated(hypothesis.text)
            else hypothesis
            for clip, hypothesis in zip(clips, hypotheses, strict=True)
        ]

    def _clips(self, batch: Sequence[FloatSamples], languages: Sequence[Language]) -> list[Clip]:
        if unknown := [code for code in languages if code not in self.info.languages]:
            raise EngineError(
                ErrorCode.LANGUAGE_UNSUPPORTED, language=unknown[0], model=self.info.model_id
            )
        return [self._whisper.clip(samples) for samples in batch]

    def _write_all(
        self, heard: Sequence[Encoded], language: Language, count: int
    ) -> list[list[Writing]]:
        """Return the likeliest texts of each version, best first."""
        # One by one: decoding them together gains little, and a view holds one batch.
        prompt = _PROMPTS.get(language, "")
        return [self._whisper.write(each, language, prompt, count, count)[0] for each in heard]

    def _decode(
        self,
        clips: Sequence[Clip],
        languages: Sequence[Language],
        decoding: _Decoding,
        *,
        is_prompted: bool = True,
    ) -> list[Hypothesis]:
        heard = self._whisper.encode(clips, decoding.padding_s)
        spoken = self._whisper.languages(heard, languages)
        if len(set(spoken)) > 1:
            # Prompts of one batch must have one length, and those of languages differ.
            return [
                self._decode([clip], (language,), decoding)[0]
                for clip, language in zip(clips, spoken, strict=True)
            ]
        return self._generate(heard, spoken[0], decoding, is_prompted=is_prompted)

    def _decode_again(self, clip: Clip, repeated: Hypothesis, decoding: _Decoding) -> Hypothesis:
        """Decode from the full 30 s until the text is neither a loop nor the prompt."""
        heard = self._whisper.encode([clip], MAX_PADDING_S)
        for temperature, is_prompted in _ATTEMPTS:
            (repeated,) = self._generate(
                heard, repeated.language, decoding, temperature, is_prompted=is_prompted
            )
            if not looks_like_loop(repeated.text) and not _echoes_prompt(
                repeated.text, repeated.language
            ):
                break
        return repeated

    def _generate(
        self,
        heard: Encoded,
        language: Language,
        decoding: _Decoding,
        temperature: float = 0.0,
        *,
        is_prompted: bool = True,
    ) -> list[Hypothesis]:
        prompt = _PROMPTS.get(language, "") if is_prompted else ""
        beam_size = decoding.beam_size
        count = beam_size if decoding.is_final and not temperature else 1
        written = [
            _likeliest(texts, language)
            for texts in self._whisper.write(heard, language, prompt, beam_size, count, temperature)
        ]
        words = (
            self._whisper.words(heard, language, [each.tokens for each in written])
            if decoding.is_final
            else [()] * len(written)
        )
        return [
            each.hypothesis(language, aligned) for each, aligned in zip(written, words, strict=True)
        ]


def _likeliest(texts: Sequence[Writing], language: Language) -> Writing:
    """Return the text whose words have the most probability, in whatever spelling.

    What repeats itself comes back as it is: the texts beside it are no better.
    """
    if len(texts) == 1 or looks_repeated(texts[0].text):
        return texts[0]
    return texts[
        heard_most([Candidate(each.text, language, each.log_probability) for each in texts])
    ]


def _echoes_prompt(text: str, language: Language) -> bool:
    return language in _PROMPTS and echoes(text, _PROMPTS[language])
