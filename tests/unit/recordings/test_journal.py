"""A journal holds every finished line, whatever became of the program that wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.recordings.journal import (
    Changed,
    Finished,
    Named,
    Recording,
    RecordingJournal,
    Said,
    begin_recording,
    read_recording,
    read_recordings,
)
from engines.errors import EngineError, ErrorCode
from engines.types import LanguagePair, Transcript, Translation, Utterance, Word

ZH_EN = LanguagePair("zh", "en")


def said(number: int, text: str = "你好") -> Said:
    words = (Word(text, number, number + 1.0, 0.9),)
    transcript = Transcript(number, 1, text, "", "zh", words, number, number + 1.0, True)
    return Said(
        Utterance(transcript, Translation(number, 1, ZH_EN, f"hello {number}", True)),
        16_000 * (number + 1),
    )


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "talk.wav"
    path.write_bytes(b"RIFF")
    return path


@pytest.fixture
def journal(tmp_path: Path, sound: Path) -> RecordingJournal:
    return RecordingJournal(begin_recording(tmp_path / "kept", "abc", sound, (ZH_EN,), 1.0).journal)


def read(journal: RecordingJournal) -> Recording:
    recording = read_recording(journal.path)
    assert recording is not None
    return recording


def test_what_was_said_is_read_back_whole(journal: RecordingJournal, sound: Path) -> None:
    journal.add([said(1), said(2)])
    journal.add([Finished(3.0, (ErrorCode.FILE_TRUNCATED,))])
    recording = read(journal)
    assert recording.utterances() == [said(1).utterance, said(2).utterance]
    assert (recording.path, recording.uid) == (sound, "abc")
    assert (recording.resume_sample, recording.next_utterance_id) == (48_000, 3)
    assert recording.finished == Finished(3.0, (ErrorCode.FILE_TRUNCATED,))


@pytest.mark.parametrize("lost_bytes", [1, 2, 20, 60])
def test_half_a_line_costs_itself_alone(journal: RecordingJournal, lost_bytes: int) -> None:
    journal.add([said(1), said(2)])
    journal.path.write_bytes(journal.path.read_bytes()[:-lost_bytes])
    assert set(read(journal).said) in ({1}, {1, 2})
    journal.add([said(3)])
    assert {1, 3} <= set(read(journal).said)


def test_a_change_stands_beside_what_was_heard(journal: RecordingJournal) -> None:
    journal.add([said(1), Changed(1, "您好", "good day")])
    recording = read(journal)
    changed = recording.utterance(1)
    assert changed.transcript.text == "您好"
    assert changed.transcript.words == ()
    assert changed.translation is not None
    assert changed.translation.text == "good day"
    assert recording.said[1].utterance.transcript.text == "你好"


def test_a_change_can_be_taken_back(journal: RecordingJournal) -> None:
    journal.add([said(1), Changed(1, "您好", None), Changed(1, None, None)])
    assert read(journal).utterance(1) == said(1).utterance


def test_speakers_are_named_and_unnamed(journal: RecordingJournal) -> None:
    journal.add([said(1), said(2), Named((1, 2), "李明"), Named((2,), "")])
    recording = read(journal)
    assert recording.speakers == {1: "李明"}
    assert recording.speaker_names == ("李明",)


def test_another_file_of_the_same_name_is_noticed(journal: RecordingJournal, sound: Path) -> None:
    assert read(journal).is_same_file()
    sound.write_bytes(b"RIFF and more")
    assert not read(journal).is_same_file()
    sound.unlink()
    assert not read(journal).is_same_file()


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        begin_recording(tmp_path, "abc", tmp_path / "absent.wav", (ZH_EN,), 1.0)
    assert caught.value.code is ErrorCode.FILE_NOT_FOUND


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, sound: Path) -> None:
    (tmp_path / "kept").write_text("a file stands where the folder should")
    with pytest.raises(EngineError) as caught:
        begin_recording(tmp_path / "kept", "abc", sound, (ZH_EN,), 1.0)
    assert caught.value.code is ErrorCode.OUTPUT_UNWRITABLE


def test_recordings_come_in_the_order_they_were_added(tmp_path: Path, sound: Path) -> None:
    for uid, moment in (("b", 2.0), ("c", 3.0), ("a", 1.0)):
        begin_recording(tmp_path, uid, sound, (ZH_EN,), moment)
    (tmp_path / "bad.recording").write_text("no journal")
    assert [one.uid for one in read_recordings(tmp_path)] == ["a", "b", "c"]


def test_a_deleted_journal_is_gone_and_deleting_twice_is_no_error(
    journal: RecordingJournal,
) -> None:
    journal.delete()
    journal.delete()
    assert not journal.path.exists()
