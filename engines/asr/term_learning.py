"""What a correction on the screen teaches: the word put right, and what it was heard as."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from engines.terms import Term
from engines.types import Language
from engines.word_boundaries import is_word, words_with_spans

_PIECE = re.compile(r"[A-Za-z0-9]+[+#]*(?:['’.-][A-Za-z0-9]+)*|\S|\s+")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9+#'’. -]*")
_HAN = re.compile("[㐀-䶿一-鿿]+")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈"
    "钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严欧莫孔向常佟"
)
_AFTER_NAMES = "来去说是在的了和到也就都要会"
_LONGEST = 12
"""More pieces than this is a sentence said anew, not a term."""


def term_from_correction(before: str, after: str, language: Language) -> Term | None:
    """Return the term that a reader's correction names, or None when it names none.

    A correction teaches a term when it changes one place, in a name rather than in a word that
    the dictionary has: 李晨西来了 -> 李晨曦来了 does, 在见 -> 再见 does not.

    Args:
        before: The text as it was shown, simplified Chinese or English.
        after: The text as the reader left it.
        language: The language of the utterance.
    """
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    changes = [
        change
        for change in SequenceMatcher(None, old, new, False).get_opcodes()
        if change[0] != "equal"
    ]
    if len(changes) != 1 or changes[0][0] != "replace":
        return None
    _, old_start, old_end, new_start, new_end = changes[0]
    if max(old_end - old_start, new_end - new_start) > _LONGEST:
        return None
    heard, text = "".join(old[old_start:old_end]), "".join(new[new_start:new_end])
    if _LATIN.fullmatch(text.strip()):
        return Term(text.strip(), "en", (heard.strip(),)) if heard.strip() else None
    if not _HAN.fullmatch(text):
        return None
    # The name reaches further than the characters that were wrong in it.
    start = len("".join(new[:new_start]))
    left, right = _widened(after, start, start + len(text))
    name = after[left:right]
    heard = before[left : len(before) - (len(after) - right)]
    if len(name) < 2 or is_word(name) or not _HAN.fullmatch(name) or not heard:
        return None
    return Term(name, language, (heard,))


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the words, known or guessed, with the surname before them."""
    words = list(words_with_spans(text, guess_names=True))
    touched = [(s, e) for s, e, _ in words if s < end and start < e]
    left, right = min([start, *(s for s, _ in touched)]), max([end, *(e for _, e in touched)])
    right = max(end, left + len(text[left:right].rstrip(_AFTER_NAMES)))
    if right - left == 1 and text[left] in _SURNAMES:
        right = next((e for s, e, word in words if s == right and len(word) <= 2), right)
    elif right - left <= 2 and left > 0 and text[left - 1] in _SURNAMES:
        left -= 1
    return left, right
