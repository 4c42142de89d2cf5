from __future__ import annotations

from engines.documents.inline import Marked, text_of, texts_of, translated

BOLD = Marked("b", ("quick fox",))


def shown(inlines: tuple[str | Marked[str], ...]) -> str:
    return "".join(
        one if isinstance(one, str) else f"<{one.mark}>{shown(one.children)}</{one.mark}>"
        for one in inlines
    )


def of(words: dict[str, str]):  # type: ignore[no-untyped-def]
    return lambda text: words.get(text, text)


def test_the_whole_and_each_mark_are_translated() -> None:
    assert list(texts_of(("The ", BOLD, " runs."))) == ["The quick fox runs.", "quick fox"]


def test_a_text_that_is_all_mark_is_translated_once() -> None:
    assert list(texts_of((BOLD,))) == ["quick fox"]


def test_a_mark_finds_its_words_wherever_the_translation_has_them() -> None:
    words = {"The quick fox runs.": "跑的是敏捷的狐狸。", "quick fox": "敏捷的狐狸"}
    result = translated(("The ", BOLD, " runs."), of(words))
    assert shown(result) == "跑的是<b>敏捷的狐狸</b>。"


def test_a_stop_the_translator_added_does_not_hide_the_words() -> None:
    words = {"The quick fox runs.": "敏捷的狐狸在跑。", "quick fox": "敏捷的狐狸。"}
    assert shown(translated(("The ", BOLD, " runs."), of(words))) == "<b>敏捷的狐狸</b>在跑。"


def test_bold_that_cannot_be_placed_is_given_up_and_a_link_is_put_behind() -> None:
    link = Marked("a", ("here",), is_kept=True)
    words = {"The quick fox is here": "狐狸在此", "quick fox": "快狐", "here": "这里"}
    result = translated(("The ", BOLD, " is ", link), of(words))
    assert shown(result) == "狐狸在此 (<a>这里</a>)"


def test_a_link_within_bold_letters_outlives_them() -> None:
    link = Marked("a", ("here",), is_kept=True)
    result = translated(("go", Marked("b", (link,))), of({"gohere": "去", "here": "这里"}))
    assert shown(result) == "去 (<a>这里</a>)"


def test_code_is_looked_for_as_it_is() -> None:
    code = Marked("code", ("git push",), is_kept=True, is_verbatim=True)
    assert list(texts_of(("Run ", code, " now."))) == ["Run git push now."]
    words = {"Run git push now.": "现在运行 git push。"}
    assert (
        shown(translated(("Run ", code, " now."), of(words))) == "现在运行 <code>git push</code>。"
    )


def test_the_same_word_twice_goes_to_the_nearer_place() -> None:
    second = Marked("b", ("no",))
    result = translated(("no means ", second, "."), lambda text: text)
    assert shown(result) == "no means <b>no</b>."


def test_a_short_word_is_not_found_within_another() -> None:
    a = Marked("b", ("a",))
    result = translated(("This is ", a, " cat in a bag"), lambda text: text)
    assert shown(result) == "This is <b>a</b> cat in a bag"


def test_code_with_an_ending_is_found_within_its_word() -> None:
    code = Marked("code", ("Promise",), is_kept=True, is_verbatim=True)
    result = translated(("All ", code, "s end"), lambda text: text)
    assert shown(result) == "All <code>Promise</code>s end"


def test_marks_within_marks_are_placed_within_them() -> None:
    inner = Marked("b", ("docs",))
    link = Marked("a", ("the ", inner), is_kept=True)
    words = {"Read the docs": "请阅读文档", "the docs": "文档", "docs": "文档"}
    assert shown(translated(("Read ", link), of(words))) == "请阅读<a><b>文档</b></a>"


def test_nothing_of_the_text_is_lost() -> None:
    link = Marked("a", ("quick fox",), is_kept=True)
    result = translated(("The ", BOLD, " and ", link, "."), lambda text: text)
    assert text_of(result) == "The quick fox and quick fox."
