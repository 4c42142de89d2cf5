from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from engines.documents.interfaces import Rendering
from engines.errors import EngineError, ErrorCode
from tests.helpers.document_files import docx_bytes, opened, reread, same, shouted


def link(paragraph: Paragraph, text: str) -> None:
    relation = paragraph.part.relate_to("https://example.org", RELATIONSHIP_TYPE.HYPERLINK, True)
    made = OxmlElement("w:hyperlink")
    made.set(qn("r:id"), relation)
    paragraph._p.append(made)
    run = paragraph.add_run(text)
    made.append(run._r)


def report() -> DocxDocument:
    document = docx.Document()
    document.add_heading("The report", 1)
    paragraph = document.add_paragraph("Sales ")
    paragraph.add_run("grew").bold = True
    paragraph.add_run(" by 12 % last ")
    paragraph.add_run("ye")
    paragraph.add_run("ar. See ")
    link(paragraph, "the table")
    document.add_paragraph("Left\tright")
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "Name"
    table.cell(0, 1).text = "42"
    document.sections[0].header.paragraphs[0].text = "For us only"
    document.sections[0].footer.paragraphs[0].text = "The end"
    return document


@pytest.fixture
def data() -> bytes:
    return docx_bytes(report())


def test_a_file_without_translations_is_the_same_to_the_byte(data: bytes) -> None:
    assert opened(data, "a.docx").render(same, Rendering("en")) == data


def test_a_sentence_is_one_text_however_many_runs_it_has(data: bytes) -> None:
    texts = opened(data, "a.docx").texts
    assert "Sales grew by 12 % last year. See the table" in texts
    assert {
        "The report",
        "grew",
        "the table",
        "Left",
        "right",
        "Name",
        "For us only",
        "The end",
    } <= set(texts)
    assert "42" not in texts


def test_words_are_translated_and_their_looks_kept(data: bytes) -> None:
    document = reread(opened(data, "a.docx").render(shouted, Rendering("en")))
    heading, sales, tabbed = document.paragraphs[:3]
    assert (heading.text, heading.style.name) == ("THE REPORT", "Heading 1")  # type: ignore[union-attr]
    assert sales.text == "SALES GREW BY 12 % LAST YEAR. SEE THE TABLE"
    assert [run.text for run in sales.runs if run.bold] == ["GREW"]
    assert [one.text for one in sales.hyperlinks] == ["THE TABLE"]
    assert sales.hyperlinks[0].address == "https://example.org"
    assert tabbed.text == "LEFT\tRIGHT"
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["NAME", "42"]
    assert document.sections[0].header.paragraphs[0].text == "FOR US ONLY"
    assert document.sections[0].footer.paragraphs[0].text == "THE END"


def test_marks_follow_their_words_to_another_place(data: bytes) -> None:
    words = {
        "Sales grew by 12 % last year. See the table": "见表格：去年销售额增长了 12 %。",
        "grew": "增长",
        "the table": "表格",
    }
    out = opened(data, "a.docx").render(lambda text: words.get(text, text), Rendering("zh"))
    sales = reread(out).paragraphs[1]
    assert sales.text == "见表格：去年销售额增长了 12 %。"
    assert [run.text for run in sales.runs if run.bold] == ["增长"]
    assert [one.text for one in sales.hyperlinks] == ["表格"]


def test_both_languages_stand_in_one_paragraph(data: bytes) -> None:
    out = opened(data, "a.docx").render(shouted, Rendering("en", is_bilingual=True))
    document = reread(out)
    assert document.paragraphs[0].text == "The report\nTHE REPORT"
    assert document.paragraphs[2].text == "Left\nLEFT\tright\nRIGHT"


def test_other_parts_of_the_archive_are_copied(data: bytes) -> None:
    out = opened(data, "a.docx").render(shouted, Rendering("en"))
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(io.BytesIO(out)) as after:
        assert before.namelist() == after.namelist()
        untouched = [name for name in before.namelist() if "document" not in name]
        untouched = [name for name in untouched if "header" not in name and "footer" not in name]
        assert all(before.read(name) == after.read(name) for name in untouched)


def test_runs_that_differ_in_nothing_visible_are_one_text() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for word in ("one ", "two ", "three"):
        run = paragraph.add_run(word)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), word)
        run._r.get_or_add_rPr().append(language)
    assert opened(docx_bytes(document), "a.docx").texts == ["one two three"]


@pytest.mark.parametrize("data", [b"not a zip", b"PK\x03\x04 cut off"])
def test_what_is_no_archive_is_damaged(data: bytes) -> None:
    with pytest.raises(EngineError) as failure:
        opened(data, "a.docx")
    assert failure.value.code is ErrorCode.DOCUMENT_DAMAGED


@pytest.mark.parametrize("content", [{"x.xml": b"<a/>"}, {"word/document.xml": b"<a><b></a>"}])
def test_an_archive_of_something_else_is_damaged(content: dict[str, bytes]) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    with pytest.raises(EngineError) as failure:
        opened(data.getvalue(), "a.docx")
    assert failure.value.code is ErrorCode.DOCUMENT_DAMAGED


@pytest.mark.parametrize("cut", [100, 2000, -30])
def test_a_cut_off_file_is_damaged(data: bytes, cut: int) -> None:
    with pytest.raises(EngineError) as failure:
        opened(data[:cut], "a.docx")
    assert failure.value.code is ErrorCode.DOCUMENT_DAMAGED


def test_a_document_cannot_have_other_files_read() -> None:
    trap = (
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b"<w:body><w:p><w:r><w:t>hello &x;</w:t></w:r></w:p></w:body></w:document>"
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", trap)
    assert not any("root" in text for text in opened(data.getvalue(), "a.docx").texts)


def test_text_from_right_to_left_begins_on_the_right() -> None:
    document = docx.Document()
    document.add_paragraph("some words").alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("1234")
    out = reread(opened(docx_bytes(document), "a.docx").render(shouted, Rendering("ug")))
    changed, untouched = out.paragraphs
    properties = [child.tag for child in changed._p.find(qn("w:pPr"))]
    assert properties == [qn("w:bidi"), qn("w:jc")]
    assert [run.font.rtl for run in changed.runs] == [True]
    assert untouched._p.find(qn("w:pPr")) is None


def test_text_from_left_to_right_gets_no_mark_of_direction() -> None:
    document = docx.Document()
    document.add_paragraph("some words")
    out = reread(opened(docx_bytes(document), "a.docx").render(shouted, Rendering("zh")))
    assert "w:rtl" not in out.paragraphs[0]._p.xml
    assert "w:bidi" not in out.paragraphs[0]._p.xml
