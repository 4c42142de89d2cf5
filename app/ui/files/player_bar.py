"""Play, where the recording stands, and how fast it goes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from app.strings import tr
from app.ui.files.recording_list import clock
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme

_SPEEDS = (0.75, 1.0, 1.25, 1.5, 2.0)
_PER_S = 10
"""Steps of the slider in a second."""
_SKIP_S = 5


class PlayerBar(QFrame):
    """Tells what the user wants; shows what is."""

    toggled = Signal()
    sought = Signal(float)
    """To this second."""
    speed_chosen = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("playerBar")
        self._length_s = self._moment_s = 0.0
        self.play_button = FlatButton("play", "player.play", theme, has_word=False)
        self.play_button.clicked.connect(self.toggled)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setSingleStep(_PER_S)
        self.slider.setPageStep(_SKIP_S * _PER_S)
        # Moved by a person, by whatever means; what the player says comes by ``setValue``.
        self.slider.actionTriggered.connect(self._on_moved)
        self._clock = QLabel()
        self._clock.setObjectName("quiet")
        self.speed = QComboBox()
        for speed in _SPEEDS:
            self.speed.addItem(f"{speed:g}×", speed)
        self.speed.setCurrentIndex(_SPEEDS.index(1.0))
        self.speed.activated.connect(lambda _: self.speed_chosen.emit(self.speed.currentData()))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        row.addWidget(self.play_button)
        row.addWidget(self.slider, 1)
        row.addWidget(self._clock)
        row.addWidget(self.speed)
        self._retranslate()

    def show_playing(self, is_playing: bool) -> None:
        """Show whether something is heard."""
        self.play_button.show_as(
            "pause" if is_playing else "play", "player.pause" if is_playing else "player.play"
        )

    def show_length(self, length_s: float) -> None:
        """Show how long the recording is; 0 where nobody knows yet."""
        self._length_s = length_s
        self.slider.setRange(0, round(length_s * _PER_S))
        self.slider.setEnabled(length_s > 0)
        self._show_clock()

    def show_moment(self, moment_s: float) -> None:
        """Show where the recording stands."""
        self._moment_s = moment_s
        if not self.slider.isSliderDown():
            self.slider.setValue(round(moment_s * _PER_S))
        self._show_clock()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _on_moved(self, _action: int) -> None:
        self.sought.emit(self.slider.sliderPosition() / _PER_S)

    def _show_clock(self) -> None:
        self._clock.setText(f"{clock(self._moment_s)} / {clock(self._length_s)}")

    def _retranslate(self) -> None:
        self.slider.setAccessibleName(tr("player.position"))
        self.speed.setAccessibleName(tr("player.speed"))
        self.speed.setToolTip(tr("player.speed"))


class FilmView(QWidget):
    """The picture of the moment; hidden where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self.setMinimumHeight(120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.hide()

    def show_picture(self, pixels: object) -> None:
        """Show pixels of shape (height, width, 3), or nothing."""
        if pixels is None:
            self._image = None
        else:
            height, width, _ = pixels.shape  # type: ignore[attr-defined] # this file knows no numpy
            data = pixels.tobytes()  # type: ignore[attr-defined]
            # A copy: the bytes are gone after this call.
            self._image = QImage(data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        self.setAccessibleName(tr("player.picture"))
        self.setVisible(self._image is not None)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture as large as fits."""
        if self._image is None:
            return
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left = (self.width() - size.width()) // 2
        top = (self.height() - size.height()) // 2
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        painter.drawImage(
            left, top, self._image.scaled(size, mode=Qt.TransformationMode.SmoothTransformation)
        )
        painter.end()
