"""Tiny models in the real on-disk formats, so that the code that loads models is what is tested.

Those that "say" something hold weights set by hand: each token is one dimension, attention and
feed-forward add nothing, and the output matrix names the token that follows each token. So the
model writes one known sentence, token by token, through the real library.
"""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import gguf
import numpy as np
import sentencepiece
from ctranslate2.specs import common_spec, transformer_spec
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray: TypeAlias = NDArray[np.float32]

EN_SENTENCES = (
    "Good morning.",
    "The train leaves at nine.",
    "Where is the station?",
    "We meet on Monday in the office.",
    "Please bring the contract with you.",
)
ZH_SENTENCES = (
    "早上好。",
    "火车九点开。",
    "车站在哪里？",
    "我们星期一在办公室见。",
    "请把合同带来。",
)
SAYS = {"en": "Good morning.", "zh": "早上好。"}
"""What a model that says something says, by target language."""

CONTROL_TOKENS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")


# GGUF


@dataclass(frozen=True)
class GgufShape:
    """The sizes of a tiny decoder."""

    width: int = 64
    heads: int = 4
    heads_kv: int = 2
    head_size: int = 16
    hidden: int = 128
    layers: int = 2


def write_random_gguf(path: Path, architecture: str, *, is_tied: bool = False) -> None:
    """Write a qwen2 or qwen3 model with random weights, its matrices in Q8_0."""
    # Qwen3's heads may be larger than width over heads; Qwen2's may not.
    shape = GgufShape(head_size=32) if architecture == "qwen3" else GgufShape()
    random = np.random.default_rng(7)
    tokens, types, merges = _byte_level_vocabulary()

    def matrix(rows: int, columns: int, scale: float = 1.0) -> FloatArray:
        values = random.standard_normal((rows, columns), np.float32)
        return values * np.float32(scale / columns**0.5)

    def vector(size: int, mean: float) -> FloatArray:
        return np.float32(mean) + np.float32(0.2) * random.standard_normal(size, np.float32)

    tensors: dict[str, FloatArray] = {
        "token_embd.weight": matrix(len(tokens), shape.width, 3.0),
        "output_norm.weight": vector(shape.width, 1.0),
    }
    if not is_tied:
        tensors["output.weight"] = matrix(len(tokens), shape.width, 3.0)
    sizes = {
        "attn_q": (shape.heads * shape.head_size, shape.width),
        "attn_k": (shape.heads_kv * shape.head_size, shape.width),
        "attn_v": (shape.heads_kv * shape.head_size, shape.width),
        "attn_output": (shape.width, shape.heads * shape.head_size),
        "ffn_gate": (shape.hidden, shape.width),
        "ffn_up": (shape.hidden, shape.width),
        "ffn_down": (shape.width, shape.hidden),
    }
    for block in (f"blk.{index}" for index in range(shape.layers)):
        for name, (rows, columns) in sizes.items():
            tensors[f"{block}.{name}.weight"] = matrix(rows, columns)
        for name in ("attn_norm", "ffn_norm"):
            tensors[f"{block}.{name}.weight"] = vector(shape.width, 1.0)
        if architecture == "qwen3":
            for name in ("attn_q_norm", "attn_k_norm"):
                tensors[f"{block}.{name}.weight"] = vector(shape.head_size, 1.0)
        else:
            for name in ("attn_q", "attn_k", "attn_v"):
                tensors[f"{block}.{name}.bias"] = vector(sizes[name][0], 0.0)
    _write_gguf(path, architecture, shape, (tokens, types, merges), tensors, is_quantised=True)


def write_saying_gguf(path: Path, says: str = SAYS["en"], architecture: str = "qwen2") -> None:
    """Write a model that answers every ChatML prompt with one sentence."""
    tokens, types, merges = _byte_level_vocabulary()
    width = -(-len(tokens) // 32) * 32
    shape = GgufShape(width=width, heads=8, heads_kv=8, head_size=width // 8, hidden=32, layers=1)
    index = {token: number for number, token in enumerate(tokens)}
    sentence = _encode(tokens, types, merges, says)
    # A prompt ends with "assistant\n": the line break is what the sentence follows.
    chain = [*_encode(tokens, types, merges, "\n")[-1:], *sentence, "<|im_end|>"]
    if len(set(chain)) != len(chain):
        raise ValueError("a token of the sentence comes twice")
    embedding = np.zeros((len(tokens), width), np.float32)
    embedding[np.arange(len(tokens)), np.arange(len(tokens))] = 1.0
    output = np.zeros((len(tokens), width), np.float32)
    for before, after in itertools.pairwise(chain):
        output[index[after], index[before]] = 2.0
    tensors: dict[str, FloatArray] = {
        "token_embd.weight": embedding,
        "output.weight": output,
        "output_norm.weight": np.ones(width, np.float32),
        "blk.0.attn_norm.weight": np.ones(width, np.float32),
        "blk.0.ffn_norm.weight": np.ones(width, np.float32),
        "blk.0.ffn_gate.weight": np.zeros((32, width), np.float32),
        "blk.0.ffn_up.weight": np.zeros((32, width), np.float32),
        "blk.0.ffn_down.weight": np.zeros((width, 32), np.float32),
    }
    for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
        tensors[f"blk.0.{name}.weight"] = np.zeros((width, width), np.float32)
    for name in ("attn_q", "attn_k", "attn_v"):
        tensors[f"blk.0.{name}.bias"] = np.zeros(width, np.float32)
    _write_gguf(path, architecture, shape, (tokens, types, merges), tensors, is_quantised=False)


def _write_gguf(
    path: Path,
    architecture: str,
    shape: GgufShape,
    vocabulary: tuple[list[str], list[int], list[str]],
    tensors: dict[str, FloatArray],
    *,
    is_quantised: bool,
) -> None:
    tokens, types, merges = vocabulary
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_block_count(shape.layers)
    writer.add_context_length(2048)
    writer.add_embedding_length(shape.width)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads_kv)
    writer.add_key_length(shape.head_size)
    writer.add_value_length(shape.head_size)
    writer.add_rope_freq_base(10_000.0)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges(merges)
    writer.add_eos_token_id(tokens.index("<|im_end|>"))
    writer.add_bos_token_id(tokens.index("<|endoftext|>"))
    writer.add_pad_token_id(tokens.index("<|endoftext|>"))
    writer.add_add_bos_token(False)
    for name, tensor in tensors.items():
        if is_quantised and tensor.ndim == 2:
            kind = gguf.GGMLQuantizationType.Q8_0
            writer.add_tensor(name, gguf.quantize(tensor, kind), raw_dtype=kind)
        else:
            writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _byte_level_vocabulary() -> tuple[list[str], list[int], list[str]]:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(
        [*EN_SENTENCES, *ZH_SENTENCES] * 3,
        trainers.BpeTrainer(
            vocab_size=400,
            show_progress=False,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        ),
    )
    settings = json.loads(tokenizer.to_str())["model"]
    tokens = sorted(settings["vocab"], key=settings["vocab"].__getitem__)
    merges = [pair if isinstance(pair, str) else " ".join(pair) for pair in settings["merges"]]
    types = [gguf.TokenType.NORMAL] * len(tokens) + [gguf.TokenType.CONTROL] * len(CONTROL_TOKENS)
    return [*tokens, *CONTROL_TOKENS], [int(kind) for kind in types], merges


def _encode(tokens: list[str], types: list[int], merges: list[str], text: str) -> list[str]:
    vocabulary = {
        token: number
        for number, (token, kind) in enumerate(zip(tokens, types, strict=True))
        if kind == gguf.TokenType.NORMAL
    }
    pairs = [(left, right) for left, right in (merge.split(" ") for merge in merges)]
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=pairs))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    encoded: list[str] = tokenizer.encode(text).tokens
    return encoded


# Encoder-decoders


def write_seq2seq(folder: Path, family: str, languages: Sequence[str] = ("zh", "en")) -> None:
    """Write a model of a family that says ``SAYS`` of the target language, whatever the source.

    Args:
        folder: The model's directory.
        family: "marian", "quickmt", "argos", "m2m100", "nllb" or "madlad".
        languages: Of a model with one direction: source and target. For "marian", a third
            language makes it a model with several targets, which has marks.
    """
    target = languages[1]
    marks: dict[str, str] = {}
    start, names, is_t5 = "</s>", ("sentencepiece.bpe.model",) * 2, False
    model_dir = folder
    match family:
        case "marian":
            start, names = "<pad>", ("source.spm", "target.spm")
            if len(languages) > 2:
                marks = {"zh": ">>cmn_Hans<<", "ja": ">>jpn<<"}
        case "quickmt":
            start, names = "<s>", ("src.spm.model", "tgt.spm.model")
        case "argos":
            start, names, model_dir = "<s>", ("sentencepiece.model",) * 2, folder / "model"
        case "m2m100":
            marks = {"en": "__en__", "zh": "__zh__"}
        case "nllb":
            marks = {"en": "eng_Latn", "zh": "zho_Hans"}
        case "madlad":
            start, names, is_t5 = "<pad>", ("sentencepiece.model",) * 2, True
            marks = {"en": "<2en>", "zh": "<2zh>"}
        case _:
            raise ValueError(family)
    folder.mkdir(parents=True, exist_ok=True)
    model_dir.mkdir(exist_ok=True)
    source_pieces = _train_pieces(
        folder / names[0], [*ZH_SENTENCES, *(EN_SENTENCES if names[0] == names[1] else ())]
    )
    target_pieces = source_pieces
    if names[0] != names[1]:
        sentences = EN_SENTENCES if target == "en" else ZH_SENTENCES
        target_pieces = _train_pieces(folder / names[1], sentences)
        if family == "marian" and target != "en":
            source_pieces = _train_pieces(folder / names[0], EN_SENTENCES)
    special = ["<unk>", "<s>", "</s>", "<pad>", *marks.values()]
    source_vocabulary = _unique([*special, *source_pieces])
    target_vocabulary = _unique([*special, *target_pieces])
    if family != "quickmt":
        source_vocabulary = target_vocabulary = _unique([*source_vocabulary, *target_vocabulary])

    processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / names[1]))
    sentences_by_first: dict[str, list[str]] = {}
    by_source: dict[str, str] = {}
    if family in {"m2m100", "nllb"}:
        for language, mark in marks.items():
            sentences_by_first[mark] = processor.encode(SAYS[language], out_type=str)
    elif marks:
        for language, mark in marks.items():
            if language in SAYS:
                says = processor.encode(SAYS[language], out_type=str)
                by_source[mark] = says[0]
                sentences_by_first[says[0]] = says[1:]
    else:
        sentences_by_first[start] = processor.encode(SAYS[target], out_type=str)
    spec = _saying_spec(source_vocabulary, target_vocabulary, sentences_by_first, by_source, is_t5)
    spec.config.decoder_start_token = start
    spec.config.add_source_bos = False
    spec.config.add_source_eos = False
    spec.validate()
    spec.save(str(model_dir))


def _saying_spec(
    source_vocabulary: list[str],
    target_vocabulary: list[str],
    sentences: dict[str, list[str]],
    by_source: dict[str, str],
    is_t5: bool,
) -> transformer_spec.TransformerSpec:
    """Lay out the weights; source and target tokens have dimensions of their own."""
    sizes = len(source_vocabulary), len(target_vocabulary)
    width = -(-sum(sizes) // 8) * 8
    source_of = {token: number for number, token in enumerate(source_vocabulary)}
    target_of = {token: number for number, token in enumerate(target_vocabulary)}
    if is_t5:
        spec = transformer_spec.TransformerSpec.from_config(
            (1, 1),
            8,
            pre_norm=True,
            activation=common_spec.Activation.GELUTanh,
            ffn_glu=True,
            relative_attention_bias=True,
            rms_norm=True,
        )
    else:
        spec = transformer_spec.TransformerSpec.from_config((1, 1), 8, pre_norm=False)
    zeros, identity = np.zeros((width, width), np.float32), np.eye(width, dtype=np.float32)
    for stack in (spec.encoder, spec.decoder):
        stack.scale_embeddings = not is_t5
        (layer,) = stack.layer
        layer.self_attention.linear[0].weight = np.zeros((3 * width, width), np.float32)
        layer.self_attention.linear[1].weight = zeros
        layer.ffn.linear_0.weight = np.zeros((8, width), np.float32)
        layer.ffn.linear_1.weight = np.zeros((width, 8), np.float32)
        norms = [layer.self_attention.layer_norm, layer.ffn.layer_norm]
        if is_t5:
            layer.ffn.linear_0_noact.weight = np.zeros((8, width), np.float32)
            layer.self_attention.relative_attention_bias = np.zeros((32, 8), np.float32)
            layer.self_attention.relative_attention_max_distance = np.int32(128)
            norms.append(stack.layer_norm)
        else:
            stack.position_encodings.encodings = np.zeros((512, width), np.float32)
        if stack is spec.decoder:
            # Every source token weighs the same: the query is zero.
            layer.attention.linear[0].weight = zeros
            layer.attention.linear[1].weight = np.concatenate([zeros, identity])
            layer.attention.linear[2].weight = identity
            norms.append(layer.attention.layer_norm)
        for norm in norms:
            norm.gamma = np.ones(width, np.float32)
            if not is_t5:
                norm.beta = np.zeros(width, np.float32)
    spec.encoder.embeddings[0].weight = np.eye(sizes[0], width, dtype=np.float32)
    spec.decoder.embeddings.weight = np.eye(sizes[1], width, k=sizes[0], dtype=np.float32)
    output = np.zeros((sizes[1], width), np.float32)
    for first, pieces in sentences.items():
        chain = [first, *pieces, "</s>"]
        if len(set(chain[1:])) != len(chain) - 1:
            raise ValueError("a piece of the sentence comes twice")
        for before, after in itertools.pairwise(chain):
            output[target_of[after], sizes[0] + target_of[before]] = 10.0
    for mark, first in by_source.items():
        output[target_of[first], source_of[mark]] = 5.0
    spec.decoder.projection.weight = output
    spec.register_source_vocabulary(source_vocabulary)
    spec.register_target_vocabulary(target_vocabulary)
    return spec


def _train_pieces(path: Path, sentences: Iterable[str]) -> list[str]:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(list(sentences)),
        model_writer=model,
        vocab_size=200,
        hard_vocab_limit=False,
        character_coverage=1.0,
        # Whole words, so that no piece of what the models say comes twice.
        user_defined_symbols=["▁Good", "▁morning", "早上", "好"],
        minloglevel=2,
    )
    path.write_bytes(model.getvalue())
    processor: Any = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    return [processor.id_to_piece(number) for number in range(processor.get_piece_size())]


def _unique(tokens: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(tokens))
