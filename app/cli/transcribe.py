"""``tongsheng transcribe``: the words of audio and video files, and their translation."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.directions import session_directions
from app.cli.options import (
    add_models,
    add_spoken,
    add_target,
    add_text_style,
    chosen_text_style,
    one_of,
)
from app.cli.terminal import ExitCode, ProgressBar, UsageError, first_interrupt, tell, tell_error
from app.history.export import ExportFormat, ExportWriter, export_to
from app.strings import tr
from engines.asr.text_style import TextStyle
from engines.engine_config import EngineConfig
from engines.errors import EngineError, ErrorCode
from engines.events import SessionEvent, StageFailed
from engines.interfaces import Progress, Recognizer, Translator, Vad
from engines.pipeline.config import SessionConfig
from engines.pipeline.utterances import UtteranceCollector
from engines.types import SAMPLE_RATE_HZ, AudioChunk, LanguagePair

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from app.cli.parts import Parts

_STDOUT = "-"


def add_to(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "transcribe",
        help="write down what is said in audio and video files",
        description="Write down what is said in audio and video files, and translate it."
        " A file that cannot be read is reported, and the others are still done.",
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    add_target(parser)
    add_spoken(parser)
    parser.add_argument(
        "--format",
        type=one_of(tuple(ExportFormat)),
        default=ExportFormat.TXT,
        help="txt, srt, vtt or json (default: %(default)s)",
        metavar="FORMAT",
    )
    parser.add_argument(
        "--output",
        metavar="DIR",
        default=_STDOUT,
        help="write one file per input into this folder, made if need be, replacing older ones;"
        " '-' writes to standard output (default)",
    )
    parser.add_argument(
        "--accurate",
        action="store_true",
        help="take more time and make fewer mistakes: a language model chooses among several"
        " readings of each sentence",
    )
    add_models(parser)
    add_text_style(parser)
    parser.set_defaults(action=_run)


@dataclass(frozen=True, slots=True)
class _Engines:
    vad: Vad
    recognizer: Recognizer
    translator: Translator | None


@dataclass(frozen=True, slots=True)
class _Job:
    source: Path
    target: Path | None
    """None for standard output."""
    heading: str = ""
    """Written before the transcript, to tell several apart."""


def _run(args: argparse.Namespace, parts: Parts) -> ExitCode:
    directions = session_directions(args.spoken, args.target)
    style = chosen_text_style(args)
    jobs = _jobs(args.files, args.output, args.format)
    config = parts.worker_config(
        args.model,
        args.translation_model,
        args.engine,
        pairs=directions if args.target else (),
        spoken=[pair.source for pair in directions],
    )
    if args.accurate:
        config = replace(config, language_model=accurate_model(parts))
    engines: _Engines | None = None
    code = ExitCode.OK
    for job in jobs:
        try:
            duration_s = parts.duration_s(job.source)
        except EngineError as error:
            tell_error(error)
            code = ExitCode.FAILED
            continue
        if engines is None:
            # Only now: a wrong file name is told at once, and nothing is loaded for it.
            engines = _Engines(
                parts.vad(),
                parts.recognizer(config.recognizer, config.language_model),
                None if config.translator is None else parts.translator(config.translator),
            )
        work = _FileWork(job, args.format, directions, style, duration_s, engines, parts)
        try:
            if not work.run():
                code = ExitCode.FAILED
        except EngineError as error:
            tell_error(error)
            code = ExitCode.FAILED
        if work.is_interrupted:
            return ExitCode.INTERRUPTED
    return code


def accurate_model(parts: Parts) -> EngineConfig:
    """Return the language model of the accurate mode; it is prepared first where it was not.

    Raises:
        EngineError: No such model is installed, or as ``preparation.prepare``.
    """
    model_id = parts.language_model_id()
    if not parts.is_prepared(model_id):
        tell(tr("cli.models.preparing", model=model_id))
        cancel = threading.Event()
        with first_interrupt(cancel.set), ProgressBar(model_id) as bar:
            parts.prepare(model_id, bar, cancel)
    return parts.language_model_config(model_id)


class _FileWork:
    """One file from its first chunk to its finished transcript."""

    def __init__(
        self,
        job: _Job,
        format: ExportFormat,  # noqa: A002
        directions: tuple[LanguagePair, ...],
        style: TextStyle,
        duration_s: float | None,
        engines: _Engines,
        parts: Parts,
    ) -> None:
        self._job = job
        self._format = format
        self._config = SessionConfig(
            str(job.source), directions, text_style=style, wants_partials=False
        )
        self._duration_s = duration_s
        self._engines = engines
        self._parts = parts
        self._failures: dict[ErrorCode, EngineError] = {}
        self.is_interrupted = False

    def run(self) -> bool:
        """Write the transcript; return whether nothing of it is missing."""
        with ExitStack() as stack:
            bar = stack.enter_context(ProgressBar(self._job.source.name))
            chunks = self._chunks(bar)
            # The first chunk is read before anything is written: what cannot be read leaves the
            # transcript of an earlier run alone.
            first = next(chunks)
            if self._job.target is None:
                bar.print(self._job.heading)
                writer = ExportWriter(self._format, bar.print)
            else:
                writer = stack.enter_context(export_to(self._job.target, self._format))
            self._write(_chain(first, chunks), writer)
            if self._job.target is None:
                writer.finish()
            if self._job.heading:
                bar.print("\n")
        for error in self._failures.values():
            tell_error(error, self._job.source.name)
        if self.is_interrupted:
            tell(tr("cli.transcribe.interrupted"))
        return not self._failures

    def _write(self, chunks: Iterator[AudioChunk], writer: ExportWriter) -> None:
        is_translating = self._engines.translator is not None
        collector = UtteranceCollector(self._config if is_translating else None)
        try:
            for event in self._events(chunks):
                if isinstance(event, StageFailed):
                    self._note(EngineError(event.code, event.detail, **event.params))
                for utterance in collector.add(event):
                    writer.add(utterance)
        except KeyboardInterrupt:
            for utterance in collector.rest():
                writer.add(utterance)
            if not writer.count:
                raise
            self.is_interrupted = True

    def _events(self, chunks: Iterator[AudioChunk]) -> Iterator[SessionEvent]:
        engines = self._engines
        return self._parts.transcribe(
            chunks, self._config, engines.vad, engines.recognizer, engines.translator
        )

    def _chunks(self, on_progress: Callable[[Progress], None]) -> Iterator[AudioChunk]:
        """Yield the sound, and end instead of failing once some of it was there."""
        is_first = True
        total_s = round(self._duration_s or 0)
        try:
            for chunk in self._parts.read_chunks(self._job.source, self._note):
                yield chunk
                is_first = False
                # Where the next chunk is asked for, the work on this one is done.
                done_s = min(chunk.end_sample // SAMPLE_RATE_HZ, total_s or sys.maxsize)
                on_progress(Progress(done_s, total_s, "s", "recognise"))
        except EngineError as error:
            if is_first:
                raise
            self._note(error)

    def _note(self, error: EngineError) -> None:
        self._failures.setdefault(error.code, error)


def _chain(first: AudioChunk, rest: Iterator[AudioChunk]) -> Iterator[AudioChunk]:
    yield first
    yield from rest


def _jobs(
    sources: Sequence[Path],
    output: str,
    format: ExportFormat,  # noqa: A002
) -> list[_Job]:
    """Name the transcript of each file so that none replaces another or a source.

    Raises:
        UsageError: Several documents would run into one another on standard output.
        EngineError: OUTPUT_UNWRITABLE.
    """
    if output == _STDOUT:
        if len(sources) > 1 and format is not ExportFormat.TXT:
            raise UsageError(f"several files as {format} need a folder: --output DIR")
        if len(sources) == 1:
            return [_Job(sources[0], None)]
        return [_Job(source, None, f"==> {source} <==\n") for source in sources]
    folder = Path(output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EngineError(ErrorCode.OUTPUT_UNWRITABLE, str(error), path=output) from error
    taken = {source.resolve() for source in sources}
    jobs = []
    for source in sources:
        target = folder / f"{source.stem}.{format}"
        number = 1
        while target.resolve() in taken:
            suffix = "" if number == 1 else f".{number}"
            target = folder / f"{source.name}{suffix}.{format}"
            number += 1
        taken.add(target.resolve())
        jobs.append(_Job(source, target))
    return jobs
