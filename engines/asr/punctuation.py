"""Marks and spaces in Chinese text: full width, no space between scripts, a mark at the end.

Nothing here looks further ahead than a few characters, so that text which two passes over a growing
utterance agree on gets the same marks in both.
"""

from __future__ import annotations

import re

from engines.asr.text_edits import TextEdit

_HAN = "㐀-䶿一-鿿豈-﫿"
_WIDE_MARKS = "，。？！：；、…—《》“”‘’（）【】"
_FULL_WIDTH = {
    ",": "，",
    ".": "。",
    "?": "？",
    "!": "！",
    ":": "：",
    ";": "；",
    "､": "、",
    "｡": "。",
}
_NOT_AFTER_DIGIT = frozenset(".:,")
"""3.你好 is a list, 3:二 a score: beside a digit these say something else."""

_HALF_MARK = re.compile(
    rf"(?:(?<=[{_HAN}{_WIDE_MARKS}])|(?<=[{_HAN}] ))(?P<beside>\.(?![A-Za-z0-9])|[,?!:;､｡])"
    rf"|(?<=[^\s])[,.?!:;](?=\s*[{_HAN}])"
)
_ELLIPSIS = re.compile(rf"(?<=[{_HAN}])(?:\.{{2,}}|。{{2,}}|…(?!…))")
_SPACE = re.compile(r"[ \t\u3000]+")
_CLAUSE_CHARS = 4
"""A space between clauses of this length stands for a pause, as subtitles write it."""
_CLAUSE_BEFORE = re.compile(rf"[{_HAN}]{{{_CLAUSE_CHARS}}}$")
_CLAUSE_AFTER = re.compile(rf"[{_HAN}]{{{_CLAUSE_CHARS}}}")
_TITLE_CHARS = 8
"""A whole utterance of this length between 《 and 》 is a sentence, not a title: Whisper invents
the marks."""

_ENDS_WITH_MARK = re.compile(r"[。？！…，、；：.?!,;:~～—”’》）)\]]\s*$")
_ASKS_AT_END = re.compile(
    "(?:吗|什么|为什么|谁|哪里|哪儿|哪个|哪些|怎么办|怎么样|怎样|多少钱?|多久|多大|多远|多长时间|几点|几个"
    "|什么时候|好不好|对不对|行不行|是不是|可不可以|能不能|有没有|好吗|何时)[呢啊呀了]?$"
)
_ASKS_WITHIN = re.compile(
    "^(?:难道|为什么|为何|怎么(?!也|都|说)|谁(?!都|也)|哪[里儿个些位]|什么时候|要不要|你们?(?:要不要|知不知道))"
)
_ASKS_NE = re.compile(
    "谁|什么|哪|怎|为何|几|多少|多久|是不是|有没有|能不能|会不会|还是|^(?:那|那么)?[你我他她您这那](?:们|个|边)?呢$"
)
_ASKS_ANYWHERE = re.compile("是不是|有没有|能不能|会不会|可不可以|^.{0,4}是否")
_ASKS_YOU = re.compile(
    "^(?:那么?)?(?:你|您|这|那|从).*(?:什么|哪|谁|多久|多少|多[大高远长]|怎么|怎样|为何|几[点个岁次])"
)
_DOES_NOT_ASK = re.compile(
    "知道|不管|无论|不论|没什么|看看|告诉|清楚|明白|问|取决于|随便|了解|记得|忘|搞懂|不懂|必须|在于|关于|决定"
    "|想要什么就|(?:什么|谁|哪[儿里个]|怎么|多少)[都也]|[没不]怎么|多少有|看中|看来|说了什么|做了什么|做点什么"
    "|这就?是为什么|分辨|确认|检查|确保|考虑|在乎"
)
_LAST_CLAUSE = re.compile("[^，。？！；,.?!;]*$")


def punctuation_edits(text: str) -> list[TextEdit]:
    """Return what to replace so that Chinese marks are wide and no space stands beside Chinese."""
    edits = _stray_title_marks(text)
    taken = {index for edit in edits for index in range(edit.start, edit.end)}
    for match in _ELLIPSIS.finditer(text):
        edits.append(TextEdit(match.start(), match.end(), "……"))
        taken.update(range(match.start(), match.end()))
    for match in _HALF_MARK.finditer(text):
        index, mark = match.start(), match.group()
        after_digit = text[index - 1].isdigit() and not match["beside"]
        if index in taken or (after_digit and mark in _NOT_AFTER_DIGIT):
            continue
        edits.append(TextEdit(index, index + 1, _FULL_WIDTH[mark]))
        taken.add(index)
    wide = "".join(_FULL_WIDTH.get(c, c) if i in taken else c for i, c in enumerate(text))
    edits += _spaces(wide, taken)
    return sorted(edits, key=lambda edit: edit.start)


def final_mark(text: str) -> str:
    """Return the mark that a finished Chinese utterance still needs; "" when it needs none."""
    if _ENDS_WITH_MARK.search(text) or not re.search(f"[{_HAN}]", text):
        return ""
    clause = _LAST_CLAUSE.search(text)
    last = clause.group() if clause is not None else text
    return "？" if _asks(last) else "。"


def _asks(clause: str) -> bool:
    if clause.endswith("吗") or clause.startswith("请问"):
        return True
    if _DOES_NOT_ASK.search(clause):
        return False
    if clause.endswith("呢"):
        return _ASKS_NE.search(clause) is not None
    signs = (_ASKS_AT_END, _ASKS_WITHIN, _ASKS_ANYWHERE, _ASKS_YOU)
    return any(sign.search(clause) for sign in signs)


def _stray_title_marks(text: str) -> list[TextEdit]:
    """Remove 《 that is never closed, and the pair around a whole sentence."""
    opened, closed = text.count("《"), text.count("》")
    end = len(text.rstrip("。.！!？?， "))
    begins, ends = text.startswith("《"), text[:end].endswith("》")
    is_whole = begins and ends and opened == closed == 1 and end - 2 >= _TITLE_CHARS
    edits = []
    if begins and (is_whole or closed == 0):
        edits.append(TextEdit(0, 1, ""))
    if ends and (is_whole or opened == 0):
        edits.append(TextEdit(end - 1, end, ""))
    return edits


def _spaces(text: str, taken: set[int]) -> list[TextEdit]:
    edits = []
    for match in _SPACE.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        beside = (before[-1:], after[:1])
        if not any(re.match(f"[{_HAN}{_WIDE_MARKS}]", side) for side in beside):
            continue
        is_pause = _CLAUSE_BEFORE.search(before) and _CLAUSE_AFTER.match(after)
        if not taken.intersection(range(*match.span())):
            edits.append(TextEdit(match.start(), match.end(), "，" if is_pause else ""))
    return edits
