"""How likely a text is by itself, by an instruct model through CTranslate2.

It lives in this room because the translator's model is the language model that is there anyway: one
download and one conversion serve both.
"""

from __future__ import annotations

from collections.abc import Sequence

import ctranslate2

from engines.engine_config import EngineConfig
from engines.errors import EngineError, ErrorCode
from engines.mt.chat import ChatFamily, chat_family
from engines.mt.ctranslate2_errors import coded_error
from engines.mt.ctranslate2_generator import END_OF_TEXT, load_generator
from engines.types import EngineInfo

_BATCH_SIZE = 8
"""Texts scored side by side: more gain nothing on a processor and take memory."""

_MAX_TOKENS = 1024
"""Far beyond what is said in 30 s; bounds the memory of a text that is not speech."""


class CTranslate2LanguageModel:
    """A generator that is only asked how likely texts are.

    One thread owns it. Scoring releases the GIL and ends only by itself or with the process.

    Args:
        config: ``path`` is the directory that ``gguf_conversion`` made.

    Raises:
        EngineError: MODEL_MISSING, MODEL_INCOMPLETE, MODEL_UNSUPPORTED, MODEL_LOAD_FAILED or
            OUT_OF_MEMORY.
    """

    def __init__(self, config: EngineConfig) -> None:
        if chat_family(config.family, config.model_id) is ChatFamily.HUNYUAN:
            raise EngineError(
                ErrorCode.MODEL_UNSUPPORTED, "not in CTranslate2", model=config.model_id
            )
        self._generator, self._tokenizer = load_generator(config)
        self._info = EngineInfo(
            engine=str(config.kind),
            model_id=config.model_id,
            version=ctranslate2.__version__,
            languages=config.languages,
        )

    @property
    def info(self) -> EngineInfo:
        """What runs, and which languages it knows."""
        return self._info

    def log_probabilities(self, texts: Sequence[str]) -> list[float]:
        """Return for each text the natural logarithm of its probability; see ``LanguageModel``."""
        if not texts:
            return []
        # These models know no mark of a beginning; what ends one text comes before the next.
        tokens = [
            [END_OF_TEXT, *self._tokenizer.encode(text, add_special_tokens=False).tokens]
            for text in texts
        ]
        try:
            results = self._generator.score_batch(
                tokens, max_batch_size=_BATCH_SIZE, max_input_length=_MAX_TOKENS
            )
        except (RuntimeError, ValueError) as error:
            raise coded_error(error, ErrorCode.RECOGNITION_FAILED) from error
        return [min(0.0, float(sum(result.log_probs))) for result in results]
