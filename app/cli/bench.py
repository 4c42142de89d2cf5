"""``tongsheng bench``: figures of this machine that anyone can repeat."""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import __version__
from app.cli import bench_converse, bench_hear, bench_history, bench_translate
from app.cli.options import add_engine, one_of
from app.cli.terminal import ExitCode, print_json, tell
from app.settings import Direction
from engines.types import LanguagePair

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from app.cli.parts import Parts
    from engines.evaluation.summary import Summary

_IDLE_S = 10.0
_PAUSE_S = 2.5
"""Between two utterances, as people leave it in conversation, so that each is one by itself."""


def add_to(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "bench",
        help="measure this machine",
        description="Measure this machine. Times are medians over n; compare them within one run.",
    )
    benches = parser.add_subparsers(title="what to measure", metavar="BENCH", required=True)

    start = benches.add_parser(
        "start", help="the start of the window, its memory, and what it costs when idle"
    )
    start.add_argument("--turns", type=int, default=5, help="how often (default: 5)")
    _finish(start, _bench_start)

    recognition = benches.add_parser(
        "recognition", help="a recording, in turns with plain faster-whisper"
    )
    recognition.add_argument("file", type=Path, metavar="FILE")
    recognition.add_argument("--from", dest="spoken", default="zh", metavar="LANGUAGE")
    recognition.add_argument("--turns", type=int, default=5, help="how often (default: 5)")
    _finish(recognition, _bench_recognition)

    translation = benches.add_parser(
        "translation", help="lines of a text, one at a time, as live captions need them"
    )
    translation.add_argument("file", type=Path, metavar="FILE", help="one sentence a line")
    translation.add_argument("--direction", default="zh-en", choices=("zh-en", "en-zh"))
    add_engine(translation)
    _finish(translation, _bench_translation)

    live = benches.add_parser(
        "live", help="clips played into a virtual microphone that the real window listens to"
    )
    live.add_argument("clips", type=Path, nargs="+", metavar="CLIP", help="one utterance each")
    live.add_argument(
        "--direction",
        type=one_of(tuple(Direction)),
        default=Direction.ZH_TO_EN,
        choices=tuple(Direction),
    )
    _finish(live, _bench_live)

    hear = benches.add_parser(
        "hear", help="error rates of live captions, close and at five metres, on real speech"
    )
    bench_hear.add_arguments(hear)
    _finish(hear, _bench_hear)

    translate = benches.add_parser(
        "translate", help="how right translations are, on real sentences beside other systems"
    )
    bench_translate.add_arguments(translate)
    _finish(translate, _bench_translate)

    converse = benches.add_parser("converse", help="how well and how fast it speaks")
    bench_converse.add_arguments(converse)
    _finish(converse, _bench_converse)
    history = benches.add_parser(
        "history", help="whether a kill loses what was shown, and how a large history behaves"
    )
    bench_history.add_arguments(history)
    _finish(history, _bench_history)


def _finish(parser: argparse.ArgumentParser, action: Any) -> None:
    parser.add_argument("--json", action="store_true", dest="is_json", help="print JSON")
    parser.set_defaults(action=action)


def _bench_start(args: argparse.Namespace, _parts: Parts) -> ExitCode:
    from app.cli.window_run import WindowRun
    from engines.evaluation.summary import Summary

    usable_s: list[float] = []
    ready_s: list[float] = []
    idle_percent: list[float] = []
    memory: dict[str, float] = {}
    # The first turn warms the caches of the system and does not count.
    for turn in range(args.turns + 1):
        tell(f"start {turn} of {args.turns}")
        with tempfile.TemporaryDirectory() as folder, WindowRun(Path(folder)) as window:
            usable = window.wait_for("window_usable")
            ready = window.wait_for("translator_ready")
            if turn == 0:
                continue
            usable_s.append(usable)
            ready_s.append(window.wait_for("engines_ready") - usable)
            memory = window.memory_mib()
            if turn == args.turns:
                # Whatever follows the start is over a little later.
                time.sleep(2.0)
                idle_percent.append(_cpu_percent(window, _IDLE_S))
            tell(f"  usable {usable:.2f} s, translator {ready:.2f} s")
    return _print(
        args,
        "start",
        {
            "process_start_to_usable_window_s": _record(Summary.of(usable_s)),
            "usable_window_to_ready_for_speech_s": _record(Summary.of(ready_s)),
            "memory_mib": memory,
            "idle_cpu_percent_of_one_core": round(idle_percent[0], 2),
            "idle_measured_s": _IDLE_S,
        },
    )


def _bench_recognition(args: argparse.Namespace, parts: Parts) -> ExitCode:
    from engines.evaluation.bench.recognition_bench import bench_recognition

    config = parts.worker_config(None, None, None, ()).recognizer
    figures = bench_recognition(
        args.file,
        config,
        args.spoken,
        args.turns,
        lambda turn: tell(f"turn {turn} of {args.turns}"),
    )
    return _print(
        args,
        "recognition",
        {
            "model": config.model_id,
            "audio_s": round(figures.audio_s, 2),
            "ours_s": _record(figures.ours_s),
            "plain_faster_whisper_s": _record(figures.plain_s),
            "times_faster_than_plain": _record(figures.ratio),
            "recognizer_time_over_plain": _record(figures.encode_and_decode_ratio),
        },
    )


def _bench_translation(args: argparse.Namespace, parts: Parts) -> ExitCode:
    from engines import registry
    from engines.evaluation.bench.flight_log import SHORT_UNITS, units
    from engines.evaluation.summary import Summary

    source, target = args.direction.split("-")
    pair = LanguagePair(source, target)
    config = parts.worker_config(None, None, args.engine, (pair,)).translator
    assert config is not None
    translator = registry.load_translator(config)
    lines = [line.strip() for line in args.file.read_text(encoding="utf-8").splitlines()]
    sentences = [line for line in lines if line]
    translator.translate(sentences[:1], pair)
    taken_s: list[tuple[str, float]] = []
    for sentence in sentences:
        started_s = time.perf_counter()
        (translation,) = translator.translate([sentence], pair)
        taken_s.append((sentence, time.perf_counter() - started_s))
        tell(f"{taken_s[-1][1]:.2f} s  {sentence}  ->  {translation.text}")
    short_s = [each_s for sentence, each_s in taken_s if units(sentence) <= SHORT_UNITS]
    return _print(
        args,
        "translation",
        {
            "model": config.model_id,
            "engine": config.kind,
            "direction": args.direction,
            "sentence_s": _record(Summary.of(each_s for _, each_s in taken_s)),
            f"sentence_up_to_{SHORT_UNITS}_s": _record(Summary.of(short_s)) if short_s else None,
        },
    )


def _bench_live(args: argparse.Namespace, _parts: Parts) -> ExitCode:
    from app.cli.window_run import WindowRun
    from engines.evaluation.bench.flight_log import live_figures
    from engines.evaluation.bench.virtual_microphone import VirtualMicrophone

    with (
        tempfile.TemporaryDirectory() as folder,
        VirtualMicrophone(Path(folder)) as microphone,
        WindowRun(
            Path(folder) / "window",
            args.direction,
            listens=True,
            environment=microphone.environment,
        ) as window,
    ):
        window.wait_for("translator_ready")
        window.wait_for("first_sound")
        cpu_s, started_s = window.cpu_s(), time.monotonic()
        for index, clip in enumerate(args.clips, 1):
            tell(f"{index} of {len(args.clips)}  {clip.name}")
            microphone.play(clip, microphone.sink)
            time.sleep(_PAUSE_S)
        share = (window.cpu_s() - cpu_s) / (time.monotonic() - started_s)
        time.sleep(_PAUSE_S)
        memory = window.memory_mib()
        window.stop()
        figures = live_figures(window.records())
    late = figures.ui_lateness_ms
    return _print(
        args,
        "live",
        {
            "direction": args.direction,
            "clips": len(args.clips),
            "utterances": figures.utterances,
            "untranslated": figures.untranslated,
            "start_of_speech_to_first_text_s": _record(figures.start_of_speech_to_first_text_s),
            "end_of_speech_to_final_s": _record(figures.end_of_speech_to_final_s),
            "final_to_translation_s": _record(figures.final_to_translation_s),
            "final_to_translation_up_to_20_units_s": _record(figures.final_to_short_translation_s),
            "end_of_speech_to_translation_s": _record(figures.end_of_speech_to_translation_s),
            "characters_rewritten_per_character": round(figures.rewritten_per_character, 3),
            "translation_characters_rewritten_per_character": round(
                figures.translation_rewritten_per_character, 3
            ),
            "ui_lateness_ms": _record(late),
            "memory_mib": memory,
            "cores_used": round(share, 2),
        },
    )


def _bench_hear(args: argparse.Namespace, parts: Parts) -> ExitCode:
    return _print(args, "hear", bench_hear.figures(args, parts))


def _bench_translate(args: argparse.Namespace, parts: Parts) -> ExitCode:
    return _print(args, "translate", bench_translate.figures(args, parts))


def _bench_converse(args: argparse.Namespace, parts: Parts) -> ExitCode:
    return _print(args, "converse", bench_converse.figures(args, parts))


def _bench_history(args: argparse.Namespace, _parts: Parts) -> ExitCode:
    return _print(args, "history", bench_history.figures(args))


def _cpu_percent(window: Any, seconds: float) -> float:
    before_s, started_s = window.cpu_s(), time.monotonic()
    time.sleep(seconds)
    used_s: float = window.cpu_s() - before_s
    return 100 * used_s / (time.monotonic() - started_s)


def _record(summary: Summary | None) -> dict[str, float] | None:
    return None if summary is None else summary.as_record()


def _print(args: argparse.Namespace, name: str, figures: dict[str, Any]) -> ExitCode:
    record = {"bench": name, "version": __version__, "machine": _machine(), **figures}
    if args.is_json:
        print_json(record)
    else:
        for key, value in record.items():
            print(f"{key}: {value}")
    return ExitCode.OK


def _machine() -> dict[str, Any]:
    import os

    import psutil

    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "load_1min": round(os.getloadavg()[0], 2) if sys.platform != "win32" else None,
    }
