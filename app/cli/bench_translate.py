"""``tongsheng bench translate``: how right translations are, beside those of other systems."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import paths
from app.cli.options import add_engine
from app.cli.terminal import tell
from engines.types import LanguagePair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.cli.parts import Parts
    from engines.engine_config import EngineConfig
    from engines.evaluation.bench.mt import SetScores, SystemScores
    from engines.evaluation.bench.mt_corpora import ParallelSet
    from engines.evaluation.bench.mt_outputs import Output, OutputCache
    from engines.evaluation.scores import Score
    from engines.interfaces import Translator

PARTS = ("quality", "speed", "requests", "terms", "alarms", "context", "choices")

_DOCUMENT_SENTENCES = 60

_PAIRS = (LanguagePair("zh", "en"), LanguagePair("en", "zh"))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``bench translate`` may be told."""
    parser.add_argument(
        "--corpora", type=Path, required=True, metavar="DIR", help="the folder of real sentences"
    )
    parser.add_argument(
        "--limit", type=_positive, metavar="N", help="take the first N sentences of each set"
    )
    parser.add_argument("--model", metavar="ID", help="the translation model")
    add_engine(parser)
    parser.add_argument(
        "--cache",
        type=Path,
        metavar="FILE",
        help="keep translations here, so that a run which was cut off goes on"
        " (default: beside the models)",
    )
    parser.add_argument(
        "--part",
        action="append",
        choices=PARTS,
        help="measure this part alone; may be given again (default: all)",
    )


def _positive(text: str) -> int:
    value = int(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def figures(args: argparse.Namespace, parts: Parts) -> dict[str, Any]:
    """Measure what was asked for.

    Raises:
        EngineError: Models or corpora are missing.
    """
    from engines.evaluation.bench import mt_corpora
    from engines.evaluation.bench.mt_faults import false_alarms
    from engines.evaluation.bench.mt_outputs import OutputCache, code_version

    chosen = args.part or PARTS
    record: dict[str, Any] = {"code": code_version()}
    if "alarms" in chosen:
        record["false_alarms"] = false_alarms(mt_corpora.tuning_sets(args.corpora))
    if set(chosen) == {"alarms"}:
        return record
    needs_sets = not {"quality", "speed", "choices"}.isdisjoint(chosen)
    sets = mt_corpora.reported_sets(args.corpora, args.limit) if needs_sets else []
    path = args.cache or paths.data_dir() / "bench" / "translate.jsonl"
    if set(chosen) - {"alarms", "choices"}:
        config = parts.translator_config(args.model, args.engine, _PAIRS)
        record |= {
            "model": config.model_id,
            "engine": config.kind,
            "compute_type": config.compute_type,
        }
        record |= _parts_of_one(chosen, args, sets, OutputCache(path, _warm(parts, config)))
    if "choices" in chosen:
        record["choices"] = _choices(args, parts, sets, path)
    return record


def _parts_of_one(
    chosen: Sequence[str],
    args: argparse.Namespace,
    sets: Sequence[ParallelSet],
    cache: OutputCache,
) -> dict[str, Any]:
    from engines.evaluation.bench import mt_choices, mt_corpora
    from engines.evaluation.bench.mt import untranslated_requests
    from engines.evaluation.bench.mt_speed import time_short_sentences
    from engines.evaluation.bench.mt_terms import score_terms

    record: dict[str, Any] = {}
    if "quality" in chosen:
        record["sets"] = [_quality(each, cache) for each in sets]
        record["documents"] = cache.pace()
    if "speed" in chosen:
        short = time_short_sentences(sets, cache, _Told("short sentences"))
        record["sentence_up_to_20_s"] = {name: each.as_record() for name, each in short.items()}
    if "requests" in chosen:
        asked, failed = untranslated_requests(cache)
        record["request_like"] = {"sentences": asked, "not_translated": failed}
    if "terms" in chosen:
        record["terms"] = score_terms(cache, args.limit, tell)
    if "context" in chosen:
        record["context"] = {
            one.name: mt_choices.score_context(one, cache, _Told(one.name))
            for one in mt_corpora.document_sets(args.corpora, args.limit or _DOCUMENT_SENTENCES)
        }
    return record


def _choices(
    args: argparse.Namespace, parts: Parts, sets: Sequence[ParallelSet], path: Path
) -> dict[str, Any]:
    """Measure each way to run the model, one loaded at a time."""
    from engines.engine_config import EngineKind
    from engines.evaluation.bench.mt_choices import score_way, ways
    from engines.evaluation.bench.mt_outputs import OutputCache

    by_kind = (
        parts.translator_config(args.model, kind, _PAIRS)
        for kind in (EngineKind.LLAMACPP_CHAT, EngineKind.CTRANSLATE2_CHAT)
    )
    record: dict[str, Any] = {}
    for way in ways(*by_kind):
        cache = OutputCache(path, _warm(parts, way.config), way.name)
        record[way.name] = score_way(sets[:2], cache, _Told(way.name))
        del cache  # its model leaves before the next one comes
    return record


def _warm(parts: Parts, config: EngineConfig) -> Translator:
    """Load a translator; what comes first pays for the caches of the system, and in no figure."""
    translator = parts.translator(config)
    for pair, text in zip(_PAIRS, ("你好，世界。", "Good morning, everyone."), strict=True):
        translator.translate([text], pair)
    return translator


class _Told:
    """Says how far a part is."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._done = 0

    def __call__(self, output: Output) -> None:
        self._done += 1
        tell(f"{self._what} {self._done}  {output.seconds:.1f} s")


def _quality(each: ParallelSet, cache: OutputCache) -> dict[str, Any]:
    from engines.evaluation.bench.mt import score_set

    return _record(score_set(each, cache, _Told(f"{each.name}, of {len(each.sentences)}:")))


def _record(scores: SetScores) -> dict[str, Any]:
    return {
        "set": scores.name,
        "systems": dict(_system(each) for each in (scores.ours, *scores.others)),
        "ratio_to_online_b": _scores(scores.ratio),
        "by_domain": {domain: _scores(each) for domain, each in scores.by_domain.items()},
        "faults": asdict(scores.faults),
        "faults_of_reference": asdict(scores.faults_of_reference),
        "marked_as_doubtful": scores.marked,
        "not_shown": scores.not_shown,
        "seconds": round(scores.seconds, 1),
    }


def _system(scores: SystemScores) -> tuple[str, dict[str, Any]]:
    return scores.system, _scores(scores.scores)


def _scores(scores: dict[str, Score]) -> dict[str, Any]:
    return {name: score.as_record() for name, score in scores.items()}
