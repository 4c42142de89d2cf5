"""``tongsheng intents``: what an utterance asks for, and whether the files of intents are sound."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import paths
from app.cli.terminal import ExitCode, ProgressBar, first_interrupt, print_json, tell
from app.own_command import own_command
from app.strings import tr
from engines.engine_config import IntentConfig
from engines.intent_arming import Arming, is_to_be_done
from engines.models.store import ModelState
from engines.types import Intent, Language

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from app.cli.parts import Parts
    from engines.interfaces import IntentParser

_STDIN = "-"


def add_to(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "intents",
        help="commands by voice: what is understood, and their files",
        description="Say what utterances ask for, and check the files that commands are made of.",
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)

    parse = actions.add_parser(
        "parse",
        help="say what texts ask for",
        description="Say for each TEXT, or each line of standard input, what it asks for:"
        " a command, a dialogue act, or nothing.",
    )
    parse.add_argument("texts", nargs="*", metavar="TEXT", help="'-' reads standard input")
    parse.add_argument(
        "--language",
        choices=("zh", "en"),
        help="of the texts (default: Chinese where there is a Chinese character, else English)",
    )
    parse.add_argument(
        "--exact", action="store_true", help="go by exact forms alone, without the model"
    )
    parse.add_argument("--json", action="store_true", dest="is_json", help="print JSON")
    parse.set_defaults(action=_parse)

    check = actions.add_parser(
        "check",
        help="look for mistakes in the files of intents",
        description="Name what is wrong in the files of intents, by file and line.",
    )
    check.add_argument(
        "folder", nargs="?", type=Path, metavar="FOLDER", help="default: the program's own"
    )
    check.add_argument("--json", action="store_true", dest="is_json", help="print JSON")
    check.set_defaults(action=_check)


def prepared_parser(parts: Parts, *, is_exact: bool = False) -> IntentParser:
    """Return the parser of intents, after learning commands where that was not done yet.

    Raises:
        EngineError: As ``Parts.prepare_intents`` and ``Parts.intent_parser``.
    """
    config = parts.intent_config()
    if is_exact or config.model is None:
        return parts.intent_parser(IntentConfig(config.intents, config.wake_phrases, None))
    model_id = config.model.model_id
    if parts.store().state(model_id) is not ModelState.INSTALLED:
        tell(tr("cli.intents.no_model", command=own_command("models", "install", model_id)))
        return parts.intent_parser(config)
    cancel = threading.Event()
    with first_interrupt(cancel.set), ProgressBar(model_id) as bar:
        parts.prepare_intents(config, bar, cancel)
    return parts.intent_parser(config)


def _parse(args: argparse.Namespace, parts: Parts) -> ExitCode:
    parser = prepared_parser(parts, is_exact=args.exact)
    is_piped = args.texts in ([], [_STDIN])
    texts: Iterable[str] = (line.rstrip("\r\n") for line in sys.stdin) if is_piped else args.texts
    for text in texts:
        language = args.language or _language_of(text)
        (intent,) = parser.parse([text], language)
        if args.is_json:
            print_json(_record(text, language, intent))
        else:
            slots = "".join(f"  {slot.name}={slot.value}" for slot in intent.slots)
            print(f"{intent.name}  {intent.score:.2f}{slots}", flush=True)
    return ExitCode.OK


def _language_of(text: str) -> Language:
    return "zh" if any("\u3400" <= character <= "\u9fff" for character in text) else "en"


def _record(text: str, language: Language, intent: Intent) -> dict[str, Any]:
    return {
        "text": text,
        "language": language,
        "kind": intent.kind,
        "name": intent.name,
        "score": round(intent.score, 4),
        "slots": [
            {"name": slot.name, "type": slot.type, "text": slot.text, "value": slot.value}
            for slot in intent.slots
        ],
        "is_addressed": intent.is_addressed,
        "is_unmistakable": intent.is_unmistakable,
        "is_done_when": {
            str(arming): is_to_be_done(intent, arming, is_key_held=False) for arming in Arming
        }
        | {"key_held": is_to_be_done(intent, Arming.WAKE_PHRASE, is_key_held=True)},
    }


def _check(args: argparse.Namespace, _parts: Parts) -> ExitCode:
    from engines.intent.catalog import load_catalog
    from engines.intent.check import check_intents

    folder = args.folder or paths.resources_dir() / "intents"
    mistakes = check_intents(folder, paths.resources_dir() / "wake_phrases.yaml")
    for mistake in mistakes:
        if args.is_json:
            record = {"path": str(mistake.path), "line": mistake.line, "reason": mistake.reason}
            print_json(record)
        else:
            print(mistake)
    if mistakes:
        tell(tr("cli.intents.bad", count=len(mistakes)))
        return ExitCode.FAILED
    catalog = load_catalog(folder)
    counts = {
        "intents": len(catalog.intents),
        "phrasings": sum(
            len(part.train) + len(part.test)
            for spec in catalog.intents
            for part in spec.phrasings.values()
        ),
        "patterns": sum(map(len, catalog.forms.values())),
    }
    if args.is_json:
        print_json(counts)
    else:
        print(tr("cli.intents.good", **counts))
    return ExitCode.OK
