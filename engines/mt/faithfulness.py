"""What a translation may have lost or added: numbers, units, negation, names; each a doubt.

A doubt is not a verdict. How often each fires on translations by people (references of WMT22, lines
outside the reported slice) is its rate of false alarms, which ``bench translate`` reports.
"""

from __future__ import annotations

import re

from engines.languages import uses_han
from engines.mt.checks import leftover_words
from engines.mt.negation import negates_otherwise
from engines.mt.numbers import added_numbers, lost_numbers
from engines.mt.units import lacks_unit, lacks_weekday
from engines.types import Doubt, LanguagePair

_LATIN_NAME = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]*(?:[-.&'’+/_@#][A-Za-z0-9]+)*")
_CODE = re.compile(
    r"https?://\S+[\w/]|[\w.+-]+@[\w-]+\.[\w.]+\w|(?<![\w@])@[A-Za-z]\w+"
    r"|(?<![A-Za-z0-9-])(?:[A-Z]+-?\d[A-Za-z0-9-]*|[A-Za-z]+\d+[A-Za-z][A-Za-z0-9]*"
    r"|[A-Z]?[a-z]+[A-Z][A-Za-z]+)(?![A-Za-z0-9])"
)
"""What English writes in letters and Chinese leaves so: A380, iPhone, an address."""

_CODE_TRANSLATED = re.compile(
    r"(?i:covid)|^(?:19|20)\d\d|^[A-Z]\d?$|^[GQHF]\d+$|^Mc|^Mac[A-Z]|^[ei][BRC][a-z]+$|^FedEx$"
    r"|^O[A-Z]|^[A-Z]{2,}s$"
)
"""Chinese has words of its own for some: 新冠, 七国集团, 麦当劳, 电子书."""

_LATIN_TRANSLATED = frozenset(
    "ok no yes app vs pk diy vip ktv wifi tv it id pc pm am cm mm km kg ml".split()  # noqa: SIM905
)
"""Latin letters in Chinese that English may write in another way."""


def find_doubts(source: str, output: str, pair: LanguagePair) -> tuple[Doubt, ...]:
    """Return what an output may have lost or added; only Chinese and English are looked at."""
    found = {
        Doubt.NUMBER: has_number_doubt(source, output, pair),
        Doubt.UNIT: lacks_unit(source, output, pair),
        Doubt.NEGATION: negates_otherwise(source, output, pair),
        Doubt.NAME: bool(lost_names(source, output, pair)),
        Doubt.LEFTOVER: bool(leftover_words(output, source, pair)),
    }
    return tuple(doubt for doubt, is_there in found.items() if is_there)


def has_number_doubt(source: str, output: str, pair: LanguagePair) -> bool:
    """Say whether a number, a date, a time or a weekday was lost, changed or made up."""
    if not {pair.source, pair.target} <= {"zh", "zh-Hant", "yue", "en"}:
        return False
    is_changed = lost_numbers(source, output, pair) or added_numbers(source, output, pair)
    return bool(is_changed) or lacks_weekday(source, output, pair)


def lost_names(source: str, output: str, pair: LanguagePair) -> list[str]:
    """Return the Latin names and codes of the source that the output lacks."""
    if uses_han(pair.source) and not uses_han(pair.target):
        wanted = [
            name
            for name in _LATIN_NAME.findall(source)
            if len(name) > 1 and name.lower() not in _LATIN_TRANSLATED
        ]
    elif uses_han(pair.target):
        wanted = [code for code in _CODE.findall(source) if not _CODE_TRANSLATED.search(code)]
    else:
        return []
    return [name for name in wanted if _bare(name) not in _bare(output)]


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()
