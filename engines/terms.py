"""The names and terms a user wants written their way: a list that is kept in JSON or CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from engines.errors import EngineError, ErrorCode
from engines.types import Language

_COLUMNS = ("text", "language", "heard_as")
_HEARD_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Term:
    """A name or term as it is to be written."""

    text: str
    language: Language
    """The language it belongs to; an English term is looked for in Chinese sentences too."""
    heard_as: tuple[str, ...] = ()
    """What recognizers wrote in its place; these are always replaced."""

    def __post_init__(self) -> None:
        if not self.text.strip() or self.text != self.text.strip():
            raise ValueError("a term has text, without space around it")
        if not self.language:
            raise ValueError("a term has a language")


@dataclass(frozen=True, slots=True)
class TermList:
    """The terms of a user, in the order they were added, each text once."""

    terms: tuple[Term, ...] = ()

    def __post_init__(self) -> None:
        if len({term.text for term in self.terms}) != len(self.terms):
            raise ValueError("a term stands twice in the list")

    def with_term(self, term: Term) -> TermList:
        """Return the list with a term; one of the same text learns what it was heard as."""
        for index, known in enumerate(self.terms):
            if known.text == term.text:
                heard = tuple(dict.fromkeys(known.heard_as + term.heard_as))
                merged = replace(term, heard_as=heard)
                return TermList((*self.terms[:index], merged, *self.terms[index + 1 :]))
        return TermList((*self.terms, term))

    def without(self, text: str) -> TermList:
        """Return the list without the term that is written so."""
        return TermList(tuple(term for term in self.terms if term.text != text))

    def hotwords(self, language: Language, limit_chars: int = 200) -> str:
        """Return the newest terms for a recognizer's prompt or hotwords; "" when there are none.

        Args:
            language: The language that is spoken; English terms are named beside Chinese ones too.
            limit_chars: A Whisper prompt holds 224 tokens, and a Chinese character may take two.
        """
        named: list[str] = []
        left = limit_chars
        for term in reversed(self.terms):
            if term.language not in {language, "en"}:
                continue
            left -= len(term.text) + 1
            if left < 0:
                break
            named.append(term.text)
        return ("、" if language in {"zh", "yue"} else ", ").join(reversed(named))


def load_terms(path: Path) -> TermList:
    """Read a list of terms from a .json or .csv file.

    Raises:
        EngineError: TERMS_UNREADABLE.
    """
    try:
        data = path.read_bytes()
        if path.suffix.lower() == ".csv":
            terms: Iterable[Term] = _from_csv(data.decode("utf-8-sig"))
        else:
            terms = msgspec.json.decode(data, type=list[Term])
        known = TermList()
        for term in terms:
            known = known.with_term(term)
    except (OSError, ValueError, msgspec.MsgspecError, csv.Error) as error:
        raise EngineError(ErrorCode.TERMS_UNREADABLE, str(error), path=str(path)) from error
    return known


def save_terms(terms: TermList, path: Path) -> None:
    """Write a list of terms to a .json or .csv file, whole or not at all.

    Raises:
        EngineError: SETTINGS_UNWRITABLE.
    """
    is_csv = path.suffix.lower() == ".csv"
    # Spreadsheets take a CSV file for UTF-8 only when it begins with a mark.
    data = _to_csv(terms).encode("utf-8-sig") if is_csv else msgspec.json.encode(terms.terms)
    unfinished = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(data if is_csv else msgspec.json.format(data, indent=1))
        unfinished.replace(path)
    except OSError as error:
        raise EngineError(ErrorCode.SETTINGS_UNWRITABLE, str(error), path=str(path)) from error


def _to_csv(terms: TermList) -> str:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(_COLUMNS)
    for term in terms.terms:
        rows.writerow((term.text, term.language, _HEARD_SEPARATOR.join(term.heard_as)))
    return text.getvalue()


def _from_csv(text: str) -> list[Term]:
    rows = csv.DictReader(io.StringIO(text), strict=True)
    if not {"text", "language"} <= set(rows.fieldnames or ()):
        raise ValueError("the first line must name the columns text and language")
    return [
        Term(
            (row["text"] or "").strip(),
            (row["language"] or "").strip(),
            tuple(h for h in (row.get("heard_as") or "").split(_HEARD_SEPARATOR) if h),
        )
        for row in rows
    ]
