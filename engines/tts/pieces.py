"""Cuts what is to be said into pieces: a short one first, so that sound comes early."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engines.tts.text_norm import Run
from engines.word_boundaries import words_with_spans

_SENTENCE_PAUSE_S = 0.34
_CLAUSE_PAUSE_S = 0.15
_CUT_PAUSE_S = 0.02
"""Where nothing but the wish for an early start cuts."""

_FIRST_LIMIT = 20.0
"""Syllables of the first piece. A shorter one would sound sooner, and worse: what is cut in two,
even at a comma, is read back with several times the mistakes."""
_GROWTH = 2.0
"""How much longer a piece may be than the one before: it is made while that one is played, and
making takes up to half as long as playing."""
_LAST_LIMIT = 48.0
_TOLERANCE = 1.6
"""A clause without a mark in it is cut between two words only when it is much too long."""
_ENOUGH = 10.0
"""Syllables a piece has at least where it is cut between two words."""

_SENTENCE_END = re.compile(r"[。.!?！？]+[\"”’')）]*\s*")
_CLAUSE_END = re.compile(r"[,，、;；:：]+[\"”’')）]*\s*|[)）]\s*")
_HAN = re.compile(r"[㐀-䶿一-鿿〇]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ']+")
_LETTERS_PER_SYLLABLE = 2.8
_BEGINS_PHRASE_ZH = frozenset({
    "在", "到", "把", "被", "从", "跟", "和", "与", "是", "要", "会", "能", "可以", "应该",
    "将", "就", "还", "也", "都", "给", "对", "向", "请", "让", "没", "没有", "不", "已经",
    "正在", "然后", "因为", "所以", "但是", "如果", "而", "并", "为", "为了",
})  # fmt: skip
_BEGINS_PHRASE_EN = frozenset({
    "and", "or", "but", "that", "which", "who", "when", "where", "while", "because", "if",
    "in", "on", "at", "to", "for", "from", "with", "of", "by", "about", "after", "before",
    "is", "are", "was", "were", "will", "would", "can", "could", "should", "has", "have",
    "had",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """Runs that are said without a pause, and the pause after them."""

    runs: tuple[Run, ...]
    pause_s: float


def cut_pieces(runs: Sequence[Run]) -> Iterator[Piece]:
    """Yield pieces in order; together they hold every run."""
    waiting = deque(clause for run in runs for clause in _clauses(run))
    pending: list[Run] = []
    length = 0.0
    limit = _FIRST_LIMIT
    is_cut_allowed = False
    """Whether a mark stands before the next clause."""
    while waiting:
        run, pause_s = waiting.popleft()
        syllables = _syllables(run)
        if pending and is_cut_allowed and length + syllables > limit:
            yield Piece(tuple(pending), _CLAUSE_PAUSE_S)
            limit, pending, length = _next_limit(length), [], 0.0
        if not pending and syllables > limit * _TOLERANCE and limit < _LAST_LIMIT:
            head, tail = _early_cut(run, limit)
            if tail is not None:
                yield Piece((head,), _CUT_PAUSE_S)
                limit = _next_limit(_syllables(head))
                waiting.appendleft((tail, pause_s))
                continue
        pending.append(run)
        length += syllables
        is_cut_allowed = pause_s > 0
        if pause_s == _SENTENCE_PAUSE_S:
            yield Piece(tuple(pending), pause_s)
            limit, pending, length = _next_limit(length), [], 0.0
    if pending:
        yield Piece(tuple(pending), 0.0)


def _next_limit(length: float) -> float:
    """Return how long a piece may be that is made while one of ``length`` is played."""
    return min(max(_FIRST_LIMIT, _GROWTH * length), _LAST_LIMIT)


def _clauses(run: Run) -> Iterator[tuple[Run, float]]:
    """Yield the run in clauses, each with the pause after it; 0 where another run follows."""
    start = 0
    marks = sorted(
        [(match.start(), match.end(), _SENTENCE_PAUSE_S)
         for match in _SENTENCE_END.finditer(run.text)]
        + [(match.start(), match.end(), _CLAUSE_PAUSE_S)
           for match in _CLAUSE_END.finditer(run.text)]
    )  # fmt: skip
    for _, end, pause_s in marks:
        if end <= start:
            continue
        yield Run(run.text[start:end].strip(), run.language), pause_s
        start = end
    if rest := run.text[start:].strip():
        yield Run(rest, run.language), 0.0


def _syllables(run: Run) -> float:
    han = len(_HAN.findall(run.text))
    letters = sum(len(word) for word in _LATIN_WORD.findall(run.text))
    return han + letters / _LETTERS_PER_SYLLABLE


def _early_cut(run: Run, limit: float) -> tuple[Run, Run | None]:
    """Cut a clause before a word that begins a phrase, else between two words near the limit."""
    if run.language == "zh":
        words = [word for _, _, word in words_with_spans(run.text, guess_names=True)]
        begins = _BEGINS_PHRASE_ZH
    else:
        words = re.findall(r"\S+\s*", run.text)
        begins = _BEGINS_PHRASE_EN
    best: int | None = None
    best_begins = False
    length = 0.0
    for index, word in enumerate(words):
        # A last piece of one word would fall off.
        if index and length >= _ENOUGH and index < len(words) - 1:
            is_good = word.strip().lower() in begins
            if length <= limit and (is_good or not best_begins):
                best, best_begins = index, is_good
        length += _syllables(Run(word, run.language))
        if length > limit:
            break
    if best is None:
        return run, None
    head, tail = "".join(words[:best]).strip(), "".join(words[best:]).strip()
    return Run(head, run.language), Run(tail, run.language)
