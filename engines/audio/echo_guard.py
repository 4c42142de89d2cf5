"""Takes our own voice out of what the microphone hears, and notices when somebody speaks over it.

No cancelling: loudspeakers, rooms and drivers change what was played too much for a filter that has
to be right within a second. The guard learns instead how loud each band of the played sound comes
back and how late, predicts that, and silences what is no louder than predicted.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engines.audio.echo_reference import EchoReference
from engines.types import SAMPLE_RATE_HZ, AudioChunk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engines.types import FloatSamples

_HOP = 256
_FRAME = 512
_BANDS = 24
_LAGS = 48
"""Hops of 16 ms: a delay of 0.77 s at most."""
_LOOK_AHEAD = 20
"""Hops that are held back while something is played: the beginning of a word over our voice is let
through once the word is sure."""
_DECAY = 10 ** (-6.0 * _HOP / SAMPLE_RATE_HZ / 0.5)
"""Of power in a hop, in a room with a reverberation time of 0.5 s."""
_FORGET = 0.995
_SURE_LAG = 0.35
"""Correlation from which the delay counts as known."""
_LEARNING_HOPS = 32
"""Hops with our voice in them, half a second, before anything else can be told from it."""
_LONGEST_LEARNING_HOPS = 160
"""Where the delay cannot be found: the microphone may not hear our voice at all."""
_DEAF_HOPS = 64
"""Hops of our loud voice, one second, of which the microphone heard next to nothing: headphones."""
_DEAF_SHARE = 0.25
_LOUD = 1e-3
"""Power in a band of what is played from which a microphone near it hears something."""
_FAST_FORGET = 0.9
"""The last sixth of a second: an output that ran dry or a driver that was held up makes the delay
jump, and a jump is known from this before it is known from the delay of the last seconds."""
_SAME_SOUND = 0.7
"""Correlation over that time from which what is heard is what was played, whatever the delay."""
_SETTLED_HOPS = 190
"""Hops with our voice in them, three seconds, after which delay and gains are trusted: then only
another delay can make our own voice louder than predicted."""
_CLEARLY_LIKER = 0.2
"""Correlation above that at the settled delay which tells another delay from a second voice: under
a loud one much of ours is still recognized where it was."""
_RELEARNING_HOPS = 16
"""After the delay changed: every gain was learnt with another one."""
_MARGIN = 10 ** (6.0 / 10)
"""Power over the prediction from which a band is somebody else's."""
_OVER_NOISE = 3.0
"""Power over the noise from which there is something to hear."""
_AUDIBLE = 0.3
"""Predicted power over the noise from which our voice is taken out: what is below the noise is not
heard by people, but a recognizer may."""
_GAIN_UP, _GAIN_DOWN = 1.06, 0.99
"""Per hop: a gain settles where six hops of seven are below it."""
_FIRST_NOISE_FRAMES = 15
"""Half a second whose mean is the first guess of the noise."""
_SPEECH_SHARE = 0.3
"""Share of the bands of speech that must be somebody else's."""
_VOTES, _VOTERS = 6, 9
"""Hops out of the last ones that must say so: 0.1 s of speech."""
_HANGOVER = 25
"""Hops that are let through after the last one with somebody else in it."""
_LOW_HZ, _HIGH_HZ = 200.0, 6000.0


@dataclass(frozen=True, slots=True, eq=False)
class Guarded:
    """What is left of some sound."""

    chunks: tuple[AudioChunk, ...]
    """In order and without a gap to what came before; may lag behind by a quarter of a second."""
    has_barged_in: bool
    """Whether somebody began to speak over our voice in it."""


class EchoGuard:
    """One thread owns it: that of the source.

    Args:
        reference: What is played.
    """

    def __init__(self, reference: EchoReference) -> None:
        self._reference = reference
        self._weights = _band_weights()
        self._window = np.hanning(_FRAME).astype(np.float32)
        self._tail = np.zeros(_FRAME - _HOP, np.float32)
        self._rest = np.zeros(0, np.float32)
        """Less than a hop, not looked at yet."""
        self._held: deque[tuple[FloatSamples, bool]] = deque()
        """Hops that wait, each with whether it is to be silenced."""
        self._played: deque[NDArray[np.float64]] = deque(maxlen=_LAGS)
        self._correlation = np.zeros(_LAGS)
        self._mic_energy = self._played_energy = 1e-9
        self._fast_correlation = np.zeros(_LAGS)
        self._fast_mic_energy = 1e-9
        self._fast_played_energy = np.full(_LAGS, 1e-9)
        self._mic_mean = np.full(_BANDS, -8.0)
        self._played_mean = np.full(_BANDS, -8.0)
        self._noise = np.full(_BANDS, 1e-7)
        self._noise_frames = 0
        self._quiet_rest = np.zeros(0, np.float32)
        self._gain = np.full(_BANDS, 1e-3)
        self._echo = np.zeros(_BANDS)
        self._heard_hops = 0
        self._loud_hops = 0
        self._unheard_gain = np.full(_BANDS, 1e-3)
        """What the gain cannot exceed where nothing is heard."""
        self._known_lag: int | None = None
        self._settling_hops = 0
        """With our voice in them, since that delay is known."""
        self._votes: deque[bool] = deque(maxlen=_VOTERS)
        self._open_hops = 0
        self._was_silenced = False
        self._next_sample = self._expected_sample = 0
        self._is_idle = True

    @property
    def delay_s(self) -> float | None:
        """How late our voice comes back; None until it is known."""
        lag = self._lag()
        return None if lag is None else lag * _HOP / SAMPLE_RATE_HZ

    def push(self, chunk: AudioChunk) -> Guarded:
        """Take the next samples of the microphone."""
        before: tuple[AudioChunk, ...] = ()
        if not self._is_idle and chunk.first_sample != self._expected_sample:
            # Sound was lost: what is held back goes before the gap.
            before = self.flush(chunk.captured_at_s)
            self._is_idle = True
        self._expected_sample = chunk.end_sample
        if self._is_idle:
            self._next_sample = chunk.first_sample
        length_s = len(chunk.samples) / SAMPLE_RATE_HZ
        if not self._reference.is_near(chunk.captured_at_s - length_s):
            return Guarded((*before, *self._flushed(chunk)), False)
        self._is_idle = False
        pending = np.concatenate([self._rest, chunk.samples])
        hops = len(pending) // _HOP
        self._rest = pending[hops * _HOP :]
        played = self._reference.window(
            chunk.captured_at_s - len(self._rest) / SAMPLE_RATE_HZ, hops * _HOP + _FRAME - _HOP
        )
        barged_in = False
        for index in range(hops):
            hop = pending[index * _HOP : (index + 1) * _HOP]
            barged_in |= self._judge(hop, played[index * _HOP : index * _HOP + _FRAME])
        out = []
        while len(self._held) > _LOOK_AHEAD:
            out.append(self._let_go())
        return Guarded((*before, *self._as_chunks(out, chunk.captured_at_s)), barged_in)

    def flush(self, captured_at_s: float) -> tuple[AudioChunk, ...]:
        """Return what is held back: no more sound comes."""
        out = [self._let_go() for _ in range(len(self._held))] + [self._rest]
        self._rest = self._rest[:0]
        return self._as_chunks(out, captured_at_s)

    def _flushed(self, chunk: AudioChunk) -> tuple[AudioChunk, ...]:
        if self._is_idle:
            self._follow_noise(chunk.samples)
            return (chunk,)
        before = self.flush(chunk.captured_at_s)
        self._is_idle = True
        self._votes.clear()
        self._open_hops = 0
        self._played.clear()
        self._echo[:] = 0.0
        return (*before, chunk)

    def _judge(self, hop: FloatSamples, played: FloatSamples) -> bool:
        """Decide about one hop, learn from it, and queue it; return whether a barge-in begins."""
        mic = self._powers(np.concatenate([self._tail, hop]))
        self._tail = hop[-(_FRAME - _HOP) :].copy()
        reference = self._powers(played)
        self._played.appendleft(reference)
        self._correlate(mic, reference)
        coming = self._predicted()
        self._echo = np.maximum(coming, self._echo * _DECAY)
        is_echo_there = bool(self._echo.max() > 1e-6)
        if is_echo_there and mic.sum() > _OVER_NOISE * self._noise.sum():
            self._heard_hops += 1
            self._settling_hops += 1
        elif self._echo.max() > _LOUD:
            ratio = mic / np.maximum(self._echo, 1e-9)
            self._unheard_gain += 0.1 * (np.minimum(ratio, 1.0) - self._unheard_gain)
        self._loud_hops += self._echo.max() > _LOUD
        is_learning = self._is_learning()
        predicted = self._gain * self._echo
        is_audible = is_echo_there and (
            is_learning or predicted.sum() > _AUDIBLE * self._noise.sum()
        )
        others = mic > _MARGIN * predicted + _OVER_NOISE * self._noise
        is_louder = not is_learning and float(np.mean(others)) > _SPEECH_SHARE
        is_other = is_louder and not self._is_own()
        self._votes.append(is_other)
        was_open = self._open_hops > 0
        if sum(self._votes) >= _VOTES:
            self._open_hops = _HANGOVER
        elif self._open_hops:
            self._open_hops -= 1
        begins = self._open_hops > 0 and not was_open
        if is_echo_there and not is_louder:
            self._learn(mic, is_learning)
        self._held.append((hop, is_audible and self._open_hops == 0))
        if begins:
            # What is held back is the beginning of the word.
            for index in range(max(0, len(self._held) - _LOOK_AHEAD), len(self._held)):
                self._held[index] = (self._held[index][0], False)
        return begins and is_audible

    def _is_learning(self) -> bool:
        """Say whether too little is known to tell others from ourselves."""
        lag = self._lag()
        if lag is not None and (self._known_lag is None or abs(lag - self._known_lag) > 1):
            self._known_lag = lag
            self._settling_hops = 0
            self._heard_hops = min(self._heard_hops, _LEARNING_HOPS - _RELEARNING_HOPS)
        is_deaf = self._heard_hops < _DEAF_SHARE * self._loud_hops
        if lag is None and self._loud_hops >= _DEAF_HOPS and is_deaf:
            self._gain = self._unheard_gain
            return False
        least = _LONGEST_LEARNING_HOPS if self._known_lag is None else _LEARNING_HOPS
        return self._heard_hops < least

    def _predicted(self) -> NDArray[np.float64]:
        """Return the played power that arrives now, before the room's gain."""
        lag = self._lag()
        history = np.stack(self._played)
        if lag is None:
            return np.asarray(history.max(axis=0))
        return np.asarray(history[max(0, lag - 2) : lag + 3].max(axis=0, initial=0.0))

    def _lag(self) -> int | None:
        score = self._correlation / np.sqrt(self._mic_energy * self._played_energy)
        best = int(np.argmax(score))
        return best if score[best] > _SURE_LAG else None

    def _is_own(self) -> bool:
        """Say whether the last moment is our voice although it is louder than predicted."""
        energy = np.sqrt(self._fast_mic_energy * self._fast_played_energy)
        likeness = self._fast_correlation / energy
        least = _SAME_SOUND
        if self._known_lag is not None and self._settling_hops >= _SETTLED_HOPS:
            around = slice(max(0, self._known_lag - 2), self._known_lag + 3)
            least = max(least, float(likeness[around].max()) + _CLEARLY_LIKER)
        return float(likeness.max()) >= least

    def _correlate(self, mic: NDArray[np.float64], played: NDArray[np.float64]) -> None:
        """Compare how the bands of both rise and fall, at every delay."""
        mic_log, played_log = np.log10(mic + 1e-8), np.log10(played + 1e-8)
        self._mic_mean += 0.02 * (mic_log - self._mic_mean)
        self._played_mean += 0.02 * (played_log - self._played_mean)
        if played.sum() <= 1e-6 and not any(each.sum() > 1e-6 for each in self._played):
            return
        mic_change = mic_log - self._mic_mean
        history = np.asarray(np.log10(np.stack(self._played) + 1e-8) - self._played_mean)
        self._correlation *= _FORGET
        self._correlation[: len(history)] += history @ mic_change
        self._mic_energy = _FORGET * self._mic_energy + float(mic_change @ mic_change)
        self._fast_correlation *= _FAST_FORGET
        self._fast_correlation[: len(history)] += history @ mic_change
        change_energy = float(mic_change @ mic_change)
        self._fast_mic_energy = _FAST_FORGET * self._fast_mic_energy + change_energy
        self._fast_played_energy *= _FAST_FORGET
        self._fast_played_energy[: len(history)] += np.sum(history**2, axis=1)
        change = history[0]
        self._played_energy = _FORGET * self._played_energy + float(change @ change)

    def _learn(self, mic: NDArray[np.float64], is_learning: bool) -> None:
        """Follow how loud each band comes back: quickly up, slowly down."""
        is_clear = (self._echo > 1e-5) & (mic > _OVER_NOISE * self._noise)
        ratio = mic / np.maximum(self._echo, 1e-9)
        if is_learning:
            raised = np.maximum(self._gain, ratio)
            self._gain = np.where(is_clear, np.minimum(raised, 1e3), self._gain)
        else:
            up = np.minimum(ratio, self._gain * _GAIN_UP)
            down = np.maximum(ratio, self._gain * _GAIN_DOWN)
            self._gain = np.where(is_clear, np.where(ratio > self._gain, up, down), self._gain)

    def _follow_noise(self, samples: FloatSamples) -> None:
        """Learn from sound without our voice in it; a chunk may be shorter than a frame."""
        quiet = np.concatenate([self._quiet_rest, samples])
        for start in range(0, len(quiet) - _FRAME + 1, _FRAME):
            power = self._powers(quiet[start : start + _FRAME])
            self._noise_frames += 1
            if self._noise_frames <= _FIRST_NOISE_FRAMES:
                self._noise += (power - self._noise) / self._noise_frames
                continue
            self._noise += np.where(power < self._noise, 0.1, 0.02) * (power - self._noise)
        self._quiet_rest = quiet[len(quiet) // _FRAME * _FRAME :]

    def _powers(self, frame: FloatSamples) -> NDArray[np.float64]:
        spectrum = np.abs(np.fft.rfft(frame * self._window)) ** 2 / _FRAME
        return np.asarray(self._weights @ spectrum, np.float64)

    def _let_go(self) -> FloatSamples:
        hop, is_silenced = self._held.popleft()
        if is_silenced and self._was_silenced:
            return np.zeros_like(hop)
        if is_silenced != self._was_silenced:
            # Faded, because a step is a click, and clicks open gates.
            ramp = np.linspace(0.0, 1.0, len(hop), dtype=np.float32)
            hop = hop * (ramp[::-1] if is_silenced else ramp)
        self._was_silenced = is_silenced
        return hop

    def _as_chunks(self, hops: list[FloatSamples], captured_at_s: float) -> tuple[AudioChunk, ...]:
        samples = np.concatenate(hops) if hops else np.zeros(0, np.float32)
        if not len(samples):
            return ()
        first = self._next_sample
        self._next_sample += len(samples)
        return (AudioChunk(samples, first, captured_at_s),)


def _band_weights() -> NDArray[np.float64]:
    """Return the shares of the spectrum's bins in each band, equally wide to the ear."""
    frequencies = np.fft.rfftfreq(_FRAME, 1 / SAMPLE_RATE_HZ)
    low, high = 2595 * np.log10(1 + np.array([_LOW_HZ, _HIGH_HZ]) / 700)
    edges = 700 * (10 ** (np.linspace(low, high, _BANDS + 1) / 2595) - 1)
    weights = np.zeros((_BANDS, len(frequencies)))
    for band in range(_BANDS):
        inside = (frequencies >= edges[band]) & (frequencies < edges[band + 1])
        if not inside.any():
            inside[int(np.argmin(np.abs(frequencies - (edges[band] + edges[band + 1]) / 2)))] = True
        weights[band, inside] = 1.0 / inside.sum()
    return weights
