"""Bytes of a text file as text and back, in the encoding and with the line ends it came with."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from engines.errors import EngineError, ErrorCode

_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """How a text was written."""

    codec: str
    mark: bytes = b""
    """The byte order mark in front."""
    is_crlf: bool = False

    def encode(self, text: str, errors: str = "strict") -> bytes:
        """Return text as it came; as UTF-8 where its encoding lacks a character of it."""
        if self.is_crlf:
            text = text.replace("\n", "\r\n")
        try:
            return self.mark + text.encode(self.codec, errors)
        except UnicodeEncodeError:
            return text.encode("utf-8", "surrogatepass")


def decode(data: bytes, path: str) -> tuple[str, TextEncoding]:
    """Return text whose lines end in newlines, and how to write it again.

    Reads UTF-8, UTF-16 with its mark, GB 18030 and, for what is neither, Windows-1252.

    Raises:
        EngineError: DOCUMENT_DAMAGED when it is not text.
    """
    encoding = _encoding(data, path)
    try:
        text = data[len(encoding.mark) :].decode(encoding.codec)
    except UnicodeDecodeError as error:
        raise EngineError(ErrorCode.DOCUMENT_DAMAGED, str(error), path=path) from error
    if "\0" in text:
        raise EngineError(ErrorCode.DOCUMENT_DAMAGED, "a zero byte in text", path=path)
    if "\r\n" in text and text.count("\r\n") == text.count("\n"):
        text = text.replace("\r\n", "\n")
        encoding = TextEncoding(encoding.codec, encoding.mark, is_crlf=True)
    return text, encoding


def _encoding(data: bytes, path: str) -> TextEncoding:
    if data.startswith(codecs.BOM_UTF8):
        return TextEncoding("utf-8", codecs.BOM_UTF8)
    for mark, codec in _UTF_16.items():
        if data.startswith(mark):
            return TextEncoding(codec, mark)
    if b"\0" in data:
        raise EngineError(ErrorCode.DOCUMENT_DAMAGED, "a zero byte in text", path=path)
    for codec in ("utf-8", "gb18030", "cp1252"):
        try:
            data.decode(codec)
        except UnicodeDecodeError:
            continue
        if codec != "gb18030" or _is_chinese(data):
            return TextEncoding(codec)
    raise EngineError(ErrorCode.DOCUMENT_DAMAGED, "no known encoding", path=path)


def _is_chinese(data: bytes) -> bool:
    """Say whether bytes beyond ASCII come in pairs, as in GB 2312: accents in Latin text do not."""
    high = sum(byte >= 0x80 for byte in data)
    paired = 0
    index = 0
    while index < len(data) - 1:
        if data[index] >= 0xA1 and data[index + 1] >= 0xA1:
            paired += 2
            index += 1
        index += 1
    return paired * 3 >= high * 2
