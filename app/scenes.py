"""Scenes: named sets of settings one goes to and comes back from; knows no Qt.

The scene one is in is the settings themselves: what is changed there is there on the next visit.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, Final

from app.settings import EVERYDAY, Direction, SceneSettings, Settings, SourceKind, TextSize
from app.strings import LABELS
from engines.asr.steadiness import Steadiness
from engines.errors import EngineError, ErrorCode

MEETING: Final = "meeting"
TRAVEL: Final = "travel"
LECTURE: Final = "lecture"
VIDEO: Final = "video"

BUILT_IN: Final = (EVERYDAY, MEETING, TRAVEL, LECTURE, VIDEO)
"""Their names are ``scene.<id>``."""


def scene_ids(settings: Settings) -> tuple[str, ...]:
    """Return every scene there is: the built-in ones, then the user's own by name."""
    own = {settings.scene, *settings.scenes} - set(BUILT_IN)
    return (*BUILT_IN, *sorted(own))


def find_scene(settings: Settings, name: str) -> str:
    """Return the scene that a name, in any language of the program, means.

    Raises:
        EngineError: SCENE_UNKNOWN.
    """
    wanted = name.strip().casefold()
    for scene in scene_ids(settings):
        names = {scene.casefold()}
        if scene in BUILT_IN:
            words = LABELS[f"scene.{scene}"]
            names |= {words.en.casefold(), words.zh.casefold()}
        if wanted in names:
            return scene
    raise EngineError(ErrorCode.SCENE_UNKNOWN, name=name)


def switched(settings: Settings, scene: str) -> Settings:
    """Return the settings in another scene; the one that is left is kept as it is.

    Raises:
        EngineError: SCENE_UNKNOWN.
    """
    scene = find_scene(settings, scene)
    if scene == settings.scene:
        return settings
    scenes = dict(settings.scenes)
    there = scenes.pop(scene, None) or _first_visit(settings, scene)
    scenes[settings.scene] = kept_of(settings)
    return replace(settings, scene=scene, scenes=scenes, **_values(there))


def copied(settings: Settings, name: str) -> Settings:
    """Return the settings in a scene of the user's own that begins as this one is.

    Raises:
        EngineError: SCENE_TAKEN; there is one of that name.
    """
    try:
        find_scene(settings, name)
    except EngineError:
        scenes = settings.scenes | {settings.scene: kept_of(settings)}
        return replace(settings, scene=name.strip(), scenes=scenes)
    raise EngineError(ErrorCode.SCENE_TAKEN, name=name)


def without(settings: Settings, scene: str) -> Settings:
    """Return the settings without a scene; a built-in one begins anew on the next visit."""
    if scene == settings.scene:
        settings = switched(settings, EVERYDAY if scene != EVERYDAY else MEETING)
    scenes = {name: kept for name, kept in settings.scenes.items() if name != scene}
    return replace(settings, scenes=scenes)


def kept_of(settings: SceneSettings) -> SceneSettings:
    """Return the part of settings that a scene keeps."""
    return SceneSettings(**_values(settings))


def _values(settings: SceneSettings) -> dict[str, Any]:
    return {field.name: getattr(settings, field.name) for field in fields(SceneSettings)}


def _first_visit(settings: Settings, scene: str) -> SceneSettings:
    """Return what a scene begins with: the settings now, and what it is known for."""
    now = kept_of(settings)
    if scene == MEETING:
        return replace(now, marks_doubtful=True, steadiness=Steadiness.BALANCED)
    if scene == TRAVEL:
        return replace(now, direction=Direction.TWO_WAY, text_size=TextSize.HUGE)
    if scene == LECTURE:
        larger = replace(now.overlay, lines=3)
        return replace(now, steadiness=Steadiness.CALMEST, overlay=larger)
    if scene == VIDEO:
        return replace(now, source=SourceKind.SYSTEM, device_id=None)
    return now
