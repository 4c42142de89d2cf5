"""``tongsheng bench hear``: how well this machine hears, close and at five metres."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.terminal import tell

if TYPE_CHECKING:
    from app.cli.parts import Parts
    from engines.engine_config import EngineConfig
    from engines.interfaces import Recognizer, Vad

PARTS = (
    "recognition",
    "accurate",
    "session",
    "steadiness",
    "detection",
    "wordless",
    "segmentation",
    "places",
    "endurance",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``bench hear`` may be told."""
    parser.add_argument(
        "--corpora", type=Path, required=True, metavar="DIR", help="the folder of real speech"
    )
    parser.add_argument(
        "--limit", type=_positive(int), metavar="N", help="take at most N clips of each kind"
    )
    parser.add_argument(
        "--minutes",
        type=_positive(float),
        default=2.0,
        help="of each sound in which nobody speaks, and of the long talk (default: 2)",
    )
    parser.add_argument(
        "--part",
        action="append",
        choices=PARTS,
        help="measure this part alone; may be given again (default: all)",
    )


def _positive(kind: type[int] | type[float]) -> Callable[[str], float]:
    def number(text: str) -> float:
        value = kind(text)
        if not 0 < value < float("inf"):
            raise argparse.ArgumentTypeError(f"{text} is not above 0")
        return value

    # argparse names the kind when the text is no number at all.
    number.__name__ = kind.__name__
    return number


def figures(args: argparse.Namespace, parts: Parts) -> dict[str, Any]:
    """Measure what was asked for.

    Raises:
        EngineError: Models or corpora are missing.
    """
    chosen = args.part or PARTS
    config = parts.worker_config(None, None, None, (), ("zh",)).recognizer
    record: dict[str, Any] = {"model": config.model_id}
    vad = parts.vad()
    if "detection" in chosen:
        record["detection"] = _detection(args, parts)
        tell("frames are scored")
    if set(chosen) - {"detection"}:
        recognizer = parts.recognizer(config)
        if "segmentation" in chosen:
            from engines.evaluation.bench.hear_sound import score_segmentation

            record["segmentation"] = {
                condition: asdict(each)
                for condition, each in score_segmentation(
                    args.corpora, recognizer, vad, args.limit
                ).items()
            }
            tell("utterances are cut")
        if "wordless" in chosen:
            from engines.evaluation.bench.hear_sound import score_wordless

            wordless = score_wordless(args.corpora, recognizer, vad, args.minutes, tell)
            record["wordless"] = {name: asdict(each) for name, each in wordless.items()}
        if "places" in chosen:
            from engines.evaluation.bench.hear_places import score_places

            places, snr, drr = score_places(args.corpora, recognizer, vad, args.limit, tell)
            record["places"] = [
                asdict(place) | {"error_rate": place.error_rate.as_record()} for place in places
            ]
            record["place_estimates"] = {
                name: None if figures is None else asdict(figures)
                for name, figures in (("snr_db", snr), ("drr_db", drr))
            }
        if "session" in chosen:
            record["session"] = _session(args, recognizer, vad)
            tell("a conversation was heard")
        if "steadiness" in chosen:
            from engines.evaluation.bench.hear_steadiness import score_steadiness

            record["steadiness"] = {
                choice: {
                    "characters_rewritten_per_character": each.rewritten.as_record(),
                    "later_than_fastest_s": each.later_s.as_record(),
                }
                for choice, each in score_steadiness(
                    args.corpora, recognizer, vad, args.limit, tell
                ).items()
            }
        if "endurance" in chosen:
            from engines.evaluation.bench.hear_session import measure_endurance

            endurance = measure_endurance(args.corpora, recognizer, vad, args.minutes, tell)
            record["endurance"] = asdict(endurance)
        if {"recognition", "accurate"} & set(chosen):
            record["recognition"] = _recognition(
                args, parts, config, recognizer, vad, has_accurate="accurate" in chosen
            )
    return record


def _session(args: argparse.Namespace, recognizer: Recognizer, vad: Vad) -> dict[str, Any]:
    from engines.evaluation.bench.hear_session import measure_session

    figures = measure_session(args.corpora, recognizer, vad, args.limit)
    live = figures.live
    return {
        "start_of_speech_to_first_text_s": live.start_of_speech_to_first_text_s.as_record(),
        "end_of_speech_to_final_s": live.end_of_speech_to_final_s.as_record(),
        "characters_rewritten_per_character": round(live.rewritten_per_character, 3),
        "utterances": live.utterances,
        "speech_s": round(figures.speech_s, 1),
        "cores_used": round(figures.cores_used, 2),
    }


def _recognition(
    args: argparse.Namespace,
    parts: Parts,
    config: EngineConfig,
    recognizer: Recognizer,
    vad: Vad,
    *,
    has_accurate: bool,
) -> list[dict[str, Any]]:
    from app.cli.transcribe import accurate_model
    from engines.evaluation.bench.hear_recognition import score_recognition
    from engines.evaluation.bench.plain_whisper import PlainWhisper

    accurate = parts.recognizer(config, accurate_model(parts)) if has_accurate else None
    scores = score_recognition(
        args.corpora,
        recognizer,
        vad,
        PlainWhisper(config),
        args.limit,
        on_clip=tell,
        accurate=accurate,
    )
    records = []
    for score in scores:
        records.append(
            {
                "condition": str(score.condition),
                "ours_cer": score.ours.as_record(),
                "ours_cer_without_partials": score.ours_unpromised.as_record(),
                "plain_cer": score.plain.as_record(),
                "fewer_errors_than_plain": round(score.fewer_errors, 4),
                "final_time_over_plain": score.final_time_over_plain.as_record(),
                "characters_rewritten_per_character": score.rewritten.as_record(),
                "first_character_lost": score.first_lost,
                "last_character_lost": score.last_lost,
                "held_back": score.held_back,
            }
        )
        if score.accurate is not None:
            records[-1] |= {
                "accurate_cer": score.accurate.offline.as_record(),
                "accurate_live_cer": score.accurate.live.as_record(),
                "accurate_errors_over_plain": score.accurate.errors_over_plain.as_record(),
                "accurate_live_errors_over_plain": (
                    score.accurate.live_errors_over_plain.as_record()
                ),
                "accurate_time_over_plain": score.accurate.time_over_plain.as_record(),
            }
    return records


def _detection(args: argparse.Namespace, parts: Parts) -> dict[str, Any]:
    from engines.evaluation.bench.hear_sound import score_detection
    from engines.vad.silero import SileroVad
    from engines.vad.webrtc import WebRtcVad

    detectors = {
        "ours": parts.vad(),
        "silero alone": SileroVad(),
        "webrtcvad alone": WebRtcVad(),
    }
    scores = score_detection(args.corpora, detectors, args.limit)
    return {
        condition: {name: asdict(each) for name, each in by_name.items()}
        for condition, by_name in scores.items()
    }
