from __future__ import annotations

import pytest

from engines.pipeline.config import SessionConfig
from engines.types import LanguagePair


def test_each_language_goes_its_own_way() -> None:
    there, back = LanguagePair("zh", "en"), LanguagePair("en", "zh")
    config = SessionConfig("s", (there, back))
    assert config.spoken_languages == ("zh", "en")
    assert config.direction_from("en") == back
    assert config.direction_from("ja") is None


def test_a_language_that_stays_itself_is_heard_and_not_translated() -> None:
    config = SessionConfig("s", (LanguagePair("zh", "en"), LanguagePair("en", "en")))
    assert config.spoken_languages == ("zh", "en")
    assert config.direction_from("en") is None


def test_a_language_cannot_go_two_ways() -> None:
    with pytest.raises(ValueError, match="exactly one direction"):
        SessionConfig("s", (LanguagePair("zh", "en"), LanguagePair("zh", "ja")))
