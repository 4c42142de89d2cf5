"""From sets and models that are chosen by name, or from a signature, to the request of a run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any

from engines.chinese_script import ChineseScript
from engines.engine_config import EngineConfig, EngineKind, IntentConfig
from engines.errors import EngineError, ErrorCode
from engines.evaluation.goals import Figure
from engines.evaluation.normalize import DEFAULT, NormalizerSettings
from engines.evaluation.request import FarFieldSettings, ModelUse, RunModels, RunRequest
from engines.evaluation.sets.library import SetLibrary, references_to
from engines.evaluation.signature import Signed, SignedModel, folder_digest, parse_signature
from engines.models.store import ModelStore
from engines.selection import ESPEAK_CONFIG, engine_config, speaker_config, synthesizer_config


def model_use(
    store: ModelStore, model_id: str, kind: EngineKind | None = None, **changed: Any
) -> ModelUse:
    """Return an installed model, its bytes named.

    Args:
        store: Where it is.
        model_id: Which.
        kind: What runs it; None for the default of this machine.
        **changed: Other fields of its ``EngineConfig``.

    Raises:
        EngineError: As ``engines.selection.engine_config``.
    """
    return used(store, replace(engine_config(store, model_id, kind), **changed))


def used(store: ModelStore, config: EngineConfig) -> ModelUse:
    """Return a model that was chosen elsewhere, its bytes named.

    Raises:
        EngineError: MODEL_UNKNOWN or MODEL_MISSING.
    """
    digest = hashlib.sha256()
    if config == ESPEAK_CONFIG:
        # A program of the system, whose bytes are its own business.
        return ModelUse(config, digest.hexdigest())
    folder = store.path(config.model_id)
    for file in store.manifest.get(config.model_id).files:
        if not file.is_unpacked:
            known = file.sha256 or str((folder / file.name).stat().st_size)
            digest.update(f"{file.name} {known}\n".encode())
    beside = tuple(used(store, one) for one in config.beside)
    return ModelUse(config, digest.hexdigest(), beside)


def optional_models(store: ModelStore, own_intents: IntentConfig) -> RunModels:
    """Return what a run has beside the engines in use: intents, a voice, and who spoke.

    What is not installed is left out. Without sentence embeddings intents are told by exact forms
    and character n-grams alone, without a voice what has no recording is not heard, and without
    what tells voices apart no meeting is scored.

    Args:
        store: Where models are.
        own_intents: The intents of the program.

    Raises:
        EngineError: A model is there and damaged.
    """

    def installed(make: Callable[[], EngineConfig]) -> ModelUse | None:
        try:
            return used(store, make())
        except EngineError as error:
            if error.code is not ErrorCode.MODEL_MISSING:
                raise
            return None

    embeddings = own_intents.model
    intent = None if embeddings is None else installed(lambda: embeddings)
    if intent is None:
        own_intents = replace(own_intents, model=None)
    voices = speaker_config(store)
    return RunModels(
        intent=intent,
        own_intents=own_intents,
        synthesizer=installed(lambda: synthesizer_config(store)),
        speakers=None if voices is None else installed(lambda: voices),
    )


_SPEECH = frozenset({Figure.RECOGNITION, Figure.FAR_FIELD, Figure.OTHER_SPEECH})
_TEXTS = frozenset({Figure.ZH_EN, Figure.EN_ZH, Figure.MINORITY})


def needed(models: RunModels, figures: Sequence[Figure]) -> RunModels:
    """Leave out the models that no figure asks for: a signature names what was used."""
    wanted = set(figures)
    if not wanted & _TEXTS:
        models = replace(models, translator=None, baseline=None)
    if Figure.INTENT not in wanted:
        models = replace(models, intent=None, own_intents=None)
        if not wanted & _SPEECH:
            models = replace(models, synthesizer=None)
        if not wanted & (_SPEECH | {Figure.MEETING}):
            models = replace(models, recognizer=None, language_model=None)
    if Figure.MEETING not in wanted:
        models = replace(models, speakers=None)
    return models


def request_of_signature(
    text: str, library: SetLibrary, store: ModelStore, own_intents: IntentConfig
) -> RunRequest:
    """Return the request that a signature stands for, from the sets and models of this machine.

    Args:
        text: Of a run, or of one of its scores.
        library: Where the sets are looked for, by their ids.
        store: Where the models are.
        own_intents: The intents of the program.

    Raises:
        EngineError: EVALUATION_UNKNOWN when it is no signature; EVALUATION_CHANGED when a set or a
            model is another here; SET_NOT_RECOGNISED, MODEL_MISSING and its kin.
    """
    signed = parse_signature(text)
    sets = []
    for set_id, part, digest in signed.sets:
        loaded = library.load(replace(library.find(set_id), part=part))
        _same(set_id, loaded.digest, digest)
        sets.append(loaded)
    values = signed.values
    models = _models(signed, store)
    if "intents" in values:
        _same("intents", folder_digest(own_intents.intents), values["intents"])
        if models.intent is None:
            own_intents = replace(own_intents, model=None)
        models = replace(models, own_intents=own_intents)
    try:
        whole, *single = values["limit"].split(",")
        limits = [one.split(":") for one in single]
        return RunRequest(
            sets=references_to(sets),
            models=models,
            figures=tuple(map(Figure, values["figures"].split(","))),
            normalizer=normalizer_of(values["normalizer"]),
            far_field=_far_field(values["far"]),
            limit=None if whole == "all" else int(whole),
            limits=tuple((Figure(figure), int(count)) for figure, count in limits),
            spoken_intents=int(values["spoken"]),
            fewest_per_scenario=int(values["fewest"]),
            reference_system=values["reference"],
            seed=int(values["seed"]),
        )
    except (KeyError, ValueError) as error:
        raise EngineError(ErrorCode.EVALUATION_UNKNOWN, repr(error), name=text[:60]) from error


def normalizer_of(name: str) -> NormalizerSettings:
    """Return the normaliser that a name stands for.

    Raises:
        ValueError: It is of another version, or there is no such switch.
    """
    base, *changes = name.split("+")
    if base != str(DEFAULT):
        raise ValueError(f"the normaliser here is {DEFAULT} and not {base}")
    known = {field.name for field in fields(NormalizerSettings)}
    values: dict[str, Any] = {}
    for change in changes:
        switch, _, value = change.partition("=")
        if switch not in known:
            raise ValueError(switch)
        if switch == "script":
            values[switch] = None if value == "None" else ChineseScript(value)
        else:
            values[switch] = value == "True"
    return NormalizerSettings(**values)


def _models(signed: Signed, store: ModelStore) -> RunModels:
    uses: dict[str, Any] = {}
    for role, (first, *others) in signed.models.items():
        if role == "synthesizer":
            uses[role] = used(store, synthesizer_config(store, first.model_id))
            _same(first.model_id, uses[role].digest, first.digest)
        else:
            beside = tuple(_signed_use(one, store).config for one in others)
            uses[role] = _signed_use(first, store, beside)
    return RunModels(**uses)


def _signed_use(
    signed: SignedModel, store: ModelStore, beside: tuple[EngineConfig, ...] = ()
) -> ModelUse:
    kind, compute_type, threads = signed.decoding.split("/")
    use = model_use(
        store,
        signed.model_id,
        EngineKind(kind),
        compute_type=compute_type,
        threads=int(threads),
        beside=beside,
    )
    _same(signed.model_id, use.digest, signed.digest)
    return use


def _far_field(text: str) -> FarFieldSettings:
    simulated, distance, shortest, longest, snr, rooms = text.split(",")
    return FarFieldSettings(
        is_simulated=simulated == "1",
        distance_m=float(distance),
        rt60_s=(float(shortest), float(longest)),
        snr_db=None if snr == "none" else float(snr),
        rooms=int(rooms),
    )


def _same(name: str, here: str, there: str) -> None:
    if not here.startswith(there):
        raise EngineError(ErrorCode.EVALUATION_CHANGED, f"{here[:12]}, not {there}", name=name)
