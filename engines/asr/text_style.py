"""How recognised text is to look, as plain values that cross a process boundary."""

from __future__ import annotations

from dataclasses import dataclass, field

from engines.asr.steadiness import Steadiness
from engines.chinese_script import ChineseScript
from engines.terms import TermList


@dataclass(frozen=True, slots=True)
class TextStyle:
    """What a reader chose."""

    script: ChineseScript = ChineseScript.SIMPLIFIED
    """How every Chinese text that leaves recognition is written."""
    writes_numbers: bool = True
    """百分之二十五 is shown as 25%; in words when False. Finals only."""
    sets_punctuation: bool = True
    """Chinese has its own marks, and a final ends with one."""
    keeps_fillers: bool = True
    """嗯 and um are shown. Without them only in finals."""
    terms: TermList = field(default_factory=TermList)
    """What is written the user's way where it is heard. Finals only."""
    steadiness: Steadiness = Steadiness.FASTEST
    """How much of an unfinished utterance is shown, and how early it is promised."""
