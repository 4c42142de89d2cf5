"""Who said what is counted under the matching of people and voices that has the fewest errors."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.evaluation.alignment import count_edits
from engines.evaluation.meetings import cp_errors

# What ``meeteval.wer.cp_word_error_rate`` of meeteval 0.4.3 gave, each character as a word: what
# people said, what voices were heard to say; substitutions, deletions, insertions, length. In none
# of them is another set of edits as small: there each program would take its own.
MEETEVAL: list[tuple[list[str], list[str], tuple[int, int, int, int]]] = [
    (["今天天气很好", "我们去山上"], ["今天天气很好", "我们去山上"], (0, 0, 0, 11)),
    (["今天天气很好", "我们去山上"], ["我们去上山", "昨天天气好"], (1, 2, 1, 11)),
    (["今天天气很好", "我们去山上"], ["今天天气很好我们去山上"], (0, 5, 5, 11)),
    (["今天天气很好"], ["今天天", "气很好"], (0, 3, 3, 6)),
    (["今天", "天气", "很好"], ["很好", "今天"], (0, 2, 0, 6)),
    (["今天天气很好", ""], ["今天气很好啊", "嗯"], (0, 1, 2, 6)),
    (["今天天气很好", "去"], ["", ""], (0, 7, 0, 7)),
    (["", "看日出"], ["看日出", "好", ""], (0, 0, 1, 3)),
    (["一二三四", "四三二一", "二二二"], ["二二", "四三一", "一三四"], (0, 3, 0, 11)),
    (["好好好", "好好", "好", "不"], ["好好好好", "不好"], (1, 2, 1, 7)),
    (["看日出", "上山"], ["日出", "上山", "很", "好天", "大"], (0, 1, 4, 5)),
    (
        ["大家早", "早上好", "你好", "大家好", "早"],
        ["早", "大家好", "你早", "早上好", "大家早"],
        (1, 0, 0, 12),
    ),
]

TEXT = st.text(alphabet="今天气很好我们", max_size=6)


def streams(names: str) -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(names), TEXT, max_size=4)


def fewest(said: dict[str, str], heard: dict[str, str]) -> int:
    """Try every matching."""
    size = max(len(said), len(heard))
    people = [*said.values(), *[""] * (size - len(said))]
    voices = [*heard.values(), *[""] * (size - len(heard))]
    return min(
        sum(
            counts.substitutions + counts.deletions + counts.insertions
            for counts in map(count_edits, people, order)
        )
        for order in permutations(voices)
    )


@given(streams("abcde"), streams("12345"))
def test_no_other_matching_has_fewer_errors(said: dict[str, str], heard: dict[str, str]) -> None:
    found = cp_errors(said, heard)
    assert found.errors == fewest(said, heard)
    assert found.length == sum(map(len, said.values()))
    assert [one.person for one in found.matches if one.person is not None] == list(said)
    voices = [one.voice for one in found.matches if one.voice is not None]
    assert sorted(voices) == sorted(heard)
    matched = [one for one in found.matches if one.person is not None and one.voice is not None]
    assert len(matched) == min(len(said), len(heard))


@pytest.mark.parametrize(("said", "heard", "expected"), MEETEVAL)
def test_the_counts_are_meetevals(
    said: list[str], heard: list[str], expected: tuple[int, int, int, int]
) -> None:
    people = {f"person {at}": text for at, text in enumerate(said)}
    found = cp_errors(people, {str(at): text for at, text in enumerate(heard)})
    counts = (found.substitutions, found.deletions, found.insertions)
    assert (*counts, found.length) == expected


def test_voices_without_a_person_are_inserted_and_people_without_a_voice_deleted() -> None:
    more = cp_errors({"anna": "今天很好"}, {"1": "我们", "2": "今天很好"})
    assert (more.substitutions, more.deletions, more.insertions) == (0, 0, 2)
    assert [(one.person, one.voice) for one in more.matches] == [("anna", "2"), (None, "1")]
    fewer = cp_errors({"anna": "今天很好", "ben": "我们"}, {"1": "今天很好"})
    assert (fewer.substitutions, fewer.deletions, fewer.insertions) == (0, 2, 0)
    assert [(one.person, one.voice) for one in fewer.matches] == [("anna", "1"), ("ben", None)]


def test_words_of_the_right_text_from_the_wrong_voice_are_wrong_twice() -> None:
    counts = cp_errors({"anna": "今天很好", "ben": "我们"}, {"1": "今天", "2": "我们很好"})
    assert (counts.deletions, counts.insertions, counts.length) == (2, 2, 6)


def test_nine_voices_are_matched_exactly_and_many_people_with_them() -> None:
    people = {str(n): "今" * n for n in range(1, 13)}
    voices = {str(n): "今" * n for n in range(12, 3, -1)}
    counts = cp_errors(people, voices)
    assert (counts.errors, counts.deletions) == (1 + 2 + 3, 6)
