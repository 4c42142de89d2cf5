from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from app import settings as stored
from app.bridge.key_source import KeysState, Reach
from app.main import settings_path
from app.overlay_settings import OverlayPlace
from app.settings import Settings, TextSize, ThemeChoice
from app.shortcuts import ShortcutId
from app.ui.settings.dialog import SettingsDialog
from app.ui.settings.rows import RESETS, ROWS, change_of, value_of
from tests.gui.conftest import Desk


@pytest.fixture
def dialog(desk: Desk) -> SettingsDialog:
    desk.window.open_settings()
    made = desk.window.settings_dialog
    assert made is not None
    return made


def choose(combo: QComboBox, row: int) -> None:
    combo.setCurrentIndex(row)
    combo.activated.emit(row)


def test_every_choice_of_every_row_is_a_value_its_field_takes(desk: Desk) -> None:
    dialog = desk.window
    dialog.open_settings()
    for rows in ROWS.values():
        for row in rows:
            if row.name == "language":
                continue
            for value, words in row.choices():
                assert words.strip()
                desk.program.preferences.change(**change_of(Settings(), row.field, value))
                assert value_of(desk.program.preferences.current, row.field) == value


def test_what_another_window_chose_is_not_undone(desk: Desk) -> None:
    path, preferences = settings_path(), desk.program.preferences
    stored.save(replace(preferences.current, keeps_in_tray=True), path)
    for theme in (ThemeChoice.DARK, ThemeChoice.LIGHT):
        preferences.change(theme=theme)
        desk.until(lambda: preferences._written == preferences.current)
        assert stored.load(path).theme is theme
        assert stored.load(path).keeps_in_tray
    stored.save(replace(stored.load(path), theme=ThemeChoice.SYSTEM), path)
    preferences.change(scale_percent=150)
    preferences.save_now()
    there = stored.load(path)
    assert (there.scale_percent, there.theme) == (150, ThemeChoice.SYSTEM)


def test_what_is_typed_finds_rows_by_name_group_and_choice(dialog: SettingsDialog) -> None:
    everything = dialog.visible_rows()
    dialog.search.setText("appear")
    assert dialog.visible_rows() == ["theme"]
    dialog.search.setText("Traditional")
    assert dialog.visible_rows() == ["script"]
    dialog.search.setText("CAPTIONS OVER")
    assert "overlay_lines" in dialog.visible_rows()
    assert "theme" not in dialog.visible_rows()
    dialog.search.setText("zebra")
    assert dialog.visible_rows() == []
    assert dialog._nothing_found.isVisible()
    dialog.search.clear()
    assert dialog.visible_rows() == everything
    assert not dialog._nothing_found.isVisible()


def test_keys_are_found_too(dialog: SettingsDialog) -> None:
    dialog.search.setText("next pane")
    assert not dialog.keys.isHidden()
    assert not dialog.keys.field(ShortcutId.NEXT_PANE).isHidden()
    assert dialog.keys.field(ShortcutId.QUIT).isHidden()


def test_a_group_is_reset_alone_and_that_can_be_undone(desk: Desk, dialog: SettingsDialog) -> None:
    place = OverlayPlace(screen="one", x=1, y=2, width=300)
    overlay = replace(desk.program.preferences.current.overlay, size_px=64, place=place)
    desk.program.preferences.change(
        theme=ThemeChoice.DARK, text_size=TextSize.HUGE, overlay=overlay
    )
    dialog.resets["window"].click()
    current = desk.program.preferences.current
    assert (current.theme, current.text_size) == (ThemeChoice.SYSTEM, TextSize.HUGE)
    assert dialog.theme.currentText() == "As the system"
    desk.window.message_bar.action_button.click()
    assert desk.program.preferences.current.theme is ThemeChoice.DARK
    dialog.resets["overlay"].click()
    assert desk.program.preferences.current.overlay.size_px == 28
    assert desk.program.preferences.current.overlay.place == place


def test_undoing_a_reset_keeps_what_was_changed_since(desk: Desk, dialog: SettingsDialog) -> None:
    preferences = desk.program.preferences
    preferences.change(theme=ThemeChoice.DARK)
    dialog.resets["window"].click()
    preferences.change(speech_rate=1.3, scale_percent=125)
    desk.window.message_bar.action_button.click()
    now = preferences.current
    assert (now.theme, now.speech_rate, now.scale_percent) == (ThemeChoice.DARK, 1.3, 125)


def test_the_reset_of_a_group_covers_its_rows() -> None:
    usual = Settings()
    for group, rows in ROWS.items():
        for row in rows:
            assert row.field.partition(".")[0] in RESETS[group]
    for names in RESETS.values():
        assert all(hasattr(usual, name) for name in names)


def test_a_change_made_elsewhere_shows(desk: Desk, dialog: SettingsDialog) -> None:
    desk.program.desktop.captions.resize_text(1)
    assert dialog.combo("overlay_size").currentText() == "34 px"
    desk.program.desktop.scenes.switch("travel")
    assert dialog.text_size.currentText() == "Huge"


def test_what_a_voice_or_a_file_chose_shows_as_it_is(desk: Desk, dialog: SettingsDialog) -> None:
    desk.program.preferences.change(speech_rate=0.85, speech_volume=0.6, retention_days=45)
    shown = [
        dialog.combo(name).currentText()
        for name in ("speech_rate", "speech_volume", "retention_days")
    ]
    assert shown == ["0.85 ×", "60 %", "45 days"]
    rates = dialog.combo("speech_rate")
    assert [rates.itemText(row) for row in range(3)] == ["Slower", "0.85 ×", "Normal"]
    desk.program.preferences.change(speech_rate=1.0)
    assert rates.currentText() == "Normal"
    assert rates.count() == 4


def test_the_wheel_scrolls_and_changes_nothing(desk: Desk, dialog: SettingsDialog) -> None:
    combo = dialog.theme
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(combo, event)
    assert desk.program.preferences.current.theme is ThemeChoice.SYSTEM
    assert combo.currentIndex() == 0


def test_keys_are_typed_and_conflicts_are_told_on_both_sides(
    desk: Desk, dialog: SettingsDialog
) -> None:
    field = dialog.keys.field(ShortcutId.READING)
    field.setFocus()
    control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    QTest.keyClick(field, Qt.Key.Key_O, control)
    desk.until(lambda: desk.program.preferences.current.shortcuts == {"reading": "Ctrl+Alt+O"})
    assert dialog.keys.conflict_text(ShortcutId.READING) == (
        "Also used for: Captions over other windows"
    )
    assert dialog.keys.conflict_text(ShortcutId.OVERLAY)
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    desk.until(lambda: desk.program.preferences.current.shortcuts == {"reading": ""})
    assert dialog.keys.conflict_text(ShortcutId.OVERLAY) == ""
    dialog.resets["keys"].click()
    assert field.keySequence().toString() == "F11"


def test_keys_that_another_program_has_are_told(desk: Desk, dialog: SettingsDialog) -> None:
    state = KeysState(Reach.EVERYWHERE, frozenset({ShortcutId.LISTEN}))
    desk.program.desktop.global_keys.changed.emit(state)
    assert dialog.keys.conflict_text(ShortcutId.LISTEN).startswith("Another program")
    assert dialog.keys.conflict_text(ShortcutId.OVERLAY) == ""


def test_tab_leaves_a_field_for_keys(dialog: SettingsDialog) -> None:
    field = dialog.keys.field(ShortcutId.LISTEN)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert not field.hasFocus()
    assert field.keySequence().toString() == "Ctrl+Alt+S"


def test_scenes_are_added_and_removed(desk: Desk, dialog: SettingsDialog) -> None:
    editor = dialog.scenes
    assert not editor.add_button.isEnabled()
    editor.name.setText("Court 法庭")
    editor.add_button.click()
    assert desk.program.preferences.current.scene == "Court 法庭"
    editor.name.setText("会议")
    editor.add_button.click()
    assert desk.program.messages.current is not None
    assert editor.name.text() == "会议"
    editor.choose("everyday")
    editor.switch_button.click()
    assert desk.program.preferences.current.scene == "everyday"
    editor.choose("Court 法庭")
    editor.remove_button.click()
    assert "Court 法庭" not in desk.program.desktop.scenes.all


def test_it_opens_at_the_group_that_was_asked_for(desk: Desk) -> None:
    desk.window.open_settings("keys")
    dialog = desk.window.settings_dialog
    assert dialog is not None
    bar = dialog._area.verticalScrollBar()
    desk.until(lambda: bar.value() > 0)


def test_a_row_that_gets_the_keyboard_comes_into_sight(desk: Desk, dialog: SettingsDialog) -> None:
    bar = dialog._area.verticalScrollBar()
    bar.setValue(0)
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    dialog.engine.setEnabled(True)
    dialog.engine.setFocus()
    desk.until(lambda: bar.value() > 0)
