"""What voice activity and segmentation make of sound: frames, captions of nothing, lost ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engines.evaluation.asr import character_errors
from engines.evaluation.bench.corpora import (
    labelled_clips,
    read_samples,
    room_responses,
    spoken_clips,
    spread,
)
from engines.evaluation.bench.detection import (
    DetectionFigures,
    detection_figures,
    frame_labels,
    probabilities,
)
from engines.evaluation.bench.live_run import run_live, utterances
from engines.evaluation.bench.wordless import wordless_sounds
from engines.evaluation.farfield import Condition, heard
from engines.interfaces import Recognizer, Vad
from engines.types import SAMPLE_RATE_HZ
from engines.vad.config import SegmenterConfig

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engines.types import FloatSamples

DETECTION_CONDITIONS = (
    Condition(is_far=False, snr_db=None),
    Condition(is_far=True, snr_db=10),
)
SEGMENTATION_CONDITIONS = (
    Condition(is_far=False, snr_db=None),
    Condition(is_far=True, snr_db=None),
    Condition(is_far=True, snr_db=10),
)
SPOKEN_FOLDERS = (
    "asr_zh/aishell1_devtest",
    "asr_zh/aishell3_demo",
    "asr_zh/mixed_toolkits",
    "asr_zh/thchs30",
    "asr_zh/aishell1_train2spk",
    "asr_zh_words/shtooka_hsk",
)
_VOICES = 24
_AROUND_S = 1.5
_WINDOW_SAMPLES = 160
_LOUD_SHARE = 0.4
"""A window is surely speech when its level lies this far up between the clip's quiet and loud."""
_TOLERANCE_S = 0.03
"""Less than the shortest consonant."""


def score_detection(
    corpora: Path, detectors: dict[str, Vad], limit: int | None = None
) -> dict[str, dict[str, DetectionFigures]]:
    """Return the figures of each detector in each condition, over all labelled clips.

    Raises:
        EngineError: Corpora are missing or cannot be read.
    """
    clips = list(labelled_clips(corpora))[:limit]
    rooms = room_responses(corpora)
    figures: dict[str, dict[str, DetectionFigures]] = {}
    for condition in DETECTION_CONDITIONS:
        sounds = [heard(c.samples, c.name, condition, rooms, c.is_speech) for c in clips]
        figures[str(condition)] = {
            name: detection_figures(
                np.concatenate([probabilities(vad, sound) for sound in sounds]),
                np.concatenate([frame_labels(c.is_speech, vad.frame_samples) for c in clips]),
            )
            for name, vad in detectors.items()
        }
    return figures


@dataclass(frozen=True, slots=True)
class WordlessFigures:
    """What was written for a sound in which nobody speaks."""

    minutes: float
    utterances: int
    """How often voice activity took it for speech."""
    captions: int
    """Finals that were shown."""
    partials: int
    """Changes of a caption that was never finished, or that ended in one of the finals."""
    held_back: int


def score_wordless(
    corpora: Path,
    recognizer: Recognizer,
    vad: Vad,
    minutes: float,
    on_sound: Callable[[str], None] = lambda _line: None,
) -> dict[str, WordlessFigures]:
    """Return what live captions write for each sound without words.

    Raises:
        EngineError: Corpora are missing or the recognizer failed.
    """
    voices = [read_samples(clip.path) for clip in spoken_clips(corpora, SPOKEN_FOLDERS[4])]
    figures: dict[str, WordlessFigures] = {}
    for name, make in wordless_sounds(60 * minutes, voices[:_VOICES]).items():
        run = run_live(make(), vad, recognizer, ("zh",), SegmenterConfig())
        figures[name] = WordlessFigures(
            minutes=minutes,
            utterances=len(run.segments),
            captions=len(run.finals),
            partials=run.partials,
            held_back=run.held_back.total(),
        )
        on_sound(f"{name}  {figures[name]}")
    return figures


@dataclass(frozen=True, slots=True)
class SegmentationFigures:
    """Whether what was said lies in utterances."""

    clips: int
    missed: tuple[str, ...]
    """Clips without any utterance."""
    first_lost: tuple[str, ...]
    """Clips whose first character is heard in the whole clip and not in its utterances."""
    last_lost: tuple[str, ...]
    outside: int
    """Clips with something loud outside their utterances: a breath, a click, or speech."""
    split: int
    """Clips of which segmentation made more than one utterance."""


def score_segmentation(
    corpora: Path,
    recognizer: Recognizer,
    vad: Vad,
    limit: int | None = None,
    folders: Sequence[str] = SPOKEN_FOLDERS,
) -> dict[str, SegmentationFigures]:
    """Return for each condition which clips lose an end to segmentation.

    A clip with something loud outside its utterances is decoded whole and as utterances: a
    character is lost when it is in the text of the one and not of the other.

    Raises:
        EngineError: Corpora are missing or the recognizer failed.
    """
    clips = spread(spoken_clips(corpora, *folders), limit)
    recordings = [(clip, read_samples(clip.path)) for clip in clips]
    rooms = room_responses(corpora)
    figures: dict[str, SegmentationFigures] = {}
    around = round(_AROUND_S * SAMPLE_RATE_HZ)
    tolerance = round(_TOLERANCE_S * SAMPLE_RATE_HZ)
    for condition in SEGMENTATION_CONDITIONS:
        missed, first, last, outside, split = [], [], [], 0, 0
        for clip, samples in recordings:
            name = clip.path.stem
            is_speech = np.zeros(len(samples) + 2 * around, np.bool_)
            is_speech[around : around + len(samples)] = True
            sound = heard(np.pad(samples, around), name, condition, rooms, is_speech)
            segments = utterances(sound, vad, SegmenterConfig())
            if not segments:
                missed.append(name)
                continue
            split += len(segments) > 1
            begin, end = (around + at for at in speech_extent(samples))
            if (
                segments[0].first_sample <= begin + tolerance
                and segments[-1].end_sample >= end - tolerance
            ):
                continue
            outside += 1
            texts = recognizer.recognize_all([segment.samples for segment in segments], ("zh",))
            cut = character_errors(clip.text, "".join(each.text for each in texts))
            (text,) = recognizer.recognize_all([sound[is_speech]], ("zh",))
            whole = character_errors(clip.text, text.text)
            if cut.is_first_lost and not whole.is_first_lost:
                first.append(name)
            if cut.is_last_lost and not whole.is_last_lost:
                last.append(name)
        figures[str(condition)] = SegmentationFigures(
            len(recordings), tuple(missed), tuple(first), tuple(last), outside, split
        )
    return figures


def speech_extent(samples: FloatSamples) -> tuple[int, int]:
    """Return the first sample of surely audible speech and the one after the last."""
    whole = len(samples) // _WINDOW_SAMPLES * _WINDOW_SAMPLES
    power = np.square(samples[:whole], dtype=np.float64).reshape(-1, _WINDOW_SAMPLES).mean(axis=1)
    # A click is one window long, the shortest vowel several.
    level = _median_of_five(10 * np.log10(power + 1e-12))
    quiet, loud = np.quantile(level, [0.05, 0.95])
    audible = np.flatnonzero(level >= quiet + _LOUD_SHARE * (loud - quiet))
    return int(audible[0]) * _WINDOW_SAMPLES, (int(audible[-1]) + 1) * _WINDOW_SAMPLES


def _median_of_five(values: NDArray[np.float64]) -> NDArray[np.float64]:
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(values, 2, mode="edge"), 5)
    medians: NDArray[np.float64] = np.median(windows, axis=1)
    return medians
