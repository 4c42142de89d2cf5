import shutil

import pytest

from engines.tts import english_sounds as module
from engines.tts.chinese_sounds import chinese_sounds
from engines.tts.english_sounds import english_sounds
from engines.tts.letter_sounds import letter_sounds, pinyin_name_sounds


def test_mandarin_has_a_tone_for_every_syllable() -> None:
    sounds = chinese_sounds("你好，世界。")
    assert sounds == "ni↓xau↓, ʂɨ↘ʨje↘."


def test_a_character_is_read_as_its_word_says() -> None:
    assert chinese_sounds("银行").split()[0] != chinese_sounds("行走").split()[0]
    assert chinese_sounds("银行").endswith("xa↗ŋ")
    assert chinese_sounds("行走").startswith("ɕi↗ŋ")


def test_a_character_without_a_reading_is_left_out() -> None:
    assert chinese_sounds("㐀") in {"", chinese_sounds("㐀")}
    assert chinese_sounds("好") in chinese_sounds("㐂好")


def test_articles_follow_the_word_after_them() -> None:
    assert english_sounds("the apple").startswith("ði ")
    assert english_sounds("the table").startswith("ðə ")
    assert english_sounds("a table").startswith("ɐ ")
    assert english_sounds("to eat").startswith("tʊ ")


def test_a_heteronym_follows_the_word_before_it() -> None:
    assert english_sounds("I have read it") != english_sounds("I will read it")


def test_capitals_are_letters_or_a_word() -> None:
    assert english_sounds("CEO").count(" ") == 2
    assert " " not in english_sounds("NASA")
    assert english_sounds("IT IS VERY IMPORTANT") == english_sounds("it is very important")


def test_an_ending_sounds_as_the_word_before_it_wants() -> None:
    assert english_sounds("Huawei's") == english_sounds("Huawei") + "z"
    assert english_sounds("Tom's").endswith("z")
    assert english_sounds("livestreams").endswith("z")


def test_a_chinese_name_is_read_by_its_syllables() -> None:
    assert pinyin_name_sounds("zhang") == "ʤˈɑŋ"
    assert pinyin_name_sounds("xiaoming") == "ʃiWmˈɪŋ"
    assert pinyin_name_sounds("smith") is None


def test_a_word_nobody_knows_is_read_without_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "espeak_sounds", lambda _word: None)
    assert english_sounds("zorblified") == letter_sounds("zorblified") != ""


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not there")
def test_the_program_reads_a_word_nobody_knows() -> None:
    from engines.tts.espeak_words import espeak_sounds

    assert espeak_sounds("kubernetes")
    assert espeak_sounds("--help") is None
