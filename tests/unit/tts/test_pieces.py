from itertools import pairwise

import pytest

from engines.tts.pieces import Piece, cut_pieces
from engines.tts.text_norm import Run, spoken_runs


def texts(pieces: list[Piece]) -> list[str]:
    return [" ".join(run.text for run in piece.runs) for piece in pieces]


def cut(text: str, language: str = "zh") -> list[Piece]:
    return list(cut_pieces(spoken_runs(text, language)))


def test_sentences_are_pieces_with_a_pause_between_them() -> None:
    pieces = cut("你好。再见！")
    assert texts(pieces) == ["你好。", "再见!"]
    assert pieces[0].pause_s > 0.2


def test_the_first_piece_of_a_long_sentence_ends_at_a_comma() -> None:
    assert texts(cut("这个问题我还没有想清楚，明天再给你一个满意的答复。"))[0] == (
        "这个问题我还没有想清楚,"
    )


def test_a_sentence_without_a_comma_begins_with_a_short_piece() -> None:
    long_sentence = "我们公司最近搬到了城市的另一边然后在那里租了办公室大家都觉得上班比以前远得多"
    pieces = texts(cut(long_sentence))
    assert 10 <= len(pieces[0]) <= 20
    assert len(pieces) > 1


def test_a_short_sentence_is_not_cut() -> None:
    assert texts(cut("今天天气很好。")) == ["今天天气很好。"]
    assert len(cut("请问，最近的地铁站怎么走？")) == 1
    assert len(cut("Thank you very much.", "en")) == 1


def test_pieces_grow_no_faster_than_they_can_be_made() -> None:
    long_text = "，".join(["我们在这里说一段话"] * 30) + "。"
    lengths = [len(text) for text in texts(cut(long_text))]
    assert all(later <= 2.6 * earlier + 10 for earlier, later in pairwise(lengths))


@pytest.mark.parametrize(
    "text",
    ["我昨天在Amazon上买了一本书，今天就到了，真快。然后他就走了。", "好", "A，B，C。", "嗯……好吧"],
)
def test_nothing_is_lost(text: str) -> None:
    runs = spoken_runs(text, "zh")
    whole = "".join(run.text for run in runs).replace(" ", "")
    assert "".join(texts(list(cut_pieces(runs)))).replace(" ", "") == whole


def test_runs_of_two_languages_stay_together() -> None:
    pieces = list(cut_pieces([Run("我在", "zh"), Run("Amazon", "en"), Run("买书。", "zh")]))
    assert len(pieces) == 1
    assert len(pieces[0].runs) == 3
