"""How the command line is told what texts are to look like."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from app.cli import run
from engines.asr.steadiness import Steadiness
from engines.asr.text_style import TextStyle
from engines.chinese_script import ChineseScript
from engines.events import SessionEnded
from engines.interfaces import NO_GUIDANCE, Guidance
from engines.terms import Term, TermList, save_terms
from engines.types import LanguagePair, TranslatedText
from tests.helpers.cli_parts import FakeHost, FakeParts, FakeSource
from tests.helpers.fake_engines import FakeTranslator, silence, speech
from tests.helpers.sound import write_wav

TERMS = TermList((Term("李晨曦", "zh"),))


@pytest.fixture
def parts() -> FakeParts:
    made = FakeParts()
    made.fake_host = FakeHost(end_session=[SessionEnded("captions")])
    made.fake_source = FakeSource(then=lambda listener: listener.on_end(None))
    return made


def style_of(parts: FakeParts, *options: str) -> TextStyle:
    assert run(["caption", *options], parts) == 0
    assert parts.fake_host is not None
    assert parts.fake_host.session is not None
    return parts.fake_host.session.text_style


def test_without_options_texts_look_as_by_default(parts: FakeParts) -> None:
    assert style_of(parts) == TextStyle()


def test_every_choice_reaches_the_session(parts: FakeParts, tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    save_terms(TERMS, path)
    style = style_of(
        parts,
        *("--script", "traditional", "--words-for-numbers", "--no-fillers"),
        *("--terms", str(path), "--steadiness", "calmest"),
    )
    assert style == TextStyle(
        script=ChineseScript.TRADITIONAL,
        writes_numbers=False,
        keeps_fillers=False,
        terms=TERMS,
        steadiness=Steadiness.CALMEST,
    )


class WritesSimplified(FakeTranslator):
    def translate(
        self, texts: Sequence[str], pair: LanguagePair, guidance: Guidance = NO_GUIDANCE
    ) -> list[TranslatedText]:
        return [TranslatedText("会议") for _ in texts]


def test_a_transcript_and_its_translation_are_in_the_script_that_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = FakeParts()
    parts.fake_translator = WritesSimplified()
    talk = write_wav(tmp_path / "talk.wav", np.concatenate([silence(), speech(7), silence()]))
    options = ["--from", "en", "--to", "zh", "--script", "traditional"]
    assert run(["transcribe", str(talk), *options], parts) == 0
    assert capsys.readouterr().out == "7\n會議\n\n"


def test_a_list_that_is_none_is_said_before_anything_is_loaded(
    parts: FakeParts, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.json"
    path.write_text("{", encoding="utf-8")
    assert run(["caption", "--terms", str(path)], parts) != 0
    assert "names and terms" in capsys.readouterr().err
    assert parts.fake_host is not None
    assert parts.fake_host.calls == []
