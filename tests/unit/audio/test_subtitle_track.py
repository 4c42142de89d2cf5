"""A copy of a film carries its subtitles; pictures and sound are the very same."""

from __future__ import annotations

import threading
from pathlib import Path

import av
import numpy as np
import pytest

from engines.audio.subtitle_track import add_subtitles
from engines.errors import EngineError, ErrorCode
from engines.interfaces import Progress
from tests.helpers.sound import tone, write_wav

SRT = "1\n00:00:00,500 --> 00:00:01,500\n你好\nHello\n\n2\n00:00:02,000 --> 00:00:02,800\n再见\n\n"
NEVER = threading.Event()


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "影片 one.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for shade in range(30):
            picture = np.full((48, 64, 3), shade * 8, np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        out.mux(stream.encode(None))
    return path


def packets(path: Path, kind: str) -> list[bytes]:
    with av.open(str(path)) as container:
        streams = [one for one in container.streams if one.type == kind]
        return [bytes(packet) for packet in container.demux(streams) if packet.size]


def test_the_track_is_inside_with_its_language(film: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.mkv"
    told: list[Progress] = []
    add_subtitles(film, SRT, "zh", target, told.append, NEVER)
    assert [text.decode() for text in packets(target, "subtitle")] == ["你好\nHello", "再见"]
    assert packets(target, "video") == packets(film, "video")
    with av.open(str(target)) as container:
        track = next(one for one in container.streams if one.type == "subtitle")
        assert track.metadata.get("language") == "chi"
    assert told
    assert told[0].total == 3


def test_a_sound_file_gets_its_track_too(tmp_path: Path) -> None:
    target = tmp_path / "out.mkv"
    add_subtitles(
        write_wav(tmp_path / "a.wav", tone(3.0)), SRT, "en", target, lambda _: None, NEVER
    )
    assert len(packets(target, "subtitle")) == 2


def test_a_cancelled_copy_leaves_what_was_there(film: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.mkv"
    target.write_bytes(b"older")
    stop = threading.Event()
    stop.set()
    with pytest.raises(EngineError) as caught:
        add_subtitles(film, SRT, "zh", target, lambda _: None, stop)
    assert caught.value.code is ErrorCode.CANCELLED
    assert target.read_bytes() == b"older"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.mkv", film.name]


def test_what_is_no_film_is_told(tmp_path: Path) -> None:
    path = tmp_path / "text.mp4"
    path.write_text("no film")
    with pytest.raises(EngineError) as caught:
        add_subtitles(path, SRT, "zh", tmp_path / "out.mkv", lambda _: None, NEVER)
    assert caught.value.code is ErrorCode.FILE_NOT_AUDIO


def test_a_folder_that_is_not_there_is_told(film: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        add_subtitles(film, SRT, "zh", tmp_path / "no" / "out.mkv", lambda _: None, NEVER)
    assert caught.value.code is ErrorCode.OUTPUT_UNWRITABLE
