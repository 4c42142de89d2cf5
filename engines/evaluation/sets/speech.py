"""Other public sets of speech: WenetSpeech, THCHS-30, Common Voice, FLEURS and MagicData."""

from __future__ import annotations

from pathlib import Path

import msgspec

from engines.evaluation.items import Layout, Part, SpokenItem
from engines.evaluation.sets.reading import (
    Importer,
    Reading,
    language_of,
    lines_of,
    sounds_in,
    spoken_language,
    table_rows,
)

# WenetSpeech: WenetSpeech.json beside audio/; its segments say which subsets they belong to


class _Segment(msgspec.Struct):
    sid: str
    begin_time: float
    end_time: float
    text: str
    subsets: list[str] = []


class _Audio(msgspec.Struct):
    path: str
    segments: list[msgspec.Raw] = []


class _Wenet(msgspec.Struct):
    audios: list[msgspec.Raw]


_WENET_TESTS = {"TEST_NET": "web video", "TEST_MEETING": "meeting, table", "DEV": "web video, dev"}


def _read_wenetspeech(root: Path, part: Part, reading: Reading) -> None:
    # Only what is needed of a file that may have millions of segments.
    content = msgspec.json.decode((root / "WenetSpeech.json").read_bytes(), type=_Wenet)
    found: list[tuple[Path, _Segment]] = []
    for number, raw in enumerate(content.audios):
        with reading.naming(f"WenetSpeech.json, audio {number}"):
            audio = msgspec.json.decode(raw, type=_Audio)
            for index, segment in enumerate(audio.segments):
                with reading.naming(f"WenetSpeech.json, {audio.path}, segment {index}"):
                    found.append((root / audio.path, msgspec.json.decode(segment, type=_Segment)))
    subsets = {subset for _, one in found for subset in one.subsets}
    tests = {"TEST_NET", "TEST_MEETING"} & subsets or {"DEV"} & subsets or subsets
    wanted = subsets if part is Part.ALL else tests
    for path, one in found:
        subset = next((name for name in one.subsets if name in wanted), None)
        if subset is not None:
            reading.add(
                SpokenItem(
                    one.sid,
                    path,
                    one.text,
                    scenario=_WENET_TESTS.get(subset, subset.lower()),
                    start_s=one.begin_time,
                    end_s=one.end_time,
                ),
                f"WenetSpeech.json, {one.sid}",
            )


# THCHS-30: data/A11_0.wav and data/A11_0.wav.trn; test/ has the same names again


def _thchs_root(root: Path) -> Path | None:
    places = (root, root / "data_thchs30")
    return next((p for p in places if next((p / "data").glob("*.wav.trn"), None) is not None), None)


def _read_thchs30(root: Path, part: Part, reading: Reading) -> None:
    place = _thchs_root(root)
    assert place is not None
    sounds = {path.stem: path for path in sounds_in((place / "data").iterdir())}
    stems = _thchs_stems(place / "test")
    for stem in stems if stems and part is not Part.ALL else _thchs_stems(place / "data"):
        transcript = place / "data" / f"{stem}.wav.trn"
        if not transcript.is_file():
            reading.reject(transcript.name, "data has no such transcript")
            continue
        with reading.naming(transcript.name):
            lines = lines_of(transcript)
            item = SpokenItem(
                stem,
                sounds.get(stem, place / "data" / f"{stem}.wav"),
                lines[0].replace(" ", "") if lines else "",
                speaker=stem.split("_")[0],
                scenario="read speech, office",
            )
            reading.add(item, transcript.name)


def _thchs_stems(folder: Path) -> list[str]:
    """Return what a folder has a transcript or a recording of."""
    files = list(folder.iterdir()) if folder.is_dir() else []
    written = {path.name.removesuffix(".wav.trn") for path in files if path.suffix == ".trn"}
    return sorted(written | {path.stem for path in sounds_in(files)})


# Common Voice: zh-CN/test.tsv with client_id, path and sentence; zh-CN/clips


def _common_voice_folders(root: Path) -> list[Path]:
    folders = (
        [root, *sorted(path for path in root.iterdir() if path.is_dir())] if root.is_dir() else []
    )
    return [
        folder
        for folder in folders
        if (folder / "clips").is_dir() and next(folder.glob("*.tsv"), None) is not None
    ]


def _read_common_voice(root: Path, part: Part, reading: Reading) -> None:
    for folder in _common_voice_folders(root):
        language = language_of(folder.name)
        names = ("test", "dev", "train", "validated")
        tables = [folder / f"{name}.tsv" for name in names if (folder / f"{name}.tsv").is_file()]
        if not tables:
            tables = sorted(folder.glob("*.tsv"))
        for table in tables if part is Part.ALL else tables[:1]:
            for where, row in table_rows(table, reading):
                file = row.get("path", "")
                locale = row.get("locale", "")
                spoken = spoken_language(locale) if locale else language or "zh"
                if spoken is None:
                    reading.reject(f"{folder.name}/{where}", f"{locale} is no known language")
                    continue
                item = SpokenItem(
                    file,
                    folder / "clips" / file,
                    row.get("sentence", ""),
                    language=spoken,
                    speaker=row.get("client_id", "")[:16],
                    scenario="read speech, own devices",
                )
                reading.add(item, f"{folder.name}/{where}")


# FLEURS: cmn_hans_cn/test.tsv without a heading, cmn_hans_cn/audio/test/*.wav


def _fleurs_folders(root: Path) -> list[Path]:
    places = [root, *root.glob("*"), *root.glob("data/*")] if root.is_dir() else []
    return sorted(
        place
        for place in places
        if (place / "audio").is_dir()
        and any((place / f"{name}.tsv").is_file() for name in ("test", "dev", "train"))
    )


def _read_fleurs(root: Path, part: Part, reading: Reading) -> None:
    for folder in _fleurs_folders(root):
        language = spoken_language(folder.name)
        if language is None:
            reading.reject(folder.name, "a language this program does not have")
            continue
        splits = [name for name in ("test", "dev", "train") if (folder / f"{name}.tsv").is_file()]
        for split in splits if part is Part.ALL else splits[:1]:
            for number, line in enumerate(lines_of(folder / f"{split}.tsv"), 1):
                where = f"{folder.name}/{split}.tsv:{number}"
                fields = line.split("\t")
                if len(fields) < 4:
                    reading.reject(where, f"{len(fields)} fields of 7")
                    continue
                _, file, raw, *_ = fields
                item = SpokenItem(
                    f"{folder.name}/{file}",
                    folder / "audio" / split / file,
                    raw,
                    language=language,
                    scenario="read speech, encyclopaedia",
                )
                reading.add(item, where)


# MagicData: test/TRANS.txt with UtteranceID, SpeakerID and Transcription; test/38_5718/*.wav


def _magicdata_folders(root: Path) -> list[Path]:
    places = [root, *(root / name for name in ("test", "dev", "train"))]
    return [place for place in places if (place / "TRANS.txt").is_file()]


def _read_magicdata(root: Path, part: Part, reading: Reading) -> None:
    folders = _magicdata_folders(root)
    for folder in folders if part is Part.ALL else folders[:1]:
        for where, row in table_rows(folder / "TRANS.txt", reading):
            file, speaker = row.get("UtteranceID", ""), row.get("SpeakerID", "")
            item = SpokenItem(
                Path(file).stem,
                folder / speaker / file,
                row.get("Transcription", ""),
                speaker=speaker,
                scenario="commands and chat, phones",
            )
            reading.add(item, f"{folder.name}/{where}")


IMPORTERS = (
    Importer(
        Layout.WENETSPEECH,
        "WenetSpeech",
        lambda root: (root / "WenetSpeech.json").is_file(),
        _read_wenetspeech,
    ),
    Importer(
        Layout.THCHS_30, "THCHS-30", lambda root: _thchs_root(root) is not None, _read_thchs30
    ),
    Importer(
        Layout.COMMON_VOICE,
        "Common Voice",
        lambda root: bool(_common_voice_folders(root)),
        _read_common_voice,
    ),
    Importer(Layout.FLEURS, "FLEURS", lambda root: bool(_fleurs_folders(root)), _read_fleurs),
    Importer(
        Layout.MAGICDATA, "MagicData", lambda root: bool(_magicdata_folders(root)), _read_magicdata
    ),
)
