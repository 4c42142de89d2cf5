"""The options several commands share."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TypeVar

from app.cli.directions import AUTO, BOTH, language, language_or
from engines.asr.steadiness import Steadiness
from engines.asr.text_style import TextStyle
from engines.chinese_script import ChineseScript
from engines.engine_config import EngineKind
from engines.terms import TermList, load_terms

TRANSLATOR_KINDS = (
    EngineKind.CTRANSLATE2_SEQ2SEQ,
    EngineKind.CTRANSLATE2_CHAT,
    EngineKind.LLAMACPP_CHAT,
)

Choice = TypeVar("Choice", bound=StrEnum)


def one_of(choices: Sequence[Choice]) -> Callable[[str], Choice]:
    """Return what reads an option of few values; its error names them instead of a class."""

    def read(text: str) -> Choice:
        for choice in choices:
            if text == choice:
                return choice
        raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(choices)}")

    return read


def add_spoken(parser: argparse.ArgumentParser) -> None:
    """Add ``--from`` of speech."""
    parser.add_argument(
        "--from",
        type=partial(language_or, AUTO),
        dest="spoken",
        metavar="LANGUAGE",
        help="the language spoken, or 'auto' for Chinese or English"
        " (default: the other one of the two when --to is zh or en, else auto)",
    )


def add_target(parser: argparse.ArgumentParser, allows_both: bool = False) -> None:
    """Add ``--to`` of speech."""
    both = ", or 'both' for Chinese and English in turn" if allows_both else ""
    parser.add_argument(
        "--to",
        type=partial(language_or, BOTH) if allows_both else language,
        dest="target",
        metavar="LANGUAGE",
        help=f"translate into this language, such as en or zh{both} (default: no translation)",
    )


def add_models(parser: argparse.ArgumentParser) -> None:
    """Add the choice of the models that hear and translate."""
    parser.add_argument("--model", metavar="ID", help="the recognition model")
    parser.add_argument("--translation-model", metavar="ID", help="the translation model")
    add_engine(parser)


def add_engine(parser: argparse.ArgumentParser) -> None:
    """Add the choice of the engine that runs the translation model."""
    parser.add_argument(
        "--engine",
        type=one_of(TRANSLATOR_KINDS),
        metavar="ENGINE",
        help=f"what runs the translation model: {', '.join(TRANSLATOR_KINDS)}"
        " (default: what suits the model and this machine)",
    )


def add_text_style(parser: argparse.ArgumentParser, is_live: bool = False) -> None:
    """Add how texts are to look; ``is_live`` adds how steady growing ones are."""
    group = parser.add_argument_group("the text")
    add_script(group)
    group.add_argument(
        "--words-for-numbers",
        action="store_false",
        dest="writes_numbers",
        help="leave Chinese numbers in words: 百分之二十五 instead of 25%%",
    )
    group.add_argument(
        "--no-fillers",
        action="store_false",
        dest="keeps_fillers",
        help="leave out fillers such as 嗯 and um",
    )
    group.add_argument(
        "--terms",
        type=Path,
        metavar="FILE",
        help="a list of names and terms to write and translate your way, as JSON, CSV or TBX",
    )
    if is_live:
        group.add_argument(
            "--steadiness",
            type=one_of(tuple(Steadiness)),
            default=Steadiness.FASTEST,
            metavar="STEADINESS",
            help="what of an unfinished sentence is shown: fastest (every word at once), balanced"
            " (confirmed words) or calmest (only what stays) (default: %(default)s)",
        )


def add_script(group: argparse._ActionsContainer) -> None:
    """Add how Chinese is written."""
    group.add_argument(
        "--script",
        type=one_of(tuple(ChineseScript)),
        default=ChineseScript.SIMPLIFIED,
        metavar="SCRIPT",
        help="write Chinese in simplified or traditional characters (default: %(default)s)",
    )


def chosen_text_style(args: argparse.Namespace) -> TextStyle:
    """Return the style that the options of ``add_text_style`` say.

    Raises:
        EngineError: FILE_NOT_FOUND or TERMS_UNREADABLE.
    """
    return TextStyle(
        script=args.script,
        writes_numbers=args.writes_numbers,
        keeps_fillers=args.keeps_fillers,
        terms=TermList() if args.terms is None else load_terms(args.terms),
        steadiness=getattr(args, "steadiness", Steadiness.FASTEST),
    )


def add_glossary(parser: argparse.ArgumentParser) -> None:
    """Add the lists of terms that translation keeps to."""
    parser.add_argument(
        "--glossary",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="translate the terms of this list as it says: CSV with one column for each language,"
        " TBX, or the program's own JSON; may be given again",
    )


def read_glossaries(paths: Sequence[Path]) -> TermList:
    """Read the lists that were named; a later one wins where two know the same term.

    Raises:
        EngineError: FILE_NOT_FOUND or TERMS_UNREADABLE.
    """
    terms = TermList()
    for path in paths:
        for term in load_terms(path).terms:
            terms = terms.with_term(term)
    return terms
