"""How a word sounds that no dictionary has: a Chinese name by its syllables, else by its letters.

Rough on purpose: it keeps a sentence whole where a better reader is missing.
"""

from __future__ import annotations

import re

_INITIALS = {
    "zh": "ʤ", "ch": "ʧ", "sh": "ʃ", "b": "b", "p": "p", "m": "m", "f": "f", "d": "d", "t": "t",
    "n": "n", "l": "l", "g": "ɡ", "k": "k", "h": "h", "j": "ʤ", "q": "ʧ", "x": "ʃ", "r": "ɹ",
    "z": "dz", "c": "ts", "s": "s", "y": "j", "w": "w", "": "",
}  # fmt: skip
_FINALS = {
    "iang": "jɑŋ", "iong": "jʊŋ", "uang": "wɑŋ", "ang": "ɑŋ", "eng": "ʌŋ", "ing": "ɪŋ",
    "ong": "ʊŋ", "ian": "jɛn", "iao": "jW", "uai": "wI", "uan": "wɑn", "ai": "I", "an": "ɑn",
    "ao": "W", "ei": "A", "en": "ʌn", "er": "ɜɹ", "ia": "jɑ", "ie": "jɛ", "in": "ɪn", "iu": "jO",
    "ou": "O", "ua": "wɑ", "ue": "wɛ", "ui": "wA", "un": "wʊn", "uo": "wɔ", "a": "ɑ", "e": "ə",
    "i": "i", "o": "ɔ", "u": "u", "v": "u",
}  # fmt: skip
_SYLLABLE = re.compile(
    rf"({'|'.join(sorted(filter(None, _INITIALS), key=len, reverse=True))}|)"
    rf"({'|'.join(sorted(_FINALS, key=len, reverse=True))})"
)
_BUZZING = {"zh": "ɜɹ", "ch": "ɜɹ", "sh": "ɜɹ", "r": "ɜɹ", "z": "ə", "c": "ə", "s": "ə"}
"""What "i" is after these."""
_PALATAL = frozenset("jqx")
"""After these an English mouth says a whole vowel: xiao, not shyow."""

_GRAPHEMES = (
    ("tion", "ʃən"), ("sion", "ʒən"), ("ture", "ʧəɹ"), ("ough", "ɔ"), ("augh", "ɔ"),
    ("igh", "I"), ("tch", "ʧ"), ("dge", "ʤ"), ("sch", "ʃ"), ("eau", "O"), ("ch", "ʧ"),
    ("sh", "ʃ"), ("th", "θ"), ("ph", "f"), ("wh", "w"), ("ck", "k"), ("qu", "kw"), ("ng", "ŋ"),
    ("kn", "n"), ("wr", "ɹ"), ("gh", "ɡ"), ("ee", "i"), ("ea", "i"), ("oo", "u"), ("ou", "W"),
    ("ow", "O"), ("oa", "O"), ("oi", "Y"), ("oy", "Y"), ("ai", "A"), ("ay", "A"), ("ei", "A"),
    ("ey", "i"), ("ie", "i"), ("au", "ɔ"), ("aw", "ɔ"), ("ue", "u"), ("ui", "u"), ("ew", "u"),
    ("ar", "ɑɹ"), ("er", "əɹ"), ("ir", "ɜɹ"), ("or", "ɔɹ"), ("ur", "ɜɹ"), ("ce", "s"),
    ("ci", "sɪ"), ("cy", "si"), ("ge", "ʤ"), ("gi", "ʤɪ"), ("gy", "ʤi"), ("a", "æ"), ("b", "b"),
    ("c", "k"), ("d", "d"), ("e", "ɛ"), ("f", "f"), ("g", "ɡ"), ("h", "h"), ("i", "ɪ"), ("j", "ʤ"),
    ("k", "k"), ("l", "l"), ("m", "m"), ("n", "n"), ("o", "ɑ"), ("p", "p"), ("q", "k"), ("r", "ɹ"),
    ("s", "s"), ("t", "t"), ("u", "ʌ"), ("v", "v"), ("w", "w"), ("x", "ks"), ("y", "i"), ("z", "z"),
)  # fmt: skip
_SOUND_OF = dict(_GRAPHEMES)
_GRAPHEME = re.compile("|".join(grapheme for grapheme, _ in _GRAPHEMES))
_MAGIC_E = re.compile(r"([aiou])([bdfgklmnprstvz])e$")
_LONG = {"a": "A", "i": "I", "o": "O", "u": "u"}
_FINAL_VOWELS = {"a": "ə", "o": "O", "i": "i", "u": "u"}
_VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻe")


def pinyin_name_sounds(word: str) -> str | None:
    """Return the English sounds of a romanised Chinese name; None if it cannot be one.

    Args:
        word: Small letters.
    """
    sounds: list[str] = []
    position = 0
    while position < len(word):
        syllable = _best_syllable(word, position)
        if syllable is None:
            return None
        sounds.append(_syllable_sounds(*syllable))
        position += len(syllable[0]) + len(syllable[1])
    if len(sounds) > 3:
        return None
    # Names of two syllables carry their stress on the last one in English mouths.
    return "".join([*sounds[:-1], _stressed(sounds[-1])])


def _best_syllable(word: str, position: int) -> tuple[str, str] | None:
    """Return the longest syllable that leaves something sayable behind it."""
    match = _SYLLABLE.match(word, position)
    if match is None:
        return None
    initial, final = match[1], match[2]
    # A final must not take the n or g that the next syllable begins with.
    rest = word[match.end() :]
    if rest[:1] in set("aeiouv") and final[-1] in "ng" and final[:-1] in _FINALS:
        final = final[:-1]
    if not initial and final[0] in "iuv":
        return None
    return initial, final


def _syllable_sounds(initial: str, final: str) -> str:
    if final == "i" and initial in _BUZZING:
        return _INITIALS[initial] + _BUZZING[initial]
    if initial == "y" and final in {"i", "in", "ing", "u", "uan", "ue", "un"}:
        return {"uan": "juɛn", "ue": "juɛ", "un": "jun", "u": "ju"}.get(final) or (
            "j" + _FINALS[final]
        )
    if initial == "y" and final == "an":
        return "jɛn"
    sounds = _FINALS[final]
    if sounds[0] == "j" and initial in _PALATAL:
        sounds = f"i{sounds[1:]}"
    elif sounds[0] in "jw" and initial in {"y", "w"}:
        sounds = sounds[1:]
    return _INITIALS[initial] + sounds


def letter_sounds(word: str) -> str:
    """Return the sounds of a word's letters, with one stress.

    Args:
        word: Small letters of English alone.
    """
    tail = ""
    if match := _MAGIC_E.search(word):
        word = word[: match.start()]
        tail = _LONG[match[1]] + _SOUND_OF[match[2]]
    elif len(word) > 2 and word.endswith("e"):
        word = word[:-1]
    elif len(word) > 2 and word[-1] in _FINAL_VOWELS and word[-2] not in "aeiou":
        word, tail = word[:-1], _FINAL_VOWELS[word[-1]]
    word = re.sub(r"([b-df-hj-np-tv-z])\1", r"\1", word)
    return _stressed("".join(_SOUND_OF[match[0]] for match in _GRAPHEME.finditer(word)) + tail)


def _stressed(sounds: str) -> str:
    first = next((index for index, sound in enumerate(sounds) if sound in _VOWELS), None)
    return sounds if first is None else f"{sounds[:first]}ˈ{sounds[first:]}"
