from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from engines.documents.interfaces import Rendering
from tests.helpers.document_files import opened, rendered, same, shouted

PAGE = """---
title: not touched
---

# A heading with `code`

A paragraph that goes on
over *two* lines with a [link](https://example.org/a_b "tip") and **bold words**.

> quoted words
> on two lines

1. one
2. two with <https://example.org/>
   * nested

| name | what it is |
|------|-----------|
| a\\|b | the first |

```python
print("not touched")
```

    indented code

Hard\x20\x20
break and ![picture words](p.png) after. See [guide] and [this][guide].

<div>not touched</div>

Setext
======

[guide]: https://example.org/guide
"""


def types(source: str) -> list[str]:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    found = []
    for token in parser.parse(source):
        found.append(token.type)
        found += [c.type for c in token.children or [] if c.type not in {"text", "softbreak"}]
    return found


def test_a_page_without_translations_is_the_same_to_the_byte() -> None:
    for data in (
        PAGE.encode(),
        PAGE.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + PAGE.encode(),
    ):
        assert opened(data, "a.md").render(same, Rendering("en")) == data


def test_words_are_translated_and_everything_else_stays() -> None:
    out = rendered(PAGE, "a.md")
    assert types(out) == types(PAGE)
    assert "# A HEADING WITH `code`" in out
    assert '[LINK](https://example.org/a_b "tip")' in out
    assert "**BOLD WORDS**" in out
    assert "> QUOTED WORDS ON TWO LINES\n" in out
    assert "1. ONE\n2. TWO WITH <https://example.org/>\n   * NESTED" in out
    assert "THE FIRST" in out
    assert 'print("not touched")' in out
    assert "    indented code" in out
    assert "HARD  \nBREAK AND ![picture words](p.png) AFTER." in out
    assert "[GUIDE][guide] AND [THIS][guide]." in out
    assert "<div>not touched</div>" in out
    assert "title: not touched" in out
    assert "[guide]: https://example.org/guide" in out


def test_texts_are_clean_sentences() -> None:
    texts = opened(PAGE, "a.md").texts
    assert "A paragraph that goes on over two lines with a link and bold words." in texts
    assert not any("](" in text or "**" in text for text in texts)


def test_a_translation_that_looks_like_markdown_stays_words() -> None:
    out = rendered("Words\n", "a.md", lambda _: "1. # *x* <b> [y](z) `c`")
    html = MarkdownIt("commonmark").render(out)
    assert html == "<p>1. # *x* &lt;b&gt; [y](z) `c`</p>\n"


def test_both_languages_stand_in_one_block() -> None:
    out = opened("# Title\n\n- item\n", "a.md").render(shouted, Rendering("en", is_bilingual=True))
    assert out == b"# Title<br>TITLE\n\n- item<br>ITEM\n"


def test_words_in_brackets_that_are_no_link_stay_words() -> None:
    assert rendered("A [note] here\n", "a.md") == "A \\[NOTE\\] HERE\n"


def test_the_box_of_a_task_stays_a_box() -> None:
    page = "- [ ] first task\n\nwords\n\n1. [x] done\n\n[ ] no task\n"
    assert opened(page, "a.md").texts == ["first task", "words", "done", "[ ] no task"]
    out = rendered(page, "a.md")
    assert "- [ ] FIRST TASK\n" in out
    assert "1. [x] DONE\n" in out


@pytest.mark.parametrize(
    "source", ["*a", "**a*", "[x](", "`a", "![", "<a", "[a]: <", "\\", "a_b_c d"]
)
def test_broken_marks_are_words(source: str) -> None:
    assert opened(source, "a.md").render(same, Rendering("en")) == source.encode()
    rendered(source, "a.md")


PARTS = st.sampled_from(
    [
        "word",
        "two words",
        "*em*",
        "**strong**",
        "`code`",
        "[text](url)",
        "~~gone~~",
        "a_b",
        "$5",
        ".",
        ",",
    ]
)
LINES = st.lists(PARTS, min_size=1, max_size=5).map(" ".join)
BLOCKS = st.one_of(
    LINES,
    LINES.map("# {}".format),
    LINES.map("> {}".format),
    st.lists(LINES, min_size=1, max_size=3).map(lambda all_: "\n".join(f"- {one}" for one in all_)),
    LINES.map("```\n{}\n```".format),
    st.just("***"),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=5).map("\n\n".join))
def test_structure_survives_any_translation(source: str) -> None:
    assert opened(source, "a.md").render(same, Rendering("en")) == source.encode()
    assert types(rendered(source, "a.md")) == types(source)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab*_`[]()<>!\\# \n|~-1.&;", min_size=1, max_size=40))
def test_wild_text_is_never_changed_by_itself(source: str) -> None:
    if source.strip():
        assert opened(source, "a.md").render(same, Rendering("en")) == source.encode()
        rendered(source, "a.md")
