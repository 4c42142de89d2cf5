from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app import settings
from app.settings import Direction, Settings, SourceKind, TextSize, ThemeChoice
from app.words.texts import UiLanguage
from engines.asr.steadiness import Steadiness
from engines.chinese_script import ChineseScript
from engines.engine_config import EngineKind
from engines.errors import EngineError, ErrorCode

FULL = Settings(
    language=UiLanguage.CHINESE,
    theme=ThemeChoice.DARK,
    text_size=TextSize.HUGE,
    source=SourceKind.SYSTEM,
    device_id="alsa:1",
    direction=Direction.TWO_WAY,
    recognizer_id="whisper-base",
    translator_id="qwen",
    translator_kind=EngineKind.LLAMACPP_CHAT,
    script=ChineseScript.TRADITIONAL,
    writes_numbers=False,
    keeps_fillers=False,
    marks_doubtful=True,
    steadiness=Steadiness.CALMEST,
    window_geometry="AbC=",
    last_folder="/home/王/会议 录音",
)


def test_settings_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "config" / "settings.json"
    settings.save(FULL, path)
    assert settings.load(path) == FULL
    assert list(path.parent.iterdir()) == [path]


def test_the_first_start_has_the_defaults(tmp_path: Path) -> None:
    assert settings.load(tmp_path / "none.json") == Settings()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"theme": "pink"}',
        b'{"device_id": 3}',
        b"\xff\xfe",
        b"[]",
        b'{"scenes":' + b"[" * 100_000,
        b'{"scale_percent": -5}',
        b'{"speech_rate": 0}',
        b'{"speech_volume": 40}',
        b'{"retention_days": 0}',
        b'{"overlay": {"size_px": 100000}}',
        b'{"overlay": {"lines": 0}}',
    ],
    ids=range(13),
)
def test_a_file_that_cannot_be_read_is_set_aside(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    with pytest.raises(EngineError) as caught:
        settings.load(path)
    assert caught.value.code is ErrorCode.SETTINGS_UNREADABLE
    assert (tmp_path / "settings.json.bad").read_bytes() == content
    assert settings.load(path) == Settings()


@pytest.mark.parametrize(
    "content",
    [
        b'{"scale_percent": 0}',
        b'{"speech_rate": 90}',
        b'{"speech_volume": -1}',
        b'{"retention_days": -3}',
        b'{"overlay": {"size_px": 0}}',
    ],
)
def test_values_that_would_leave_nothing_to_see_or_hear_are_refused(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "from_elsewhere.json"
    path.write_bytes(content)
    with pytest.raises(EngineError) as raised:
        settings.read(path)
    assert raised.value.code is ErrorCode.SETTINGS_FILE_UNREADABLE


def test_fields_of_a_newer_program_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "dark", "hologram": true}', encoding="utf-8")
    assert settings.load(path).theme is ThemeChoice.DARK


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineError) as caught:
        settings.save(FULL, tmp_path / "file" / "settings.json")
    assert caught.value.code is ErrorCode.SETTINGS_UNWRITABLE


def test_two_windows_undo_nothing_of_each_other(tmp_path: Path) -> None:
    path = tmp_path / "config" / "settings.json"
    start = Settings()
    one = replace(start, theme=ThemeChoice.DARK, direction=Direction.EN_TO_ZH)
    other = replace(start, text_size=TextSize.HUGE, direction=Direction.TWO_WAY)
    settings.save_changes(start, one, path)
    settings.save_changes(start, other, path)
    there = settings.load(path)
    assert (there.theme, there.text_size) == (ThemeChoice.DARK, TextSize.HUGE)
    assert there.direction is Direction.TWO_WAY, "both changed it: the later one holds"
    settings.save_changes(one, replace(one, theme=ThemeChoice.SYSTEM), path)
    assert settings.load(path) == replace(there, theme=ThemeChoice.SYSTEM)


def test_the_keys_that_two_windows_chose_are_all_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    start = Settings(shortcuts={"start": "F5", "stop": "F6"})
    settings.save(start, path)
    one = replace(start, shortcuts={"start": "F9", "stop": "F6", "mark": "F7"})
    other = replace(start, shortcuts={"start": "F5", "save": "F8"})
    settings.save_changes(start, one, path)
    settings.save_changes(start, other, path)
    assert settings.load(path).shortcuts == {"start": "F9", "mark": "F7", "save": "F8"}


def test_where_the_file_was_lost_everything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(b"{")
    settings.save_changes(FULL, replace(FULL, theme=ThemeChoice.LIGHT), path)
    assert settings.load(path) == replace(FULL, theme=ThemeChoice.LIGHT)


def test_changes_that_cannot_be_written_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineError) as caught:
        settings.save_changes(Settings(), FULL, tmp_path / "file" / "settings.json")
    assert caught.value.code is ErrorCode.SETTINGS_UNWRITABLE


def test_each_direction_hears_its_own_languages() -> None:
    spoken = {direction: [p.source for p in direction.pairs] for direction in Direction}
    assert spoken == {
        Direction.ZH_TO_EN: ["zh"],
        Direction.EN_TO_ZH: ["en"],
        Direction.TWO_WAY: ["zh", "en"],
    }
