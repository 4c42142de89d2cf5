"""A recognizer that hears through a front end: every utterance is made clearer first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engines.interfaces import Choice, DecodingEffort, FrontEnd, Hypothesis, Recognizer
from engines.types import EngineInfo, Language

if TYPE_CHECKING:
    from engines.types import FloatSamples


class FrontEndRecognizer:
    """Decorates a recognizer; the same thread owns both.

    Args:
        recognizer: What hears.
        front_end: What each utterance goes through, partials and finals alike.
    """

    def __init__(self, recognizer: Recognizer, front_end: FrontEnd) -> None:
        self._recognizer = recognizer
        self._front_end = front_end

    @property
    def info(self) -> EngineInfo:
        """What hears, and which languages it knows."""
        return self._recognizer.info

    def recognize(
        self,
        samples: FloatSamples,
        languages: Sequence[Language],
        effort: DecodingEffort,
    ) -> Hypothesis:
        """Return the best hypothesis for the clearer sound; see ``Recognizer.recognize``."""
        clear = self._front_end.process(samples)
        return self._recognizer.recognize(clear, languages, effort)

    def recognize_all(
        self, batch: Sequence[FloatSamples], languages: Sequence[Language]
    ) -> list[Hypothesis]:
        """Return finals of several utterances, each made clearer by itself."""
        return self._recognizer.recognize_all(
            [self._front_end.process(samples) for samples in batch], languages
        )

    def recognize_choosing(
        self,
        versions: Sequence[FloatSamples],
        languages: Sequence[Language],
        count: int,
        choose: Choice,
    ) -> Hypothesis:
        """Hear the versions as they are: whoever made them chose their front ends."""
        return self._recognizer.recognize_choosing(versions, languages, count, choose)
