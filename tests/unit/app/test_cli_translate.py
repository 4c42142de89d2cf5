from __future__ import annotations

import io
import json

import pytest

from app.cli import run
from engines.errors import EngineError, ErrorCode
from engines.types import LanguagePair
from tests.helpers.cli_parts import FakeParts

Capture = pytest.CaptureFixture[str]


def failing(parts: FakeParts, code: ErrorCode, text: str = "") -> FakeParts:
    """Make the translator fail on one text, or on all."""

    def translate(texts: list[str], pair: LanguagePair) -> list[str]:
        if not text or texts == [text]:
            raise EngineError(code, pair=str(pair), model="m")
        return [f"<{one}>" for one in texts]

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
    }


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
