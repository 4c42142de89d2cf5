"""When a growing utterance is looked at."""

from __future__ import annotations

from engines.pipeline.pacing import Look, Pacing

FRAME = 1600  # a tenth of a second


def looks(pacing: Pacing, pauses: list[int]) -> list[Look | None]:
    return [pacing.look((i + 1) * FRAME, pause * FRAME) for i, pause in enumerate(pauses)]


def test_partials_come_a_step_apart_while_somebody_speaks() -> None:
    assert looks(Pacing(0.3, 0.2), [0] * 7) == [
        *(Look.PARTIAL, None, None),
        *(Look.PARTIAL, None, None),
        Look.PARTIAL,
    ]


def test_a_pause_is_looked_at_once_and_again_when_it_is_another() -> None:
    said = looks(Pacing(None, 0.2), [0, 1, 2, 3, 4, 0, 1, 2])
    assert said == [None, None, Look.END, None, None, None, None, Look.END]


def test_no_partial_is_asked_for_in_a_pause() -> None:
    assert looks(Pacing(0.1, 9.0), [0, 1, 2, 3, 0]) == [
        Look.PARTIAL,
        None,
        None,
        None,
        Look.PARTIAL,
    ]


def test_the_first_partial_of_an_utterance_waits_for_some_speech_and_for_nothing_else() -> None:
    pacing = Pacing(60.0, 0.2)
    assert pacing.look(FRAME, 0) is Look.PARTIAL
    pacing.begin(2 * FRAME)
    assert looks_from(pacing, 3, 12) == [None] * 6 + [Look.PARTIAL] + [None] * 2


def looks_from(pacing: Pacing, first: int, end: int) -> list[Look | None]:
    return [pacing.look(frame * FRAME, 0) for frame in range(first, end)]
