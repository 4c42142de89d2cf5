"""A meeting heard whole, as a file is heard: its voices told apart, and who said what scored."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import Levenshtein

from engines.audio.files import read_chunks
from engines.errors import EngineError
from engines.evaluation.equipment import ENDS_THE_RUN, Equipment
from engines.evaluation.items import MeetingItem, Turn
from engines.evaluation.meetings import CpErrors, cp_errors
from engines.evaluation.normalize import NormalizerSettings, units
from engines.evaluation.references import meeting_problem
from engines.evaluation.request import RunRequest
from engines.evaluation.results import Problem, SpokenResult
from engines.evaluation.work import Work
from engines.events import SpeechEnded, StageFailed, TranscriptHeldBack, TranscriptUpdated
from engines.interfaces import VoiceEncoder
from engines.pipeline.config import SessionConfig
from engines.pipeline.offline import transcribe
from engines.registry import new_voice_labels
from engines.types import SAMPLE_RATE_HZ, AudioChunk, Language, LanguagePair

if TYPE_CHECKING:
    from engines.types import FloatSamples

_log = logging.getLogger(__name__)

_CHUNK_SAMPLES = SAMPLE_RATE_HZ // 2
_MARGIN_S = 5.0
"""Beyond the longest utterance, what lies between its end and our hearing of it."""
_NOBODY = "–"


@dataclass(slots=True)
class _Heard:
    """What was heard of a meeting so far."""

    turns: list[Turn] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    audio_s: float = 0.0
    busy_s: float = 0.0


def meeting_steps(
    work: Work,
    item: MeetingItem,
    request: RunRequest,
    equipment: Equipment,
    given: FloatSamples | None = None,
) -> Generator[None, None, SpokenResult]:
    """Hear a meeting and return what it came to; it yields between utterances, to be held up there.

    Args:
        work: The meeting as work.
        item: The same.
        request: How it is measured.
        equipment: With what.
        given: Its recording, where that was read elsewhere; None reads the file bit by bit.

    Raises:
        EngineError: A model is missing, broken or too large: no item can be measured.
    """
    turns = sorted(item.turns, key=lambda turn: turn.start_s)
    said = _by_speaker(turns, item.language, request.normalizer)
    blank = SpokenResult(
        key=work.key,
        figure=work.figure,
        set_id=work.set_id,
        item_id=item.item_id,
        reference="\n".join(_line(name, name, turns) for name in said),
        hypothesis="",
        language=item.language,
        scenario=item.scenario,
        speaker="",
        distance_m=None,
        snr_db=None,
        rt60_s=None,
        room=None,
        is_synthetic=False,
        audio=str(item.audio),
        length=sum(map(len, said.values())),
    )
    problem = meeting_problem(item, 0.0, request.normalizer)
    if problem is not None:
        return replace(blank, problem=problem)
    encoder = equipment.voice_encoder()
    if encoder is None:
        # One voice for all would be a score of nothing that was asked.
        return replace(blank, problem=Problem.NO_SPEAKER_MODEL)
    heard = _Heard()
    chunks = read_chunks(item.audio) if given is None else _chunks_of(given)
    try:
        yield from _hear(chunks, item.language, equipment, encoder, heard)
    except EngineError as error:
        if error.code in ENDS_THE_RUN:
            raise
        return replace(blank, problem=Problem.AUDIO_UNREADABLE, detail=str(error))
    blank = replace(blank, audio_s=heard.audio_s, busy_s=heard.busy_s)
    problem = meeting_problem(item, heard.audio_s, request.normalizer)
    if problem is not None:
        last_s = max(turn.end_s for turn in turns)
        written = f"written down from {turns[0].start_s:.0f} to {last_s:.0f} s"
        detail = f"{written} of {heard.audio_s:.0f} s"
        return replace(blank, problem=problem, detail=detail)
    counts = cp_errors(said, _by_speaker(heard.turns, item.language, request.normalizer))
    reference, hypothesis = _laid_out(counts, turns, heard.turns)
    return replace(
        blank,
        reference=reference,
        hypothesis=hypothesis,
        substitutions=counts.substitutions,
        deletions=counts.deletions,
        insertions=counts.insertions,
        errors_whoever=Levenshtein.distance(
            _in_time(turns, item.language, request.normalizer),
            _in_time(heard.turns, item.language, request.normalizer),
        ),
        problem=Problem.ENGINE_FAILED if heard.failures else None,
        detail="; ".join(dict.fromkeys(heard.failures)),
    )


# Hearing


def _hear(
    chunks: Iterable[AudioChunk],
    language: Language,
    equipment: Equipment,
    encoder: VoiceEncoder,
    heard: _Heard,
) -> Iterator[None]:
    config = SessionConfig("evaluation", (LanguagePair(language, language),), wants_partials=False)
    recognizer, vad = equipment.recognizer(), equipment.vad()
    labels = new_voice_labels()
    recent = Recent(config.segmenter.max_utterance_s + _MARGIN_S)
    speech: dict[int, FloatSamples] = {}
    started_s, held_s = time.perf_counter(), 0.0
    for event in transcribe(recent.through(chunks), config, vad, recognizer, None):
        match event:
            case SpeechEnded():
                # Until its text is there; at most as many wait as are recognized together.
                speech[event.utterance_id] = recent.cut(event.first_sample, event.speech_end_sample)
            case TranscriptUpdated(transcript) if transcript.is_final:
                samples = speech.pop(transcript.utterance_id)
                speaker = ""
                try:
                    vector = encoder.encode(samples)
                    speaker = labels.label(vector, len(samples) / SAMPLE_RATE_HZ)
                except Exception as error:  # noqa: BLE001 - the one broad catch here; it is reported
                    # Whose it was is not known: the text stands alone, and the result says why.
                    _log.exception("a voice could not be told")
                    heard.failures.append(f"speaker: {error!r}")
                heard.turns.append(
                    Turn(speaker, transcript.text, transcript.start_s, transcript.end_s)
                )
            case TranscriptHeldBack(utterance_id):
                speech.pop(utterance_id)
            case StageFailed(code=code, detail=detail):
                if code in ENDS_THE_RUN:
                    raise EngineError(code, detail, model=recognizer.info.model_id)
                speech.pop(event.utterance_id or 0, None)
                heard.failures.append(f"{code}: {detail}")
            case _:
                continue
        since_s = time.perf_counter()
        yield
        held_s += time.perf_counter() - since_s
    heard.busy_s = time.perf_counter() - started_s - held_s
    heard.audio_s = recent.end_sample / SAMPLE_RATE_HZ


class Recent:
    """The last while of a recording, to cut utterances from: memory does not grow with its length.

    Args:
        kept_s: How far back.
    """

    def __init__(self, kept_s: float) -> None:
        self._kept = round(kept_s * SAMPLE_RATE_HZ)
        self._chunks: deque[AudioChunk] = deque()
        self.end_sample = 0
        """Samples that went through."""

    def through(self, chunks: Iterable[AudioChunk]) -> Iterator[AudioChunk]:
        """Yield chunks and keep the last of them."""
        for chunk in chunks:
            self._chunks.append(chunk)
            self.end_sample = chunk.end_sample
            while self._chunks[0].end_sample < self.end_sample - self._kept:
                self._chunks.popleft()
            yield chunk

    @property
    def kept_samples(self) -> int:
        """How many are in memory."""
        return sum(len(chunk.samples) for chunk in self._chunks)

    def cut(self, first: int, end: int) -> FloatSamples:
        """Return the samples from ``first`` to before ``end``.

        Raises:
            ValueError: They are no longer here.
        """
        start = self._chunks[0].first_sample
        if first < start:
            raise ValueError(f"sample {first} is gone; {start} is the first that is here")
        pieces = [
            chunk.samples[max(0, first - chunk.first_sample) : max(0, end - chunk.first_sample)]
            for chunk in self._chunks
        ]
        return np.concatenate(pieces)


def _chunks_of(samples: FloatSamples) -> Iterator[AudioChunk]:
    for first in range(0, len(samples), _CHUNK_SAMPLES):
        yield AudioChunk(samples[first : first + _CHUNK_SAMPLES], first, 0.0)


# Texts


def _by_speaker(
    turns: Iterable[Turn], language: Language, settings: NormalizerSettings
) -> dict[str, list[str]]:
    """Return what each speaker says; each turn is evened out by itself."""
    found: dict[str, list[str]] = {}
    for turn in turns:
        found.setdefault(turn.speaker, []).extend(units(turn.text, language, settings))
    return found


def _in_time(turns: Iterable[Turn], language: Language, settings: NormalizerSettings) -> list[str]:
    return [unit for turn in turns for unit in units(turn.text, language, settings)]


def _line(name: str, speaker: str | None, turns: Iterable[Turn]) -> str:
    return f"{name}: {' '.join(turn.text for turn in turns if turn.speaker == speaker)}"


def _laid_out(counts: CpErrors, said: Sequence[Turn], heard: Sequence[Turn]) -> tuple[str, str]:
    """Return both texts, line for line the same person: "anna = 2: ..." in both."""
    lines: list[tuple[str, str]] = []
    for match in counts.matches:
        name = " = ".join(
            _NOBODY if one is None else one or "?" for one in (match.person, match.voice)
        )
        lines.append((_line(name, match.person, said), _line(name, match.voice, heard)))
    return "\n".join(one for one, _ in lines), "\n".join(other for _, other in lines)
