"""What waits for the recognizer, and in which order it is handed out."""

from __future__ import annotations

import threading
import time

import numpy as np

from engines.pipeline.mailbox import RecognitionMailbox
from engines.types import SpeechSegment


def segment(utterance_id: int, *, is_open: bool = False, seconds: int = 1) -> SpeechSegment:
    samples = np.zeros(16_000 * seconds, np.float32)
    return SpeechSegment(utterance_id, samples, 0, len(samples), is_open=is_open)


def taken_id(mailbox: RecognitionMailbox) -> int | None:
    job = mailbox.take()
    return None if job is None else job.segment.utterance_id


def test_finals_come_in_order_and_before_a_partial() -> None:
    mailbox = RecognitionMailbox(60)
    mailbox.put(segment(1))
    mailbox.put(segment(2))
    mailbox.put(segment(3, is_open=True))
    assert [taken_id(mailbox) for _ in range(3)] == [1, 2, 3]


def test_a_newer_partial_replaces_an_older_one_and_a_final_replaces_both() -> None:
    mailbox = RecognitionMailbox(60)
    mailbox.put(segment(1, is_open=True))
    mailbox.put(segment(1, is_open=True, seconds=2))
    job = mailbox.take()
    assert job is not None
    assert len(job.segment.samples) == 32_000
    mailbox.put(segment(1, is_open=True))
    mailbox.put(segment(1))
    mailbox.close()
    assert [taken_id(mailbox), taken_id(mailbox)] == [1, None]


def test_a_partial_waits_for_its_time_but_a_final_does_not() -> None:
    mailbox = RecognitionMailbox(60)
    mailbox.put(segment(1, is_open=True))
    much_later_s = time.monotonic() + 1000
    mailbox.put(segment(2))
    job = mailbox.take(much_later_s)
    assert job is not None
    assert job.segment.utterance_id == 2


def test_an_anticipated_end_replaces_a_partial_and_does_not_wait_for_its_time() -> None:
    mailbox = RecognitionMailbox(60)
    mailbox.put(segment(1, is_open=True))
    mailbox.put(segment(1, is_open=True, seconds=2), anticipates_end=True)
    job = mailbox.take(time.monotonic() + 1000)
    assert job is not None
    assert (len(job.segment.samples), job.anticipates_end) == (32_000, True)


def test_a_speaker_who_goes_on_makes_an_anticipated_end_an_ordinary_partial() -> None:
    mailbox = RecognitionMailbox(60)
    mailbox.put(segment(1, is_open=True), anticipates_end=True)
    mailbox.put(segment(1, is_open=True, seconds=2))
    job = mailbox.take()
    assert job is not None
    assert not job.anticipates_end


def test_more_backlog_than_allowed_drops_the_oldest_and_says_which() -> None:
    mailbox = RecognitionMailbox(3.0)
    assert [mailbox.put(segment(i)) for i in range(1, 4)] == [[], [], []]
    dropped = mailbox.put(segment(4))
    assert [s.utterance_id for s in dropped] == [1]
    assert mailbox.backlog_s == 3.0


def test_closing_wakes_a_thread_that_waits() -> None:
    mailbox = RecognitionMailbox(60)
    seen: list[object] = []
    thread = threading.Thread(target=lambda: seen.append(mailbox.take()))
    thread.start()
    mailbox.close()
    thread.join(5)
    assert seen == [None]


def test_closing_keeps_finals_unless_told_to_discard_them() -> None:
    kept, discarded = RecognitionMailbox(60), RecognitionMailbox(60)
    for mailbox in (kept, discarded):
        mailbox.put(segment(1))
    kept.close()
    discarded.close(discard=True)
    assert (taken_id(kept), taken_id(discarded)) == (1, None)
