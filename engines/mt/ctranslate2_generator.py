"""A converted instruct model and its tokenizer, loaded from one directory for CTranslate2."""

from __future__ import annotations

import ctranslate2
from tokenizers import Tokenizer

from engines.cores import physical_cores
from engines.engine_config import EngineConfig
from engines.errors import EngineError, ErrorCode
from engines.mt.ctranslate2_errors import coded_error
from engines.mt.gguf_tokenizer import TOKENIZER_FILE

END_OF_TURN = "<|im_end|>"
END_OF_TEXT = "<|endoftext|>"

_REQUIRED_FILES = ("config.json", "model.bin", "vocabulary.json", TOKENIZER_FILE)


def load_generator(config: EngineConfig) -> tuple[ctranslate2.Generator, Tokenizer]:
    """Load both.

    Args:
        config: ``path`` is the directory that ``gguf_conversion`` made.

    Raises:
        EngineError: MODEL_MISSING, MODEL_INCOMPLETE, MODEL_LOAD_FAILED or OUT_OF_MEMORY.
    """
    if not config.path.is_dir():
        raise EngineError(ErrorCode.MODEL_MISSING, config.path.name, model=config.model_id)
    for name in _REQUIRED_FILES:
        if not (config.path / name).is_file():
            raise EngineError(ErrorCode.MODEL_INCOMPLETE, name, model=config.model_id)
    try:
        generator = ctranslate2.Generator(
            str(config.path),
            device="cpu",
            compute_type=config.compute_type,
            inter_threads=1,
            intra_threads=config.threads or physical_cores(),
        )
    except (RuntimeError, ValueError) as error:
        raise coded_error(error, ErrorCode.MODEL_LOAD_FAILED, model=config.model_id) from error
    # ``tokenizers`` raises bare Exception for a file it cannot read; it was made here.
    return generator, Tokenizer.from_file(str(config.path / TOKENIZER_FILE))
