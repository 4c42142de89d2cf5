"""Runs of characters or of sounds of a text as a vector: what sentence vectors blur."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from engines.intent.spoken_form import spoken_form

BUCKETS = 4096
"""A power of two; runs that fall into one bucket are rarely both decisive."""

_HAN_STRETCH = re.compile(r"[\u3400-\u9fff]+")
_ALIKE = (re.compile("^([zcs])h"), r"\1"), (re.compile("ng$"), "n")
"""Initials and endings that many speakers, and more recognizers, do not keep apart."""
_DIGITS = re.compile(r"\d+")
_IS_HAN = re.compile(r"[\u3400-\u9fff]")


def run_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return one row of length 1 for each text, shape (n, ``BUCKETS``); a blank text is all 0."""
    return _rows(texts, _runs)


def sound_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return likewise what the Han characters of each text sound like; all 0 where it has none.

    A recognizer that mishears a short utterance mostly has the right sounds and the wrong
    characters: 八字好掉大一点 for 把字号调大一点.
    """
    return _rows(texts, _sounds)


def _rows(texts: Sequence[str], runs_of: Callable[[str], Iterator[str]]) -> NDArray[np.float32]:
    rows = np.zeros((len(texts), BUCKETS), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for run, count in Counter(runs_of(spoken_form(text))).items():
            # crc32 and not hash(): the same on every machine and in every run.
            row[zlib.crc32(run.encode("utf-8")) % BUCKETS] += 1 + np.log(count)
        length = np.linalg.norm(row)
        if length:
            row /= length
    return rows


def _runs(text: str) -> Iterator[str]:
    """Yield runs of one to three Han characters, and words, pairs of them and runs of letters."""
    text = "^" + _DIGITS.sub("0", text) + "$"
    for size in (1, 2, 3):
        for start in range(len(text) - size + 1):
            run = text[start : start + size]
            if _IS_HAN.search(run):
                yield run
    words = [word for word in re.split(r"[\s\u3400-\u9fff]+", text) if word.strip("^$")]
    for index, word in enumerate(words):
        yield f"w {word}"
        if index:
            yield f"p {words[index - 1]} {word}"
        padded = f"<{word}>"
        for size in (3, 4):
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]


def _sounds(text: str) -> Iterator[str]:
    """Yield runs of one to three syllables, without tones, of each stretch of Han characters."""
    # Imported here: only Chinese needs it, and its tables take a while.
    from pypinyin import lazy_pinyin

    for stretch in _HAN_STRETCH.finditer(text):
        syllables = ["^", *map(_alike, lazy_pinyin(stretch[0])), "$"]
        for size in (1, 2, 3):
            for start in range(len(syllables) - size + 1):
                yield " ".join(syllables[start : start + size])


def _alike(syllable: str) -> str:
    for pattern, kept in _ALIKE:
        syllable = pattern.sub(kept, syllable)
    return syllable
