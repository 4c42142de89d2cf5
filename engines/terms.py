"""The names and terms a user wants written and translated their way, and the files they are in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from engines.errors import EngineError, ErrorCode
from engines.languages import all_languages, canonical
from engines.types import Language

_COLUMNS = ("text", "language", "heard_as")
_SEPARATOR = "|"
"""Between several forms in one cell."""

_MAX_FILE_BYTES = 20_000_000
"""Some hundred thousand terms: beyond that it is another kind of file."""


@dataclass(frozen=True, slots=True)
class Term:
    """A name or term as it is to be written."""

    text: str
    language: Language
    """The language it belongs to; an English term is looked for in Chinese sentences too."""
    heard_as: tuple[str, ...] = ()
    """What recognizers wrote in its place; these are always replaced."""
    translations: dict[Language, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """What it is called in other languages: the form to write, which also says in a text of that
    language that the term is meant, then others that are right in a translation."""

    def forms(self, language: Language) -> tuple[str, ...]:
        """Return what it is called in a language, the form to write first; may be empty."""
        own = (self.text,) if language == self.language else ()
        return own + tuple(self.translations.get(language, ()))

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
        """Return the list with a term; one of the same text learns its other names."""
        for index, known in enumerate(self.terms):
            if known.text == term.text:
                heard = tuple(dict.fromkeys(known.heard_as + term.heard_as))
                called = known.translations | term.translations
                merged = replace(term, heard_as=heard, translations=called)
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
    """Read a list of terms from a .json, .csv or .tbx file.

    A CSV file has the columns text and language, or one column for each of several languages, the
    first of which is the term's own.

    Raises:
        EngineError: FILE_NOT_FOUND or TERMS_UNREADABLE.
    """
    try:
        data = path.read_bytes()
        if len(data) > _MAX_FILE_BYTES:
            raise ValueError("too large for a list of terms")
        terms: Iterable[Term]
        match path.suffix.lower():
            case ".csv":
                terms = _from_csv(data.decode("utf-8-sig"))
            case ".tbx":
                from engines.tbx import read_tbx

                terms = read_tbx(data)
            case _:
                terms = msgspec.json.decode(data, type=list[Term])
        known = TermList()
        for term in terms:
            known = known.with_term(term)
    except FileNotFoundError as error:
        raise EngineError(ErrorCode.FILE_NOT_FOUND, str(error), path=str(path)) from error
    except (OSError, ValueError, EngineError, msgspec.MsgspecError, csv.Error) as error:
        raise EngineError(ErrorCode.TERMS_UNREADABLE, str(error), path=str(path)) from error
    return known


def save_terms(terms: TermList, path: Path) -> None:
    """Write a list of terms to a .json, .csv or .tbx file, whole or not at all.

    TBX has no place for what a term was heard as.

    Raises:
        EngineError: SETTINGS_UNWRITABLE.
    """
    match path.suffix.lower():
        case ".csv":
            # Spreadsheets take a CSV file for UTF-8 only when it begins with a mark.
            data = _to_csv(terms).encode("utf-8-sig")
        case ".tbx":
            from engines.tbx import write_tbx

            data = write_tbx(terms.terms)
        case _:
            data = msgspec.json.format(msgspec.json.encode(terms.terms), indent=1)
    unfinished = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(data)
        unfinished.replace(path)
    except OSError as error:
        raise EngineError(ErrorCode.SETTINGS_UNWRITABLE, str(error), path=str(path)) from error


def _to_csv(terms: TermList) -> str:
    text = io.StringIO()
    rows = csv.writer(text)
    languages = sorted({language for term in terms.terms for language in term.translations})
    rows.writerow((*_COLUMNS, *languages))
    for term in terms.terms:
        called = [_SEPARATOR.join(term.translations.get(language, ())) for language in languages]
        rows.writerow((term.text, term.language, _SEPARATOR.join(term.heard_as), *called))
    return text.getvalue()


def _from_csv(text: str) -> list[Term]:
    rows = csv.DictReader(io.StringIO(text), strict=True)
    names = [name for name in rows.fieldnames or () if name]
    languages = {name: code for name in names if (code := _language(name)) is not None}
    if {"text", "language"} <= set(names):
        return [_from_row(row, row["text"], row["language"] or "", languages) for row in rows]
    if len(languages) < 2:
        raise ValueError("the first line must name the columns text and language, or two languages")
    first = next(iter(languages))
    return [_from_row(row, row[first], languages[first], languages) for row in rows if row[first]]


def _from_row(
    row: dict[str, str], text: str | None, language: str, languages: dict[str, Language]
) -> Term:
    own, *others = _cell(text) or [""]
    called = {code: tuple(_cell(row.get(name))) for name, code in languages.items()}
    language = language.strip()
    if others:
        called[language] = tuple(others)
    elif (called.get(language) or ("",))[0] == own:
        del called[language]
    heard = tuple(_cell(row.get("heard_as")))
    return Term(own, language, heard, {code: forms for code, forms in called.items() if forms})


def _cell(text: str | None) -> list[str]:
    """Return the forms in a cell of a table: "boarding pass|boarding card" has two."""
    return [form for part in (text or "").split(_SEPARATOR) if (form := part.strip())]


def _language(name: str) -> Language | None:
    """Return the language a column is named after, by code or name; None for other columns.

    "id" is a number of the row far more often than Indonesian.
    """
    plain = name.strip().casefold()
    if plain == "id":
        return None
    for info in all_languages():
        if plain in {info.english.casefold(), info.native.casefold(), info.chinese}:
            return info.code
    try:
        return canonical(name)
    except EngineError:
        return None
