"""Quiet and distant speech is found, and what is no voice is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engines.evaluation.bench.corpora import (
    LabelledClip,
    labelled_clips,
    read_samples,
    room_responses,
)
from engines.evaluation.bench.detection import (
    DetectionFigures,
    detection_figures,
    frame_labels,
    probabilities,
)
from engines.evaluation.bench.wordless import wordless_sounds
from engines.evaluation.farfield import Condition, heard
from engines.interfaces import Vad
from engines.types import SAMPLE_RATE_HZ
from engines.vad.adaptive import AdaptiveVad
from engines.vad.silero import SileroVad

FAR_AND_NOISY = Condition(is_far=True, snr_db=10)


@pytest.fixture
def far_and_noisy(corpora: Path) -> Callable[[Vad], DetectionFigures]:
    clips: list[LabelledClip] = list(labelled_clips(corpora))
    rooms = room_responses(corpora)
    sounds = [heard(c.samples, c.name, FAR_AND_NOISY, rooms, c.is_speech) for c in clips]

    def figures(vad: Vad) -> DetectionFigures:
        found = np.concatenate([probabilities(vad, sound) for sound in sounds])
        labels = [frame_labels(clip.is_speech, vad.frame_samples) for clip in clips]
        return detection_figures(found, np.concatenate(labels))

    return figures


def test_at_the_other_end_of_a_noisy_room_it_finds_more_than_silero_alone(
    far_and_noisy: Callable[[Vad], DetectionFigures],
) -> None:
    ours, silero = far_and_noisy(AdaptiveVad()), far_and_noisy(SileroVad())
    assert ours.f1 > silero.f1 + 0.03
    assert ours.roc_auc > silero.roc_auc


@pytest.mark.parametrize("name", ["digital silence", "room noise", "music", "typing", "applause"])
def test_what_is_no_voice_is_no_speech(name: str) -> None:
    sound = wordless_sounds(20, [])[name]()
    assert probabilities(AdaptiveVad(), sound).max() < 0.5  # opens no utterance


def test_a_whisper_after_a_slammed_door_is_heard(corpora: Path) -> None:
    path = sorted((corpora / "asr_zh" / "aishell3_demo").glob("*.flac"))[0]
    speech = read_samples(path)
    speech = speech * np.float32(10 ** (-50 / 20) / np.sqrt(np.mean(np.square(speech))))
    rng = np.random.default_rng(5)
    slam = rng.standard_normal(SAMPLE_RATE_HZ // 4).astype(np.float32).clip(-0.9, 0.9)
    pause = np.zeros(SAMPLE_RATE_HZ // 2, np.float32)
    before = probabilities(AdaptiveVad(), np.concatenate([pause, pause, speech]))
    after = probabilities(AdaptiveVad(), np.concatenate([pause, slam, pause, speech]))
    assert (after >= 0.5).sum() > 0.8 * (before >= 0.5).sum()


def test_a_steady_hum_does_not_become_speech_and_hides_none(corpora: Path) -> None:
    path = sorted((corpora / "asr_zh" / "aishell3_demo").glob("*.flac"))[0]
    speech = read_samples(path)
    t = np.arange(len(speech)) / SAMPLE_RATE_HZ
    hum = (0.2 * np.sin(2 * np.pi * 50 * t)).astype(np.float32)
    vad = AdaptiveVad()
    assert probabilities(vad, hum).max() < 0.35
    clean, humming = probabilities(vad, speech), probabilities(vad, speech + hum)
    assert (humming >= 0.5).sum() > 0.9 * (clean >= 0.5).sum()
