"""``tongsheng evaluate``: where the installed models stand against the plan's figures."""

from __future__ import annotations

import argparse
import math
import queue
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app import __version__, paths
from app.cli.options import add_models, one_of
from app.cli.terminal import (
    ExitCode,
    ProgressBar,
    UsageError,
    first_interrupt,
    print_json,
    tell,
    tell_error,
)
from app.strings import tr
from engines.errors import EngineError, ErrorCode
from engines.evaluation.goals import Figure
from engines.evaluation.items import Part
from engines.interfaces import Progress
from engines.types import LanguagePair

if TYPE_CHECKING:
    from argparse import _SubParsersAction
    from collections.abc import Callable

    from app.cli.parts import Parts
    from engines.evaluation.request import ModelUse, RunModels, RunRequest
    from engines.evaluation.results import RunResult
    from engines.evaluation.run_events import RunEvent
    from engines.evaluation.sets.library import SetLibrary
    from engines.evaluation.store import RunStore

_PAIRS = (LanguagePair("zh", "en"), LanguagePair("en", "zh"))
_LATEST = ""
_SPOKEN_INTENTS, _SNR_DB = 100, 15.0


def add_to(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "evaluate",
        help="measure the installed models against the plan's figures",
        description="Measure recognition close by and at five metres, intents and translation on"
        " data sets, with 95 % intervals. A run that was stopped goes on with --resume.",
    )
    what = parser.add_argument_group("what is measured")
    what.add_argument(
        "--set",
        action="append",
        dest="sets",
        metavar="NAME|PATH",
        help="a set by name, or the folder or table of one, which is then remembered; may be given"
        " again (default: the sets that come with the program)",
    )
    what.add_argument(
        "--part",
        type=one_of(tuple(Part)),
        choices=tuple(Part),
        default=Part.TEST,
        help="the test split of each set, or all of it (default: %(default)s)",
    )
    what.add_argument(
        "--figure",
        action="append",
        type=one_of(tuple(Figure)),
        choices=tuple(Figure),
        dest="figures",
        help="measure this figure alone; may be given again (default: all)",
    )
    what.add_argument(
        "--limit",
        action="append",
        default=[],
        type=_limit,
        dest="limits",
        metavar="N|FIGURE=N",
        help="take N items of each figure, or of one of them; may be given again (default: all)",
    )
    what.add_argument(
        "--spoken-intents",
        type=_count,
        default=_SPOKEN_INTENTS,
        metavar="N",
        help="speak N of the written intents and recognize them (default: %(default)s)",
    )
    what.add_argument("--seed", type=_count, metavar="N", help="of rooms, noise and intervals")
    add_models(parser)
    how = parser.add_argument_group("how it is measured")
    how.add_argument(
        "--accurate", action="store_true", help="recognize as 'transcribe --accurate' does"
    )
    how.add_argument(
        "--baseline", metavar="ID", help="the model minority languages are measured against"
    )
    how.add_argument(
        "--reference-system",
        default="",
        metavar="NAME",
        help="the system of the set that translations are put in ratio to (default: its best)",
    )
    how.add_argument(
        "--snr", type=_decibels, default=_SNR_DB, metavar="DB", help="noise at 5 m, or 'none'"
    )
    how.add_argument(
        "--recorded-only",
        action="store_true",
        dest="is_recorded_only",
        help="do not simulate distance: only what was recorded at five metres counts",
    )
    how.add_argument(
        "--normalizer",
        metavar="NAME",
        help="even texts out otherwise, as zh-characters/3+is_fillers_removed=True",
    )
    how.add_argument("--comet", type=Path, metavar="FILE", help="a checkpoint of COMET")
    how.add_argument(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="hand the items to this Dask scheduler (needs tongsheng[cluster])",
    )
    others = parser.add_argument_group("runs there are")
    chosen = others.add_mutually_exclusive_group()
    chosen.add_argument(
        "--list", action="store_true", dest="is_list", help="list the sets and the runs"
    )
    chosen.add_argument(
        "--resume", nargs="?", const=_LATEST, metavar="RUN", help="go on with a stopped run"
    )
    chosen.add_argument(
        "--repeat", metavar="SIGNATURE", help="run again what a signature or a run stands for"
    )
    chosen.add_argument("--show", metavar="RUN", help="print a finished run")
    chosen.add_argument(
        "--compare", nargs=2, metavar=("BEFORE", "AFTER"), help="compare two finished runs"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="write report.html, result.json and CSV here"
    )
    parser.add_argument("--json", action="store_true", dest="is_json", help="print JSON")
    parser.set_defaults(action=_run)


def _limit(text: str) -> tuple[Figure | None, int]:
    name, _, number = text.rpartition("=")
    if name and name not in set(Figure):
        raise argparse.ArgumentTypeError(f"{name!r} is no figure: {', '.join(Figure)}")
    return (Figure(name) if name else None), _count(number, 1)


def _count(text: str, least: int = 0) -> int:
    """Read a number of things; a seed is none below 0 either."""
    if not text.isdecimal() or int(text) < least:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least} on")
    return int(text)


def _decibels(text: str) -> float | None:
    if text == "none":
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of decibels, nor 'none'")
    return value


def set_library() -> SetLibrary:
    """Return the sets of this machine."""
    from engines.evaluation.sets.library import SetLibrary

    return SetLibrary(
        paths.resources_dir() / "evaluation",
        paths.config_dir() / "evaluation_sets.json",
        run_store().recording_digests,
    )


def run_store() -> RunStore:
    """Return the runs of this machine."""
    from engines.evaluation.store import RunStore

    return RunStore(paths.evaluations_dir())


_OF_A_NEW_RUN: dict[str, object] = {
    "sets": None,
    "part": Part.TEST,
    "figures": None,
    "limits": [],
    "spoken_intents": _SPOKEN_INTENTS,
    "seed": None,
    "model": None,
    "translation_model": None,
    "engine": None,
    "accurate": False,
    "baseline": None,
    "reference_system": "",
    "snr": _SNR_DB,
    "is_recorded_only": False,
    "normalizer": None,
    "comet": None,
}
"""What says how a new run is measured, with what it is when nobody says so."""


def _refuse_unused(args: argparse.Namespace) -> None:
    """Refuse an option that would do nothing: a run there is has its own, and a list has no files.

    Raises:
        UsageError: There is one.
    """
    asked = {name: getattr(args, name) for name in ("resume", "repeat", "show", "compare")}
    chosen = "list" if args.is_list else next((n for n, v in asked.items() if v is not None), None)
    if chosen is None:
        return
    unused = [name for name, usual in _OF_A_NEW_RUN.items() if getattr(args, name) != usual]
    if chosen != "repeat" and args.scheduler:
        unused.append("scheduler")
    if chosen in {"list", "compare"} and args.out is not None:
        unused.append("out")
    if unused:
        names = {"sets": "set", "figures": "figure", "limits": "limit"}
        names["is_recorded_only"] = "recorded-only"
        options = ", ".join(f"--{names.get(one, one).replace('_', '-')}" for one in unused)
        raise UsageError(f"--{chosen} does not take {options}")


def _run(args: argparse.Namespace, parts: Parts) -> ExitCode:
    from app.cli.evaluation_text import print_comparison, print_lists

    _refuse_unused(args)
    store = run_store()
    if args.is_list:
        print_lists(set_library(), store, args.is_json)
        return ExitCode.OK
    if args.compare is not None:
        from engines.evaluation.comparison import compare

        before, after = (store.find(name).run_id for name in args.compare)
        print_comparison(compare(store, before, after), args.is_json)
        return ExitCode.OK
    if args.show is not None:
        return _deliver(store.result(store.find(args.show).run_id), args, store)
    if args.resume is not None:
        run_id = _unfinished(store, args.resume)
    elif args.repeat is not None:
        run_id = store.create(_repeated(args, parts, store))
    else:
        run_id = store.create(_request(args, parts))
    result = _measure(run_id, parts, store)
    return ExitCode.INTERRUPTED if result is None else _deliver(result, args, store)


def _unfinished(store: RunStore, name: str) -> str:
    from engines.evaluation.store import RunState

    runs = [run for run in store.runs() if run.state is RunState.UNFINISHED]
    found = next((run for run in runs if run.run_id.startswith(name)), None)
    if found is None:
        raise EngineError(ErrorCode.EVALUATION_UNKNOWN, "no unfinished run", name=name or "–")
    return found.run_id


def _repeated(args: argparse.Namespace, parts: Parts, store: RunStore) -> RunRequest:
    """Return the request a signature stands for: of a run here, or made anew from its words."""
    from engines.evaluation.planning import request_of_signature
    from engines.evaluation.signature import code_version, parse_signature
    from engines.selection import intent_config

    line = args.repeat.strip().rpartition("|")[2]
    try:
        stored = store.find(line)
        request, signed = stored.request, stored.signature
    except EngineError:
        own = intent_config(parts.store(), paths.resources_dir())
        request = request_of_signature(args.repeat, set_library(), parts.store(), own)
        signed = args.repeat
    if signed:
        # A run that was stopped before its sets were read has no signature yet.
        there = parse_signature(signed)
        if (there.version, there.code) != (__version__, code_version()):
            then, now = f"{there.version} ({there.code})", f"{__version__} ({code_version()})"
            tell(tr("evaluation.other_version", there=then, here=now))
    return replace(request, version=__version__, scheduler=args.scheduler)


def _request(args: argparse.Namespace, parts: Parts) -> RunRequest:
    from app.cli.evaluation_text import reading_bar
    from engines.evaluation.normalize import DEFAULT
    from engines.evaluation.planning import needed, normalizer_of
    from engines.evaluation.request import DEFAULT_SEED, FarFieldSettings, RunRequest
    from engines.evaluation.sets.library import references_to

    library = set_library()
    known = (
        [library.find(name) for name in args.sets]
        if args.sets
        else [one for one in library.known() if one.is_built_in]
    )
    with ProgressBar("") as bar:
        loaded = [library.load(replace(one, part=args.part), reading_bar(bar)) for one in known]
    for one in loaded:
        for row in one.broken:
            tell(f"{one.set_id}: {row.where}: {row.reason}")
    try:
        normalizer = normalizer_of(args.normalizer) if args.normalizer else DEFAULT
    except ValueError as error:
        raise UsageError(f"--normalizer: {error}") from error
    figures = tuple(args.figures or Figure)
    return RunRequest(
        sets=references_to(loaded),
        models=needed(_models(args, parts), figures),
        figures=figures,
        normalizer=normalizer,
        far_field=FarFieldSettings(is_simulated=not args.is_recorded_only, snr_db=args.snr),
        limit=next((n for figure, n in reversed(args.limits) if figure is None), None),
        limits=tuple((figure, n) for figure, n in args.limits if figure is not None),
        spoken_intents=args.spoken_intents,
        reference_system=args.reference_system,
        seed=DEFAULT_SEED if args.seed is None else args.seed,
        version=__version__,
        comet_model=args.comet,
        scheduler=args.scheduler,
    )


def _models(args: argparse.Namespace, parts: Parts) -> RunModels:
    """Return the installed models that fit; a figure without one is said to lack it."""
    from engines.evaluation.planning import model_use, optional_models, used
    from engines.selection import intent_config

    store = parts.store()

    def installed(make: Callable[[], ModelUse], is_wanted: object) -> ModelUse | None:
        try:
            return make()
        except EngineError as error:
            if is_wanted or error.code is not ErrorCode.MODEL_MISSING:
                raise
            tell_error(error)
            return None

    def language_model() -> ModelUse:
        return used(store, parts.language_model_config(parts.language_model_id()))

    return replace(
        optional_models(store, intent_config(store, paths.resources_dir())),
        recognizer=installed(
            lambda: used(store, parts.worker_config(args.model, None, None, ()).recognizer),
            args.model,
        ),
        language_model=installed(language_model, True) if args.accurate else None,
        translator=installed(
            lambda: used(
                store,
                # One that was named may have a single direction; the other is said to lack a model.
                parts.translator_config(
                    args.translation_model, args.engine, () if args.translation_model else _PAIRS
                ),
            ),
            args.translation_model,
        ),
        baseline=model_use(store, args.baseline) if args.baseline else None,
    )


def _measure(run_id: str, parts: Parts, store: RunStore) -> RunResult | None:
    """Carry a run out; None when it was stopped, which loses nothing.

    Raises:
        EngineError: It cannot be carried out.
    """
    from engines.evaluation.run_events import RunFailed, RunFinished, RunProgressed

    events: queue.SimpleQueue[RunEvent] = queue.SimpleQueue()
    host = parts.evaluation_host(store.root, events.put)
    host.start(run_id)
    try:
        with first_interrupt(host.cancel), ProgressBar(tr("evaluation.run", run_id="")) as bar:
            while True:
                match events.get():
                    case RunProgressed(_, done, total, step, remaining_s):
                        bar(Progress(done, total, "items", step, remaining_s=remaining_s))
                    case RunFinished(result):
                        # As it is read again later: with what people have judged by now.
                        return store.result(result.run_id)
                    case RunFailed() as failure:
                        if store.path(run_id).is_file() and store.find(run_id).done:
                            tell(tr("evaluation.kept", run_id=run_id))
                        if failure.code is ErrorCode.CANCELLED:
                            return None
                        raise failure.error
                    case _:
                        continue
    finally:
        host.close()


def _deliver(result: RunResult, args: argparse.Namespace, store: RunStore) -> ExitCode:
    from app.cli.evaluation_text import print_result
    from app.report.files import result_record, write_files

    if args.is_json:
        print_json(result_record(result))
    else:
        print_result(result)
    if args.out is not None:
        for path in write_files(args.out, result, store.items(result.run_id)):
            tell(tr("evaluation.written", path=path))
    return ExitCode.OK
