"""From texts to translations one can trust: cut, attempt, check, attempt otherwise, choose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from engines.errors import EngineError, ErrorCode
from engines.interfaces import NO_GUIDANCE, Guidance
from engines.mt import glossary
from engines.mt.checks import Problem, clean, find_problem, has_letters
from engines.mt.chinese_marks import with_ending_of, with_own_marks
from engines.mt.faithfulness import find_doubts
from engines.mt.notes import Note
from engines.mt.numbers import lost_numbers, number_notes
from engines.mt.sentences import Sentence, join_sentences, split_sentences
from engines.types import Doubt, LanguagePair, TranslatedText


class Way(StrEnum):
    """How a piece of text is put to a model."""

    PLAIN = "plain"
    OTHERWISE = "otherwise"
    """In other words, and with repetition discouraged."""
    SUBSTITUTED = "substituted"
    """With what was lost already standing in the source, in the target language."""
    SPLIT = "split"
    """Sentence by sentence, where a piece has several."""
    SAMPLED = "sampled"
    """Otherwise, and drawn by chance; from a fixed seed, so that it can be repeated."""


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of text for a model to translate, and how."""

    text: str
    way: Way = Way.PLAIN
    notes: tuple[Note, ...] = ()
    """What the model is told of stretches of the text."""
    context: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model wrote for one piece of text."""

    text: str
    is_complete: bool
    """False when it was cut off at its longest allowed length."""
    tokens: int = 0
    """How many the model wrote; 0 where its library does not say."""


Attempt: TypeAlias = Callable[[Sequence[Task], LanguagePair], list[Completion]]
"""Has a model translate pieces of text."""

Cut: TypeAlias = Callable[[str], list[Sentence]]
"""Cuts a text into the pieces a model is given at once."""

_TOLERATED = {Problem.ANSWER: Doubt.ANSWER}
"""What is shown in the end, with a doubt: a language may need no question mark there."""

_WEIGHTS = {
    Doubt.NUMBER: 4,
    Doubt.TERM: 4,
    Doubt.LEFTOVER: 3,
    Doubt.NEGATION: 3,
    Doubt.NAME: 3,
    Doubt.ANSWER: 2,
    Doubt.UNIT: 1,
}

_MAX_ATTEMPTS = 4
"""For a piece that cannot be shown yet."""
_MAX_ATTEMPTS_IN_DOUBT = 3
"""For one that could be."""
_MAX_ATTEMPTS_URGENT = 2
"""For one that could be and that somebody waits for: each takes a second or more."""

_WEEKDAYS = {
    "一": "Monday",
    "二": "Tuesday",
    "三": "Wednesday",
    "四": "Thursday",
    "五": "Friday",
    "六": "Saturday",
    "日": "Sunday",
    "天": "Sunday",
}


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One translation of a piece, judged."""

    text: str
    problem: Problem | None
    """Why it must not be shown; None when it may be."""
    doubts: tuple[Doubt, ...]
    missed: tuple[Note, ...]

    @property
    def cost(self) -> tuple[bool, int]:
        return self.problem is not None, sum(_WEIGHTS[doubt] for doubt in self.doubts)


class CheckedTranslation:
    """Translates texts of any length for one model; remembers what it makes of single terms.

    Args:
        cut: How the model wants a text in pieces.
        attempt: Has the model translate pieces of a pair.
    """

    def __init__(self, cut: Cut, attempt: Attempt) -> None:
        self._cut = cut
        self._ask = attempt
        self.tokens_written = 0
        self._habits: dict[tuple[str, LanguagePair], str] = {}

    def translate(
        self, texts: Sequence[str], pair: LanguagePair, guidance: Guidance = NO_GUIDANCE
    ) -> list[TranslatedText]:
        """Translate texts; what fails a check is attempted otherwise, and in the end marked.

        A blank text stays an empty one, so that results keep their places.

        Raises:
            EngineError: TRANSLATION_FAILED when nothing that the model wrote for a piece can be
                shown, or as ``attempt`` raises.
        """
        cuts = [self._cut(text) for text in texts]
        pieces = [piece.text for sentences in cuts for piece in sentences]
        translated = iter(self._pieces(pieces, pair, guidance))
        return [
            _joined([(sentence, next(translated)) for sentence in sentences], pair)
            for sentences in cuts
        ]

    def _attempt(self, tasks: Sequence[Task], pair: LanguagePair) -> list[Completion]:
        completions = self._ask(tasks, pair)
        self.tokens_written += sum(one.tokens for one in completions)
        return completions

    def _pieces(
        self, pieces: Sequence[str], pair: LanguagePair, guidance: Guidance
    ) -> list[TranslatedText]:
        terms = [tuple(glossary.find_terms(piece, pair, guidance.terms)) for piece in pieces]
        best: dict[int, _Candidate] = {}
        waiting = [index for index, piece in enumerate(pieces) if has_letters(piece)]
        for turn in range(_MAX_ATTEMPTS):
            if turn == 0:
                tasks = [
                    Task(pieces[index], Way.PLAIN, terms[index], guidance.context)
                    for index in waiting
                ]
            else:
                tasks = [_again(pieces[i], terms[i], best[i], pair, turn) for i in waiting]
            for index, candidate in zip(
                waiting, self._candidates(tasks, waiting, pieces, terms, pair), strict=True
            ):
                if index not in best or candidate.cost < best[index].cost:
                    best[index] = candidate
            waiting = [index for index in waiting if _wants_more(best[index], turn + 1, guidance)]
            if not waiting:
                break
        results: list[TranslatedText] = []
        for index, piece in enumerate(pieces):
            if index not in best:
                results.append(TranslatedText(piece))
                continue
            chosen = self._repaired(best[index], piece, terms[index], pair)
            if chosen.problem is not None:
                raise EngineError(ErrorCode.TRANSLATION_FAILED, str(chosen.problem), pair=str(pair))
            results.append(
                TranslatedText(
                    chosen.text,
                    chosen.doubts,
                    len(terms[index]) - len(chosen.missed),
                    tuple(note.source for note in chosen.missed),
                )
            )
        return results

    def _candidates(
        self,
        tasks: Sequence[Task],
        indices: Sequence[int],
        pieces: Sequence[str],
        terms: Sequence[tuple[Note, ...]],
        pair: LanguagePair,
    ) -> Iterable[_Candidate]:
        split = [_sentences(task) for task in tasks]
        completions = iter(self._attempt([each for parts in split for each in parts], pair))
        for index, parts in zip(indices, split, strict=True):
            written = [next(completions) for _ in parts]
            text = written[0].text
            if len(parts) > 1:
                sentences = [
                    Sentence(clean(one.text, part.text))
                    for one, part in zip(written, parts, strict=True)
                ]
                text = join_sentences(sentences, pair.target)
            whole = Completion(text, all(one.is_complete for one in written))
            yield judged(whole, pieces[index], pair, terms[index])

    def _repaired(
        self, candidate: _Candidate, piece: str, terms: tuple[Note, ...], pair: LanguagePair
    ) -> _Candidate:
        """Put missed terms where the model wrote what it makes of them by themselves."""
        if candidate.problem is not None:
            return candidate
        for note in candidate.missed:
            habit = self._habit(note.source, pair)
            text = glossary.with_term(candidate.text, habit, note.target, pair.target)
            if text is None:
                continue
            changed = judged(Completion(text, is_complete=True), piece, pair, terms)
            if changed.problem is None and len(changed.missed) < len(candidate.missed):
                candidate = changed
        return candidate

    def _habit(self, term: str, pair: LanguagePair) -> str:
        key = (term, pair)
        if key not in self._habits:
            (completion,) = self._attempt([Task(term)], pair)
            self._habits[key] = clean(completion.text, term)
        return self._habits[key]


def judged(
    completion: Completion, piece: str, pair: LanguagePair, terms: Sequence[Note]
) -> _Candidate:
    """Judge what a model wrote for a piece, cleaned and with the marks of its language."""
    forms = [form for note in terms for form in note.targets]
    text = with_own_marks(clean(completion.text, piece), pair.target, forms)
    text = with_ending_of(piece, text, pair.target)
    problem = find_problem(text, piece, pair)
    if problem in {None, *_TOLERATED} and not completion.is_complete:
        problem = Problem.TRUNCATED
    missed = glossary.missed(terms, text, pair.target)
    doubts = list(find_doubts(piece, text, pair))
    if doubts and terms:
        # A term may hold a number or a code of its own: 三亚, "Catch-22", "SpringOS".
        beside = find_doubts(_without(piece, terms), _without_targets(text, terms), pair)
        doubts = [doubt for doubt in doubts if doubt in beside]
    if missed:
        doubts.append(Doubt.TERM)
    if problem in _TOLERATED:
        doubts.append(_TOLERATED[problem])
        problem = None
    return _Candidate(text, problem, tuple(doubts), tuple(missed))


def _without(piece: str, terms: Sequence[Note]) -> str:
    return glossary.substituted(piece, [replace(note, targets=(" ",)) for note in terms])


def _without_targets(text: str, terms: Sequence[Note]) -> str:
    for note in terms:
        text = re.sub(re.escape(note.target), " ", text, flags=re.IGNORECASE)
    return text


def _wants_more(candidate: _Candidate, turns: int, guidance: Guidance) -> bool:
    if candidate.problem is not None:
        return turns < _MAX_ATTEMPTS
    most = _MAX_ATTEMPTS_URGENT if guidance.is_urgent else _MAX_ATTEMPTS_IN_DOUBT
    return bool(candidate.doubts) and turns < most


def _again(
    piece: str, terms: tuple[Note, ...], best: _Candidate, pair: LanguagePair, turn: int
) -> Task:
    """Choose another way for a piece, by what was wrong with it so far."""
    lost = lost_numbers(piece, best.text, pair)
    numbers = number_notes(lost, piece, pair.target)
    notes = _apart([*best.missed, *numbers, *_weekday_notes(piece, pair)])
    if turn == 1 and notes and best.problem is None:
        return Task(glossary.substituted(piece, notes), Way.SUBSTITUTED, _others(terms, notes))
    if turn == 1:
        return Task(piece, Way.OTHERWISE, _apart([*terms, *notes]))
    if turn == 2 and len(split_sentences(piece)) > 1:
        return Task(piece, Way.SPLIT, _apart([*notes, *terms]))
    if turn == 2 and notes:
        return Task(piece, Way.OTHERWISE, _apart([*notes, *terms]))
    return Task(piece, Way.SAMPLED, _apart([*terms, *notes]))


def _sentences(task: Task) -> list[Task]:
    if task.way is not Way.SPLIT:
        return [task]
    return [
        Task(
            sentence.text,
            Way.PLAIN,
            tuple(note for note in task.notes if note.source in sentence.text),
        )
        for sentence in split_sentences(task.text)
    ]


def _weekday_notes(piece: str, pair: LanguagePair) -> list[Note]:
    if (pair.source, pair.target) != ("zh", "en"):
        return []
    return [
        Note(match.start(), match.end(), match.group(), (_WEEKDAYS[match[1]],))
        for match in re.finditer("(?:周|星期|礼拜)([一二三四五六日天])(?![个年岁周到])", piece)
    ]


def _apart(notes: Sequence[Note]) -> tuple[Note, ...]:
    """Return the notes that do not overlap an earlier one, in the order of the text."""
    kept: list[Note] = []
    for note in notes:
        if all(note.end <= other.start or other.end <= note.start for other in kept):
            kept.append(note)
    return tuple(sorted(kept, key=lambda note: note.start))


def _others(terms: Sequence[Note], replaced: Sequence[Note]) -> tuple[Note, ...]:
    return tuple(note for note in terms if note not in replaced)


def _joined(parts: Sequence[tuple[Sentence, TranslatedText]], pair: LanguagePair) -> TranslatedText:
    text = join_sentences(
        [Sentence(translated.text, piece.line_breaks) for piece, translated in parts], pair.target
    )
    translated = [each for _, each in parts]
    return TranslatedText(
        text,
        tuple(dict.fromkeys(doubt for each in translated for doubt in each.doubts)),
        sum(each.terms_kept for each in translated),
        tuple(term for each in translated for term in each.terms_missed),
    )
