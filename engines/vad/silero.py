"""Silero VAD v6 through onnxruntime: the best speech probability a single core gives for free.

The model file comes inside the faster-whisper package. Input of the network: 512 new samples
behind the last 64 of the frame before, and the state (h, c) of an LSTM; see ``faster_whisper.vad``.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime

from engines.errors import EngineError, ErrorCode

if TYPE_CHECKING:
    from engines.types import FloatSamples

MODEL_ID = "silero-vad-v6"
_MODEL_FILE = Path("assets") / "silero_vad_v6.onnx"
_CONTEXT_SAMPLES = 64
_STATE_SHAPE = (1, 1, 128)


def _model_path() -> Path:
    # Found without importing the package, which would load CTranslate2 for nothing.
    spec = importlib.util.find_spec("faster_whisper")
    for folder in (spec and spec.submodule_search_locations) or ():
        path = Path(folder) / _MODEL_FILE
        if path.is_file():
            return path
    raise EngineError(
        ErrorCode.MODEL_MISSING, f"no {_MODEL_FILE} in faster-whisper", model=MODEL_ID
    )


class SileroVad:
    """Speech probability for frames of 32 ms; one thread owns it.

    Raises:
        EngineError: MODEL_MISSING or MODEL_LOAD_FAILED.
    """

    frame_samples = 512

    def __init__(self) -> None:
        path = _model_path()
        options = onnxruntime.SessionOptions()
        # The network is far too small to share, and its threads would spin on the others' cores.
        options.inter_op_num_threads = 1
        options.intra_op_num_threads = 1
        options.log_severity_level = 4
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), sess_options=options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime has no error class in common
            raise EngineError(ErrorCode.MODEL_LOAD_FAILED, str(error), model=MODEL_ID) from error
        self._input = np.zeros((1, _CONTEXT_SAMPLES + self.frame_samples), np.float32)
        self._h = np.zeros(_STATE_SHAPE, np.float32)
        self._c = np.zeros(_STATE_SHAPE, np.float32)

    def probability(self, frame: FloatSamples) -> float:
        """Return the probability in [0, 1] that a frame of ``frame_samples`` holds speech."""
        if len(frame) != self.frame_samples:
            raise ValueError(f"a frame of {len(frame)} samples, not {self.frame_samples}")
        self._input[0, :_CONTEXT_SAMPLES] = self._input[0, -_CONTEXT_SAMPLES:]
        self._input[0, _CONTEXT_SAMPLES:] = frame
        probability, self._h, self._c = self._session.run(
            None, {"input": self._input, "h": self._h, "c": self._c}
        )
        return float(probability[0])

    def reset(self) -> None:
        """Forget the frames before."""
        self._input = np.zeros_like(self._input)
        self._h = np.zeros_like(self._h)
        self._c = np.zeros_like(self._c)
