"""Parts of a kept recording are silenced for good, and nothing else of it changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engines.audio.flac_file import FlacFile, read_from, silence
from engines.errors import EngineError, ErrorCode
from engines.types import AudioChunk


def _recorded(path: Path) -> np.ndarray:
    samples = np.random.default_rng(1).uniform(-1, 1, 20_000).astype(np.float32)
    file = FlacFile(path)
    file.put(AudioChunk(samples, 0, 0.0))
    file.end()
    file.wait()
    return _read(path)


def _read(path: Path) -> np.ndarray:
    return np.concatenate(list(read_from(path, 0.0)))


def test_parts_are_silent_and_the_rest_stays_to_the_last_bit(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    expected = _recorded(path).copy()
    silence(path, [(100, 5_000), (18_000, None)])
    expected[100:5_000] = expected[18_000:] = 0
    assert np.array_equal(_read(path), expected)
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_no_sound_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    path.write_bytes(b"no sound")
    with pytest.raises(EngineError) as raised:
        silence(path, [(0, None)])
    assert raised.value.code is ErrorCode.FILE_UNREADABLE
    assert path.read_bytes() == b"no sound"
    assert list(tmp_path.iterdir()) == [path]
