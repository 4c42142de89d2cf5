"""From what a recognizer wrote to what a reader sees; the recognizer's words are kept beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from engines.asr.colloquial import filler_edits
from engines.asr.punctuation import final_mark, punctuation_edits
from engines.asr.text_edits import TextEdit, apply_edits
from engines.asr.text_style import TextStyle
from engines.chinese_script import ChineseScript
from engines.opencc_script import script_converter
from engines.terms import TermList
from engines.types import Language

_CHINESE = frozenset({"zh", "yue"})
_HAS_KNOWN_FILLERS = _CHINESE | {"en"}


@dataclass(frozen=True, slots=True)
class FinishedText:
    """A final as it is shown and as it was heard."""

    text: str
    """Begins with what was promised."""
    original: str
    """The recognizer's own words, in the reader's script: for the record, and to undo what was made
    of them."""
    term_hits: Mapping[str, int] = field(default_factory=dict)
    """How often each of the user's terms stands in ``text``."""


class TextFinisher:
    """Finishes texts in one style. Pure after its construction; any thread may use it.

    A reader sees partials before the final, and what was promised never changes. So partials get
    only what stays right as a sentence grows, script and marks; fillers, terms and numbers are
    finished in the final, and there only after the promised beginning: a numeral that was promised
    in words, or begins in the promised part, stays in words. ``final`` without ``promised``
    finishes all of a text, as a history or an export wants it.

    Construction loads what the style needs: nothing much without numbers and terms, 0.2 s and
    40 MB for numbers, 0.5 s and 100 MB for terms.
    """

    def __init__(self, style: TextStyle) -> None:
        self._style = style
        self.in_script = script_converter(style.script)
        """Puts a text of a language into the reader's script."""
        self._simplified = script_converter(ChineseScript.SIMPLIFIED)
        self._number_edits = _number_edits() if style.writes_numbers else None
        self._term_texts = {
            self._simplified(term.text, term.language): term.text for term in style.terms.terms
        }
        self._find_terms = _term_finder(style.terms, self._simplified)

    def partial(self, heard: str, language: Language, promised: str = "") -> str:
        """Return a pass over a growing utterance as it is shown.

        Args:
            heard: What the recognizer wrote; begins with ``promised``.
            language: What is spoken.
            promised: What the reader was promised, as it was shown.
        """
        text = promised + self.in_script(heard.removeprefix(promised), language)
        if language in _CHINESE and self._style.sets_punctuation:
            text = apply_edits(text, punctuation_edits(text), len(promised))
        return text

    def final(self, heard: str, language: Language, promised: str = "") -> FinishedText:
        """Return the whole utterance as it is shown from now on.

        Args:
            heard: What the recognizer wrote; begins with ``promised``.
            language: What is spoken.
            promised: What the reader was promised, as it was shown; it stays.
        """
        is_chinese = language in _CHINESE
        # The rules know simplified characters; what they leave is put into the script at the end.
        before = self._simplified(promised, language)
        text = before + self._simplified(heard.removeprefix(promised), language)
        kept = len(before)
        if not self._style.keeps_fillers and language in _HAS_KNOWN_FILLERS:
            text = apply_edits(text, filler_edits(text), kept)
        hits: dict[str, int] = {}
        if self._find_terms is not None:
            edits, found = self._find_terms(text, kept)
            text = apply_edits(text, edits, kept)
            hits = {self._term_texts[term]: count for term, count in found.items()}
        if is_chinese and self._number_edits is not None:
            text = apply_edits(text, self._number_edits(text), kept)
        if is_chinese and self._style.sets_punctuation:
            text = apply_edits(text, punctuation_edits(text), kept)
            text += final_mark(text)
        original = promised + self.in_script(heard.removeprefix(promised), language)
        return FinishedText(promised + self.in_script(text[kept:], language), original, hits)


def _number_edits() -> Callable[[str], list[TextEdit]]:
    # Imported only when it is wanted: it brings a dictionary of Chinese words with it.
    from engines.asr.written_form import number_edits

    return number_edits


def _term_finder(
    terms: TermList, simplified: Callable[[str, Language], str]
) -> Callable[[str, int], tuple[tuple[TextEdit, ...], Mapping[str, int]]] | None:
    if not terms.terms:
        return None
    # Imported only when there are terms: the readings of all characters take 60 MB.
    from engines.asr.term_correction import TermCorrector

    known = TermList()
    for term in terms.terms:
        heard = tuple(simplified(text, term.language) for text in term.heard_as)
        known = known.with_term(
            replace(term, text=simplified(term.text, term.language), heard_as=heard)
        )
    corrector = TermCorrector(known)

    def find(text: str, kept: int) -> tuple[tuple[TextEdit, ...], Mapping[str, int]]:
        found = corrector.find(text, kept)
        return found.edits, found.hits

    return find
