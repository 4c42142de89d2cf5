"""How well room and place work: a word in the bottom bar, and the reasons behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.bridge.engine_bridge import ListeningState
from app.strings import tr
from app.ui.widgets.theme import Theme

if TYPE_CHECKING:
    from engines.audio.place import Place

_LOOKS: Final = {
    "good": ("good", "good"),
    "usable": ("info", "warn"),
    "poor": ("warning", "bad"),
}
"""Icon and colour of each verdict: the shapes differ too."""
_DETAIL_WIDTH_PX: Final = 360
_LOWEST_DRR_DB: Final = 0
"""Below this the estimate says no more than that."""


class PlaceButton(QPushButton):
    """Offers to test the place, then says what was found; pressed, it tells why."""

    test_wanted = Signal()
    """The user wants to listen, to see how well this place works."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._place: Place | None = None
        self._is_listening = self._is_testing = self._is_short = False
        self.setProperty("flat", True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.detail = _Detail(self, theme)
        self.clicked.connect(self._on_clicked)
        theme.changed.connect(self._refresh)
        self._refresh()

    def show_place(self, place: Place | None) -> None:
        """Show what is known; None before there is anything."""
        self._place = place
        self._refresh()
        if place is not None and self._is_testing:
            self._is_testing = False
            self.detail.open_above()

    def show_listening(self, state: ListeningState) -> None:
        """Follow whether sound is taken."""
        self._is_listening = state in {ListeningState.OPENING, ListeningState.LISTENING}
        if not self._is_listening:
            self._is_testing = False
        self._refresh()

    def set_short(self, is_short: bool) -> None:
        """Show only the icon, where there is no room for the word."""
        if is_short != self._is_short:
            self._is_short = is_short
            self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)

    def _on_clicked(self) -> None:
        # Until there is something to tell, the wish to know is kept.
        self._is_testing = self._place is None
        if self._is_testing and not self._is_listening:
            self.test_wanted.emit()
        else:
            self.detail.open_above()

    def _refresh(self) -> None:
        place = self._place
        if place is not None:
            icon, colour = _LOOKS[place.verdict]
            self.setIcon(self._theme.icon(icon, colour))
            shortest = place.troubles[0] if place.troubles else place.verdict
            self.setText(tr(f"place.short.{shortest}"))
            self.setToolTip(f"{tr(f'place.verdict.{place.verdict}')}\n{_errors(place)}")
            help_lines = [tr(f"place.help.{trouble}") for trouble in place.troubles]
            self.detail.show_text(
                tr(f"place.verdict.{place.verdict}"), help_lines, _figures(place), _evidence(place)
            )
        else:
            key = "place.waiting" if self._is_listening else "place.test"
            self.setIcon(self._theme.icon("microphone"))
            self.setText(tr(key))
            self.setToolTip(tr(f"{key}.tip"))
            self.detail.show_text(tr(key), [tr(f"{key}.tip")])
        self.setAccessibleName(f"{tr('place.name')}: {self.text()}")
        if self._is_short:
            self.setText("")
        self.setAccessibleDescription(self.toolTip())


class _Detail(QFrame):
    """What stands behind the word, above the bar; Escape or a click elsewhere closes it."""

    def __init__(self, button: QWidget, theme: Theme) -> None:
        super().__init__(button, Qt.WindowType.Popup)
        self._theme = theme
        self._button = button
        self.setObjectName("placeDetail")
        self._labels = [_label() for _ in range(4)]
        heading, _, _, evidence = self._labels
        heading.setProperty("heading", True)
        evidence.setProperty("quiet", True)
        evidence.setProperty("small", True)
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        for label in self._labels:
            layout.addWidget(label)

    @property
    def text(self) -> str:
        """All that it says."""
        return "\n".join(label.text() for label in self._labels if label.text())

    def show_text(
        self,
        heading: str,
        what_helps: Sequence[str],
        figures: Sequence[str] = (),
        evidence: str = "",
    ) -> None:
        """Say this, each with room around it."""
        parts = (heading, "\n".join(what_helps), "\n".join(figures), evidence)
        for label, part in zip(self._labels, parts, strict=True):
            label.setText(part)
            label.setVisible(bool(part))
        self.setAccessibleName(self.text)
        if self.isVisible():
            self.open_above()

    def open_above(self) -> None:
        """Open over the button, which is at the bottom of the window."""
        self.ensurePolished()
        width = self._theme.px(_DETAIL_WIDTH_PX)
        height = self._layout.totalHeightForWidth(width)
        self.setFixedWidth(width)
        self.resize(width, height)
        self.move(self._button.mapToGlobal(QPoint(0, -height - 8)))
        self.show()


def _label() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    return label


def _figures(place: Place) -> list[str]:
    """Return what was measured here, and what it makes one expect."""
    conditions = place.conditions
    if conditions.drr_db is None:
        echo = tr("place.drr.unknown")
    elif conditions.drr_db <= _LOWEST_DRR_DB:
        echo = tr("place.drr.low", drr=str(_LOWEST_DRR_DB))
    else:
        echo = tr("place.drr", drr=f"{conditions.drr_db:.0f}")
    return [_errors(place), tr("place.snr", snr=f"{conditions.snr_db:.0f}"), echo]


def _errors(place: Place) -> str:
    errors = place.errors
    return tr(
        "place.errors",
        value=f"{100 * errors.value:.0f}",
        low=f"{100 * errors.low:.0f}",
        high=f"{100 * errors.high:.0f}",
    )


def _evidence(place: Place) -> str:
    return tr(
        "place.evidence",
        model=place.errors.model,
        count=str(place.errors.clips),
        seconds=f"{place.conditions.speech_s:.0f}",
    )
