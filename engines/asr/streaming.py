"""One utterance after another: partials while somebody speaks, one final when they stop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engines.asr.agreement import LocalAgreement, kept
from engines.asr.filters import reason_to_hold_back
from engines.asr.steadiness import Steadiness
from engines.asr.text_finisher import TextFinisher
from engines.asr.text_style import TextStyle
from engines.events import TranscriptHeldBack, TranscriptUpdated
from engines.interfaces import DecodingEffort, Hypothesis, Recognizer
from engines.types import SAMPLE_RATE_HZ, Language, SpeechSegment, Transcript, Word

_UNDECIDED_S = 1.5
"""Where several languages may be spoken, a partial waits for so much audio, pre-roll included:
Whisper takes the first syllable of Mandarin for English more often than not."""


@dataclass(slots=True)
class _Open:
    """What is known of the utterance being heard."""

    utterance_id: int
    spoken: tuple[Language, ...]
    revision: int
    agreement: LocalAgreement
    shown: tuple[str, str] = ("", "")
    """Stable and tentative text as they were last said."""
    anticipated: tuple[int, Hypothesis] | None = None
    """Where speech ended when the end was anticipated, and what was heard up to there."""


class StreamingRecognizer:
    """Turns the segments of a session into transcripts. The thread of its recognizer owns it.

    Args:
        recognizer: What hears.
        languages: The languages that may be spoken.
        first_revision: The revision of the first transcript of each utterance.
        style: How the text is to look, whatever the recognizer prefers.
    """

    def __init__(
        self,
        recognizer: Recognizer,
        languages: Sequence[Language],
        first_revision: int = 1,
        style: TextStyle | None = None,
    ) -> None:
        self._recognizer = recognizer
        self._languages = tuple(languages)
        self._first_revision = first_revision
        self.restyle(style or TextStyle())
        self._open: _Open | None = None

    def restyle(self, style: TextStyle) -> None:
        """Give every text from now on another look; what was promised stays as it is."""
        self._style = style
        self._finisher = TextFinisher(style)

    def partial(self, segment: SpeechSegment) -> TranscriptUpdated | None:
        """Return what the growing utterance says so far, or None when that is nothing new.

        Raises:
            EngineError: The recognizer failed; the next pass may work.
        """
        now = self._utterance(segment.utterance_id)
        if len(now.spoken) > 1 and len(segment.samples) < _UNDECIDED_S * SAMPLE_RATE_HZ:
            return None
        hypothesis = self._recognize(segment, now, DecodingEffort.PARTIAL)
        if reason_to_hold_back(hypothesis, _speech_s(segment)) is not None:
            return None
        promised = now.agreement.stable
        text = self._partial_text(hypothesis, promised)
        tentative = self._style.steadiness.shown(now.agreement, now.agreement.update(text))
        if now.agreement.stable:
            # A sentence does not change its language once part of it is promised.
            now.spoken = (hypothesis.language,)
        return _update(segment, now, hypothesis.language, tentative)

    def anticipate(self, segment: SpeechSegment) -> TranscriptUpdated | None:
        """Recognize a growing utterance as if it ended here, while its speaker pauses.

        If nothing more is said, ``finals`` has its text at once. Until then the text is tentative;
        nothing of it is promised, because the utterance may go on.

        Raises:
            EngineError: The recognizer failed; ``finals`` may work.
        """
        now = self._utterance(segment.utterance_id)
        hypothesis = self._recognize(segment, now, DecodingEffort.FINAL)
        now.anticipated = (segment.speech_end_sample, hypothesis)
        if reason_to_hold_back(hypothesis, _speech_s(segment)) is not None:
            return None
        if self._style.steadiness is not Steadiness.FASTEST:
            # It may be taken back when the speaker goes on; the final follows soon if not.
            return None
        promised = now.agreement.stable
        text = self._partial_text(hypothesis, promised)
        return _update(segment, now, hypothesis.language, text[len(promised) :])

    def finals(
        self, segments: Sequence[SpeechSegment]
    ) -> list[TranscriptUpdated | TranscriptHeldBack]:
        """Return for each utterance the text that stays, or what is kept back and why.

        Raises:
            EngineError: The recognizer failed; none of the utterances has a text.
        """
        open_one, self._open = self._open, None
        fresh = [
            self._begun(segment.utterance_id)
            if open_one is None or open_one.utterance_id != segment.utterance_id
            else open_one
            for segment in segments
        ]
        heard = {
            segment.utterance_id: now.anticipated[1]
            for segment, now in zip(segments, fresh, strict=True)
            if now.anticipated is not None and now.anticipated[0] == segment.speech_end_sample
        }
        # One whose language is known must be decoded by itself; the others go together.
        together = [
            segment
            for segment, now in zip(segments, fresh, strict=True)
            if segment.utterance_id not in heard and now.spoken == self._languages
        ]
        if len(together) > 1:
            batch = [segment.samples for segment in together]
            heard |= zip(
                [segment.utterance_id for segment in together],
                self._recognizer.recognize_all(batch, self._languages),
                strict=True,
            )
        return [
            self._final(
                segment,
                now,
                heard.get(segment.utterance_id)
                or self._recognize(segment, now, DecodingEffort.FINAL),
            )
            for segment, now in zip(segments, fresh, strict=True)
        ]

    def _final(
        self, segment: SpeechSegment, now: _Open, hypothesis: Hypothesis
    ) -> TranscriptUpdated | TranscriptHeldBack:
        reason = reason_to_hold_back(hypothesis, _speech_s(segment))
        if reason is not None:
            return TranscriptHeldBack(
                segment.utterance_id,
                now.revision,
                reason,
                self._finisher.in_script(hypothesis.text, hypothesis.language),
                hypothesis.language,
                segment.first_sample / SAMPLE_RATE_HZ,
                segment.end_sample / SAMPLE_RATE_HZ,
            )
        promised = now.agreement.stable
        heard = hypothesis.text
        if promised:
            heard = kept(promised, self._finisher.in_script(heard, hypothesis.language))
        finished = self._finisher.final(heard, hypothesis.language, promised)
        start_s = segment.first_sample / SAMPLE_RATE_HZ
        words = tuple(
            Word(
                self._finisher.in_script(word.text, hypothesis.language),
                start_s + word.start_s,
                start_s + word.end_s,
                word.probability,
            )
            for word in hypothesis.words
        )
        transcript = _transcript(segment, now, hypothesis.language, finished.text, "")
        return TranscriptUpdated(
            replace(transcript, words=words, is_final=True, original=finished.original)
        )

    def _utterance(self, utterance_id: int) -> _Open:
        if self._open is None or self._open.utterance_id != utterance_id:
            self._open = self._begun(utterance_id)
        return self._open

    def _begun(self, utterance_id: int) -> _Open:
        return _Open(utterance_id, self._languages, self._first_revision, LocalAgreement())

    def _recognize(self, segment: SpeechSegment, now: _Open, effort: DecodingEffort) -> Hypothesis:
        return self._recognizer.recognize(segment.samples, now.spoken, effort)

    def _partial_text(self, hypothesis: Hypothesis, promised: str) -> str:
        """Return a pass as it is shown."""
        # Finished first: the promise was too, and the same words are to look the same.
        return kept(promised, self._finisher.partial(hypothesis.text, hypothesis.language))


def _speech_s(segment: SpeechSegment) -> float:
    return (segment.speech_end_sample - segment.first_sample) / SAMPLE_RATE_HZ


def _update(
    segment: SpeechSegment, now: _Open, language: Language, tentative: str
) -> TranscriptUpdated | None:
    """Return what is shown of a growing utterance; None when it is what was shown before."""
    shown = (now.agreement.stable, tentative)
    if shown == now.shown:
        return None
    now.shown = shown
    return TranscriptUpdated(_transcript(segment, now, language, *shown))


def _transcript(
    segment: SpeechSegment, now: _Open, language: Language, stable: str, tentative: str
) -> Transcript:
    transcript = Transcript(
        utterance_id=segment.utterance_id,
        revision=now.revision,
        stable=stable,
        tentative=tentative,
        language=language,
        words=(),
        start_s=segment.first_sample / SAMPLE_RATE_HZ,
        end_s=segment.end_sample / SAMPLE_RATE_HZ,
        is_final=False,
    )
    now.revision += 1
    return transcript
