"""The AISHELL family and AliMeeting: read Mandarin, and meetings around a table."""

from __future__ import annotations

import re
from pathlib import Path

from engines.evaluation.items import Layout, MeetingItem, Part, SpokenItem, Turn
from engines.evaluation.sets.reading import Importer, Reading, lines_of, pairs_of, sounds_in
from engines.evaluation.sets.text_grid import intervals

_READ = "read speech"
_MEETING = "meeting"
_MARKUP = re.compile(r"<[^>]*>|\[[^\]]*\]")
"""Noises and laughter, which are no words."""


# AISHELL-1: transcript/aishell_transcript_v0.8.txt, wav/test/S0764/BAC009S0764W0121.wav

_TRANSCRIPT = Path("transcript", "aishell_transcript_v0.8.txt")


def _aishell1_root(root: Path) -> Path | None:
    places = (root, root / "data_aishell")
    return next((place for place in places if (place / _TRANSCRIPT).is_file()), None)


def _read_aishell1(root: Path, part: Part, reading: Reading) -> None:
    place = _aishell1_root(root)
    assert place is not None
    audio = {path.stem: path for path in sounds_in((place / "wav").rglob("*"))}
    splits = [path.name for path in (place / "wav").iterdir() if path.is_dir()]
    wanted = set(splits) if part is Part.ALL else {_best_split(splits)}
    speakers = {path.name for split in wanted for path in (place / "wav" / split).glob("*")}
    for where, name, text in pairs_of(place / _TRANSCRIPT, reading):
        path = audio.get(name)
        if path is None:
            # The transcript is of all splits; a folder with one of them lacks the others.
            if name[6:11] in speakers:
                reading.reject(where, f"there is no sound of {name}")
            continue
        if path.relative_to(place / "wav").parts[0] in wanted:
            reading.add(
                SpokenItem(name, path, text.replace(" ", ""), speaker=name[6:11], scenario=_READ),
                where,
            )
    said = {name for _, name, _ in pairs_of(place / _TRANSCRIPT, Reading())}
    for name, path in audio.items():
        if name not in said and path.relative_to(place / "wav").parts[0] in wanted:
            reading.reject(path.name, "nobody wrote down what it says")


def _best_split(names: list[str]) -> str:
    for wanted in ("test", "dev", "train"):
        if wanted in names:
            return wanted
    return names[0] if names else ""


# AISHELL-2: iOS/test/wav.scp and trans.txt; iOS, Android and Mic are the same people at once


def _aishell2_folders(root: Path) -> list[Path]:
    return sorted(
        path.parent
        for path in [*root.glob("wav.scp"), *root.glob("*/wav.scp"), *root.glob("*/*/wav.scp")]
        if (path.parent / "trans.txt").is_file()
    )


def _read_aishell2(root: Path, part: Part, reading: Reading) -> None:
    folders = _aishell2_folders(root)
    tests = [folder for folder in folders if folder.name == "test"]
    for folder in folders if part is Part.ALL or not tests else tests:
        texts = {name: text for _, name, text in pairs_of(folder / "trans.txt", reading)}
        channel = folder.parent.name if folder.name in {"test", "dev", "train"} else folder.name
        for where, name, file in pairs_of(folder / "wav.scp", reading):
            place = f"{folder.name}/{where}"
            if name not in texts:
                reading.reject(place, f"trans.txt has no {name}")
                continue
            item = SpokenItem(
                name,
                folder / file,
                texts[name],
                speaker=name[1:6],
                scenario=f"{_READ}, {channel}",
            )
            reading.add(item, place)


# AISHELL-3: test/content.txt with characters and pinyin in turns, test/wav/SSB0005/SSB00050001.wav


def _read_aishell3(root: Path, part: Part, reading: Reading) -> None:
    splits = [name for name in ("test", "train") if (root / name / "content.txt").is_file()]
    for split in splits if part is Part.ALL else splits[:1]:
        for where, file, line in pairs_of(root / split / "content.txt", reading):
            text = "".join(line.split()[::2])
            speaker = file[:7]
            path = root / split / "wav" / speaker / file
            item = SpokenItem(Path(file).stem, path, text, speaker=speaker, scenario=_READ)
            reading.add(item, f"{split}/{where}")


# AISHELL-4: test/wav/*.flac of eight channels, test/TextGrid/*.TextGrid with a tier per speaker


def _aishell4_folders(root: Path) -> list[Path]:
    grids = [root / "TextGrid", *root.glob("*/TextGrid")]
    return sorted(p.parent for p in grids if p.is_dir() and (p.parent / "wav").is_dir())


def _read_aishell4(root: Path, part: Part, reading: Reading) -> None:
    folders = _aishell4_folders(root)
    tests = [folder for folder in folders if folder.name == "test"]
    for folder in folders if part is Part.ALL or not tests else tests:
        sounds = sorted(path for path in (folder / "wav").iterdir() if path.is_file())
        found: dict[Path, Path | None] = {
            grid: next((path for path in sounds if path.stem == grid.stem), None)
            for grid in sorted((folder / "TextGrid").glob("*.TextGrid"))
        }
        _read_meetings(found, sounds, f"{_MEETING}, table", reading)


# AliMeeting: Test_Ali/Test_Ali_far/{audio_dir,textgrid_dir}, and ..._near with a file per speaker


def _alimeeting_folders(root: Path) -> list[Path]:
    return sorted(
        path.parent
        for depth in ("", "*/", "*/*/")
        for path in root.glob(f"{depth}textgrid_dir")
        if (path.parent / "audio_dir").is_dir()
    )


def _read_alimeeting(root: Path, part: Part, reading: Reading) -> None:
    folders = _alimeeting_folders(root)
    tests = [folder for folder in folders if "test" in folder.name.lower()]
    for folder in folders if part is Part.ALL or not tests else tests:
        scenario = f"{_MEETING}, {'headset' if folder.name.endswith('near') else 'table'}"
        sounds = sounds_in((folder / "audio_dir").iterdir())
        found: dict[Path, Path | None] = {
            grid: next((path for path in sounds if path.stem.startswith(grid.stem)), None)
            for grid in sorted((folder / "textgrid_dir").glob("*.TextGrid"))
        }
        _read_meetings(found, sounds, scenario, reading)


def _read_meetings(
    meetings: dict[Path, Path | None], sounds: list[Path], scenario: str, reading: Reading
) -> None:
    for grid, audio in meetings.items():
        with reading.naming(grid.name):
            _read_meeting(grid, audio, scenario, reading)
    written_down = set(meetings.values())
    for path in sounds:
        if path not in written_down:
            reading.reject(path.name, "nobody wrote down what it says")


def _read_meeting(grid: Path, audio: Path | None, scenario: str, reading: Reading) -> None:
    if audio is None:
        reading.reject(grid.name, "there is no sound of this meeting")
        return
    turns: list[Turn] = []
    broken = len(reading.broken)
    for index, one in enumerate(intervals("\n".join(lines_of(grid)))):
        text = _MARKUP.sub("", one.text).strip()
        if text:
            item = SpokenItem(
                f"{audio.stem}-{index:05d}",
                audio,
                text,
                speaker=one.tier,
                scenario=scenario,
                start_s=one.start_s,
                end_s=one.end_s,
            )
            reading.add(item, f"{grid.name}, interval at {one.start_s} s")
            turns.append(Turn(one.tier, text, one.start_s, one.end_s))
    if len({turn.speaker for turn in turns}) < 2:
        # A headset's recording: one person's words, and in its sound those of all.
        return
    broken = len(reading.broken) - broken
    if broken:
        reading.reject(grid.name, f"not measured as a whole: {broken} of its intervals are broken")
        return
    turns.sort(key=lambda turn: turn.start_s)
    reading.add(MeetingItem(audio.stem, audio, tuple(turns), scenario=scenario), grid.name)


IMPORTERS = (
    Importer(
        Layout.AISHELL_1, "AISHELL-1", lambda r: _aishell1_root(r) is not None, _read_aishell1
    ),
    Importer(
        Layout.AISHELL_3,
        "AISHELL-3",
        lambda r: any((r / name / "content.txt").is_file() for name in ("test", "train")),
        _read_aishell3,
    ),
    Importer(Layout.AISHELL_2, "AISHELL-2", lambda r: bool(_aishell2_folders(r)), _read_aishell2),
    Importer(Layout.AISHELL_4, "AISHELL-4", lambda r: bool(_aishell4_folders(r)), _read_aishell4),
    Importer(
        Layout.ALIMEETING, "AliMeeting", lambda r: bool(_alimeeting_folders(r)), _read_alimeeting
    ),
)
