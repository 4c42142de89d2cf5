"""Makes stretches of synthetic speech fit together: trimmed, equally loud, and without clicks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from engines.types import FloatSamples

_FRAME_S = 0.01
_SILENCE_DB = -42.0
"""Below the loudest frame: breath and the noise of the network."""
_ACTIVE_DB = -25.0
"""Below the loudest frame: what counts for loudness."""
_MARGIN_S = 0.03
_FADE_S = 0.008
_TARGET_RMS = 0.09
"""-21 dBFS, as a voice close to a microphone."""
_PEAK = 0.95
_MOST_GAIN = 4.0


def trimmed(samples: FloatSamples, rate_hz: int) -> FloatSamples:
    """Return the speech without the silence around it; empty where there is none."""
    levels = _frame_levels(samples, rate_hz)
    if len(levels) == 0 or levels.max() <= 1e-5:
        return samples[:0]
    loud = np.flatnonzero(levels > levels.max() * 10 ** (_SILENCE_DB / 20))
    frame = round(_FRAME_S * rate_hz)
    margin = round(_MARGIN_S * rate_hz)
    start = max(0, int(loud[0]) * frame - margin)
    end = min(len(samples), (int(loud[-1]) + 1) * frame + margin)
    return samples[start:end]


def levelled(samples: FloatSamples, rate_hz: int) -> FloatSamples:
    """Return the speech at the common loudness, with soft ends and no peak cut off."""
    levels = _frame_levels(samples, rate_hz)
    if len(levels) == 0:
        return samples
    active = levels[levels > levels.max() * 10 ** (_ACTIVE_DB / 20)]
    rms = float(np.sqrt(np.mean(active**2))) if len(active) else 0.0
    peak = float(np.abs(samples).max())
    if rms <= 1e-6 or peak <= 1e-6:
        return samples
    gain = min(_TARGET_RMS / rms, _MOST_GAIN, _PEAK / peak)
    shaped = (samples * np.float32(gain)).astype(np.float32)
    fade = min(round(_FADE_S * rate_hz), len(shaped) // 2)
    ramp = np.linspace(0.0, 1.0, fade, dtype=np.float32)
    shaped[:fade] *= ramp
    shaped[len(shaped) - fade :] *= ramp[::-1]
    return shaped


def joined(parts: Sequence[FloatSamples], gap_s: float, rate_hz: int) -> FloatSamples:
    """Return the parts one after the other, with a breath between them."""
    gap = silence(gap_s, rate_hz)
    pieces: list[FloatSamples] = []
    for index, part in enumerate(parts):
        pieces += [gap, part] if index else [part]
    return np.concatenate(pieces) if pieces else silence(0.0, rate_hz)


def silence(duration_s: float, rate_hz: int) -> FloatSamples:
    """Return samples without sound."""
    return np.zeros(round(duration_s * rate_hz), np.float32)


def _frame_levels(samples: FloatSamples, rate_hz: int) -> FloatSamples:
    """Return the RMS of each whole frame of 10 ms."""
    frame = round(_FRAME_S * rate_hz)
    whole = samples[: len(samples) // frame * frame].reshape(-1, frame)
    return np.asarray(np.sqrt(np.mean(whole**2, axis=1)), np.float32)
