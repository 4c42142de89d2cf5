"""What each choice between early and calm costs: characters rewritten, and how late text is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engines.asr.steadiness import Steadiness
from engines.asr.text_style import TextStyle
from engines.evaluation.bench.corpora import read_samples, spoken_clips, spread
from engines.evaluation.bench.hear_recognition import REPORTED_FOLDERS, surrounded
from engines.evaluation.bench.live_run import PARTIAL_STEP_S, LiveRun, run_live
from engines.evaluation.farfield import Condition
from engines.evaluation.scores import Score, ratio_of_sums
from engines.interfaces import Choice, DecodingEffort, Hypothesis, Recognizer, Vad
from engines.types import SAMPLE_RATE_HZ, EngineInfo, FloatSamples, Language
from engines.vad.config import SegmenterConfig


@dataclass(frozen=True, slots=True)
class SteadinessFigures:
    """One choice, on the same passes as the others."""

    rewritten: Score
    """Characters shown and then rewritten, per character said."""
    later_s: Score
    """How much later than with the fastest choice a caption reaches a length, on average over the
    characters of its final; decoding itself takes no time here."""


class _Remembering:
    """Answers the same question about the same sound without hearing it again."""

    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer
        self._known: dict[tuple[bytes, DecodingEffort], Hypothesis] = {}

    @property
    def info(self) -> EngineInfo:
        return self._recognizer.info

    def recognize(
        self, samples: FloatSamples, languages: Sequence[Language], effort: DecodingEffort
    ) -> Hypothesis:
        asked = (samples.tobytes(), effort)
        if asked not in self._known:
            self._known[asked] = self._recognizer.recognize(samples, languages, effort)
        return self._known[asked]

    def recognize_all(
        self, batch: Sequence[FloatSamples], languages: Sequence[Language]
    ) -> list[Hypothesis]:
        return [self.recognize(each, languages, DecodingEffort.FINAL) for each in batch]

    def recognize_choosing(
        self,
        versions: Sequence[FloatSamples],
        languages: Sequence[Language],
        count: int,
        choose: Choice,
    ) -> Hypothesis:
        return self._recognizer.recognize_choosing(versions, languages, count, choose)


def score_steadiness(
    corpora: Path,
    recognizer: Recognizer,
    vad: Vad,
    limit: int | None = None,
    on_clip: Callable[[str], None] = lambda _line: None,
) -> dict[Steadiness, SteadinessFigures]:
    """Hear each close clip live, and show it in each of the ways.

    Raises:
        EngineError: Corpora are missing or the recognizer failed.
    """
    runs: dict[Steadiness, list[LiveRun]] = {choice: [] for choice in Steadiness}
    for clip in spread(spoken_clips(corpora, *REPORTED_FOLDERS), limit):
        sound, _ = surrounded(read_samples(clip.path), clip.path.stem, _CLOSE, ())
        remembering = _Remembering(recognizer)
        for choice in Steadiness:
            style = TextStyle(steadiness=choice)
            run = run_live(sound, vad, remembering, ("zh",), SegmenterConfig(), style=style)
            runs[choice].append(run)
        on_clip(clip.path.stem)
    fastest = [_seen_at_s(run) for run in runs[Steadiness.FASTEST]]
    characters = [len(run.text) for run in runs[Steadiness.FASTEST]]
    return {
        choice: SteadinessFigures(
            rewritten=ratio_of_sums(
                [run.rewritten_characters for run in each],
                characters,
                f"rewritten|{choice}, partial every {PARTIAL_STEP_S} s",
            ),
            later_s=ratio_of_sums(
                [
                    sum(_seen_at_s(run)) - sum(first)
                    for run, first in zip(each, fastest, strict=True)
                ],
                characters,
                f"seconds after the fastest|{choice}, partial every {PARTIAL_STEP_S} s",
            ),
        )
        for choice, each in runs.items()
    }


_CLOSE = Condition(is_far=False, snr_db=None)


def _seen_at_s(run: LiveRun) -> list[float]:
    """Return for each character of the finals how much sound was heard when one stood there."""
    times: list[float] = []
    seen: dict[int, list[float]] = {}
    for shown in run.shown:
        places = seen.setdefault(shown.utterance_id, [])
        places += [shown.at_sample / SAMPLE_RATE_HZ] * (len(shown.text) - len(places))
        if shown.is_final:
            times += places[: len(shown.text)]
    return times
