"""The part of ``tongsheng bench converse`` that is a conversation with the real window."""

from __future__ import annotations

import argparse
import tempfile
import time
import wave
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import paths
from app.cli.terminal import tell
from app.settings import Direction
from engines.errors import EngineError, ErrorCode

if TYPE_CHECKING:
    from app.cli.parts import Parts
    from engines.evaluation.bench.conversation import Conversation, PlayedTurn, Turn
    from engines.evaluation.bench.sound_watch import SoundWatch
    from engines.evaluation.bench.virtual_microphone import VirtualMicrophone

_DELAY_MS = 80
_ATTENUATION_DB = 12.0
"""A loudspeaker and a microphone half a metre apart on a table."""
_OVER_AFTER_S = 0.8
"""How long our voice speaks before somebody speaks over it."""
_QUIET_S = 1.2
"""Silence after which our voice is taken to be done: pauses between its sentences are shorter."""
_LONGEST_WAIT_S = 30.0
"""For the translation of a turn to be heard, on a machine that does nothing else."""
_POLL_S = 0.02


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the part may be told."""
    group = parser.add_argument_group("conversation")
    group.add_argument(
        "--turns",
        type=Path,
        metavar="FILE",
        help="lines of language, voice, manner and text with tabs between them"
        " (default: our own 20)",
    )
    group.add_argument(
        "--echo-delay-ms", type=int, default=_DELAY_MS, metavar="MS",
        help=f"how late the microphone hears the loudspeaker (default: {_DELAY_MS})",
    )  # fmt: skip
    group.add_argument(
        "--echo-attenuation-db", type=float, default=_ATTENUATION_DB, metavar="DB",
        help=f"and how much quieter (default: {_ATTENUATION_DB:.0f})",
    )  # fmt: skip
    group.add_argument(
        "--wait-s", type=float, default=_LONGEST_WAIT_S, metavar="S",
        help="how long to wait for a translation to be heard before the next turn"
        f" (default: {_LONGEST_WAIT_S:.0f})",
    )  # fmt: skip


def conversation_figures(args: argparse.Namespace, parts: Parts) -> dict[str, Any]:
    """Play a conversation to the window, with its own voice fed back into its microphone.

    Raises:
        EngineError: A model is missing or failed, or the window did not start.
    """
    from app.cli.window_run import WindowRun
    from engines.evaluation.bench.conversation import judge, load_turns
    from engines.evaluation.bench.sound_watch import SoundWatch
    from engines.evaluation.bench.virtual_microphone import VirtualMicrophone

    turns = load_turns(args.turns or paths.resources_dir() / "speech" / "conversation.tsv")
    with tempfile.TemporaryDirectory(prefix="tongsheng-talk-") as name:
        folder = Path(name)
        clips = _spoken_by_others(turns, folder, parts)
        with (
            VirtualMicrophone(folder) as server,
            SoundWatch("vspk.monitor", server.environment) as voice,
            SoundWatch("vmic_sink.monitor", server.environment) as people,
        ):
            server.feed_loudspeaker_back(args.echo_delay_ms, args.echo_attenuation_db)
            with WindowRun(
                folder / "window",
                Direction.TWO_WAY,
                listens=True,
                speaks=True,
                environment=server.environment,
            ) as window:
                for mark in ("translator_ready", "first_sound", "voice_ready"):
                    window.wait_for(mark)
                talk = _Talk(server, voice, people, args.wait_s)
                played = [talk.play(*one) for one in zip(turns, clips, strict=True)]
                window.stop()
                records = window.records()
    conversation = judge(played, records)
    _tell(conversation)
    return {
        "synthesizer": parts.synthesizer_config(None).model_id,
        "echo_delay_ms": args.echo_delay_ms,
        "echo_attenuation_db": args.echo_attenuation_db,
        **conversation.as_record(),
    }


def _spoken_by_others(turns: list[Turn], folder: Path, parts: Parts) -> list[Path]:
    """Have the turns spoken by voices that the program does not speak with."""
    import numpy as np

    from engines.interfaces import default_voice

    synthesizer = parts.synthesizer(parts.synthesizer_config(None))
    clips = []
    for number, turn in enumerate(turns, 1):
        own = default_voice(synthesizer.voices, turn.language)
        if own is not None and own.voice_id == turn.voice_id:
            raise EngineError(
                ErrorCode.VOICE_UNKNOWN, "the program speaks with this voice", voice=turn.voice_id
            )
        pieces = list(synthesizer.synthesize(turn.text, turn.voice_id))
        samples = np.concatenate([piece.samples for piece in pieces])
        clip = folder / f"{number:02}.wav"
        with wave.open(str(clip), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(pieces[0].sample_rate_hz)
            file.writeframes((np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes())
        clips.append(clip)
    return clips


class _Talk:
    """Plays one turn after the other and watches what is heard."""

    def __init__(
        self,
        server: VirtualMicrophone,
        voice: SoundWatch,
        people: SoundWatch,
        longest_wait_s: float,
    ) -> None:
        self._longest_wait_s = longest_wait_s
        self._server = server
        self._voice = voice
        self._people = people

    def play(self, turn: Turn, clip: Path) -> PlayedTurn:
        """Play a turn when it is its time, and wait until our voice begins to translate it."""
        from engines.evaluation.bench.conversation import Manner, PlayedTurn

        if turn.manner is Manner.OVER:
            time.sleep(_OVER_AFTER_S)
        else:
            self._wait(lambda: self._voice.silent_s() > _QUIET_S)
        was_speaking = self._voice.silent_s() < _QUIET_S
        started_s = time.monotonic()
        self._server.play(clip, self._server.sink)
        over_s = time.monotonic()
        gave_way_s = None
        if turn.manner is Manner.OVER and was_speaking:
            # What our voice said before it gave way; the translation of this turn comes later.
            last_s = self._voice.last_before(over_s)
            gave_way_s = max(0.0, (last_s or started_s) - started_s)
        self._wait(lambda: self._voice.first_after(over_s) is not None)
        voice_began_s = self._voice.first_after(over_s)
        ended_s = self._people.last_before(voice_began_s or over_s) or over_s
        tell(f"{turn.language}  {turn.text}")
        if voice_began_s is not None:
            tell(f"    {voice_began_s - ended_s:.2f} s until our voice")
        return PlayedTurn(turn, started_s, ended_s, voice_began_s, gave_way_s)

    def _wait(self, is_done: Any) -> None:
        deadline_s = time.monotonic() + self._longest_wait_s
        while not is_done() and time.monotonic() < deadline_s:
            time.sleep(_POLL_S)


def _tell(conversation: Conversation) -> None:
    for one in conversation.turns:
        heard = " | ".join(f"{final.language}: {final.text}" for final in one.finals)
        tell(f"{one.played.turn.text}  ->  {heard or 'nothing'}")
        for echo in one.echoes:
            tell(f"    our own voice: {echo.text}")
    for name, finals in (("our own voice", conversation.stray_echoes), ("?", conversation.strays)):
        for final in finals:
            tell(f"{name}: {final.language}: {final.text}")
