"""The user's names and terms while the program runs: one holder, which keeps them in a file."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.bridge.messages import MessageCenter
from app.bridge.task_runner import TaskRunner
from engines.errors import EngineError
from engines.terms import Term, TermList, load_terms, save_terms

_log = logging.getLogger(__name__)

_MOST_UNDONE = 50


class TermKeeper(QObject):
    """Holds the list on the Qt thread and writes it in the background after each change.

    A file that cannot be read is set aside as ``<name>.bad``, so that nothing is written over it.
    """

    changed = Signal(object)
    """The ``TermList``."""

    def __init__(
        self,
        path: Path,
        tasks: TaskRunner,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._path = path
        self._tasks = tasks
        self._messages = messages
        self._before: list[TermList] = []
        self._learned: dict[str, Term | None] = {}
        """Terms as they were before a correction taught something of them."""
        self._current = self._load()

    @property
    def current(self) -> TermList:
        """The list as it stands."""
        return self._current

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._before)

    def add(self, term: Term) -> None:
        """Add a term; one of the same text learns what it was heard as."""
        self._change(self._current.with_term(term))

    def add_all(self, terms: TermList) -> int:
        """Add the terms of another list as one change; return how many are new or changed."""
        merged = self._current
        for term in terms.terms:
            merged = merged.with_term(term)
        count = len(set(merged.terms) - set(self._current.terms))
        self._change(merged)
        return count

    def replace(self, text: str, term: Term) -> None:
        """Put a term in the place of the one that is written ``text``."""
        others = self._current.without(term.text) if term.text != text else self._current
        self._change(
            TermList(tuple(term if known.text == text else known for known in others.terms))
        )

    def remove(self, *texts: str) -> None:
        """Take terms off the list."""
        self._change(
            TermList(tuple(term for term in self._current.terms if term.text not in texts))
        )

    def learn(self, term: Term) -> None:
        """Add what a correction taught, until ``forget``."""
        known = (one for one in self._current.terms if one.text == term.text)
        self._learned[term.text] = next(known, None)
        self.add(term)

    def forget(self, text: str) -> None:
        """Take back what the last correction taught of a term, whatever happened since."""
        before = self._learned.pop(text, None)
        if before is None:
            self.remove(text)
        else:
            self.replace(text, before)

    def undo(self) -> None:
        """Take the last change back."""
        if self._before:
            self._set(self._before.pop())

    def _change(self, terms: TermList) -> None:
        if terms != self._current:
            self._before = [*self._before[1 - _MOST_UNDONE :], self._current]
            self._set(terms)

    def _set(self, terms: TermList) -> None:
        self._current = terms
        task = self._tasks.start(
            "settings", "save terms", lambda _p, _c: save_terms(terms, self._path)
        )
        task.failed.connect(self._on_failed)
        self.changed.emit(terms)

    def _load(self) -> TermList:
        if not self._path.exists():
            return TermList()
        try:
            return load_terms(self._path)
        except EngineError as error:
            _log.warning("terms: %s", error)
            aside = self._path.with_name(self._path.name + ".bad")
            try:
                self._path.replace(aside)
            except OSError as second:
                _log.warning("terms: %s", second)
            self._messages.post_error(error, "terms")
            return TermList()

    def _on_failed(self, error: EngineError) -> None:
        self._messages.post_error(error, "terms")
