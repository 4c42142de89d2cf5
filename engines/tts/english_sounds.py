"""English words to the signs Kokoro was taught, by the dictionaries of the misaki package.

Only the package's data is used: its own reader wants spaCy, and libraries under the GPL.
"""

from __future__ import annotations

import importlib.resources
import json
import re
import unicodedata
from functools import lru_cache
from typing import TypeAlias

from engines.tts.espeak_words import espeak_sounds
from engines.tts.letter_sounds import letter_sounds, pinyin_name_sounds

_Entry: TypeAlias = str | dict[str, str | None]

_TOKEN = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*'?|[^A-Za-z\s]|\s+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_MARKS = frozenset(';:,.!?—…"()“”')
_VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻɐ")
_STRESSES = "ˈˌ"
_EMPHASISED = frozenset({
    "a", "i", "in", "on", "at", "to", "by", "of", "or", "and", "not", "but", "no", "yes",
    "the", "all", "any", "do", "go", "is", "it's", "be", "we", "you", "he", "she", "they",
    "my", "our", "your", "his", "her", "now", "new", "big", "one", "two", "out", "off", "up",
    "so", "very", "only", "never", "always", "must", "stop", "help", "free",
})  # fmt: skip
"""Words that in capitals are a word said louder, not letters."""
_AFTER_THESE_A_VERB = frozenset({
    "to", "i", "you", "we", "they", "will", "would", "can", "could", "may", "might", "must",
    "shall", "should", "not", "don't", "didn't", "doesn't", "won't", "can't", "couldn't",
    "let's", "please", "who", "people",
})  # fmt: skip
_AFTER_THESE_A_PARTICIPLE = frozenset({
    "have", "has", "had", "having", "been", "be", "being", "was", "were", "is", "are", "am",
    "i've", "we've", "you've", "they've", "haven't", "hasn't", "get", "got",
})  # fmt: skip


def english_sounds(text: str) -> str:
    """Return the phonemes of a text whose numbers are words already; marks shape the melody."""
    text = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    is_shouted = text.isupper() and len(re.findall(r"[A-Z]{2,}", text)) > 2
    text = _CAMEL.sub(" ", text.replace("-", " ").replace("/", " "))
    tokens = _TOKEN.findall(text.lower() if is_shouted else text)
    words = [token if token[0].isalpha() else "" for token in tokens]
    parts: list[str] = []
    # From the end: how "the", "a" and "to" sound depends on the word that follows.
    following = ""
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if words[index]:
            before = next((word for word in reversed(words[:index]) if word), "")
            following = _in_sentence(token, before.lower(), following)
            parts.append(following)
        elif token.isspace():
            parts.append(" ")
        elif token in _MARKS:
            parts.append(token)
            following = ""
    return re.sub(r"\s+", " ", "".join(reversed(parts))).strip()


def _in_sentence(word: str, before: str, following: str) -> str:
    """Return the sounds of a word between its neighbours.

    Args:
        word: As it is written.
        before: The word before, in small letters.
        following: The sounds of the word after it; empty at the end of a clause.
    """
    if not following:
        return _word_sounds(word, _word_class(before))
    meets_vowel = following.lstrip(_STRESSES)[:1] in _VOWELS
    match word.lower():
        case "the":
            return "ði" if meets_vowel else "ðə"
        case "a" if word == "a" or not before:
            return "ɐ"
        case "an":
            return "ɐn"
        case "to":
            return "tʊ" if meets_vowel else "tə"
    return _word_sounds(word, _word_class(before))


def _word_class(before: str) -> str:
    if before in _AFTER_THESE_A_VERB:
        return "VERB"
    if before in _AFTER_THESE_A_PARTICIPLE:
        return "VBN"
    return "DEFAULT"


@lru_cache(maxsize=8192)
def _word_sounds(word: str, word_class: str) -> str:
    if word == "I":
        return "ˌI"
    if _is_letters(word):
        return _spelled(word)
    small = word.lower().rstrip("'")
    known = (
        _known(word.rstrip("'"), word_class)
        or _known(small, word_class)
        or _inflected(small, word_class)
    )
    if known is None and small.endswith("'s") and len(small) > 2:
        # A name whose owner is in no dictionary: as without the ending, and then the ending.
        owner = _word_sounds(word[:-2], "DEFAULT")
        known = owner + _ending("'s", owner[-1])
    if known is None:
        known = pinyin_name_sounds(small) if word[:1].isupper() else None
    if known is None and len(small) > 3:
        known = _compound(small)
        if known is None and small.endswith("s") and (one := _compound(small[:-1])):
            known = one + _ending("s", one[-1])
    if known is None:
        plain = small.replace("'", "")
        known = espeak_sounds(plain) or letter_sounds(plain)
    return known


def _is_letters(word: str) -> bool:
    """Say whether a word is said as its letters: CEO, but not NASA."""
    if len(word) == 1:
        return word.isupper() and word != "I"
    if not word.isupper():
        return False
    if word in _gold() and len(word) > 3:
        return False
    small = word.lower()
    if len(word) > 3 and (small in _gold() or small in _silver()):
        return False
    if small in _EMPHASISED:
        return False
    return len(word) <= 5 or not re.search("[AEIOUY]", word)


def _spelled(letters: str) -> str:
    """Return the names of letters, the last one stressed."""
    names = [_plain(_gold()[letter]) for letter in letters]
    quiet = [name.replace("ˈ", "ˌ") for name in names[:-1]]
    return " ".join([*quiet, names[-1]]) if len(names) > 1 else names[0]


def _known(word: str, word_class: str = "DEFAULT") -> str | None:
    entry = _gold().get(word)
    if entry is None:
        entry = _silver().get(word)
    if isinstance(entry, dict):
        chosen = entry.get(word_class) or entry.get("DEFAULT")
        if word_class == "VBN":
            chosen = entry.get("VBN") or entry.get("VBD") or entry.get("DEFAULT")
        return chosen
    return entry


def _plain(entry: _Entry) -> str:
    return entry if isinstance(entry, str) else entry["DEFAULT"] or ""


def _inflected(word: str, word_class: str) -> str | None:
    """Return a known word with an ending of English, sounding as it does after that word."""
    for ending, stems in (
        ("'s", (word[:-2],)),
        ("s", (word[:-1], word[:-2] if word.endswith("es") else "", f"{word[:-3]}y")),
        ("ed", (word[:-2], word[:-1], word[:-3] if word[-4:-3] == word[-3:-2] else "")),
        ("ing", (word[:-3], f"{word[:-3]}e", word[:-4] if word[-5:-4] == word[-4:-3] else "")),
        ("ly", (word[:-2],)),
        ("er", (word[:-2], word[:-1])),
    ):
        if not word.endswith(ending):
            continue
        for stem in stems:
            sounds = _known(stem, word_class) if len(stem) > 1 else None
            if sounds is not None:
                return sounds + _ending(ending, sounds[-1])
    return None


def _ending(ending: str, last: str) -> str:
    match ending:
        case "s" | "'s":
            if last in "szʃʒʧʤ":
                return "ᵻz"
            return "s" if last in "ptkfθ" else "z"
        case "ed":
            if last in "td":
                return "ᵻd"
            return "t" if last in "pkfθʃsʧ" else "d"
        case "ing":
            return "ɪŋ"
        case "ly":
            return "li"
        case _:
            return "əɹ"


def _compound(word: str) -> str | None:
    """Return two known words that make this one: "livestream", "WeChat"."""
    best: tuple[int, str] | None = None
    for cut in range(2, len(word) - 2):
        first, second = _gold().get(word[:cut]), _gold().get(word[cut:])
        if first is None or second is None:
            continue
        sounds = _plain(first) + _plain(second).replace("ˈ", "ˌ")
        evenness = min(cut, len(word) - cut)
        if evenness > 2 and (best is None or evenness > best[0]):
            best = evenness, sounds
    return best[1] if best else None


@lru_cache(maxsize=1)
def _gold() -> dict[str, _Entry]:
    """Return the checked dictionary, 90,000 words, 25 MB; read once in 0.1 s."""
    return _dictionary("us_gold.json")


@lru_cache(maxsize=1)
def _silver() -> dict[str, _Entry]:
    """Return the unchecked dictionary, 93,000 words."""
    return _dictionary("us_silver.json")


def _dictionary(name: str) -> dict[str, _Entry]:
    text = importlib.resources.files("misaki.data").joinpath(name).read_text(encoding="utf-8")
    words: dict[str, _Entry] = json.loads(text)
    return words
