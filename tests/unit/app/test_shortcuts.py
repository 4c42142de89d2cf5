from __future__ import annotations

from app.shortcuts import DEFAULTS, ShortcutId, conflicts, keys_of, with_keys


def test_the_usual_keys_are_not_at_odds() -> None:
    assert conflicts({}) == {}
    assert set(DEFAULTS) == set(ShortcutId)


def test_both_are_told_of_a_conflict() -> None:
    changed = with_keys({}, ShortcutId.READING, "ctrl+alt+o")
    assert conflicts(changed) == {
        ShortcutId.READING: ShortcutId.OVERLAY,
        ShortcutId.OVERLAY: ShortcutId.READING,
    }


def test_two_without_keys_are_not_at_odds() -> None:
    changed = with_keys(with_keys({}, ShortcutId.OPEN, ""), ShortcutId.SAVE, "")
    assert conflicts(changed) == {}
    assert keys_of(changed, ShortcutId.OPEN) == ""


def test_the_usual_keys_again_are_no_change() -> None:
    changed = with_keys({}, ShortcutId.QUIT, "Ctrl+W")
    assert keys_of(changed, ShortcutId.QUIT) == "Ctrl+W"
    assert with_keys(changed, ShortcutId.QUIT, DEFAULTS[ShortcutId.QUIT]) == {}
