"""Translates a session sentence by sentence, each once and in order, some before the final.

A sentence that was promised to the reader never changes, so it can be translated while its speaker
goes on; what follows it waits. Nothing that was translated is translated again, and no translation
that was shown is rewritten: the work of the final is only done earlier.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from engines.asr.text_style import TextStyle
from engines.events import SessionEvent, Stage, StageTimed, TranslationUpdated
from engines.interfaces import Guidance, Translator
from engines.mt.references import leans_on_context
from engines.mt.sentences import Sentence, complete_length, join_sentences, sentence_ends
from engines.opencc_script import script_converter
from engines.pipeline.config import SessionConfig
from engines.pipeline.failures import stage_failed
from engines.types import LanguagePair, Transcript, TranslatedText, Translation

_log = logging.getLogger(__name__)

_CONTEXT_SENTENCES = 2
"""Sentences before this one that a translator may look at."""


@dataclass(slots=True)
class _Begun:
    """An utterance of which some sentences are translated."""

    utterance_id: int
    source: str = ""
    """The beginning of its text that is done."""
    done: list[TranslatedText] = field(default_factory=list)


class Interpreter:
    """Owned by the translation thread of one session.

    Args:
        translator: What translates.
        config: Directions and terms.
    """

    def __init__(self, translator: Translator, config: SessionConfig) -> None:
        self._translator = translator
        self._config = config
        self._begun = _Begun(0)
        self._context: dict[LanguagePair, deque[tuple[str, str]]] = {}

    def restyle(self, style: TextStyle) -> None:
        """Keep to other terms and another script from the next sentence on."""
        self._config = replace(self._config, text_style=style)

    def partial(self, transcript: Transcript, queued_s: float = 0.0) -> Iterator[SessionEvent]:
        """Yield a translation of the whole sentences that are promised, when there are new ones."""
        pair = self._config.direction_from(transcript.language)
        begun = self._of(transcript)
        promised = transcript.stable[: complete_length(transcript.stable)]
        if pair is None or len(promised) <= len(begun.source):
            return
        started_s = time.monotonic()
        try:
            self._translate(promised, begun, pair)
        except Exception as error:  # noqa: BLE001 - the final tries again, and says so if it fails
            _log.info("a sentence was not translated early: %r", error)
            return
        yield TranslationUpdated(_translation(transcript, pair, begun, is_final=False))
        yield _timed(transcript, queued_s, started_s)

    def final(self, transcript: Transcript, queued_s: float = 0.0) -> Iterator[SessionEvent]:
        """Yield the translation of a finished utterance as it grows, or why there is none."""
        pair = self._config.direction_from(transcript.language)
        if pair is None:
            return
        started_s = time.monotonic()
        begun = self._of(transcript)
        text = transcript.text
        # Who waits has the first sentence while the next is translated.
        ends = (
            sentence_ends(text, len(begun.source)) if self._config.wants_partials else [len(text)]
        )
        for end in ends:
            try:
                self._translate(text[:end], begun, pair)
            except Exception as error:  # noqa: BLE001 - the one broad catch of the stage; it is reported
                yield stage_failed(Stage.TRANSLATION, error, transcript.utterance_id)
                return
            is_final = end == len(text)
            yield TranslationUpdated(_translation(transcript, pair, begun, is_final=is_final))
        yield _timed(transcript, queued_s, started_s)

    def _of(self, transcript: Transcript) -> _Begun:
        """Return what is done of an utterance; nothing if its text does not begin so any more."""
        is_same = self._begun.utterance_id == transcript.utterance_id
        if not is_same or not transcript.text.startswith(self._begun.source):
            self._begun = _Begun(transcript.utterance_id)
        return self._begun

    def _translate(self, text: str, begun: _Begun, pair: LanguagePair) -> None:
        """Translate what follows the part that is done."""
        rest = text[len(begun.source) :].strip()
        if rest:
            context = self._context.setdefault(pair, deque(maxlen=_CONTEXT_SENTENCES))
            before = tuple(context) if leans_on_context(rest) else ()
            guidance = Guidance(self._config.text_style.terms, before, is_urgent=True)
            (translated,) = self._translator.translate([rest], pair, guidance)
            # Whatever the model writes: the script is the reader's choice, here as in captions.
            in_script = script_converter(self._config.text_style.script)
            translated = replace(translated, text=in_script(translated.text, pair.target))
            context.append((rest, translated.text))
            begun.done.append(translated)
        begun.source = text


def _translation(
    transcript: Transcript, pair: LanguagePair, begun: _Begun, *, is_final: bool
) -> Translation:
    return Translation(
        transcript.utterance_id,
        transcript.revision,
        pair,
        join_sentences([Sentence(one.text) for one in begun.done], pair.target),
        is_final=is_final,
        doubts=tuple(dict.fromkeys(doubt for one in begun.done for doubt in one.doubts)),
        via=next((one.via for one in begun.done if one.via is not None), None),
    )


def _timed(transcript: Transcript, queued_s: float, started_s: float) -> StageTimed:
    return StageTimed(
        Stage.TRANSLATION,
        transcript.utterance_id,
        is_final=transcript.is_final,
        queued_s=queued_s,
        busy_s=time.monotonic() - started_s,
        audio_s=0.0,
    )
