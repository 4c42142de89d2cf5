"""A document from its file to its translation: whole or not at all, and never twice the same work.

Texts are cut into pieces of a few sentences. A piece that was translated is in the journal before
the next one begins; a run that was stopped, however rudely, goes on from there.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from engines.chinese_script import ChineseScript
from engines.documents.interfaces import Rendering
from engines.documents.journal import DocumentWork, Journal
from engines.documents.reading import parse, read_bytes
from engines.documents.script_guess import is_foreign
from engines.errors import EngineError, ErrorCode
from engines.interfaces import (
    NO_GUIDANCE,
    CancelToken,
    Guidance,
    Progress,
    ProgressCallback,
    Translator,
)
from engines.mt.sentences import Sentence, join_sentences, pack_sentences, split_sentences
from engines.opencc_script import script_converter
from engines.types import Doubt, Language, LanguagePair, TranslatedText

FAILED_MARK = "⚠ "
"""Stands before a sentence that could not be translated, so that it can be searched for."""

_PIECE_LENGTH = 400
"""Characters given to a translator at once: a few sentences, which help each other."""
_LOST_FOR_ALL = frozenset(
    {ErrorCode.PAIR_UNSUPPORTED, ErrorCode.OUT_OF_MEMORY, ErrorCode.MODEL_MISSING}
    | {ErrorCode.MODEL_LOAD_FAILED, ErrorCode.WORKER_GAVE_UP, ErrorCode.CANCELLED}
)
"""What the next text would meet as well."""

Results: TypeAlias = Mapping[str, "TranslatedText | EngineError"]
"""Translations, or why there is none, by text."""
TranslatePieces: TypeAlias = Callable[[Sequence[str], LanguagePair, CancelToken], Iterator[Results]]
"""Translates different texts, as many at once as suits it, and yields results as they are done.

Raises EngineError: what concerns every text, and CANCELLED.
"""


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """What became of a document."""

    target: Path
    texts: int
    """Pieces of text that were to be translated, each counted once."""
    failed: tuple[str, ...]
    """Those that stand untranslated in the result."""
    doubts: Mapping[str, tuple[Doubt, ...]]
    """What may be wrong with the translation of a text, for those where something may be."""
    via: Language | None = None
    """The language it went through, where no model has the pair itself."""
    terms_kept: int = 0
    """Occurrences of the user's terms that are translated as the list says, in ``texts``."""
    terms_missed: tuple[str, ...] = ()
    """Terms that somewhere are not."""


def translate_document(
    work: DocumentWork,
    journals: Path,
    translate: TranslatePieces,
    on_progress: ProgressCallback,
    cancel: CancelToken,
) -> DocumentResult:
    """Translate a document, going on where an earlier run stopped.

    Args:
        work: The document and where its translation goes; a file there is replaced.
        journals: The folder of the journals.
        translate: The translator.
        on_progress: Called on this thread, in "texts".
        cancel: Asked between texts.

    Raises:
        EngineError: What reading and writing raise; CANCELLED and what ``translate`` raises, after
            which another call goes on.
    """
    if _is_same_file(work.source, work.target):
        raise EngineError(ErrorCode.OUTPUT_UNWRITABLE, "the source itself", path=str(work.target))
    data = read_bytes(work.source)
    document = parse(data, work.source)
    pieces = {text: cut(text) for text in document.texts}
    wanted = list(
        dict.fromkeys(
            sentence.text
            for sentences in pieces.values()
            for sentence in sentences
            if not is_foreign(sentence.text, work.pair)
        )
    )
    journal = Journal(journals, work, data)
    try:
        run = _Run(work.pair, wanted, journal, translate, on_progress, cancel)
        done, failed = run.translate_all()

        def result_of(sentence: Sentence) -> Sentence:
            text = sentence.text
            if text in failed:
                return Sentence(FAILED_MARK + text, sentence.line_breaks)
            result = done[text].text if text in done else text
            return Sentence(result, sentence.line_breaks)

        def translation_of(text: str) -> str:
            sentences = pieces.get(text, [])
            results = [result_of(sentence) for sentence in sentences]
            # What came back as it was stands as it stood, to its last space.
            return text if results == sentences else join_sentences(results, work.pair.target)

        rendering = Rendering(work.pair.target, work.is_bilingual)
        _write(document.render(translation_of, rendering), work.target)
    except BaseException:
        journal.close()
        raise
    journal.delete()
    doubts = {text: done[text].doubts for text in wanted if text in done and done[text].doubts}
    via = next((done[text].via for text in wanted if text in done and done[text].via), None)
    made = [done[text] for text in wanted if text in done]
    missed = tuple(dict.fromkeys(term for one in made for term in one.terms_missed))
    kept = sum(one.terms_kept for one in made)
    return DocumentResult(work.target, len(wanted), tuple(failed), doubts, via, kept, missed)


def cut(text: str) -> list[Sentence]:
    """Cut a text into pieces of whole sentences."""
    return pack_sentences(split_sentences(text), _PIECE_LENGTH)


def local_translate(
    translator: Translator,
    batch: int,
    guidance: Guidance = NO_GUIDANCE,
    script: ChineseScript = ChineseScript.SIMPLIFIED,
) -> TranslatePieces:
    """Return a way to translate with an engine of this process.

    Args:
        translator: The engine.
        batch: Texts given to it at once: several where it decodes them side by side.
        guidance: The user's terms.
        script: How Chinese is written.
    """
    in_script = script_converter(script)

    def translate(
        texts: Sequence[str], pair: LanguagePair, cancel: CancelToken
    ) -> Iterator[Results]:
        for start in range(0, len(texts), batch):
            if cancel.is_set():
                raise EngineError(ErrorCode.CANCELLED)
            results = _attempt(translator, texts[start : start + batch], pair, guidance)
            yield {
                text: result
                if isinstance(result, EngineError)
                else replace(result, text=in_script(result.text, pair.target))
                for text, result in results.items()
            }

    return translate


def _attempt(
    translator: Translator, texts: Sequence[str], pair: LanguagePair, guidance: Guidance
) -> Results:
    try:
        return dict(zip(texts, translator.translate(texts, pair, guidance), strict=True))
    except EngineError as error:
        if error.code in _LOST_FOR_ALL:
            raise
        if len(texts) == 1:
            return {texts[0]: error}
    # One of them spoilt it for all: each gets its own chance.
    results: dict[str, TranslatedText | EngineError] = {}
    for text in texts:
        results |= _attempt(translator, [text], pair, guidance)
    return results


class _Run:
    """The translation of the texts that are not in the journal yet."""

    def __init__(
        self,
        pair: LanguagePair,
        wanted: Sequence[str],
        journal: Journal,
        translate: TranslatePieces,
        on_progress: ProgressCallback,
        cancel: CancelToken,
    ) -> None:
        self._pair = pair
        self._wanted = wanted
        self._journal = journal
        self._translate = translate
        self._on_progress = on_progress
        self._cancel = cancel
        self._failed: list[str] = []

    def translate_all(self) -> tuple[dict[str, TranslatedText], list[str]]:
        """Return the translations, and the texts that have none."""
        done = self._journal.done()
        self._journal.expect(len(self._wanted))
        waiting = [text for text in self._wanted if text not in done]
        pace = _Pace(waiting)
        before = len(self._wanted) - len(waiting)
        self._tell(before, pace)
        for results in self._translate(waiting, self._pair, self._cancel) if waiting else ():
            self._journal.add(self._good(results))
            done |= self._good(results) | self._mended(results)
            pace.add(results)
            self._tell(before + pace.count, pace)
        return done, self._failed

    def _good(self, results: Results) -> dict[str, TranslatedText]:
        return {
            text: result for text, result in results.items() if isinstance(result, TranslatedText)
        }

    def _mended(self, results: Results) -> dict[str, TranslatedText]:
        """Give the sentences of a piece that failed a second chance each.

        The journal does not hear of it: a later run may have more luck.
        """
        mended: dict[str, TranslatedText] = {}
        for text, result in results.items():
            if isinstance(result, TranslatedText):
                continue
            if result.code in _LOST_FOR_ALL:
                raise result
            sentences = split_sentences(text)
            single = self._one_by_one(sentences) if len(sentences) > 1 else None
            if single is None:
                self._failed.append(text)
            else:
                mended[text] = single
        return mended

    def _one_by_one(self, sentences: Sequence[Sentence]) -> TranslatedText | None:
        """Return a piece with those of its sentences translated that can be; None if none can."""
        texts = list(dict.fromkeys(one.text for one in sentences))
        results: dict[str, TranslatedText | EngineError] = {}
        for some in self._translate(texts, self._pair, self._cancel):
            results |= some
        good = self._good(results)
        if not good:
            return None
        parts = []
        for sentence in sentences:
            result = good.get(sentence.text)
            if result is None:
                self._failed.append(sentence.text)
            written = FAILED_MARK + sentence.text if result is None else result.text
            parts.append(Sentence(written, sentence.line_breaks))
        doubts = dict.fromkeys(doubt for result in good.values() for doubt in result.doubts)
        via = next((result.via for result in good.values() if result.via), None)
        text = join_sentences(parts, self._pair.target)
        kept = sum(result.terms_kept for result in good.values())
        missed = dict.fromkeys(term for one in good.values() for term in one.terms_missed)
        return TranslatedText(text, tuple(doubts), kept, tuple(missed), via)

    def _tell(self, count: int, pace: _Pace) -> None:
        remaining_s = pace.remaining_s
        self._on_progress(
            Progress(count, len(self._wanted), "texts", "translate", remaining_s=remaining_s)
        )


class _Pace:
    """How long the rest will take, by characters: texts differ too much in length."""

    def __init__(self, waiting: Sequence[str]) -> None:
        self._total = sum(map(len, waiting))
        self._done = 0
        self._started_s = time.monotonic()
        self.count = 0

    def add(self, results: Results) -> None:
        """Note what is done."""
        self._done += sum(map(len, results))
        self.count += len(results)

    @property
    def remaining_s(self) -> float | None:
        """Seconds left at the pace so far; None before there is one."""
        if not self._done:
            return None
        return (time.monotonic() - self._started_s) * (self._total - self._done) / self._done


def _is_same_file(one: Path, other: Path) -> bool:
    with suppress(OSError):
        if one.samefile(other):
            return True
    return one.resolve() == other.resolve()


def _write(data: bytes, target: Path) -> None:
    """Write a file whole or not at all.

    Raises:
        EngineError: OUTPUT_UNWRITABLE.
    """
    # A short name of its own: the longest names a folder allows have no room for a suffix.
    unfinished = target.with_name(f".{uuid.uuid4().hex[:12]}.part")
    try:
        with unfinished.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    except OSError as error:
        raise EngineError(ErrorCode.OUTPUT_UNWRITABLE, str(error), path=str(target)) from error
    finally:
        with suppress(OSError):  # it took its place, or there was never a folder for it
            unfinished.unlink()


def target_path(
    source: Path, pair: LanguagePair, folder: Path | None = None, taken: Container[Path] = ()
) -> Path:
    """Return a name for a translation that no file has yet: "report.zh.docx".

    Args:
        source: The document.
        pair: The direction.
        folder: Where it goes; beside the document when None.
        taken: Resolved paths of files that are about to be.
    """
    place = folder or source.parent
    number = 1
    while True:
        count = "" if number == 1 else f".{number}"
        target = place / f"{source.stem}.{pair.target}{count}{source.suffix}"
        if not target.exists() and target.resolve() not in taken:
            return target
        number += 1
