"""The two ways of writing Chinese, as a choice of the reader."""

from __future__ import annotations

from enum import StrEnum


class ChineseScript(StrEnum):
    """The two ways of writing Chinese."""

    SIMPLIFIED = "simplified"
    TRADITIONAL = "traditional"
