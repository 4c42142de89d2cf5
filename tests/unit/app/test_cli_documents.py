from __future__ import annotations

import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.cli import run
from engines.errors import EngineError, ErrorCode
from engines.interfaces import NO_GUIDANCE, Guidance
from engines.types import Doubt, LanguagePair, TranslatedText
from tests.helpers.cli_parts import FakeParts

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.md"
    path.write_text("# 标题\n\n你好。\n", encoding="utf-8")
    return path


def test_a_file_becomes_a_file_beside_it(notes: Path, capsys: Capture) -> None:
    assert run(["translate", str(notes), "--to", "en"], FakeParts()) == 0
    written = notes.with_name("notes.en.md")
    assert written.read_text(encoding="utf-8") == "# zh->en:标题\n\nzh->en:你好。\n"
    assert capsys.readouterr().out == f"{notes} → {written}\n"


def test_an_older_translation_is_left_alone(notes: Path) -> None:
    for name in ("notes.en.md", "notes.en.2.md"):
        run(["translate", str(notes), "--to", "en"], FakeParts())
        assert notes.with_name(name).is_file()


def test_a_folder_takes_several_and_a_name_takes_one(notes: Path, tmp_path: Path) -> None:
    other = tmp_path / "sub" / "notes.md"
    other.parent.mkdir()
    other.write_text("再见。\n", encoding="utf-8")
    out = tmp_path / "out"
    arguments = ["translate", str(notes), str(other), "--to", "en", "--output", str(out)]
    assert run(arguments, FakeParts()) == 0
    assert sorted(path.name for path in out.iterdir()) == ["notes.en.2.md", "notes.en.md"]
    named = tmp_path / "named.md"
    assert run(["translate", str(notes), "--to", "en", "--output", str(named)], FakeParts()) == 0
    assert named.is_file()


def test_the_source_cannot_be_the_output(notes: Path) -> None:
    before = notes.read_bytes()
    code = run(["translate", str(notes), "--to", "en", "--output", str(notes)], FakeParts())
    assert code == 1
    assert notes.read_bytes() == before


def test_both_languages(notes: Path) -> None:
    run(["translate", str(notes), "--to", "en", "--bilingual"], FakeParts())
    text = notes.with_name("notes.en.md").read_text(encoding="utf-8")
    assert "你好。<br>zh->en:你好。" in text


def test_json_tells_what_was_written(notes: Path, capsys: Capture) -> None:
    run(["translate", str(notes), "--to", "en", "--json"], FakeParts())
    assert json.loads(capsys.readouterr().out) == {
        "source": "zh",
        "target": "en",
        "file": str(notes),
        "output": str(notes.with_name("notes.en.md")),
        "texts": 2,
        "via": None,
        "terms_kept": 0,
        "terms_missed": [],
        "failed": [],
        "doubted": [],
    }


def test_a_wrong_name_is_told_and_loads_nothing(tmp_path: Path, capsys: Capture) -> None:
    parts = FakeParts()
    assert run(["translate", str(tmp_path / "absent.docx"), "--to", "en"], parts) == 1
    assert "absent.docx" in capsys.readouterr().err
    assert parts.loaded == []


def test_a_broken_file_does_not_keep_the_others(notes: Path, capsys: Capture) -> None:
    broken = notes.with_name("broken.docx")
    broken.write_bytes(b"no archive")
    assert run(["translate", str(broken), str(notes), "--to", "en"], FakeParts()) == 1
    assert notes.with_name("notes.en.md").is_file()
    assert "is damaged" in capsys.readouterr().err


def test_texts_and_files_do_not_mix(notes: Path) -> None:
    assert run(["translate", "你好", str(notes), "--to", "en"], FakeParts()) == 2


def test_words_that_end_like_a_file_name_are_a_text(capsys: Capture) -> None:
    assert run(["translate", "请看 readme.md", "--to", "en"], FakeParts()) == 0
    assert capsys.readouterr().out == "zh->en:请看 readme.md\n"


def test_texts_that_fail_are_named(notes: Path, capsys: Capture) -> None:
    parts = FakeParts()

    def translate(
        texts: Sequence[str], pair: LanguagePair, _guidance: Guidance = NO_GUIDANCE
    ) -> list[TranslatedText]:
        if "你好。" in texts:
            raise EngineError(ErrorCode.TRANSLATION_FAILED, pair=str(pair))
        return [TranslatedText(f"<{text}>") for text in texts]

    parts.fake_translator.translate = translate  # type: ignore[method-assign,assignment]
    assert run(["translate", str(notes), "--to", "en"], parts) == 1
    assert "⚠ 你好。" in notes.with_name("notes.en.md").read_text(encoding="utf-8")
    assert "你好。" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT to oneself")
def test_ctrl_c_keeps_the_work_and_the_same_command_goes_on(
    tmp_path: Path, capsys: Capture
) -> None:
    source = tmp_path / "long.txt"
    source.write_text("".join(f"第{number}行。\n" for number in range(40)), encoding="utf-8")
    parts = FakeParts()
    real = parts.fake_translator.translate

    def translate(
        texts: Sequence[str], pair: LanguagePair, guidance: Guidance = NO_GUIDANCE
    ) -> list[TranslatedText]:
        signal.raise_signal(signal.SIGINT)
        return real(texts, pair, guidance)

    parts.fake_translator.translate = translate  # type: ignore[method-assign]
    assert run(["translate", str(source), "--to", "en"], parts) == 130
    assert "8 of 40" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [source]
    again = FakeParts()
    assert run(["translate", str(source), "--to", "en"], again) == 0
    assert len(again.fake_translator.given) == 32


def test_texts_in_doubt_are_counted_named_and_left_unmarked(notes: Path, capsys: Capture) -> None:
    parts = FakeParts()
    parts.fake_translator.doubts = (Doubt.NUMBER,)
    assert run(["translate", str(notes), "--to", "en", "--json"], parts) == 0
    out, err = capsys.readouterr()
    doubted = json.loads(out)["doubted"]
    assert doubted[0]["doubts"] == ["number"]
    assert doubted[0]["text"] in err
    assert "a number, date or time" in err
    assert "⚠" not in notes.with_name("notes.en.md").read_text(encoding="utf-8")


def test_a_document_keeps_to_the_terms_and_the_script_that_were_named(
    notes: Path, tmp_path: Path
) -> None:
    terms = tmp_path / "terms.csv"
    terms.write_text("zh,en\n你好,Salutations\n", encoding="utf-8")
    parts = FakeParts()
    options = ["--glossary", str(terms), "--script", "traditional"]
    # The fake repeats what it was given.
    notes.write_text("A 汉 sign.\n", encoding="utf-8")
    assert run(["translate", str(notes), "--from", "en", "--to", "zh", *options], parts) == 0
    assert "漢" in notes.with_name("notes.zh.md").read_text(encoding="utf-8")
    (term,) = parts.fake_translator.guidance[0].terms.terms
    assert term.translations == {"en": ("Salutations",)}
