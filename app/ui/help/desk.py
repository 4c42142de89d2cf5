"""What the help button offers: the help itself, a check-up of the computer, and what this is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from app.bridge.task_runner import TaskRunner
from app.strings import tr
from app.ui.help.about_dialog import AboutDialog
from app.ui.help.dialog import HelpDialog
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme

if TYPE_CHECKING:
    from app.ui.help.checkup_dialog import CheckupDialog, Examine
    from app.ui.help.update_dialog import UpdateDialog


class HelpDesk(QObject):
    """Owns the dialogs, each made when it is first wanted. Lives on the Qt thread.

    Args:
        button: The button whose menu this fills.
        window: The window the dialogs stand beside; F1 works in it.
        examine: Looks at this computer; called on a lane of ``tasks``.
        tasks: Where background work is done.
        theme: The look.
        parent: Its owner.
    """

    def __init__(
        self,
        button: FlatButton,
        window: QWidget,
        examine: Examine,
        tasks: TaskRunner,
        theme: Theme,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._examine = examine
        self._tasks = tasks
        self._theme = theme
        self._help: HelpDialog | None = None
        self._checkup: CheckupDialog | None = None
        self._about: AboutDialog | None = None
        self._update: UpdateDialog | None = None
        self._menu = QMenu(button)
        self._menu.aboutToShow.connect(self._fill)
        button.setMenu(self._menu)
        button.setPopupMode(FlatButton.ToolButtonPopupMode.InstantPopup)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), window)
        shortcut.activated.connect(self.show_help)

    def show_help(self, page: str = "") -> HelpDialog:
        """Show the help, at a page if one is named."""
        if self._help is None:
            self._help = HelpDialog(self._window)
        if page:
            self._help.show_page(page)
        _raise(self._help)
        return self._help

    def show_checkup(self) -> CheckupDialog:
        """Look at this computer and show what is found."""
        # It knows what doctor knows, which the window need not wait for.
        from app.ui.help.checkup_dialog import CheckupDialog

        if self._checkup is None:
            self._checkup = CheckupDialog(self._examine, self._tasks, self._theme, self._window)
        _raise(self._checkup)
        self._checkup.look()
        return self._checkup

    def show_update(self) -> UpdateDialog:
        """Ask whether there is a newer version and show the answer."""
        from app.ui.help.update_dialog import UpdateDialog

        if self._update is None:
            self._update = UpdateDialog(self._tasks, self._theme, self._window)
        _raise(self._update)
        self._update.look()
        return self._update

    def show_about(self) -> AboutDialog:
        """Show what this program is."""
        if self._about is None:
            self._about = AboutDialog(self._tasks, self._theme, self._window)
        _raise(self._about)
        return self._about

    @property
    def menu(self) -> QMenu:
        """The menu under the button."""
        return self._menu

    def _fill(self) -> None:
        # Filled each time it opens, so that it speaks the language of the window.
        self._menu.clear()
        for key, do in (
            ("help.menu.help", self.show_help),
            ("help.menu.doctor", self.show_checkup),
            ("help.menu.update", self.show_update),
            ("help.menu.about", self.show_about),
        ):
            action = self._menu.addAction(tr(key))
            action.triggered.connect(lambda _checked=False, do=do: do())
            if do == self.show_help:
                action.setShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents))


def _raise(dialog: QDialog) -> None:
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
