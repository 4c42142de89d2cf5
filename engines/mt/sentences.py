"""Where sentences end, per script, and how translated ones are put together again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
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
    # As Chinese is typed on a Latin keyboard; a lone dot there may be the one within 卡尔.马克思.
    rf"|[!?]+[{re.escape(_CLOSERS)}]*(?=[一-鿿“「『《])"
)

_ABBREVIATIONS = re.compile(
    r"mr|mrs|ms|dr|prof|rev|gen|col|capt|lt|sgt|sen|gov|pres|hon|st|mt|vs|eds?|est|approx|dept"
    r"|cf|viz|e\.g|i\.e|al|ca",
    re.IGNORECASE,
)
"""English abbreviations that something always follows."""

_BEFORE_NUMBERS = re.compile(
    r"nos?|figs?|eqs?|secs?|chs?|vols?|pp?|art|jan|feb|apr|aug|sept?|oct|nov|dec", re.IGNORECASE
)
"""English abbreviations that a number follows."""

_MAY_END = re.compile(r"etc|inc|ltd|co|corp|jr|sr|a\.m|p\.m|d\.c", re.IGNORECASE)
"""English abbreviations that may also be the last word of a sentence."""

_BEFORE_NAMES = re.compile(r"u\.s(?:\.a)?|u\.k|u\.n|e\.u", re.IGNORECASE)
"""Abbreviations that a name often follows: the U.S. Army."""

_STARTERS = re.compile(
    r"(?:the|an?|this|that|these|those|he|she|it|they|we|you|i|his|her|its|their|our|my|but|and|so"
    r"|in|on|at|for|when|if|as|there|then|what|who|where|why|how|now|yes|no)[\s'’]",
    re.IGNORECASE,
)
"""Words that after such an abbreviation begin a sentence, not a name."""

_ITEM_NUMBER = re.compile(r"[\s(]*\d{1,2}")
"""What stands alone before a dot as the number of a list's item, not as a sentence."""

_WHO_SAID_IT = re.compile(r"[^，。！？、：；“”\s]{1,6}(?:[说问喊叫答]|(?<!知)道)|[^\S\n]*[a-z]")
"""What goes on after the quotation that it belongs to: “走吧。”他说."""

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
    return max((end for end in _ends(text, is_growing=True) if end < len(text)), default=0)


def sentence_ends(text: str, start: int = 0) -> list[int]:
    """Return where the sentences of a finished text end that end after ``start``, its end last."""
    inner = [end for end in _ends(text) if end > start and text[end:].strip()]
    return [*inner, len(text)]


def _split_line(line: str) -> list[str]:
    parts: list[str] = []
    start = 0
    for end in _ends(line):
        parts.append(line[start:end].strip())
        start = end
    parts.append(line[start:].strip())
    return [part for part in parts if part]


def _ends(text: str, *, is_growing: bool = False) -> Iterator[int]:
    """Yield where each sentence ends; at the end of a growing text a stop may prove to be none."""
    start = 0
    for match in _BOUNDARY.finditer(text):
        following = text[match.end() :]
        if match.group().startswith("."):
            is_item = _ITEM_NUMBER.fullmatch(text, start, match.start()) and match.group() == "."
            if (is_item and (following or is_growing)) or _is_abbreviation(text, match, is_growing):
                continue
        # Of a growing text no end may be taken back, so 他问 that comes later stands alone.
        is_quoted = match.group()[-1] in _CLOSERS and not is_growing
        if is_quoted and _WHO_SAID_IT.match(following):
            continue
        following = following.lstrip()
        if match.group() == "…" and (following[:1].islower() or (is_growing and not following)):
            continue
        start = match.end()
        yield start


def _is_abbreviation(line: str, dot: re.Match[str], is_growing: bool) -> bool:
    following = line[dot.end() :].lstrip()
    if not following and not is_growing:
        return False
    if dot.group() != "." or following[:1].islower():
        # An ellipsis within a sentence, or a dot that the sentence goes on after.
        return following[:1].islower()
    words = re.split(r"[\s(\[\"'“‘一-鿿]", line[: dot.start()])
    word = words[-1]
    if _ABBREVIATIONS.fullmatch(word):
        return True
    if _BEFORE_NUMBERS.fullmatch(word):
        return following[:1].isdigit() or not following
    if _MAY_END.fullmatch(word):
        return not following[:1].isupper()
    if _BEFORE_NAMES.fullmatch(word):
        return _STARTERS.match(following) is None
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
