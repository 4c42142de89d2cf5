"""What is left of a text when only what was said counts: no punctuation, case, width or breaks."""

from __future__ import annotations

import re
import unicodedata

_HAN = r"\u3400-\u9fff"
_NOT_SAID = re.compile(r"[^\w:.%\s]|_|(?<!\d)[:.]|[:.](?!\d)")
"""A colon and a point are said only inside "7:30" and "1.5"."""
_APOSTROPHES = re.compile(r"['’‘`]")
_SPACES = re.compile(r"\s+")
_SPACE_AT_HAN = re.compile(rf"(?<=[{_HAN}])\s+|\s+(?=[{_HAN}])")


def spoken_form(text: str) -> str:
    """Return the words of ``text`` in small letters, one space between those that have one."""
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text).casefold())
    plain = _SPACES.sub(" ", _NOT_SAID.sub(" ", plain))
    return _SPACE_AT_HAN.sub("", plain).strip()
