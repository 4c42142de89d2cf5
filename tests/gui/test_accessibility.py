"""Everything by keyboard, everything with a name, larger text, and from right to left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QTextEdit,
    QWidget,
)

from app.settings import Direction, ThemeChoice
from app.ui.captions.delegate import CaptionDelegate
from app.ui.guide.dialog import Step
from app.ui.pane import Pane
from app.words.texts import UiLanguage
from tests.gui.conftest import Desk, OpenDesk
from tests.helpers.evaluation_parts import EvaluationBench
from tests.helpers.window_parts import MemoryStore, Parts, say, transcript, translation


@pytest.fixture
def desk(open_desk: OpenDesk, tmp_path: Path) -> Desk:
    """A program in which every pane has something to show."""
    bench = EvaluationBench(tmp_path)
    bench.make_set()
    parts = Parts(MemoryStore("whisper-base", "qwen-1.5b"))
    parts.evaluation_parts = bench.parts
    return open_desk("whisper-base", "qwen-1.5b", parts=parts)


_ROLES_WITH_NAMES = {
    QAccessible.Role.Button,
    QAccessible.Role.ButtonMenu,
    QAccessible.Role.ButtonDropDown,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.ComboBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.List,
    QAccessible.Role.Tree,
    QAccessible.Role.Table,
    QAccessible.Role.Slider,
    QAccessible.Role.SpinBox,
    QAccessible.Role.ProgressBar,
    QAccessible.Role.MenuItem,
    QAccessible.Role.PageTab,
}
_INSIDE_OTHERS = {"qt_toolbar_ext_button", "qt_scrollarea_viewport"}


def tree_of(widget: QWidget) -> Iterator[QAccessibleInterface]:
    """Yield what a screen reader finds in a window, but for what cannot be seen now."""
    waiting = [QAccessible.queryAccessibleInterface(widget)]
    while waiting:
        one = waiting.pop()
        if one is None or not one.isValid():
            continue
        shown = one.object()
        if isinstance(shown, QWidget) and not shown.isVisible() and shown is not widget:
            continue
        yield one
        # A list's rows have their own test; there may be tens of thousands.
        if one.role() in {QAccessible.Role.List, QAccessible.Role.Tree, QAccessible.Role.Table}:
            continue
        if one.role() is QAccessible.Role.ComboBox:
            continue
        waiting.extend(one.child(place) for place in range(one.childCount()))


def unnamed(widget: QWidget) -> list[str]:
    found = []
    for one in tree_of(widget):
        shown = one.object()
        if shown is not None and shown.objectName() in _INSIDE_OTHERS:
            continue
        if one.role() in _ROLES_WITH_NAMES and not one.text(QAccessible.Text.Name).strip():
            parent = shown.parent() if shown is not None else None
            found.append(f"{one.role()} {shown!r} in {parent!r}")
    return found


def every_window(desk: Desk) -> Iterator[tuple[str, QWidget]]:
    """Open every pane and every dialog in turn."""
    for pane in desk.window.panes:
        desk.window.open_pane(pane)
        QApplication.processEvents()
        yield str(pane), desk.window
    desk.window.open_settings()
    dialog = desk.window.settings_dialog
    assert dialog is not None
    yield "settings", dialog
    dialog.close()
    desk.window.open_terms()
    yield "terms", desk.program.commands.show_terms(desk.window)
    yield "held back", desk.program.commands.show_held_back(desk.window)
    guide = desk.program.desktop.guide
    guide.open()
    for step in Step:
        guide.dialog.go_to(step)
        QApplication.processEvents()
        yield f"guide {step}", guide.dialog
    guide.dialog.close()
    windows = desk.program.desktop.captions
    windows.toggle_overlay()
    windows.overlay.tools.show()
    yield "overlay", windows.overlay
    windows.toggle_reading()
    yield "reading", windows.reading


@pytest.mark.parametrize("language", UiLanguage)
def test_no_control_of_any_window_is_without_a_name(desk: Desk, language: UiLanguage) -> None:
    desk.program.preferences.change(language=language)
    desk.listen()
    say(desk.host, [transcript(1, "你好。", is_final=True), translation(1, "Hello.")])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    desk.program.readiness.say_missing()
    for name, window in every_window(desk):
        assert window.isVisible(), name
        assert unnamed(window) == [], name


def test_the_tree_test_finds_a_control_without_a_name(desk: Desk) -> None:
    desk.window.settings_button.setAccessibleName("")
    desk.window.settings_button.setText("")
    desk.window.settings_button.setToolTip("")
    assert len(unnamed(desk.window)) == 1


def tab_to(window: QWidget, wanted: QWidget) -> None:
    """Press Tab until something has the keyboard; fail when that never comes."""
    for _ in range(150):
        focused = QApplication.focusWidget()
        if focused is wanted or (focused is not None and wanted.isAncestorOf(focused)):
            return
        QTest.keyClick(focused or window, Qt.Key.Key_Tab)
    pytest.fail(f"Tab does not reach {wanted.accessibleName() or wanted}")


def test_the_main_job_can_be_done_by_keyboard_alone(open_desk: OpenDesk) -> None:
    """From the first start to a caption that is copied and put right, without a mouse."""
    desk = open_desk("whisper-base", "qwen-1.5b")
    guide = desk.program.desktop.guide
    guide.open()
    desk.until(guide.dialog.isActiveWindow)
    # The guide: Chinese into English is there already; on to the captions.
    tab_to(guide.dialog, guide.language.direction)
    for step in (Step.MICROPHONE, Step.MODELS, Step.CAPTION):
        tab_to(guide.dialog, guide.dialog.next_button)
        QTest.keyClick(guide.dialog.next_button, Qt.Key.Key_Space)
        assert guide.dialog.step is step
    QTest.keyClick(guide.dialog, Qt.Key.Key_Escape)
    # The window: another direction, then listen with the space bar.
    desk.window.activateWindow()
    desk.until(desk.window.isActiveWindow)
    desk.window.open_pane(Pane.LIVE)
    tab_to(desk.window, desk.window.direction)
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Right)
    QTest.keyClick(QApplication.focusWidget() or focused, Qt.Key.Key_Space)
    assert desk.program.preferences.current.direction is Direction.TWO_WAY
    desk.window.live.take_focus()
    QTest.keyClick(QApplication.focusWidget() or desk.window, Qt.Key.Key_Space)
    desk.until(lambda: desk.program.bridge.listening == "listening")
    say(desk.host, [transcript(1, "李晨希来了。", is_final=True), translation(1, "Li came.")])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    # A caption: copy it, and put its name right.
    view = desk.window.live.view
    tab_to(desk.window, view)
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "李晨希来了。\nLi came."
    QTest.keyClick(view, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert editor is not None
    assert editor is not view
    if isinstance(editor, QTextEdit | QLineEdit):
        editor.selectAll()
    QTest.keyClicks(editor, "Li Chenxi came.")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert desk.window.captions.captions()[0].transcript.text == "Li Chenxi came."
    # Stop, and save what was said.
    desk.window.live.take_focus()
    QTest.keyClick(QApplication.focusWidget() or desk.window, Qt.Key.Key_Space)
    desk.until(lambda: desk.program.bridge.listening == "idle")
    QTest.keyClick(
        QApplication.focusWidget() or desk.window,
        Qt.Key.Key_S,
        Qt.KeyboardModifier.ControlModifier,
    )
    desk.until(lambda: "save_captions" in desk.dialogs.asked)


def cut_off(root: QWidget) -> list[str]:
    """Return the words that do not fit where they stand."""
    words: list[QLabel | QAbstractButton] = [
        *root.findChildren(QLabel),
        *root.findChildren(QAbstractButton),
    ]
    return [one.text() for one in words if one.isVisible() and one.text() and not has_room(one)]


def wait_until_it_fits(desk: Desk, name: str, window: QWidget) -> None:
    """Let a pane that is still filling itself in come to rest, and look whether all fits."""

    def fits() -> None:
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        assert cut_off(window) == [], name

    desk.qtbot.waitUntil(fits, timeout=3000)


def has_room(one: QLabel | QAbstractButton) -> bool:
    """Say whether all of a text can be read where it stands."""
    if isinstance(one, QAbstractButton):
        return one.width() >= one.sizeHint().width()
    if one.wordWrap():
        return one.heightForWidth(one.width()) <= one.height() + 2
    return one.fontMetrics().horizontalAdvance(one.text()) <= one.width() + 1


def test_the_test_of_cut_off_words_finds_them(desk: Desk) -> None:
    assert cut_off(desk.window) == []
    desk.window.session_bar.listen_button.setFixedWidth(40)
    QApplication.processEvents()
    assert cut_off(desk.window) == ["Listen"]


@pytest.mark.parametrize("language", UiLanguage)
@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut_off_at_either_size_of_text(
    desk: Desk, language: UiLanguage, scale: int
) -> None:
    desk.window.resize(1366, 768)
    desk.program.preferences.change(language=language, scale_percent=scale)
    for name, window in every_window(desk):
        wait_until_it_fits(desk, name, window)


def test_text_really_becomes_twice_as_large(desk: Desk) -> None:
    font = desk.window.session_bar.listen_button.fontInfo().pixelSize()
    delegate = desk.window.live.view.itemDelegate()
    assert isinstance(delegate, CaptionDelegate)
    small = delegate._time_font.pixelSize()
    desk.program.preferences.change(scale_percent=200)
    assert desk.window.session_bar.listen_button.fontInfo().pixelSize() == 2 * font
    assert delegate._time_font.pixelSize() == 2 * small


def test_the_whole_window_works_from_right_to_left(desk: Desk) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        for name, window in every_window(desk):
            wait_until_it_fits(desk, name, window)
        assert desk.window.navigation.x() > desk.window.width() // 2
        rail = desk.window.session_bar
        assert rail.listen_button.x() > rail.width() // 2
        desk.listen()
        say(desk.host, [transcript(1, "你好。", is_final=True), translation(1, "Hello.")])
        desk.until(lambda: desk.window.captions.rowCount() == 1)
        desk.window.open_pane(Pane.LIVE)
        desk.window.grab()
    finally:
        app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_reduced_motion_stops_what_runs_to_and_fro(open_desk: OpenDesk) -> None:
    desk = open_desk(is_whole=False)
    progress = desk.window.session_bar._progress
    desk.program.preferences.change(reduces_motion=True)
    desk.window.session_bar.show_status(desk.program.readiness.status)
    assert progress.maximum() > 0
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    assert not app.isEffectEnabled(Qt.UIEffect.UI_AnimateMenu)
    desk.program.preferences.change(reduces_motion=False, theme=ThemeChoice.DARK)
    assert desk.program.theme.reduces_motion is False
