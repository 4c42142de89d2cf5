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
