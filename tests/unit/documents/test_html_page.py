from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from engines.documents.interfaces import Rendering
from tests.helpers.document_files import opened, rendered, same, shouted

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>The title</title>
<style>p { color: red }</style><script>if (a < b) say("words");</script></head>
<body class="big">
<!-- a remark -->
<p>Some <b>bold words</b> and a <a href="x?a=1&amp;b=2" title="tip">link</a> &amp; more.</p>
<ul><li>first<li>second</ul>
<p>Line one<br>line two</p>
<pre>not touched</pre><p>Run <code>git push</code> now.</p>
<p translate="no">Tongsheng</p>
<table><tr><td>5</td><td>cell</td></tr></table>
<p>Words<img src="a.png" alt="stays">behind</p>
</body></html>
"""


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(tag)


def test_a_page_without_translations_is_the_same_to_the_byte() -> None:
    assert opened(PAGE, "a.html").render(same, Rendering("en")) == PAGE.encode()


def test_words_are_translated_and_everything_else_stays() -> None:
    out = rendered(PAGE, "a.html")
    assert Tags(out).found == Tags(PAGE).found
    assert "<title>THE TITLE</title>" in out
    assert 'if (a < b) say("words");' in out
    assert (
        '<p>SOME <b>BOLD WORDS</b> AND A <a href="x?a=1&amp;b=2" title="tip">LINK</a> &amp; MORE.'
        in out
    )
    assert "<li>FIRST<li>SECOND</ul>" in out
    assert "LINE ONE<br>LINE TWO" in out
    assert "<pre>not touched</pre><p>RUN <code>git push</code> NOW.</p>" in out.replace(
        "GIT PUSH", "git push"
    )
    assert "Tongsheng" in out
    assert "<td>5</td><td>CELL</td>" in out
    assert 'WORDS<img src="a.png" alt="stays">BEHIND' in out


def test_a_sentence_is_one_text_whatever_is_bold_in_it() -> None:
    assert "Some bold words and a link & more." in opened(PAGE, "a.html").texts


def test_a_translation_cannot_become_a_tag() -> None:
    out = rendered("<p>Words</p>", "a.html", lambda _: "<script>1 & 2")
    assert out == "<p>&lt;script&gt;1 &amp; 2</p>"


def test_both_languages_stand_in_one_block() -> None:
    out = opened("<p>Words</p>", "a.htm").render(shouted, Rendering("en", is_bilingual=True))
    assert out == b"<p>Words<br>WORDS</p>"


def test_a_title_in_both_languages_has_no_tag_in_it() -> None:
    page = "<title>Words</title><p>Words"
    out = opened(page, "a.htm").render(shouted, Rendering("en", is_bilingual=True))
    assert out == b"<title>Words / WORDS</title><p>Words<br>WORDS"


def test_a_page_keeps_its_encoding_and_numbers_what_that_lacks() -> None:
    page = '<meta charset="windows-1252"><p>caf\xe9 au lait</p>'.encode("cp1252")
    out = opened(page, "a.html").render(lambda _: "咖啡", Rendering("zh"))
    assert out == b'<meta charset="windows-1252"><p>&#21654;&#21857;</p>'


TAGS = ["<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<a href=x>", "</a>", "<br>", "<code>"]
LOOSE = ["</code>", "words", " and ", "&amp;", "&lt", "<", "<!--", "-->", "<script>", "</script>"]
PIECES = st.sampled_from([*TAGS, *LOOSE, "\n", "<td", "5"])


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=14).map("".join))
def test_wild_pages_keep_their_tags(page: str) -> None:
    if page.strip():
        assert opened(page, "a.html").render(same, Rendering("en")) == page.encode()
        rendered(page, "a.html")


BALANCED = st.recursive(
    st.sampled_from(["words", "two words ", " 5 ", "&amp;"]),
    lambda inner: st.tuples(
        st.sampled_from(["p", "b", "i", "div", "a", "li"]), st.lists(inner, max_size=3)
    ).map(lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0]}>"),
    max_leaves=10,
)


@settings(max_examples=200, deadline=None)
@given(BALANCED)
def test_whole_pages_keep_blocks_and_links_in_translation(page: str) -> None:
    def kept(one: str) -> list[object]:
        return [tag for tag in Tags(one).found if tag not in ("b", "i", ("b", []), ("i", []))]

    assert kept(rendered(page, "a.html")) == kept(page)


def test_a_page_says_its_new_language_and_the_side_a_line_begins_on() -> None:
    page = '<!DOCTYPE html>\n<!-- <html> -->\n<HTML class=a lang="en"><p>words</p></HTML>'
    assert '<HTML class=a lang="zh">' in rendered(page, "a.html", target="zh")
    assert '<HTML dir="rtl" class=a lang="ug">' in rendered(page, "a.html", target="ug")
    back = page.replace("lang=", "dir=rtl lang=")
    assert '<HTML class=a dir="ltr" lang="zh">' in rendered(back, "a.html", target="zh")


def test_a_page_in_both_languages_or_in_none_keeps_its_own() -> None:
    page = '<html lang="en"><p>words</p></html>'
    both = opened(page, "a.html").render(shouted, Rendering("ug", is_bilingual=True))
    assert both.startswith(b'<html lang="en">')
    assert rendered("<p>words</p>", "a.html", target="ug") == "<p>WORDS</p>"
