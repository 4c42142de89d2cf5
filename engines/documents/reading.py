"""Opens a document by the ending of its name."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from engines.documents.interfaces import Document
from engines.errors import EngineError, ErrorCode


class DocumentKind(StrEnum):
    """The formats that can be translated."""

    TEXT = "text"
    MARKDOWN = "markdown"
    SUBTITLES = "subtitles"
    WORD = "word"
    HTML = "html"


_KINDS = {
    ".txt": DocumentKind.TEXT,
    ".md": DocumentKind.MARKDOWN,
    ".markdown": DocumentKind.MARKDOWN,
    ".srt": DocumentKind.SUBTITLES,
    ".vtt": DocumentKind.SUBTITLES,
    ".docx": DocumentKind.WORD,
    ".html": DocumentKind.HTML,
    ".htm": DocumentKind.HTML,
}

DOCUMENT_ENDINGS = tuple(_KINDS)
"""The endings of names that are read, with their dots."""


def is_document(path: Path) -> bool:
    """Say whether a name ends like a document that can be read."""
    return path.suffix.lower() in _KINDS


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a document.

    Raises:
        EngineError: DOCUMENT_UNSUPPORTED, FILE_NOT_FOUND, FILE_UNREADABLE or FILE_EMPTY.
    """
    if not is_document(path):
        raise EngineError(ErrorCode.DOCUMENT_UNSUPPORTED, path.suffix, path=str(path))
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise EngineError(ErrorCode.FILE_NOT_FOUND, str(error), path=str(path)) from error
    except OSError as error:
        raise EngineError(ErrorCode.FILE_UNREADABLE, str(error), path=str(path)) from error
    if not data.strip():
        raise EngineError(ErrorCode.FILE_EMPTY, path=str(path))
    return data


def parse(data: bytes, path: Path) -> Document:
    """Return the document in the bytes of a file.

    Raises:
        EngineError: DOCUMENT_UNSUPPORTED or DOCUMENT_DAMAGED.
    """
    name = str(path)
    # Imported here: each format brings a library of its own.
    match _KINDS.get(path.suffix.lower()):
        case DocumentKind.TEXT:
            from engines.documents.plain_text import PlainText

            return PlainText(data, name)
        case DocumentKind.MARKDOWN:
            from engines.documents.markdown import Markdown

            return Markdown(data, name)
        case DocumentKind.SUBTITLES:
            from engines.documents.subtitles import Subtitles

            return Subtitles(data, name)
        case DocumentKind.WORD:
            from engines.documents.word_file import WordFile

            return WordFile(data, name)
        case DocumentKind.HTML:
            from engines.documents.html_page import HtmlPage

            return HtmlPage(data, name)
        case None:
            raise EngineError(ErrorCode.DOCUMENT_UNSUPPORTED, path.suffix, path=name)
