"""The help: pages in the language of the window, found by their words, without a network."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.help_pages import HelpPage, find_pages, help_pages
from app.strings import current_language, tr

_NAME = Qt.ItemDataRole.UserRole


class HelpDialog(QDialog):
    """Pages on the left, the chosen one on the right; it stays open beside the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: dict[str, HelpPage] = {}
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setSpacing(3)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.browser = QTextBrowser()
        self.browser.setOpenLinks(False)
        self._none = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._none.setObjectName("quiet")
        self._none.setWordWrap(True)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.search)
        left.addWidget(self.list, 1)
        left.addWidget(self._none, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(16)
        layout.addLayout(left, 1)
        layout.addWidget(self.browser, 3)
        self.search.textChanged.connect(self._refresh)
        self.search.returnPressed.connect(self.browser.setFocus)
        self.list.currentItemChanged.connect(self._show_chosen)
        self.browser.anchorClicked.connect(self._follow)
        self.resize(900, 620)
        self._retranslate()
        self.search.setFocus()

    def show_page(self, name: str) -> None:
        """Open a page by its name."""
        self.search.clear()
        for row in range(self.list.count()):
            if self.list.item(row).data(_NAME) == name:
                self.list.setCurrentRow(row)

    @property
    def page_name(self) -> str:
        """Name of the page that is open; empty when nothing was found."""
        item = self.list.currentItem()
        return "" if item is None else str(item.data(_NAME))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self._pages = {page.name: page for page in help_pages(current_language())}
        self.setWindowTitle(tr("help.title"))
        self.search.setPlaceholderText(tr("help.search"))
        self.search.setAccessibleName(tr("help.search"))
        self.list.setAccessibleName(tr("help.pages"))
        self.browser.setAccessibleName(tr("help.page"))
        self._none.setText(tr("help.none"))
        self._refresh()

    def _refresh(self, *_: object) -> None:
        before = self.page_name
        found = find_pages(self._pages.values(), self.search.text())
        self.list.blockSignals(True)
        self.list.clear()
        for page in found:
            item = QListWidgetItem(page.title)
            item.setData(_NAME, page.name)
            self.list.addItem(item)
        names = [page.name for page in found]
        self.list.setCurrentRow(names.index(before) if before in names else 0)
        self.list.blockSignals(False)
        self.list.setVisible(bool(found))
        self._none.setVisible(not found)
        self._show_chosen()

    def _show_chosen(self, *_: object) -> None:
        page = self._pages.get(self.page_name)
        if page is None:
            return
        self.browser.setMarkdown(page.text)
        _loosen(self.browser)
        words = self.search.text().split()
        if words:
            # Chosen and scrolled to, so that the eye finds what was searched for.
            self.browser.find(words[0])
        else:
            self.browser.moveCursor(QTextCursor.MoveOperation.Start)

    def _follow(self, url: QUrl) -> None:
        name = url.fileName().removesuffix(".md")
        if url.scheme() or name not in self._pages:
            QDesktopServices.openUrl(url)
        else:
            self.show_page(name)


def _loosen(browser: QTextBrowser) -> None:
    """Give lines and paragraphs room; Markdown comes without any, and takes no style sheet."""
    document = browser.document()
    document.setDocumentMargin(16)
    block = document.begin()
    while block.isValid():
        shape = block.blockFormat()
        shape.setLineHeight(130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        is_in_table = QTextCursor(block).currentTable() is not None
        shape.setBottomMargin(0 if is_in_table else 8)
        QTextCursor(block).setBlockFormat(shape)
        block = block.next()
    document.clearUndoRedoStacks()
