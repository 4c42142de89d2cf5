"""Meetings are heard whole: voices told apart, each meeting anew, and never scored in silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engines.errors import EngineError, ErrorCode
from engines.evaluation.comparison import compare
from engines.evaluation.evaluator import Evaluator
from engines.evaluation.goals import Figure, Verdict
from engines.evaluation.hearing import whole_recording
from engines.evaluation.items import MeetingItem, Turn
from engines.evaluation.meeting_evaluator import Recent
from engines.evaluation.normalize import DEFAULT
from engines.evaluation.references import meeting_problem
from engines.evaluation.request import RunRequest
from engines.evaluation.results import MeasureKind, Problem, Row, RunResult, SpokenResult
from engines.evaluation.run import Control
from engines.evaluation.sets.library import load_set, load_sets
from engines.evaluation.signature import parse_signature, signature
from engines.evaluation.store import RunState, RunStore
from engines.evaluation.work import plan_work
from engines.interfaces import DecodingEffort, Hypothesis
from engines.types import AudioChunk, FloatSamples, Language
from tests.helpers.evaluation_runs import FakeEquipment, request_for
from tests.helpers.fake_engines import FakeRecognizer
from tests.helpers.meetings import FakeVoiceEncoder, levels, write_meeting
from tests.unit.evaluation.test_run import run_here

ANNA_AND_BEN = (("安", 11), ("本", 21), ("安", 12), ("本", 22))


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_meeting(tmp_path / "set", "M1", levels(*ANNA_AND_BEN))
    return tmp_path / "set"


def asked(root: Path) -> RunRequest:
    return request_for(root, Figure.MEETING)


def measured(store: RunStore, result: RunResult) -> list[SpokenResult]:
    return [one for one in store.items(result.run_id) if isinstance(one, SpokenResult)]


def value_of(row: Row, kind: MeasureKind) -> float:
    (score,) = (one.score for one in row.measures if one.kind is kind)
    assert score is not None
    return score.value


def test_what_each_person_said_stands_beside_what_one_voice_was_heard_to_say(
    store: RunStore, root: Path
) -> None:
    result = run_here(store, asked(root))
    (item,) = measured(store, result)
    assert item.reference == item.hypothesis == "安 = 1: 11 12\n本 = 2: 21 22"
    assert (item.errors, item.length, item.errors_whoever) == (0, 10, 0)
    assert item.audio.endswith("M1_MS801.wav")
    assert item.audio_s == pytest.approx(11.0)
    (row,) = result.rows
    assert (row.figure, row.verdict, row.items) == (Figure.MEETING, Verdict.NO_GOAL, 1)
    assert value_of(row, MeasureKind.ACCURACY) == 1
    assert row.models == ("fake@000000000000", "fake@000000000000")


def test_the_right_words_from_another_voice_are_errors_of_who_and_not_of_what(
    store: RunStore, tmp_path: Path
) -> None:
    # What Ben says third is heard in Anna's voice.
    write_meeting(tmp_path, "M1", levels(("安", 11), ("本", 21), ("本", 12), ("本", 22)))
    result = run_here(store, asked(tmp_path))
    (item,) = measured(store, result)
    assert item.reference == "安 = 1: 11\n本 = 2: 21 12 22"
    assert item.hypothesis == "安 = 1: 11 12\n本 = 2: 21 22"
    assert (item.deletions, item.insertions, item.errors_whoever) == (2, 2, 0)
    assert value_of(result.rows[0], MeasureKind.CP_CER) == 4 / 10
    assert value_of(result.rows[0], MeasureKind.CER_WHOEVER) == 0


def test_voices_are_numbered_anew_in_each_meeting_and_the_rate_is_over_all(
    store: RunStore, root: Path
) -> None:
    write_meeting(root, "M2", levels(("陈", 31), ("丁", 41), ("陈", 32), wrong=1))
    result = run_here(store, asked(root))
    first, second = measured(store, result)
    assert second.hypothesis == "陈 = 1: 31 32\n丁 = 2: 41"
    assert (first.errors, second.errors) == (0, 1)
    (row,) = result.rows
    assert value_of(row, MeasureKind.CP_CER) == 1 / (first.length + second.length)
    assert (row.items, row.clusters) == (2, 2)
    assert {group.name for group in row.groups} == {"meeting, table", "small"}


def test_without_what_tells_voices_apart_the_row_says_so_and_scores_nothing(
    store: RunStore, root: Path
) -> None:
    request = asked(root)
    equipment = FakeEquipment()
    equipment.voices = None
    result = run_here(
        store,
        replace(request, models=replace(request.models, speakers=None)),
        equipment=equipment,
    )
    (row,) = result.rows
    assert (row.items, row.not_scored, row.verdict) == (0, 1, Verdict.NOT_MEASURED)
    assert row.notes == ("no_speaker_model:1",)
    assert all(one.score is None for one in row.measures)
    assert [one.where for one in result.broken] == ["small: M1_MS801"]
    assert equipment.heard.heard == []


@pytest.mark.expects_log_warnings
def test_a_voice_that_cannot_be_told_is_a_failure_and_not_somebody(
    store: RunStore, root: Path
) -> None:
    class Deaf(FakeVoiceEncoder):
        def encode(self, samples: FloatSamples) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
            vector = super().encode(samples)
            if self.asked == 2:
                raise ValueError("out of order")
            return vector

    equipment = FakeEquipment()
    equipment.voices = Deaf()
    (item,) = measured(store, run_here(store, asked(root), equipment=equipment))
    assert item.problem is Problem.ENGINE_FAILED
    assert "out of order" in item.detail
    assert item.hypothesis.split("\n") == ["安 = 1: 11 12", "本 = 2: 22", "– = ?: 21"]
    assert (item.deletions, item.insertions) == (3, 3)


# References


def test_a_recording_that_ends_before_its_transcript_is_named_and_not_scored(
    store: RunStore, root: Path
) -> None:
    whole = write_meeting(root, "M2", levels(*ANNA_AND_BEN))
    whole.write_bytes(write_meeting(root / "other", "M2", levels(("安", 11))).read_bytes())
    result = run_here(store, asked(root))
    assert (result.rows[0].items, result.rows[0].not_scored) == (1, 1)
    assert result.rows[0].notes == ("reference_doubtful:1",)
    assert [one.reason for one in result.broken] == [
        "reference doubtful: written down from 1 to 10 s of 4 s"
    ]


def test_a_recording_that_cannot_be_read_is_named_and_not_scored(
    store: RunStore, root: Path
) -> None:
    write_meeting(root, "M2", levels(*ANNA_AND_BEN)).write_bytes(b"nothing")
    result = run_here(store, asked(root))
    assert result.rows[0].notes == ("audio_unreadable:1",)
    assert result.broken[0].where == "small: M2_MS801"


@pytest.mark.parametrize(
    ("turns", "audio_s", "problem"),
    [
        ([("今天", 0, 5), ("很好", 5, 9)], 10, None),
        ([("今天", 0, 2), ("很好", 2, 4)], 10, Problem.REFERENCE_DOUBTFUL),
        ([("今天", 0, 5), ("很好", 11, 12)], 10, Problem.REFERENCE_DOUBTFUL),
        ([("today", 0, 5), ("good", 5, 9)], 10, Problem.REFERENCE_DOUBTFUL),
        ([("。", 0, 5), ("…", 5, 9)], 10, Problem.REFERENCE_MISSING),
    ],
)
def test_a_transcript_that_cannot_be_whole_is_doubted(
    turns: list[tuple[str, float, float]], audio_s: float, problem: Problem | None, tmp_path: Path
) -> None:
    said = tuple(Turn(str(at), *turn) for at, turn in enumerate(turns))
    item = MeetingItem("m", tmp_path, said)
    assert meeting_problem(item, audio_s, DEFAULT) is problem


# The run


def test_a_run_stops_between_two_utterances_of_a_meeting(store: RunStore, root: Path) -> None:
    control = Control()

    class Stopping(FakeRecognizer):
        def recognize(
            self, samples: FloatSamples, languages: Sequence[Language], effort: DecodingEffort
        ) -> Hypothesis:
            control.cancel()
            return super().recognize(samples, languages, effort)

    equipment = FakeEquipment()
    equipment.heard = Stopping()
    with pytest.raises(EngineError) as caught:
        run_here(store, asked(root), control=control, equipment=equipment)
    assert caught.value.code is ErrorCode.CANCELLED
    assert [text for text, _ in equipment.heard.heard] == ["11"]
    (stopped,) = store.runs()
    assert (stopped.state, stopped.done, stopped.total) == (RunState.UNFINISHED, 0, 1)
    assert run_here(store, asked(root), run_id=stopped.run_id).rows[0].items == 1


def test_sound_that_was_read_elsewhere_gives_the_same_result(root: Path) -> None:
    request = asked(root)
    (work,) = plan_work(request, load_sets(request))
    assert isinstance(work.item, MeetingItem)
    evaluator = Evaluator(request, FakeEquipment())
    here, there = (
        evaluator.evaluate(work, samples) for samples in (None, whole_recording(work.item.audio))
    )
    assert isinstance(here, SpokenResult)
    assert isinstance(there, SpokenResult)
    assert replace(here, busy_s=0) == replace(there, busy_s=0)


def test_two_runs_over_meetings_are_compared_by_the_rate_of_the_row(
    store: RunStore, root: Path
) -> None:
    before = run_here(store, asked(root))
    equipment = FakeEquipment()
    equipment.voices = OneVoice()
    after = run_here(store, asked(root), equipment=equipment)
    (row,) = compare(store, before.run_id, after.run_id).rows
    assert (row.before, row.after, row.n) == (1.0, value_of(after.rows[0], MeasureKind.ACCURACY), 1)
    assert row.after < 1


class OneVoice(FakeVoiceEncoder):
    def encode(self, samples: FloatSamples) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        return super().encode(samples) * 0 + np.float32(10**-0.5)


def test_a_signature_names_what_tells_voices_apart(root: Path) -> None:
    (model,) = parse_signature(signature(asked(root))).models["speakers"]
    assert (model.model_id, model.digest) == ("fake", "0" * 12)


# Memory


def test_only_the_last_while_of_a_recording_is_kept() -> None:
    recent = Recent(2.0)
    chunks = (AudioChunk(np.full(8000, n, np.float32), n * 8000, 0.0) for n in range(100))
    most = 0
    for _ in recent.through(chunks):
        most = max(most, recent.kept_samples)
    assert most <= 32000 + 2 * 8000
    assert recent.end_sample == 800_000
    assert np.array_equal(recent.cut(783_998, 784_002), np.array([97, 97, 98, 98], np.float32))
    with pytest.raises(ValueError, match="gone"):
        recent.cut(0, 10)


# The importers


def test_a_meeting_of_several_people_is_an_item_beside_its_utterances(root: Path) -> None:
    loaded = load_set(root, "s")
    (meeting,) = loaded.meetings
    assert (meeting.item_id, meeting.scenario) == ("M1_MS801", "meeting, table")
    assert [turn.speaker for turn in meeting.turns] == ["安", "本", "安", "本"]
    assert [turn.start_s for turn in meeting.turns] == [1.0, 3.5, 6.0, 8.5]
    assert len(loaded.spoken) == 4


def test_what_one_person_alone_says_is_no_meeting(tmp_path: Path) -> None:
    write_meeting(tmp_path, "M1", levels(("安", 11), ("安", 12)))
    loaded = load_set(tmp_path, "s")
    assert (len(loaded.spoken), loaded.meetings, loaded.broken) == (2, (), ())


def test_a_meeting_with_a_broken_interval_is_named_and_its_other_utterances_kept(
    root: Path,
) -> None:
    grid = root / "Test_Ali/Test_Ali_far/textgrid_dir/M1.TextGrid"
    text = grid.read_text(encoding="utf-8")
    grid.write_text(text.replace("xmax = 5.0", "xmax = 3.0"), encoding="utf-8")
    loaded = load_set(root, "s")
    assert (len(loaded.spoken), loaded.meetings) == (3, ())
    reasons = [one.reason for one in loaded.broken]
    assert reasons == [
        "it ends before it begins",
        "not measured as a whole: 1 of its intervals are broken",
    ]
