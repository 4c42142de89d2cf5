"""``tongsheng models``: the models on this machine, and how they come and go."""

from __future__ import annotations

import argparse
import dataclasses
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app import paths
from app.cli.terminal import (
    ExitCode,
    ProgressBar,
    columns,
    first_interrupt,
    print_json,
    tell,
    tell_error,
)
from app.strings import size_text, tr
from engines.errors import EngineError, ErrorCode
from engines.interfaces import CancelToken, Progress, ProgressCallback
from engines.models.manifest import ModelSpec
from engines.models.store import ModelState, ModelStore

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from app.cli.parts import Parts

_STARTER = "starter"

_TELL_EVERY_S = 1.0
"""How often a program that reads JSON hears of progress."""


def add_to(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its own commands to the command line."""
    models = commands.add_parser(
        "models", help="list, install, verify, remove or import models"
    ).add_subparsers(title="commands", metavar="COMMAND", required=True)
    ids_help = f"an id from the list, or '{_STARTER}' for the models to begin with"

    parser = models.add_parser("list", help="show every model and where it stands")
    _finish(parser, _list)

    parser = models.add_parser(
        "languages", help="say what is known of the minority languages of China, task by task"
    )
    _finish(parser, _languages)

    parser = models.add_parser(
        "install",
        help="fetch models and make them ready for this machine",
        description="Fetch models and make them ready for this machine. A download that was"
        " broken off goes on where it stopped; what is installed already is left alone.",
    )
    parser.add_argument("ids", nargs="+", metavar="ID", help=ids_help)
    _finish(parser, _install)

    parser = models.add_parser("verify", help="check the files of installed models")
    parser.add_argument("ids", nargs="*", metavar="ID", help=f"{ids_help} (default: all installed)")
    _finish(parser, _verify)

    parser = models.add_parser("remove", help="delete models from this machine")
    parser.add_argument("ids", nargs="+", metavar="ID", help=ids_help)
    _finish(parser, _remove)

    parser = models.add_parser(
        "import",
        help="take models from a folder or an archive",
        description="Take every model found in a folder or an archive, for machines without a"
        " network. The files are checked like downloads.",
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    _finish(parser, _import)


def _finish(
    parser: argparse.ArgumentParser, action: Callable[[argparse.Namespace, Parts], ExitCode]
) -> None:
    parser.add_argument(
        "--json", action="store_true", dest="is_json", help="print JSON, one object per model"
    )
    parser.set_defaults(action=action)


def _list(args: argparse.Namespace, parts: Parts) -> ExitCode:
    store = parts.store()
    rows = [(spec, store.state(spec.id)) for spec in store.manifest.models]
    if args.is_json:
        for spec, state in rows:
            print_json(_described(spec, state))
        return ExitCode.OK
    table = [
        (
            spec.id,
            tr(f"cli.state.{state}"),
            tr(f"cli.task.{spec.task}"),
            size_text(spec.size_bytes),
            spec.licence,
            "" if spec.commercial_use else tr("cli.models.private_use"),
        )
        for spec, state in rows
    ]
    _print_table(table)
    return ExitCode.OK


def _languages(args: argparse.Namespace, parts: Parts) -> ExitCode:
    from app.support_words import COLUMNS, row_words
    from engines.language_support import language_rows

    store = parts.store()
    states = {spec.id: store.state(spec.id) for spec in store.manifest.models}
    installed = {one for one, state in states.items() if state is ModelState.INSTALLED}
    rows = language_rows(store.manifest, installed)
    if args.is_json:
        for row in rows:
            known = zip(COLUMNS[1:], map(dataclasses.asdict, row.tasks), strict=True)
            print_json({"language": row.language, **dict(known)})
        return ExitCode.OK
    _print_table([tuple(tr(f"support.column.{one}") for one in COLUMNS), *map(row_words, rows)])
    tell(tr("support.note"))
    return ExitCode.OK


def _print_table(table: Sequence[Sequence[str]]) -> None:
    widths = [max(map(columns, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = (
            cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True)
        )
        print("  ".join(cells).rstrip())


def _described(spec: ModelSpec, state: ModelState) -> dict[str, object]:
    return {
        "id": spec.id,
        "state": state,
        "title": spec.title,
        "task": spec.task,
        "size_bytes": spec.size_bytes,
        "memory_bytes": spec.memory_bytes,
        "languages": spec.languages,
        "pairs": [str(pair) for pair in spec.pairs],
        "engines": spec.engines,
        "licence": spec.licence,
        "commercial_use": spec.commercial_use,
        "is_starter": spec.is_starter,
        "good_for": spec.good_for,
    }


def _install(args: argparse.Namespace, parts: Parts) -> ExitCode:
    def install(spec: ModelSpec, on_progress: ProgressCallback, cancel: CancelToken) -> None:
        if parts.store().state(spec.id) is not ModelState.INSTALLED:
            brought = paths.starter_dir() / spec.id
            if brought.is_dir():
                # It came with the program, for machines without a network.
                parts.store().import_from(brought, on_progress, cancel)
            else:
                tell(tr("cli.models.fetching", model=spec.id, size=size_text(spec.size_bytes)))
                parts.store().install(spec.id, on_progress, cancel)
        _prepare(parts, spec.id, on_progress, cancel)

    return _each(args, parts, _named(parts.store(), args.ids), install)


def _prepare(
    parts: Parts, model_id: str, on_progress: ProgressCallback, cancel: CancelToken
) -> None:
    """Make an installed model ready; one that cannot be made faster works all the same."""
    try:
        if not parts.is_prepared(model_id):
            tell(tr("cli.models.preparing", model=model_id))
            parts.prepare(model_id, on_progress, cancel)
    except EngineError as error:
        if error.code is ErrorCode.CANCELLED:
            raise
        tell_error(error)


def _verify(args: argparse.Namespace, parts: Parts) -> ExitCode:
    store = parts.store()
    specs = _named(store, args.ids) or [
        spec
        for spec in store.manifest.models
        if store.state(spec.id) in {ModelState.INSTALLED, ModelState.DAMAGED}
    ]
    return _each(
        args, parts, specs, lambda spec, progress, cancel: store.verify(spec.id, progress, cancel)
    )


def _remove(args: argparse.Namespace, parts: Parts) -> ExitCode:
    store = parts.store()
    return _each(
        args, parts, _named(store, args.ids), lambda spec, _progress, _cancel: store.remove(spec.id)
    )


def _import(args: argparse.Namespace, parts: Parts) -> ExitCode:
    store = parts.store()
    code = ExitCode.OK
    for path in args.paths:
        try:
            with _cancellable() as cancel, _progress(args, path.name) as on_progress:
                for model_id in store.import_from(path, on_progress, cancel):
                    _prepare(parts, model_id, on_progress, cancel)
                    _report(args, parts, model_id)
        except EngineError as error:
            if error.code is ErrorCode.CANCELLED:
                raise
            tell_error(error, str(path))
            code = ExitCode.FAILED
    return code


def _each(
    args: argparse.Namespace,
    parts: Parts,
    specs: Sequence[ModelSpec],
    do: Callable[[ModelSpec, ProgressCallback, CancelToken], None],
) -> ExitCode:
    """Do something to several models, one after the other; one that fails stops no other."""
    code = ExitCode.OK
    for spec in specs:
        try:
            with _cancellable() as cancel, _progress(args, spec.id) as on_progress:
                do(spec, on_progress, cancel)
        except EngineError as error:
            if error.code is ErrorCode.CANCELLED:
                raise
            tell_error(error)
            code = ExitCode.FAILED
        _report(args, parts, spec.id)
    return code


def _named(store: ModelStore, names: Sequence[str]) -> list[ModelSpec]:
    """Return the models that are named, each once.

    Raises:
        EngineError: MODEL_UNKNOWN, before anything is done.
    """
    specs: dict[str, ModelSpec] = {}
    for name in names:
        named = store.manifest.starter if name == _STARTER else (store.manifest.get(name),)
        specs |= {spec.id: spec for spec in named}
    return list(specs.values())


def _report(args: argparse.Namespace, parts: Parts, model_id: str) -> None:
    state = parts.store().state(model_id)
    if args.is_json:
        print_json({"id": model_id, "state": state})
    else:
        print(f"{model_id}: {tr(f'cli.state.{state}')}", flush=True)


@contextmanager
def _cancellable() -> Iterator[CancelToken]:
    """Give what the first Ctrl+C sets, so that work ends where it can go on later."""
    cancel = threading.Event()
    with first_interrupt(cancel.set):
        yield cancel


@contextmanager
def _progress(args: argparse.Namespace, name: str) -> Iterator[ProgressCallback]:
    if not args.is_json:
        with ProgressBar(name) as bar:
            yield bar
        return
    told_at_s = float("-inf")
    told_step = ""

    def print_progress(progress: Progress) -> None:
        nonlocal told_at_s, told_step
        now_s = time.monotonic()
        if progress.step != told_step or now_s - told_at_s >= _TELL_EVERY_S:
            told_at_s, told_step = now_s, progress.step
            print_json({"id": name, "progress": dataclasses.asdict(progress)})

    yield print_progress
