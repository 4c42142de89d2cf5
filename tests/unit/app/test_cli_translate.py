from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from app.cli import run
from engines.errors import EngineError, ErrorCode
from engines.interfaces import Guidance
from engines.types import Doubt, LanguagePair, TranslatedText
from tests.helpers.cli_parts import FakeParts

Capture = pytest.CaptureFixture[str]


def failing(parts: FakeParts, code: ErrorCode, text: str = "") -> FakeParts:
    """Make the translator fail on one text, or on all."""

    def translate(texts: list[str], pair: LanguagePair, guidance: Guidance) -> list[TranslatedText]:
        if not text or texts == [text]:
            raise EngineError(code, pair=str(pair), model="m")
        return [TranslatedText(f"<{one}>") for one in texts]

    parts.fake_translator.translate = translate  # type: ignore[method-assign,assignment]
    return parts


def test_each_text_becomes_one_line(capsys: Capture) -> None:
    assert run(["translate", "你好", "再见", "--to", "en"], FakeParts()) == 0
    assert capsys.readouterr() == ("zh->en:你好\nzh->en:再见\n", "")


def test_lines_of_standard_input_stay_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("hello\r\n\nbye"))
    assert run(["translate", "-", "--to", "zh"], FakeParts()) == 0
    assert capsys.readouterr().out == "en->zh:hello\n\nen->zh:bye\n"


def test_the_script_tells_the_language_for_other_targets(capsys: Capture) -> None:
    assert run(["translate", "你好", "hello", "--to", "ja"], FakeParts()) == 0
    assert capsys.readouterr().out == "zh->ja:你好\nen->ja:hello\n"


def test_json_names_the_direction(capsys: Capture) -> None:
    run(["translate", "hallo", "--from", "de", "--to", "en", "--json"], FakeParts())
    assert json.loads(capsys.readouterr().out) == {
        "source": "de",
        "target": "en",
        "text": "hallo",
        "translation": "de->en:hallo",
        "doubts": [],
        "terms_kept": 0,
        "terms_missed": [],
        "via": None,
    }


def test_what_is_in_doubt_is_told_beside_the_result(capsys: Capture) -> None:
    parts = FakeParts()
    parts.fake_translator.doubts = (Doubt.NUMBER, Doubt.NEGATION)
    assert run(["translate", "你好", "--to", "en"], parts) == 0
    out, err = capsys.readouterr()
    assert out == "zh->en:你好\n"
    assert err == "tongsheng: Please check: a number, date or time; whether it says “not”\n"


def test_the_terms_of_every_list_reach_the_translator(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("zh,en\n登机牌,boarding pass\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("zh,en\n登机牌,boarding card\n海棠,Begonia\n", encoding="utf-8")
    parts = FakeParts()
    lists = ["--glossary", str(tmp_path / "a.csv"), "--glossary", str(tmp_path / "b.csv")]
    assert run(["translate", "你好", "--to", "en", *lists], parts) == 0
    (guidance,) = parts.fake_translator.guidance
    assert [(term.text, term.forms("en")) for term in guidance.terms.terms] == [
        ("登机牌", ("boarding card",)),
        ("海棠", ("Begonia",)),
    ]


def test_without_a_list_that_was_named_nothing_is_translated(capsys: Capture) -> None:
    parts = FakeParts()
    assert run(["translate", "你好", "--to", "en", "--glossary", "absent.csv"], parts) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("tongsheng: There is no file “absent.csv”.")
    assert parts.fake_translator.given == []


def test_a_list_that_is_none_is_told_by_its_name(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "a.csv").write_text("zh,en\n登机牌,boarding pass\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("nothing\n", encoding="utf-8")
    lists = ["--glossary", str(tmp_path / "a.csv"), "--glossary", str(tmp_path / "b.csv")]
    assert run(["translate", "你好", "--to", "en", *lists], FakeParts()) == 1
    assert str(tmp_path / "b.csv") in capsys.readouterr().err


def test_a_text_that_fails_leaves_its_line_empty(capsys: Capture) -> None:
    parts = failing(FakeParts(), ErrorCode.TRANSLATION_FAILED, "b")
    assert run(["translate", "a", "b", "c", "--to", "en"], parts) == 1
    out, err = capsys.readouterr()
    assert out == "<a>\n\n<c>\n"
    assert "could not be translated" in err


def test_a_direction_the_model_lacks_is_told_once(capsys: Capture) -> None:
    parts = failing(FakeParts(), ErrorCode.PAIR_UNSUPPORTED)
    assert run(["translate", "a", "b", "--to", "en"], parts) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("cannot translate zh->en") == 1


def test_escape_sequences_do_not_reach_the_terminal(capsys: Capture) -> None:
    run(["translate", "a\x1b[2Jb", "--to", "en"], FakeParts())
    assert capsys.readouterr().out == "zh->en:a[2Jb\n"


def test_a_target_is_required() -> None:
    assert run(["translate", "a"], FakeParts()) == 2
