from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QEnterEvent, QImage, QPainter, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.overlay_settings import (
    OPACITIES_PERCENT,
    CaptionColour,
    CaptionContent,
    CaptionGround,
    OverlayPlace,
    OverlaySettings,
)
from app.ui.windows.overlay import OverlayWindow
from tests.gui.conftest import Desk, OpenDesk
from tests.gui.test_look import contrast
from tests.helpers.window_parts import say, transcript, translation


@pytest.fixture
def overlay(desk: Desk) -> OverlayWindow:
    """The overlay of a session, open."""
    desk.listen()
    desk.window.live_tools.overlay_button.click()
    return desk.program.desktop.captions.overlay


def change(desk: Desk, **values: object) -> None:
    before = desk.program.preferences.current.overlay
    desk.program.preferences.change(overlay=replace(before, **values))  # type: ignore[arg-type]


def test_it_shows_what_the_session_says_in_both_languages(
    desk: Desk, overlay: OverlayWindow
) -> None:
    assert overlay.stage.text == "Captions appear here."
    say(desk.host, [transcript(1, "会议推迟了。", is_final=True), translation(1, "Postponed.")])
    desk.until(lambda: overlay.stage.text == "会议推迟了。\nPostponed.")
    change(desk, content=CaptionContent.TRANSLATION)
    assert overlay.stage.text == "Postponed."
    change(desk, content=CaptionContent.SOURCE)
    assert overlay.stage.text == "会议推迟了。"
    assert overlay.accessibleDescription() == "会议推迟了。"


def test_a_sentence_that_is_too_long_goes_up_line_by_line(
    desk: Desk, overlay: OverlayWindow
) -> None:
    change(desk, content=CaptionContent.SOURCE, lines=2)
    overlay.resize(400, overlay.height())
    said = "这是一句很长的话，它会一直说下去，直到两行都写不下为止，然后还要继续说。"
    seen: list[str] = []
    for revision, length in enumerate(range(4, len(said), 4), start=1):
        say(desk.host, [transcript(1, said[:length], revision=revision)])
        desk.until(lambda end=said[length - 1]: overlay.stage.text.endswith(end))  # type: ignore[misc]
        seen.append(overlay.stage.text)
    lines = [text.split("\n") for text in seen]
    assert max(map(len, lines)) == 2
    for before, after in itertools.pairwise(lines):
        # The upper line stays, or the lower one took its place whole.
        assert after[0] == before[0] or after[0].startswith(before[-1])


def render(widget: QWidget, behind: str) -> QImage:
    image = QImage(widget.size(), QImage.Format.Format_RGB32)
    image.fill(QColor(behind))
    painter = QPainter(image)
    widget.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    painter.end()
    return image


def blend(over: str, under: str, opacity: float) -> str:
    one, other = QColor(over), QColor(under)
    mixed = [
        round(opacity * a + (1 - opacity) * b)
        for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)  # type: ignore[index]
    ]
    return QColor(*mixed).name()


@pytest.mark.parametrize("colour", CaptionColour)
@pytest.mark.parametrize("opacity", OPACITIES_PERCENT)
@pytest.mark.parametrize("behind", ["#ffffff", "#808080", "#000000"])
def test_every_plate_keeps_its_contrast_over_any_background(
    colour: CaptionColour, opacity: int, behind: str
) -> None:
    look = OverlaySettings(colour=colour, source_colour=colour, opacity_percent=opacity)
    ground = blend(look.ground_hex, behind, opacity / 100)
    for text in (look.colour_hex, look.source_hex):
        assert contrast(text, ground) >= 7
        assert contrast(blend(text, ground, 0.72), ground) >= 4.5


@pytest.mark.parametrize("mixed", list(itertools.product(CaptionColour, CaptionColour)))
def test_no_pair_of_colours_hides_one_of_the_languages(
    mixed: tuple[CaptionColour, CaptionColour],
) -> None:
    look = OverlaySettings(colour=mixed[0], source_colour=mixed[1])
    assert contrast(look.source_hex, look.ground_hex) >= 7


@pytest.mark.parametrize("behind", ["#ffffff", "#808080", "#000000"])
def test_an_outline_puts_its_own_ground_around_the_letters(
    desk: Desk, overlay: OverlayWindow, behind: str
) -> None:
    change(desk, ground=CaptionGround.OUTLINE, size_px=64, content=CaptionContent.SOURCE)
    say(desk.host, [transcript(1, "会议推迟了", is_final=True)])
    desk.until(lambda: overlay.stage.text == "会议推迟了")
    change(desk, source_colour=CaptionColour.WHITE)
    image = render(overlay.stage, behind)
    shades = [
        image.pixelColor(x, y).lightness()
        for x in range(0, image.width(), 3)
        for y in range(0, image.height(), 3)
    ]
    assert min(shades) < 10
    assert max(shades) > 245


def test_the_buttons_come_with_the_pointer_and_go_with_it(overlay: OverlayWindow) -> None:
    assert not overlay.tools.isVisible()
    here = QPointF(5, 5)
    QApplication.sendEvent(overlay, QEnterEvent(here, here, here))
    assert overlay.tools.isVisible()
    QApplication.sendEvent(overlay, QEvent(QEvent.Type.Leave))
    assert not overlay.tools.isVisible()


def test_clicks_go_through_on_demand_and_three_ways_lead_back(
    desk: Desk, overlay: OverlayWindow
) -> None:
    windows = desk.program.desktop.captions
    tray = desk.program.desktop.tray
    ways: list[Callable[[], object]] = [
        desk.window.message_bar.action_button.click,
        tray.click_through_action.trigger,
        windows.toggle_click_through,
    ]
    flag = Qt.WindowType.WindowTransparentForInput
    for back in ways:
        overlay.click_through_button.click()
        handle = overlay.windowHandle()
        desk.until(lambda: windows.is_click_through)
        assert handle.flags() & flag
        here = QPointF(5, 5)
        QApplication.sendEvent(overlay, QEnterEvent(here, here, here))
        assert not overlay.tools.isVisible()
        back()
        desk.until(lambda: not windows.is_click_through)
        assert not handle.flags() & flag
        assert desk.program.messages.current is None


def test_it_opens_where_it_was_left(open_desk: OpenDesk) -> None:
    first = open_desk("whisper-base")
    windows = first.program.desktop.captions
    windows.toggle_overlay()
    windows.overlay.setGeometry(40, 60, 500, windows.overlay.height())
    windows.toggle_overlay()
    first.program.leave_now()
    first.until(lambda: first.program.is_finished)
    second = open_desk("whisper-base").program.desktop.captions
    second.toggle_overlay()
    assert (second.overlay.x(), second.overlay.y(), second.overlay.width()) == (40, 60, 500)


def test_a_place_that_is_gone_is_brought_back_onto_the_screen(desk: Desk) -> None:
    change(desk, place=OverlayPlace(screen="gone", x=9000, y=9000, width=9000))
    windows = desk.program.desktop.captions
    windows.toggle_overlay()
    screen = windows.overlay.screen().availableGeometry()
    assert screen.contains(windows.overlay.geometry())


def test_keys_move_and_widen_it_and_choose_its_lines(desk: Desk, overlay: OverlayWindow) -> None:
    overlay.move(100, 100)
    width = overlay.width()
    QTest.keyClick(overlay, Qt.Key.Key_Left)
    assert overlay.x() == 84
    QTest.keyClick(overlay, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert overlay.width() == width - 16
    height = overlay.height()
    QTest.keyClick(overlay, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert desk.program.preferences.current.overlay.lines == 3
    assert overlay.height() > height
    QTest.keyClick(overlay, Qt.Key.Key_Escape)
    assert not overlay.isVisible()
    assert not desk.window.live_tools.overlay_button.isChecked()


def test_its_buttons_change_the_size_of_letters(desk: Desk, overlay: OverlayWindow) -> None:
    overlay.larger_button.click()
    assert desk.program.preferences.current.overlay.size_px == 34
    overlay.smaller_button.click()
    overlay.smaller_button.click()
    assert desk.program.preferences.current.overlay.size_px == 22


def test_the_mouse_moves_and_widens_it(overlay: OverlayWindow) -> None:
    overlay.setGeometry(100, 100, 500, overlay.height())
    middle = QPoint(5, overlay.height() // 2)
    QTest.mousePress(overlay, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(overlay, middle - QPoint(50, 0))
    QTest.mouseRelease(overlay, Qt.MouseButton.LeftButton)
    assert (overlay.x(), overlay.width()) == (50, 550)


def test_an_audience_reads_it_on_the_whole_screen_and_escape_leaves(desk: Desk) -> None:
    desk.listen()
    desk.window.live_tools.reading_button.click()
    reading = desk.program.desktop.captions.reading
    assert reading.isFullScreen()
    say(desk.host, [transcript(1, "会议推迟了。", is_final=True), translation(1, "Postponed.")])
    desk.until(lambda: reading.stage.text == "会议推迟了。\nPostponed.")
    before = reading.size_px
    QTest.keyClick(reading, Qt.Key.Key_Plus)
    assert reading.size_px > before
    QTest.keyClick(reading, Qt.Key.Key_Escape)
    assert not reading.isVisible()
