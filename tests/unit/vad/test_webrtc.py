from __future__ import annotations

import numpy as np
import pytest

from engines.vad.webrtc import WebRtcVad


@pytest.mark.parametrize(("frame_ms", "samples"), [(10, 160), (20, 320), (30, 480)])
def test_it_takes_frames_of_ten_twenty_and_thirty_milliseconds(frame_ms: int, samples: int) -> None:
    vad = WebRtcVad(frame_ms=frame_ms)
    assert vad.frame_samples == samples
    assert vad.probability(np.zeros(samples, np.float32)) == 0.0


def test_other_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="25 ms"):
        WebRtcVad(frame_ms=25)


def test_samples_beyond_full_scale_are_clipped_not_wrapped() -> None:
    wave = np.sin(np.arange(48_000) * 0.05).astype(np.float32)
    loud, full = WebRtcVad(), WebRtcVad()
    for i in range(0, len(wave), 480):
        frame = np.sign(wave[i : i + 480])
        assert loud.probability(frame * 3) == full.probability(frame)
