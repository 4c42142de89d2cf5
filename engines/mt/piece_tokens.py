"""How each family of encoder-decoder models wants its tokens: pieces, marks of language, ends."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from sentencepiece import SentencePieceProcessor

from engines.engine_config import EngineConfig
from engines.errors import EngineError, ErrorCode
from engines.languages import CodeFamily, family_code
from engines.types import Language, LanguagePair

_END = "</s>"


class Seq2SeqFamily(StrEnum):
    """Encoder-decoder models by the layout of their files and tokens."""

    MARIAN = "marian"
    """OPUS-MT: source.spm and target.spm, ">>cmn_Hans<<" before the source where a model has
    several target languages."""
    QUICKMT = "quickmt"
    """src.spm.model and tgt.spm.model, two vocabularies, one direction, no end mark."""
    ARGOS = "argos"
    """An Argos package: model/ beside sentencepiece.model, one direction, no end mark."""
    M2M100 = "m2m100"
    """sentencepiece.bpe.model; "__en__" before the source and first in the target."""
    NLLB = "nllb"
    """sentencepiece.bpe.model; "eng_Latn" before the source and first in the target."""
    MADLAD = "madlad"
    """T5 with sentencepiece.model; "<2en>" before the source."""


_PIECE_FILES = {
    Seq2SeqFamily.MARIAN: ("source.spm", "target.spm"),
    Seq2SeqFamily.QUICKMT: ("src.spm.model", "tgt.spm.model"),
    Seq2SeqFamily.ARGOS: ("sentencepiece.model", "sentencepiece.model"),
    Seq2SeqFamily.M2M100: ("sentencepiece.bpe.model", "sentencepiece.bpe.model"),
    Seq2SeqFamily.NLLB: ("sentencepiece.bpe.model", "sentencepiece.bpe.model"),
    Seq2SeqFamily.MADLAD: ("sentencepiece.model", "sentencepiece.model"),
}

_WITH_END_MARK = frozenset(
    {Seq2SeqFamily.MARIAN, Seq2SeqFamily.M2M100, Seq2SeqFamily.NLLB, Seq2SeqFamily.MADLAD}
)
"""Families trained with an end mark on the source, which CTranslate2 adds only if the model's
config.json says so."""


class PieceTokens:
    """Text to tokens and back, for one model.

    Args:
        config: ``path`` is the model's directory.

    Raises:
        EngineError: MODEL_UNSUPPORTED, MODEL_INCOMPLETE or MODEL_CORRUPT.
    """

    def __init__(self, config: EngineConfig) -> None:
        try:
            self.family = Seq2SeqFamily(config.family)
        except ValueError:
            raise EngineError(
                ErrorCode.MODEL_UNSUPPORTED, config.family, model=config.model_id
            ) from None
        is_argos = self.family is Seq2SeqFamily.ARGOS
        self.model_dir = config.path / "model" if is_argos else config.path
        source_name, target_name = _PIECE_FILES[self.family]
        for path in (
            self.model_dir / "config.json",
            self.model_dir / "model.bin",
            config.path / source_name,
            config.path / target_name,
        ):
            if not path.is_file():
                raise EngineError(ErrorCode.MODEL_INCOMPLETE, path.name, model=config.model_id)
        try:
            self._source = SentencePieceProcessor(model_file=str(config.path / source_name))
            self._target = SentencePieceProcessor(model_file=str(config.path / target_name))
            settings = json.loads((self.model_dir / "config.json").read_text(encoding="utf-8"))
            self._vocabulary = _read_vocabulary(self.model_dir)
        except (OSError, RuntimeError, ValueError) as error:
            raise EngineError(ErrorCode.MODEL_CORRUPT, str(error), model=config.model_id) from error
        self._adds_end = self.family in _WITH_END_MARK and not settings.get("add_source_eos")

    def knows(self, language: Language) -> bool:
        """Say whether the model has a mark for a language, or needs none."""
        try:
            mark = self._mark(language)
        except EngineError:
            return False
        return mark is None or mark in self._vocabulary

    def source(self, text: str, pair: LanguagePair) -> list[str]:
        """Return the tokens of one source sentence."""
        pieces: list[str] = self._source.encode(text, out_type=str)
        match self.family:
            case Seq2SeqFamily.M2M100 | Seq2SeqFamily.NLLB:
                mark = self._mark(pair.source)
            case _:
                mark = self._mark(pair.target)
        marks = [mark] if mark else []
        return [*marks, *pieces, *([_END] if self._adds_end else [])]

    def target_prefix(self, pair: LanguagePair) -> list[str]:
        """Return the tokens a translation begins with."""
        if self.family in {Seq2SeqFamily.M2M100, Seq2SeqFamily.NLLB}:
            mark = self._mark(pair.target)
            return [mark] if mark else []
        return []

    def text(self, tokens: Sequence[str], pair: LanguagePair) -> str:
        """Return the text of a translation without marks, ends and unknown tokens."""
        prefix = self.target_prefix(pair)
        pieces = [
            token for token in tokens if token not in {*prefix, _END, "<s>", "<pad>", "<unk>"}
        ]
        decoded: str = self._target.decode(pieces)
        return decoded.strip()

    def _mark(self, language: Language) -> str | None:
        match self.family:
            case Seq2SeqFamily.M2M100:
                return f"__{family_code(CodeFamily.M2M100, language)}__"
            case Seq2SeqFamily.NLLB:
                return family_code(CodeFamily.NLLB, language)
            case Seq2SeqFamily.MADLAD:
                return f"<2{family_code(CodeFamily.MADLAD, language)}>"
            case Seq2SeqFamily.MARIAN:
                mark = f">>{family_code(CodeFamily.MARIAN, language)}<<"
                # Only models with several target languages have marks.
                return mark if mark in self._vocabulary else None
            case Seq2SeqFamily.QUICKMT | Seq2SeqFamily.ARGOS:
                return None


def _read_vocabulary(folder: Path) -> frozenset[str]:
    """Return the source vocabulary in whichever of CTranslate2's forms it lies there."""
    for name in ("source_vocabulary", "shared_vocabulary"):
        as_json, as_text = folder / f"{name}.json", folder / f"{name}.txt"
        if as_json.is_file():
            return frozenset(json.loads(as_json.read_text(encoding="utf-8")))
        if as_text.is_file():
            return frozenset(as_text.read_text(encoding="utf-8").split("\n"))
    raise ValueError("no vocabulary")
