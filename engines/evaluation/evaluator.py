"""One item at a time: heard, translated or understood, and counted."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from sacrebleu.metrics.chrf import CHRF

from engines.errors import EngineError
from engines.evaluation.alignment import count_edits
from engines.evaluation.equipment import ENDS_THE_RUN, Equipment
from engines.evaluation.hearing import (
    Heard,
    as_recorded,
    at_a_distance,
    recording,
    sound_id,
    spoken,
    voice_of,
)
from engines.evaluation.items import IntentItem, MeetingItem, ParallelItem, SpokenItem
from engines.evaluation.meeting_evaluator import meeting_steps
from engines.evaluation.normalize import is_by_character, units
from engines.evaluation.references import spoken_problem, usable_references
from engines.evaluation.request import RunRequest
from engines.evaluation.results import (
    IntentResult,
    ItemResult,
    Problem,
    SpokenResult,
    TranslatedResult,
)
from engines.evaluation.work import Work, WorkKind
from engines.events import StageFailed, TranscriptUpdated
from engines.interfaces import Translator
from engines.pipeline.config import SessionConfig
from engines.pipeline.offline import transcribe
from engines.types import AudioChunk, Language, LanguagePair

if TYPE_CHECKING:
    from engines.types import FloatSamples

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Text:
    """What was recognized."""

    text: str
    busy_s: float
    failure: str = ""


class Evaluator:
    """Measures items. One thread owns it and its engines.

    Args:
        request: How.
        equipment: With what.
    """

    def __init__(self, request: RunRequest, equipment: Equipment) -> None:
        self._request = request
        self._equipment = equipment
        self._chrf = CHRF(word_order=2)

    def evaluate(self, work: Work, samples: FloatSamples | None = None) -> ItemResult:
        """Return what one item came to.

        Args:
            work: The item.
            samples: Its recording, where that was read elsewhere; None reads it here.

        Raises:
            EngineError: The model is missing, broken or too large: no item can be measured.
        """
        match work.item:
            case SpokenItem() as item:
                if work.kind is WorkKind.INTENT_SPOKEN:
                    return self._spoken_intent(work, item, samples)
                return self._recognized(work, item, samples)
            case IntentItem() as intent:
                if work.kind is WorkKind.INTENT_SPOKEN:
                    return self._read_out_intent(work, intent)
                return self._understood(work, intent, None)
            case ParallelItem() as parallel:
                return self._translated(work, parallel)
            case MeetingItem():
                return _last(self.steps(work, samples))
            case _:
                assert_never(work.item)

    def steps(
        self, work: Work, samples: FloatSamples | None = None
    ) -> Generator[None, None, ItemResult]:
        """Return what one item came to; a meeting takes long, and yields where it may be held up.

        Raises:
            EngineError: As ``evaluate``.
        """
        if isinstance(work.item, MeetingItem):
            steps = meeting_steps(work, work.item, self._request, self._equipment, samples)
            return (yield from steps)
        return self.evaluate(work, samples)

    # Speech

    def _recognized(self, work: Work, item: SpokenItem, given: FloatSamples | None) -> SpokenResult:
        settings = self._request.normalizer
        said = units(item.text, item.language, settings)
        far = self._request.far_field
        is_far = work.kind is WorkKind.FAR_FIELD
        blank = SpokenResult(
            key=work.key,
            figure=work.figure,
            set_id=work.set_id,
            item_id=item.item_id,
            reference=item.text,
            hypothesis="",
            language=item.language,
            scenario=item.scenario,
            speaker=item.speaker,
            distance_m=far.distance_m if is_far else item.distance_m,
            snr_db=far.snr_db if is_far else item.snr_db,
            rt60_s=None,
            room=None,
            is_synthetic=item.is_synthetic,
            audio="" if item.audio is None else str(item.audio),
            start_s=item.start_s,
            end_s=item.end_s,
            length=len(said),
        )
        problem = spoken_problem(item.text, item.language, 0.0, settings)
        if problem is not None:
            return replace(blank, problem=problem)
        if item.audio is None:
            # Another voice may have to stand in, and it is that one which is heard.
            voice = voice_of(item.language, item.speaker, self._equipment.synthesizer())
            blank = replace(blank, speaker="" if voice is None else voice.voice_id)
        samples = self._sound(item, given)
        if isinstance(samples, EngineError):
            kind = Problem.NO_VOICE if item.audio is None else Problem.AUDIO_UNREADABLE
            return replace(blank, problem=kind, detail=str(samples))
        heard = self._as_heard(samples, work, sound_id(blank))
        blank = replace(blank, audio_s=heard.audio_s, room=heard.room, rt60_s=heard.rt60_s)
        problem = spoken_problem(item.text, item.language, heard.audio_s, settings)
        if problem is not None:
            return replace(blank, problem=problem)
        result = self._recognize(heard.samples, item.language)
        counts = count_edits(said, units(result.text, item.language, settings))
        return replace(
            blank,
            hypothesis=result.text,
            busy_s=result.busy_s,
            substitutions=counts.substitutions,
            deletions=counts.deletions,
            insertions=counts.insertions,
            problem=Problem.ENGINE_FAILED if result.failure else None,
            detail=result.failure,
        )

    def _sound(self, item: SpokenItem, given: FloatSamples | None) -> FloatSamples | EngineError:
        if given is not None:
            return given
        try:
            return recording(item, self._equipment.synthesizer() if item.audio is None else None)
        except EngineError as error:
            if error.code in ENDS_THE_RUN:
                raise
            return error

    def _as_heard(self, samples: FloatSamples, work: Work, name: str) -> Heard:
        if work.kind is not WorkKind.FAR_FIELD:
            return as_recorded(samples)
        return at_a_distance(samples, name, self._request.far_field, self._request.seed)

    def _recognize(self, samples: FloatSamples, language: Language) -> _Text:
        """Recognize as the program does with a file."""
        config = SessionConfig(
            "evaluation", (LanguagePair(language, language),), wants_partials=False
        )
        recognizer, vad = self._equipment.recognizer(), self._equipment.vad()
        texts: list[str] = []
        failures: list[str] = []
        started_s = time.perf_counter()
        chunk = AudioChunk(samples, 0, 0.0)
        for event in transcribe([chunk], config, vad, recognizer, None):
            match event:
                case TranscriptUpdated(transcript) if transcript.is_final:
                    texts.append(transcript.text)
                case StageFailed(code=code, detail=detail):
                    if code in ENDS_THE_RUN:
                        raise EngineError(code, detail, model=recognizer.info.model_id)
                    failures.append(f"{code}: {detail}")
        gap = "" if is_by_character(language) else " "
        return _Text(gap.join(texts), time.perf_counter() - started_s, "; ".join(failures))

    # Intents

    def _spoken_intent(
        self, work: Work, item: SpokenItem, given: FloatSamples | None
    ) -> IntentResult:
        intent = IntentItem(item.item_id, item.text, item.intent, item.language, item.scenario)
        samples = self._sound(item, given)
        return self._heard_intent(
            work, intent, samples, item.speaker, item.is_synthetic or item.audio is None
        )

    def _read_out_intent(self, work: Work, item: IntentItem) -> IntentResult:
        samples: FloatSamples | EngineError
        try:
            samples = spoken(item.text, item.language, "", self._equipment.synthesizer())
        except EngineError as error:
            if error.code in ENDS_THE_RUN:
                raise
            samples = error
        return self._heard_intent(work, item, samples, item.dialogue, is_synthetic=True)

    def _heard_intent(
        self,
        work: Work,
        item: IntentItem,
        samples: FloatSamples | EngineError,
        group: str,
        is_synthetic: bool,
    ) -> IntentResult:
        if isinstance(samples, EngineError):
            blank = self._blank_intent(work, item, "")
            kind = Problem.NO_VOICE if is_synthetic else Problem.AUDIO_UNREADABLE
            return replace(blank, problem=kind, detail=str(samples), is_synthetic=is_synthetic)
        heard = self._recognize(as_recorded(samples).samples, item.language)
        result = self._understood(work, item, heard.text)
        return replace(result, group=group, is_synthetic=is_synthetic)

    def _understood(self, work: Work, item: IntentItem, heard: str | None) -> IntentResult:
        blank = self._blank_intent(work, item, heard)
        if not item.intent or not item.text.strip():
            return replace(blank, problem=Problem.REFERENCE_MISSING)
        parser = self._equipment.intent_parser(work.set_id)
        started_s = time.perf_counter()
        try:
            (found,) = parser.parse([item.text if heard is None else heard], item.language)
        except EngineError as error:
            if error.code in ENDS_THE_RUN:
                raise
            return replace(blank, problem=Problem.ENGINE_FAILED, detail=str(error))
        busy_s = time.perf_counter() - started_s
        return replace(blank, found=found.name, score=found.score, busy_s=busy_s)

    def _blank_intent(self, work: Work, item: IntentItem, heard: str | None) -> IntentResult:
        return IntentResult(
            key=work.key,
            figure=work.figure,
            set_id=work.set_id,
            item_id=item.item_id,
            text=item.text,
            heard=heard,
            expected=item.intent,
            found="",
            score=0.0,
            language=item.language,
            scenario=item.scenario,
            group=item.dialogue,
        )

    # Translation

    def _translated(self, work: Work, item: ParallelItem) -> TranslatedResult:
        references, problem = usable_references(item)
        blank = TranslatedResult(
            key=work.key,
            figure=work.figure,
            set_id=work.set_id,
            item_id=item.item_id,
            pair=item.pair,
            source=item.source,
            references=references or item.references,
            hypothesis="",
            others=item.others,
            domain=item.domain,
            document=item.document,
        )
        if problem is not None:
            return replace(blank, problem=problem)
        result = self._translate(self._equipment.translator(), item)
        earlier = self._equipment.baseline()
        baseline = dict(item.others).get("baseline", "")
        if earlier is not None:
            baseline = self._translate(earlier, item).text
        return replace(
            blank,
            hypothesis=result.text,
            baseline=baseline,
            busy_s=result.busy_s,
            chrf=self._chrf.sentence_score(result.text, list(references)).score,
            problem=Problem.ENGINE_FAILED if result.failure else None,
            detail=result.failure,
        )

    def _translate(self, translator: Translator, item: ParallelItem) -> _Text:
        started_s = time.perf_counter()
        text, failure = "", ""
        try:
            (made,) = translator.translate([item.source], item.pair)
            text = made.text
        except EngineError as error:
            if error.code in ENDS_THE_RUN:
                raise
            failure = str(error)
        return _Text(text, time.perf_counter() - started_s, failure)


def _last(steps: Generator[None, None, ItemResult]) -> ItemResult:
    """Take all steps at once."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: ItemResult = end.value
            return result
