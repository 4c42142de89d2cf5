"""Which voices a set of Kokoro's files holds, and how they are called; reads no file."""

from __future__ import annotations

from collections.abc import Iterable

from engines.interfaces import Voice
from engines.types import Language

_LANGUAGES: dict[str, Language] = {"z": "zh", "a": "en", "b": "en"}
"""By the first letter of a voice's name."""
_BEST_FIRST = ("zf_xiaoxiao", "zm_yunxi", "zf_xiaobei", "zf_xiaoyi", "zm_yunjian", "zm_yunxia",
               "zm_yunyang", "af_heart", "am_michael")  # fmt: skip
_UNUSABLE = frozenset({"zf_xiaoni"})
"""A recognizer reads back four of ten characters wrong."""
_FOLDER, _SUFFIX = "voices/", ".bin"


def kokoro_voices(file_names: Iterable[str]) -> tuple[Voice, ...]:
    """Return the voices among a model's files, the best of each language first.

    Args:
        file_names: Relative to the model's folder, with "/".
    """
    order = {name: index for index, name in enumerate(_BEST_FIRST)}
    names = [
        file_name.removeprefix(_FOLDER).removesuffix(_SUFFIX)
        for file_name in file_names
        if file_name.startswith(_FOLDER) and file_name.endswith(_SUFFIX)
    ]
    return tuple(
        Voice(name, _LANGUAGES[name[0]], name[3:].capitalize(), name[1] == "f")
        for name in sorted(names, key=lambda name: (order.get(name, len(order)), name))
        if name[:1] in _LANGUAGES and name[2:3] == "_" and name not in _UNUSABLE
    )
