"""The judgement of the self-test: what passes, and what it says where something is missing."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from app import paths, self_test
from app.self_test import SAID, SelfTestCode, SelfTestMode, expected_words, run_self_test
from app.strings import set_language
from app.words.texts import UiLanguage


def test_only_text_like_the_clip_counts_as_heard() -> None:
    assert self_test.share_heard(SAID) == 1.0
    assert self_test.share_heard("我们的会议，推迟到下周三。请通知所有参加会议的人。") == 1.0
    assert self_test.share_heard("今天天气很好，我们去公园。") < self_test._LEAST_HEARD
    assert self_test.share_heard("") == 0.0


def test_only_translations_of_the_clip_have_its_words() -> None:
    said = "Our meeting is postponed to next Wednesday. Please notify all attendees."
    assert expected_words(said) == ["meeting", "wednesday", "notify", "attend"]
    assert expected_words("Our Sunday walk is cancelled.") == []
    assert len(expected_words("A meeting.")) < self_test._LEAST_WORDS


def test_a_file_that_is_not_there_fails_the_test_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "manifest_path", lambda: tmp_path / "models_manifest.yaml")
    monkeypatch.setattr(self_test, "system_language", lambda: UiLanguage.ENGLISH)
    out = io.StringIO()
    assert run_self_test(SelfTestMode.WINDOW, out) is SelfTestCode.FAILED
    assert out.getvalue() == "Self-test failed: the file models_manifest.yaml is missing\n"
    set_language(UiLanguage.ENGLISH)


def test_everything_the_test_looks_for_is_shipped() -> None:
    assert self_test.check_shipped() == len(self_test._SHIPPED)
