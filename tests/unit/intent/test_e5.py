"""The encoder on a tiny file of the format: what it promises of any weights."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from engines.engine_config import EngineConfig, EngineKind
from engines.errors import EngineError, ErrorCode
from engines.intent.e5 import E5Encoder
from engines.intent.e5_file import read_e5_file

WIDTH, INNER, HEADS, LAYERS, POSITIONS = 32, 64, 2, 2, 12
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "a", "b", "▁query", ":", "▁a", "▁b", "中"]


def four_bit(rng: np.random.Generator, rows: int, columns: int) -> bytes:
    blocks = rows * columns // 32
    packed = np.zeros((blocks, 18), dtype=np.uint8)
    packed[:, :2] = rng.uniform(0.01, 0.05, blocks).astype(np.float16).view(np.uint8).reshape(-1, 2)
    packed[:, 2:] = rng.integers(0, 256, (blocks, 16))
    return packed.tobytes()


def floats(rng: np.random.Generator, count: int, around: float = 0.0) -> bytes:
    return rng.normal(around, 0.1, count).astype(np.float32).tobytes()


def write_tiny(folder: Path) -> Path:
    """Write a model of two layers whose weights are noise."""
    rng = np.random.default_rng(5)
    tensors: list[tuple[str, int, bytes]] = [
        ("emb.word", len(PIECES) * WIDTH, four_bit(rng, len(PIECES), WIDTH)),
        ("emb.pos", POSITIONS * WIDTH, floats(rng, POSITIONS * WIDTH)),
        ("emb.type", 2 * WIDTH, floats(rng, 2 * WIDTH)),
        ("emb.ln.w", WIDTH, floats(rng, WIDTH, 1.0)),
        ("emb.ln.b", WIDTH, floats(rng, WIDTH)),
    ]
    for layer in range(LAYERS):
        for name, rows, columns in (
            ("q", WIDTH, WIDTH),
            ("k", WIDTH, WIDTH),
            ("v", WIDTH, WIDTH),
            ("ao", WIDTH, WIDTH),
            ("fi", INNER, WIDTH),
            ("fo", WIDTH, INNER),
        ):
            weights = four_bit(rng, rows, columns)
            tensors.append((f"l{layer}.{name}.w", rows * columns, weights))
            tensors.append((f"l{layer}.{name}.b", rows, floats(rng, rows)))
        for name in ("aln", "oln"):
            tensors.append((f"l{layer}.{name}.w", WIDTH, floats(rng, WIDTH, 1.0)))
            tensors.append((f"l{layer}.{name}.b", WIDTH, floats(rng, WIDTH)))
    blob = "".join(PIECES).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)]).astype(np.uint32)
    scores = np.array([-float(index) for index in range(len(PIECES))], dtype=np.float32)
    sizes = (WIDTH, LAYERS, HEADS, INNER, len(PIECES), POSITIONS, 2)
    head = b"E5S1" + struct.pack("<I7ifi", 1, *sizes, 1e-12, 32)
    head += struct.pack("<iiiiiQ", len(PIECES), 0, 2, 1, 3, len(blob))
    head += ends.tobytes() + scores.tobytes() + blob
    replaced = struct.pack("<IB", ord("Ａ"), 1) + struct.pack("<I", ord("a"))
    head += struct.pack("<iI", 1, len(replaced)) + replaced + struct.pack("<i", len(tensors))
    directory_bytes = sum(2 + len(name) + 1 + 4 + 16 for name, _, _ in tensors)
    start = -(-(len(head) + directory_bytes) // 32) * 32
    directory, body = b"", b""
    for name, count, data in tensors:
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", 0, count, start + len(body), len(data))
        body += data + b"\0" * (-len(data) % 32)
    whole = head + directory
    (folder / "e5-small-q4.bin").write_bytes(whole + b"\0" * (start - len(whole)) + body)
    return folder


def config(folder: Path) -> EngineConfig:
    return EngineConfig(EngineKind.E5, "tiny", "e5", folder, ("zh", "en"))


@pytest.fixture
def encoder(tmp_path: Path) -> E5Encoder:
    return E5Encoder(config(write_tiny(tmp_path)))


def test_vectors_have_length_one_and_tell_texts_apart(encoder: E5Encoder) -> None:
    vectors = encoder.encode(["a", "b", "a b 中"])
    assert vectors.shape == (3, encoder.dimension)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1)
    assert float(vectors[0] @ vectors[1]) < 0.9999


def test_a_text_has_the_same_vector_in_any_company(encoder: E5Encoder) -> None:
    alone = encoder.encode(["a b"])[0]
    together = encoder.encode(["b", "a b", "a a a a", "a b"])
    assert together[1] == pytest.approx(alone, abs=1e-5)
    assert together[3] == pytest.approx(alone, abs=1e-5)


def test_characters_are_read_as_the_model_was_trained_to(encoder: E5Encoder) -> None:
    wide, plain = encoder.encode(["Ａ", "a"])
    assert wide == pytest.approx(plain, abs=1e-6)


def test_a_text_longer_than_the_model_is_cut(encoder: E5Encoder) -> None:
    vectors = encoder.encode(["a b " * 20, "a b " * 30])
    assert vectors[0] == pytest.approx(vectors[1], abs=1e-6)


def test_no_texts_have_no_vectors(encoder: E5Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_four_bits_are_read_as_ggml_packs_them(tmp_path: Path) -> None:
    file = read_e5_file(write_tiny(tmp_path), "tiny")
    packed = (tmp_path / "e5-small-q4.bin").read_bytes()
    start, _ = file._tensors["l0.q.w"]
    block = packed[start : start + 18]
    scale = float(np.frombuffer(block[:2], np.float16)[0])
    row = file.rows("l0.q.w", WIDTH)[0]
    assert row[0] == pytest.approx(((block[2] & 15) - 8) * scale)
    assert row[16] == pytest.approx(((block[2] >> 4) - 8) * scale)


@pytest.mark.parametrize("damage", [b"", b"E5S1", b"GGUF" + b"\0" * 200])
def test_a_damaged_file_is_named(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "e5-small-q4.bin").write_bytes(damage)
    with pytest.raises(EngineError) as raised:
        E5Encoder(config(tmp_path))
    assert raised.value.code is ErrorCode.MODEL_LOAD_FAILED


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as raised:
        E5Encoder(config(tmp_path))
    assert raised.value.code is ErrorCode.MODEL_INCOMPLETE
