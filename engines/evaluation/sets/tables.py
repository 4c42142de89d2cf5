"""One's own tables: rows of speech, translations or intents, in TSV or JSON lines.

What a row is, its columns say: ``audio`` and ``text`` are speech, ``source`` and ``reference`` a
translation, ``text`` and ``intent`` an intent. The rest is optional: speaker, scenario, language,
distance_m, snr_db, is_synthetic, start_s, end_s; from, to, domain, document, and ``system:NAME``
for what another system made of a source; ``split`` with "train" for what an intent engine may learn
from.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from engines.evaluation.items import IntentItem, Layout, ParallelItem, Part, SpokenItem
from engines.evaluation.sets.reading import (
    Importer,
    Reading,
    json_rows,
    language_of,
    spoken_language,
    table_rows,
)
from engines.types import Language, LanguagePair

_SUFFIXES = (".tsv", ".jsonl")
_AUDIO = ("audio", "path", "file")
_TRUE = frozenset({"1", "true", "yes"})
_OTHER_SYSTEM = "system:"


def _tables(root: Path) -> list[Path]:
    if root.is_file():
        return [root] if root.suffix.lower() in _SUFFIXES else []
    files = root.iterdir() if root.is_dir() else ()
    return sorted(path for path in files if path.suffix.lower() in _SUFFIXES)


def _is_table(root: Path) -> bool:
    return any(_kind(set(row)) is not None for path in _tables(root) for row in _first(path))


def _first(path: Path) -> Iterator[Mapping[str, Any]]:
    for _, row in rows_of(path, Reading()):
        yield row
        return


def rows_of(path: Path, reading: Reading) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows of a table of either kind."""
    yield from (json_rows if path.suffix.lower() == ".jsonl" else table_rows)(path, reading)


def _kind(names: set[str]) -> str | None:
    if names & set(_AUDIO) and "text" in names:
        return "speech"
    if {"source", "reference"} <= names or {"source", "target"} <= names:
        return "translation"
    return "intent" if {"text", "intent"} <= names else None


def _read_tables(root: Path, part: Part, reading: Reading) -> None:
    for path in _tables(root):
        read_table(path, part, reading)


def read_table(path: Path, part: Part, reading: Reading) -> None:
    """Read one table into a set."""
    for where, row in rows_of(path, reading):
        values = {name: str(value) for name, value in row.items() if value is not None}
        item_id = values.get("id") or f"{path.stem}/{where.rpartition(':')[2]}"
        try:
            match _kind(set(values)):
                case "speech":
                    reading.add(speech_row(item_id, values, path.parent), where)
                case "translation":
                    reading.add(_translation_row(item_id, values), where)
                case "intent":
                    _take_intent(item_id, values, part, reading, where)
                case _:
                    reading.reject(where, "neither speech nor a translation nor an intent")
        except ValueError as error:
            reading.reject(where, str(error))


def speech_row(item_id: str, row: Mapping[str, str], folder: Path) -> SpokenItem:
    """Return what a row says of a recording; without a file it is to be spoken by a machine.

    Raises:
        ValueError: A number is none.
    """
    name = next((row[key] for key in _AUDIO if row.get(key)), "")
    return SpokenItem(
        item_id,
        folder / name if name else None,
        row.get("text", ""),
        language=_language(row),
        speaker=row.get("speaker", ""),
        scenario=row.get("scenario", ""),
        distance_m=_number(row, "distance_m"),
        snr_db=_number(row, "snr_db"),
        is_synthetic=row.get("is_synthetic", "").lower() in _TRUE or not name,
        start_s=_number(row, "start_s") or 0.0,
        end_s=_number(row, "end_s"),
        intent=row.get("intent", ""),
    )


def _translation_row(item_id: str, row: Mapping[str, str]) -> ParallelItem:
    source, target = row.get("from", ""), row.get("to", "")
    if not (language_of(source) and language_of(target)):
        raise ValueError(f"from {source!r} to {target!r} is no direction")
    pair = LanguagePair(language_of(source) or "", language_of(target) or "")
    references = [v for n, v in row.items() if n.startswith(("reference", "target")) and v]
    others = {
        n.removeprefix(_OTHER_SYSTEM): v for n, v in row.items() if n.startswith(_OTHER_SYSTEM)
    }
    return ParallelItem(
        item_id,
        pair,
        row["source"],
        tuple(references),
        row.get("domain", ""),
        row.get("document", ""),
        tuple(others.items()),
    )


def _take_intent(
    item_id: str, row: Mapping[str, str], part: Part, reading: Reading, where: str
) -> None:
    item = IntentItem(
        item_id,
        row["text"],
        row["intent"],
        _language(row),
        row.get("scenario", ""),
        row.get("dialogue", ""),
    )
    if row.get("split", "").startswith("train") and part is not Part.ALL:
        reading.learn(item)
    else:
        reading.add(item, where)


def _language(row: Mapping[str, str]) -> Language:
    tag = row.get("language", "").strip() or "zh"
    language = spoken_language(tag)
    if language is None:
        raise ValueError(f"language is {tag!r}, which is none this program knows")
    return language


def _number(row: Mapping[str, str], name: str) -> float | None:
    text = row.get(name, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    # Only a signal-to-noise ratio may be below 0.
    if not math.isfinite(value) or (value < 0 and name != "snr_db"):
        raise ValueError(f"{name} is {text!r}, which is no number that can be")
    return value


IMPORTERS = (Importer(Layout.TABLE, "Table", _is_table, _read_tables),)
