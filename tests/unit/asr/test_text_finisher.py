"""From a recognizer's words to what a reader sees."""

from __future__ import annotations

import subprocess
import sys

import pytest

from engines.asr.agreement import LocalAgreement
from engines.asr.text_finisher import TextFinisher
from engines.asr.text_style import TextStyle
from engines.chinese_script import ChineseScript
from engines.terms import Term, TermList

TERMS = TermList((Term("李晨曦", "zh"), Term("PyTorch", "en")))
EVERYTHING = TextStyle(keeps_fillers=False, terms=TERMS)
HEARD = "嗯,請李晨西用pytorch算百分之二十五嗎"


@pytest.fixture(scope="module")
def finisher() -> TextFinisher:
    return TextFinisher(EVERYTHING)


def test_a_final_is_finished_and_keeps_what_was_heard(finisher: TextFinisher) -> None:
    finished = finisher.final(HEARD, "zh")
    assert finished.text == "请李晨曦用PyTorch算25%吗？"
    assert finished.original == "嗯,请李晨西用pytorch算百分之二十五吗"
    assert finished.term_hits == {"李晨曦": 1, "PyTorch": 1}


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        (TextStyle(), "嗯，请李晨西用pytorch算25%吗？"),
        (TextStyle(writes_numbers=False), "嗯，请李晨西用pytorch算百分之二十五吗？"),
        (TextStyle(sets_punctuation=False), "嗯,请李晨西用pytorch算25%吗"),
        (TextStyle(keeps_fillers=False), "请李晨西用pytorch算25%吗？"),
        (TextStyle(terms=TERMS), "嗯，请李晨曦用PyTorch算25%吗？"),
        (TextStyle(script=ChineseScript.TRADITIONAL), "嗯，請李晨西用pytorch算25%嗎？"),
    ],
)
def test_each_choice_can_be_made_alone(style: TextStyle, shown: str) -> None:
    assert TextFinisher(style).final(HEARD, "zh").text == shown


def test_a_partial_has_script_and_marks_only(finisher: TextFinisher) -> None:
    assert finisher.partial(HEARD, "zh") == "嗯，请李晨西用pytorch算百分之二十五吗"


def test_promised_numerals_stay_in_words_and_later_ones_are_written(
    finisher: TextFinisher,
) -> None:
    promised = "嗯，一共三百二十"
    finished = finisher.final(promised + "八个人,花了三千五百元", "zh", promised)
    assert finished.text == "嗯，一共三百二十八个人，花了3500元。"


def test_the_original_finished_again_without_a_promise_is_finished_throughout(
    finisher: TextFinisher,
) -> None:
    promised = "嗯，一共三百二十"
    finished = finisher.final(promised + "八个人", "zh", promised)
    assert finisher.final(finished.original, "zh").text == "一共328个人。"


def test_growing_text_never_takes_back_what_was_promised() -> None:
    heard = "今天,一共来了三百二十八个人,我们用Python,算了百分之二十五.你知道吗?好的,再见"
    for script in ChineseScript:
        finisher = TextFinisher(TextStyle(script=script, keeps_fillers=False, terms=TERMS))
        agreement = LocalAgreement()
        promised = ""
        for length in range(1, len(heard)):
            # As the recognizer does it: the promise first, then what follows in its own way.
            shown = finisher.partial(promised + heard[len(promised) : length], "zh", promised)
            agreement.update(shown)
            assert agreement.stable.startswith(promised)
            promised = agreement.stable
        assert len(promised) > 20
        final = finisher.final(promised + heard[len(promised) :], "zh", promised)
        assert final.text.startswith(promised)


def test_terms_in_traditional_characters_are_found_and_counted() -> None:
    terms = TermList((Term("陳曉東", "zh", ("陳小動",)),))
    finisher = TextFinisher(TextStyle(ChineseScript.TRADITIONAL, terms=terms))
    for heard in ("请陈晓冬来", "請陳小動來"):
        finished = finisher.final(heard, "zh")
        assert finished.text == "請陳曉東來。"
        assert finished.term_hits == {"陳曉東": 1}


def test_english_keeps_its_marks_and_numbers(finisher: TextFinisher) -> None:
    assert finisher.final("Um, we have 25, fine", "en").text == "We have 25, fine"
    assert finisher.partial("Um, we have 25", "en") == "Um, we have 25"


def test_other_languages_are_left_alone(finisher: TextFinisher) -> None:
    text = "二十五人です, はい."
    assert finisher.final(text, "ja").text == finisher.partial(text, "ja") == text


def test_no_text_stays_no_text(finisher: TextFinisher) -> None:
    assert finisher.final("", "zh").text == ""
    assert finisher.final("你好。", "zh", "你好。").text == "你好。"


def test_dictionaries_are_loaded_only_for_a_style_that_needs_them() -> None:
    code = (
        "import sys; from engines.asr.text_finisher import TextFinisher;"
        "from engines.asr.text_style import TextStyle;"
        "TextFinisher(TextStyle(writes_numbers=False));"
        "print({'rjieba', 'cn2an', 'pypinyin', 'spellchecker'} & set(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "set()"
