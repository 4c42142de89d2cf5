"""The documents of ``tongsheng translate``: each file into a file of its own."""

from __future__ import annotations

import argparse
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.directions import text_pair
from app.cli.terminal import (
    ExitCode,
    ProgressBar,
    UsageError,
    first_interrupt,
    print_json,
    tell,
    tell_error,
)
from app.history.export import one_line
from app.strings import doubts_text, language_name, terms_text, tr
from engines.documents.reading import is_document, parse, read_bytes
from engines.errors import EngineError, ErrorCode
from engines.interfaces import Guidance, Progress
from engines.types import Language, LanguagePair

if TYPE_CHECKING:
    from app.cli.parts import Parts
    from engines.documents.job import DocumentResult, TranslatePieces
    from engines.documents.journal import DocumentWork

_MOST_NAMED = 20
"""Texts that are named; a document may have thousands."""


def add_document_options(parser: argparse.ArgumentParser) -> None:
    """Add what only documents need."""
    parser.add_argument(
        "--output",
        type=Path,
        metavar="PATH",
        help="documents: the folder to write to, or the file where there is one FILE"
        " (default: beside each, as in report.zh.docx)",
    )
    parser.add_argument(
        "--bilingual",
        action="store_true",
        dest="is_bilingual",
        help="documents: keep the original and set the translation under it",
    )


def means_documents(args: argparse.Namespace) -> bool:
    """Say whether the command line names files rather than texts."""
    texts: list[str] = args.texts
    named = [text for text in texts if _looks_like_file(text)]
    if args.output is not None or args.is_bilingual:
        return True
    if named and len(named) < len(texts):
        raise UsageError("texts and documents do not go together in one command")
    return bool(named)


def translate_documents(args: argparse.Namespace, parts: Parts, guidance: Guidance) -> ExitCode:
    """Translate each file; one that cannot be read is reported, and the others are still done."""
    sources = [Path(text) for text in args.texts]
    if not sources:
        raise UsageError("--output and --bilingual need a FILE")
    works: list[DocumentWork] = []
    code = ExitCode.OK
    taken = {source.resolve() for source in sources}
    config = None
    for source in sources:
        try:
            pair = _pair(source, args.spoken, args.target)
            # Only now: a wrong file name is told at once, and no model is asked for.
            config = config or parts.translator_config(args.model, args.engine, (pair,))
            work = _work(args, source, pair, config.model_id, taken, len(sources) == 1)
            works.append(replace(work, terms=guidance.terms, script=args.script))
        except EngineError as error:
            if error.code in _OF_THE_MODEL:
                raise
            tell_error(error)
            code = ExitCode.FAILED
    if config is None or not works:
        return code
    translate = parts.document_translator(config, guidance, args.script)
    for work in works:
        one = _FileWork(work, parts, args.is_json)
        try:
            if not one.run(translate):
                code = ExitCode.FAILED
        except EngineError as error:
            if error.code is ErrorCode.CANCELLED:
                return ExitCode.INTERRUPTED
            tell_error(error)
            code = ExitCode.FAILED
    return code


_OF_THE_MODEL = frozenset(
    {ErrorCode.MODEL_MISSING, ErrorCode.MODEL_INCOMPLETE, ErrorCode.MODEL_CORRUPT}
    | {ErrorCode.MODEL_UNKNOWN, ErrorCode.MODEL_UNSUPPORTED, ErrorCode.PAIR_UNSUPPORTED}
)


class _FileWork:
    """One document from its file to its translation."""

    def __init__(self, work: DocumentWork, parts: Parts, is_json: bool) -> None:
        self._work = work
        self._parts = parts
        self._is_json = is_json
        self._latest = Progress(0, 0)

    def run(self, translate: TranslatePieces) -> bool:
        """Write the translation; return whether nothing of it is missing.

        Raises:
            EngineError: CANCELLED after Ctrl+C, which was told, and what the job raises.
        """
        work = self._work
        cancel = threading.Event()
        try:
            with first_interrupt(cancel.set), ProgressBar(work.source.name) as bar:

                def on_progress(progress: Progress) -> None:
                    self._latest = progress
                    bar(progress)

                result = self._parts.translate_document(work, translate, on_progress, cancel)
        except EngineError as error:
            if error.code is ErrorCode.CANCELLED:
                tell(
                    tr(
                        "cli.document.interrupted",
                        done=self._latest.done,
                        total=self._latest.total,
                        source=work.source.name,
                    )
                )
            raise
        self._tell(result)
        return not result.failed

    def _tell(self, result: DocumentResult) -> None:
        from engines.documents.job import FAILED_MARK

        work = self._work
        if self._is_json:
            print_json(
                {
                    "source": work.pair.source,
                    "target": work.pair.target,
                    "file": str(work.source),
                    "output": str(result.target),
                    "texts": result.texts,
                    "via": result.via,
                    "terms_kept": result.terms_kept,
                    "terms_missed": list(result.terms_missed),
                    "failed": list(result.failed),
                    "doubted": [
                        {"text": text, "doubts": list(doubts)}
                        for text, doubts in result.doubts.items()
                    ],
                }
            )
        else:
            print(one_line(tr("cli.document.written", source=work.source, target=result.target)))
        if result.via is not None and not self._is_json:
            tell(tr("captions.via", language=language_name(result.via)))
        terms = terms_text(result.terms_kept, result.terms_missed)
        if terms and not self._is_json:
            tell(terms)
        if result.failed:
            tell(
                tr(
                    "cli.document.failed",
                    source=work.source.name,
                    count=len(result.failed),
                    mark=FAILED_MARK.strip(),
                )
            )
            for text in result.failed[:_MOST_NAMED]:
                tell(f"  {one_line(text)}")
        if result.doubts:
            tell(tr("cli.document.doubted", source=work.source.name, count=len(result.doubts)))
            for text, doubts in list(result.doubts.items())[:_MOST_NAMED]:
                tell(f"  {one_line(text)} ({doubts_text(doubts)})")


def _looks_like_file(text: str) -> bool:
    """Say whether an argument is the name of a document, there or not."""
    path = Path(text)
    try:
        return is_document(path) and (path.is_file() or not any(map(str.isspace, text)))
    except (OSError, ValueError):
        return False


def _pair(source: Path, spoken: Language | None, target: Language) -> LanguagePair:
    if spoken is not None or target in {"zh", "en"}:
        read_bytes(source)
        return text_pair("", spoken, target)
    return text_pair("".join(parse(read_bytes(source), source).texts), None, target)


def _work(
    args: argparse.Namespace,
    source: Path,
    pair: LanguagePair,
    model_id: str,
    taken: set[Path],
    is_only: bool,
) -> DocumentWork:
    """Name the translation so that it replaces neither a source nor another of this command.

    Raises:
        EngineError: OUTPUT_UNWRITABLE.
    """
    from engines.documents.job import target_path
    from engines.documents.journal import DocumentWork

    output: Path | None = args.output
    if output is not None and is_only and output.suffix.lower() == source.suffix.lower():
        target = output
        if target.resolve() in taken:
            raise EngineError(ErrorCode.OUTPUT_UNWRITABLE, "the source itself", path=str(target))
    else:
        if output is not None:
            try:
                output.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise EngineError(
                    ErrorCode.OUTPUT_UNWRITABLE, str(error), path=str(output)
                ) from error
        target = target_path(source, pair, output, taken)
    taken.add(target.resolve())
    return DocumentWork(source, target, pair, model_id, args.is_bilingual)
