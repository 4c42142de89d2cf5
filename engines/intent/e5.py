"""Sentences to vectors with multilingual-e5-small, in numpy alone.

The package that carries the weights has a native engine for Linux on x86-64 and one version of
Python; matrices this small need none, and this way every system has the same vectors.
Architecture: XLM-RoBERTa's pieces, a BERT of 12 layers, the mean over tokens (Wang et al. 2024,
Multilingual E5 Text Embeddings).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from threadpoolctl import ThreadpoolController
from tokenizers import Tokenizer
from tokenizers.models import Unigram

from engines.engine_config import EngineConfig
from engines.errors import EngineError, ErrorCode
from engines.intent.e5_file import E5File, Floats, read_e5_file

_PREFIX = "query: "
"""How the model was trained to see what is compared with its like."""
_TOKENS_PER_PASS = 2048
"""Texts that go through together: more would not be faster and take memory."""
_SPACES = re.compile(" {2,}")


class E5Encoder:
    """One thread owns it; calls do not overlap. Takes about 180 MB.

    Raises:
        EngineError: MODEL_INCOMPLETE or MODEL_LOAD_FAILED.
    """

    def __init__(self, config: EngineConfig) -> None:
        file = read_e5_file(config.path, config.model_id)
        try:
            self._tokenizer = Tokenizer(Unigram(file.pieces, file.unknown_token, False))
            self._layers = [_Layer(file, index) for index in range(file.layer_count)]
            self._positions = (
                file.floats("emb.pos").reshape(-1, file.width)
                + file.floats("emb.type").reshape(-1, file.width)[0]
            )
            self._norm = file.floats("emb.ln.w"), file.floats("emb.ln.b")
        except (KeyError, ValueError) as error:
            raise EngineError(
                ErrorCode.MODEL_LOAD_FAILED, str(error), model=config.model_id
            ) from error
        self._file = file
        self._pools = ThreadpoolController()
        self.model_id = config.model_id

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._file.width

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return one vector of length 1 for each text, shape (n, ``dimension``)."""
        # Matrices this small are done before a second thread has woken; on a busy machine OpenBLAS
        # spends fifteen times as long on its threads' waiting for one another.
        with self._pools.limit(limits=1, user_api="blas"):
            return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Floats:
        tokens = [self._tokens(text) for text in texts]
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        # Texts of one length together need no padding, and the result of one text does not depend
        # on its company beyond rounding.
        order = sorted(range(len(texts)), key=lambda index: len(tokens[index]))
        at = 0
        while at < len(order):
            length = len(tokens[order[at]])
            stop = at
            while (
                stop < len(order)
                and len(tokens[order[stop]]) == length
                and (stop - at + 1) * length <= max(_TOKENS_PER_PASS, length)
            ):
                stop += 1
            chosen = order[at:stop]
            vectors[chosen] = self._forward(np.array([tokens[index] for index in chosen]))
            at = stop
        return vectors

    def _tokens(self, text: str) -> list[int]:
        file = self._file
        plain = _SPACES.sub(" ", (_PREFIX + text).translate(file.replacements))
        pieces = self._tokenizer.encode("\u2581" + plain.strip().replace(" ", "\u2581")).ids
        # An utterance of more than 500 pieces is not a command whatever its end says.
        return [file.begin_token, *pieces[: file.position_count - 2], file.end_token]

    def _forward(self, tokens: np.ndarray) -> Floats:
        count, length = tokens.shape
        width, epsilon = self._file.width, self._file.epsilon
        words = self._file.rows("emb.word", width, tokens.reshape(-1))
        state = words.reshape(count, length, width) + self._positions[:length]
        state = _normalized(state, *self._norm, epsilon)
        for layer in self._layers:
            state = layer(state, self._file.head_count, epsilon)
        means = state.mean(axis=1)
        return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), dtype=np.float32)


class _Layer:
    """Attention and a network of two layers, each added to what came in."""

    def __init__(self, file: E5File, index: int) -> None:
        width = file.width

        def linear(name: str, columns: int = width) -> tuple[Floats, Floats]:
            weights = file.rows(f"l{index}.{name}.w", columns)
            return np.ascontiguousarray(weights.T), file.floats(f"l{index}.{name}.b")

        def norm(name: str) -> tuple[Floats, Floats]:
            return file.floats(f"l{index}.{name}.w"), file.floats(f"l{index}.{name}.b")

        query, key, value = linear("q"), linear("k"), linear("v")
        self._in = (
            np.concatenate([query[0], key[0], value[0]], axis=1),
            np.concatenate([query[1], key[1], value[1]]),
        )
        self._out = linear("ao")
        self._attention_norm = norm("aln")
        self._up = linear("fi")
        self._down = linear("fo", len(self._up[1]))
        self._network_norm = norm("oln")

    def __call__(self, state: Floats, head_count: int, epsilon: float) -> Floats:
        """Return the next state, shape (texts, tokens, width) as the one before."""
        count, length, width = state.shape
        # numpy multiplies a stack of matrices one by one; one tall matrix is several times faster.
        flat = state.reshape(count * length, width)
        joined = (flat @ self._in[0] + self._in[1]).reshape(count, length, 3, head_count, -1)
        query, key, value = joined.transpose(2, 0, 3, 1, 4)
        scores = query @ key.swapaxes(-1, -2) / np.float32(np.sqrt(width // head_count))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        heard = (scores @ value).transpose(0, 2, 1, 3).reshape(count * length, width)
        heard = heard @ self._out[0] + self._out[1]
        flat = _normalized(flat + heard, *self._attention_norm, epsilon)
        inner = _gelu(flat @ self._up[0] + self._up[1])
        flat = _normalized(
            flat + (inner @ self._down[0] + self._down[1]), *self._network_norm, epsilon
        )
        return flat.reshape(count, length, width)


def _normalized(state: Floats, weight: Floats, bias: Floats, epsilon: float) -> Floats:
    centred = state - state.mean(axis=-1, keepdims=True)
    variance = np.square(centred).mean(axis=-1, keepdims=True)
    return np.asarray(centred / np.sqrt(variance + epsilon) * weight + bias, dtype=np.float32)


def _gelu(values: Floats) -> Floats:
    """Return x Φ(x); erf by Abramowitz and Stegun 7.1.26, within 1.5e-7, which numpy lacks."""
    scaled = np.abs(values) * np.float32(0.7071067811865476)
    t = 1 / (1 + np.float32(0.3275911) * scaled)
    polynomial = t * (
        np.float32(0.254829592)
        + t
        * (
            np.float32(-0.284496736)
            + t
            * (
                np.float32(1.421413741)
                + t * (np.float32(-1.453152027) + t * np.float32(1.061405429))
            )
        )
    )
    erf = np.sign(values) * (1 - polynomial * np.exp(-scaled * scaled))
    return np.asarray(0.5 * values * (1 + erf), dtype=np.float32)
