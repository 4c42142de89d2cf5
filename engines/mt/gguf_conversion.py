"""A GGUF file made into a CTranslate2 model, int8, a tensor at a time and without torch."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from ctranslate2.specs import common_spec, model_spec, transformer_spec
from gguf import GGUFReader, ReaderTensor, dequantize

from engines.errors import EngineError, ErrorCode
from engines.interfaces import CancelToken, Progress, ProgressCallback
from engines.models.folder import coded_disk_errors, disk_full, free_bytes
from engines.mt.gguf_tokenizer import save_tokenizer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray: TypeAlias = NDArray[np.float32]

logger = logging.getLogger(__name__)

_ARCHITECTURES = ("qwen2", "qwen3")
"""Of ``general.architecture``: those whose weights have a place in CTranslate2 as they are."""

_BLOCK_BYTES = 32 << 20
"""Float32 bytes dequantised at once. An embedding matrix is nearly a gigabyte in float32."""


def convert(path: Path, target: Path, on_progress: ProgressCallback, cancel: CancelToken) -> None:
    """Write the model of a GGUF file as a CTranslate2 model with int8 weights.

    Every tensor is read, dequantised and quantised again at the moment it is written, so that
    memory holds one of them at most. The target appears when all of it is there.

    Args:
        path: The GGUF file.
        target: The directory to make; what was there before is replaced.
        on_progress: Called on this thread, in tensors, with the step "convert".
        cancel: Asked between blocks of a tensor.

    Raises:
        EngineError: MODEL_UNSUPPORTED, MODEL_CORRUPT, OUT_OF_MEMORY, DISK_FULL, DISK_REFUSED or
            CANCELLED; nothing is left behind then.
    """
    model_id = path.stem
    try:
        reader = GGUFReader(path)
        fields = {name: field.contents() for name, field in reader.fields.items()}
    except (ValueError, IndexError, KeyError, OverflowError) as error:
        raise EngineError(ErrorCode.MODEL_CORRUPT, repr(error), model=model_id) from error
    source = _Source(path, {tensor.name: tensor for tensor in reader.tensors}, fields, model_id)
    work = _Work(sum(1 for _ in reader.tensors), on_progress, cancel)
    needed_bytes = sum(int(tensor.n_elements) for tensor in reader.tensors) + (32 << 20)
    partial = target.with_name(target.name + ".partial")
    with coded_disk_errors(target.parent, needed_bytes):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(partial, ignore_errors=True)
        if free_bytes(target.parent) < needed_bytes:
            raise disk_full(target.parent, needed_bytes)
        partial.mkdir()
        try:
            spec = _build_spec(source, work)
            save_tokenizer(fields, partial, model_id)
            spec.save(str(partial))
            shutil.rmtree(target, ignore_errors=True)
            partial.rename(target)
        except MemoryError as error:
            raise EngineError(ErrorCode.OUT_OF_MEMORY, str(error)) from error
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    logger.info("converted %s", model_id)


class _Work:
    """How far the conversion has come, and whether it should stop."""

    def __init__(self, total: int, on_progress: ProgressCallback, cancel: CancelToken) -> None:
        self._total = total
        self._done = 0
        self._on_progress = on_progress
        self._cancel = cancel

    def check(self) -> None:
        if self._cancel.is_set():
            raise EngineError(ErrorCode.CANCELLED)

    def finish(self, tensors: int) -> None:
        self._done += tensors
        self._on_progress(Progress(self._done, self._total, unit="tensors", step="convert"))


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """The tensors and the metadata of a GGUF file."""

    path: Path
    tensors: Mapping[str, ReaderTensor]
    fields: Mapping[str, Any]
    model_id: str

    def field(self, name: str) -> Any:
        """Return a metadata value of the architecture, such as "block_count"."""
        key = f"{self.fields['general.architecture']}.{name}"
        try:
            return self.fields[key]
        except KeyError:
            raise EngineError(ErrorCode.MODEL_CORRUPT, f"no {key}", model=self.model_id) from None

    def shape(self, name: str) -> tuple[int, ...]:
        """Return the shape of a tensor, rows first."""
        try:
            return tuple(int(size) for size in reversed(self.tensors[name].shape))
        except KeyError:
            raise EngineError(ErrorCode.MODEL_CORRUPT, f"no {name}", model=self.model_id) from None

    def vector(self, name: str) -> FloatArray:
        """Return a tensor of one dimension."""
        self.shape(name)
        (block,) = self.blocks(name)
        return block.reshape(-1)

    def blocks(self, name: str) -> Iterator[FloatArray]:
        """Return the rows of a tensor as float32, some at a time.

        They are read rather than mapped, so that the pages count for no longer than they are used.
        """
        tensor = self.tensors[name]
        *_, columns = shape = self.shape(name)
        rows = int(np.prod(shape[:-1], dtype=np.int64))
        row_bytes = int(tensor.n_bytes) // rows
        step = max(1, _BLOCK_BYTES // (4 * columns))
        for start in range(0, rows, step):
            count = min(step, rows - start)
            offset = int(tensor.data_offset) + start * row_bytes
            raw = np.fromfile(self.path, np.uint8, count * row_bytes, offset=offset)
            if len(raw) < count * row_bytes:
                raise EngineError(
                    ErrorCode.MODEL_CORRUPT, f"{name} ends early", model=self.model_id
                )
            try:
                block = dequantize(raw.reshape(count, row_bytes), tensor.tensor_type)
            except NotImplementedError as error:
                raise EngineError(
                    ErrorCode.MODEL_UNSUPPORTED, str(error), model=self.model_id
                ) from error
            yield block.astype(np.float32, copy=False)


class _Int8Weight(model_spec.Variable):  # type: ignore[misc]
    """Rows of one or more tensors, quantised when the model is written."""

    def __init__(self, source: _Source, work: _Work, *names: str) -> None:
        self._source = source
        self._work = work
        self._names = names
        shapes = [source.shape(name) for name in names]
        self._shape = [sum(rows for rows, _ in shapes), shapes[0][1]]
        self.scale = _Scale(self._shape[0])

    @property
    def shape(self) -> list[int]:
        return self._shape

    @property
    def dtype(self) -> str:
        return "int8"

    def numpy(self) -> NDArray[np.int8]:
        weight = np.empty(self._shape, np.int8)
        row = 0
        for name in self._names:
            for block in self._source.blocks(name):
                self._work.check()
                largest = np.abs(block).max(axis=1)
                largest[largest == 0] = 127.0
                scale = np.float32(127.0) / largest
                end = row + len(block)
                weight[row:end] = np.rint(block * scale[:, None])
                self.scale.values[row:end] = scale
                row = end
        self._work.finish(len(self._names))
        return weight

    def num_bytes(self) -> int:
        return self._shape[0] * self._shape[1]

    def to_bytes(self) -> memoryview:
        return self.numpy().data.cast("B")

    def _to(self, dtype: str) -> model_spec.Variable:
        raise NotImplementedError(dtype)

    def _equal(self, other: object) -> bool:
        return self is other


class _Scale(model_spec.Variable):  # type: ignore[misc]
    """What each row of a weight was multiplied by; known once the weight was written.

    The writer goes by the alphabet: "weight" comes before "weight_scale".
    """

    def __init__(self, rows: int) -> None:
        self.values = np.zeros(rows, np.float32)

    @property
    def shape(self) -> list[int]:
        return [len(self.values)]

    @property
    def dtype(self) -> str:
        return "float32"

    def numpy(self) -> FloatArray:
        return self.values

    def num_bytes(self) -> int:
        return self.values.nbytes

    def to_bytes(self) -> bytes:
        assert self.values.all(), "a scale is never zero once its weight was written"
        return self.values.tobytes()

    def _to(self, dtype: str) -> model_spec.Variable:
        raise NotImplementedError(dtype)

    def _equal(self, other: object) -> bool:
        return self is other


def _build_spec(source: _Source, work: _Work) -> transformer_spec.TransformerDecoderModelSpec:
    """Lay out the model the way CTranslate2's own converters for Qwen2 and Qwen3 do."""
    architecture = source.fields.get("general.architecture")
    if architecture not in _ARCHITECTURES:
        raise EngineError(ErrorCode.MODEL_UNSUPPORTED, str(architecture), model=source.model_id)
    if source.fields.get(f"{architecture}.rope.scaling.type", "none") != "none":
        raise EngineError(ErrorCode.MODEL_UNSUPPORTED, "rope scaling", model=source.model_id)
    heads, heads_kv = source.field("attention.head_count"), source.field("attention.head_count_kv")
    has_qk_norm = architecture == "qwen3"
    head_size = source.field("attention.key_length") if has_qk_norm else None
    spec = transformer_spec.TransformerDecoderModelSpec.from_config(
        source.field("block_count"),
        heads,
        activation=common_spec.Activation.SWISH,
        pre_norm=True,
        ffn_glu=True,
        rms_norm=True,
        rotary_dim=head_size or 0,
        rotary_interleave=False,
        rotary_base=source.field("rope.freq_base"),
        num_heads_kv=heads_kv if heads_kv != heads else None,
        head_dim=head_size,
        quant_type=common_spec.Quantization.CT2,
        qk_norm=has_qk_norm,
    )
    _fill(spec.decoder, source, work, has_qk_norm=has_qk_norm)
    tokens = source.fields["tokenizer.ggml.tokens"]
    spec.register_vocabulary(tokens)
    eos = tokens[source.fields["tokenizer.ggml.eos_token_id"]]
    spec.config.bos_token = eos
    spec.config.eos_token = eos
    spec.config.unk_token = ""
    spec.config.layer_norm_epsilon = source.field("attention.layer_norm_rms_epsilon")
    try:
        spec.validate()
    except ValueError as error:
        raise EngineError(ErrorCode.MODEL_CORRUPT, str(error), model=source.model_id) from error
    if "output.weight" not in source.tensors:
        # Tied: the output matrix is the embedding. A name in place of a weight is an alias, which
        # ``validate`` would take for text.
        spec.decoder.projection.weight = "decoder/embeddings/weight"
        spec.decoder.projection.weight_scale = "decoder/embeddings/weight_scale"
    return spec


def _fill(
    decoder: transformer_spec.TransformerDecoderSpec,
    source: _Source,
    work: _Work,
    *,
    has_qk_norm: bool,
) -> None:
    def norm(spec: common_spec.LayerNormSpec, name: str) -> None:
        spec.gamma = source.vector(f"{name}.weight")
        work.finish(1)

    def linear(spec: Any, *names: str) -> None:
        weight = _Int8Weight(source, work, *(f"{name}.weight" for name in names))
        spec.weight = weight
        spec.weight_scale = weight.scale
        biases = [f"{name}.bias" for name in names if f"{name}.bias" in source.tensors]
        if biases:
            spec.bias = np.concatenate([source.vector(bias) for bias in biases])
            work.finish(len(biases))

    decoder.scale_embeddings = False
    linear(decoder.embeddings, "token_embd")
    linear(decoder.projection, "output" if "output.weight" in source.tensors else "token_embd")
    norm(decoder.layer_norm, "output_norm")
    for index, layer in enumerate(decoder.layer):
        work.check()
        block = f"blk.{index}"
        attention = layer.self_attention
        norm(attention.layer_norm, f"{block}.attn_norm")
        norm(layer.ffn.layer_norm, f"{block}.ffn_norm")
        linear(attention.linear[0], *(f"{block}.attn_{part}" for part in "qkv"))
        linear(attention.linear[1], f"{block}.attn_output")
        if has_qk_norm:
            norm(attention.q_norm, f"{block}.attn_q_norm")
            norm(attention.k_norm, f"{block}.attn_k_norm")
        linear(layer.ffn.linear_0, f"{block}.ffn_gate")
        linear(layer.ffn.linear_0_noact, f"{block}.ffn_up")
        linear(layer.ffn.linear_1, f"{block}.ffn_down")
