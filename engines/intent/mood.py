"""Whether a sentence asks for something to be done, or supposes it, tells it, asks about it.

“如果停止翻译会怎么样” and “why did it stop” have the words of a command. The words around them say
more than any likeness does, so they are read here and not learnt.
"""

from __future__ import annotations

import re

from engines.types import Language

_OPENING_ZH = "(?:那么?|但是?|可是|所以|不过|请问|嗯|哎|诶|你?说|我?想知道|你?知道)*"
_TALK_ZH = re.compile(
    rf"^{_OPENING_ZH}(?:"
    # 如果方便的话 and the like are courtesy.
    r"如果(?!(?:你|您)?(?:可以|方便|愿意|不麻烦|有空)的话)"
    "|要是|假如|假设|假使|倘若|万一|就算|即使|除非"
    "|谁|是谁|难道|到底|究竟|什么情况下"
    "|(?:我们?|你们?|他们?|我该|应该|应当|要|该)*(?:怎么(?!这么|那么|样)|如何|怎样)"
    ")"
    "|为什么|为啥|为何|什么时候|怎么(?:又|就|会|没|不|还)"
    "|是不是|有没有|会不会|要不要|是否|该不该|应不应该|用不用|需不需要"
    "|(?:会怎么?样|怎么办|会如何|会发生什么|有什么(?:后果|影响|区别|不同|用))[呢啊呀]?$"
    "|(?<!刚才)(?<![说讲句])的话$"
    "|过(?:吗|没有?)$"
    # What has happened is told; 声音已经太大了 complains of it.
    "|(?:已经|早就|早已|刚刚)(?![太够很]).*了$"
)
_ASKS_WHETHER_DONE_ZH = re.compile("了(?:吗|么|没有?)[呢啊呀]?$")
_REQUEST_ZH = re.compile(
    f"^{_OPENING_ZH}(?:现在|你|您|我们?)*(?:能不能|可不可以|能否|能|可以|麻烦|请)"
)
"""可以停了吗 asks for it, 停了吗 asks about it."""

_POLITE_IF_EN = (
    "(?:you (?:could|would|can|will|please|dont mind|do not mind|like)|possible"
    "|(?:thats|that is|its|it is) (?:ok|okay|all right|alright|fine|possible|no trouble))"
)
_TALK_EN = re.compile(
    r"^(?:(?:and|but|so|then|well|hey|now|uh|um|please tell me|tell me|say) )*(?:"
    rf"(?:even |only |what |as )?if (?!{_POLITE_IF_EN}\b)"
    r"|(?:suppose|supposing|imagine|assuming|unless|whenever|in case|provided) "
    r"|what (?:happens|happened|would|will|made|makes|caused|stopped|started|paused|changed)\b"
    r"|how (?:come|do|does|did|can|could|would|should|long|often|to|many|much)\b"
    r"|(?:why|when|who|whose|whom|which)(?:s|d|ve|re|ll)?\b(?! (?:not|dont (?:you|we))\b)"
    r"|(?:did|didnt|does|doesnt|has|hasnt|havent|had|hadnt|was|wasnt|werent|isnt|arent)\b"
    # “we're done, stop” is spoken “were done stop”.
    r"|were (?:you|they|these|those|the|all|there)\b"
    r"|(?:is|are) (?!it possible|there (?:a|any) way|you able)"
    r"|have (?:(?:you|we|they|i)\b|(?:the|all|any) .*\b(?:been|stopped|started|ended|changed)\b)"
    r"|do (?:you (?!mind|think you)|we|they|i|the|these|those)\b"
    r"|(?:should|shouldnt|must|might) (?:i|we|you|he|she|it|they|the)\b"
    r")"
    r"|\b(?:wonder|wondered|wondering|know|knows|ask|asked|sure|remember|remembers|tell|tells|told)"
    rf"(?: me| him| her| us| them)? (?:if (?!{_POLITE_IF_EN}\b)|whether|why|when|how|who)\b"
    r"|\bwhat (?:happens|would happen|will happen)$"
    r"|\b(?:has|have|had|was|were|been) (?:been |already |just |suddenly |finally )*"
    r"(?:stopped|paused|saved|started|ended|finished|resumed|switched|changed|translated|marked"
    r"|undone|repeated)\b"
)


def is_talk_of_it(text: str, language: Language) -> bool:
    """Say whether a ``spoken_form`` with the words of a command does not ask for it.

    Talk are conditions, questions whether, when, why and by whom it was done, and the news that it
    was. What has the form of a question and asks for it (能不能, could you) is a request.
    """
    if language == "zh":
        if _TALK_ZH.search(text):
            return True
        return bool(_ASKS_WHETHER_DONE_ZH.search(text)) and not _REQUEST_ZH.match(text)
    return _TALK_EN.search(text) is not None
