import pytest

from engines.tts.text_norm import Run, spoken_runs, spoken_text


def test_english_names_inside_chinese_are_runs_of_their_own() -> None:
    assert spoken_runs("Tom昨天买了2台MacBook Pro，花了$2,500。", "zh") == [
        Run("Tom", "en"),
        Run("昨天买了两台", "zh"),
        Run("MacBook Pro", "en"),
        Run(",花了两千五百美元。", "zh"),
    ]


def test_numbers_of_a_whole_english_clause_are_english() -> None:
    runs = spoken_runs("他说“I will be there at 3:30 pm”，然后走了。", "zh")
    assert runs[1] == Run("I will be there at three thirty P M", "en")


def test_numbers_beside_one_english_name_are_chinese() -> None:
    assert spoken_runs("我用iPhone 15。", "zh")[-1] == Run("十五。", "zh")


def test_chinese_inside_english_is_a_run_of_its_own() -> None:
    assert spoken_runs("Please see 李明 in Room 302.", "en") == [
        Run("Please see", "en"),
        Run("李明", "zh"),
        Run("in Room three oh two.", "en"),
    ]


def test_what_nobody_can_say_is_left_out() -> None:
    assert spoken_runs("😀 *** ……", "zh") == []
    assert spoken_runs("", "en") == []
    assert spoken_text("**好**😀", "zh") == "好"


def test_addresses_are_spelled_out() -> None:
    assert "li dot wei at example dot com" in spoken_text("写信给li.wei@example.com。", "zh")
    assert spoken_text("see www.example.com", "en") == "see w w w dot example dot com"


@pytest.mark.parametrize(
    ("written", "language", "said"),
    [
        ("10~20人", "zh", "十到二十人"),
        ("50%~60%", "zh", "百分之五十到百分之六十"),
        ("≥3", "zh", "大于等于三"),
        ("x<5", "en", "x less than five"),
        ("≤ 10", "en", "at most ten"),
        ("1½ cups", "en", "one and one half cups"),
        ("1½杯", "zh", "一又二分之一杯"),
        ("你好~3点见", "zh", "你好三点见"),
        ("see -> 5", "en", "see - five"),
        ("I <3 you", "en", "I three you"),
    ],
)
def test_signs_before_numbers_are_said_and_ornaments_are_not(
    written: str, language: str, said: str
) -> None:
    assert spoken_text(written, language) == said
