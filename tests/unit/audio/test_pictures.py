"""The picture of a moment is found, forwards and backwards; a sound file has none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from engines.audio.pictures import PictureReader
from engines.errors import EngineError, ErrorCode
from tests.helpers.sound import tone, write_wav


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds, ten pictures each, every one lighter than the one before."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(30):
            picture = np.full((48, 64, 3), number * 8, np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        out.mux(stream.encode(None))
    return path


@pytest.fixture
def reader(film: Path) -> Iterator[PictureReader]:
    opened = PictureReader(film)
    yield opened
    opened.close()


def shade(reader: PictureReader, moment_s: float) -> float | None:
    picture = reader.at(moment_s)
    return None if picture is None else float(picture.mean()) / 8


@pytest.mark.parametrize("moment_s", [0.0, 0.55, 2.95])
def test_the_picture_of_a_moment_is_the_last_that_has_begun(
    reader: PictureReader, moment_s: float
) -> None:
    assert shade(reader, moment_s) == pytest.approx(int(moment_s * 10), abs=1.0)


def test_the_same_picture_is_not_given_twice(reader: PictureReader) -> None:
    assert shade(reader, 1.01) is not None
    assert shade(reader, 1.05) is None
    assert shade(reader, 1.11) == pytest.approx(11, abs=1.0)


def test_going_back_finds_earlier_pictures(reader: PictureReader) -> None:
    shade(reader, 2.5)
    assert shade(reader, 0.35) == pytest.approx(3, abs=1.0)


def test_a_sound_file_has_no_pictures(tmp_path: Path) -> None:
    reader = PictureReader(write_wav(tmp_path / "a.wav", tone(1.0)))
    assert not reader.has_pictures
    assert reader.at(0.5) is None
    reader.close()


def test_what_is_no_film_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        PictureReader(tmp_path / "absent.mp4")
    assert caught.value.code is ErrorCode.FILE_NOT_FOUND
