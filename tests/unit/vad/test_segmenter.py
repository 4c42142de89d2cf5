from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.types import SAMPLE_RATE_HZ, SpeechSegment
from engines.vad.config import SegmenterConfig
from engines.vad.segmenter import Closed, Opened, Segmenter, SegmenterOutput

FRAME = 160  # 10 ms: durations in hundredths of a second are whole frames
CONFIG = SegmenterConfig(
    start_threshold=0.5,
    end_threshold=0.35,
    min_speech_s=0.03,
    pre_roll_s=0.05,
    hang_over_s=0.06,
    max_utterance_s=0.6,
)


def _signal(count: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Samples that say their own index, so that a lost or doubled one is seen."""
    return np.arange(count, dtype=np.float32)


def _run(
    probabilities: Sequence[float],
    config: SegmenterConfig = CONFIG,
    first_sample: int = 0,
    rest: int = 0,
) -> list[SegmenterOutput]:
    segmenter = Segmenter(config, FRAME, first_sample=first_sample)
    samples = _signal(len(probabilities) * FRAME - rest) + first_sample
    outputs: list[SegmenterOutput] = []
    for i, probability in enumerate(probabilities):
        outputs += segmenter.push(samples[i * FRAME : (i + 1) * FRAME], probability)
    return outputs + segmenter.finish()


def _closed(outputs: Sequence[SegmenterOutput]) -> list[Closed]:
    return [output for output in outputs if isinstance(output, Closed)]


def test_speech_between_silence_becomes_one_utterance_with_pre_roll_and_hang_over() -> None:
    outputs = _run([0.0] * 20 + [0.9] * 10 + [0.0] * 20)
    assert outputs[0] == Opened(1, 15 * FRAME, 20 * FRAME)
    (closed,) = _closed(outputs)
    assert closed.segment.first_sample == 15 * FRAME
    assert closed.segment.speech_end_sample == 30 * FRAME
    assert closed.segment.end_sample == (30 + 3) * FRAME  # half of this short hang-over is reserved
    assert not closed.segment.is_open


def test_an_utterance_opens_before_it_closes() -> None:
    segmenter = Segmenter(CONFIG, FRAME)
    opened = [segmenter.push(np.zeros(FRAME, np.float32), 0.9) for _ in range(3)]
    assert opened == [[], [], [Opened(1, 0, 0)]]


def test_a_click_opens_nothing() -> None:
    assert _run([0.0] * 10 + [0.9] * 2 + [0.0] * 30) == []


def test_broken_speech_opens_when_it_outweighs_its_pauses() -> None:
    assert len(_closed(_run([0.0] * 10 + [0.9, 0.9, 0.1, 0.9, 0.9] + [0.0] * 30))) == 1


def test_steady_typing_opens_nothing() -> None:
    assert _run([0.9, 0.0, 0.0] * 30) == []


def test_a_dip_above_the_end_threshold_is_still_speech() -> None:
    (closed,) = _closed(_run([0.9] * 5 + [0.4] * 15 + [0.9] * 5 + [0.0] * 20))
    assert closed.segment.speech_end_sample == 25 * FRAME


def test_a_hesitation_shorter_than_the_hang_over_does_not_split() -> None:
    assert len(_closed(_run([0.9] * 5 + [0.0] * 5 + [0.9] * 5 + [0.0] * 20))) == 1


def test_speech_right_after_a_hang_over_still_has_some_pre_roll() -> None:
    first, second = _closed(_run([0.9] * 5 + [0.0] * 6 + [0.9] * 5 + [0.0] * 20))
    assert second.segment.first_sample == first.segment.end_sample == 8 * FRAME


def test_what_is_too_long_is_cut_at_its_quietest_place() -> None:
    probabilities = [0.9] * 90
    probabilities[49:52] = [0.5] * 3
    samples = np.full(90 * FRAME, 0.3, np.float32)
    samples[49 * FRAME : 52 * FRAME] = 0.01
    segmenter = Segmenter(CONFIG, FRAME)
    outputs: list[SegmenterOutput] = []
    for i, probability in enumerate(probabilities):
        outputs += segmenter.push(samples[i * FRAME : (i + 1) * FRAME], probability)
    first, second = _closed(outputs + segmenter.finish())
    assert first.segment.end_sample == 50 * FRAME == second.segment.first_sample
    assert second.segment.end_sample == 90 * FRAME
    assert Opened(2, 50 * FRAME, 50 * FRAME) in outputs


def test_a_cut_with_only_silence_behind_it_opens_nothing() -> None:
    config = SegmenterConfig(
        min_speech_s=0.03, pre_roll_s=0.0, hang_over_s=0.3, max_utterance_s=0.6
    )
    outputs = _run([0.9] * 45 + [0.0] * 60, config)
    assert [type(output) for output in outputs] == [Opened, Closed]


def test_the_open_utterance_can_be_looked_at_while_it_grows() -> None:
    segmenter = Segmenter(CONFIG, FRAME, first_sample=1600, first_utterance_id=7)
    before = segmenter.open_segment
    for _ in range(4):
        segmenter.push(np.ones(FRAME, np.float32), 0.9)
    segment = segmenter.open_segment
    segmenter.finish()
    assert (before, segmenter.open_segment) == (None, None)
    assert segment is not None
    assert segment.is_open
    assert (segment.utterance_id, segment.first_sample, segment.end_sample) == (7, 1600, 2240)


def test_a_pause_is_counted_while_the_utterance_is_open() -> None:
    segmenter = Segmenter(CONFIG, FRAME)
    pauses = []
    for probability in [0.9] * 4 + [0.0] * 3 + [0.9] + [0.0] * 6:
        segmenter.push(np.ones(FRAME, np.float32), probability)
        pauses.append(segmenter.pause_samples // FRAME)
    assert pauses == [0, 0, 0, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 0]
    assert not segmenter.is_open


def test_a_frame_of_the_wrong_size_is_refused() -> None:
    segmenter = Segmenter(CONFIG, FRAME)
    for size in (0, FRAME + 1):
        with pytest.raises(ValueError, match="frame"):
            segmenter.push(np.zeros(size, np.float32), 0.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"start_threshold": 0.3, "end_threshold": 0.4},
        {"hang_over_s": -0.1},
        {"max_utterance_s": 0.5},
    ],
)
def test_a_configuration_that_contradicts_itself_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"."):
        SegmenterConfig(**wrong)


_levels = st.sampled_from([0.0, 0.2, 0.4, 0.6, 0.95])
_probabilities = st.lists(st.tuples(_levels, st.integers(1, 40)), min_size=1, max_size=14).map(
    lambda runs: [level for level, length in runs for _ in range(length)]
)
_configs = st.builds(
    SegmenterConfig,
    min_speech_s=st.sampled_from([0.0, 0.03, 0.1]),
    pre_roll_s=st.sampled_from([0.0, 0.05, 0.2]),
    hang_over_s=st.sampled_from([0.0, 0.02, 0.1, 0.7]),
    max_utterance_s=st.sampled_from([0.8, 1.0, 3.0]),
)


def _utterances(
    probabilities: Sequence[float], config: SegmenterConfig, first_sample: int, rest: int
) -> list[SpeechSegment]:
    outputs = _run(probabilities, config, first_sample, rest)
    segments: list[SpeechSegment] = []
    # Every Closed follows its own Opened, and every Opened has its Closed.
    for opened, closed in zip(outputs[::2], outputs[1::2], strict=True):
        assert isinstance(opened, Opened)
        assert isinstance(closed, Closed)
        assert opened.utterance_id == closed.segment.utterance_id
        assert opened.first_sample == closed.segment.first_sample
        assert opened.first_sample < closed.segment.speech_end_sample <= closed.segment.end_sample
        segments.append(closed.segment)
    return segments


@settings(deadline=None, max_examples=200)
@given(_probabilities, _configs, st.integers(0, 10**6), st.integers(0, FRAME - 1))
def test_utterances_hold_their_own_samples_in_order(
    probabilities: list[float], config: SegmenterConfig, first_sample: int, rest: int
) -> None:
    end = first_sample
    segments = _utterances(probabilities, config, first_sample, rest)
    assert [s.utterance_id for s in segments] == list(range(1, len(segments) + 1))
    for segment in segments:
        assert segment.first_sample >= end
        end = segment.end_sample
        # float32 holds these indices exactly: each sample says where it belongs.
        assert (segment.samples == np.arange(segment.first_sample, end)).all()
        assert len(segment.samples) <= config.max_utterance_s * SAMPLE_RATE_HZ + FRAME


@settings(deadline=None, max_examples=200)
@given(_probabilities, _configs)
def test_every_run_of_speech_lies_in_an_utterance(
    probabilities: list[float], config: SegmenterConfig
) -> None:
    covered = np.zeros(len(probabilities) * FRAME, dtype=np.int64)
    for segment in _utterances(probabilities, config, 0, 0):
        covered[segment.first_sample : segment.end_sample] += 1
    assert not (covered > 1).any()
    needed = max(1, round(config.min_speech_s * SAMPLE_RATE_HZ) // FRAME)
    run = 0
    for i, probability in enumerate([*probabilities, 0.0]):
        if probability >= config.start_threshold:
            run += 1
            continue
        if run >= needed:
            assert covered[(i - run) * FRAME : i * FRAME].all()
        run = 0


@settings(deadline=None, max_examples=200)
@given(_probabilities, _configs)
def test_no_pause_as_long_as_the_hang_over_lies_inside_an_utterance(
    probabilities: list[float], config: SegmenterConfig
) -> None:
    def frames(duration_s: float) -> int:
        return max(1, round(duration_s * SAMPLE_RATE_HZ) // FRAME)

    # A pre-roll may hold anything, and what opens an utterance may hold pauses, as long as they do
    # not outweigh the speech.
    config = replace(config, pre_roll_s=0.0)
    limit = max(frames(config.hang_over_s), frames(config.min_speech_s))
    for output in _closed(_run(probabilities, config)):
        inside = probabilities[output.segment.first_sample // FRAME :]
        inside = inside[: (output.segment.speech_end_sample - output.segment.first_sample) // FRAME]
        marks = "".join("p" if p < config.end_threshold else " " for p in inside)
        assert all(len(pause) < limit for pause in marks.split())
