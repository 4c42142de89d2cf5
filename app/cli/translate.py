"""``tongsheng translate``: text from the command line or standard input, and documents."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from app.cli.directions import language, text_pair
from app.cli.documents import add_document_options, means_documents, translate_documents
from app.cli.options import add_engine, add_glossary, add_script, read_glossaries
from app.cli.terminal import ExitCode, print_json, tell, tell_error
from app.history.export import one_line
from app.strings import doubts_text, tr
from engines.errors import EngineError, ErrorCode
from engines.interfaces import Guidance
from engines.opencc_script import script_converter
from engines.types import TranslatedText

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from app.cli.parts import Parts

_STDIN = "-"

_EVERY_TEXT_FAILS = frozenset({ErrorCode.PAIR_UNSUPPORTED, ErrorCode.OUT_OF_MEMORY})


def add_to(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "translate",
        help="translate text and documents",
        description="Translate each TEXT, or each line of standard input, into one line."
        " An empty line stays empty. Or translate each FILE (TXT, Markdown, SRT, VTT, DOCX, HTML)"
        " into a file of its own: a document of any length, which goes on where it was stopped.",
    )
    parser.add_argument(
        "texts", nargs="*", metavar="TEXT|FILE", help="'-' reads standard input as text"
    )
    parser.add_argument(
        "--to",
        type=language,
        required=True,
        dest="target",
        metavar="LANGUAGE",
        help="translate into this language, such as en or zh",
    )
    parser.add_argument(
        "--from",
        type=language,
        dest="spoken",
        metavar="LANGUAGE",
        help="the language of the text (default: the other one of zh and en,"
        " and for further languages whichever of the two the script tells)",
    )
    parser.add_argument("--model", metavar="ID", help="the translation model")
    add_engine(parser)
    add_glossary(parser)
    add_script(parser)
    parser.add_argument(
        "--json",
        action="store_true",
        dest="is_json",
        help="print one JSON object per text or file",
    )
    add_document_options(parser)
    parser.set_defaults(action=_run)


def _run(args: argparse.Namespace, parts: Parts) -> ExitCode:
    guidance = Guidance(terms=read_glossaries(args.glossary))
    if means_documents(args):
        return translate_documents(args, parts, guidance)
    is_piped = args.texts in ([], [_STDIN])
    texts: Iterable[str] = _stdin_lines() if is_piped else args.texts
    # For targets beyond the two, the script of each line tells; the translator then judges it.
    is_known = args.spoken is not None or args.target in {"zh", "en"}
    pairs = (text_pair("", args.spoken, args.target),) if is_known else ()
    in_script = script_converter(args.script)
    translator = parts.translator(parts.translator_config(args.model, args.engine, pairs))
    code = ExitCode.OK
    for text in texts:
        pair = text_pair(text, args.spoken, args.target)
        translation = TranslatedText("")
        if text.strip():
            try:
                (made,) = translator.translate([text], pair, guidance)
                translation = replace(made, text=in_script(made.text, pair.target))
            except EngineError as error:
                if error.code in _EVERY_TEXT_FAILS:
                    raise
                # The lines of the result must still be those of the source.
                tell_error(error)
                code = ExitCode.FAILED
        if args.is_json:
            print_json(
                {
                    "source": pair.source,
                    "target": pair.target,
                    "text": text,
                    "translation": translation.text or None,
                    "doubts": list(translation.doubts),
                    "terms_kept": translation.terms_kept,
                    "terms_missed": list(translation.terms_missed),
                    "via": translation.via,
                }
            )
        else:
            print(one_line(translation.text), flush=True)
            if translation.doubts:
                tell(_doubted(translation))
    return code


def _doubted(translation: TranslatedText) -> str:
    named = doubts_text(translation.doubts)
    missed = "、".join(translation.terms_missed)
    return tr("cli.translate.doubted", doubts=f"{named} ({missed})" if missed else named)


def _stdin_lines() -> Iterable[str]:
    for line in sys.stdin:
        yield line.rstrip("\r\n")
