"""The few boxes that interrupt: to choose a file, to confirm a loss, to read a licence."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from app.history.export import ExportFormat
from app.history.quick_save import safe_name
from app.history.session_export import SessionFormat
from app.strings import tr
from engines.documents.reading import DOCUMENT_ENDINGS


class Dialogs(Protocol):
    """What the window asks a person; tests answer by themselves."""

    def open_sound(self, folder: str) -> Path | None:
        """Choose an audio or video file."""

    def open_recordings(self, folder: str) -> list[Path]:
        """Choose audio and video files to write down."""

    def save_as(self, folder: str, name: str, ending: str, kind: str) -> Path | None:
        """Choose where a file of one kind goes; it has the ending in any case."""

    def ask_text(self, title: str, question: str) -> str | None:
        """Ask for a line of text."""

    def open_table(self, folder: str) -> Path | None:
        """Choose a table of items to measure."""

    def open_documents(self, folder: str) -> list[Path]:
        """Choose documents to translate."""

    def open_models(self, folder: str) -> Path | None:
        """Choose an archive or a model file."""

    def choose_folder(self, folder: str) -> Path | None:
        """Choose a folder."""

    def save_captions(self, folder: str) -> tuple[Path, ExportFormat] | None:
        """Choose where captions go and in which form."""

    def open_subtitles(self, folder: str) -> Path | None:
        """Choose subtitles to take into the history."""

    def save_history(self, folder: str, name: str) -> tuple[Path, SessionFormat] | None:
        """Choose where a part of the history goes and in which form."""

    def open_terms(self, folder: str) -> Path | None:
        """Choose a list of names and terms."""

    def save_terms(self, folder: str) -> Path | None:
        """Choose where a list of names and terms goes; its ending says in which form."""

    def open_settings(self, folder: str) -> Path | None:
        """Choose settings that were exported."""

    def save_settings(self, folder: str) -> Path | None:
        """Choose where settings go."""

    def confirms(self, question: str, consequence: str, button: str) -> bool:
        """Ask before a loss."""

    def leave(self) -> str:
        """Ask about unsaved captions: "save", "leave" or "stay"."""

    def tell(self, title: str, text: str) -> None:
        """Show something to read."""


class QtDialogs:
    """Asks with the system's own boxes."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent

    def open_sound(self, folder: str) -> Path | None:
        """Choose an audio or video file."""
        kinds = f"{tr('file.sound')} ({_SOUND_PATTERNS});;{tr('file.all')} (*)"
        name, _ = QFileDialog.getOpenFileName(self._parent, tr("file.open_sound"), folder, kinds)
        return Path(name) if name else None

    def open_recordings(self, folder: str) -> list[Path]:
        """Choose audio and video files to write down."""
        kinds = f"{tr('file.sound')} ({_SOUND_PATTERNS});;{tr('file.all')} (*)"
        names, _ = QFileDialog.getOpenFileNames(self._parent, tr("file.open_sound"), folder, kinds)
        return [Path(name) for name in names]

    def save_as(self, folder: str, name: str, ending: str, kind: str) -> Path | None:
        """Choose where a file of one kind goes; it has the ending in any case."""
        start = str(Path(folder) / f"{name}.{ending}") if folder else f"{name}.{ending}"
        chosen, _ = QFileDialog.getSaveFileName(
            self._parent, tr("files.export"), start, f"{kind} (*.{ending})"
        )
        if not chosen:
            return None
        path = Path(chosen)
        has_ending = path.suffix.lower() == f".{ending}"
        return path if has_ending else path.with_name(f"{path.name}.{ending}")

    def ask_text(self, title: str, question: str) -> str | None:
        """Ask for a line of text."""
        text, is_given = QInputDialog.getText(self._parent, title, question)
        return text.strip() if is_given else None

    def open_table(self, folder: str) -> Path | None:
        """Choose a table of items to measure."""
        kinds = f"{tr('file.tables')} (*.tsv *.jsonl *.json *.csv);;{tr('file.all')} (*)"
        name, _ = QFileDialog.getOpenFileName(self._parent, tr("file.open_table"), folder, kinds)
        return Path(name) if name else None

    def open_documents(self, folder: str) -> list[Path]:
        """Choose documents to translate."""
        patterns = " ".join(f"*{ending}" for ending in DOCUMENT_ENDINGS)
        names, _ = QFileDialog.getOpenFileNames(
            self._parent,
            tr("file.open_document"),
            folder,
            f"{tr('document.kinds')} ({patterns})",
        )
        return [Path(name) for name in names]

    def open_models(self, folder: str) -> Path | None:
        """Choose an archive or a model file."""
        name, _ = QFileDialog.getOpenFileName(self._parent, tr("file.open_models"), folder)
        return Path(name) if name else None

    def choose_folder(self, folder: str) -> Path | None:
        """Choose a folder."""
        name = QFileDialog.getExistingDirectory(self._parent, tr("file.open_models"), folder)
        return Path(name) if name else None

    def save_captions(self, folder: str) -> tuple[Path, ExportFormat] | None:
        """Choose where captions go and in which form."""
        kinds = {f"{tr(f'format.{one}')} (*.{one})": one for one in ExportFormat}
        start = str(Path(folder) / tr("file.captions_name")) if folder else tr("file.captions_name")
        name, kind = QFileDialog.getSaveFileName(
            self._parent, tr("file.save_captions"), start, ";;".join(kinds)
        )
        if not name:
            return None
        return with_format(Path(name), kinds.get(kind, ExportFormat.TXT))

    def open_subtitles(self, folder: str) -> Path | None:
        """Choose subtitles to take into the history."""
        name, _ = QFileDialog.getOpenFileName(
            self._parent,
            tr("file.open_subtitles"),
            folder,
            f"{tr('file.subtitles')} (*.srt *.vtt);;{tr('file.all')} (*)",
        )
        return Path(name) if name else None

    def save_history(self, folder: str, name: str) -> tuple[Path, SessionFormat] | None:
        """Choose where a part of the history goes and in which form."""
        kinds = {f"{tr(f'format.{one}')} (*.{one.ending})": one for one in SessionFormat}
        chosen, kind = QFileDialog.getSaveFileName(
            self._parent,
            tr("file.export_history"),
            str(Path(folder) / safe_name(name)),
            ";;".join(kinds),
        )
        if not chosen:
            return None
        return with_session_format(Path(chosen), kinds.get(kind, SessionFormat.TXT))

    def open_terms(self, folder: str) -> Path | None:
        """Choose a list of names and terms."""
        kinds = f"{tr('file.terms')} (*.csv *.json *.tbx);;{tr('file.all')} (*)"
        name, _ = QFileDialog.getOpenFileName(self._parent, tr("file.open_terms"), folder, kinds)
        return Path(name) if name else None

    def save_terms(self, folder: str) -> Path | None:
        """Choose where a list of names and terms goes; its ending says in which form."""
        kinds = {f"{tr(f'format.{one}')} (*.{one})": one for one in ("csv", "json", "tbx")}
        start = str(Path(folder) / tr("file.terms_name")) if folder else tr("file.terms_name")
        name, kind = QFileDialog.getSaveFileName(
            self._parent, tr("file.save_terms"), start, ";;".join(kinds)
        )
        if not name:
            return None
        path = Path(name)
        has_ending = path.suffix.lower() in {".csv", ".json", ".tbx"}
        return path if has_ending else path.with_name(f"{path.name}.{kinds.get(kind, 'csv')}")

    def open_settings(self, folder: str) -> Path | None:
        """Choose settings that were exported."""
        kinds = f"{tr('file.settings')} (*.json)"
        title = tr("file.open_settings")
        name, _ = QFileDialog.getOpenFileName(self._parent, title, folder, kinds)
        return Path(name) if name else None

    def save_settings(self, folder: str) -> Path | None:
        """Choose where settings go."""
        start = str(Path(folder) / f"{tr('file.settings_name')}.json")
        kinds = f"{tr('file.settings')} (*.json)"
        title = tr("file.save_settings")
        name, _ = QFileDialog.getSaveFileName(self._parent, title, start, kinds)
        if not name:
            return None
        path = Path(name)
        return path if path.suffix else path.with_name(f"{path.name}.json")

    def confirms(self, question: str, consequence: str, button: str) -> bool:
        """Ask before a loss."""
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(question)
        box.setInformativeText(consequence)
        yes = box.addButton(button, QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(tr("dialog.keep"), QMessageBox.ButtonRole.RejectRole)
        box.exec()
        return box.clickedButton() is yes

    def leave(self) -> str:
        """Ask about unsaved captions: "save", "leave" or "stay"."""
        box = QMessageBox(self._parent)
        box.setText(tr("leave.question"))
        box.setInformativeText(tr("leave.consequence"))
        save = box.addButton(tr("leave.save"), QMessageBox.ButtonRole.AcceptRole)
        leave = box.addButton(tr("leave.leave"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(tr("leave.stay"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.exec()
        clicked = box.clickedButton()
        return "save" if clicked is save else "leave" if clicked is leave else "stay"

    def tell(self, title: str, text: str) -> None:
        """Show something to read."""
        box = QMessageBox(self._parent)
        box.setWindowTitle(title)
        box.setText(title)
        box.setInformativeText(text)
        box.exec()


_SOUND_PATTERNS = (
    "*.wav *.mp3 *.m4a *.aac *.flac *.ogg *.opus *.wma *.amr *.mp4 *.mkv *.mov *.webm *.avi"
)


def with_format(path: Path, chosen: ExportFormat) -> tuple[Path, ExportFormat]:
    """Return a path and its form: the ending that was typed wins over the one chosen."""
    typed = path.suffix.lower().lstrip(".")
    if typed in set(ExportFormat):
        return path, ExportFormat(typed)
    return path.with_name(f"{path.name}.{chosen}"), chosen


def with_session_format(path: Path, chosen: SessionFormat) -> tuple[Path, SessionFormat]:
    """Return a path and its form: an ending that was typed wins over another one chosen."""
    typed = path.suffix.lower().lstrip(".")
    if typed == chosen.ending:
        return path, chosen
    if (named := next((one for one in SessionFormat if one.ending == typed), None)) is not None:
        return path, named
    return path.with_name(f"{path.name}.{chosen.ending}"), chosen
