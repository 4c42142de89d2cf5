"""A whole recording through the same stages, pulled by its reader: bounded memory, no threads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from engines.asr.streaming import StreamingRecognizer
from engines.events import (
    SessionEnded,
    SessionEvent,
    SessionStarted,
    SpeechEnded,
    SpeechStarted,
    TranscriptUpdated,
)
from engines.interfaces import Recognizer, Translator, Vad
from engines.pipeline import stages
from engines.pipeline.config import SessionConfig
from engines.pipeline.framer import Framer
from engines.pipeline.interpreter import Interpreter
from engines.types import AudioChunk, SpeechSegment
from engines.vad.segmenter import Closed, Opened, Segmenter

if TYPE_CHECKING:
    from engines.types import FloatSamples


def transcribe(
    chunks: Iterable[AudioChunk],
    config: SessionConfig,
    vad: Vad,
    recognizer: Recognizer,
    translator: Translator | None,
) -> Iterator[SessionEvent]:
    """Yield what a session over ``chunks`` says: finals only, each followed by its translation.

    Work happens while the caller iterates; stop iterating to cancel. An utterance that cannot be
    recognized or translated is a ``StageFailed``, and the next one follows.

    Raises:
        EngineError: What reading ``chunks`` raises.
    """
    framer = Framer(vad.frame_samples, config.first_sample)
    segmenter = Segmenter(
        config.segmenter, vad.frame_samples, config.first_sample, config.first_utterance_id
    )
    streaming = StreamingRecognizer(
        recognizer, config.spoken_languages, config.first_revision, config.text_style
    )
    interpreter = None if translator is None else Interpreter(translator, config)
    vad.reset()
    engines = (recognizer.info,) if translator is None else (recognizer.info, translator.info)
    yield SessionStarted(config.session_id, engines)
    waiting: list[SpeechSegment] = []
    # The first text comes at once; batches grow from there, so that a long file is fast.
    batch = 1
    for output in _outputs(chunks, vad, framer, segmenter):
        match output:
            case Opened(utterance_id, first_sample, speech_start_sample):
                yield SpeechStarted(utterance_id, first_sample, speech_start_sample)
            case Closed(segment):
                yield SpeechEnded(
                    segment.utterance_id,
                    segment.first_sample,
                    segment.end_sample,
                    segment.speech_end_sample,
                )
                waiting.append(segment)
        if len(waiting) == batch:
            yield from _finish(waiting, streaming, interpreter)
            waiting = []
            batch = min(2 * batch, stages.MAX_BATCH)
    if waiting:
        yield from _finish(waiting, streaming, interpreter)
    yield SessionEnded(config.session_id)


def _outputs(
    chunks: Iterable[AudioChunk], vad: Vad, framer: Framer, segmenter: Segmenter
) -> Iterator[Opened | Closed]:
    for frame in _frames(chunks, framer):
        yield from segmenter.push(frame, vad.probability(frame))
    yield from segmenter.finish()


def _frames(chunks: Iterable[AudioChunk], framer: Framer) -> Iterator[FloatSamples]:
    for chunk in chunks:
        yield from framer.push(chunk)
    yield from framer.finish()


def _finish(
    segments: list[SpeechSegment],
    streaming: StreamingRecognizer,
    interpreter: Interpreter | None,
) -> Iterator[SessionEvent]:
    for event in stages.recognize_finals(streaming, segments):
        yield event
        if interpreter is not None and isinstance(event, TranscriptUpdated):
            yield from interpreter.final(event.transcript)
