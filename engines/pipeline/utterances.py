"""From the events of a session to finished utterances: each final with its translation."""

from __future__ import annotations

from engines.events import (
    SessionEnded,
    SessionEvent,
    Stage,
    StageFailed,
    TranscriptUpdated,
    TranslationUpdated,
)
from engines.pipeline.config import SessionConfig
from engines.types import Transcript, Translation, Utterance


class UtteranceCollector:
    """Joins finals and their translations, in the order in which they were spoken.

    Args:
        config: The session, when it translates; None when it does not.
    """

    def __init__(self, config: SessionConfig | None) -> None:
        self._config = config
        self._waiting: dict[int, Transcript] = {}
        self._settled: dict[int, Translation | None] = {}

    @property
    def waiting(self) -> tuple[Transcript, ...]:
        """Finals whose translation is still to come, in order."""
        return tuple(self._waiting.values())

    def add(self, event: SessionEvent) -> list[Utterance]:
        """Take the next event and return the utterances it completes."""
        match event:
            case TranscriptUpdated(transcript) if transcript.is_final:
                self._waiting[transcript.utterance_id] = transcript
                if self._config is None or not self._config.direction_from(transcript.language):
                    self._settled[transcript.utterance_id] = None
            case TranslationUpdated(translation) if translation.is_final:
                self._settled[translation.utterance_id] = translation
            case StageFailed(Stage.TRANSLATION, _, utterance_id):
                if utterance_id is None:
                    # The translator is gone, and so are the translations still to come.
                    self._config = None
                    return self.rest()
                self._settled[utterance_id] = None
            case SessionEnded():
                return self.rest()
            case _:
                pass
        return self._completed()

    def rest(self) -> list[Utterance]:
        """Return what is left, translated or not; call it when nothing more will come."""
        for utterance_id in self._waiting:
            self._settled.setdefault(utterance_id, None)
        return self._completed()

    def _completed(self) -> list[Utterance]:
        complete = []
        while self._waiting and (first := next(iter(self._waiting))) in self._settled:
            complete.append(Utterance(self._waiting.pop(first), self._settled.pop(first)))
        return complete
