"""Term lists of translators' tools."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines.errors import EngineError, ErrorCode
from engines.terms import Term, TermList, load_terms, save_terms

OLD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="en"><text><body>
  <termEntry id="1">
    <descrip type="subjectField">travel</descrip>
    <langSet xml:lang="zh-CN"><tig><term>登机牌</term></tig></langSet>
    <langSet xml:lang="en-US">
      <tig><term>boarding pass</term></tig><tig><term>boarding  card</term></tig>
    </langSet>
    <langSet xml:lang="xx"><tig><term>?</term></tig></langSet>
  </termEntry>
</body></text></martif>"""

LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE tbx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
<tbx><text><body><conceptEntry><langSec xml:lang="zh"><termSec><term>&b;</term></termSec>
</langSec></conceptEntry></body></text></tbx>"""

OUTSIDE = """<?xml version="1.0"?>
<!DOCTYPE tbx [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<tbx><text><body><conceptEntry><langSec xml:lang="zh"><termSec><term>&a;</term></termSec>
</langSec></conceptEntry></body></text></tbx>"""


def test_an_older_file_is_read_with_every_form(tmp_path: Path) -> None:
    (tmp_path / "old.tbx").write_text(OLD, encoding="utf-8")
    (term,) = load_terms(tmp_path / "old.tbx").terms
    assert term == Term("登机牌", "zh", translations={"en": ("boarding pass", "boarding card")})


def test_a_list_comes_back_from_the_file_it_was_written_to(tmp_path: Path) -> None:
    terms = TermList(
        (
            Term("登机牌", "zh", translations={"en": ("boarding pass", "boarding card")}),
            Term("R&D <lab>", "en", translations={"en": ("R & D",)}),
            Term("李晨曦", "zh"),
        )
    )
    save_terms(terms, tmp_path / "terms.tbx")
    assert load_terms(tmp_path / "terms.tbx") == terms
    assert b'<tbx type="TBX-Basic"' in (tmp_path / "terms.tbx").read_bytes()


@pytest.mark.parametrize("content", [LAUGHS, OUTSIDE, "<html/>", "<tbx>", "no XML"])
def test_a_file_that_is_unsafe_or_no_list_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "terms.tbx").write_text(content, encoding="utf-8")
    with pytest.raises(EngineError) as caught:
        load_terms(tmp_path / "terms.tbx")
    assert caught.value.code is ErrorCode.TERMS_UNREADABLE
