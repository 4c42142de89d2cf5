"""The part of ``tongsheng bench converse`` about intents."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.intents import prepared_parser
from app.cli.terminal import tell
from engines.errors import EngineError, ErrorCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.cli.parts import Parts
    from engines.evaluation.bench.intents import Miss
    from engines.evaluation.scores import Score
    from engines.intent.catalog import Catalog, Example
    from engines.interfaces import IntentParser
    from engines.types import Language

_VOICES_PER_LANGUAGE = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the part may be told."""
    group = parser.add_argument_group("intents")
    group.add_argument(
        "--corpora", type=Path, metavar="DIR", help="the folder of real sentences and of xSID"
    )
    group.add_argument(
        "--spoken",
        type=int,
        default=80,
        metavar="N",
        help="commands to have spoken and recognised, over both languages (default: 80)",
    )


def intent_figures(args: argparse.Namespace, parts: Parts) -> dict[str, Any]:
    """Measure intents from text, on ordinary talk, and by ear.

    Raises:
        EngineError: A model or a file is missing, or failed.
    """
    from engines.evaluation.bench import intents as intent_bench
    from engines.intent.catalog import load_catalog
    from engines.intent.e5 import E5Encoder
    from engines.types import IntentKind

    config = parts.intent_config()
    if config.model is None:
        raise EngineError(ErrorCode.MODEL_MISSING, "no sentence vectors", model="?")
    parts.store().path(config.model.model_id)
    parser = prepared_parser(parts)
    catalog = load_catalog(config.intents)
    figures: dict[str, Any] = {"model": config.model.model_id}
    if args.corpora is not None:
        items, encoder = intent_bench.load_xsid(args.corpora), E5Encoder(config.model)
        for name, keeps_together in (("xsid_5_fold", False), ("xsid_5_fold_no_repeats", True)):
            score, misses = intent_bench.cross_validated(
                items, encoder, keeps_together=keeps_together
            )
            _tell_misses(name, misses)
            figures[name] = score.as_record()
    for kind in (IntentKind.COMMAND, IntentKind.DIALOGUE, IntentKind.NONE):
        scores, misses = intent_bench.own_commands(catalog, parser, kind)
        _tell_misses(f"own {kind}", misses)
        figures[f"own_{kind}_from_text"] = _records(scores)
    if args.corpora is not None:
        figures["false_triggers"] = {}
        for name, sentences in intent_bench.load_ordinary(args.corpora).items():
            found = intent_bench.false_triggers(sentences, parser)
            _tell_misses(name, found.examples)
            figures["false_triggers"][name] = {
                "n": found.n,
                "hands_free": found.hands_free,
                "key_held": found.key_held,
            }
    if args.spoken:
        figures["own_commands_spoken"] = _spoken(args.spoken, parts, catalog, parser)
    return figures


def _spoken(limit: int, parts: Parts, catalog: Catalog, parser: IntentParser) -> dict[str, Any]:
    from engines.evaluation.bench import intents as intent_bench
    from engines.types import IntentKind

    synthesizer_config = parts.synthesizer_config(None)
    synthesizer = parts.synthesizer(synthesizer_config)
    recognizer_config = parts.worker_config(None, None, None, ()).recognizer
    recognizer = parts.recognizer(recognizer_config)
    voices: dict[Language, Sequence[str]] = {
        language: [one.voice_id for one in synthesizer.voices if one.language == language][
            :_VOICES_PER_LANGUAGE
        ]
        for language in ("zh", "en")
    }
    commands = {spec.name for spec in catalog.intents if spec.kind is IntentKind.COMMAND}
    examples: list[Example] = []
    for language in ("zh", "en"):
        own = [
            one
            for one in catalog.examples(is_test=True)
            if one.language == language and one.name in commands
        ]
        examples += intent_bench.spread(own, limit // 2)
    heard = intent_bench.said_and_heard(
        examples, voices, synthesizer, recognizer, lambda one, text: tell(f"{one.text}  ->  {text}")
    )
    scores, misses = intent_bench.judged(heard, parser)
    _tell_misses("spoken", misses)
    return {
        "synthesizer": synthesizer_config.model_id,
        "voices": voices,
        "recognizer": recognizer_config.model_id,
        **_records(scores),
    }


def _records(scores: dict[str, Score]) -> dict[str, Any]:
    return {name: score.as_record() for name, score in scores.items()}


def _tell_misses(name: str, misses: Sequence[Miss]) -> None:
    for miss in misses:
        wanted = f" for {miss.expected}" if miss.expected else ""
        tell(f"{name}: {miss.heard}  ->  {miss.answer} {miss.score:.2f}{wanted}")
