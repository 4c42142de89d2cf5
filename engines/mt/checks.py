"""What a translation may not be: empty, endless, the wrong script, an echo, an answer, a remark."""

from __future__ import annotations

import re
from enum import StrEnum

from engines.languages import is_han, uses_han
from engines.mt.latin import is_ordinary
from engines.types import LanguagePair


class Problem(StrEnum):
    """Why the text a model wrote is no translation."""

    EMPTY = "empty"
    LOOP = "loop"
    """A stretch of text again and again, and the source does not do that."""
    WRONG_SCRIPT = "wrong_script"
    """Chinese characters in a language written without them."""
    ECHO = "echo"
    """The source, given back untranslated."""
    RUNAWAY = "runaway"
    """Far longer than any translation, or a program: the model did what it read."""
    ANSWER = "answer"
    """A question became a statement: an answer perhaps, though "好吗？" may well be "okay"."""
    COMMENT = "comment"
    """A sentence about the text or its translation, where the source speaks of neither."""
    ASSISTANT = "assistant"
    """The model refuses or offers its help, and nobody in the source does."""
    TRUNCATED = "truncated"
    """The model was still writing when its limit was reached: the end is lost."""


_QUESTION_MARKS = "?？؟"

_LOOP = re.compile(r"(.{1,60}?)\1{4,}", re.DOTALL)
_LOOP_MIN_LENGTH = 8
"""A run shorter than this ("哈哈哈哈哈", "......") is style."""

_PREFACE = re.compile(
    r"^(?:(?:sure|certainly|of course|okay|ok)[,.!][^\n]{0,80}\n+"
    r"|(?:here(?: is|'s)|below is)[^\n:]{0,60}translat[^\n:]{0,60}:\s*"
    r"|(?:the )?(?:english |chinese )?translat(?:ion|ed text)(?: is)?\s*[:：]\s*"
    r"|(?:english|(?:simplified )?chinese)\s*[:：]\s*"
    r"|(?:简体)?(?:中文|英文|英语|汉语)\s*[:：]\s*"
    r"|(?:简体)?(?:中文|英文|英语)?(?:译文|翻译(?:结果)?)(?:如下|是)?\s*[:：]\s*)",
    re.IGNORECASE,
)
_COMMENT = re.compile(
    r"\s[（(\[](?:(?:translator's )?note|explanation)\s*:[^)）\]\n]*[)）\]]\s*\Z"
    r"|[（(【](?:译者?注|注释?|说明|备注)\s*[:：][^)）】\n]*[)）】]\s*\Z"
    r"|\n\s*[（(\[【]?(?:note|notes|explanation|translator's note|注|注意|注释|说明|解释|备注)"
    r"\s*[:：].*",
    re.IGNORECASE | re.DOTALL,
)
_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_ABOUT_THE_TEXT = re.compile(
    r"""
    # The Chinese text "..." translates to; this sentence means "..."
      ^(?:the|this|that|your)\ (?:\w+\ ){0,2}(?:text|sentence|phrase|words?|expression)\b[^\n]*?
        (?:\btranslat\w+(?:\ (?:in)?to\b)?|[”"]\ means\b|\bmeans\b(?=[\s:,]*[“"]))
    | ^(?:the\ |a\ )?(?:\w+\ ){0,2}translation\ (?:of|for|in|into|would|could|is)\b
    | ^(?:this|it)\ (?:\w+\ ){0,2}translate[sd]\ (?:in)?to\b(?=\s*(?:[:“"]|english|chinese))
    | ^in\ (?:english|chinese),?\ (?:this|it|that)\ (?:means|is|would\ be|says)\b
    | ^(?:(?:sure|certainly|of\ course|okay|ok)[,.!]\ )?
        (?:here(?:\ is|'s|’s)|below\ is|the\ following\ is)\b[^\n:]*\btranslat(?:ion|ed)\b
    | ^[“"][^\n]*[”"]\ (?:translates|is\ translated|can\ be\ translated)\ (?:in)?to\b
    # 这句话的意思是, 这段英文可以翻译为"...", 翻译如下, 以下是中文翻译
    | ^(?:[这该此]|上面|以上|上述|原文)[^，。\n]{0,60}?
        (?:[的话文词](?:意思|含义|译文|翻译)[是为]|译[为成作](?=[\s:：]*[“"「]))
    | ^[“"][^\n]*[”"][^，。\n]{0,12}(?:意思是|译[为成作])
    | ^(?:(?:[中英]文|汉语|英语)的?(?:意思|翻译|译文)[是为]|(?:翻译|译文)(?:结果)?如下)
    | ^(?:以下|下面|这里)就?是[^，。\n]{0,30}(?:翻译|译文)
    | ^(?:好的|当然|没问题)[，,！!。][^\n]{0,30}(?:翻译|译文)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SPEAKS_OF_TRANSLATION = re.compile(
    r"译|意思|含义|意味|是指|指的是|translat|interpret|\bmean|\bstands? for\b", re.IGNORECASE
)
"""A source with these words may well become a sentence like a model's own remark."""

_ANNOUNCES_TRANSLATION = re.compile(r"(?:译|translat)[^:：]*[:：]", re.IGNORECASE)

_ASSISTANT = re.compile(
    r"^(?:(?:i['’]m |i am )?(?:(?:very|so|really) )?sorry|i apologi[sz]e|unfortunately)\b"
    r".{0,40}\b(?:can['’]t|cannot|can not|unable|not able)\b"
    r"|^i (?:can['’]t|cannot|am unable to) (?:assist|help|fulfill?|provide|translate)\b"
    r"|^i (?:will not|won['’]t|refuse to|do not|don['’]t) translate\b"
    r"|\bas an? (?:ai|artificial intelligence|(?:large )?language model)\b"
    r"|^(?:很|非常|十分)?(?:抱歉|对不起|遗憾).{0,12}(?:无法|不能|没法|没有办法|帮不)"
    r"|^我(?:无法|不能|不会|拒绝)(?:协助|帮助|提供|满足|回答|翻译|执行)"
    r"|^(?:sure|certainly|of course)[,.!] (?:i can|i['’]d be|i will|i['’]ll|please provide)\b"
    r"|^please provide (?:me with )?(?:the|your|more) \b.{0,30}(?:text|sentence|information)\b"
    r"|^(?:当然|好的|没问题)[，,！!。]\s*(?:我(?:可以|很乐意|会|来)|请(?:提供|告诉))"
    r"|请(?:您|你)?提供.{0,12}(?:文本|句子|内容|原文|信息)"
    r"|作为(?:一个|一名)?(?:ai|人工智能|(?:大型)?语言模型)",
    re.IGNORECASE,
)
_HELPS_OR_DECLINES = re.compile(
    r"当然|好的|没问题|帮|提供|抱歉|对不起|不好意思|遗憾|可惜|不幸|恐怕|无法|不能|没法|没办法|不可以|不了|不到|不会|不肯|不翻|不译|拒绝|帮不"
    r"|人工智能|语言模型|(?<![a-z])ai(?![a-z])"
    r"|\bsure\b|certainly|of course|no problem|all right|\bok\b|okay|help|provide|supply|give"
    r"|sorry|apolog|afraid|regret|unfortunate|unable|not able|can['’]?t\b|cannot|can not"
    r"|could|won['’]t|will not|refuse|not translate|['’]t translate|artificial|language model",
    re.IGNORECASE,
)
"""A source with these words may well become a sentence like an assistant's."""

_ORDINARY_WORD = re.compile(r"(?<![\w.@/'’-])[a-z]{3,}(?![\w@/'’-]|\.\w)", re.ASCII)
"""A word in small letters, and no part of a name, an address or a file."""

_QUOTED = re.compile(r"[\s:：,，]*(?P<open>[“\"「])(?P<text>.+)[”\"」][.。]?", re.DOTALL)

_QUOTES = (("“", "”"), ('"', '"'), ("「", "」"), ("'", "'"), ("‘", "’"))


def clean(output: str, source: str) -> str:
    """Take off what a model writes around a translation; the translation itself is kept whole.

    Removes thinking, a preface ("Translation:"), a comment after a line break ("Note: ...") and
    quotation marks around the whole, each only where the source has nothing like it.
    """
    text = _THINKING.sub("", output).strip()
    if not _PREFACE.match(source.lstrip()) and not _ANNOUNCES_TRANSLATION.search(source):
        text = _PREFACE.sub("", text, count=1)
    if not _COMMENT.search("\n" + source):
        text = _COMMENT.sub("", text)
    text = _without_remark(text.strip(), source)
    for opening, closing in _QUOTES:
        inner = text[1:-1]
        if (
            len(text) > 2
            and text[0] == opening
            and text[-1] == closing
            and opening not in inner
            and closing not in inner
            and source.strip()[:1] not in {"“", '"', "「", "'", "‘", "《", "『"}
        ):
            text = inner.strip()
    if text.endswith("”") and "“" not in text and "”" not in source:
        # The end of the quotation that the prompt began.
        text = text[:-1].strip()
    if "\n" not in source.strip():
        # One line in, one line out; Chinese keeps no space where the break was.
        text = re.sub(r"\s*\n\s*", lambda m: _space_between(text, m.start(), m.end()), text)
    return text


def _without_remark(text: str, source: str) -> str:
    """Take the translation out of a remark that ends in it: 'This sentence means "Go."'."""
    remark = _ABOUT_THE_TEXT.match(text)
    if remark is None or _SPEAKS_OF_TRANSLATION.search(source):
        return text
    rest = text[remark.end() :]
    if (quoted := _QUOTED.fullmatch(rest)) is not None and quoted["open"] not in quoted["text"]:
        return quoted["text"].strip()
    if (colon := re.match(r"\s*[:：]\s*(?=\S)", rest)) is not None:
        return rest[colon.end() :]
    return text


def _space_between(text: str, start: int, end: int) -> str:
    return "" if is_han(text[end]) or text[start - 1] in "。，！？；：" else " "


def find_problem(output: str, source: str, pair: LanguagePair) -> Problem | None:
    """Return why a cleaned output is no translation of the source, None when it may be one."""
    if not output.strip():
        return Problem.EMPTY
    if _loops(output) and not _loops(source):
        return Problem.LOOP
    if not uses_han(pair.target) and any(is_han(character) for character in output):
        return Problem.WRONG_SCRIPT
    if _is_echo(output, source, pair):
        return Problem.ECHO
    writes_code = "```" in output and "```" not in source
    if writes_code or len(output) > _longest_plausible(source):
        return Problem.RUNAWAY
    if _ABOUT_THE_TEXT.match(output) and not _SPEAKS_OF_TRANSLATION.search(source):
        return Problem.COMMENT
    if _ASSISTANT.search(output) and not _HELPS_OR_DECLINES.search(source):
        return Problem.ASSISTANT
    if is_question(source) and not any(mark in output for mark in _QUESTION_MARKS):
        return Problem.ANSWER
    return None


def is_question(text: str) -> bool:
    """Say whether a text ends in a question mark."""
    return text.rstrip(" \"'”’」』）)").endswith(tuple(_QUESTION_MARKS))


def has_letters(text: str) -> bool:
    """Say whether there is anything to translate: numbers and signs alone are the same anywhere."""
    return any(character.isalpha() for character in text)


def han_count(text: str) -> int:
    """Return how many Chinese characters a text has."""
    return sum(map(is_han, text))


def _loops(text: str) -> bool:
    return any(len(match.group()) >= _LOOP_MIN_LENGTH for match in _LOOP.finditer(text))


def _is_echo(output: str, source: str, pair: LanguagePair) -> bool:
    words = [word for word in re.split(r"\W+", source) if word]
    if all(not word[0].islower() and not is_han(word[0]) for word in words):
        # "Visual Studio Code", "GPT-4": a name stays what it is.
        return False
    if uses_han(pair.target) and not uses_han(pair.source):
        # Not one Chinese character, though the source is more than a name.
        return han_count(output) == 0 and len(words) > 1
    # One or two words may be the same in two languages; Chinese has no spaces to count by.
    is_long = len(words) > 2 or han_count(source) > 4
    return is_long and output.casefold().split() == source.casefold().split()


def leftover_words(output: str, source: str, pair: LanguagePair) -> list[str]:
    """Return the ordinary words in Latin letters that stand in Chinese, whoever wrote them."""
    if not uses_han(pair.target):
        return []
    words = [word for word in _ORDINARY_WORD.findall(output) if is_ordinary(word)]
    if not uses_han(pair.source):
        return words
    return [word for word in words if word not in source]


def _longest_plausible(source: str) -> float:
    """Return the length in characters beyond which no translation goes.

    A Chinese character becomes about four letters and hardly more than ten; other text seldom
    triples.
    """
    han = han_count(source)
    return 40 + 12 * han + 4 * (len(source) - han)
