"""A folder of corpora as the benches use it: ``asr_manifest.tsv``, ``mt`` and ``intent``.

Rows whose split says "train" are left to ``Part.ALL``: models have seen them, or something was
tuned on them.
"""

from __future__ import annotations

import re
from pathlib import Path

from engines.evaluation.items import IntentItem, Layout, ParallelItem, Part, SpokenItem
from engines.evaluation.sets.reading import Importer, Reading, language_of, lines_of, table_rows
from engines.evaluation.sets.texts import read_tsv_columns
from engines.evaluation.work import figure_of
from engines.types import LanguagePair

_MANIFEST = "asr_manifest.tsv"
_PAIR = re.compile(r"^([a-z]{2})-([a-z]{2})(?:\.\w+)?$")
_TUNED_ON = ("asr_zh/thchs30/",)
"""Thresholds of this program were chosen on these, whatever their split is called."""


def _read(root: Path, part: Part, reading: Reading) -> None:
    _read_speech(root, part, reading)
    mt = root / "mt"
    for path in sorted(mt.glob("*/*.tsv")):
        match = _PAIR.match(path.stem)
        if match is not None:
            pair = LanguagePair(match[1], match[2])
            read_tsv_columns(path, pair, reading, path.parent.name)
    _read_columns(root, mt / "ntrex", reading)
    _read_intents(root, part, reading)


def _read_speech(root: Path, part: Part, reading: Reading) -> None:
    for where, row in table_rows(root / _MANIFEST, reading):
        name = row.get("path", "")
        is_training = "train" in row.get("split", "") or name.startswith(_TUNED_ON)
        if is_training and part is not Part.ALL:
            continue
        speaker = row.get("speaker", "")
        scenario = row.get("scenario", "")
        reading.add(
            SpokenItem(
                name,
                root / name,
                row.get("text", ""),
                speaker="" if speaker.startswith("unknown") else speaker,
                # What is in brackets tells of the content; the scene comes before it.
                scenario=scenario.partition(" (")[0],
            ),
            where,
        )


def _read_columns(root: Path, folder: Path, reading: Reading) -> None:
    """Read a file of lines per language."""
    texts: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.txt")):
        language = language_of(path.stem)
        if language is not None:
            texts.setdefault(language, lines_of(path))
    for source, sources in texts.items():
        for target, references in texts.items():
            pair = LanguagePair(source, target)
            if source == target or figure_of(pair) is None:
                continue
            if len(sources) != len(references):
                reading.reject(f"{folder.name} {pair}", "files of different length")
                continue
            for index, (one, other) in enumerate(zip(sources, references, strict=True)):
                reading.add(
                    ParallelItem(f"{folder.name}/{pair}/{index}", pair, one, (other,), "news"),
                    f"{folder.relative_to(root)} {pair}, line {index + 1}",
                )


def _read_intents(root: Path, part: Part, reading: Reading) -> None:
    learned: set[str] = set()
    for path in sorted((root / "intent").glob("*/*.tsv")):
        for where, row in table_rows(path, reading):
            item = IntentItem(
                f"{path.parent.name}/{where}", row.get("zh", ""), row.get("intent", "")
            )
            learned.add(item.text)
            if part is Part.ALL:
                reading.add(item, where)
            else:
                reading.learn(item)
    for path in sorted((root / "mt").glob("*parallel/*.valid.tsv")):
        # The same sentences in Chinese as above, and in English.
        for where, row in table_rows(path, reading):
            for language in ("zh", "en"):
                text = row.get(language, "")
                if text and text not in learned:
                    item_id = f"{path.parent.name}/{language}/valid/{where.rpartition(':')[2]}"
                    item = IntentItem(item_id, text, row.get("intent", ""), language)
                    learned.add(text)
                    if part is Part.ALL:
                        reading.add(item, where)
                    else:
                        reading.learn(item)
    for path in sorted((root / "mt").glob("*parallel/*.test.tsv")):
        for where, row in table_rows(path, reading):
            if not row.get("intent"):
                continue
            for language in ("zh", "en"):
                text = row.get(language, "")
                if text and text not in learned:
                    item_id = f"{path.parent.name}/{language}/{where.rpartition(':')[2]}"
                    reading.add(IntentItem(item_id, text, row["intent"], language), where)
            _add_minority(path, where, row, reading)


def _add_minority(path: Path, where: str, row: dict[str, str], reading: Reading) -> None:
    for source, target in (("zh", "kk"), ("kk", "zh")):
        if row.get(source) and row.get(target):
            pair = LanguagePair(source, target)
            item_id = f"{path.parent.name}/{pair}/{where.rpartition(':')[2]}"
            item = ParallelItem(item_id, pair, row[source], (row[target],), "commands")
            reading.add(item, where)


IMPORTERS = (
    Importer(Layout.SPEECH_MANIFEST, "Corpora", lambda root: (root / _MANIFEST).is_file(), _read),
)
