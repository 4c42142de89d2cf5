"""Where the words of a Chinese text begin and end, and what is a word at all (jieba's dictionary).

Loading takes about 0.1 s and 35 MB, once; cutting a sentence takes microseconds.
"""

from __future__ import annotations

from collections.abc import Iterator

import rjieba


def words_with_spans(text: str, *, guess_names: bool = False) -> Iterator[tuple[int, int, str]]:
    """Yield each word as (start, end, word).

    Args:
        text: Simplified Chinese; other scripts come in pieces too.
        guess_names: Also join characters that look like a word the dictionary lacks. It finds many
            names, and glues others to their neighbours.
    """
    start = 0
    for word in rjieba.cut(text, hmm=guess_names):
        yield start, start + len(word), word
        start += len(word)


def is_word(text: str) -> bool:
    """Say whether the dictionary has this text as one word."""
    return bool(rjieba.has_word(text))
