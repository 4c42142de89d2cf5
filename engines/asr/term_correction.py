"""Puts the user's terms where a recognizer wrote something that sounds like them.

Chinese is compared by syllables without tones, with the pairs that accents and recognizers confuse
(zh/z, n/l, in/ing, ...) counted as near; English by spelling and by metaphone. Whatever is a word
of its own, or part of one, stays: a term is never written over what is commoner than it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise

import jellyfish
import pypinyin
from spellchecker import SpellChecker

from engines.asr.text_edits import TextEdit
from engines.terms import Term, TermList
from engines.word_boundaries import is_word, words_with_spans

_HAN_RUN = re.compile("[㐀-䶿一-鿿]+")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9+#'’. -]*")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9+#]*(?:['’.-][A-Za-z0-9]+)*")

_NEAR = 0.85
"""What a syllable counts that differs only as zh and z or in and ing do."""
_MIN_SCORE = 0.9
"""Mean over the syllables: two characters may differ in one, three and four in two."""

_FUNCTION_TEXT = (
    "的了是在不我你他她它们这那有个就也都和与到要会说上下来去没很还能对把被让给从向为吗呢吧啊嗯着过得地之所"
    "其且或及但而因以于又再才只最更太做用想看听叫请问"
)
"""A window with these at places where the term has something else is grammar, not a name."""

_COMMON_FREQUENCY = 3e-7
"""An English word that makes up this part of all words stays as it is: go, slack, celery."""

_MIN_LATIN_CHARS = 5
_MIN_SPLIT_CHARS = 7
_MIN_SPELLING = 0.85
"""Jaro-Winkler similarity of the letters, in [0, 1]."""


_WordSpan = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class TermsFound:
    """Where the terms of a list are in a text."""

    edits: tuple[TextEdit, ...]
    hits: Mapping[str, int]
    """How often each term was written, by the recognizer or by an edit; no zeros."""


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    term: Term
    score: float


class TermCorrector:
    """Finds the terms of one list. Any thread may use it; loading takes about 0.4 s."""

    def __init__(self, terms: TermList) -> None:
        self._by_text = {term.text: term for term in terms.terms}
        self._by_heard = {
            heard.casefold(): term for term in terms.terms for heard in term.heard_as if heard
        }
        self._texts = _any_of(self._by_text)
        self._heard = _any_of(self._by_heard, re.IGNORECASE)
        self._by_sound: dict[tuple[str, ...], list[tuple[Term, tuple[str, ...]]]] = {}
        for term in terms.terms:
            for syllables in _readings(term.text):
                key = tuple(_sound_class(syllable) for syllable in syllables)
                self._by_sound.setdefault(key, []).append((term, syllables))
        latin = [term for term in terms.terms if _LATIN.fullmatch(term.text)]
        self._english = SpellChecker(language="en") if latin else None
        self._latin = {known.letters: known for known in map(_LatinTerm, latin)}

    def find(self, text: str, keep_before: int = 0) -> TermsFound:
        """Return the edits that write the terms, and how often each term stands in the result.

        Args:
            text: Simplified Chinese, English, or both in one sentence.
            keep_before: Length of the promised beginning, which is not edited.
        """
        spans = [] if self._by_sound == {} and self._heard is None else list(words_with_spans(text))
        written = [
            _Match(*match.span(), self._by_text[match.group()], 1.0)
            for match in _finditer(self._texts, text)
        ]
        sounding = chain(
            self._by_alias(text, spans), self._by_pinyin(text, spans), self._by_spelling(text)
        )
        matches = written + [match for match in sounding if match.start >= keep_before]
        matches.sort(key=lambda match: (match.score * (match.start - match.end), match.start))
        taken: list[_Match] = []
        for match in matches:
            if all(match.end <= other.start or other.end <= match.start for other in taken):
                taken.append(match)
        edits = tuple(
            TextEdit(match.start, match.end, match.term.text)
            for match in sorted(taken, key=lambda match: match.start)
            if text[match.start : match.end] != match.term.text
        )
        return TermsFound(edits, Counter(match.term.text for match in taken))

    def _by_alias(self, text: str, words: list[_WordSpan]) -> Iterator[_Match]:
        for match in _finditer(self._heard, text):
            if not _cuts_a_word(words, *match.span()):
                yield _Match(*match.span(), self._by_heard[match.group().casefold()], 1.1)

    def _by_pinyin(self, text: str, words: list[_WordSpan]) -> Iterator[_Match]:
        lengths = {len(key) for key in self._by_sound}
        for run in _HAN_RUN.finditer(text) if lengths else ():
            heard = _syllables(run.group())
            classes = [_sound_class(syllable) for syllable in heard]
            for length in lengths:
                for index in range(len(heard) - length + 1):
                    known = self._by_sound.get(tuple(classes[index : index + length]), ())
                    start = run.start() + index
                    for term, syllables in known:
                        score = _likeness(syllables, heard[index : index + length])
                        match = _Match(start, start + length, term, score)
                        if score >= _MIN_SCORE and _may_replace(text, words, match):
                            yield match

    def _by_spelling(self, text: str) -> Iterator[_Match]:
        words = list(_LATIN_WORD.finditer(text)) if self._latin else []
        for first, word in enumerate(words):
            for last in range(first, min(first + 4, len(words))):
                start, end = word.start(), words[last].end()
                if any(
                    text[a.end() : b.start()] not in {" ", "-"}
                    for a, b in pairwise(words[first : last + 1])
                ):
                    break
                yield from self._like(start, end, [w.group() for w in words[first : last + 1]])

    def _like(self, start: int, end: int, heard: list[str]) -> Iterator[_Match]:
        """Yield the terms that words in Latin letters, seen as one, may stand for."""
        letters = _letters("".join(heard))
        is_common = all(self._is_common(word) for word in heard)
        if letters in self._latin:
            term = self._latin[letters]
            if len(heard) != term.word_count:
                is_meant = len(letters) >= _MIN_SPLIT_CHARS
            else:
                # "go" is a verb before it is a language; PyTorch and Kubernetes are nothing else.
                is_meant = term.has_inner_capital or not is_common
            if is_meant:
                yield _Match(start, end, term.term, 1.0)
        elif not is_common and len(letters) >= _MIN_LATIN_CHARS:
            sound = jellyfish.metaphone(letters)
            for term in self._latin.values():
                if abs(len(letters) - len(term.letters)) > 2 or len(heard) > term.word_count + 1:
                    continue
                likeness = jellyfish.jaro_winkler_similarity(letters, term.letters)
                if likeness >= _MIN_SPELLING and (
                    self._is_like(letters, sound, term)
                    if len(heard) == 1
                    else sound == term.sound and len(letters) >= _MIN_SPLIT_CHARS
                ):
                    yield _Match(start, end, term.term, likeness)

    def _is_like(self, letters: str, sound: str, term: _LatinTerm) -> bool:
        """Say whether one word is a misspelling of the term rather than a commoner word."""
        distance = jellyfish.damerau_levenshtein_distance(letters, term.letters)
        allowed = len(letters) // 8 + (len(letters) >= 6)
        is_rarer = self._frequency(letters) < max(self._frequency(term.letters), 1e-12)
        return (sound == term.sound or distance <= allowed) and is_rarer

    def _is_common(self, word: str) -> bool:
        return self._frequency(word.casefold()) >= _COMMON_FREQUENCY

    def _frequency(self, word: str) -> float:
        """Return how often an English word is used, as a part of all words; 0.0 for no word."""
        return 0.0 if self._english is None else self._english.word_usage_frequency(word)


class _LatinTerm:
    """A term in Latin letters, with what its comparison needs."""

    def __init__(self, term: Term) -> None:
        self.term = term
        self.letters = _letters(term.text)
        self.sound = jellyfish.metaphone(self.letters)
        self.word_count = len(_LATIN_WORD.findall(term.text))
        self.has_inner_capital = any(c.isupper() for c in term.text[1:])


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _any_of(texts: Iterable[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str] | None:
    longest_first = sorted(texts, key=len, reverse=True)
    if not longest_first:
        return None
    alternatives = "|".join(
        rf"(?<![A-Za-z0-9]){re.escape(text)}(?![A-Za-z0-9])" if text.isascii() else re.escape(text)
        for text in longest_first
    )
    return re.compile(alternatives, flags)


def _finditer(pattern: re.Pattern[str] | None, text: str) -> Iterator[re.Match[str]]:
    return pattern.finditer(text) if pattern is not None else iter(())


def _readings(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the ways to read a Chinese term: as a phrase, and with the other readings of each."""
    if not _HAN_RUN.fullmatch(text) or len(text) < 2:
        return
    usual = _syllables(text)
    yield usual
    for index, character in enumerate(text):
        for option in pypinyin.pinyin(character, style=pypinyin.Style.NORMAL, heteronym=True)[0]:
            if option != usual[index]:
                yield (*usual[:index], option, *usual[index + 1 :])


@cache
def _sound_class(syllable: str) -> str:
    """Return the syllable with what is easily confused made the same."""
    onset = re.sub("^([zcs])h", r"\1", syllable)
    onset = re.sub("^n(?=[aeiouv])", "l", onset)
    return re.sub("(?<=[aei])ng$", "n", onset)


def _likeness(first: Sequence[str], second: Sequence[str]) -> float:
    near = sum(a != b for a, b in zip(first, second, strict=True))
    return 1.0 - near * (1.0 - _NEAR) / len(first)


def _cuts_a_word(words: Iterable[_WordSpan], start: int, end: int) -> bool:
    """Say whether a dictionary word reaches over an edge of the span."""
    return any(s < start < e or s < end < e for s, e, _ in words)


def _may_replace(text: str, words: list[_WordSpan], match: _Match) -> bool:
    heard = text[match.start : match.end]
    if _cuts_a_word(words, match.start, match.end) or is_word(heard):
        return False
    foreign = sum(
        a != b and a in _FUNCTION_TEXT for a, b in zip(heard, match.term.text, strict=True)
    )
    if len(heard) > 2:
        return foreign <= len(heard) - 2
    # Two characters may as well be the beginning of a longer name: 张三丰.
    guessed = (
        (start, start + len(word.rstrip(_FUNCTION_TEXT)), word)
        for start, _, word in words_with_spans(text, guess_names=True)
    )
    return foreign == 0 and not _cuts_a_word(guessed, match.start, match.end)


def _syllables(text: str) -> tuple[str, ...]:
    """Return one syllable without tone for each character; one without a reading is its own."""
    # The annotation of the library forgets that a handler may return a list.
    return tuple(pypinyin.lazy_pinyin(text, errors=list))  # type: ignore[arg-type]
