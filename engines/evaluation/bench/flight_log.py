"""What a recorded run of the window says about latency: the log's records and their reading.

All times are ``time.monotonic()``, which every process of a machine shares.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise, takewhile
from pathlib import Path
from typing import TypeAlias

from engines.evaluation.summary import Summary
from engines.languages import is_han
from engines.types import SAMPLE_RATE_HZ, Language

SHORT_UNITS = 20
"""A sentence of at most so many units counts as short: Chinese characters, or English words."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The program reached a point worth knowing."""

    at_s: float
    name: str


@dataclass(frozen=True, slots=True)
class Captured:
    """The sample before ``end_sample`` was captured."""

    at_s: float
    session_id: str
    end_sample: int


@dataclass(frozen=True, slots=True)
class Began:
    """Somebody began to speak, as voice activity judged it."""

    session_id: str
    utterance_id: int
    speech_start_sample: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """A speaker stopped, as voice activity judged it."""

    session_id: str
    utterance_id: int
    speech_end_sample: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A final transcript or its translation reached the list of captions."""

    at_s: float
    session_id: str
    utterance_id: int
    is_translation: bool
    text: str
    language: Language = ""
    """Of the text."""


@dataclass(frozen=True, slots=True)
class Grown:
    """A partial transcript, or a translation before the final, reached the list of captions."""

    at_s: float
    session_id: str
    utterance_id: int
    is_translation: bool
    text: str


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late a short timer of the window's thread came, in milliseconds, one value a tick."""

    late_ms: tuple[float, ...]


Record: TypeAlias = Mark | Captured | Began | Stopped | Grown | Shown | Lateness

_KINDS: Mapping[str, type[Record]] = {
    kind.__name__: kind for kind in (Mark, Captured, Began, Stopped, Grown, Shown, Lateness)
}


def append_log(path: Path, records: Iterable[Record]) -> None:
    """Write records behind those of a file, as JSON lines."""
    with path.open("a", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps({"kind": type(record).__name__, **asdict(record)}) + "\n")


def read_log(path: Path) -> list[Record]:
    """Read what ``append_log`` wrote; a last line still being written is left out."""
    records: list[Record] = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            if not line.endswith("\n"):
                break
            fields = json.loads(line)
            records.append(_KINDS[fields.pop("kind")](**fields))
    return records


@dataclass(frozen=True, slots=True)
class LiveFigures:
    """What a run of live captions came to."""

    start_of_speech_to_first_text_s: Summary
    """To the first partial, or to the final where it came first."""
    final_latencies_s: tuple[float, ...]
    """From the end of speech to the final, in the order of the utterances."""
    end_of_speech_to_final_s: Summary
    final_to_translation_s: Summary | None
    final_to_short_translation_s: Summary | None
    """The same over sentences of at most ``SHORT_UNITS``."""
    rewritten_per_character: float
    """Characters that were shown and then taken back or replaced, per character of the finals."""
    translation_rewritten_per_character: float
    end_of_speech_to_translation_s: Summary | None
    ui_lateness_ms: Summary | None
    utterances: int
    untranslated: int


def live_figures(records: Iterable[Record]) -> LiveFigures:
    """Work out the latencies of a recorded run.

    Raises:
        ValueError: The run has no final caption.
    """
    captured: dict[str, list[Captured]] = {}
    began: dict[tuple[str, int], int] = {}
    stopped: dict[tuple[str, int], int] = {}
    texts: _Texts = {}
    translated: _Texts = {}
    finals: dict[tuple[str, int], Shown] = {}
    translations: dict[tuple[str, int], Shown] = {}
    late_ms: list[float] = []
    for record in records:
        match record:
            case Captured():
                captured.setdefault(record.session_id, []).append(record)
            case Began(session_id, utterance_id, sample):
                began[session_id, utterance_id] = sample
            case Stopped(session_id, utterance_id, sample):
                stopped[session_id, utterance_id] = sample
            case Grown():
                _texts_of(record, texts, translated).append((record.at_s, record.text))
            case Shown():
                _texts_of(record, texts, translated).append((record.at_s, record.text))
                shown = translations if record.is_translation else finals
                shown.setdefault((record.session_id, record.utterance_id), record)
            case Lateness(values):
                late_ms.extend(values)
            case Mark():
                pass
    to_final_s = tuple(
        final.at_s - _captured_at_s(captured[key[0]], stopped[key]) for key, final in finals.items()
    )
    to_first_text_s = [
        texts[key][0][0] - _captured_at_s(captured[key[0]], began[key]) for key in finals
    ]
    to_translation_after_speech_s = [
        shown.at_s - _captured_at_s(captured[key[0]], stopped[key])
        for key, shown in translations.items()
        if key in stopped
    ]
    to_translation_s = {
        key: shown.at_s - finals[key].at_s for key, shown in translations.items() if key in finals
    }
    short_s = [
        late_s for key, late_s in to_translation_s.items() if units(finals[key].text) <= SHORT_UNITS
    ]
    return LiveFigures(
        start_of_speech_to_first_text_s=Summary.of(to_first_text_s),
        final_latencies_s=to_final_s,
        end_of_speech_to_final_s=Summary.of(to_final_s),
        final_to_translation_s=Summary.of(to_translation_s.values()) if to_translation_s else None,
        final_to_short_translation_s=Summary.of(short_s) if short_s else None,
        end_of_speech_to_translation_s=(
            Summary.of(to_translation_after_speech_s) if to_translation_after_speech_s else None
        ),
        rewritten_per_character=_rewritten_per_character(texts, finals),
        translation_rewritten_per_character=_rewritten_per_character(translated, translations),
        ui_lateness_ms=Summary.of(late_ms) if late_ms else None,
        utterances=len(finals),
        untranslated=len(finals) - len(to_translation_s),
    )


_Texts: TypeAlias = dict[tuple[str, int], list[tuple[float, str]]]
"""What was shown of each utterance, and when."""


def _texts_of(record: Grown | Shown, texts: _Texts, translated: _Texts) -> list[tuple[float, str]]:
    kind = translated if record.is_translation else texts
    return kind.setdefault((record.session_id, record.utterance_id), [])


def _rewritten_per_character(texts: _Texts, finals: Mapping[tuple[str, int], Shown]) -> float:
    rewritten = sum(
        rewritten_characters(before, after)
        for key in finals
        for (_, before), (_, after) in pairwise(texts[key])
    )
    characters = sum(len(final.text) for final in finals.values())
    return rewritten / characters if characters else 0.0


def rewritten_characters(before: str, after: str) -> int:
    """Return how many characters of a shown text the next one takes back or replaces."""
    pairs = zip(before, after, strict=False)
    return len(before) - sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def units(text: str) -> int:
    """Count a sentence's units: its Chinese characters, and its words in spaced scripts."""
    spaced = "".join(" " if is_han(c) else c for c in text)
    words = [word for word in spaced.split() if any(c.isalnum() for c in word)]
    return sum(map(is_han, text)) + len(words)


def _captured_at_s(captured: list[Captured], sample: int) -> float:
    """Return when a sample was captured, from the chunk it came in."""
    # The last frame of a session is filled up with silence that nobody captured.
    index = bisect_left(captured, sample, key=lambda chunk: chunk.end_sample)
    chunk = captured[min(index, len(captured) - 1)]
    return chunk.at_s - max(0, chunk.end_sample - sample) / SAMPLE_RATE_HZ
