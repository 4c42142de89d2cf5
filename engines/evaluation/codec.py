"""Requests, results and items as JSON, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import msgspec

from engines.evaluation.results import IntentResult, ItemResult, SpokenResult, TranslatedResult

T = TypeVar("T")

_KINDS: dict[str, type[ItemResult]] = {
    "spoken": SpokenResult,
    "translated": TranslatedResult,
    "intent": IntentResult,
}


def encoded(value: object) -> str:
    """Return a dataclass of this room as JSON."""
    return msgspec.json.encode(value, enc_hook=_plain).decode()


def decoded(text: str, kind: type[T]) -> T:
    """Return what ``encoded`` wrote.

    Raises:
        ValueError: It is something else, or of another version of the program.
    """
    return msgspec.json.decode(text, type=kind, dec_hook=_rich)


def kind_of(result: ItemResult) -> str:
    """Return the name under which a result is stored."""
    return next(name for name, kind in _KINDS.items() if isinstance(result, kind))


def decoded_item(kind: str, text: str) -> ItemResult:
    """Return a stored item.

    Raises:
        ValueError: As ``decoded``.
    """
    if kind not in _KINDS:
        raise ValueError(f"unknown kind of item {kind!r}")
    return decoded(text, _KINDS[kind])


def plain(value: object) -> Any:
    """Return a dataclass of this room as dictionaries, lists, texts and numbers."""
    return msgspec.to_builtins(value, enc_hook=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError(type(value).__name__)


def _rich(kind: type, value: object) -> object:
    if issubclass(kind, Path):
        return Path(str(value))
    raise NotImplementedError(kind.__name__)
