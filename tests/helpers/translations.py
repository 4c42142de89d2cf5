"""What a translator wrote, without what is said about it."""

from __future__ import annotations

from collections.abc import Sequence

from engines.interfaces import Translator
from engines.types import LanguagePair


def texts_of(translator: Translator, texts: Sequence[str], pair: LanguagePair) -> list[str]:
    return [translated.text for translated in translator.translate(texts, pair)]
