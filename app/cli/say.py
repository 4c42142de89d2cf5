"""``tongsheng say``: a text spoken aloud, or into a sound file."""

from __future__ import annotations

import argparse
import re
import sys
import threading
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.directions import language
from app.cli.terminal import ExitCode, UsageError, tell
from app.strings import language_name, tr
from engines.errors import EngineError, ErrorCode
from engines.interfaces import HIGHEST_RATE, LOWEST_RATE, Synthesizer, default_voice
from engines.types import SpeechAudio

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from app.cli.parts import Parts

_STDIN = "-"
_HAN = re.compile(r"[㐀-鿿]")
_REQUEST = 1


def add_to(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "say",
        help="speak a text",
        description="Speak TEXT through the loudspeaker, or into a file. Numbers, dates and names"
        " of the other language inside it are read as they should be.",
    )
    parser.add_argument("text", metavar="TEXT", help="'-' reads standard input")
    parser.add_argument(
        "--language",
        type=language,
        metavar="LANGUAGE",
        help="of the text (default: zh with Chinese characters in it, else en)",
    )
    parser.add_argument("--voice", metavar="VOICE", help="who speaks, such as zf_xiaoxiao")
    parser.add_argument(
        "--rate",
        type=_rate,
        default=1.0,
        metavar="RATE",
        help=f"from {LOWEST_RATE} to {HIGHEST_RATE} (default: 1)",
    )
    parser.add_argument("--volume", type=_volume, default=1.0, metavar="V", help="from 0 to 1")
    parser.add_argument("--model", metavar="ID", help="what speaks; espeak-ng is the system's own")
    parser.add_argument("--out", type=Path, metavar="FILE.wav", help="write a file, play nothing")
    parser.set_defaults(action=_run)


def _rate(text: str) -> float:
    value = float(text)
    if not LOWEST_RATE <= value <= HIGHEST_RATE:
        raise argparse.ArgumentTypeError(f"{text} is not from {LOWEST_RATE} to {HIGHEST_RATE}")
    return value


def _volume(text: str) -> float:
    value = float(text)
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError(f"{text} is not from 0 to 1")
    return value


def _run(args: argparse.Namespace, parts: Parts) -> ExitCode:
    text = sys.stdin.read() if args.text == _STDIN else args.text
    spoken = args.language or ("zh" if _HAN.search(text) else "en")
    synthesizer = parts.synthesizer(parts.synthesizer_config(args.model))
    voice_id = _voice(synthesizer, args.voice, spoken)
    pieces = synthesizer.synthesize(text, voice_id, args.rate)
    first = next(pieces, None)
    if first is None:
        tell(tr("cli.say.nothing"))
        return ExitCode.FAILED
    if args.out is not None:
        seconds = _write(args.out, first, pieces, args.volume)
        tell(tr("cli.say.saved", name=args.out, seconds=f"{seconds:.1f}"))
    else:
        parts.play(_with(first, pieces), args.volume)
    return ExitCode.OK


def _voice(synthesizer: Synthesizer, chosen: str | None, spoken: str) -> str:
    names = [voice.voice_id for voice in synthesizer.voices]
    if chosen is not None:
        if chosen not in names:
            names_text = ", ".join(names)
            raise UsageError(tr("cli.say.voice_unknown", name=chosen, names=names_text))
        return chosen
    voice = default_voice(synthesizer.voices, spoken)
    if voice is None:
        raise UsageError(tr("cli.say.no_language", language=language_name(spoken)))
    return voice.voice_id


def _with(first: SpeechAudio, rest: Iterator[SpeechAudio]) -> Iterator[SpeechAudio]:
    yield first
    yield from rest


def _write(path: Path, first: SpeechAudio, rest: Iterator[SpeechAudio], volume: float) -> float:
    import numpy as np

    frames = 0
    try:
        with path.open("wb") as out, wave.open(out, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(first.sample_rate_hz)
            for piece in _with(first, rest):
                samples = np.clip(piece.samples * volume, -1.0, 1.0)
                file.writeframes((samples * 32767).astype("<i2").tobytes())
                frames += len(samples)
    except OSError as error:
        raise EngineError(ErrorCode.OUTPUT_UNWRITABLE, str(error), path=str(path)) from error
    return frames / first.sample_rate_hz


def play(pieces: Iterator[SpeechAudio], volume: float) -> None:
    """Play pieces through the system's output, and wait until they were heard.

    Raises:
        EngineError: There is no output, or the pieces could not be made.
    """
    from engines.audio.portaudio import open_output
    from engines.audio.speech_player import SpeechPlayer

    is_over, is_lost = threading.Event(), threading.Event()

    def on_lost() -> None:
        is_lost.set()
        is_over.set()

    player = SpeechPlayer(open_output, lambda _: is_over.set(), on_lost)
    player.set_volume(volume)
    player.open()
    try:
        for piece in pieces:
            player.add(_REQUEST, piece)
        player.complete(_REQUEST)
        is_over.wait()
        if is_lost.is_set():
            raise EngineError(ErrorCode.OUTPUT_ABSENT, "the output was lost")
        # What the driver took is not yet heard.
        threading.Event().wait(player.delay_s)
    finally:
        player.close()
