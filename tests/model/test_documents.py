"""A DOCX and subtitles through the command line and the starter model."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from app import paths
from engines.languages import is_han
from tests.helpers.cli_run import environment, tongsheng

pytestmark = pytest.mark.model


def test_a_word_file_and_subtitles_are_translated(
    starter_models_dir: Path, fresh_home: Path, tmp_path: Path
) -> None:
    document = docx.Document()
    document.add_heading("会议通知", 1)
    paragraph = document.add_paragraph("会议推迟到下周三下午三点，")
    paragraph.add_run("地点不变").bold = True
    paragraph.add_run("。请通知所有参会人员。")
    document.add_table(1, 2).cell(0, 0).text = "联系人"
    word = tmp_path / "notice.docx"
    document.save(str(word))
    subtitles = tmp_path / "talk.srt"
    subtitles.write_text(
        "1\n00:00:01,000 --> 00:00:03,000\n我昨天丢了一个\n\n"
        "2\n00:00:03,100 --> 00:00:05,000\n黑色的背包。\n",
        encoding="utf-8",
    )
    profile = environment(fresh_home, starter_models_dir)
    done = tongsheng(["translate", word, subtitles, "--to", "en"], profile)
    assert done.returncode == 0, done.stderr
    translated = docx.Document(str(tmp_path / "notice.en.docx"))
    words = [one.text for one in translated.paragraphs]
    words += [cell.text for cell in translated.tables[0].rows[0].cells]
    assert len(translated.paragraphs) == 2
    assert translated.paragraphs[0].style.name == "Heading 1"  # type: ignore[union-attr]
    assert "Wednesday" in words[1]
    assert not any(is_han(character) for text in words for character in text)
    cues = (tmp_path / "talk.en.srt").read_text(encoding="utf-8")
    assert "00:00:01,000 --> 00:00:03,000\n" in cues
    assert "00:00:03,100 --> 00:00:05,000\n" in cues
    assert "backpack" in cues
    assert list(paths.documents_dir().iterdir()) == []
