"""Where sentences end, per script, and how translated ones are put together again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engines.languages import is_spaced
from engines.types import Language

_FULL_STOPS = "。！？｡．"
"""Signs that end a sentence wherever they stand."""

_SPACED_STOPS = ".!?…؟۔।॥།༎។။"
"""Signs that end a sentence only before a space or the end: a dot may also be a decimal point."""

_CLOSERS = "\"'”’」』）)】》〉]"

_BOUNDARY = re.compile(
    rf"[{_FULL_STOPS}][{_FULL_STOPS}{_SPACED_STOPS}]*[{re.escape(_CLOSERS)}]*"
    rf"|[{re.escape(_SPACED_STOPS)}]+[{re.escape(_CLOSERS)}]*(?=\s|$)"
)

_ABBREVIATIONS = re.compile(
    r"mr|mrs|ms|dr|prof|rev|gen|col|capt|lt|sgt|sen|gov|pres|hon|st|mt|vs|eds?|est|approx|dept"
    r"|cf|viz|e\.g|i\.e|al|ca",
    re.IGNORECASE,
)
"""English abbreviations that something always follows."""

_BEFORE_NUMBERS = re.compile(r"nos?|figs?|eqs?|secs?|chs?|vols?|pp?|art", re.IGNORECASE)
"""English abbreviations that a number follows."""

_MAY_END = re.compile(r"etc|inc|ltd|co|corp|jr|sr|a\.m|p\.m|u\.s|u\.k|u\.n|d\.c", re.IGNORECASE)
"""English abbreviations that may also be the last word of a sentence."""

_INITIALS = re.compile(r"(?:[A-Z]\.)*[A-Z]")

_SOFT_BREAK = re.compile(r"(?<=[，；：、,;:])\s*|\s+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and the line breaks that came after it."""

    text: str
    """Not blank, no space at either end."""
    line_breaks: str = ""
    """The newline characters between this sentence and the next."""


def split_sentences(text: str) -> list[Sentence]:
    """Split text at the ends of its sentences; nothing but spaces is left out.

    Chinese and Japanese stops end a sentence by themselves. Others need a space after them, so that
    decimal points, versions and addresses stay whole; "Dr." and initials do not end a sentence.
    """
    sentences: list[Sentence] = []
    for line in re.findall(r"[^\n]*\n*", text):
        content = line.rstrip("\n")
        found = _split_line(content)
        for index, sentence in enumerate(found):
            is_last = index == len(found) - 1
            sentences.append(Sentence(sentence, "\n" * (len(line) - len(content)) * is_last))
    return sentences


def complete_length(text: str) -> int:
    """Return how much of a growing text is whole sentences; what follows may still go on.

    A sentence counts once something stands behind its stop: "3." may become "3.5".
    """
    complete = 0
    for match in _BOUNDARY.finditer(text):
        is_abbreviation = match.group().startswith(".") and _is_abbreviation(text, match)
        if not is_abbreviation and match.end() < len(text):
            complete = match.end()
    return complete


def _split_line(line: str) -> list[str]:
    parts: list[str] = []
    start = 0
    for match in _BOUNDARY.finditer(line):
        if match.group().startswith(".") and _is_abbreviation(line, match):
            continue
        parts.append(line[start : match.end()].strip())
        start = match.end()
    parts.append(line[start:].strip())
    return [part for part in parts if part]


def _is_abbreviation(line: str, dot: re.Match[str]) -> bool:
    following = line[dot.end() :].lstrip()
    if not following:
        return False
    if dot.group() != "." or following[0].islower():
        # An ellipsis within a sentence, or a dot that the sentence goes on after.
        return following[0].islower()
    words = re.split(r"[\s(\[\"'“‘]", line[: dot.start()])
    word = words[-1]
    if _ABBREVIATIONS.fullmatch(word):
        return True
    if _BEFORE_NUMBERS.fullmatch(word):
        return following[0].isdigit()
    if _MAY_END.fullmatch(word):
        return not following[0].isupper()
    # "J. K. Rowling", but not "plan B. We"; a lone "I" is a pronoun.
    before = words[-2] if len(words) > 1 else ""
    is_in_name = not before or before[:1].isupper()
    return _INITIALS.fullmatch(word) is not None and word != "I" and is_in_name


def join_sentences(sentences: Iterable[Sentence], language: Language) -> str:
    """Put sentences together with the spacing of their language, keeping line breaks."""
    space = " " if is_spaced(language) else ""
    parts: list[str] = []
    for sentence in sentences:
        parts.append(sentence.text)
        parts.append(sentence.line_breaks or space)
    return "".join(parts).strip()


def split_long(text: str, max_length: int) -> list[str]:
    """Cut text longer than ``max_length`` characters at commas, else at spaces, else anywhere.

    The pieces joined without spaces, the text without spaces: nothing is lost.
    """
    if len(text) <= max_length:
        return [text]
    pieces: list[str] = []
    current = ""
    start = 0
    ends = [match.end() for match in _SOFT_BREAK.finditer(text)] + [len(text)]
    for end in ends:
        clause = text[start:end]
        start = end
        if current and len(current) + len(clause.rstrip()) > max_length:
            pieces.append(current.strip())
            current = ""
        current += clause
        while len(current.rstrip()) > max_length:
            pieces.append(current[:max_length].strip())
            current = current[max_length:]
    pieces.append(current.strip())
    return [piece for piece in pieces if piece]


def pack_sentences(sentences: Sequence[Sentence], max_length: int) -> list[Sentence]:
    """Put neighbouring sentences of a line together, up to ``max_length`` characters each.

    A model that reads several sentences at once has more to go by; one that is longer than
    ``max_length`` is cut.
    """
    packed: list[Sentence] = []
    for sentence in sentences:
        *heads, tail = split_long(sentence.text, max_length)
        for piece in [*(Sentence(head) for head in heads), Sentence(tail, sentence.line_breaks)]:
            last = packed[-1] if packed else None
            if last and not last.line_breaks and len(last.text) + len(piece.text) < max_length:
                # A stop of a spaced script was followed by a space, and needs it.
                space = "" if last.text[-1] in _FULL_STOPS + _CLOSERS + "，；：、" else " "
                packed[-1] = Sentence(last.text + space + piece.text, piece.line_breaks)
            else:
                packed.append(piece)
    return packed
