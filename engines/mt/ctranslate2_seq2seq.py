"""Encoder-decoder translation models through CTranslate2."""

from __future__ import annotations

from collections.abc import Sequence

import ctranslate2

from engines.cores import physical_cores
from engines.engine_config import EngineConfig
from engines.errors import EngineError, ErrorCode
from engines.interfaces import NO_GUIDANCE, Guidance
from engines.mt.attempts import CheckedTranslation, Completion, Task, Way
from engines.mt.ctranslate2_errors import coded_error
from engines.mt.piece_tokens import PieceTokens, Seq2SeqFamily
from engines.mt.sentences import Sentence, pack_sentences, split_sentences
from engines.types import EngineInfo, LanguagePair, TranslatedText

_MAX_PIECE_LENGTH = 200
"""Characters in one piece. These models were trained on sentences; NLLB drops the second of two."""

_BATCH_TOKENS = 1024

_SEED = 20260707
_BEAM_SIZE = 4
_BEAM_SIZES = {Seq2SeqFamily.MADLAD: 1}
"""MADLAD has three billion parameters: a beam would keep people waiting."""


class Seq2SeqTranslator:
    """A translation model of its own: Marian, quickmt, Argos, M2M100, NLLB or MADLAD.

    One thread owns it. Translation releases the GIL.

    Args:
        config: ``path`` is the model's directory.

    Raises:
        EngineError: MODEL_MISSING, MODEL_INCOMPLETE, MODEL_CORRUPT, MODEL_UNSUPPORTED,
            MODEL_LOAD_FAILED or OUT_OF_MEMORY.
    """

    def __init__(self, config: EngineConfig) -> None:
        if not config.path.is_dir():
            raise EngineError(ErrorCode.MODEL_MISSING, config.path.name, model=config.model_id)
        self._config = config
        self._tokens = PieceTokens(config)
        try:
            self._translator = ctranslate2.Translator(
                str(self._tokens.model_dir),
                device="cpu",
                compute_type=config.compute_type,
                inter_threads=1,
                intra_threads=config.threads or physical_cores(),
            )
        except (RuntimeError, ValueError) as error:
            code = ErrorCode.MODEL_LOAD_FAILED
            raise coded_error(error, code, model=config.model_id) from error
        self._beam_size = config.beam_size or _BEAM_SIZES.get(self._tokens.family, _BEAM_SIZE)
        self._translation = CheckedTranslation(_cut, self._attempt)
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

    def supports(self, pair: LanguagePair) -> bool:
        """Say whether this translator has the pair: by its description and by its vocabulary."""
        return (
            self._config.has_pair(pair)
            and self._tokens.knows(pair.source)
            and self._tokens.knows(pair.target)
        )

    def translate(
        self, texts: Sequence[str], pair: LanguagePair, guidance: Guidance = NO_GUIDANCE
    ) -> list[TranslatedText]:
        """Return one translation for each text, in order, and what is in doubt about it.

        These models take no words of advice: terms are enforced by substitution, and there is no
        use for context.

        Raises:
            EngineError: PAIR_UNSUPPORTED, TRANSLATION_FAILED or OUT_OF_MEMORY.
        """
        if not self.supports(pair):
            raise EngineError(ErrorCode.PAIR_UNSUPPORTED, str(pair), pair=str(pair))
        return self._translation.translate(texts, pair, guidance)

    def _attempt(self, tasks: Sequence[Task], pair: LanguagePair) -> list[Completion]:
        results: dict[int, Completion] = {}
        for way in dict.fromkeys(task.way for task in tasks):
            indices = [index for index, task in enumerate(tasks) if task.way is way]
            pieces = [tasks[index].text for index in indices]
            results.update(zip(indices, self._write(pieces, pair, way), strict=True))
        return [results[index] for index in range(len(tasks))]

    def _write(self, pieces: Sequence[str], pair: LanguagePair, way: Way) -> list[Completion]:
        is_otherwise = way in {Way.OTHERWISE, Way.SAMPLED}
        if way is Way.SAMPLED:
            ctranslate2.set_random_seed(_SEED)
        sources = [self._tokens.source(piece, pair) for piece in pieces]
        prefix = self._tokens.target_prefix(pair)
        try:
            results = self._translator.translate_batch(
                sources,
                target_prefix=[prefix] * len(sources) if prefix else None,
                max_batch_size=_BATCH_TOKENS,
                batch_type="tokens",
                beam_size=1 if way is Way.SAMPLED else self._beam_size,
                sampling_topk=10 if way is Way.SAMPLED else 1,
                # Loops and untranslated text are why there is another attempt.
                no_repeat_ngram_size=3 if is_otherwise else 0,
                repetition_penalty=1.2 if is_otherwise else 1.0,
                disable_unk=True,
                # The library would cut longer input off without a word; ``_cut`` bounds it.
                max_input_length=0,
                max_decoding_length=32 + 3 * max(map(len, sources)),
                return_end_token=True,
            )
        except (RuntimeError, ValueError) as error:
            raise coded_error(error, ErrorCode.TRANSLATION_FAILED, pair=str(pair)) from error
        return [
            Completion(
                text=self._tokens.text(result.hypotheses[0], pair),
                is_complete=result.hypotheses[0][-1:] == ["</s>"],
            )
            for result in results
        ]


def _cut(text: str) -> list[Sentence]:
    """Cut a text into single sentences, and a long one into clauses."""
    return [
        piece
        for sentence in split_sentences(text)
        for piece in pack_sentences([sentence], _MAX_PIECE_LENGTH)
    ]
