"""Recordings are read whole, once; whatever changes in them changes the digest of their set."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from engines.errors import EngineError, ErrorCode
from engines.evaluation.sets import recording_digests
from engines.evaluation.sets.library import SetLibrary, load_set
from engines.evaluation.sets.recording_digests import RecordingDigests
from tests.helpers.sound import tone, write_wav

LONG_AGO_NS = 1_600_000_000 * 10**9


class Readings:
    """A ``Watch`` that counts what had to be read."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, int]] = []

    def __call__(self, done: int, total: int) -> None:
        self.seen.append((done, total))

    @property
    def files(self) -> int:
        return len({done for done, _ in self.seen})


@pytest.fixture
def recordings(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{number}.wav" for number in range(3)]
    for number, path in enumerate(paths):
        path.write_bytes(bytes([number]) * 50_000)
        age(path)
    return paths


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "runs" / "recordings.db"


def age(path: Path, by_ns: int = 0) -> None:
    os.utime(path, ns=(LONG_AGO_NS + by_ns, LONG_AGO_NS + by_ns))


def read(cache: Path | None, recordings: list[Path]) -> tuple[dict[Path, bytes], int]:
    """Return the digests and how many recordings had to be read for them."""
    readings = Readings()
    found = RecordingDigests(cache).of(recordings, readings)
    return found, readings.files


def middle_changed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def test_an_edit_in_the_middle_of_a_long_recording_changes_the_digest_of_its_set(
    tmp_path: Path,
) -> None:
    write_wav(tmp_path / "a.wav", tone(5.0))
    (tmp_path / "speech.tsv").write_text("audio\ttext\na.wav\t你好\n", encoding="utf-8")
    before = load_set(tmp_path, "s").digest
    middle_changed(tmp_path / "a.wav")
    assert load_set(tmp_path, "s").digest != before


def test_what_was_read_once_is_not_read_again_by_anybody(
    recordings: list[Path], cache: Path
) -> None:
    first, count = read(cache, recordings)
    assert count == 3
    assert read(cache, recordings) == (first, 0)
    assert list(first) == recordings


def test_a_recording_with_another_size_or_time_is_read_anew(
    recordings: list[Path], cache: Path
) -> None:
    first, _ = read(cache, recordings)
    middle_changed(recordings[0])
    age(recordings[0], by_ns=1)
    second, count = read(cache, recordings)
    assert count == 1
    assert second[recordings[0]] != first[recordings[0]]
    recordings[1].write_bytes(b"shorter")
    age(recordings[1])
    assert read(cache, recordings)[1] == 1


def test_what_changed_just_now_is_not_remembered_for_it_may_change_unseen(
    recordings: list[Path], cache: Path
) -> None:
    recordings[0].touch()
    read(cache, recordings)
    assert read(cache, recordings)[1] == 1


def no_database(path: Path) -> None:
    path.write_bytes(b"no database " * 500)


def torn_page(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100:] = b"\xff" * (len(content) - 100)
    path.write_bytes(content)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def foreign_values(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE recordings_1 SET sha256 = 'short'")
    connection.close()


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize("spoil", [no_database, torn_page, emptied, foreign_values])
def test_a_broken_memory_costs_a_reading_and_is_made_anew(
    recordings: list[Path], cache: Path, spoil: Callable[[Path], None]
) -> None:
    first, _ = read(cache, recordings)
    spoil(cache)
    assert read(cache, recordings) == (first, 3)
    assert read(cache, recordings) == (first, 0)


def test_where_nothing_can_be_remembered_the_digests_are_the_same(
    recordings: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    first, _ = read(None, recordings)
    assert read(tmp_path / "file" / "recordings.db", recordings) == (first, 3)


def test_the_ones_read_longest_ago_are_forgotten_first(
    recordings: list[Path], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording_digests, "_MOST", 2)
    read(cache, recordings)
    assert read(cache, recordings[1:])[1] == 0
    assert read(cache, recordings[:1])[1] == 1


def test_reading_that_is_stopped_keeps_what_it_has(recordings: list[Path], cache: Path) -> None:
    def stop(done: int, _total: int) -> None:
        if done == 2:
            raise EngineError(ErrorCode.CANCELLED)

    with pytest.raises(EngineError):
        RecordingDigests(cache).of(recordings, stop)
    assert read(cache, recordings)[1] == 1


def test_the_library_remembers_the_recordings_of_its_sets(tmp_path: Path, cache: Path) -> None:
    root = tmp_path / "mine"
    root.mkdir()
    write_wav(root / "a.wav", tone(0.2))
    age(root / "a.wav")
    (root / "speech.tsv").write_text("audio\ttext\na.wav\t你好\n", encoding="utf-8")
    readings = Readings()
    for _ in range(2):
        library = SetLibrary(tmp_path / "none", tmp_path / "sets.json", cache)
        library.load(library.find(str(root)), readings)
    assert readings.files == 1


def test_a_recording_that_cannot_be_read_is_told_by_its_name(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", tone(0.2))
    (tmp_path / "speech.tsv").write_text("audio\ttext\na.wav\t你好\n", encoding="utf-8")

    def take_away(_done: int, _total: int) -> None:
        (tmp_path / "a.wav").unlink(missing_ok=True)

    with pytest.raises(EngineError) as caught:
        load_set(tmp_path, "s", watch=take_away)
    assert caught.value.code is ErrorCode.FILE_UNREADABLE
    assert caught.value.params["path"] == str(tmp_path / "a.wav")
