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
    from app.cli.parts import Parts
    from engines.evaluation.bench.mt import SetScores, SystemScores
    from engines.evaluation.bench.mt_outputs import Output, OutputCache
    from engines.evaluation.scores import Score

PARTS = ("quality", "requests", "terms", "alarms")

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
    sets = mt_corpora.reported_sets(args.corpora, args.limit) if "quality" in chosen else []
    config = parts.translator_config(args.model, args.engine, _PAIRS)
    record |= {"model": config.model_id, "engine": config.kind, "compute_type": config.compute_type}
    translator = parts.translator(config)
    # What comes first pays for the caches of the system and counts in no figure.
    for pair, text in zip(_PAIRS, ("你好，世界。", "Good morning, everyone."), strict=True):
        translator.translate([text], pair)
    cache = OutputCache(args.cache or paths.data_dir() / "bench" / "translate.jsonl", translator)
    if "quality" in chosen:
        record["sets"] = [_quality(each, cache) for each in sets]
    if "requests" in chosen:
        from engines.evaluation.bench.mt import untranslated_requests

        asked, failed = untranslated_requests(cache)
        record["request_like"] = {"sentences": asked, "not_translated": failed}
    if "terms" in chosen:
        from engines.evaluation.bench.mt_terms import score_terms

        record["terms"] = score_terms(cache, args.limit, tell)
    return record


def _quality(each: Any, cache: OutputCache) -> dict[str, Any]:
    from engines.evaluation.bench.mt import score_set

    done = 0

    def on_output(output: Output) -> None:
        nonlocal done
        done += 1
        tell(f"{each.name} {done} of {len(each.sentences)}  {output.seconds:.1f} s")

    return _record(score_set(each, cache, on_output))


def _record(scores: SetScores) -> dict[str, Any]:
    short = scores.short_sentence_s
    return {
        "set": scores.name,
        "systems": dict(_system(each) for each in (scores.ours, *scores.others)),
        "ratio_to_online_b": _scores(scores.ratio),
        "by_domain": {domain: _scores(each) for domain, each in scores.by_domain.items()},
        "faults": asdict(scores.faults),
        "faults_of_reference": asdict(scores.faults_of_reference),
        "marked_as_doubtful": scores.marked,
        "not_shown": scores.not_shown,
        "sentence_s": scores.sentence_s.as_record(),
        "sentence_up_to_20_s": None if short is None else short.as_record(),
    }


def _system(scores: SystemScores) -> tuple[str, dict[str, Any]]:
    return scores.system, _scores(scores.scores)


def _scores(scores: dict[str, Score]) -> dict[str, Any]:
    return {name: score.as_record() for name, score in scores.items()}
