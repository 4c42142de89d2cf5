"""The sentences that translation is measured on, from the user's folder of corpora."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engines.errors import EngineError, ErrorCode
from engines.evaluation.bench import mt_slice
from engines.types import LanguagePair

ZH_EN = LanguagePair("zh", "en")
EN_ZH = LanguagePair("en", "zh")

OTHER_SYSTEMS = ("Online-A", "Online-B", "Online-G", "Online-W", "Online-Y")
"""Whose translations of the same sentences stand in the files of WMT22."""


@dataclass(frozen=True, slots=True)
class ParallelSentence:
    """One sentence with its translation by a person and those of other systems."""

    line: int
    source: str
    reference: str
    domain: str
    others: tuple[tuple[str, str], ...]
    """System and output."""
    document: str = ""
    """Where the sentences before it are those before it in the corpus."""


@dataclass(frozen=True, slots=True)
class ParallelSet:
    """Sentences of one corpus in one direction."""

    name: str
    pair: LanguagePair
    sentences: tuple[ParallelSentence, ...]


def reported_sets(corpora: Path, limit: int | None = None) -> list[ParallelSet]:
    """Return the slice that figures are reported on; ``limit`` takes the first of each set.

    Raises:
        EngineError: FILE_NOT_FOUND or FILE_UNREADABLE.
    """
    wmt22 = corpora / "mt" / "wmt22"
    tatoeba = corpora / "mt" / "tatoeba" / "zh-en.test1000.tsv"
    return [
        _set("wmt22 zh-en", ZH_EN, wmt22 / "zh-en.tsv", mt_slice.WMT22_ZH_EN[:limit]),
        _set("wmt22 en-zh", EN_ZH, wmt22 / "en-zh.tsv", mt_slice.WMT22_EN_ZH[:limit]),
        _set("tatoeba zh-en", ZH_EN, tatoeba, mt_slice.TATOEBA_ZH_EN[:limit]),
    ]


def tuning_sets(corpora: Path) -> list[ParallelSet]:
    """Return the lines of WMT22 outside the slice: what may be tuned on."""
    wmt22 = corpora / "mt" / "wmt22"
    chosen = (("zh-en", ZH_EN, mt_slice.WMT22_ZH_EN), ("en-zh", EN_ZH, mt_slice.WMT22_EN_ZH))
    return [
        _set(f"wmt22 {name} outside the slice", pair, wmt22 / f"{name}.tsv", None, taken)
        for name, pair, taken in chosen
    ]


def document_sets(corpora: Path, count: int) -> list[ParallelSet]:
    """Return the first lines of WMT22 outside the slice, in the order of their documents."""
    return [
        replace(one, name=one.name.replace("outside the slice", "documents"), sentences=some)
        for one in tuning_sets(corpora)
        if (some := one.sentences[:count])
    ]


def _set(
    name: str,
    pair: LanguagePair,
    path: Path,
    lines: Sequence[int] | None,
    but: Sequence[int] = (),
) -> ParallelSet:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except FileNotFoundError as error:
        raise EngineError(ErrorCode.FILE_NOT_FOUND, "no sentences", path=str(path)) from error
    except (OSError, ValueError) as error:
        raise EngineError(ErrorCode.FILE_UNREADABLE, str(error), path=str(path)) from error
    left_out = frozenset(but)
    wanted = [i for i in range(len(rows)) if i not in left_out] if lines is None else lines
    if wanted and max(wanted) >= len(rows):
        raise EngineError(ErrorCode.FILE_UNREADABLE, f"{len(rows)} lines", path=str(path))
    return ParallelSet(name, pair, tuple(_sentence(line, rows[line], pair) for line in wanted))


def _sentence(line: int, row: dict[str, str], pair: LanguagePair) -> ParallelSentence:
    return ParallelSentence(
        line,
        row.get("src") or row[pair.source],
        row.get("ref") or row[pair.target],
        row.get("domain", ""),
        tuple((system, row[system]) for system in OTHER_SYSTEMS if row.get(system)),
        row.get("doc", ""),
    )
