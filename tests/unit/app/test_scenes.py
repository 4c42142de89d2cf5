from __future__ import annotations

from dataclasses import replace

import pytest

from app.scenes import BUILT_IN, copied, find_scene, scene_ids, switched, without
from app.settings import Direction, Settings, SourceKind, TextSize, ThemeChoice
from engines.errors import EngineError, ErrorCode


def test_a_scene_is_as_it_was_left() -> None:
    settings = replace(Settings(), theme=ThemeChoice.DARK, text_size=TextSize.SMALL)
    there = replace(switched(settings, "travel"), direction=Direction.EN_TO_ZH)
    back = switched(there, "everyday")
    assert (back.direction, back.text_size) == (Direction.ZH_TO_EN, TextSize.SMALL)
    again = switched(back, "travel")
    assert (again.direction, again.text_size) == (Direction.EN_TO_ZH, TextSize.HUGE)
    assert again.theme is ThemeChoice.DARK


def test_a_video_listens_to_the_computer_itself() -> None:
    settings = replace(Settings(), device_id="mic-2")
    there = switched(settings, "video")
    assert (there.source, there.device_id) == (SourceKind.SYSTEM, None)
    assert switched(there, "everyday") == replace(
        settings, scenes=switched(there, "everyday").scenes
    )


@pytest.mark.parametrize("name", ["meeting", "Meeting", " MEETING ", "会议"])
def test_a_scene_is_found_by_its_name_in_any_language(name: str) -> None:
    assert find_scene(Settings(), name) == "meeting"


def test_an_unknown_scene_is_an_error_with_its_name() -> None:
    with pytest.raises(EngineError) as caught:
        switched(Settings(), "moon")
    assert caught.value.code is ErrorCode.SCENE_UNKNOWN
    assert caught.value.params["name"] == "moon"


def test_a_scene_of_ones_own_begins_as_the_one_before_and_goes_its_own_way() -> None:
    own = copied(replace(Settings(), text_size=TextSize.LARGE), "Court 法庭")
    assert (own.scene, own.text_size) == ("Court 法庭", TextSize.LARGE)
    changed = replace(own, text_size=TextSize.HUGE)
    assert switched(changed, "everyday").text_size is TextSize.LARGE
    assert scene_ids(changed) == (*BUILT_IN, "Court 法庭")


@pytest.mark.parametrize("name", ["会议", "travel"])
def test_no_two_scenes_have_one_name(name: str) -> None:
    with pytest.raises(EngineError) as caught:
        copied(Settings(), name)
    assert caught.value.code is ErrorCode.SCENE_TAKEN


def test_the_scene_one_is_in_can_be_removed() -> None:
    own = copied(Settings(), "Court")
    gone = without(own, "Court")
    assert gone.scene == "everyday"
    assert scene_ids(gone) == BUILT_IN
