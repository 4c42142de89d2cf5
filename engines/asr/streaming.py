"""One utterance after another: partials while somebody speaks, one final when they stop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from engines.asr.agreement import LocalAgreement
from engines.asr.filters import looks_like_loop, reason_to_hold_back
from engines.asr.text_finisher import TextFinisher
from engines.asr.text_style import TextStyle
from engines.audio.dereverberation import Dereverberator
from engines.events import TranscriptHeldBack, TranscriptUpdated
from engines.interfaces import DecodingEffort, FrontEnd, Hypothesis, Recognizer
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
    agreement: LocalAgreement = field(default_factory=LocalAgreement)
    shown: tuple[str, str] = ("", "")
    """Stable and tentative text as they were last said."""


class StreamingRecognizer:
    """Turns the segments of a session into transcripts. The thread of its recognizer owns it.

    Args:
        recognizer: What hears.
        languages: The languages that may be spoken.
        first_revision: The revision of the first transcript of each utterance.
        style: How the text is to look, whatever the recognizer prefers.
        front_end: What the sound goes through first; None takes what pays at a distance.
    """

    def __init__(
        self,
        recognizer: Recognizer,
        languages: Sequence[Language],
        first_revision: int = 1,
        style: TextStyle | None = None,
        front_end: FrontEnd | None = None,
    ) -> None:
        self._recognizer = recognizer
        self._languages = tuple(languages)
        self._first_revision = first_revision
        self._front_end = front_end or Dereverberator()
        self._finisher = TextFinisher(style or TextStyle())
        self._open: _Open | None = None

    def partial(self, segment: SpeechSegment) -> TranscriptUpdated | None:
        """Return what the growing utterance says so far, or None when that is nothing new.

        Raises:
            EngineError: The recognizer failed; the next pass may work.
        """
        now = self._utterance(segment.utterance_id)
        if len(now.spoken) > 1 and len(segment.samples) < _UNDECIDED_S * SAMPLE_RATE_HZ:
            return None
        hypothesis = self._recognize(segment, now, DecodingEffort.PARTIAL)
        if not hypothesis.text or looks_like_loop(hypothesis.text):
            return None
        promised = now.agreement.stable
        text = self._finisher.partial(hypothesis.text, hypothesis.language, promised)
        tentative = now.agreement.update(text)
        shown = (now.agreement.stable, tentative)
        if shown == now.shown:
            return None
        now.shown = shown
        if now.agreement.stable:
            # A sentence does not change its language once part of it is promised.
            now.spoken = (hypothesis.language,)
        return TranscriptUpdated(_transcript(segment, now, hypothesis.language, *shown))

    def finals(
        self, segments: Sequence[SpeechSegment]
    ) -> list[TranscriptUpdated | TranscriptHeldBack]:
        """Return for each utterance the text that stays, or what is kept back and why.

        Raises:
            EngineError: The recognizer failed; none of the utterances has a text.
        """
        open_one, self._open = self._open, None
        fresh = [
            _Open(segment.utterance_id, self._languages, self._first_revision)
            if open_one is None or open_one.utterance_id != segment.utterance_id
            else open_one
            for segment in segments
        ]
        # What was promised of an utterance must be decoded by itself; the others go together.
        together = [
            segment
            for segment, now in zip(segments, fresh, strict=True)
            if not now.agreement.stable and now.spoken == self._languages
        ]
        if len(together) > 1:
            batch = [self._front_end.process(segment.samples) for segment in together]
            heard = dict(
                zip(
                    [segment.utterance_id for segment in together],
                    self._recognizer.recognize_all(batch, self._languages),
                    strict=True,
                )
            )
        else:
            heard = {}
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
        reason = reason_to_hold_back(hypothesis)
        if reason is not None:
            return TranscriptHeldBack(segment.utterance_id, now.revision, reason, hypothesis.text)
        finished = self._finisher.final(hypothesis.text, hypothesis.language, now.agreement.stable)
        start_s = segment.first_sample / SAMPLE_RATE_HZ
        words = tuple(
            Word(word.text, start_s + word.start_s, start_s + word.end_s, word.probability)
            for word in hypothesis.words
        )
        transcript = _transcript(segment, now, hypothesis.language, finished.text, "")
        return TranscriptUpdated(
            replace(transcript, words=words, is_final=True, original=finished.original)
        )

    def _utterance(self, utterance_id: int) -> _Open:
        if self._open is None or self._open.utterance_id != utterance_id:
            self._open = _Open(utterance_id, self._languages, self._first_revision)
        return self._open

    def _recognize(self, segment: SpeechSegment, now: _Open, effort: DecodingEffort) -> Hypothesis:
        samples = self._front_end.process(segment.samples)
        return self._recognizer.recognize(samples, now.spoken, effort, prefix=now.agreement.stable)


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
