from __future__ import annotations

import itertools
import re

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QWidget

from app import paths
from app.settings import TextSize, ThemeChoice
from app.strings import tr
from app.ui.widgets.theme import DARK, LIGHT, Colours
from app.words.texts import UiLanguage
from tests.gui.conftest import Desk
from tests.helpers.window_parts import say, transcript


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


LOOKS = pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])


@LOOKS
def test_captions_have_seven_to_one(look: Colours) -> None:
    for ground in (look.surface, look.chosen, look.hover):
        assert contrast(look.text, ground) >= 7


@LOOKS
def test_every_other_text_has_four_and_a_half_to_one(look: Colours) -> None:
    pairs = [
        *itertools.product(
            (look.text, look.secondary), (look.ground, look.surface, look.raised, look.hover)
        ),
        (look.secondary, look.chosen),
        (look.tentative, look.surface),
        (look.accent_text, look.chosen),
        (look.accent_text, look.surface),
        (look.accent_text, look.raised),
        (look.accent_text, look.ground),
        (look.on_accent, look.accent),
        (look.on_accent, look.accent_hover),
        (look.on_accent, look.accent_pressed),
        (look.text, look.selection),
    ]
    failing = [(one, other, contrast(one, other)) for one, other in pairs]
    assert [pair for pair in failing if pair[2] < 4.5] == []


@LOOKS
def test_shapes_and_focus_have_three_to_one(look: Colours) -> None:
    for colour in (look.focus, look.accent, look.good, look.warn, look.bad):
        for ground in (look.ground, look.surface, look.raised):
            assert contrast(colour, ground) >= 3


def test_the_style_sheet_names_no_colour_of_its_own() -> None:
    sheet = (paths.resources_dir() / "qss" / "window.qss").read_text("utf-8")
    assert re.findall(r"#[0-9a-fA-F]{3,8}\s*[;,}]|rgba?\(", sheet) == []


def visible_texts(root: QWidget) -> list[str]:
    texts = [label.text() for label in root.findChildren(QLabel) if label.isVisible()]
    return texts + [one.text() for one in root.findChildren(QAbstractButton) if one.isVisible()]


def test_every_word_follows_the_language_at_once(desk: Desk) -> None:
    for pane in desk.window.panes:
        desk.window.open_pane(pane)
        desk.program.preferences.change(language=UiLanguage.CHINESE)
        desk.until(lambda: desk.window.windowTitle() == "同声 Tongsheng")
        both = "Whisper base · Qwen2.5 Coder 1.5B"
        # What stands on a side of a conversation is in the language of that side.
        own = {"Whisper base", "Qwen2.5 Coder 1.5B", both, "Whisper base …"}
        own |= {tr("converse.talk_own.en"), tr("converse.empty.en")}
        left = [
            text
            for text in visible_texts(desk.window)
            if text.strip() and text not in own and not any(one >= "\u4e00" for one in text)
        ]
        assert left == []
        desk.program.preferences.change(language=UiLanguage.ENGLISH)
        desk.until(lambda: desk.window.session_bar.listen_button.text() == "Listen")


def test_a_message_follows_the_language(desk: Desk) -> None:
    desk.program.readiness.say_missing()
    desk.program.preferences.change(language=UiLanguage.CHINESE)
    button = desk.window.message_bar.action_button
    desk.until(lambda: button.text().startswith("安装入门模型"))


@pytest.mark.parametrize("language", UiLanguage)
def test_everything_that_can_be_clicked_has_a_name_and_takes_keys(
    desk: Desk, language: UiLanguage
) -> None:
    desk.program.preferences.change(language=language)
    desk.program.readiness.say_missing()
    desk.window.open_settings()
    dialog = desk.window.settings_dialog
    assert dialog is not None
    for pane in desk.window.panes:
        desk.window.open_pane(pane)
        for root in (desk.window, dialog):
            clickable = root.findChildren(QAbstractButton) + root.findChildren(QComboBox)
            for widget in clickable:
                if widget.objectName() == "qt_toolbar_ext_button" or not widget.isVisible():
                    continue
                name = widget.accessibleName() or (
                    widget.text() if isinstance(widget, QAbstractButton) else ""
                )
                assert name.strip(), widget
                group = widget.group() if isinstance(widget, QAbstractButton) else None
                # One button of a group is reached with Tab, the others from there with arrows.
                reachable = [widget] if group is None else group.buttons()
                assert any(one.focusPolicy() & Qt.FocusPolicy.TabFocus for one in reachable), name
    assert desk.window.live.view.accessibleName()
    assert desk.window.models.tree.accessibleName()


def test_looks_can_be_switched_while_running(desk: Desk) -> None:
    desk.program.preferences.change(theme=ThemeChoice.DARK, text_size=TextSize.LARGE)
    assert desk.program.theme.is_dark
    pixels = desk.window.grab().toImage()
    assert pixels.pixelColor(pixels.width() // 2, 60).lightness() < 80
    desk.program.preferences.change(theme=ThemeChoice.LIGHT)
    pixels = desk.window.grab().toImage()
    assert pixels.pixelColor(pixels.width() // 2, 60).lightness() > 200


def test_a_narrow_window_shows_icons_and_cuts_nothing(desk: Desk) -> None:
    desk.window.resize(desk.window.minimumSize())
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    assert desk.window.navigation.width() < 80
    for button in desk.window.direction.findChildren(QAbstractButton):
        assert button.width() >= button.minimumSizeHint().width()
    assert desk.window.width() == desk.window.minimumSize().width()


def test_the_level_can_be_seen_at_every_size(desk: Desk) -> None:
    bar = desk.window.session_bar
    for scale in (100, 200):
        desk.program.preferences.change(scale_percent=scale)
        desk.window.resize(desk.window.minimumSize())
        assert bar.level.isVisible()
        assert bar.rect().contains(bar.level.geometry())


def test_the_bar_leaves_out_words_only_as_far_as_it_must(desk: Desk) -> None:
    bar = desk.window.session_bar
    seen = []
    for width in (1600, 960, 700, 600):
        desk.window.resize(width, 500)
        seen.append((bar._models_button.text(), bool(bar.place.text())))
        assert bar._models_button.accessibleName().endswith("Whisper base · Qwen2.5 Coder 1.5B")
    assert seen[0] == ("Whisper base · Qwen2.5 Coder 1.5B", True)
    assert [len(models) for models, _ in seen] == sorted(
        (len(models) for models, _ in seen), reverse=True
    )
    assert seen[-1] == ("", False)
    desk.window.resize(1600, 500)
    assert bar._models_button.text() == "Whisper base · Qwen2.5 Coder 1.5B"


def test_captions_take_the_place_of_the_invitation(desk: Desk) -> None:
    assert desk.window.live.is_empty
    assert not desk.window.live_tools.save_button.isEnabled()
    desk.listen()
    say(desk.host, [transcript(1, "会议推迟了。", is_final=True)])
    desk.until(lambda: not desk.window.live.is_empty)
    assert desk.window.live_tools.save_button.isEnabled()
    desk.window.live_tools.clear_button.click()
    assert desk.window.live.is_empty
    desk.window.message_bar.action_button.click()
    assert not desk.window.live.is_empty
