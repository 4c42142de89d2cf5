"""``tongsheng caption``: live captions in the terminal, of a microphone, the system or a file."""

from __future__ import annotations

import argparse
import queue
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from app.cli.caption_screen import CaptionScreen, JsonCaptions, PlainCaptions
from app.cli.directions import session_directions
from app.cli.options import (
    add_models,
    add_spoken,
    add_target,
    add_text_style,
    chosen_text_style,
)
from app.cli.terminal import (
    ExitCode,
    UsageError,
    first_interrupt,
    tell,
    tell_error,
    terminal_width,
)
from app.strings import tr
from engines.errors import EngineError, ErrorCode
from engines.events import (
    AudioDropped,
    HostEvent,
    SessionEnded,
    StageFailed,
    WorkerState,
    WorkerStateChanged,
)
from engines.interfaces import AudioSource
from engines.pipeline.config import SessionConfig

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from app.cli.parts import Host, Parts
    from engines.types import AudioChunk

_LIVE = ("mic", "system")

_WAKE_S = 1.0
"""Windows delivers Ctrl+C only to a main thread that is awake."""


def add_to(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "caption",
        help="show live captions in the terminal",
        description="Show what is said, and its translation, while it is being said."
        " Ctrl+C finishes the utterance under way and ends; a second one ends at once.",
    )
    parser.add_argument(
        "--source",
        default="mic",
        metavar="SOURCE",
        help="mic, system (what the computer plays) or a file, which is played at its own speed"
        " (default: %(default)s)",
    )
    parser.add_argument(
        "--device", metavar="NAME", help="which microphone or output: a part of its name"
    )
    add_target(parser, allows_both=True)
    add_spoken(parser)
    add_models(parser)
    add_text_style(parser, is_live=True)
    parser.add_argument(
        "--json", action="store_true", dest="is_json", help="print one JSON object per event"
    )
    parser.set_defaults(action=_run)


@dataclass(frozen=True, slots=True)
class _SourceWarned:
    error: EngineError


@dataclass(frozen=True, slots=True)
class _SourceEnded:
    error: EngineError | None


@dataclass(frozen=True, slots=True)
class _StopAsked:
    pass


_Item: TypeAlias = HostEvent | _SourceWarned | _SourceEnded | _StopAsked
_Inbox: TypeAlias = "queue.SimpleQueue[_Item]"


class _Listener:
    """Passes the source's sound to the host, and its news to the inbox."""

    def __init__(self, host: Host, inbox: _Inbox) -> None:
        self._host = host
        self._inbox = inbox

    def on_chunk(self, chunk: AudioChunk) -> None:
        self._host.feed(chunk)

    def on_warning(self, error: EngineError) -> None:
        self._inbox.put(_SourceWarned(error))

    def on_end(self, error: EngineError | None) -> None:
        self._inbox.put(_SourceEnded(error))


def _run(args: argparse.Namespace, parts: Parts) -> ExitCode:
    directions = session_directions(args.spoken, args.target)
    style = chosen_text_style(args)
    source = _source(args.source, args.device, parts)
    config = parts.worker_config(
        args.model,
        args.translation_model,
        args.engine,
        pairs=directions if args.target else (),
        spoken=[pair.source for pair in directions],
    )
    session = SessionConfig("captions", directions, text_style=style)
    captions = _captions(args.is_json, session if config.translator else None)
    inbox: _Inbox = queue.SimpleQueue()
    host = parts.host(inbox.put)
    with ExitStack() as closing:
        # Each is closed whatever becomes of the others: standard output may be what failed.
        closing.callback(host.close)
        closing.callback(source.stop)
        closing.callback(captions.close)
        with first_interrupt(lambda: inbox.put(_StopAsked())):
            host.load(config)
            host.start_session(session)
            # Before the engines are ready, so that the first words are not lost.
            source.start(_Listener(host, inbox))
            return _Captioning(source, host, inbox, captions).run(is_file=args.source not in _LIVE)


class _Captioning:
    """One session from its first event to its last."""

    def __init__(
        self, source: AudioSource, host: Host, inbox: _Inbox, captions: CaptionScreen
    ) -> None:
        self._source = source
        self._host = host
        self._inbox = inbox
        self._captions = captions
        self._code = ExitCode.OK
        self._is_ready = False

    def run(self, is_file: bool) -> ExitCode:
        """Show everything until the session ends."""
        while True:
            try:
                item = self._inbox.get(timeout=_WAKE_S)
            except queue.Empty:
                continue
            match item:
                case _SourceWarned(error):
                    self._report(error)
                case _SourceEnded(error):
                    if error is not None:
                        self._report(error)
                        self._code = ExitCode.FAILED
                    self._host.end_session()
                case _StopAsked():
                    # The end of a microphone; only a file has one of its own to be cut from.
                    if is_file:
                        self._code = ExitCode.INTERRUPTED
                    self._source.stop()
                case SessionEnded():
                    self._captions.show(item)
                    return self._code
                case _:
                    self._captions.show(item)
                    self._follow(item)
                    if isinstance(item, WorkerStateChanged) and item.state is WorkerState.FAILED:
                        return ExitCode.FAILED

    def _follow(self, event: HostEvent) -> None:
        """Tell the person what the captions themselves do not say."""
        match event:
            case WorkerStateChanged(WorkerState.LOADING):
                tell(tr("cli.caption.loading"))
            case WorkerStateChanged(WorkerState.READY):
                if not self._is_ready:
                    self._captions.clear()
                    tell(tr("cli.caption.listening"))
                self._is_ready = True
            case WorkerStateChanged(_, _, code, detail, params) | StageFailed(
                _, code, _, detail, params
            ) if code is not None:
                self._report(EngineError(code, detail, **params))
            case AudioDropped():
                self._report(EngineError(ErrorCode.AUDIO_DROPPED))
            case _:
                pass

    def _report(self, error: EngineError) -> None:
        self._captions.clear()
        tell_error(error)


def _captions(is_json: bool, session: SessionConfig | None) -> CaptionScreen:
    if is_json:
        return JsonCaptions(sys.stdout)
    return PlainCaptions(sys.stdout, session, terminal_width if sys.stdout.isatty() else None)


def _source(name: str, device: str | None, parts: Parts) -> AudioSource:
    match name:
        case "mic":
            return parts.microphone(device)
        case "system":
            return parts.system_audio(device)
        case _:
            if device is not None:
                raise UsageError("--device goes with --source mic or system, not with a file")
            return parts.file_source(Path(name))
