"""Detector and segmenter together, on real speech with labels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.evaluation.bench.corpora import labelled_clips, read_samples
from engines.types import SAMPLE_RATE_HZ, SpeechSegment
from engines.vad.adaptive import AdaptiveVad
from engines.vad.config import SegmenterConfig
from engines.vad.segmenter import Closed, Segmenter


def _utterances(samples: NDArray[np.float32]) -> list[SpeechSegment]:
    vad = AdaptiveVad()
    segmenter = Segmenter(SegmenterConfig(), vad.frame_samples)
    outputs = []
    for start in range(0, len(samples) - vad.frame_samples + 1, vad.frame_samples):
        frame = samples[start : start + vad.frame_samples]
        outputs += segmenter.push(frame, vad.probability(frame))
    outputs += segmenter.finish()
    return [output.segment for output in outputs if isinstance(output, Closed)]


def test_what_people_marked_as_speech_lies_in_utterances(corpora: Path) -> None:
    inside = marked = 0
    for clip in labelled_clips(corpora):
        is_inside = np.zeros(len(clip.samples), np.bool_)
        for segment in _utterances(clip.samples):
            is_inside[segment.first_sample : segment.end_sample] = True
        inside += int((is_inside & clip.is_speech).sum())
        marked += int(clip.is_speech.sum())
    assert inside / marked > 0.99  # measured 0.997


@pytest.mark.parametrize("gain", [1.0, 0.1, 0.01])
def test_a_read_sentence_is_one_utterance_even_when_it_is_quiet(corpora: Path, gain: float) -> None:
    paths = sorted((corpora / "asr_zh" / "aishell3_demo").glob("*.flac"))
    assert paths
    silence = np.zeros(SAMPLE_RATE_HZ, np.float32)
    for path in paths:
        samples = np.concatenate([silence, read_samples(path) * np.float32(gain), silence])
        assert len(_utterances(samples)) == 1, path.name
