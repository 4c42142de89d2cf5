"""What a conversation through the virtual microphone came to, judged by what the window showed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from engines.errors import EngineError, ErrorCode
from engines.evaluation.bench.flight_log import Began, Captured, Record, Shown
from engines.evaluation.bench.speech import spoken_units
from engines.evaluation.summary import Summary
from engines.types import SAMPLE_RATE_HZ, Language

_MARGIN_S = 0.7
"""Around a turn: voice activity begins early, and the echo guard holds a third of a second back."""
_STAGES = ("end_of_speech_to_final", "final_to_translation", "translation_to_first_sound")
_ECHO_ERRORS = 0.6
"""Error rate against something we said below which a final is our own voice, heard again."""


class Manner(StrEnum):
    """When a turn begins."""

    AFTER = "after"
    """When the translation of the turn before was heard."""
    OVER = "over"
    """While it is spoken."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the script."""

    language: Language
    voice_id: str
    manner: Manner
    text: str


@dataclass(frozen=True, slots=True)
class PlayedTurn:
    """One turn as it was played; times are ``time.monotonic()`` of what could be heard."""

    turn: Turn
    started_s: float
    ended_s: float
    """When the last sound of the turn came out."""
    voice_began_s: float | None
    """When our voice began to say the translation; None when it did not."""
    gave_way_s: float | None = None
    """For a turn over our voice: how long that went on after the turn began; None when it had
    ended by itself."""


@dataclass(frozen=True, slots=True)
class JudgedTurn:
    """One turn, and the finals that began during it."""

    played: PlayedTurn
    finals: tuple[Shown, ...]
    echoes: tuple[Shown, ...]
    """Finals that are our own voice."""
    translated_s: float | None = None
    """When the translation of the last final was shown."""

    @property
    def stages_s(self) -> tuple[float, float, float] | None:
        """From the end of speech to the final, to its translation, to our voice."""
        began_s = self.played.voice_began_s
        if began_s is None or self.translated_s is None or not self.finals:
            return None
        final_s = self.finals[-1].at_s
        return (
            final_s - self.played.ended_s,
            self.translated_s - final_s,
            began_s - self.translated_s,
        )

    @property
    def is_once(self) -> bool:
        """Whether it was recognized as one utterance."""
        return len(self.finals) == 1

    @property
    def is_right_way(self) -> bool:
        """Whether all of it was taken for the language it was in; False when nothing was heard."""
        language = self.played.turn.language
        return bool(self.finals) and all(final.language == language for final in self.finals)

    @property
    def error_rate(self) -> float:
        """Return the share of characters or words that were recognized wrongly."""
        heard = " ".join(final.text for final in self.finals)
        return _error_rate(self.played.turn.text, heard, self.played.turn.language)


@dataclass(frozen=True, slots=True)
class Conversation:
    """All turns, and what belongs to none."""

    turns: tuple[JudgedTurn, ...]
    stray_echoes: tuple[Shown, ...] = ()
    """Our own voice, recognized while nobody spoke."""
    strays: tuple[Shown, ...] = ()
    """Other finals that began while nobody spoke."""

    def as_record(self) -> dict[str, object]:
        """Return the figures as a record for JSON."""
        turns = self.turns
        latencies_s = [
            one.played.voice_began_s - one.played.ended_s
            for one in turns
            if one.played.voice_began_s is not None
        ]
        stages_s = [one.stages_s for one in turns if one.is_once and one.stages_s is not None]
        over = [one.played for one in turns if one.played.turn.manner is Manner.OVER]
        gave_way_s = [one.gave_way_s for one in over if one.gave_way_s is not None]
        return {
            "turns": len(turns),
            "recognized_once": sum(one.is_once for one in turns),
            "lost": sum(not one.finals for one in turns),
            "in_several_pieces": sum(len(one.finals) > 1 for one in turns),
            "right_direction": sum(one.is_right_way for one in turns),
            "echoes_translated": len(self.stray_echoes) + sum(len(one.echoes) for one in turns),
            "other_stray_finals": len(self.strays),
            "spoken": len(latencies_s),
            "end_of_speech_to_first_translated_sound_s": (
                Summary.of(latencies_s).as_record() if latencies_s else None
            ),
            "of_which_s": {
                name: Summary.of(its).as_record()
                for name, its in zip(_STAGES, zip(*stages_s, strict=True), strict=False)
            },
            "error_rate": round(sum(one.error_rate for one in turns) / len(turns), 3),
            "turns_over_our_voice": len(over),
            "our_voice_was_still_speaking": len(gave_way_s),
            "our_voice_gave_way_after_s": (
                Summary.of(gave_way_s).as_record() if gave_way_s else None
            ),
        }


def load_turns(path: Path) -> list[Turn]:
    """Read lines of language, voice, manner and text with tabs between; "#" begins a comment.

    Raises:
        EngineError: FILE_NOT_FOUND or FILE_UNREADABLE.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
        return [
            Turn(language, voice, Manner(manner), text) for language, voice, manner, text in rows
        ]
    except FileNotFoundError as error:
        raise EngineError(ErrorCode.FILE_NOT_FOUND, path=str(path)) from error
    except (OSError, ValueError) as error:
        raise EngineError(ErrorCode.FILE_UNREADABLE, str(error), path=str(path)) from error


@dataclass(slots=True)
class _Heard:
    finals: list[Shown] = field(default_factory=list)
    echoes: list[Shown] = field(default_factory=list)


def judge(played: Sequence[PlayedTurn], records: Iterable[Record]) -> Conversation:
    """Give every final to the turn during which it began, or to none.

    Args:
        played: In order, at least one.
        records: What the window recorded.
    """
    captured: dict[str, list[Captured]] = {}
    began: dict[tuple[str, int], int] = {}
    finals: list[Shown] = []
    said: list[Shown] = []
    for record in records:
        match record:
            case Captured():
                captured.setdefault(record.session_id, []).append(record)
            case Began(session_id, utterance_id, sample):
                began[session_id, utterance_id] = sample
            case Shown() if record.is_translation:
                said.append(record)
            case Shown():
                finals.append(record)
            case _:
                pass
    heard = [_Heard() for _ in played]
    nobody = _Heard()
    for final in finals:
        key = (final.session_id, final.utterance_id)
        begins_s = _captured_at_s(captured[final.session_id], began[key])
        place = _turn_at(played, begins_s)
        said_before = [one.text for one in said if one.at_s < final.at_s]
        text = "" if place is None else played[place].turn.text
        whose = nobody if place is None else heard[place]
        (whose.echoes if _is_echo(final, text, said_before) else whose.finals).append(final)
    translated_s = {(one.session_id, one.utterance_id): one.at_s for one in said}
    judged = tuple(
        JudgedTurn(one, tuple(its.finals), tuple(its.echoes), _translated_s(its, translated_s))
        for one, its in zip(played, heard, strict=True)
    )
    return Conversation(judged, tuple(nobody.echoes), tuple(nobody.finals))


def _translated_s(heard: _Heard, translated_s: Mapping[tuple[str, int], float]) -> float | None:
    if not heard.finals:
        return None
    return translated_s.get((heard.finals[-1].session_id, heard.finals[-1].utterance_id))


def _turn_at(played: Sequence[PlayedTurn], at_s: float) -> int | None:
    """Return the turn during which something began: the last one that had started by then."""
    for place in range(len(played) - 1, -1, -1):
        one = played[place]
        if one.started_s - _MARGIN_S <= at_s:
            return place if at_s <= one.ended_s + _MARGIN_S else None
    return None


def _is_echo(final: Shown, turn_text: str, said: Sequence[str]) -> bool:
    as_turn = _error_rate(turn_text, final.text, final.language) if turn_text else 1.0
    # The end of something we said is an echo too: it is compared with as much of the end.
    as_echo = min((_error_rate_of_end(text, final) for text in said), default=1.0)
    return as_echo < min(_ECHO_ERRORS, as_turn)


def _error_rate_of_end(said: str, final: Shown) -> float:
    heard = spoken_units(final.text, final.language)
    units = spoken_units(said, final.language)
    if not heard or not units:
        return 1.0
    errors = min(
        Levenshtein.distance(units, heard), Levenshtein.distance(units[-len(heard) :], heard)
    )
    return min(1.0, errors / len(heard))


def _error_rate(said: str, heard: str, language: Language) -> float:
    units = spoken_units(said, language)
    return min(1.0, Levenshtein.distance(units, spoken_units(heard, language)) / max(1, len(units)))


def _captured_at_s(captured: Sequence[Captured], sample: int) -> float:
    index = bisect_left(captured, sample, key=lambda chunk: chunk.end_sample)
    chunk = captured[min(index, len(captured) - 1)]
    return chunk.at_s - max(0, chunk.end_sample - sample) / SAMPLE_RATE_HZ
