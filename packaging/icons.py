"""The icon of the program in the forms and sizes that systems ask for, drawn from one SVG."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

PNG_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def draw(svg: Path, folder: Path) -> None:
    """Write ``<size>.png`` for every size, ``app.ico`` and, where it can be had, ``app.icns``.

    Raises:
        OSError: One could not be written.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication.instance() or QGuiApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    renderer = QSvgRenderer(str(svg))
    for size in PNG_SIZES:
        _save(_image(renderer, size), folder / f"{size}.png")
    # Windows scales the one of 256 to every size it needs.
    _save(_image(renderer, 256), folder / "app.ico")
    if sys.platform == "darwin":
        _save(_image(renderer, 512), folder / "app.icns")
    del application


def _image(renderer: QSvgRenderer, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def _save(image: QImage, path: Path) -> None:
    writer = QImageWriter(str(path))
    if not writer.write(image):
        raise OSError(f"{path.name}: {writer.errorString()}")
