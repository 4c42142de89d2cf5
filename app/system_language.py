"""Which language the user's system speaks, asked of the system itself and not of its locales.

A locale that is named but not installed, as in many containers and small Linux systems, counts:
Python's ``locale`` would see only "C" there.
"""

from __future__ import annotations

import locale
import os
import plistlib
import sys
from collections.abc import Mapping
from pathlib import Path

from app.words.texts import UiLanguage

_MAC_PREFERENCES = Path("Library/Preferences/.GlobalPreferences.plist")


def system_language() -> UiLanguage:
    """Return the language of the user's session, English when the program does not speak it."""
    if sys.platform == "win32":
        name = _windows_name()
    elif sys.platform == "darwin":
        name = mac_name(Path.home() / _MAC_PREFERENCES) or posix_name(os.environ)
    else:
        name = posix_name(os.environ)
    return UiLanguage.CHINESE if name.lower().startswith("zh") else UiLanguage.ENGLISH


def posix_name(environment: Mapping[str, str]) -> str:
    """Return the language of messages, as gettext finds it; empty when none is named.

    Source: GNU gettext manual, "Locale Environment Variables" and "The LANGUAGE variable".
    """
    names = (environment.get(key, "") for key in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, names), "")
    if name.partition(".")[0] in {"", "C", "POSIX"}:
        return ""
    return environment.get("LANGUAGE", "").partition(":")[0] or name


def mac_name(preferences: Path) -> str:
    """Return the first of macOS's preferred languages; empty when they cannot be read.

    A program that was not begun in a terminal has no variable that names it.
    """
    try:
        languages = plistlib.loads(preferences.read_bytes()).get("AppleLanguages")
    except (OSError, plistlib.InvalidFileException, ValueError):
        return ""
    return str(languages[0]) if languages else ""


def _windows_name() -> str:
    if sys.platform == "win32":
        import ctypes

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return ""
