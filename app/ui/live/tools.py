"""What can be done with the captions as a whole: show elsewhere, save, clear."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.strings import tr
from app.ui.captions.model import CaptionModel
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme


class LiveTools(QWidget):
    """The live pane's buttons in the header; knows which captions were saved."""

    def __init__(self, captions: CaptionModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._captions = captions
        self._saved_rows = 0
        self.held_back_button = FlatButton("held-back", "held_back.title", theme)
        self.save_button = FlatButton("save", "captions.save", theme)
        self.clear_button = FlatButton("clear", "captions.clear", theme)
        self.overlay_button = FlatButton("overlay", "overlay.open", theme)
        self.overlay_button.setCheckable(True)
        self.reading_button = FlatButton("reading", "reading.open", theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button in (
            self.held_back_button,
            self.overlay_button,
            self.reading_button,
            self.save_button,
            self.clear_button,
        ):
            row.addWidget(button)
        captions.corrected.connect(self._on_corrected)
        captions.correction_undone.connect(self._on_corrected)
        for changed in (
            captions.held_back_changed,
            captions.rowsInserted,
            captions.rowsRemoved,
            captions.modelReset,
        ):
            changed.connect(self._refresh)
        theme.changed.connect(self._refresh)
        self._refresh()

    @property
    def has_unsaved_captions(self) -> bool:
        """Whether leaving would lose finished captions."""
        return len(self._captions.utterances()) > self._saved_rows

    def set_short(self, is_short: bool) -> None:
        """Show the icons alone."""
        for button in (
            self.overlay_button,
            self.reading_button,
            self.save_button,
            self.clear_button,
        ):
            button.show_word(not is_short)

    def on_saved(self) -> None:
        """Remember that what is there was saved."""
        self._saved_rows = len(self._captions.utterances())

    def on_save_undone(self) -> None:
        """Remember that nothing is saved any more, as far as is known."""
        self._saved_rows = 0

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)

    def _on_corrected(self, *_: object) -> None:
        # What was saved is not what is shown any more.
        self._saved_rows = 0

    def _refresh(self, *_: object) -> None:
        count = len(self._captions.held_back)
        tip = tr("held_back.tip", count=str(count))
        self.held_back_button.setText(str(count))
        self.held_back_button.setToolTip(tip)
        self.held_back_button.setAccessibleName(tip)
        self.held_back_button.setVisible(count > 0)
        for button in (self.save_button, self.clear_button):
            button.setEnabled(self._captions.rowCount() > 0)
