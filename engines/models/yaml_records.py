"""Turns YAML into frozen dataclasses, and names the line of whatever does not fit."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from typing import Annotated, Any, TypeVar, get_args, get_origin

import yaml

T = TypeVar("T")

_STR_TAG = "tag:yaml.org,2002:str"
_INT_TAG = "tag:yaml.org,2002:int"
_BOOL_TAG = "tag:yaml.org,2002:bool"
_NULL_TAG = "tag:yaml.org,2002:null"

# The parser in C reads the same language some ten times faster; wheels have it, bare builds do not.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class MistakeError(Exception):
    """Something in the text does not fit; ``line`` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


class RecordReader:
    """Reads one document; remembers on which line each record began.

    Fields are read by their annotations: str, int, bool, a StrEnum, ``X | None``, tuples, dicts,
    other dataclasses, and unions of dataclasses that differ in their class variable ``kind``. An
    ``Annotated`` field also passes through the function given there, which returns what is wrong
    with a value, or None.
    """

    def __init__(self) -> None:
        self._lines: dict[int, int] = {}
        self._seen: set[int] = set()
        self._hints: dict[type, dict[str, Any]] = {}

    def read(self, text: str, record_type: type[T]) -> T:
        """Return the record that ``text`` describes.

        Raises:
            MistakeError: The text is not YAML, or not such a record.
        """
        try:
            node = yaml.compose(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            reason = " ".join(part for part in (error.problem, error.context) if part)
            raise MistakeError(line, reason) from error
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            raise MistakeError(line, str(error.reason)) from error
        except (RecursionError, ValueError) as error:
            # ValueError: an escape or a directive that names an impossible character or version.
            raise MistakeError(1, str(error)) from error
        if node is None:
            raise MistakeError(1, "the file is empty")
        try:
            return typing.cast(T, self._record(record_type, node))
        except RecursionError as error:
            raise MistakeError(1, "the file is nested too deeply") from error

    def line_of(self, record: object) -> int:
        """Return the line on which a record of the last ``read`` began."""
        return self._lines[id(record)]

    def _value(self, hint: Any, node: yaml.Node) -> Any:
        if id(node) in self._seen and not isinstance(node, yaml.ScalarNode):
            raise MistakeError(_line(node), "aliases are not used here: write it out")
        self._seen.add(id(node))
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            value = self._value(arguments[0], node)
            checks: tuple[Callable[[Any], str | None], ...] = arguments[1:]
            for check in checks:
                if problem := check(value):
                    raise MistakeError(_line(node), problem)
            return value
        if origin in {types.UnionType, typing.Union}:
            return self._one_of(arguments, node)
        if origin is tuple:
            if not isinstance(node, yaml.SequenceNode):
                raise MistakeError(_line(node), f"expected a list, found {_kind(node)}")
            return tuple(self._value(arguments[0], item) for item in node.value)
        if origin is dict:
            return {
                key: self._value(arguments[1], value) for key, (_, value) in _entries(node).items()
            }
        if is_dataclass(hint):
            return self._record(typing.cast(type, hint), node)
        return _scalar(hint, node)

    def _one_of(self, choices: tuple[Any, ...], node: yaml.Node) -> Any:
        if types.NoneType in choices:
            if node.tag == _NULL_TAG:
                return None
            rest = [choice for choice in choices if choice is not types.NoneType]
            assert len(rest) == 1, "an optional field has one other type"
            return self._value(rest[0], node)
        by_kind = {choice.kind: choice for choice in choices}
        entries = _entries(node)
        if "kind" not in entries:
            raise MistakeError(_line(node), f"“kind” is missing: one of {', '.join(by_kind)}")
        kind_node = entries.pop("kind")[1]
        kind = _scalar(str, kind_node)
        if kind not in by_kind:
            raise MistakeError(
                _line(kind_node), f"unknown kind “{kind}”: one of {', '.join(by_kind)}"
            )
        return self._record(by_kind[kind], node, ignore="kind")

    def _record(self, record_type: type, node: yaml.Node, ignore: str | None = None) -> Any:
        entries = _entries(node)
        hints = self._hints.get(record_type)
        if hints is None:
            hints = typing.get_type_hints(record_type, include_extras=True)
            self._hints[record_type] = hints
        values: dict[str, Any] = {}
        for field in fields(record_type):
            if field.name in entries:
                try:
                    values[field.name] = self._value(hints[field.name], entries.pop(field.name)[1])
                except MistakeError as mistake:
                    if mistake.reason.startswith("“"):
                        raise
                    raise MistakeError(mistake.line, f"“{field.name}”: {mistake.reason}") from None
            elif field.default is MISSING and field.default_factory is MISSING:
                raise MistakeError(_line(node), f"“{field.name}” is missing")
        for key, (key_node, _) in entries.items():
            if key != ignore:
                known = ", ".join(field.name for field in fields(record_type))
                raise MistakeError(_line(key_node), f"unknown key “{key}”: one of {known}")
        record = record_type(**values)
        self._lines[id(record)] = _line(node)
        return record


def _entries(node: yaml.Node) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """Return the keys of a mapping, each with its own node and that of its value."""
    if not isinstance(node, yaml.MappingNode):
        raise MistakeError(_line(node), f"expected keys and values, found {_kind(node)}")
    entries: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise MistakeError(_line(key_node), "a key must be a word")
        if key_node.value in entries:
            raise MistakeError(_line(key_node), f"“{key_node.value}” is there twice")
        entries[key_node.value] = key_node, value_node
    return entries


def _scalar(hint: Any, node: yaml.Node) -> Any:
    tag, text = node.tag, node.value
    if hint is bool and tag == _BOOL_TAG:
        return text.lower() in {"yes", "true", "on"}
    if hint is int and tag == _INT_TAG:
        try:
            return int(text.replace("_", ""))
        except ValueError as error:
            raise MistakeError(_line(node), f"not a decimal number: {text}") from error
    if hint is str and tag == _STR_TAG:
        return text
    if isinstance(hint, type) and issubclass(hint, StrEnum) and tag == _STR_TAG:
        if text not in list(hint):
            raise MistakeError(_line(node), f"“{text}” is unknown: one of {', '.join(hint)}")
        return hint(text)
    wanted = {bool: "true or false", int: "a number"}.get(hint, "text")
    raise MistakeError(_line(node), f"expected {wanted}, found {_kind(node)}")


def _kind(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return f"{node.tag.rpartition(':')[2]} {node.value[:40]!r}"
    return "a list" if isinstance(node, yaml.SequenceNode) else "keys and values"


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
