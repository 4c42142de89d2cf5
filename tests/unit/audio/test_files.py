from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.audio.files import FileSource, probe, read_chunks
from engines.errors import EngineError, ErrorCode
from engines.types import SAMPLE_RATE_HZ
from tests.helpers.sound import RecordingListener, tone, write_media, write_wav


def _read(path: Path, warnings: list[EngineError] | None = None) -> NDArray[np.float32]:
    seen: list[EngineError] = []
    chunks = list(read_chunks(path, on_warning=seen.append))
    assert [c.first_sample for c in chunks[1:]] == [c.end_sample for c in chunks[:-1]]
    if warnings is None:
        assert seen == []
    else:
        warnings += seen
    return np.concatenate([chunk.samples for chunk in chunks])


def _code(path: Path) -> ErrorCode:
    with pytest.raises(EngineError) as caught:
        _read(path)
    assert caught.value.params["path"] == str(path)
    return caught.value.code


def _frequency_hz(samples: NDArray[np.float32]) -> float:
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.argmax(spectrum) * SAMPLE_RATE_HZ / len(samples))


def test_16_khz_pcm_arrives_sample_by_sample(tmp_path: Path) -> None:
    sound = tone(1.2)
    samples = _read(write_wav(tmp_path / "a.wav", sound))
    assert samples.dtype == np.float32
    assert len(samples) == len(sound)
    assert np.abs(samples - sound).max() < 1e-3


def test_chunks_have_the_length_asked_for(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "a.wav", tone(1.2))
    assert [len(c.samples) for c in read_chunks(path, chunk_s=0.5)] == [8000, 8000, 3200]


@pytest.mark.parametrize("first_sample", [1, 8000, 9001])
def test_reading_can_begin_at_any_sample(tmp_path: Path, first_sample: int) -> None:
    path = write_wav(tmp_path / "a.wav", tone(1.2))
    whole = _read(path)
    chunks = list(read_chunks(path, first_sample=first_sample))
    assert chunks[0].first_sample == first_sample
    assert np.array_equal(np.concatenate([c.samples for c in chunks]), whole[first_sample:])


@pytest.mark.parametrize("channels", [1, 2, 6, 8])
def test_high_rates_and_many_channels_keep_pitch_length_and_loudness(
    tmp_path: Path, channels: int
) -> None:
    sound = np.repeat(tone(1.0, rate_hz=96_000).reshape(-1, 1), channels, axis=1)
    path = write_wav(tmp_path / "a.wav", sound, 96_000)
    samples = _read(path)
    assert len(samples) == pytest.approx(SAMPLE_RATE_HZ, abs=200)
    assert _frequency_hz(samples) == pytest.approx(440, abs=2)
    assert np.abs(samples).max() == pytest.approx(0.5, abs=0.1)
    assert probe(path).channels == channels
    assert probe(path).sample_rate_hz == 96_000


@pytest.mark.parametrize("channels", [2, 8])
def test_a_voice_in_one_channel_is_heard(tmp_path: Path, channels: int) -> None:
    sound = np.zeros((SAMPLE_RATE_HZ, channels), np.float32)
    sound[:, 0] = tone(1.0)
    samples = _read(write_wav(tmp_path / "a.wav", sound))
    assert len(samples) == SAMPLE_RATE_HZ
    assert _frequency_hz(samples) == pytest.approx(440, abs=2)
    assert np.abs(samples).max() > 0.5 / channels / 2


@pytest.mark.parametrize(
    "name", ["会议 录音 1.wav", "会议：第%03d次.flac", "a.mp3", "a.ogg", "a.m4a", "a.mp4", "a.mkv"]
)
def test_common_formats_and_chinese_names_are_read(tmp_path: Path, name: str) -> None:
    path, sound = tmp_path / name, tone(3.0)
    if path.suffix == ".wav":
        write_wav(path, sound)
    else:
        write_media(path, sound, video_s=3.0 if path.suffix in {".mp4", ".mkv"} else 0)
    samples = _read(path)
    assert len(samples) / SAMPLE_RATE_HZ == pytest.approx(3.0, abs=0.1)
    assert _frequency_hz(samples) == pytest.approx(440, abs=2)
    assert probe(path).duration_s == pytest.approx(3.0, abs=0.1)


def test_probe_names_the_codec(tmp_path: Path) -> None:
    assert probe(write_media(tmp_path / "a.flac", tone(1.0))).codec == "flac"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert _code(tmp_path / "没有.wav") is ErrorCode.FILE_NOT_FOUND
    inside_a_file = write_wav(tmp_path / "a.wav", tone(0.1)) / "b.wav"
    assert _code(inside_a_file) is ErrorCode.FILE_NOT_FOUND


def test_a_folder_cannot_be_read(tmp_path: Path) -> None:
    assert _code(tmp_path) is ErrorCode.FILE_UNREADABLE


def test_a_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_wav(tmp_path / "a.wav", tone(0.1))

    def refuse(*_: object) -> None:  # root may open everything, so the refusal is made
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert _code(path) is ErrorCode.FILE_UNREADABLE


def test_empty_files(tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.wav"
    nothing.touch()
    assert _code(nothing) is ErrorCode.FILE_EMPTY
    assert _code(write_wav(tmp_path / "header.wav", tone(0.0))) is ErrorCode.FILE_EMPTY


@pytest.mark.parametrize(
    "content",
    [
        "这不是音频。\n".encode() * 100,
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        np.random.default_rng(7).bytes(20_000),
        b"1\n00:00:01,000 --> 00:00:02,000\nHello\n\n",
        bytes(5000),
    ],
    ids=["text", "picture", "noise", "subtitles", "zeros"],
)
@pytest.mark.parametrize("suffix", [".wav", ".mp3", ".txt", ".mp4"])
def test_files_that_are_not_audio(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    assert _code(path) is ErrorCode.FILE_NOT_AUDIO


def test_a_film_without_sound(tmp_path: Path) -> None:
    assert _code(write_media(tmp_path / "a.mp4", None, video_s=1.0)) is ErrorCode.FILE_WITHOUT_SOUND


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.mp3", "a.mkv"])
def test_a_file_that_was_cut_off_gives_what_it_has_and_says_so(tmp_path: Path, name: str) -> None:
    path, sound = tmp_path / name, tone(10.0)
    if path.suffix == ".wav":
        write_wav(path, sound)
    else:
        write_media(path, sound)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    warnings: list[EngineError] = []
    samples = _read(path, warnings)
    assert len(samples) / SAMPLE_RATE_HZ == pytest.approx(6.0, abs=0.6)
    assert [w.code for w in warnings] == [ErrorCode.FILE_TRUNCATED]


def test_a_film_without_its_index_is_cut_off_too(tmp_path: Path) -> None:
    path = write_media(tmp_path / "a.mp4", tone(5.0), video_s=5.0)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert _code(path) is ErrorCode.FILE_TRUNCATED


@pytest.mark.parametrize("name", ["a.flac", "a.mp3", "a.ogg", "a.m4a"])
def test_damage_in_the_middle_loses_only_the_damage(tmp_path: Path, name: str) -> None:
    noise = np.random.default_rng(7).normal(0, 0.1, 10 * SAMPLE_RATE_HZ).astype(np.float32)
    path = write_media(tmp_path / name, noise)
    raw = bytearray(path.read_bytes())
    middle, length = len(raw) // 2, len(raw) // 10
    raw[middle : middle + length] = bytes(length)
    path.write_bytes(raw)
    warnings: list[EngineError] = []
    samples = _read(path, warnings)
    assert 7.0 < len(samples) / SAMPLE_RATE_HZ < 10.0
    assert [w.code for w in warnings] == [ErrorCode.FILE_TRUNCATED]


@pytest.mark.expects_log_warnings
def test_without_anybody_to_warn_the_log_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write_wav(tmp_path / "a.wav", tone(2.0))
    path.write_bytes(path.read_bytes()[:-8000])
    assert sum(len(c.samples) for c in read_chunks(path)) == 2 * SAMPLE_RATE_HZ - 4000
    assert "4000 bytes" in caplog.text or "8000 bytes" in caplog.text


def test_a_wav_from_a_pipe_that_does_not_know_its_length_is_whole(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "a.wav", tone(2.0))
    raw = bytearray(path.read_bytes())
    raw[4:8] = raw[40:44] = b"\xff\xff\xff\xff"
    path.write_bytes(raw)
    assert len(_read(path)) == 2 * SAMPLE_RATE_HZ


def test_a_playlist_cannot_make_the_program_fetch(tmp_path: Path) -> None:
    path = tmp_path / "a.m3u8"
    path.write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://192.0.2.1/a.ts\n#EXT-X-ENDLIST\n"
    )
    assert _code(path) is ErrorCode.FILE_NOT_AUDIO


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "a.wav", np.tile(tone(1.0), 300))  # 19 MB as float32
    tracemalloc.start()
    try:
        total = sum(len(chunk.samples) for chunk in read_chunks(path))
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert total == 300 * SAMPLE_RATE_HZ
    assert peak_bytes < 2_000_000


def test_a_played_file_arrives_in_order_from_one_thread_and_ends(tmp_path: Path) -> None:
    sound = tone(1.0)
    listener = RecordingListener()
    source = FileSource(write_wav(tmp_path / "a.wav", sound), speed=50)
    source.start(listener)
    assert listener.wait_for_end() is None
    source.stop()
    assert np.abs(listener.samples - sound).max() < 1e-3
    assert [c.first_sample for c in listener.chunks] == list(range(0, 16_000, 1600))
    assert listener.threads == {"file-source"}
    assert listener.ends == [None]


def test_playing_keeps_the_pace(tmp_path: Path) -> None:
    listener = RecordingListener()
    source = FileSource(write_wav(tmp_path / "a.wav", tone(1.0)), speed=4)
    source.start(listener)
    listener.wait_for_end()
    source.stop()
    # No chunk may come before it was spoken; how late a busy machine brings it is not judged.
    start_s = listener.chunks[0].captured_at_s - listener.chunks[0].end_sample / 16_000 / 4
    for chunk in listener.chunks[1:]:
        assert chunk.captured_at_s - start_s > chunk.end_sample / 16_000 / 4 - 0.2


def test_stopping_ends_a_long_file_at_once_and_only_once(tmp_path: Path) -> None:
    listener = RecordingListener()
    source = FileSource(write_wav(tmp_path / "a.wav", np.tile(tone(1.0), 60)))
    source.start(listener)
    listener.wait_for_samples(1600)
    source.stop()
    source.stop()
    assert listener.ends == [None]
    assert len(listener.samples) < 30 * SAMPLE_RATE_HZ


def test_a_source_may_be_stopped_before_it_starts(tmp_path: Path) -> None:
    FileSource(tmp_path / "a.wav").stop()


def test_the_listener_may_stop_the_source(tmp_path: Path) -> None:
    class Impatient(RecordingListener):
        def on_chunk(self, chunk: object) -> None:
            source.stop()

    listener = Impatient()
    source = FileSource(write_wav(tmp_path / "a.wav", tone(5.0)), speed=10)
    source.start(listener)
    assert listener.wait_for_end() is None
    source.stop()


def test_a_file_that_cannot_be_played_says_so_before_it_starts(tmp_path: Path) -> None:
    listener = RecordingListener()
    with pytest.raises(EngineError) as caught:
        FileSource(tmp_path / "a.wav").start(listener)
    assert caught.value.code is ErrorCode.FILE_NOT_FOUND
    assert listener.ends == []


def test_a_cut_off_file_is_played_to_its_end_with_a_warning(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "a.wav", tone(2.0))
    path.write_bytes(path.read_bytes()[:-20_000])
    listener = RecordingListener()
    source = FileSource(path, speed=50)
    source.start(listener)
    assert listener.wait_for_end() is None
    source.stop()
    assert [w.code for w in listener.warnings] == [ErrorCode.FILE_TRUNCATED]
    assert len(listener.samples) == 2 * SAMPLE_RATE_HZ - 10_000


@pytest.mark.expects_log_warnings
def test_a_listener_that_fails_ends_the_source_with_an_error(tmp_path: Path) -> None:
    class Broken(RecordingListener):
        def on_chunk(self, chunk: object) -> None:
            raise RuntimeError("broken")

    listener = Broken()
    source = FileSource(write_wav(tmp_path / "a.wav", tone(1.0)), speed=50)
    source.start(listener)
    error = listener.wait_for_end()
    source.stop()
    assert error is not None
    assert error.code is ErrorCode.INTERNAL
