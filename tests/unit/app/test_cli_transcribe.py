from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.cli import run
from app.words.texts import UiLanguage
from engines.errors import EngineError, ErrorCode
from engines.types import AudioChunk, LanguagePair, TranslatedText
from tests.helpers.cli_parts import FakeParts, broken, interrupted
from tests.helpers.fake_engines import silence, speech
from tests.helpers.sound import write_wav

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    """Two utterances, "7" and "8"."""
    sound = np.concatenate([silence(), speech(7), silence(2), speech(8), silence()])
    return write_wav(tmp_path / "会议 录音.wav", sound)


class BrokenParts(FakeParts):
    """Reads files in a way that goes wrong after some chunks of half a second."""

    def __init__(self, spoil: Callable[[Iterator[AudioChunk]], Iterator[AudioChunk]]) -> None:
        super().__init__()
        self._spoil = spoil

    def read_chunks(
        self, path: Path, on_warning: Callable[[EngineError], None]
    ) -> Iterator[AudioChunk]:
        return self._spoil(super().read_chunks(path, on_warning))


def test_the_words_of_a_file_go_to_standard_output(talk: Path, capsys: Capture) -> None:
    assert run(["transcribe", str(talk)], FakeParts()) == 0
    assert capsys.readouterr() == ("7\n8\n", "")


def test_a_target_language_adds_the_translation(talk: Path, capsys: Capture) -> None:
    parts = FakeParts()
    assert run(["transcribe", str(talk), "--to", "en"], parts) == 0
    assert parts.asked_pairs == (LanguagePair("zh", "en"),)
    assert capsys.readouterr().out == "7\nzh->en:7\n\n8\nzh->en:8\n\n"


def test_without_a_target_no_translator_is_loaded(talk: Path) -> None:
    parts = FakeParts()
    run(["transcribe", str(talk)], parts)
    assert parts.loaded == ["recognizer"]


def test_json_can_be_read_by_a_program(talk: Path, capsys: Capture) -> None:
    assert run(["transcribe", str(talk), "--format", "json", "--to", "en"], FakeParts()) == 0
    first, second = json.loads(capsys.readouterr().out)["utterances"]
    assert first["text"] == "7"
    assert first["translation"] == {"language": "en", "text": "zh->en:7"}
    assert 0.4 < first["start_s"] < first["end_s"] < second["start_s"] < 5.0


def test_a_folder_gets_one_file_per_input(talk: Path, tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "made" / "if need be"
    assert (
        run(["transcribe", str(talk), "--format", "srt", "--output", str(folder)], FakeParts()) == 0
    )
    assert [path.name for path in folder.iterdir()] == ["会议 录音.srt"]
    assert (folder / "会议 录音.srt").read_text(encoding="utf-8").startswith("1\n00:00:0")
    assert capsys.readouterr().out == ""


def test_no_transcript_replaces_another_or_a_source(talk: Path, tmp_path: Path) -> None:
    sources = [talk.with_name("a.wav"), talk.with_name("a.txt"), tmp_path / "deeper" / "a.wav"]
    sources[2].parent.mkdir()
    for source in sources:
        source.write_bytes(talk.read_bytes())
    arguments = ["transcribe", *map(str, sources), "--output", str(tmp_path)]
    assert run(arguments, FakeParts()) == 0
    assert sources[1].read_bytes() == talk.read_bytes()
    written = {path.name for path in tmp_path.glob("*.txt")} - {"a.txt"}
    assert written == {"a.wav.txt", "a.txt.txt", "a.wav.2.txt"}


def test_bad_files_are_reported_and_the_others_are_done(
    talk: Path, tmp_path: Path, capsys: Capture
) -> None:
    empty = tmp_path / "empty.wav"
    empty.touch()
    text = tmp_path / "renamed.wav"
    text.write_text("This is a letter, not a sound. " * 50)
    absent = tmp_path / "absent.wav"
    files = [str(path) for path in (empty, text, absent, talk)]
    assert run(["transcribe", *files], FakeParts()) == 1
    out, err = capsys.readouterr()
    assert out == f"==> {talk} <==\n7\n8\n\n"
    empty_line, text_line, absent_line = err.splitlines()
    assert "empty.wav” is empty" in empty_line
    assert "renamed.wav” is not audio" in text_line
    assert "no file" in absent_line


def test_nothing_is_loaded_for_files_that_cannot_be_read(tmp_path: Path) -> None:
    parts = FakeParts()
    assert run(["transcribe", str(tmp_path / "absent.wav")], parts) == 1
    assert parts.loaded == []


def test_errors_speak_the_users_language(tmp_path: Path, capsys: Capture) -> None:
    parts = FakeParts()
    parts.ui = UiLanguage.CHINESE
    run(["transcribe", str(tmp_path / "absent.wav")], parts)
    assert "找不到文件" in capsys.readouterr().err


def test_what_was_heard_before_the_damage_is_written(
    talk: Path, tmp_path: Path, capsys: Capture
) -> None:
    damage = EngineError(ErrorCode.FILE_TRUNCATED, path=str(talk))
    parts = BrokenParts(lambda chunks: broken(chunks, 6, damage))
    assert run(["transcribe", str(talk), "--output", str(tmp_path)], parts) == 1
    assert talk.with_suffix(".txt").read_text(encoding="utf-8") == "7\n"
    assert "damaged or cut off" in capsys.readouterr().err


def test_a_file_that_yields_nothing_leaves_an_older_transcript(talk: Path, tmp_path: Path) -> None:
    older = talk.with_suffix(".txt")
    older.write_text("before")
    failure = EngineError(ErrorCode.FILE_NOT_AUDIO, path=str(talk))
    parts = BrokenParts(lambda chunks: broken(chunks, 0, failure))
    assert run(["transcribe", str(talk), "--output", str(tmp_path)], parts) == 1
    assert older.read_text() == "before"


def test_ctrl_c_keeps_what_was_finished(talk: Path, tmp_path: Path, capsys: Capture) -> None:
    parts = BrokenParts(lambda chunks: interrupted(chunks, 6))
    arguments = ["transcribe", str(talk), str(talk), "--format", "json", "--output", str(tmp_path)]
    assert run(arguments, parts) == 130
    document = json.loads(talk.with_suffix(".json").read_text(encoding="utf-8"))
    assert [row["text"] for row in document["utterances"]] == ["7"]
    assert "Stopped" in capsys.readouterr().err
    assert len(list(tmp_path.glob("*.json"))) == 1


def test_ctrl_c_before_the_first_words_leaves_an_older_transcript(
    talk: Path, tmp_path: Path
) -> None:
    older = talk.with_suffix(".txt")
    older.write_text("before")
    parts = BrokenParts(lambda chunks: interrupted(chunks, 2))
    assert run(["transcribe", str(talk), "--output", str(tmp_path)], parts) == 130
    assert older.read_text() == "before"
    assert not list(tmp_path.glob(".*"))


def test_ctrl_c_during_a_translation_keeps_the_words(talk: Path, tmp_path: Path) -> None:
    def translate(*_: object) -> list[TranslatedText]:
        raise KeyboardInterrupt

    parts = FakeParts()
    parts.fake_translator.translate = translate  # type: ignore[method-assign,assignment]
    arguments = ["transcribe", str(talk), "--to", "en", "--output", str(tmp_path)]
    assert run(arguments, parts) == 130
    assert talk.with_suffix(".txt").read_text() == "7\n"


def test_a_failed_translation_leaves_the_words_and_a_message(talk: Path, capsys: Capture) -> None:
    parts = FakeParts()

    def translate(*_: object) -> list[TranslatedText]:
        raise EngineError(ErrorCode.TRANSLATION_FAILED, "tried")

    parts.fake_translator.translate = translate  # type: ignore[method-assign,assignment]
    assert run(["transcribe", str(talk), "--to", "en"], parts) == 1
    out, err = capsys.readouterr()
    assert out == "7\n8\n"
    assert err.count("could not be translated") == 1


def test_several_documents_do_not_run_into_one_another(talk: Path, capsys: Capture) -> None:
    assert run(["transcribe", str(talk), str(talk), "--format", "json"], FakeParts()) == 2
    assert "--output" in capsys.readouterr().err


def test_an_output_that_is_a_file_is_refused(talk: Path, capsys: Capture) -> None:
    assert run(["transcribe", str(talk), "--output", str(talk)], FakeParts()) == 1
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "pairs"),
    [
        (["--to", "en"], ["zh->en"]),
        (["--to", "zh-CN"], ["en->zh"]),
        (["--to", "en", "--from", "auto"], ["zh->en", "en->en"]),
        (["--to", "ja"], ["zh->ja", "en->ja"]),
        (["--to", "fr", "--from", "de"], ["de->fr"]),
        (["--from", "zh"], []),
    ],
)
def test_directions_follow_from_what_is_asked(
    talk: Path, options: list[str], pairs: list[str]
) -> None:
    parts = FakeParts()
    run(["transcribe", str(talk), *options], parts)
    assert [str(pair) for pair in parts.asked_pairs or ()] == pairs


@pytest.mark.parametrize(
    "options",
    [["--to", "en", "--from", "en"], ["--to", "klingon"], ["--format", "docx"], ["--engine", "x"]],
)
def test_what_makes_no_sense_is_wrong_usage(talk: Path, options: list[str]) -> None:
    assert run(["transcribe", str(talk), *options], FakeParts()) == 2


def test_the_chosen_models_are_asked_for(talk: Path) -> None:
    parts = FakeParts()
    options = ["--model", "whisper-small", "--translation-model", "m", "--engine", "llamacpp-chat"]
    run(["transcribe", str(talk), "--to", "en", *options], parts)
    assert parts.asked_models == ("whisper-small", "m", "llamacpp-chat")


def test_accurate_loads_a_language_model_and_prepares_it_first(talk: Path, capsys: Capture) -> None:
    parts = FakeParts()
    assert run(["transcribe", str(talk), "--accurate"], parts) == 0
    assert parts.prepared == ["fake"]
    assert parts.loaded == ["recognizer", "language model"]
    out, err = capsys.readouterr()
    assert out == "7\n8\n"
    assert "Preparing fake" in err


def test_a_language_model_that_is_prepared_is_not_prepared_again(
    talk: Path, capsys: Capture
) -> None:
    parts = FakeParts()
    parts.prepared = ["fake"]
    run(["transcribe", str(talk), "--accurate"], parts)
    assert parts.prepared == ["fake"]
    assert capsys.readouterr().err == ""


def test_a_language_model_that_cannot_be_prepared_is_told_and_nothing_is_written(
    talk: Path, capsys: Capture
) -> None:
    parts = FakeParts()
    parts.preparation_failure = EngineError(ErrorCode.MODEL_CONVERSION_FAILED, model="fake")
    assert run(["transcribe", str(talk), "--accurate"], parts) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "fake" in err
    assert parts.loaded == []
