"""What is done once for a model after it was installed: convert it, and see which engine is faster.

An instruct model in GGUF form runs as it is through llama.cpp, and through CTranslate2 once it is
converted. Which of the two is faster depends on the processor, so both are timed on a few sentences
and the result is remembered beside the model, for this machine. Conversion and timing each run in
a process of their own: their memory really returns, the window does not stutter, and they can be
ended at any moment.
"""

from __future__ import annotations

import json
import logging
import platform
import shutil
import time
from importlib import metadata
from pathlib import Path
from typing import Any

from engines.cores import physical_cores
from engines.engine_config import EngineConfig, EngineKind
from engines.errors import EngineError, ErrorCode
from engines.interfaces import CancelToken, Progress, ProgressCallback
from engines.models.manifest import ModelSpec
from engines.models.store import ModelStore
from engines.scratch_process import run_in_process
from engines.types import LanguagePair

logger = logging.getLogger(__name__)

_CONVERSION_VERSION = 1
"""Grows when a conversion of before is no longer good enough."""

_CHAT_KINDS = (EngineKind.LLAMACPP_CHAT, EngineKind.CTRANSLATE2_CHAT)

_SENTENCES: tuple[tuple[LanguagePair, str], ...] = (
    (LanguagePair("zh", "en"), "会议推迟到星期四下午两点，地点不变。"),
    (LanguagePair("en", "zh"), "The meeting was moved to Thursday afternoon at two o'clock."),
    (LanguagePair("zh", "en"), "请问最近的地铁站怎么走？"),
    (LanguagePair("en", "zh"), "Could you tell me how to get to the nearest subway station?"),
)
"""What is timed: the length of what people say to each other."""


def prepare(
    store: ModelStore, model_id: str, on_progress: ProgressCallback, cancel: CancelToken
) -> None:
    """Convert a model where that helps and remember its faster engine; quick when that was done.

    Blocks for about two minutes the first time. A model that cannot be converted works through
    llama.cpp all the same.

    Args:
        store: Where the model is installed.
        model_id: Which model.
        on_progress: Called on this thread, with the steps "convert" (in tensors) and "measure".
        cancel: Asked five times a second.

    Raises:
        EngineError: As ``ModelStore.path``; DISK_FULL, DISK_REFUSED, OUT_OF_MEMORY, MODEL_CORRUPT,
            MODEL_UNSUPPORTED or MODEL_CONVERSION_FAILED when it cannot be converted; CANCELLED.
    """
    spec = store.manifest.get(model_id)
    if EngineKind.CTRANSLATE2_CHAT not in spec.engines:
        return
    if is_prepared(store, model_id):
        return
    # The same model may be prepared by the window and by the command line at once.
    with store.locked(model_id, on_progress, cancel):
        _prepare(store.path(model_id), spec, on_progress, cancel)


def _prepare(
    folder: Path, spec: ModelSpec, on_progress: ProgressCallback, cancel: CancelToken
) -> None:
    failure: EngineError | None = None
    if not _is_converted(folder, spec):
        try:
            _convert(folder, spec, on_progress, cancel)
        except EngineError as error:
            if error.code is ErrorCode.CANCELLED:
                raise
            failure = error
    if _remembered(folder) is None:
        _remember(folder, _measure(folder, spec, on_progress, cancel))
    if failure is not None:
        raise failure


def is_prepared(store: ModelStore, model_id: str) -> bool:
    """Say whether ``prepare`` has nothing to do for an installed model.

    Raises:
        EngineError: As ``ModelStore.path``.
    """
    spec = store.manifest.get(model_id)
    if EngineKind.CTRANSLATE2_CHAT not in spec.engines:
        return True
    folder = store.path(model_id)
    return _is_converted(folder, spec) and _remembered(folder) is not None


def default_engine(store: ModelStore, model_id: str) -> EngineKind:
    """Return what runs a model when the user chose nothing.

    That is the first of its engines, save for an instruct model: there it is the one that was
    faster on this machine, and llama.cpp before that was measured.

    Raises:
        EngineError: As ``ModelStore.path``; MODEL_UNSUPPORTED when nothing here runs the model.
    """
    spec = store.manifest.get(model_id)
    if not spec.engines:
        raise EngineError(ErrorCode.MODEL_UNSUPPORTED, str(spec.task), model=model_id)
    chat_kinds = [kind for kind in _CHAT_KINDS if kind in spec.engines]
    if spec.engines[0] not in _CHAT_KINDS or len(chat_kinds) == 1:
        return spec.engines[0]
    folder = store.path(model_id)
    seconds = _remembered(folder) or {}
    usable = [
        kind
        for kind in chat_kinds
        if kind is not EngineKind.CTRANSLATE2_CHAT or _is_converted(folder, spec)
    ]
    # Without a measurement the first: llama.cpp, which needs no conversion.
    return min(usable, key=lambda kind: seconds.get(kind, float("inf")))


def measured_seconds(store: ModelStore, model_id: str) -> dict[EngineKind, float]:
    """Return what a sentence took with each engine on this machine, in seconds; may be empty.

    Raises:
        EngineError: As ``ModelStore.path``.
    """
    return _remembered(store.path(model_id)) or {}


def engine_path(store: ModelStore, model_id: str, kind: EngineKind) -> Path:
    """Return what an engine loads of an installed model: a directory, or its GGUF file.

    Raises:
        EngineError: As ``ModelStore.path``; MODEL_INCOMPLETE for CTranslate2 before ``prepare``.
    """
    spec = store.manifest.get(model_id)
    folder = store.path(model_id)
    if kind is EngineKind.CTRANSLATE2_CHAT and not _is_converted(folder, spec):
        raise EngineError(
            ErrorCode.MODEL_INCOMPLETE,
            "not converted",
            model=model_id,
            file=_converted(folder).name,
        )
    return _path(folder, spec, kind)


# Conversion


def _convert(
    folder: Path, spec: ModelSpec, on_progress: ProgressCallback, cancel: CancelToken
) -> None:
    source, target = folder / _gguf_name(spec), _converted(folder)
    try:
        run_in_process(_convert_here, (source, target), on_progress, cancel)
    except EngineError as error:
        shutil.rmtree(target, ignore_errors=True)
        is_internal = error.code is ErrorCode.INTERNAL
        code = ErrorCode.MODEL_CONVERSION_FAILED if is_internal else error.code
        # The conversion knows a file; people know the model.
        raise EngineError(code, error.detail, **error.params | {"model": spec.id}) from error
    finally:
        # A process that was ended could not do this itself.
        shutil.rmtree(target.with_name(target.name + ".partial"), ignore_errors=True)


def _convert_here(
    source: Path, target: Path, on_progress: ProgressCallback, cancel: CancelToken
) -> None:
    from engines.mt.gguf_conversion import convert

    convert(source, target, on_progress, cancel)
    receipt = {"version": _CONVERSION_VERSION, "source_bytes": source.stat().st_size}
    (target / "conversion.json").write_text(json.dumps(receipt), encoding="utf-8")


def _is_converted(folder: Path, spec: ModelSpec) -> bool:
    receipt = _read_json(_converted(folder) / "conversion.json")
    expected = {
        "version": _CONVERSION_VERSION,
        "source_bytes": (folder / _gguf_name(spec)).stat().st_size,
    }
    return bool(receipt == expected)


# Measurement


def _measure(
    folder: Path, spec: ModelSpec, on_progress: ProgressCallback, cancel: CancelToken
) -> dict[EngineKind, float]:
    """Return the seconds a sentence takes with each engine that works here."""
    kinds = [
        kind
        for kind in _CHAT_KINDS
        if kind in spec.engines
        and (kind is not EngineKind.CTRANSLATE2_CHAT or _is_converted(folder, spec))
    ]
    seconds: dict[EngineKind, float] = {}
    failure: EngineError | None = None
    for index, kind in enumerate(kinds):
        on_progress(Progress(index, len(kinds), unit="engines", step="measure"))
        config = EngineConfig(
            kind=kind,
            model_id=spec.id,
            family=spec.family,
            path=_path(folder, spec, kind),
            languages=spec.languages,
            pairs=spec.pairs,
        )
        try:
            seconds[kind] = run_in_process(_measure_here, (config,), on_progress, cancel)
        except EngineError as error:
            if error.code is ErrorCode.CANCELLED:
                raise
            logger.warning("%s does not run %s: %s", kind, spec.id, error)
            failure = error
    if not seconds:
        raise failure or EngineError(ErrorCode.MODEL_UNSUPPORTED, model=spec.id)
    on_progress(Progress(len(kinds), len(kinds), unit="engines", step="measure"))
    return seconds


def _measure_here(config: EngineConfig, _: ProgressCallback, __: CancelToken) -> float:
    from engines.registry import load_translator

    translator = load_translator(config)
    sentences = [item for item in _SENTENCES if translator.supports(item[0])]
    if not sentences:
        raise EngineError(ErrorCode.PAIR_UNSUPPORTED, "zh, en", pair="zh->en")
    best_s: dict[str, float] = {}
    # The first round evaluates instructions and fills caches; the better time of the others counts,
    # because something else may have been busy.
    for _round in range(3):
        for pair, sentence in sentences:
            started_s = time.monotonic()
            translator.translate([sentence], pair)
            taken_s = time.monotonic() - started_s
            best_s[sentence] = min(taken_s, best_s.get(sentence, float("inf")))
    return sum(best_s.values()) / len(best_s)


def _remember(folder: Path, seconds: dict[EngineKind, float]) -> None:
    record = {
        "machine": _machine(),
        "seconds_per_sentence": {str(kind): round(value, 4) for kind, value in seconds.items()},
    }
    path = _choice(folder)
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(record, indent=1, ensure_ascii=False), encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise EngineError(ErrorCode.DISK_REFUSED, str(error), path=str(path)) from error


def _remembered(folder: Path) -> dict[EngineKind, float] | None:
    """Return what was measured on this very machine with these very libraries."""
    record = _read_json(_choice(folder))
    if not isinstance(record, dict) or record.get("machine") != _machine():
        return None
    values = record.get("seconds_per_sentence")
    if not isinstance(values, dict):
        return None
    return {kind: float(values[kind]) for kind in _CHAT_KINDS if kind in values}


def _machine() -> dict[str, str | int]:
    """Return what the speed of an engine depends on."""
    return {
        "system": platform.system(),
        "processor": _processor_name(),
        "cores": physical_cores(),
        "ctranslate2": metadata.version("ctranslate2"),
        "xllamacpp": metadata.version("xllamacpp"),
    }


def _processor_name() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        # Not Linux.
        pass
    return platform.processor() or platform.machine()


# Places


def _path(folder: Path, spec: ModelSpec, kind: EngineKind) -> Path:
    match kind:
        case EngineKind.CTRANSLATE2_CHAT:
            return _converted(folder)
        case EngineKind.LLAMACPP_CHAT:
            return folder / _gguf_name(spec)
        case _:
            return folder


def _gguf_name(spec: ModelSpec) -> str:
    for file in spec.files:
        if file.name.endswith(".gguf"):
            return file.name
    raise EngineError(ErrorCode.MODEL_UNSUPPORTED, "no GGUF file", model=spec.id)


def _converted(folder: Path) -> Path:
    return folder / "derived" / "ctranslate2"


def _choice(folder: Path) -> Path:
    return folder / "derived" / "engine_choice.json"


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        # Not there, or not ours: it is made again.
        return None
