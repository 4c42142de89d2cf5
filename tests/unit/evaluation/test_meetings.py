"""Who said what is counted under the matching of people and voices that has the fewest errors."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from engines.evaluation.alignment import count_edits
from engines.evaluation.meetings import cp_errors

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
