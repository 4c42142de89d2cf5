"""From texts to checked translations: cut, attempt, check, attempt once more, put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from engines.errors import EngineError, ErrorCode
from engines.mt.checks import Problem, clean, find_problem, has_letters
from engines.mt.sentences import Sentence, join_sentences
from engines.types import LanguagePair


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model wrote for one piece of text."""

    text: str
    is_complete: bool
    """False when it was cut off at its longest allowed length."""


Attempt: TypeAlias = Callable[[Sequence[str], bool], list[Completion]]
"""Has a model translate pieces of text. The flag is true for those that failed the plain way."""

Cut: TypeAlias = Callable[[str], list[Sentence]]
"""Cuts a text into the pieces a model is given at once."""


_TOLERATED = frozenset({Problem.ANSWER, Problem.LEFTOVER})
"""What is accepted the second time: a language may need no question mark there, and "git" may be
right in the middle of Chinese."""


def translate_checked(
    texts: Sequence[str], pair: LanguagePair, cut: Cut, attempt: Attempt
) -> list[str]:
    """Translate texts of any length; a piece that fails a check is attempted once more.

    A blank text stays an empty one, so that results keep their places.

    Raises:
        EngineError: TRANSLATION_FAILED when a piece fails twice, or as ``attempt`` raises.
    """
    cuts = [cut(text) for text in texts]
    pieces = [piece.text for sentences in cuts for piece in sentences]
    translated = iter(_translate_pieces(pieces, pair, attempt))
    return [
        join_sentences(
            [Sentence(next(translated), piece.line_breaks) for piece in sentences], pair.target
        )
        for sentences in cuts
    ]


def _translate_pieces(pieces: Sequence[str], pair: LanguagePair, attempt: Attempt) -> list[str]:
    results = {index: piece for index, piece in enumerate(pieces) if not has_letters(piece)}
    problems: dict[int, Problem] = {}
    usable: dict[int, str] = {}
    for is_retry in (False, True):
        waiting = [index for index in range(len(pieces)) if index not in results]
        if not waiting:
            break
        completions = attempt([pieces[index] for index in waiting], is_retry)
        for index, completion in zip(waiting, completions, strict=True):
            text = clean(completion.text, pieces[index])
            problem = find_problem(text, pieces[index], pair)
            if problem is None and not completion.is_complete:
                problem = Problem.TRUNCATED
            if problem is None or (is_retry and problem in _TOLERATED):
                results[index] = text
            else:
                problems[index] = problem
                if problem is Problem.LEFTOVER:
                    usable[index] = text
    results = usable | results
    failed = [str(problems[index]) for index in range(len(pieces)) if index not in results]
    if failed:
        raise EngineError(ErrorCode.TRANSLATION_FAILED, ", ".join(failed), pair=str(pair))
    return [results[index] for index in range(len(pieces))]
