"""The tokenizer of a Qwen model, built from the fields of its GGUF file."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

from engines.errors import EngineError, ErrorCode

TOKENIZER_FILE = "tokenizer.json"

_QWEN2_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""Where Qwen2 and Qwen3 cut text before looking for tokens ("tokenizer.ggml.pre" is "qwen2")."""


class TokenType(IntEnum):
    """Kinds of tokens in "tokenizer.ggml.token_type" (llama.cpp, ``llama_token_type``)."""

    NORMAL = 1
    UNKNOWN = 2
    CONTROL = 3
    USER_DEFINED = 4
    UNUSED = 5
    BYTE = 6


def save_tokenizer(fields: Mapping[str, Any], folder: Path, model_id: str) -> None:
    """Write tokenizer.json for a byte-level BPE tokenizer of the Qwen kind.

    Args:
        fields: Metadata of the GGUF file by key, as plain Python values.
        folder: Where to write.
        model_id: For the error.

    Raises:
        EngineError: MODEL_UNSUPPORTED for another kind of tokenizer, MODEL_CORRUPT.
    """
    kind = (fields.get("tokenizer.ggml.model"), fields.get("tokenizer.ggml.pre"))
    if kind != ("gpt2", "qwen2"):
        raise EngineError(ErrorCode.MODEL_UNSUPPORTED, f"tokenizer {kind}", model=model_id)
    try:
        tokens: list[str] = fields["tokenizer.ggml.tokens"]
        types: list[int] = fields["tokenizer.ggml.token_type"]
        merges = [
            (left, right)
            for left, right in (merge.split(" ") for merge in fields["tokenizer.ggml.merges"])
        ]
        tokenizer = Tokenizer(
            models.BPE(vocab={token: index for index, token in enumerate(tokens)}, merges=merges)
        )
    except (KeyError, ValueError) as error:
        raise EngineError(ErrorCode.MODEL_CORRUPT, repr(error), model=model_id) from error
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_QWEN2_WORDS), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    for special in (TokenType.CONTROL, TokenType.USER_DEFINED):
        added = [
            AddedToken(token, normalized=False, special=special is TokenType.CONTROL)
            for token, token_type in zip(tokens, types, strict=True)
            if token_type == special
        ]
        tokenizer.add_tokens(added)
    tokenizer.save(str(folder / TOKENIZER_FILE), pretty=False)
