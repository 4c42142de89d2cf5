"""Where the words of a final stand in the text shown, and which its recognizer is unsure of."""

from __future__ import annotations

from difflib import SequenceMatcher

from engines.types import Transcript, Word

DOUBTFUL_BELOW = 0.6
"""Probability of a word, in [0, 1]. Whisper base, 1,926 words of 160 read Mandarin clips, 16 % of
them wrong: 17 % are below, two in five of those are wrong, and that is two in five of all wrong
ones. Other speakers (19 clips, 236 words): 43 % of those marked are wrong, 50 % of the wrong ones
are marked. No other threshold is much more often right: 0.2 to 0.8 give 36 to 47 %."""


def doubtful_spans(transcript: Transcript) -> list[tuple[int, int]]:
    """Return the start and end of each doubtful word in ``transcript.text``, in order."""
    if all(word.probability >= DOUBTFUL_BELOW for word in transcript.words):
        return []
    return [span for word, span in word_spans(transcript) if word.probability < DOUBTFUL_BELOW]


def word_spans(transcript: Transcript) -> list[tuple[Word, tuple[int, int]]]:
    """Return each word with its start and end in ``transcript.text``, in order.

    The words are the recognizer's own; numbers, terms and marks may read otherwise in the text. A
    word whose place in it is not certain is left out.
    """
    heard = "".join(word.text for word in transcript.words)
    places = _certain_places(heard, transcript.text)
    spans: list[tuple[Word, tuple[int, int]]] = []
    position = 0
    for word in transcript.words:
        start = position + len(word.text) - len(word.text.lstrip())
        position += len(word.text)
        end = start + len(word.text.strip())
        first = places.get(start)
        if (
            start < end
            and first is not None
            and all(places.get(index) == first + index - start for index in range(start, end))
        ):
            spans.append((word, (first, first + end - start)))
    return spans


def _certain_places(heard: str, text: str) -> dict[int, int]:
    """Return where characters of ``heard`` stand in ``text``, as far as there is only one way.

    Matching from the end finds the other place of what could stand in two, such as a word that
    was said twice and is written once.
    """
    forwards = _places(heard, text)
    backwards = {
        len(heard) - 1 - index: len(text) - 1 - place
        for index, place in _places(heard[::-1], text[::-1]).items()
    }
    return {index: place for index, place in forwards.items() if backwards.get(index) == place}


def _places(first: str, second: str) -> dict[int, int]:
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}
