"""Fillers and false starts of speech: which characters a reader can do without.

The rules are narrow: a word that may carry meaning stays. 那个 goes when a pause or another filler
follows it, and stays before what it points at; 嗯 goes from a sentence, and stays when it is all
that was said, because then it is the answer.
"""

from __future__ import annotations

import re

from engines.asr.text_edits import TextEdit, apply_edits

_PAUSE = "(?:[，、,…—～~]| (?=[一-鿿]))"
_START = r"(?:(?<=[，。？！；：、,.?!;:…—～~])|(?<=[，。？！；、,.?!;] )|^)"
"""The beginning of a clause, so that a filler is a word of its own."""

_HESITATION = "(?:嗯+|呃+|唔+)"
_BOUNDED = "(?:那个|这个|就是说?|怎么说呢|额+|(?<![A-Za-z])(?:u[hm]+|erm?|e?hm+)(?![A-Za-z]))"
"""Words that are fillers only where they stand alone between pauses."""
_SUBJECTS = "我们|你们|他们|她们|咱们|这个|那个|就是|我|你|他|她|它|这|那"
_LINKS = "因为|所以|如果|但是|然后|就|把"
"""What speakers begin again with. Subjects count at the beginning of a clause only (给我我的书);
对对对, 不不不 and 是是是 are answers and in neither list."""

_GOES_ON = f"(?!{_PAUSE}*(?:[。？！.?!]|$))"

_RULES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # A clause of its own at the end: 好的，嗯。 loses the pause before it too.
        f"{_PAUSE}+(?:{_BOUNDED}|{_HESITATION})(?=[。！.!]|$)",
        f"(?:{_HESITATION}{_PAUSE}*)++(?![。？！.?!]|$)",
        f"{_START}(?:{_BOUNDED}{_PAUSE}+)+",
        f"(?P<it>这个|那个)(?:{_PAUSE}?(?P=it))+{_PAUSE}*(?=我|你|他|就是|{_HESITATION})",
        f"{_START}(?P<who>{_SUBJECTS})(?:{_PAUSE}?(?P=who))*{_PAUSE}?(?=(?P=who){_GOES_ON})",
        f"(?P<many>{_SUBJECTS})(?P=many)+(?=(?P=many){_GOES_ON})",
        f"(?P<link>{_LINKS})(?:{_PAUSE}?(?P=link))*{_PAUSE}?(?=(?P=link){_GOES_ON})",
        f"{_START}(?P<said>(?:{_SUBJECTS}|{_LINKS}|应该)[一-鿿]{{2,6}}){_PAUSE}?(?=(?P=said))",
    )
)
_ENGLISH_RULES = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (
            r"(?<![A-Za-z0-9'’-])(?<!\d )(?:[Uu][hm]+|[Ee]rm?|[Ee]?[Hh]mm+)(?![A-Za-z'’-])"
            r",?(?:\s+|(?=[.?!](?!\.)|$))",
            0,
        ),
        (r"(?<=,) (?:you know|I mean),(?= )", 0),
        (
            r"\b(?P<again>I|we|he|she|they|it's|the|a|an|to|and|but|of|my|your|I'm)"
            r"(?:,? (?P=again))*,? (?=(?P=again)\b)",
            re.IGNORECASE,
        ),
    )
)
_HAN = re.compile("[一-鿿]")


def filler_edits(text: str) -> list[TextEdit]:
    """Return what to leave out of a text of simplified Chinese, English or both.

    A text of nothing but fillers stays whole.
    """
    removed: list[tuple[int, int]] = []
    for rule in (*(_RULES if _HAN.search(text) else ()), *_ENGLISH_RULES):
        for match in rule.finditer(text):
            start, end = match.span()
            if start < end and all(end <= s or e <= start for s, e in removed):
                removed.append((start, end))
    edits = [TextEdit(start, end, "") for start, end in sorted(removed)]
    rest = apply_edits(text, edits)
    if not any(c.isalnum() for c in rest):
        return []
    return [_with_capital(text, edit) for edit in edits]


def _with_capital(text: str, edit: TextEdit) -> TextEdit:
    """Give the word after a left-out beginning its capital: Um, we agree. -> We agree."""
    begins = edit.start == 0 or text[: edit.start].rstrip().endswith((".", "?", "!"))
    following = text[edit.end : edit.end + 1]
    if begins and text[edit.start : edit.start + 1].isupper() and following.islower():
        return TextEdit(edit.start, edit.end + 1, following.upper())
    return edit
