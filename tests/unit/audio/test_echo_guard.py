"""Our own voice comes back late, quieter and with the room in it; other voices must not go."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from engines.audio.echo_guard import EchoGuard
from engines.audio.echo_reference import EchoReference
from engines.types import SAMPLE_RATE_HZ, AudioChunk
from tests.helpers.sound import speech_like

CHUNK = 480
BEGIN_S = 2.0
"""When our voice begins, in seconds of the microphone."""
CLOCK_S = 1000.0
"""``time.monotonic()`` at sample 0."""


@dataclass(frozen=True)
class Heard:
    mic: np.ndarray
    out: np.ndarray
    barge_ins_s: list[float]
    guard: EchoGuard

    def level_db(self, start_s: float, end_s: float, samples: np.ndarray) -> float:
        part = samples[round(start_s * SAMPLE_RATE_HZ) : round(end_s * SAMPLE_RATE_HZ)]
        return float(10 * np.log10(np.mean(part**2) + 1e-10))


def room(seed: int, rt60_s: float) -> np.ndarray:
    count = round(rt60_s * SAMPLE_RATE_HZ)
    tail = np.random.default_rng(seed).standard_normal(count)
    tail *= 10 ** (-3 * np.arange(count) / count)
    return np.concatenate([[1.0], tail * np.sqrt(0.6 / np.sum(tail**2))])


def play(
    delay_s: float,
    gain_db: float,
    rt60_s: float = 0.3,
    other_at_s: float | None = None,
    other_rms: float = 0.1,
    is_heard: bool = True,
    dry_s: float = 0.0,
) -> Heard:
    """Play eight seconds of our voice into a room where somebody else may speak.

    ``dry_s`` is how long the output runs dry in the middle, without anybody being told.
    """
    ours = speech_like(8.0, seed=1)
    count = round((BEGIN_S + 8.0 + 2.0) * SAMPLE_RATE_HZ)
    rng = np.random.default_rng(3)
    mic = 0.001 * rng.standard_normal(count)
    if is_heard:
        half, dry = len(ours) // 2, np.zeros(round(dry_s * SAMPLE_RATE_HZ))
        sound = np.concatenate([ours[:half], dry, ours[half:]])
        echo = np.convolve(sound, room(2, rt60_s)) * 10 ** (gain_db / 20)
        start = round((BEGIN_S + delay_s) * SAMPLE_RATE_HZ)
        mic[start : start + len(echo)] += echo[: count - start]
    if other_at_s is not None:
        other = speech_like(2.0, seed=9)
        other *= other_rms / np.sqrt(np.mean(other**2))
        at = round(other_at_s * SAMPLE_RATE_HZ)
        mic[at : at + len(other)] += other
    heard = np.asarray(mic, np.float32)
    reference = EchoReference()
    guard = EchoGuard(reference)
    out: list[AudioChunk] = []
    barge_ins_s = []
    played = 0
    now_s = CLOCK_S
    for first in range(0, count, CHUNK):
        now_s = CLOCK_S + (first + CHUNK) / SAMPLE_RATE_HZ
        while played < len(ours) and CLOCK_S + BEGIN_S + played / SAMPLE_RATE_HZ < now_s + 0.1:
            trembling = 0.004 * float(rng.standard_normal())
            at_s = CLOCK_S + BEGIN_S + played / SAMPLE_RATE_HZ + trembling
            reference.push(ours[played : played + 320], SAMPLE_RATE_HZ, at_s)
            played += 320
        guarded = guard.push(AudioChunk(heard[first : first + CHUNK], first, now_s))
        out += guarded.chunks
        if guarded.has_barged_in:
            barge_ins_s.append((first + CHUNK) / SAMPLE_RATE_HZ)
    out += guard.flush(now_s)
    assert [chunk.first_sample for chunk in out[1:]] == [chunk.end_sample for chunk in out[:-1]]
    samples = np.concatenate([chunk.samples for chunk in out])
    assert len(samples) == count
    return Heard(heard, samples, barge_ins_s, guard)


@pytest.mark.parametrize("delay_s", [0.05, 0.15, 0.25, 0.4])
@pytest.mark.parametrize("gain_db", [-3.0, -20.0])
def test_our_own_voice_is_taken_out(delay_s: float, gain_db: float) -> None:
    heard = play(delay_s, gain_db)
    assert heard.barge_ins_s == []
    end_s = BEGIN_S + 8.0
    before = heard.level_db(BEGIN_S, end_s, heard.mic)
    after = heard.level_db(BEGIN_S, end_s, heard.out)
    # What is left is not above the noise of the room, -60 dBFS.
    assert after < max(-55.0, before - 30.0)
    assert heard.guard.delay_s == pytest.approx(delay_s, abs=0.033)


@pytest.mark.parametrize("dry_s", [0.15, 0.25])
def test_after_an_output_ran_dry_our_voice_is_soon_known_again(dry_s: float) -> None:
    heard = play(0.1, -6.0, dry_s=dry_s)
    # The moment of the jump may be taken for somebody; what follows may not.
    assert len(heard.barge_ins_s) <= 1
    end_s = BEGIN_S + 8.0
    passed_db = heard.level_db(BEGIN_S + 4.0, end_s, heard.out)
    assert passed_db < heard.level_db(BEGIN_S + 4.0, end_s, heard.mic) - 9.0


@pytest.mark.parametrize(("delay_s", "gain_db"), [(0.08, -12.0), (0.3, -20.0)])
def test_somebody_who_speaks_over_it_is_heard(delay_s: float, gain_db: float) -> None:
    heard = play(delay_s, gain_db, other_at_s=6.0)
    assert heard.barge_ins_s
    assert 6.0 < heard.barge_ins_s[0] < 6.7
    kept_db = heard.level_db(6.2, 7.0, heard.out) - heard.level_db(6.2, 7.0, heard.mic)
    assert kept_db > -3.0


@pytest.mark.parametrize(
    ("delay_s", "gain_db", "other_at_s", "other_rms"),
    [
        (0.15, 0.0, 7.25, 0.1),
        (0.15, -3.0, 6.5, 0.2),
        (0.2, -6.0, 6.5, 0.2),
        (0.08, -12.0, 6.5, 0.1),
    ],
)
def test_who_speaks_over_a_voice_that_is_known_well_is_heard_at_once(
    delay_s: float, gain_db: float, other_at_s: float, other_rms: float
) -> None:
    heard = play(delay_s, gain_db, other_at_s=other_at_s, other_rms=other_rms)
    assert other_at_s < heard.barge_ins_s[0] < other_at_s + 0.3


def test_somebody_else_is_heard_where_the_microphone_cannot_hear_us() -> None:
    heard = play(0.1, 0.0, other_at_s=7.0, is_heard=False)
    assert heard.level_db(7.0, 9.0, heard.out) > heard.level_db(7.0, 9.0, heard.mic) - 3.0


def test_without_our_voice_nothing_is_changed_or_late() -> None:
    guard = EchoGuard(EchoReference())
    sound = speech_like(1.0, seed=4)
    for first in range(0, len(sound) - CHUNK, CHUNK):
        chunk = AudioChunk(sound[first : first + CHUNK], first, CLOCK_S + first / SAMPLE_RATE_HZ)
        assert guard.push(chunk).chunks == (chunk,)


def test_a_gap_in_the_sound_stays_where_it_is() -> None:
    reference = EchoReference()
    reference.push(speech_like(2.0, seed=1), SAMPLE_RATE_HZ, CLOCK_S)
    guard = EchoGuard(reference)
    out: list[AudioChunk] = []
    for first in (*range(0, 9600, CHUNK), *range(19200, 28800, CHUNK)):
        sound = np.zeros(CHUNK, np.float32)
        at_s = CLOCK_S + (first + CHUNK) / SAMPLE_RATE_HZ
        out += guard.push(AudioChunk(sound, first, at_s)).chunks
    out += guard.flush(CLOCK_S + 2.0)
    runs = [chunk.first_sample for chunk in out]
    assert sum(len(chunk.samples) for chunk in out) == 19200
    assert not any(9600 <= first < 19200 for first in runs)


def test_a_reference_knows_what_was_played_when() -> None:
    reference = EchoReference()
    ramp = np.linspace(0.1, 0.9, 1600, dtype=np.float32)
    reference.push(ramp, SAMPLE_RATE_HZ, 50.0)
    assert reference.window(50.1, 1600) == pytest.approx(ramp, abs=1e-6)
    assert not reference.window(50.0, 1600).any()
    assert reference.is_near(50.5)
    assert not reference.is_near(60.0)


def test_a_reference_puts_silence_between_two_sentences() -> None:
    reference = EchoReference()
    for at_s in (50.0, 51.0):
        reference.push(np.full(1600, 0.5, np.float32), SAMPLE_RATE_HZ, at_s)
    window = reference.window(51.1, round(1.1 * SAMPLE_RATE_HZ))
    assert np.count_nonzero(window) == 3200
