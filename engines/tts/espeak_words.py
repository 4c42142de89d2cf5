"""How espeak-ng says an English word that no dictionary has, in the signs Kokoro was taught.

The program is asked, never linked: it is under the GPL, and the words can do without it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import lru_cache

_ANSWER_S = 2.0
_TO_KOKORO = (
    ("a^ɪ", "I"), ("a^ʊ", "W"), ("d^ʒ", "ʤ"), ("t^ʃ", "ʧ"), ("e^ɪ", "A"), ("o^ʊ", "O"),
    ("ɔ^ɪ", "Y"), ("ə^l", "ᵊl"), ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɪə", "iə"), ("ː", ""),
    ("ɚ", "əɹ"), ("r", "ɹ"), ("x", "k"), ("ç", "k"), ("ɬ", "l"), ("ɐ", "ə"), ("e", "A"),
    ("o", "ɔ"), ("ʲ", ""), ("\u0303", ""), ("\u0329", ""), ("^", ""), ("ʔ", "t"), ("g", "ɡ"),
)  # fmt: skip


@lru_cache(maxsize=1)
def _program() -> str | None:
    return shutil.which("espeak-ng")


@lru_cache(maxsize=1024)
def espeak_sounds(word: str) -> str | None:
    """Return the sounds of a word; None where espeak-ng is missing or has no answer.

    Args:
        word: Letters of English alone.
    """
    program = _program()
    if program is None or not word.isalpha():
        return None
    try:
        answer = subprocess.run(
            [program, "-q", "--ipa=3", "--tie=^", "-v", "en-us", "--", word],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_ANSWER_S,
            check=True,
            stdin=subprocess.DEVNULL,
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return None
    for theirs, ours in _TO_KOKORO:
        answer = answer.replace(theirs, ours)
    return re.sub(r"[\s()_-]+|\([a-z]+\)", "", answer) or None
