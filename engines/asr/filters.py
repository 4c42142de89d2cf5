"""Which texts of a recognizer are not what anybody said: loops, and inventions over silence."""

from __future__ import annotations

import re
import unicodedata
import zlib

from engines.events import HeldBackReason
from engines.interfaces import Hypothesis

_LOOP_COMPRESSION_RATIO = 2.4
"""Above this Whisper repeats itself (Whisper paper, section 4.5)."""

_LOOP_REPEATS = 4
_LOOP_SHORT_REPEATS = 8
"""One or two characters may well be said four times in a row (哈哈哈哈); eight times is a loop."""

_LEAST_REPEATED = 4
"""Less is often said twice (不是不是)."""

_ECHO_CHARS = 5
"""Of a prompt in a row: speakers seldom happen to say so many of them."""

_NO_SPEECH_PROBABILITY = 0.6
_NO_SPEECH_LOG_PROBABILITY = -1.0
"""The pair of thresholds below which Whisper itself means silence (Whisper paper, 4.5)."""

_WORTHLESS_LOG_PROBABILITY = -1.5
"""Of a text that has next to nothing to do with what was said."""

_DOUBTFUL_SPEECH_PROBABILITY = 0.4
_LEAST_RATE = 1.8
_LEAST_RATE_AFTER_S = 3.0
_LETTER_WEIGHT = 0.4
"""Many voices at once are speech to voice activity and seldom words to Whisper, which then writes
little for a long time: fewer characters a second, after the first three, where a letter counts as
0.4 of a character. One word by itself is spoken slowly.

Of 78 stretches of backward talk (3, 5, 8 and 12 voices, other recordings and seeds than in ``bench
hear``) these rules and those below leave 2. Of 208 utterances (AISHELL-1's training speakers and
THCHS-30, close, at five metres, there with noise at 5 dB; single words close and at five metres)
they hold back 2, single words for which nothing was written; without the three seconds 8."""

_LOOP = re.compile(
    rf"(.{{3,40}}?)\1{{{_LOOP_REPEATS - 1},}}|(.{{1,2}}?)\2{{{_LOOP_SHORT_REPEATS - 1},}}",
    re.DOTALL,
)

_INVENTIONS = re.compile(
    r"""
      字幕?(由|by|提供|志[愿願]者|製作|制作).*          # subtitle credits
    | .*amaraorg.*
    | .*(明[镜鏡][与與]?[点點][点點]|打[赏賞]支持).*
    | [请請]?不吝[点點][赞贊].*
    | ([请請]|[谢謝][谢謝])?(大家)?([订訂][阅閱]|[点點][赞贊]|[转轉][发發])+(我的?[频頻]道)?
    | [（(]?音[乐樂](播放中)?[)）]?
    | .*索[兰蘭][娅婭].*
    | 以下是普通[话話]的句子                          # our own prompt, read back
    | (thanks|thankyou)(somuch)?forwatching.*
    | (please)?(like|subscribe)(and(like|subscribe))?(tomychannel)?
    | subtitles?by.*
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Sentences that Whisper writes over silence, matched against the whole text without punctuation.
They come from subtitles it was trained on; users of every Whisper program report them."""


def compression_ratio(text: str) -> float:
    """Return the bytes of ``text`` over the bytes of its deflated form; 1.0 for no text."""
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw)) if raw else 1.0


def looks_like_loop(text: str) -> bool:
    """Say whether the text repeats itself as speakers do not."""
    return compression_ratio(text) > _LOOP_COMPRESSION_RATIO or bool(_LOOP.search(bare_text(text)))


def looks_repeated(text: str) -> bool:
    """Say whether nothing but one phrase is written again and again, if only twice, or a loop.

    A speaker may well say a phrase twice: this is reason to listen again, not to hold back.
    """
    bare = bare_text(text)
    longest = len(bare) // 2
    return looks_like_loop(text) or any(
        bare.startswith(bare[length:]) for length in range(_LEAST_REPEATED, longest + 1)
    )


def echoes(text: str, prompt: str) -> bool:
    """Say whether a recognizer reads a piece of its own prompt back instead of what was said."""
    spoken, given = bare_text(text), bare_text(prompt)
    pieces = (given[i : i + _ECHO_CHARS] for i in range(len(given) - _ECHO_CHARS + 1))
    return any(piece in spoken for piece in pieces)


def reason_to_hold_back(hypothesis: Hypothesis, speech_s: float) -> HeldBackReason | None:
    """Return why the text of an utterance should not be shown, or None to show it.

    Args:
        hypothesis: What was heard.
        speech_s: How long it took to say, as voice activity has it.
    """
    bare = bare_text(hypothesis.text)
    if not bare or hypothesis.average_log_probability < _WORTHLESS_LOG_PROBABILITY:
        return HeldBackReason.NO_SPEECH
    if (
        hypothesis.no_speech_probability > _NO_SPEECH_PROBABILITY
        and hypothesis.average_log_probability < _NO_SPEECH_LOG_PROBABILITY
    ):
        return HeldBackReason.NO_SPEECH
    if hypothesis.no_speech_probability > _DOUBTFUL_SPEECH_PROBABILITY and _weight(
        bare
    ) < _LEAST_RATE * (speech_s - _LEAST_RATE_AFTER_S):
        return HeldBackReason.NO_SPEECH
    if _INVENTIONS.fullmatch(bare):
        return HeldBackReason.KNOWN_INVENTION
    if looks_like_loop(hypothesis.text):
        return HeldBackReason.LOOP
    return None


def _weight(bare: str) -> float:
    """Return how much a text says, in Chinese characters."""
    return sum(1.0 if unicodedata.east_asian_width(c) == "W" else _LETTER_WEIGHT for c in bare)


def bare_text(text: str) -> str:
    """Return what a text says, however written: letters and digits, narrow, in lower case."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())
