"""Instruct models through CTranslate2's Generator, from a converted GGUF file."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache

import ctranslate2
from tokenizers import pre_tokenizers

from engines.engine_config import EngineConfig
from engines.errors import EngineError, ErrorCode
from engines.interfaces import NO_GUIDANCE, Guidance
from engines.mt.attempts import Completion, Way
from engines.mt.chat import (
    ChatFamily,
    Request,
    chat_family,
    chat_translation,
    render_chatml,
)
from engines.mt.ctranslate2_errors import coded_error
from engines.mt.ctranslate2_generator import END_OF_TEXT, END_OF_TURN, load_generator
from engines.types import EngineInfo, LanguagePair, TranslatedText

_BATCH_SIZE = 8
"""Sentences decoded side by side: more gain little on a processor and take memory."""

_RETRY_REPETITION_PENALTY = 1.15
_SEED = 20260707

_HAN_LEAD_BYTES = frozenset(range(0xE3, 0xEA))
"""First bytes, in UTF-8, of U+3000 to U+9FFF: Chinese characters, their punctuation, kana."""
_FULL_WIDTH_LEAD = b"\xef\xbc"
"""First bytes of U+FF00 to U+FF3F: full-width punctuation and letters."""


class CTranslate2ChatTranslator:
    """An instruct model that is asked to translate.

    One thread owns it. Generation releases the GIL and ends only by itself or with the process.

    Args:
        config: ``path`` is the directory that ``gguf_conversion`` made.

    Raises:
        EngineError: MODEL_MISSING, MODEL_INCOMPLETE, MODEL_UNSUPPORTED, MODEL_LOAD_FAILED or
            OUT_OF_MEMORY.
    """

    def __init__(self, config: EngineConfig) -> None:
        self._family = chat_family(config.family, config.model_id)
        if self._family is ChatFamily.HUNYUAN:
            raise EngineError(
                ErrorCode.MODEL_UNSUPPORTED, "not in CTranslate2", model=config.model_id
            )
        self._config = config
        self._translation = chat_translation(self._family, _ChatMl(config, self._family))
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

    @property
    def tokens_written(self) -> int:
        """Tokens the model wrote so far, in all attempts."""
        return self._translation.tokens_written

    def supports(self, pair: LanguagePair) -> bool:
        """Say whether this translator has the pair."""
        return self._config.has_pair(pair)

    def translate(
        self, texts: Sequence[str], pair: LanguagePair, guidance: Guidance = NO_GUIDANCE
    ) -> list[TranslatedText]:
        """Return one translation for each text, in order, and what is in doubt about it.

        Raises:
            EngineError: PAIR_UNSUPPORTED, TRANSLATION_FAILED or OUT_OF_MEMORY.
        """
        if not self.supports(pair):
            raise EngineError(ErrorCode.PAIR_UNSUPPORTED, str(pair), pair=str(pair))
        return self._translation.translate(texts, pair, guidance)


class _ChatMl:
    """A generator and its tokenizer."""

    def __init__(self, config: EngineConfig, family: ChatFamily) -> None:
        self._family = family
        self._beam_size = config.beam_size or 1
        self._generator, self._tokenizer = load_generator(config)
        vocabulary = self._tokenizer.get_vocab()
        self._ends = [end for end in (END_OF_TURN, END_OF_TEXT) if end in vocabulary]
        self._end_ids = {vocabulary[end] for end in self._ends}
        self._han_tokens = [[token] for token in vocabulary if _writes_han(token)]

    def complete(self, requests: Sequence[Request]) -> list[Completion]:
        """Answer each request; those of one kind side by side."""
        answers: dict[int, Completion] = {}

        def kind(index: int) -> tuple[str, bool, Way]:
            request = requests[index]
            shared, _ = render_chatml(request, self._family)
            return shared, request.bans_han, request.way

        indices = sorted(range(len(requests)), key=kind)
        for (shared, bans_han, way), group in itertools.groupby(indices, key=kind):
            members = list(group)
            rests = [render_chatml(requests[index], self._family)[1] for index in members]
            results = self._generate(
                shared,
                rests,
                max_tokens=max(requests[index].max_tokens for index in members),
                bans_han=bans_han,
                way=way,
            )
            answers.update(zip(members, results, strict=True))
        return [answers[index] for index in range(len(requests))]

    def _generate(
        self,
        shared: str,
        rests: Sequence[str],
        *,
        max_tokens: int,
        bans_han: bool,
        way: Way,
    ) -> list[Completion]:
        is_otherwise = way in {Way.OTHERWISE, Way.SAMPLED}
        if way is Way.SAMPLED:
            ctranslate2.set_random_seed(_SEED)
        try:
            results = self._generator.generate_batch(
                [self._tokens(rest) for rest in rests],
                max_batch_size=_BATCH_SIZE,
                static_prompt=self._tokens(shared),
                cache_static_prompt=True,
                include_prompt_in_result=False,
                beam_size=1 if way is Way.SAMPLED else self._beam_size,
                sampling_topk=20 if way is Way.SAMPLED else 1,
                sampling_temperature=0.6 if way is Way.SAMPLED else 1.0,
                repetition_penalty=_RETRY_REPETITION_PENALTY if is_otherwise else 1.0,
                suppress_sequences=self._han_tokens if bans_han else None,
                max_length=max_tokens,
                end_token=self._ends,
                return_end_token=True,
            )
        except (RuntimeError, ValueError) as error:
            raise coded_error(error, ErrorCode.TRANSLATION_FAILED) from error
        completions: list[Completion] = []
        for result in results:
            (ids,) = result.sequences_ids
            is_complete = bool(ids) and ids[-1] in self._end_ids
            text = self._tokenizer.decode(ids, skip_special_tokens=True)
            completions.append(Completion(text, is_complete, len(ids)))
        return completions

    def _tokens(self, text: str) -> list[str]:
        tokens: list[str] = self._tokenizer.encode(text, add_special_tokens=False).tokens
        return tokens


def _writes_han(token: str) -> bool:
    """Say whether a token writes a Chinese character, or begins one that the next would end."""
    alphabet = _byte_alphabet()
    raw = bytes(alphabet.get(character, 0) for character in token)
    return not _HAN_LEAD_BYTES.isdisjoint(raw) or _FULL_WIDTH_LEAD in raw


@cache
def _byte_alphabet() -> dict[str, int]:
    """Return the byte each character of a byte-level token stands for (GPT-2's table)."""
    # Bytes that are printable in Latin-1 stand for themselves; the others follow from U+0100 on.
    printable = {chr(b): b for b in range(256) if chr(b) in pre_tokenizers.ByteLevel.alphabet()}
    others = (b for b in range(256) if b not in printable.values())
    return printable | {chr(0x100 + index): b for index, b in enumerate(others)}
