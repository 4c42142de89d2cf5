"""The reader's script holds for what the translator writes too."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from engines.asr.text_style import TextStyle
from engines.chinese_script import ChineseScript
from engines.events import TranslationUpdated
from engines.interfaces import NO_GUIDANCE, Guidance
from engines.pipeline.config import SessionConfig
from engines.pipeline.interpreter import Interpreter
from engines.types import LanguagePair, Transcript, TranslatedText
from tests.helpers.fake_engines import FakeTranslator


class MixesScripts(FakeTranslator):
    """Writes both scripts in one sentence, as small models do."""

    def translate(
        self, texts: Sequence[str], pair: LanguagePair, guidance: Guidance = NO_GUIDANCE
    ) -> list[TranslatedText]:
        return [TranslatedText("會议") for _ in texts]


@pytest.mark.parametrize(
    ("script", "target", "text"),
    [
        (ChineseScript.SIMPLIFIED, "zh", "会议"),
        (ChineseScript.TRADITIONAL, "zh", "會議"),
        (ChineseScript.TRADITIONAL, "yue", "會議"),
        (ChineseScript.SIMPLIFIED, "ja", "會议"),
    ],
)
def test_a_translation_into_chinese_is_in_the_reader_s_script(
    script: ChineseScript, target: str, text: str
) -> None:
    config = SessionConfig("s", (LanguagePair("en", target),), text_style=TextStyle(script=script))
    heard = Transcript(1, 1, "meeting", "", "en", (), 0.0, 1.0, is_final=True)
    first, _ = Interpreter(MixesScripts(), config).final(heard)
    assert isinstance(first, TranslationUpdated)
    assert first.translation.text == text


def test_another_script_holds_from_the_next_sentence_on() -> None:
    interpreter = Interpreter(MixesScripts(), SessionConfig("s", (LanguagePair("en", "zh"),)))
    texts: list[str] = []
    for script in ChineseScript:
        interpreter.restyle(TextStyle(script=script))
        heard = Transcript(len(texts) + 1, 1, "meeting", "", "en", (), 0.0, 1.0, is_final=True)
        first, _ = interpreter.final(heard)
        assert isinstance(first, TranslationUpdated)
        texts.append(first.translation.text)
    assert texts == ["会议", "會議"]
