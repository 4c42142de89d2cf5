"""Text to type or paste and its translation beside it; documents under both."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.bridge.text_translation import TextState, TextTranslation
from app.strings import tr
from app.ui.texts.back_translation import BackTranslation
from app.ui.texts.document_strip import DocumentStrip
from app.ui.texts.edit import TextEdit
from app.ui.texts.engine import TextEngine
from app.ui.texts.language_pair_picker import LanguagePairPicker
from app.ui.texts.words import doubt_words, engine_words, translation_words
from app.ui.widgets.theme import Theme
from app.ui.widgets.tool_buttons import dress, flat_button
from engines.types import LanguagePair

_BESIDE_PX = 640
"""Narrower than this, the translation goes under the text."""
_ONE_ROW_PX = 560
"""Narrower than this, the buttons for documents go under the languages."""
_COPIED_MS = 1500


class TextPane(QWidget):
    """Tells what is wanted; who translates is told by signals.

    Args:
        translation: What translates the text.
        check: What translates the translation back.
        theme: The look.
    """

    documents_wanted = Signal()
    """The user wants to choose documents."""
    engine_wanted = Signal(object)
    """The ``TextEngine`` whose button was pressed."""

    def __init__(
        self,
        translation: TextTranslation,
        check: TextTranslation,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._translation = translation
        self._check = check
        self._engine = TextEngine.STARTING
        self._size_gb = ""
        self.languages = LanguagePairPicker(theme)
        self.bilingual = QCheckBox()
        self.open_button = QPushButton()
        self.source = TextEdit()
        self.target = TextEdit(is_for_reading=True)
        self.paste_button = flat_button("paste")
        self.clear_button = flat_button("clear")
        self.copy_button = flat_button("copy")
        self.check_button = flat_button("check-back")
        self.help_button = QPushButton()
        self.help_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.open_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._status = QLabel()
        self._status.setObjectName("quiet")
        self._status.setWordWrap(True)
        self._status.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._doubt_sign = QLabel()
        self._doubts = QLabel()
        self._doubts.setObjectName("quiet")
        self._doubts.setWordWrap(True)
        self._doubt_place = QWidget()
        self.back = BackTranslation(check, theme)
        self.strip = DocumentStrip(theme)
        self._copied = QTimer(self)
        self._copied.setSingleShot(True)
        self._copied.setInterval(_COPIED_MS)
        self._copied.timeout.connect(self._retranslate)
        self._build()
        self._watch()
        self._retranslate()

    @property
    def pair(self) -> LanguagePair:
        """The direction."""
        return self.languages.pair

    @property
    def status_text(self) -> str:
        """What is said under the translation."""
        return self._status.text()

    @property
    def doubts_text(self) -> str:
        """What is said about how far the translation can be trusted."""
        return self._doubts.text()

    @property
    def check_text(self) -> str:
        """The translation, back in the language of the text; empty while it is not shown."""
        return self.back.text

    def take_focus(self) -> None:
        """Let the keyboard write the text."""
        self.source.setFocus()

    def show_pair(self, pair: LanguagePair) -> None:
        """Begin with a direction."""
        self.languages.show_pair(pair)
        self._retranslate()

    def show_engine(self, engine: TextEngine, size_gb: str) -> None:
        """Say whether there is something to translate with."""
        if (engine, size_gb) != (self._engine, self._size_gb):
            self._engine, self._size_gb = engine, size_gb
            self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put text and translation beside each other where there is room."""
        super().resizeEvent(event)
        width = event.size().width()
        is_beside = width >= _BESIDE_PX
        self._top.setDirection(
            QBoxLayout.Direction.LeftToRight
            if width >= _ONE_ROW_PX
            else QBoxLayout.Direction.TopToBottom
        )
        self._sides.setDirection(
            QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom
        )
        style = (
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            if is_beside
            else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        for button in (self.paste_button, self.clear_button, self.copy_button):
            button.setToolButtonStyle(style)
        self.open_button.setText(tr("document.open" if is_beside else "document.open.short"))

    # Building

    def _build(self) -> None:
        documents = QHBoxLayout()
        documents.setSpacing(8)
        documents.addStretch(1)
        documents.addWidget(self.bilingual)
        documents.addWidget(self.open_button)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(8)
        self._top.addWidget(self.languages, alignment=Qt.AlignmentFlag.AlignLeft)
        self._top.addLayout(documents, 1)
        source = self._side(self.source, (self.paste_button, self.clear_button))
        doubts = QHBoxLayout(self._doubt_place)
        doubts.setContentsMargins(4, 0, 4, 0)
        doubts.setSpacing(8)
        doubts.addWidget(self._doubt_sign, alignment=Qt.AlignmentFlag.AlignTop)
        doubts.addWidget(self._doubts, 1)
        target = self._side(
            self.target,
            (self.copy_button, self.check_button),
            (self._doubt_place, 0),
            (self.back, 1),
        )
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(12)
        self._sides.addWidget(source, 1)
        self._sides.addWidget(target, 1)
        state = QHBoxLayout()
        state.setSpacing(8)
        state.addWidget(self._status, 1)
        state.addWidget(self.help_button)
        inside = QWidget()
        inside.setObjectName("textPane")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addLayout(self._top)
        layout.addLayout(self._sides, 1)
        layout.addLayout(state)
        layout.addWidget(self.strip)
        # A low window scrolls rather than squeeze the texts away.
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _side(
        self, edit: TextEdit, buttons: tuple[QToolButton, ...], *below: tuple[QWidget, int]
    ) -> QFrame:
        card = QFrame()
        card.setObjectName("textCard")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(12, 12, 8, 8)
        layout.setSpacing(4)
        layout.addWidget(edit, 1)
        for widget, stretch in below:
            layout.addWidget(widget, stretch)
        row = QHBoxLayout()
        row.setSpacing(4)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        layout.addLayout(row)
        return card

    def _watch(self) -> None:
        self.source.textChanged.connect(self._on_typed)
        self.languages.chosen.connect(self._on_pair_chosen)
        self.languages.swapped.connect(self._on_swapped)
        self.paste_button.clicked.connect(self.source.paste)
        self.clear_button.clicked.connect(self._on_clear)
        self.copy_button.clicked.connect(self._on_copy)
        self.check_button.clicked.connect(self._on_check)
        self.back.hide_button.clicked.connect(self._leave_check)
        self.open_button.clicked.connect(self.documents_wanted)
        self.help_button.clicked.connect(self._on_help)
        self._translation.changed.connect(self._on_translation)
        self._check.changed.connect(self._refresh)
        self._theme.changed.connect(self._retranslate)

    # What the user does

    def _on_typed(self) -> None:
        self._translation.show(self.source.toPlainText(), self.pair)
        self._refresh()

    def _on_pair_chosen(self, pair: LanguagePair) -> None:
        self._leave_check()
        self._translation.show(self.source.toPlainText(), pair, is_at_once=True)
        self._retranslate()

    def _on_swapped(self, pair: LanguagePair) -> None:
        # The translation becomes the text; a text that was written the other way stays.
        is_whole = self._translation.state is TextState.DONE and not self._translation.failed
        written = self._translation.text if is_whole else ""
        self._leave_check()
        if written:
            self.source.selectAll()
            self.source.insertPlainText(written)
        self._translation.show(self.source.toPlainText(), pair, is_at_once=True)
        self._retranslate()

    def _on_clear(self) -> None:
        # Not setPlainText: Ctrl+Z brings the text back.
        self.source.selectAll()
        self.source.textCursor().removeSelectedText()
        self.source.setFocus()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._translation.text)
        self.copy_button.setText(tr("text.copied"))
        self.copy_button.setAccessibleName(tr("text.copied"))
        self._copied.start()

    def _on_check(self) -> None:
        self.back.begin(self._translation, self.pair)
        self._refresh()

    def _leave_check(self) -> None:
        self.back.leave()
        self._refresh()

    def _on_help(self) -> None:
        if self._translation.state is TextState.WRONG_WAY:
            self.languages.turn()
        elif self._engine is TextEngine.READY:
            self._translation.forget()
        else:
            self.engine_wanted.emit(self._engine)

    # What is shown

    def _on_translation(self) -> None:
        self.back.follow(self._translation, self.pair)
        self._refresh()

    def _refresh(self) -> None:
        translation = self._translation
        self.target.show_text(translation.text)
        has_text = bool(self.source.toPlainText())
        has_translation = translation.is_complete and bool(translation.text.strip())
        self.clear_button.setEnabled(has_text)
        self.copy_button.setEnabled(has_translation)
        self.check_button.setEnabled(has_translation and self._engine is TextEngine.READY)
        self.back.refresh()
        said = doubt_words(translation)
        self._doubts.setText(said)
        self._doubt_sign.setVisible(bool(translation.doubts))
        self._doubt_place.setVisible(bool(said))
        words, button = engine_words(self._engine, self._size_gb) or translation_words(
            translation, self.pair.source
        )
        words = words or self.back.failure
        self._status.setText(words)
        self._status.setVisible(bool(words))
        self.help_button.setText(button)
        self.help_button.setVisible(bool(button))

    def _retranslate(self) -> None:
        source_font, target_font = self._theme.caption_fonts()
        self.source.setFont(source_font)
        self.target.setFont(target_font)
        self.source.write_in(self.pair.source)
        self.target.write_in(self.pair.target)
        self._doubt_sign.setPixmap(self._theme.pixmap("doubt", 16, "warn"))
        for edit, key in ((self.source, "text.source"), (self.target, "text.translation")):
            edit.setAccessibleName(tr(key))
            edit.setPlaceholderText(tr(f"{key}.empty"))
        for button, key in (
            (self.paste_button, "text.paste"),
            (self.clear_button, "text.clear"),
            (self.copy_button, "text.copy"),
            (self.check_button, "text.check"),
        ):
            dress(button, key, self._theme)
        self.check_button.setToolTip(tr("text.check.tip"))
        self.bilingual.setText(tr("document.bilingual"))
        self.bilingual.setToolTip(tr("document.bilingual.tip"))
        self.open_button.setText(
            tr("document.open" if self.width() >= _BESIDE_PX else "document.open.short")
        )
        self.open_button.setIcon(self._theme.icon("document"))
        self.back.retranslate(self.pair)
        self._refresh()
