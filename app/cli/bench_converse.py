"""``tongsheng bench converse``: how well it speaks and understands, part by part."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import paths
from app.cli import bench_conversation, bench_intents
from app.cli.terminal import tell

if TYPE_CHECKING:
    from app.cli.parts import Parts
    from engines.evaluation.bench.speech import ReadBack

Part = Callable[[argparse.Namespace, "Parts"], dict[str, Any]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``bench converse`` may be told."""
    parser.add_argument(
        "--part",
        action="append",
        choices=tuple(PARTS),
        help="measure this part alone; may be given again (default: all)",
    )
    speech = parser.add_argument_group("speech")
    speech.add_argument(
        "--sentences",
        type=Path,
        metavar="FILE",
        help="lines of language, kind and text with tabs between them (default: our own 100)",
    )
    speech.add_argument("--zh-voice", metavar="VOICE", help="the voice for Chinese")
    speech.add_argument("--en-voice", metavar="VOICE", help="the voice for English")
    bench_intents.add_arguments(parser)
    bench_conversation.add_arguments(parser)


def figures(args: argparse.Namespace, parts: Parts) -> dict[str, Any]:
    """Measure what was asked for.

    Raises:
        EngineError: A model is missing, or failed.
    """
    return {name: PARTS[name](args, parts) for name in args.part or PARTS}


def _speech(args: argparse.Namespace, parts: Parts) -> dict[str, Any]:
    from engines.evaluation.bench.speech import load_sentences, read_all_back, speech_figures
    from engines.interfaces import default_voice

    path = args.sentences or paths.resources_dir() / "speech" / "read_back.tsv"
    sentences = load_sentences(path)
    config = parts.synthesizer_config(None)
    synthesizer = parts.synthesizer(config)
    recognizer_config = parts.worker_config(None, None, None, ()).recognizer
    recognizer = parts.recognizer(recognizer_config)
    voices: dict[str, str] = {}
    for language, chosen in (("zh", args.zh_voice), ("en", args.en_voice)):
        default = default_voice(synthesizer.voices, language)
        if voice_id := chosen or (default and default.voice_id):
            voices[language] = voice_id

    def on_result(result: ReadBack) -> None:
        tell(
            f"{result.errors}/{result.units}  {result.first_sound_s:.2f} s"
            f"  {result.sentence.text}  ->  {result.heard}"
        )

    results = read_all_back(sentences, voices, synthesizer, recognizer, on_result)
    summed = speech_figures(results)
    short = summed.short_first_sound_s
    return {
        "synthesizer": config.model_id,
        "recognizer": recognizer_config.model_id,
        "voices": voices,
        "error_rates": {name: score.as_record() for name, score in summed.error_rates.items()},
        "real_time_factor": summed.real_time_factor.as_record(),
        "first_sound_s": summed.first_sound_s.as_record(),
        "first_sound_of_about_15_characters_s": None if short is None else short.as_record(),
    }


PARTS: dict[str, Part] = {
    "speech": _speech,
    "intents": bench_intents.intent_figures,
    "conversation": bench_conversation.conversation_figures,
}
"""Everything that can be measured here, by name; each part adds itself."""
