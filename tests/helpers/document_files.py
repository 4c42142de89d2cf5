"""Documents for tests, made here, and translators that show what became of each text."""

from __future__ import annotations

import io
from pathlib import Path

import docx
from docx.document import Document as DocxDocument

from engines.documents.interfaces import Document, Rendering
from engines.documents.reading import parse


def opened(data: bytes | str, name: str) -> Document:
    """Read a document from memory."""
    return parse(data.encode() if isinstance(data, str) else data, Path(name))


def same(text: str) -> str:
    """Translate nothing."""
    return text


def shouted(text: str) -> str:
    """Translate into capitals."""
    return text.upper()


def rendered(
    data: bytes | str, name: str, translation_of: object = shouted, target: str = "en"
) -> str:
    """Read, translate and write a text document."""
    assert callable(translation_of)
    return opened(data, name).render(translation_of, Rendering(target)).decode()


def docx_bytes(document: DocxDocument) -> bytes:
    """Return the file of a document of python-docx."""
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def reread(data: bytes) -> DocxDocument:
    """Open a file with python-docx, as somebody else would."""
    return docx.Document(io.BytesIO(data))
