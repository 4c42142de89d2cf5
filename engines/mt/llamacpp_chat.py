"""Instruct models in GGUF form through llama.cpp (xllamacpp), in this process."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import xllamacpp

from engines.cores import physical_cores
from engines.engine_config import EngineConfig
from engines.errors import EngineError, ErrorCode
from engines.interfaces import NO_GUIDANCE, Guidance
from engines.mt.attempts import Completion, Way
from engines.mt.chat import ChatFamily, Message, Request, chat_family, chat_translation
from engines.mt.latin import chinese_grammar
from engines.types import EngineInfo, LanguagePair, TranslatedText

_CONTEXT_TOKENS = 4096
"""Of all places together: some 30 kB each with a model of 1.5B."""
_REPEATABLE_CONTEXT_TOKENS = 2048
"""Of each place: where places share their memory, what lies in the others moves the last digits of
attention, and now and then a word."""
_KEPT = 4
"""Instructions kept evaluated: two wordings for each direction of a conversation."""
_SIDE_BY_SIDE = 4
"""Texts of a document that are written at once, in places of their own; whatever else is asked
once, such as a request with terms before its text, takes the first of these."""

_NO_HAN_GRAMMAR = (
    r"root ::= [^\u2e80-\u2fdf\u3001-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60"
    r"\U00020000-\U000323af]*"
)
"""GBNF: any text without Chinese characters and punctuation.

llama.cpp tries the likeliest token first and looks at the others only when the grammar refuses it,
so this costs nothing measurable.
"""

_RETRY_REPEAT_PENALTY = 1.15
_SAMPLING = {"temperature": 0.6, "top_k": 20, "top_p": 0.9, "seed": 20260707}


class LlamaCppChatTranslator:
    """An instruct model that is asked to translate.

    One thread owns it. Generation releases the GIL and ends only by itself or with the process.

    Args:
        config: ``path`` is the GGUF file.

    Raises:
        EngineError: MODEL_MISSING, MODEL_UNSUPPORTED or MODEL_LOAD_FAILED.
    """

    def __init__(self, config: EngineConfig) -> None:
        self._family = chat_family(config.family, config.model_id)
        self._config = config
        if not config.path.is_file():
            raise EngineError(ErrorCode.MODEL_MISSING, config.path.name, model=config.model_id)
        engine = _Server(_start(config), self._family, config.is_repeatable)
        self._translation = chat_translation(self._family, engine)
        self._info = EngineInfo(
            engine=str(config.kind),
            model_id=config.model_id,
            version=xllamacpp.__version__,
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


class _Server:
    """A llama.cpp server in this process, and which of its caches holds which instruction."""

    def __init__(self, server: Any, family: ChatFamily, is_repeatable: bool) -> None:
        self._server = server
        self._family = family
        self._is_repeatable = is_repeatable
        self._slots: dict[tuple[Message, ...], int] = {}

    def complete(self, requests: Sequence[Request]) -> list[Completion]:
        """Answer each request; several side by side, unless they are to be repeatable."""
        if len(requests) == 1 or self._is_repeatable:
            return [self._complete(request, self._slot(request)) for request in requests]
        places: SimpleQueue[int] = SimpleQueue()
        for place in range(_SIDE_BY_SIDE):
            places.put(_KEPT + place)

        def answer(request: Request) -> Completion:
            place = places.get()
            try:
                return self._complete(request, place)
            finally:
                places.put(place)

        with ThreadPoolExecutor(_SIDE_BY_SIDE, "llamacpp") as threads:
            return list(threads.map(answer, requests))

    def _slot(self, request: Request) -> int:
        if request.instruction not in self._slots and len(self._slots) < _KEPT:
            self._slots[request.instruction] = len(self._slots)
        return self._slots.get(request.instruction, _KEPT)

    def _rewind(self, request: Request, slot: int) -> None:
        """Leave nothing but the instruction in a place, evaluated by itself.

        A text that begins as the last one did would take over those words from it, evaluated among
        others: that too moves the last digits.
        """
        self._answer(
            {
                "messages": _as_dicts(request.instruction),
                "max_tokens": 0,
                "cache_prompt": self._slots.get(request.instruction) == slot,
                "id_slot": slot,
            }
        )

    def _complete(self, request: Request, slot: int) -> Completion:
        if self._is_repeatable:
            self._rewind(request, slot)
        body: dict[str, Any] = {
            "messages": _as_dicts(request.messages),
            "max_tokens": request.max_tokens,
            "temperature": 0,
            "cache_prompt": True,
            "id_slot": slot,
        }
        if request.bans_han:
            body["grammar"] = _NO_HAN_GRAMMAR
        elif request.latin is not None:
            body["grammar"] = chinese_grammar(request.latin)
        if request.way in {Way.OTHERWISE, Way.SAMPLED}:
            body["repeat_penalty"] = _RETRY_REPEAT_PENALTY
        if request.way is Way.SAMPLED:
            body |= _SAMPLING
        if self._family is ChatFamily.QWEN3:
            body["chat_template_kwargs"] = {"enable_thinking": False}
        answer = self._answer(body)
        choice = answer["choices"][0]
        return Completion(
            text=choice["message"].get("content") or "",
            is_complete=choice["finish_reason"] == "stop",
            tokens=answer.get("usage", {}).get("completion_tokens", 0),
        )

    def _answer(self, body: dict[str, Any]) -> Any:
        try:
            answer = self._server.handle_chat_completions(body)
        except (RuntimeError, ValueError) as error:
            raise EngineError(ErrorCode.TRANSLATION_FAILED, str(error)) from error
        if "choices" not in answer:
            detail = str(answer.get("error", {}).get("message", answer))
            raise EngineError(ErrorCode.TRANSLATION_FAILED, detail)
        return answer


def _as_dicts(messages: Sequence[Message]) -> list[dict[str, str]]:
    return [{"role": message.role, "content": message.content} for message in messages]


def _start(config: EngineConfig) -> Any:
    params = xllamacpp.CommonParams()
    params.model.path = str(config.path)
    params.n_gpu_layers = 0
    params.n_batch = 512
    if config.is_repeatable:
        params.n_parallel = _KEPT + 1
        params.n_ctx = params.n_parallel * _REPEATABLE_CONTEXT_TOKENS
        params.kv_unified = False
    else:
        params.n_parallel = _KEPT + _SIDE_BY_SIDE
        params.n_ctx = _CONTEXT_TOKENS
        params.kv_unified = True
    params.cache_ram_mib = 0
    params.n_ctx_checkpoints = 0
    params.verbosity = -1
    # Loading holds the GIL, and with it the captions: no trial run, no search for what fits a GPU.
    params.warmup = False
    params.fit_params = False
    threads = config.threads or physical_cores()
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    # The library always starts a web server for itself, which we do not use: nobody else may.
    params.n_threads_http = 1
    params.ui = False
    params.endpoint_slots = False
    params.api_keys = [secrets.token_urlsafe(32)]
    with tempfile.TemporaryDirectory(prefix="tongsheng-") as private_dir:
        if os.name == "posix":
            # A socket file instead of a TCP port; it goes with its directory when we are ready.
            params.hostnames = [str(Path(private_dir) / "unused.sock")]
        try:
            return xllamacpp.Server(params)
        except RuntimeError as error:
            raise EngineError(
                ErrorCode.MODEL_LOAD_FAILED, str(error), model=config.model_id
            ) from error
