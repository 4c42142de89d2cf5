"""A folder of corpora is read as its tables say; one that lacks them is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines.errors import EngineError, ErrorCode
from engines.evaluation.bench.corpora import (
    SpokenClip,
    labelled_clips,
    read_samples,
    room_responses,
    spoken_clips,
    spread,
)
from engines.evaluation.bench.hear_sound import speech_extent


def test_clips_are_those_of_the_folders_asked_for(tmp_path: Path) -> None:
    (tmp_path / "asr_manifest.tsv").write_text(
        'path\ttext\na/one.flac\t"一\nb/two.flac\t二\nab/three.flac\t三\n', encoding="utf-8"
    )
    assert spoken_clips(tmp_path, "b", "a") == [
        SpokenClip(tmp_path / "b" / "two.flac", "二"),
        SpokenClip(tmp_path / "a" / "one.flac", '"一'),
    ]
    with pytest.raises(EngineError) as none:
        spoken_clips(tmp_path, "c")
    assert none.value.code is ErrorCode.FILE_NOT_FOUND


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    for read in (room_responses, lambda folder: list(labelled_clips(folder)), spoken_clips):
        with pytest.raises(EngineError) as missing:
            read(tmp_path)
        assert missing.value.code is ErrorCode.FILE_NOT_FOUND
        assert str(tmp_path) in str(missing.value.params["path"])


def test_a_few_of_many_clips_reach_from_first_to_last() -> None:
    clips = [SpokenClip(Path(str(n)), "") for n in range(10)]
    assert spread(clips, None) == spread(clips, 10) == spread(clips, 99) == clips
    assert [clip.path.name for clip in spread(clips, 4)] == ["0", "3", "6", "9"]
    assert spread(clips, 1) == clips[:1]


def test_labels_lie_where_the_speech_is_loud(corpora: Path) -> None:
    clips = list(labelled_clips(corpora))
    assert len(clips) == 15
    assert all(len(clip.samples) == len(clip.is_speech) for clip in clips)
    assert 0.5 < sum(clip.is_speech.mean() for clip in clips) / 15 < 0.9


def test_the_extent_of_speech_leaves_out_the_quiet_around_it(corpora: Path) -> None:
    for clip in spoken_clips(corpora, "asr_zh/aishell3_demo"):
        samples = read_samples(clip.path)
        begin, end = speech_extent(samples)
        assert 0 <= begin < end <= len(samples)
        assert end - begin > 0.5 * len(samples)
