"""Runs of characters of a text as a vector: what sentence vectors blur, names and exact words."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from engines.intent.spoken_form import spoken_form

BUCKETS = 4096
"""A power of two; runs that fall into one bucket are rarely both decisive."""

_DIGITS = re.compile(r"\d+")
_IS_HAN = re.compile(r"[\u3400-\u9fff]")


def run_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return one row of length 1 for each text, shape (n, ``BUCKETS``); a blank text is all 0."""
    rows = np.zeros((len(texts), BUCKETS), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for run, count in Counter(_runs(spoken_form(text))).items():
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
