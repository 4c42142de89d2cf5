"""Translations that were made already, kept so that a run which is cut off goes on where it was."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import msgspec

import engines.mt
from engines.errors import EngineError, ErrorCode
from engines.interfaces import Guidance, Translator
from engines.types import Doubt, LanguagePair


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
    """

    def __init__(self, path: Path, translator: Translator) -> None:
        info = translator.info
        self._translator = translator
        self._path = path
        self._identity = f"{info.model_id}|{info.engine}|{info.version}|{code_version()}"
        self._known: dict[str, Output] = {}
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
                self._known[key] = self._make(key, text, pair, guidance)
                with self._path.open("ab") as file:
                    file.write(msgspec.json.encode(self._known[key]) + b"\n")
            on_output(self._known[key])
            yield self._known[key]

    def _make(self, key: str, text: str, pair: LanguagePair, guidance: Guidance) -> Output:
        started_s = time.perf_counter()
        output = Output(key, "", 0.0)
        try:
            (made,) = self._translator.translate([text], pair, guidance)
            output = Output(key, made.text, 0.0, made.doubts, made.terms_kept, made.terms_missed)
        except EngineError as error:
            if error.code is not ErrorCode.TRANSLATION_FAILED:
                raise
        return replace(output, seconds=time.perf_counter() - started_s)

    def _key(self, text: str, pair: LanguagePair, guidance: Guidance) -> str:
        named = f"{self._identity}|{pair}|{msgspec.json.encode(guidance).decode()}|{text}"
        return hashlib.sha256(named.encode()).hexdigest()[:24]


@cache
def code_version() -> str:
    """Return what changes whenever the code of translation does."""
    folder = Path(engines.mt.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
