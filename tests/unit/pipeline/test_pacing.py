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


def test_the_first_partial_of_an_utterance_does_not_wait_for_the_last_of_the_one_before() -> None:
    pacing = Pacing(60.0, 0.2)
    assert pacing.look(FRAME, 0) is Look.PARTIAL
    assert pacing.look(2 * FRAME, 0) is None
    pacing.begin()
    assert pacing.look(3 * FRAME, 0) is Look.PARTIAL
