"""The user's terms in a translation: found in the source, looked for in the output, put right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from engines.languages import is_spaced
from engines.mt.notes import Note
from engines.terms import TermList
from engines.types import Language, LanguagePair
from engines.word_boundaries import is_word, words_with_spans

_MIN_STRADDLING_WORD = 3
"""A dictionary word of this length across the end of a term says that the term is none here."""


def find_terms(text: str, pair: LanguagePair, terms: TermList) -> list[Note]:
    """Return the terms of a text that have a translation, the longest first where they overlap."""
    found: list[Note] = []
    for term in terms.terms:
        targets = term.forms(pair.target)
        if not targets:
            continue
        # The form to write alone says that a term is meant; "board" may be a plank.
        for form in term.forms(pair.source)[:1]:
            found += [
                Note(match.start(), match.end(), match.group(), targets)
                for match in _pattern(form, pair.source).finditer(text)
                if _is_meant(form, text, match, pair.source)
            ]
    chosen: list[Note] = []
    for note in sorted(found, key=lambda n: (n.start - n.end, n.start)):
        if all(note.end <= other.start or other.end <= note.start for other in chosen):
            chosen.append(note)
    return sorted(chosen, key=lambda n: n.start)


def missed(notes: Sequence[Note], output: str, target: Language) -> list[Note]:
    """Return the notes that an output does not follow; each occurrence counts by itself.

    A term said twice may be a pronoun the second time, so one mention is enough for both.
    """
    return [note for note in notes if not has_form(output, note.targets, target)]


def has_form(text: str, forms: Sequence[str], language: Language) -> bool:
    """Say whether a text has one of several forms, inflected as English does."""
    return any(_pattern(form, language).search(text) for form in forms)


def substituted(text: str, notes: Sequence[Note]) -> str:
    """Return a source with its noted stretches already in the target language.

    Models carry a foreign word over as it stands, and translate what is around it.
    """
    parts: list[str] = []
    position = 0
    for note in sorted(notes, key=lambda n: n.start):
        before = text[position : note.start]
        parts += [before, note.target]
        position = note.end
    return "".join([*parts, text[position:]])


def with_term(output: str, habit: str, wanted: str, language: Language) -> str | None:
    """Put a term where a model wrote what it usually makes of it.

    Args:
        output: A translation without the term.
        habit: What the model makes of the term alone.
        wanted: The term as the list says.
        language: The language of all three.

    Returns:
        The output put right; None unless the place is found, exactly once.
    """
    bare = habit.strip(" .。,，!！?？\"“”'")
    bare = re.sub(r"^(?:the|an?)\s+", "", bare, flags=re.IGNORECASE)
    if len(bare) < 2:
        return None
    places = list(_pattern(bare, language).finditer(output))
    if len(places) != 1:
        return None
    start, end = places[0].span()
    if not is_spaced(language):
        return output[:start] + wanted + output[end:]
    ending = output[start + len(bare) : end]
    if ending in {"s", "es"}:
        is_plural = wanted.endswith("s") and not wanted.endswith("ss")
        wanted, ending = wanted if is_plural else plural(wanted), ""
    before = output[:start]
    if re.search(r"(?:^|[.!?]\s+)[\"“]?$", before) and wanted[:1].islower():
        wanted = wanted[0].upper() + wanted[1:]
    article = "an" if wanted[:1].lower() in "aeiou" else "a"
    before = re.sub(r"\b([Aa])n? $", lambda m: m[1] + article[1:] + " ", before)
    return before + wanted + ending + output[end:]


def plural(word: str) -> str:
    """Return the regular English plural."""
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        return word + "es"
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + "s"


@lru_cache(maxsize=4096)
def _pattern(form: str, language: Language) -> re.Pattern[str]:
    if not is_spaced(language) or not re.match(r"[A-Za-z0-9]", form):
        return re.compile(re.escape(form), re.IGNORECASE)
    words = [re.escape(word) for word in re.split(r"[\s-]+", form) if word]
    last = form.rsplit(maxsplit=1)[-1]
    if re.search(r"[^aeiou]y$", last):
        words[-1] = words[-1][:-1] + "(?:y|ies)"
    stem = r"[\s-]+".join(words) + r"(?:e?s)?"
    # "IT" is a term, "it" none; longer ones may be written in any case.
    is_short_capitals = form.isupper() and len(form) <= 3
    flags = re.NOFLAG if is_short_capitals else re.IGNORECASE
    return re.compile(rf"(?<![A-Za-z0-9]){stem}(?![A-Za-z0-9])", flags)


def _is_meant(form: str, text: str, match: re.Match[str], language: Language) -> bool:
    if not is_spaced(language):
        return _is_whole(text, match.start(), match.end())
    # A name of one word is told from a word by its capital: Moments, moments.
    return " " in form or form[:1].islower() or match.group()[:1].isupper()


def _is_whole(text: str, start: int, end: int) -> bool:
    """Say whether a stretch of Chinese stands by itself: 会场 does not in 大会场面."""
    is_known = is_word(text[start:end])
    at_start = at_end = 0
    for begins, ends, _ in words_with_spans(text):
        if begins <= start and end <= ends and ends - begins > end - start:
            return False  # 会议室 is a word of its own, and 会议 no term in it
        if begins < start < ends:
            at_start = ends - begins
        if begins < end < ends:
            at_end = ends - begins
    if is_known:
        # The dictionary has the term, and still reads other words here.
        return not (at_start or at_end)
    return not (at_start and at_end) and max(at_start, at_end) < _MIN_STRADDLING_WORD
