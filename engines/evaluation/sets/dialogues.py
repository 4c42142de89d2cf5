"""Public sets of intents: xSID, MASSIVE and CrossWOZ."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engines.evaluation.items import IntentItem, Layout, Part
from engines.evaluation.sets.reading import (
    Importer,
    Reading,
    json_rows,
    language_of,
    lines_of,
    text_in,
)

# xSID: zh.test.conll and zh.valid.conll; comments before each sentence say its text and intent

_XSID = re.compile(r"(?P<language>[a-z]{2,3}(?:-[a-zA-Z]+)?)\.(?P<split>test|valid|train)\.conll$")
_XSID_LANGUAGES = ("zh", "en")


def _xsid_files(root: Path) -> list[tuple[Path, str, str]]:
    places = [root, root / "data", *root.glob("xSID-*"), *root.glob("data/xSID-*")]
    found: list[tuple[Path, str, str]] = []
    for place in places:
        for path in sorted(place.glob("*.conll")):
            match = _XSID.match(path.name)
            if match is not None and match["language"] in _XSID_LANGUAGES:
                found.append((path, match["language"], match["split"]))
    return found


def _read_xsid(root: Path, part: Part, reading: Reading) -> None:
    for path, language, split in _xsid_files(root):
        for number, about in _xsid_sentences(path):
            where = f"{path.name}:{number}"
            item = IntentItem(
                f"{language}/{split}/{about.get('id', number)}",
                about.get("text", ""),
                about.get("intent", ""),
                language,
            )
            # All training sentences are English; those of other languages are machine translated.
            if split == "test" or (part is Part.ALL and split == "valid"):
                reading.add(item, where)
            else:
                reading.learn(item)


def _xsid_sentences(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    about: dict[str, str] = {}
    start = 1
    for number, line in enumerate([*lines_of(path), ""], 1):
        if line.startswith("#"):
            name, _, value = line[1:].partition(":")
            about.setdefault(name.strip(), value.strip())
        elif not line.strip():
            if about:
                yield start, about
            about, start = {}, number + 1


# MASSIVE: data/zh-CN.jsonl with utt, intent, scenario and partition

_MASSIVE_LANGUAGES = ("zh-CN", "en-US", "zh-TW")


def _massive_files(root: Path) -> list[Path]:
    places = [root, root / "data", root / "1.0" / "data", root / "1.1" / "data"]
    return [
        place / f"{name}.jsonl"
        for place in places
        for name in _MASSIVE_LANGUAGES
        if (place / f"{name}.jsonl").is_file()
    ]


def _is_massive(root: Path) -> bool:
    files = _massive_files(root)
    if not files:
        return False
    with files[0].open(encoding="utf-8") as file:
        return '"annot_utt"' in file.readline()


def _read_massive(root: Path, part: Part, reading: Reading) -> None:
    for path in _massive_files(root):
        language = language_of(path.stem) or "zh"
        for where, row in json_rows(path, reading):
            item = IntentItem(
                f"{path.stem}/{row.get('id', where)}",
                text_in(row, "utt"),
                text_in(row, "intent"),
                language,
                text_in(row, "scenario"),
            )
            if row.get("partition") == "test" or part is Part.ALL:
                reading.add(item, where)
            else:
                reading.learn(item)


# CrossWOZ: test.json, or test.json.zip; each message of a user has dialogue acts


def _crosswoz_file(root: Path, split: str) -> Path | None:
    places = [root, root / "crosswoz", root / "data" / "crosswoz"]
    names = (f"{split}.json", f"{split}.json.zip")
    return next((p / n for p in places for n in names if (p / n).is_file()), None)


def _is_crosswoz(root: Path) -> bool:
    path = _crosswoz_file(root, "test")
    if path is None:
        return False
    with path.open("rb") as file:
        start = file.read(4096)
    return path.suffix == ".zip" or b'"sys-usr"' in start or b'"messages"' in start


def _read_crosswoz(root: Path, part: Part, reading: Reading) -> None:
    for split in ("train", "val", "test"):
        path = _crosswoz_file(root, split)
        if path is None:
            continue
        for dialogue, content in _crosswoz_dialogues(path).items():
            with reading.naming(f"{path.name}, {dialogue}"):
                for index, message in enumerate(content.get("messages", ())):
                    where = f"{path.name}, {dialogue}, message {index}"
                    with reading.naming(where):
                        item = _crosswoz_item(f"{split}/{dialogue}/{index}", dialogue, message)
                        if item is None:
                            continue
                        if split == "test" or part is Part.ALL:
                            reading.add(item, where)
                        else:
                            reading.learn(item)


def _crosswoz_item(item_id: str, dialogue: str, message: dict[str, Any]) -> IntentItem | None:
    """Return what a user wants; None of the other side, and of several wishes at once."""
    label = _act(message.get("dialog_act", [])) if message.get("role") == "usr" else None
    if label is None:
        return None
    text = text_in(message, "content")
    return IntentItem(item_id, text, label, scenario="travel", dialogue=dialogue)


def _crosswoz_dialogues(path: Path) -> dict[str, Any]:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            data = archive.read(archive.namelist()[0])
    else:
        data = path.read_bytes()
    content = json.loads(data)
    if not isinstance(content, dict):
        raise ValueError("no dialogues by their ids")
    return content


def _act(acts: list[list[str]]) -> str | None:
    """Return act and domain of a message that has one of each."""
    kinds = {(act[0], act[1]) for act in acts if len(act) > 1}
    if len(kinds) != 1:
        return None
    ((act, domain),) = kinds
    return f"{act}/{domain}" if domain and domain != "none" else act


IMPORTERS = (
    Importer(Layout.XSID, "xSID", lambda root: bool(_xsid_files(root)), _read_xsid),
    Importer(Layout.MASSIVE, "MASSIVE", _is_massive, _read_massive),
    Importer(Layout.CROSSWOZ, "CrossWOZ", _is_crosswoz, _read_crosswoz),
)
