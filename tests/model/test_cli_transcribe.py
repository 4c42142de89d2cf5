"""The real command on real speech, in files of every kind people have."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import numpy as np
import pytest
import soxr

from engines.audio.files import read_chunks
from engines.languages import is_han
from engines.types import SAMPLE_RATE_HZ, FloatSamples
from tests.helpers import cli_run
from tests.helpers.cli_run import CLIP, likeness, start, tongsheng
from tests.helpers.sound import write_media, write_wav

pytestmark = pytest.mark.model


@pytest.fixture
def environment(starter_models_dir: Path, fresh_home: Path) -> dict[str, str]:
    """A fresh profile with the real models in it."""
    return cli_run.environment(fresh_home, starter_models_dir)


@pytest.fixture
def clip(corpora: Path) -> FloatSamples:
    """One real sentence."""
    return np.concatenate([chunk.samples for chunk in read_chunks(corpora / CLIP)])


def test_every_kind_of_file_is_read_or_named(
    environment: dict[str, str], clip: FloatSamples, tmp_path: Path
) -> None:
    folder = tmp_path / "周三 会议"
    folder.mkdir()
    studio = soxr.resample(clip, SAMPLE_RATE_HZ, 96_000)
    length_s = len(clip) / SAMPLE_RATE_HZ
    pause = np.zeros(SAMPLE_RATE_HZ, np.float32)
    good = [
        write_wav(folder / "录音 一.wav", np.tile(studio[:, None], (1, 8)), 96_000),
        write_media(folder / "film.mp4", clip, video_s=length_s),
        write_media(folder / "film 2.mkv", clip, video_s=length_s),
    ]
    empty = folder / "empty.wav"
    empty.touch()
    cut = write_wav(folder / "cut.wav", np.concatenate([clip, pause, clip, pause]))
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size * 7 // 10])
    letter = folder / "letter.wav"
    letter.write_text("Dear all, please find the minutes attached.\n" * 100)
    silent = write_media(folder / "silent.mp4", None, video_s=1.0)

    output = tmp_path / "out"
    done = tongsheng(
        ["transcribe", empty, letter, silent, cut, *good, "--format", "json", "--output", output],
        environment,
    )

    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    messages = done.stderr.splitlines()
    for path, words in (
        (empty, "is empty"),
        (letter, "is not audio"),
        (silent, "has no sound track"),
        (cut, "is damaged or cut off"),
    ):
        assert any(str(path) in line and words in line for line in messages), done.stderr
    expected = {path.with_suffix(".json").name for path in (*good, cut)}
    assert {path.name for path in output.iterdir()} == expected
    for path in (*good, cut):
        document = json.loads((output / f"{path.stem}.json").read_text(encoding="utf-8"))
        first = document["utterances"][0]
        assert likeness(first["text"]) > 0.6, (path, first["text"])
        assert first["language"] == "zh"
        assert 0 <= first["start_s"] < first["end_s"] < length_s + 1


def test_a_translation_stands_beside_its_source(environment: dict[str, str], corpora: Path) -> None:
    done = tongsheng(["transcribe", corpora / CLIP, "--to", "en", "--format", "json"], environment)
    assert done.returncode == 0, done.stderr
    (utterance,) = json.loads(done.stdout)["utterances"]
    assert likeness(utterance["text"]) > 0.6
    assert "Guangzhou" in utterance["translation"]["text"]


def test_text_is_translated_line_by_line(environment: dict[str, str]) -> None:
    done = tongsheng(["translate", "会议推迟到下周三。", "谢谢。", "--to", "en"], environment)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert "Wednesday" in first
    assert second
    assert not any(map(is_han, done.stdout))


def test_ctrl_c_keeps_what_was_recognised(
    environment: dict[str, str], clip: FloatSamples, tmp_path: Path
) -> None:
    pause = np.zeros(SAMPLE_RATE_HZ, np.float32)
    talk = write_wav(tmp_path / "talk.wav", np.concatenate([clip, pause] * 40))
    with start(["transcribe", talk, "--from", "zh"], environment) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest, messages = process.communicate(timeout=60)
    assert process.returncode == 130, messages
    assert likeness(first) > 0.6
    assert len(rest.splitlines()) < 39
    assert messages == "tongsheng: Stopped. What was recognised so far is written.\n"


def test_captions_of_a_file_come_out_of_the_worker(
    environment: dict[str, str], corpora: Path
) -> None:
    done = tongsheng(["caption", "--source", corpora / CLIP, "--json"], environment)
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    finals = [
        event["transcript"]["stable"]
        for event in events
        if event["event"] == "transcript_updated" and event["transcript"]["is_final"]
    ]
    assert likeness("".join(finals)) > 0.6
    assert events[-1]["event"] == "session_ended"
