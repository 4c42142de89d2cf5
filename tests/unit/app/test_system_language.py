from __future__ import annotations

import plistlib
import sys
from pathlib import Path

import pytest

from app.system_language import mac_name, posix_name, system_language
from app.words.texts import UiLanguage


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN.UTF-8"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh_CN.UTF-8"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "de_DE.UTF-8"}, "de_DE.UTF-8"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh_CN.UTF-8"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "zh_CN:en"}, "zh_CN"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "zh_CN:en"}, ""),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, ""),
        ({}, ""),
    ],
)
def test_the_language_of_messages_is_the_first_that_is_named(
    environment: dict[str, str], expected: str
) -> None:
    assert posix_name(environment) == expected


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="reads the environment")
def test_chinese_is_chosen_without_an_installed_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(key, raising=False)
    for name, expected in (
        ("zh_CN.UTF-8", UiLanguage.CHINESE),
        ("zh_SG", UiLanguage.CHINESE),
        ("de_DE.UTF-8", UiLanguage.ENGLISH),
        ("C", UiLanguage.ENGLISH),
    ):
        monkeypatch.setenv("LANG", name)
        assert system_language() is expected


def test_the_preferred_language_of_a_mac_is_read_from_its_preferences(tmp_path: Path) -> None:
    preferences = tmp_path / "preferences.plist"
    assert mac_name(preferences) == ""
    preferences.write_bytes(b"damaged")
    assert mac_name(preferences) == ""
    preferences.write_bytes(plistlib.dumps({"AppleLanguages": ["zh-Hans-CN", "en"]}))
    assert mac_name(preferences) == "zh-Hans-CN"
    preferences.write_bytes(plistlib.dumps({"Other": 1}))
    assert mac_name(preferences) == ""
