"""A program that is ended by force has lost nothing that was on its screen."""

from __future__ import annotations

import sys

import pytest

from app.cli.bench_history import kill_runs


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_nothing_that_was_shown_is_missing_after_a_kill() -> None:
    figures = kill_runs(2)
    assert figures["finals_and_translations_shown"] > 4
    assert figures["missing"] == 0
