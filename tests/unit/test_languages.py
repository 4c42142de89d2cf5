from __future__ import annotations

import pytest

from engines.errors import EngineError, ErrorCode
from engines.languages import (
    CodeFamily,
    all_languages,
    canonical,
    family_code,
    is_han,
    is_rtl,
    is_spaced,
    language_info,
    uses_han,
)


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("zh", "zh"),
        ("ZH", "zh"),
        ("zh-CN", "zh"),
        ("zh_CN.UTF-8", "zh"),
        ("zh-Hans", "zh"),
        ("zh-Hans-SG", "zh"),
        ("cmn", "zh"),
        ("cmn_Hans", "zh"),
        ("zho_Hans", "zh"),
        (">>cmn_Hans<<", "zh"),
        ("<2zh>", "zh"),
        ("__zh__", "zh"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zho_Hant", "zh-Hant"),
        (">>cmn_Hant<<", "zh-Hant"),
        ("yue_Hant", "yue"),
        ("zh-yue", "yue"),
        ("en-US", "en"),
        ("eng_Latn", "en"),
        ("bod_Tibt", "bo"),
        ("uig_Arab", "ug"),
        ("khk_Cyrl", "mn"),
        ("mn", "mn"),
        ("mn-Mong-CN", "mn-Mong"),
        ("kor_Hang", "ko"),
        ("nb-NO", "no"),
        ("iw", "he"),
    ],
)
def test_every_spelling_of_a_language_is_read(spelling: str, code: str) -> None:
    assert canonical(spelling) == code


@pytest.mark.parametrize("spelling", ["", "tlh", "english", "x-zh", "<2>", "☃"])
def test_what_is_no_language_of_ours_is_refused_by_name(spelling: str) -> None:
    with pytest.raises(EngineError) as caught:
        canonical(spelling)
    assert caught.value.code is ErrorCode.LANGUAGE_UNSUPPORTED
    assert caught.value.params == {"language": spelling}


@pytest.mark.parametrize(
    ("family", "language", "code"),
    [
        (CodeFamily.NLLB, "zh", "zho_Hans"),
        (CodeFamily.NLLB, "zh-Hant", "zho_Hant"),
        (CodeFamily.NLLB, "en", "eng_Latn"),
        (CodeFamily.NLLB, "bo", "bod_Tibt"),
        (CodeFamily.NLLB, "ug", "uig_Arab"),
        (CodeFamily.NLLB, "kk", "kaz_Cyrl"),
        (CodeFamily.NLLB, "mn", "khk_Cyrl"),
        (CodeFamily.NLLB, "yue", "yue_Hant"),
        (CodeFamily.NLLB, "ko", "kor_Hang"),
        (CodeFamily.NLLB, "ar", "arb_Arab"),
        (CodeFamily.NLLB, "ja", "jpn_Jpan"),
        (CodeFamily.M2M100, "zh", "zh"),
        (CodeFamily.MADLAD, "he", "iw"),
        (CodeFamily.MADLAD, "zh-Hant", "zh"),
        (CodeFamily.MARIAN, "zh", "cmn_Hans"),
        (CodeFamily.MARIAN, "en", "eng"),
        (CodeFamily.WHISPER, "zh", "zh"),
        (CodeFamily.WHISPER, "yue", "yue"),
    ],
)
def test_each_family_gets_its_own_code(family: CodeFamily, language: str, code: str) -> None:
    assert family_code(family, language) == code


def test_a_language_a_family_was_not_trained_on_is_refused() -> None:
    for family, language in [
        (CodeFamily.NLLB, "ii"),
        (CodeFamily.M2M100, "bo"),
        (CodeFamily.WHISPER, "ug"),
    ]:
        with pytest.raises(EngineError) as caught:
            family_code(family, language)
        assert caught.value.code is ErrorCode.LANGUAGE_UNSUPPORTED


def test_codes_of_a_family_are_read_back() -> None:
    for family in CodeFamily:
        for info in all_languages():
            try:
                code = family_code(family, info.code)
            except EngineError:
                continue
            # Only NLLB and OPUS-MT tell simplified from traditional.
            expected = info.code
            if info.code == "zh-Hant" and code == "zh":
                expected = "zh"
            assert canonical(code) == expected


def test_the_minority_languages_of_china_are_known() -> None:
    minority = {info.code for info in all_languages() if info.is_minority_of_china}
    assert minority >= {"bo", "ug", "mn-Mong", "kk", "za", "ii", "ko", "yue"}


def test_names_are_there_for_people() -> None:
    assert language_info("zh-CN").english == "Chinese"
    assert language_info("de").native == "Deutsch"
    assert language_info("en").chinese == "英语"
    assert len({info.code for info in all_languages()}) == len(all_languages())


def test_direction_and_spacing_follow_the_script() -> None:
    assert [code for code in ("ug", "ar", "he", "zh", "en", "kk") if is_rtl(code)] == [
        "ug",
        "ar",
        "he",
    ]
    assert [
        code for code in ("zh", "ja", "bo", "th", "ko", "en", "mn-Mong") if is_spaced(code)
    ] == [
        "ko",
        "en",
        "mn-Mong",
    ]


def test_chinese_characters_are_told_from_other_signs() -> None:
    assert all(is_han(character) for character in "汉漢㐀𠀀豈")
    assert not any(is_han(character) for character in "aé。，カな한1ⅠⅡ（")
    assert uses_han("ja")
    assert not uses_han("ko")
