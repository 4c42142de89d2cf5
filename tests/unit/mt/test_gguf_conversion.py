from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import ctranslate2
import gguf
import numpy as np
import pytest
import xllamacpp
from tokenizers import Tokenizer

from engines.errors import EngineError, ErrorCode
from engines.interfaces import Progress
from engines.mt import gguf_conversion
from engines.mt.gguf_conversion import convert
from tests.helpers.tiny_models import EN_SENTENCES, ZH_SENTENCES, write_random_gguf


def ignore(_: Progress) -> None:
    pass


NEVER = threading.Event()


def llama_server(path: Path) -> Any:
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.hostnames = [str(path.with_suffix(".sock"))]
    params.n_ctx = 256
    params.n_parallel = 1
    params.verbosity = -1
    params.warmup = False
    params.fit_params = False
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 1
    return xllamacpp.Server(params)


def llama_log_probabilities(server: Any, ids: list[int], count: int) -> dict[int, float]:
    # Half a character or an end of text would come without probabilities, so "a" is forced; the
    # probabilities are those from before that.
    body = {"prompt": ids, "n_predict": 1, "logprobs": count, "logit_bias": [["a", 1000]]}
    answer = server.handle_completions(body)
    (first,) = answer["choices"][0]["logprobs"]["content"]
    return {entry["id"]: entry["logprob"] for entry in first["top_logprobs"]}


@pytest.mark.parametrize(
    ("architecture", "is_tied"), [("qwen2", False), ("qwen2", True), ("qwen3", False)]
)
def test_the_converted_model_predicts_what_llama_cpp_predicts(
    architecture: str, is_tied: bool, tmp_path: Path
) -> None:
    path = tmp_path / "random.gguf"
    write_random_gguf(path, architecture, is_tied=is_tied)
    convert(path, tmp_path / "converted", ignore, NEVER)
    generator = ctranslate2.Generator(str(tmp_path / "converted"), compute_type="float32")
    tokenizer = Tokenizer.from_file(str(tmp_path / "converted" / "tokenizer.json"))
    server = llama_server(path)

    for text in (*EN_SENTENCES[:3], *ZH_SENTENCES[:3]):
        encoded = tokenizer.encode(f"<|im_start|>{text}")
        expected = llama_log_probabilities(server, encoded.ids, 60)
        output = generator.forward_batch([encoded.tokens], return_log_probs=True)
        found = np.array(output)[0, -1]
        assert len(expected) == 60
        theirs = np.array(list(expected.values()))
        ours = found[list(expected)]
        # Two quantisations of random weights lie between the two: Q8_0 by 32s and int8 by rows.
        assert np.abs(ours - theirs).mean() < 0.15
        assert np.corrcoef(ours, theirs)[0, 1] > 0.98
        assert max(expected, key=expected.__getitem__) in found.argsort()[-3:]


def test_its_tokenizer_cuts_text_as_llama_cpp_does(tmp_path: Path) -> None:
    path = tmp_path / "random.gguf"
    write_random_gguf(path, "qwen2")
    convert(path, tmp_path / "converted", ignore, NEVER)
    tokenizer = Tokenizer.from_file(str(tmp_path / "converted" / "tokenizer.json"))
    server = llama_server(path)
    for text in (
        "Good morning.",
        "It's 3,141 o'clock!\n\n  Where is the   station?",
        "<|im_start|>user\n早上好。火车<|im_end|>\n",
        "我们在 office 见 😀 ①",
    ):
        answer = server.handle_completions({"prompt": text, "n_predict": 1})
        encoded = tokenizer.encode(text)
        assert answer["usage"]["prompt_tokens"] == len(encoded.ids)
        assert tokenizer.decode(encoded.ids, skip_special_tokens=False) == text


def test_progress_reaches_its_end_and_nothing_partial_is_left(tmp_path: Path) -> None:
    path = tmp_path / "random.gguf"
    write_random_gguf(path, "qwen3")
    (tmp_path / "converted").mkdir()
    (tmp_path / "converted" / "old").touch()
    seen: list[Progress] = []
    convert(path, tmp_path / "converted", seen.append, NEVER)
    assert seen[-1].done == seen[-1].total == len(gguf.GGUFReader(path).tensors)
    assert [p.done for p in seen] == sorted(p.done for p in seen)
    assert {(p.unit, p.step) for p in seen} == {("tensors", "convert")}
    assert sorted(p.name for p in (tmp_path / "converted").iterdir()) == [
        "config.json",
        "model.bin",
        "tokenizer.json",
        "vocabulary.json",
    ]
    assert not (tmp_path / "converted.partial").exists()
    settings = json.loads((tmp_path / "converted" / "config.json").read_text())
    assert settings["eos_token"] == "<|im_end|>"
    assert settings["layer_norm_epsilon"] == pytest.approx(1e-6)


def refused(path: Path, tmp_path: Path, cancel: threading.Event = NEVER) -> EngineError:
    with pytest.raises(EngineError) as caught:
        convert(path, tmp_path / "converted", ignore, cancel)
    assert not (tmp_path / "converted").exists()
    assert not (tmp_path / "converted.partial").exists()
    return caught.value


def test_an_architecture_without_a_place_in_ctranslate2_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.gguf"
    writer = gguf.GGUFWriter(path, "hunyuan-dense")
    writer.add_tensor("token_embd.weight", np.zeros((4, 32), np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    error = refused(path, tmp_path)
    assert error.code is ErrorCode.MODEL_UNSUPPORTED
    assert error.detail == "hunyuan-dense"


@pytest.mark.parametrize("size", [3, 5000, -2000])
def test_a_broken_file_is_called_corrupt(size: int, tmp_path: Path) -> None:
    path = tmp_path / "random.gguf"
    write_random_gguf(path, "qwen2")
    path.write_bytes(path.read_bytes()[:size])
    assert refused(path, tmp_path).code is ErrorCode.MODEL_CORRUPT


def test_a_file_that_is_no_gguf_is_called_corrupt(tmp_path: Path) -> None:
    path = tmp_path / "random.gguf"
    path.write_bytes(b"not a model at all " * 100)
    assert refused(path, tmp_path).code is ErrorCode.MODEL_CORRUPT


def test_cancel_ends_it_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "random.gguf"
    write_random_gguf(path, "qwen2")
    cancel = threading.Event()
    cancel.set()
    assert refused(path, tmp_path, cancel).code is ErrorCode.CANCELLED


def test_a_full_disk_is_seen_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "random.gguf"
    write_random_gguf(path, "qwen2")
    monkeypatch.setattr(gguf_conversion, "free_bytes", lambda root: 1000)
    error = refused(path, tmp_path)
    assert error.code is ErrorCode.DISK_FULL
    assert int(error.params["needed"]) > 1000
