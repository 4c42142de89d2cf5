"""Translations that were made already, kept so that a run which is cut off goes on where it was."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

import engines.mt
from engines.errors import EngineError, ErrorCode
from engines.interfaces import NO_GUIDANCE, Guidance, Translator
from engines.types import Doubt, LanguagePair, TranslatedText

BATCH = 8
"""Texts that documents hand over at once."""


@dataclass(frozen=True, slots=True)
class Output:
    """What the program made of one text."""

    key: str
    text: str
    """Empty when nothing could be shown."""
    seconds: float
    doubts: tuple[Doubt, ...] = ()
    terms_kept: int = 0
    terms_missed: tuple[str, ...] = ()


class OutputCache:
    """The outputs of one model, engine and version of the code, in a file of JSON lines.

    Args:
        path: The file; made when it is not there.
        translator: Whose outputs these are.
        variant: What else tells its outputs from those of the same model and engine.
    """

    def __init__(self, path: Path, translator: Translator, variant: str = "") -> None:
        info = translator.info
        self._translator = translator
        self._path = path
        self._identity = f"{info.model_id}|{info.engine}|{info.version}|{code_version()}|{variant}"
        self._known: dict[str, Output] = {}
        self._together_texts = 0
        self._together_characters = 0
        self._together_tokens = 0
        self._together_s = 0.0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = path.read_bytes().splitlines() if path.is_file() else []
        except OSError as error:
            raise EngineError(ErrorCode.OUTPUT_UNWRITABLE, str(error), path=str(path)) from error
        for line in lines:
            try:
                output = msgspec.json.decode(line, type=Output)
            except msgspec.MsgspecError:
                continue  # the line that was being written when the run was cut off
            self._known[output.key] = output

    def translate(
        self,
        texts: Sequence[str],
        pair: LanguagePair,
        guidances: Sequence[Guidance],
        on_output: Callable[[Output], None] = lambda _: None,
    ) -> Iterator[Output]:
        """Yield the output for each text, one at a time, as live captions need them."""
        for text, guidance in zip(texts, guidances, strict=True):
            key = self._key(text, pair, guidance)
            if key not in self._known:
                self._keep([self._make(key, text, pair, guidance)])
            on_output(self._known[key])
            yield self._known[key]

    def translate_together(
        self,
        texts: Sequence[str],
        pair: LanguagePair,
        guidance: Guidance = NO_GUIDANCE,
        on_output: Callable[[Output], None] = lambda _: None,
    ) -> Iterator[Output]:
        """Yield the output for each text, several at once, as documents need them.

        The seconds of an output are its share of what it was made with, by characters.
        """
        for start in range(0, len(texts), BATCH):
            some = texts[start : start + BATCH]
            keys = {text: f"together|{self._key(text, pair, guidance)}" for text in some}
            new = [text for text in keys if keys[text] not in self._known]
            self._keep(self._make_together({text: keys[text] for text in new}, pair, guidance))
            for text in some:
                on_output(self._known[keys[text]])
                yield self._known[keys[text]]

    def pace(self) -> dict[str, float]:
        """Return how fast this run translated several texts at once; zeros when all was known."""
        seconds = self._together_s or 1.0
        return {
            "texts": self._together_texts,
            "source_characters_per_s": round(self._together_characters / seconds, 1),
            "tokens_per_s": round(self._together_tokens / seconds, 2),
        }

    def _keep(self, outputs: Sequence[Output]) -> None:
        for output in outputs:
            self._known[output.key] = output
        with self._path.open("ab") as file:
            file.writelines(msgspec.json.encode(output) + b"\n" for output in outputs)

    def _make_together(
        self, keys: Mapping[str, str], pair: LanguagePair, guidance: Guidance
    ) -> list[Output]:
        if not keys:
            return []
        started_s = time.perf_counter()
        tokens_before = self._tokens_written()
        try:
            made = self._translator.translate(list(keys), pair, guidance)
        except EngineError as error:
            if error.code is not ErrorCode.TRANSLATION_FAILED:
                raise
            # One of them spoilt it for all: each gets its own chance.
            return [self._make(key, text, pair, guidance) for text, key in keys.items()]
        seconds = time.perf_counter() - started_s
        characters = sum(map(len, keys))
        self._together_texts += len(keys)
        self._together_characters += characters
        self._together_tokens += self._tokens_written() - tokens_before
        self._together_s += seconds
        return [
            _output(key, one, seconds * len(text) / characters)
            for (text, key), one in zip(keys.items(), made, strict=True)
        ]

    def _tokens_written(self) -> int:
        # Models that translate by nature do not count.
        return int(getattr(self._translator, "tokens_written", 0))

    def _make(self, key: str, text: str, pair: LanguagePair, guidance: Guidance) -> Output:
        started_s = time.perf_counter()
        try:
            (made,) = self._translator.translate([text], pair, guidance)
        except EngineError as error:
            if error.code is not ErrorCode.TRANSLATION_FAILED:
                raise
            made = TranslatedText("")
        return _output(key, made, time.perf_counter() - started_s)

    def _key(self, text: str, pair: LanguagePair, guidance: Guidance) -> str:
        named = f"{self._identity}|{pair}|{msgspec.json.encode(guidance).decode()}|{text}"
        return hashlib.sha256(named.encode()).hexdigest()[:24]


def _output(key: str, made: TranslatedText, seconds: float) -> Output:
    return Output(key, made.text, seconds, made.doubts, made.terms_kept, made.terms_missed)


@cache
def code_version() -> str:
    """Return what changes whenever the code of translation does."""
    folder = Path(engines.mt.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
