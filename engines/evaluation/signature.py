"""A run in one line: what it was measured on and with, so that anyone can measure it again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import quote, unquote

import engines
from engines.errors import EngineError, ErrorCode
from engines.evaluation.items import Part
from engines.evaluation.request import ModelUse, RunRequest

_PROGRAM = "tongsheng"
_SHORT = 12
_ROLES = (
    *("recognizer", "language_model", "translator", "baseline", "intent", "synthesizer"),
    "speakers",
)
_CODE_ROOMS = ("asr", "audio", "intent", "mt", "pipeline", "speaker", "tts", "vad")


@dataclass(frozen=True, slots=True)
class SignedModel:
    """A model in a signature."""

    model_id: str
    digest: str
    """Its beginning."""
    decoding: str
    """Kind, precision and threads."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature says, still as text."""

    version: str
    code: str
    sets: tuple[tuple[str, Part, str], ...]
    """Id, part and the beginning of the digest."""
    models: dict[str, tuple[SignedModel, ...]]
    """By role; behind a translator stand those that it has beside it."""
    values: dict[str, str] = field(default_factory=dict)
    """The other settings, by name."""


def signature(request: RunRequest) -> str:
    """Return the line for a run; it holds no "|", which sets the name of a metric apart."""
    parts = [
        f"{_PROGRAM}/{request.version or '0'}",
        f"code={code_version()}",
        "sets="
        + ",".join(
            f"{_quoted(one.set_id)}:{one.part}@{one.digest[:_SHORT]}" for one in request.sets
        ),
        "figures=" + ",".join(request.figures),
    ]
    for role in _ROLES:
        use: ModelUse | None = getattr(request.models, role)
        if use is not None:
            parts.append(f"{role}={','.join(map(_model_text, (use, *use.beside)))}")
    if request.models.own_intents is not None:
        parts.append(f"intents={folder_digest(request.models.own_intents.intents)}")
    far = request.far_field
    snr = "none" if far.snr_db is None else repr(far.snr_db)
    parts += [
        f"normalizer={_quoted(str(request.normalizer))}",
        f"far={int(far.is_simulated)},{far.distance_m!r},{far.rt60_s[0]!r},{far.rt60_s[1]!r}"
        f",{snr},{far.rooms}",
        f"limit={','.join(_limits(request))}",
        f"spoken={request.spoken_intents}",
        f"fewest={request.fewest_per_scenario}",
        f"reference={_quoted(request.reference_system)}",
        f"seed={request.seed}",
    ]
    return ";".join(parts)


def parse_signature(text: str) -> Signed:
    """Return what a signature of a run, or of one of its scores, says.

    Raises:
        EngineError: EVALUATION_UNKNOWN when it is none.
    """
    line = text.strip().rpartition("|")[2]
    program, *parts = line.split(";")
    values = dict(part.partition("=")[::2] for part in parts)
    try:
        name, version = program.split("/")
        if name != _PROGRAM:
            raise ValueError(name)
        models = {
            role: tuple(map(_model, values.pop(role).split(",")))
            for role in _ROLES
            if role in values
        }
        return Signed(
            version,
            values.pop("code"),
            tuple(_set(one) for one in values.pop("sets").split(",") if one),
            models,
            {name: unquote(value) for name, value in values.items()},
        )
    except (KeyError, ValueError) as error:
        raise EngineError(ErrorCode.EVALUATION_UNKNOWN, repr(error), name=text[:60]) from error


@cache
def code_version() -> str:
    """Return what changes with the code that measures; "built" where no source is at hand."""
    folder = Path(engines.__file__).parent
    digest = hashlib.sha256()
    paths = [path for room in _CODE_ROOMS for path in sorted((folder / room).rglob("*.py"))]
    # What counts and scores moves a number as well; the benches do not.
    scoring = sorted((folder / "evaluation").rglob("*.py"))
    paths += [path for path in scoring if path.parent.name != "bench"]
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:_SHORT] if paths else "built"


def _limits(request: RunRequest) -> list[str]:
    whole = "all" if request.limit is None else str(request.limit)
    return [whole, *(f"{figure}:{count}" for figure, count in request.limits)]


def folder_digest(folder: Path) -> str:
    """Return what changes with any of the files in a folder of phrasings."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:_SHORT]


def _model_text(use: ModelUse) -> str:
    config = use.config
    decoding = f"{config.kind}/{config.compute_type}/{config.threads}"
    return f"{_quoted(config.model_id)}@{use.digest[:_SHORT]}/{decoding}"


def _model(text: str) -> SignedModel:
    model, _, rest = text.partition("@")
    digest, _, decoding = rest.partition("/")
    return SignedModel(unquote(model), digest, decoding)


def _set(text: str) -> tuple[str, Part, str]:
    named, _, digest = text.rpartition("@")
    set_id, _, part = named.rpartition(":")
    return unquote(set_id), Part(part), digest


def _quoted(text: str) -> str:
    return quote(text, safe="/.-_+")
