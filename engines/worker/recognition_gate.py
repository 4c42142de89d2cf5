"""Says whether a final is being recognized, so that speech is not made at the same time.

Both use every core: side by side each takes twice as long, and captions must not.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from engines.interfaces import Choice, DecodingEffort, Hypothesis, Recognizer
from engines.types import EngineInfo, Language

if TYPE_CHECKING:
    from engines.types import FloatSamples


class RecognitionGate:
    """Open while no final is under way."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._finals = 0

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Keep the gate shut while a final is recognized."""
        with self._changed:
            self._finals += 1
        try:
            yield
        finally:
            with self._changed:
                self._finals -= 1
                self._changed.notify_all()

    def wait_until_free(self, timeout_s: float) -> bool:
        """Wait until no final is under way; return False when that took too long."""
        with self._changed:
            return self._changed.wait_for(lambda: self._finals == 0, timeout_s)


class GatedRecognizer:
    """A recognizer that shuts the gate while it works on a final."""

    def __init__(self, recognizer: Recognizer, gate: RecognitionGate) -> None:
        self._recognizer = recognizer
        self._gate = gate

    @property
    def info(self) -> EngineInfo:
        """What runs, and which languages it knows."""
        return self._recognizer.info

    def recognize(
        self,
        samples: FloatSamples,
        languages: Sequence[Language],
        effort: DecodingEffort,
    ) -> Hypothesis:
        """Return the best hypothesis; see ``Recognizer``."""
        if effort is DecodingEffort.PARTIAL:
            return self._recognizer.recognize(samples, languages, effort)
        with self._gate.busy():
            return self._recognizer.recognize(samples, languages, effort)

    def recognize_all(
        self, batch: Sequence[FloatSamples], languages: Sequence[Language]
    ) -> list[Hypothesis]:
        """Return the final hypothesis of each; see ``Recognizer``."""
        with self._gate.busy():
            return self._recognizer.recognize_all(batch, languages)

    def recognize_choosing(
        self,
        versions: Sequence[FloatSamples],
        languages: Sequence[Language],
        count: int,
        choose: Choice,
    ) -> Hypothesis:
        """Return the final hypothesis that ``choose`` keeps; see ``Recognizer``."""
        with self._gate.busy():
            return self._recognizer.recognize_choosing(versions, languages, count, choose)
