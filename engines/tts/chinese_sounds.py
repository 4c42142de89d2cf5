"""Chinese words to the signs Kokoro was taught for Mandarin: IPA with an arrow for each tone."""

from __future__ import annotations

import re
from functools import lru_cache

from misaki.transcription import pinyin_to_ipa
from pypinyin import Style, lazy_pinyin

from engines.word_boundaries import words_with_spans

_HAN = re.compile(r"[㐀-䶿一-鿿〇]+")
_TONES = (("˧˩˧", "↓"), ("˧˥", "↗"), ("˥˩", "↘"), ("˥", "→"))
_SYLLABIC = "\u0329"
_NON_SYLLABIC = "\u032f"
_APICAL = (f"ɻ{_SYLLABIC}", f"ɹ{_SYLLABIC}")
"""The vowels of 知 and 资, one sign for the model."""
_MARKS = str.maketrans({
    "，": ", ", "、": ", ", ",": ", ", "。": ". ", ".": ". ", "！": "! ", "!": "! ", "？": "? ",
    "?": "? ", "：": ": ", ":": ": ", "；": "; ", ";": "; ", "《": " “", "》": "” ", "「": " “",
    "」": "” ", "（": " (", "）": ") ", "·": " ",
})  # fmt: skip


def chinese_sounds(text: str) -> str:
    """Return the phonemes of a text whose numbers are words already; marks shape the melody."""
    parts: list[str] = []
    start = 0
    for run in _HAN.finditer(text):
        parts.append(text[start : run.start()].translate(_MARKS))
        parts.append(
            " ".join(
                _word_sounds(word) for _, _, word in words_with_spans(run[0], guess_names=True)
            )
        )
        start = run.end()
    parts.append(text[start:].translate(_MARKS))
    return re.sub(r"\s+", " ", "".join(parts)).strip()


@lru_cache(maxsize=4096)
def _word_sounds(word: str) -> str:
    syllables = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
    return "".join(_syllable_sounds(syllable) for syllable in syllables)


@lru_cache(maxsize=2048)
def _syllable_sounds(pinyin: str) -> str:
    try:
        sounds = "".join(next(iter(pinyin_to_ipa(pinyin))))
    except (ValueError, KeyError, AssertionError):
        # A character without a reading: there is nothing to say.
        return ""
    for tone, arrow in _TONES:
        sounds = sounds.replace(tone, arrow)
    for vowel in _APICAL:
        sounds = sounds.replace(vowel, "ɨ")
    return sounds.replace(_NON_SYLLABIC, "")
