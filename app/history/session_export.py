"""Kept sessions as documents: text, subtitles in one or both languages, tables, JSON, DOCX, HTML.

Each is written as it is read, so that a history of any size needs little memory, and takes its
place only when it is whole.
"""

from __future__ import annotations

import csv
import html
import json
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import IO, assert_never

from app.history.export import ExportFormat, ExportWriter, as_json, one_line
from app.history.records import UtteranceRow
from engines.errors import EngineError, ErrorCode
from engines.types import Utterance

JSON_VERSION = 1


class SessionFormat(StrEnum):
    """The forms a kept session can be written in. Words are ``format.<value>``."""

    TXT = "txt"
    SRT_BILINGUAL = "srt_bilingual"
    SRT_SOURCE = "srt_source"
    SRT_TRANSLATION = "srt_translation"
    VTT = "vtt"
    DOCX = "docx"
    HTML = "html"
    CSV = "csv"
    JSON = "json"

    @property
    def ending(self) -> str:
        """Of the file, without a dot."""
        return "srt" if self.value.startswith("srt") else self.value


@dataclass(frozen=True, slots=True)
class Headings:
    """Words of a document, in the language of the window."""

    title: str
    time: str
    speaker: str
    source: str
    translation: str
    note: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Those of a table, in order."""
        return (self.time, self.speaker, self.source, self.translation, self.note)


Pairs = Iterable[tuple[UtteranceRow, Utterance]]


def write_session(
    rows: Pairs,
    format_: SessionFormat,
    path: Path,
    headings: Headings,
    on_row: Callable[[], None] = lambda: None,
) -> int:
    """Write utterances as a document; return how many.

    Args:
        rows: As ``Library.exported`` yields them.
        format_: The form.
        path: The document; one of that name is replaced only by a complete one.
        headings: Words in it.
        on_row: Called before each; what it raises ends the writing and leaves ``path`` as it was.

    Raises:
        EngineError: OUTPUT_UNWRITABLE.
    """
    with _replacing(path) as unfinished:
        counted = _Counted(rows, on_row)
        match format_:
            case SessionFormat.DOCX:
                _write_docx(counted, unfinished, headings)
            case SessionFormat.CSV:
                # With a mark of its encoding, or spreadsheets take it for something else.
                with unfinished.open("w", encoding="utf-8-sig", newline="") as file:
                    _write_csv(counted, file, headings)
            case SessionFormat.HTML | SessionFormat.JSON:
                with unfinished.open("w", encoding="utf-8", newline="\n") as file:
                    if format_ is SessionFormat.HTML:
                        _write_html(counted, file, headings)
                    else:
                        _write_json(counted, file)
            case (
                SessionFormat.TXT
                | SessionFormat.VTT
                | SessionFormat.SRT_BILINGUAL
                | SessionFormat.SRT_SOURCE
                | SessionFormat.SRT_TRANSLATION
            ):
                with unfinished.open("w", encoding="utf-8", newline="\n") as file:
                    _write_text(counted, file, format_)
            case _:
                assert_never(format_)
    return counted.count


class _Counted:
    def __init__(self, rows: Pairs, on_row: Callable[[], None]) -> None:
        self._rows = rows
        self._on_row = on_row
        self.count = 0

    def __iter__(self) -> Iterator[tuple[UtteranceRow, Utterance]]:
        for row in self._rows:
            self._on_row()
            self.count += 1
            yield row


def _write_text(rows: Pairs, file: IO[str], format_: SessionFormat) -> None:
    writer = ExportWriter(ExportFormat(format_.ending), file.write)
    for row, utterance in rows:
        translation = utterance.translation
        match format_:
            case SessionFormat.SRT_SOURCE:
                utterance = replace(utterance, translation=None)
            case SessionFormat.SRT_TRANSLATION if translation is not None:
                spoken = replace(utterance.transcript, stable=translation.text)
                utterance = Utterance(spoken, None)
        writer.add(utterance, row.speaker)
    writer.finish()


def _write_csv(rows: Pairs, file: IO[str], headings: Headings) -> None:
    table = csv.writer(file)
    table.writerow(headings.columns)
    for row, _ in rows:
        table.writerow([_harmless(cell) for cell in _cells(row)])


def _write_json(rows: Pairs, file: IO[str]) -> None:
    file.write(f'{{"version": {JSON_VERSION}, "utterances": [')
    is_first = True
    for row, utterance in rows:
        record = {
            "at": row.started_at.astimezone().isoformat(timespec="milliseconds"),
            **as_json(utterance),
            "heard": row.heard,
            "speaker": row.speaker,
            "note": row.note,
            "is_marked": row.is_marked,
            "is_corrected": row.is_corrected,
        }
        file.write("\n" if is_first else ",\n")
        file.write(json.dumps(record, ensure_ascii=False))
        is_first = False
    file.write("\n]}\n")


_PAGE = """<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font: 16px/1.6 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: start; vertical-align: top; padding: .4em .8em; }}
td {{ border-bottom: 1px solid #ccc; }}
td:first-child {{ white-space: nowrap; }}
</style>
</head>
<body>
<h1>{title}</h1>
<table>
<thead><tr>{head}</tr></thead>
<tbody>
"""


def _write_html(rows: Pairs, file: IO[str], headings: Headings) -> None:
    head = "".join(f'<th scope="col">{html.escape(one)}</th>' for one in headings.columns)
    file.write(_PAGE.format(title=html.escape(headings.title), head=head))
    for row, _ in rows:
        languages = ("", "", row.language, row.target or "", "")
        cells = (
            f"<td{f' lang={chr(34)}{html.escape(language)}{chr(34)}' if language else ''}>"
            f"{html.escape(cell)}</td>"
            for cell, language in zip(_cells(row), languages, strict=True)
        )
        file.write(f"<tr>{''.join(cells)}</tr>\n")
    file.write("</tbody>\n</table>\n</body>\n</html>\n")


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DOCX_PARTS = {
    "[Content_Types].xml": (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.document.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    ),
}
_WIDTHS = (1100, 1300, 3300, 3300, 1000)
"""Of the columns, in twentieths of a point."""


def _write_docx(rows: Pairs, path: Path, headings: Headings) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in _DOCX_PARTS.items():
            package.writestr(name, part)
        with (
            package.open("word/document.xml", "w", force_zip64=True) as raw,
            TextIOWrapper(raw, encoding="utf-8", newline="\n") as file,
        ):
            file.write('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>')
            file.write(f'<w:document xmlns:w="{_WORD}"><w:body>')
            # A session is called after its file, whose name may hold anything.
            file.write(_paragraph(one_line(headings.title), size=32, is_bold=True))
            file.write('<w:tbl><w:tblPr><w:tblW w:w="10000" w:type="dxa"/></w:tblPr><w:tblGrid>')
            file.write("".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS))
            file.write("</w:tblGrid>")
            file.write(_table_row(headings.columns, is_bold=True))
            for row, _ in rows:
                file.write(_table_row(_cells(row)))
            file.write("</w:tbl>")
            file.write(_paragraph(""))
            file.write("<w:sectPr/></w:body></w:document>")


def _table_row(cells: Iterable[str], *, is_bold: bool = False) -> str:
    header = "<w:trPr><w:tblHeader/></w:trPr>" if is_bold else ""
    return (
        f"<w:tr>{header}"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            f"{_paragraph(cell, is_bold=is_bold)}</w:tc>"
            for cell, width in zip(cells, _WIDTHS, strict=True)
        )
        + "</w:tr>"
    )


def _paragraph(text: str, *, size: int = 21, is_bold: bool = False) -> str:
    bold = "<w:b/>" if is_bold else ""
    return (
        f'<w:p><w:r><w:rPr>{bold}<w:sz w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{html.escape(text, quote=False)}</w:t></w:r></w:p>'
    )


def _cells(row: UtteranceRow) -> tuple[str, ...]:
    # Control characters are no part of XML, and line breaks none of a cell.
    return tuple(
        one_line(cell)
        for cell in (row.time, row.speaker, row.text, row.translation or "", row.note)
    )


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    unfinished = path.with_name(f".{uuid.uuid4().hex[:12]}.part")
    try:
        yield unfinished
        unfinished.replace(path)
    except OSError as error:
        raise EngineError(ErrorCode.OUTPUT_UNWRITABLE, str(error), path=str(path)) from error
    finally:
        with suppress(OSError):
            unfinished.unlink()
