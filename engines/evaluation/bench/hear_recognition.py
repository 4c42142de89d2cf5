"""Error rates of live captions beside plain faster-whisper, close and at five metres."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from engines.evaluation.asr import CharacterErrors, character_error_rate, character_errors
from engines.evaluation.bench.corpora import (
    read_samples,
    room_responses,
    spoken_clips,
    spread,
)
from engines.evaluation.bench.live_run import PARTIAL_STEP_S, LiveRun, run_live
from engines.evaluation.bench.plain_whisper import PlainWhisper
from engines.evaluation.farfield import Condition, heard
from engines.evaluation.scores import Score, ratio_of_sums
from engines.interfaces import Recognizer, Vad
from engines.types import SAMPLE_RATE_HZ, FloatSamples
from engines.vad.config import SegmenterConfig

REPORTED_FOLDERS = ("asr_zh/aishell1_devtest", "asr_zh/aishell3_demo")
TUNING_FOLDERS = ("asr_zh/aishell1_train2spk", "asr_zh/thchs30")
"""What thresholds were chosen on; never what figures are reported of."""

CONDITIONS = (
    Condition(is_far=False, snr_db=None),
    Condition(is_far=True, snr_db=None),
    Condition(is_far=True, snr_db=15),
    Condition(is_far=True, snr_db=5),
)
_BEFORE_S = 0.8
_AFTER_S = 1.2
"""What surrounds a clip in live hearing: room enough for the pre-roll and the hang-over."""


@dataclass(frozen=True, slots=True)
class AccurateScores:
    """The accurate mode on the same utterances."""

    offline: Score
    """Each utterance decoded once it is over, as files are."""
    live: Score
    """With partials before it, whose promises its finals keep."""
    errors_over_plain: Score
    """Errors of ``offline`` per error of plain faster-whisper: 0.75 is a quarter fewer."""
    live_errors_over_plain: Score
    time_over_plain: Score
    """Wall time of ``offline`` over plain faster-whisper's, same clips, same run."""


@dataclass(slots=True)
class _AccurateCounts:
    offline: list[CharacterErrors] = field(default_factory=list)
    live: list[CharacterErrors] = field(default_factory=list)
    offline_s: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RecognitionScores:
    """One condition."""

    condition: Condition
    ours: Score
    ours_unpromised: Score
    """The same utterances decoded once they are over: what promising text early costs is the
    difference."""
    plain: Score
    fewer_errors: float
    """Share of plain faster-whisper's errors that ours does not make; negative when it makes
    more."""
    final_time_over_plain: Score
    """Recognizer time of our finals over plain faster-whisper's, same clips, same run."""
    rewritten: Score
    """Characters shown and then rewritten, per character said."""
    first_lost: int
    """Clips whose first character only plain faster-whisper heard."""
    last_lost: int
    held_back: int
    """Utterances that were held back although somebody spoke."""
    accurate: AccurateScores | None = None
    """None where the accurate mode was not measured."""


def score_recognition(
    corpora: Path,
    recognizer: Recognizer,
    vad: Vad,
    plain: PlainWhisper,
    limit: int | None = None,
    conditions: Sequence[Condition] = CONDITIONS,
    folders: Sequence[str] = REPORTED_FOLDERS,
    on_clip: Callable[[str], None] = lambda _line: None,
    accurate: Recognizer | None = None,
) -> list[RecognitionScores]:
    """Recognize each clip in each condition with both, in turns.

    Args:
        corpora: See ``engines.evaluation.bench.corpora``.
        recognizer: Ours.
        vad: Ours.
        plain: The same model as it comes.
        limit: Clips to take, spread over the folders; None takes all.
        conditions: Where the microphone stands.
        folders: Where the clips are.
        on_clip: Hears what was done, clip by clip.
        accurate: Ours with a language model; None leaves that out.

    Raises:
        EngineError: Corpora are missing or a recognizer failed.
    """
    clips = spread(spoken_clips(corpora, *folders), limit)
    rooms = room_responses(corpora)
    # The first decoding of each is slow and belongs to neither.
    silence = np.zeros(SAMPLE_RATE_HZ, np.float32)
    plain.transcribe(silence, "zh")
    scores = []
    for condition in conditions:
        ours: list[CharacterErrors] = []
        unpromised: list[CharacterErrors] = []
        theirs: list[CharacterErrors] = []
        runs: list[LiveRun] = []
        plain_s: list[float] = []
        chosen = _AccurateCounts()
        for clip in clips:
            sound, place = surrounded(read_samples(clip.path), clip.path.stem, condition, rooms)
            run = run_live(sound, vad, recognizer, ("zh",), SegmenterConfig())
            result = plain.transcribe(sound[place], "zh")
            runs.append(run)
            plain_s.append(result.busy_s)
            ours.append(character_errors(clip.text, run.text))
            spoken = [segment.samples for segment in run.segments]
            at_the_end = recognizer.recognize_all(spoken, ("zh",)) if spoken else []
            text = "".join(hypothesis.text for hypothesis in at_the_end)
            unpromised.append(character_errors(clip.text, text))
            theirs.append(character_errors(clip.text, result.text))
            line = f"{condition}  {clip.path.stem}  {ours[-1].errors} : {theirs[-1].errors} errors"
            if accurate is not None:
                started_s = time.perf_counter()
                taken = accurate.recognize_all(spoken, ("zh",)) if spoken else []
                chosen.offline_s.append(time.perf_counter() - started_s)
                text = "".join(hypothesis.text for hypothesis in taken)
                chosen.offline.append(character_errors(clip.text, text))
                run = run_live(sound, vad, accurate, ("zh",), SegmenterConfig())
                chosen.live.append(character_errors(clip.text, run.text))
                line += f", accurate {chosen.offline[-1].errors}, live {chosen.live[-1].errors}"
            on_clip(line)
        score = _scores(condition, ours, unpromised, theirs, runs, plain_s)
        if accurate is not None:
            score = replace(score, accurate=_accurate_scores(condition, chosen, theirs, plain_s))
        scores.append(score)
    return scores


def surrounded(
    samples: FloatSamples, name: str, condition: Condition, rooms: Sequence[FloatSamples]
) -> tuple[FloatSamples, slice]:
    """Return a clip as it is heard with silence around it, and where in that it lies."""
    before, after = (round(each_s * SAMPLE_RATE_HZ) for each_s in (_BEFORE_S, _AFTER_S))
    padded = np.pad(samples, (before, after))
    place = slice(before, before + len(samples))
    is_speech = np.zeros(len(padded), np.bool_)
    is_speech[place] = True
    return heard(padded, name, condition, rooms, is_speech), place


def _scores(
    condition: Condition,
    ours: Sequence[CharacterErrors],
    unpromised: Sequence[CharacterErrors],
    theirs: Sequence[CharacterErrors],
    runs: Sequence[LiveRun],
    plain_s: Sequence[float],
) -> RecognitionScores:
    characters = [count.characters for count in ours]
    pairs = list(zip(ours, theirs, strict=True))
    our_rate = character_error_rate(ours, f"live, partial every {PARTIAL_STEP_S} s|{condition}")
    plain_rate = character_error_rate(theirs, f"plain faster-whisper, 30 s|{condition}")
    return RecognitionScores(
        condition=condition,
        ours=our_rate,
        ours_unpromised=character_error_rate(unpromised, f"finals alone|{condition}"),
        plain=plain_rate,
        fewer_errors=1 - our_rate.value / plain_rate.value if plain_rate.value else 0.0,
        final_time_over_plain=ratio_of_sums(
            [run.final_busy_s for run in runs], plain_s, f"wall time|{condition}"
        ),
        rewritten=ratio_of_sums(
            [run.rewritten_characters for run in runs], characters, f"rewritten|{condition}"
        ),
        first_lost=sum(own.is_first_lost and not other.is_first_lost for own, other in pairs),
        last_lost=sum(own.is_last_lost and not other.is_last_lost for own, other in pairs),
        held_back=sum(run.held_back.total() for run in runs),
    )


def _accurate_scores(
    condition: Condition,
    chosen: _AccurateCounts,
    theirs: Sequence[CharacterErrors],
    plain_s: Sequence[float],
) -> AccurateScores:
    plain_errors = [count.errors for count in theirs]

    def over_plain(counts: Sequence[CharacterErrors], name: str) -> Score:
        return ratio_of_sums([c.errors for c in counts], plain_errors, f"{name}|{condition}")

    return AccurateScores(
        offline=character_error_rate(chosen.offline, f"accurate, finals alone|{condition}"),
        live=character_error_rate(
            chosen.live, f"accurate, live, partial every {PARTIAL_STEP_S} s|{condition}"
        ),
        errors_over_plain=over_plain(chosen.offline, "errors, accurate over plain"),
        live_errors_over_plain=over_plain(chosen.live, "errors, accurate live over plain"),
        time_over_plain=ratio_of_sums(chosen.offline_s, plain_s, f"wall time|{condition}"),
    )
