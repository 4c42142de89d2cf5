"""Which adapter runs which engine; loads it, and its native library, only when it is asked for."""

from __future__ import annotations

from typing import assert_never

from engines.cores import share_cores
from engines.engine_config import EngineConfig, EngineKind, IntentConfig
from engines.errors import EngineError, ErrorCode
from engines.interfaces import (
    IntentParser,
    LanguageModel,
    Recognizer,
    Synthesizer,
    Translator,
    Vad,
    VoiceEncoder,
    VoiceLabels,
)


def load_recognizer(config: EngineConfig, language_model: EngineConfig | None = None) -> Recognizer:
    """Load a recognizer from the files that ``config`` names.

    Args:
        config: What hears.
        language_model: What chooses among its hypotheses; None takes its own best.

    Raises:
        EngineError: MODEL_MISSING, MODEL_INCOMPLETE, MODEL_UNSUPPORTED, MODEL_LOAD_FAILED or
            OUT_OF_MEMORY.
    """
    if config.kind is not EngineKind.FASTER_WHISPER:
        raise EngineError(ErrorCode.MODEL_UNSUPPORTED, str(config.kind), model=config.model_id)
    share_cores()
    from engines.asr.faster_whisper import FasterWhisperRecognizer
    from engines.asr.front_end import FrontEndRecognizer
    from engines.audio.dereverberation import Dereverberator

    recognizer = FrontEndRecognizer(FasterWhisperRecognizer(config), Dereverberator())
    if language_model is None:
        return recognizer
    from engines.asr.accurate import AccurateRecognizer

    return AccurateRecognizer(recognizer, load_language_model(language_model))


def load_language_model(config: EngineConfig) -> LanguageModel:
    """Load a language model from the files that ``config`` names.

    Raises:
        EngineError: MODEL_MISSING, MODEL_INCOMPLETE, MODEL_UNSUPPORTED, MODEL_LOAD_FAILED or
            OUT_OF_MEMORY.
    """
    if config.kind is not EngineKind.CTRANSLATE2_CHAT:
        raise EngineError(ErrorCode.MODEL_UNSUPPORTED, str(config.kind), model=config.model_id)
    share_cores()
    from engines.mt.ctranslate2_language_model import CTranslate2LanguageModel

    return CTranslate2LanguageModel(config)


def load_translator(config: EngineConfig) -> Translator:
    """Load a translator from the files that ``config`` names, and others when they are needed.

    Raises:
        EngineError: MODEL_MISSING, MODEL_UNSUPPORTED, MODEL_LOAD_FAILED or OUT_OF_MEMORY.
    """
    if config.beside:
        from engines.mt.routes import RoutedTranslator

        return RoutedTranslator(config, _load_translator)
    return _load_translator(config)


def _load_translator(config: EngineConfig) -> Translator:
    share_cores()
    match config.kind:
        case EngineKind.CTRANSLATE2_SEQ2SEQ:
            from engines.mt.ctranslate2_seq2seq import Seq2SeqTranslator

            return Seq2SeqTranslator(config)
        case EngineKind.CTRANSLATE2_CHAT:
            from engines.mt.ctranslate2_chat import CTranslate2ChatTranslator

            return CTranslate2ChatTranslator(config)
        case EngineKind.LLAMACPP_CHAT:
            from engines.mt.llamacpp_chat import LlamaCppChatTranslator

            return LlamaCppChatTranslator(config)
        case (
            EngineKind.FASTER_WHISPER
            | EngineKind.KOKORO
            | EngineKind.ESPEAK
            | EngineKind.E5
            | EngineKind.DVECTOR
        ):
            raise EngineError(ErrorCode.MODEL_UNSUPPORTED, str(config.kind), model=config.model_id)
        case _:
            assert_never(config.kind)


def load_intent_parser(config: IntentConfig) -> IntentParser:
    """Load what tells commands from talk.

    Without a model, or before something was learnt with it, exact forms alone are understood.

    Raises:
        EngineError: INTENTS_INVALID, MODEL_INCOMPLETE or MODEL_LOAD_FAILED.
    """
    from engines.intent.loading import load_parser

    return load_parser(config)


def load_synthesizer(config: EngineConfig) -> Synthesizer:
    """Load a synthesiser from the files that ``config`` names.

    Raises:
        EngineError: MODEL_MISSING, MODEL_INCOMPLETE, MODEL_UNSUPPORTED, MODEL_LOAD_FAILED or
            OUT_OF_MEMORY.
    """
    share_cores()
    match config.kind:
        case EngineKind.KOKORO:
            from engines.tts.kokoro import KokoroSynthesizer

            return KokoroSynthesizer(config)
        case EngineKind.ESPEAK:
            from engines.tts.espeak import EspeakSynthesizer

            return EspeakSynthesizer()
        case _:
            raise EngineError(ErrorCode.MODEL_UNSUPPORTED, str(config.kind), model=config.model_id)


def load_voice_encoder(config: EngineConfig) -> VoiceEncoder:
    """Load what tells voices apart from the files that ``config`` names.

    Raises:
        EngineError: MODEL_MISSING, MODEL_UNSUPPORTED, MODEL_LOAD_FAILED or OUT_OF_MEMORY.
    """
    if config.kind is not EngineKind.DVECTOR:
        raise EngineError(ErrorCode.MODEL_UNSUPPORTED, str(config.kind), model=config.model_id)
    share_cores()
    from engines.speaker.dvector import DVectorEncoder

    return DVectorEncoder(config)


def new_voice_labels() -> VoiceLabels:
    """Return what numbers the voices of one session."""
    from engines.speaker.labels import SpeakerLabels

    return SpeakerLabels()


def load_vad() -> Vad:
    """Load the voice detector; its network ships with faster-whisper and needs no download."""
    from engines.vad.adaptive import AdaptiveVad

    return AdaptiveVad()
