"""What the window's evaluations are made with: the same sets, runs and plan as the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app import __version__, paths
from app.bridge.evaluation_desk import EvaluationParts, RunWish
from app.bridge.model_shelf import Store
from app.bridge.readiness import Engines, MakeConfig
from engines.engine_config import EngineConfig
from engines.evaluation.goals import Figure
from engines.evaluation.host import EvaluationHost
from engines.evaluation.request import ModelUse, RunRequest
from engines.evaluation.sets.library import SetLibrary, references_to
from engines.evaluation.store import RunStore

_MEETINGS = 2
"""Of a run with a limit: each is half an hour of speech, and fifty would take a day."""


def real_evaluation_parts(
    engines: Callable[[], tuple[Store, Engines]], make_config: MakeConfig
) -> EvaluationParts:
    """Return the real parts.

    Args:
        engines: The open model store and the engines in use; raises EngineError without models.
        make_config: Says what these engines are loaded from.
    """

    def open_library() -> SetLibrary:
        return SetLibrary(
            paths.resources_dir() / "evaluation",
            paths.config_dir() / "evaluation_sets.json",
            RunStore(paths.evaluations_dir()).recording_digests,
        )

    def plan(wish: RunWish) -> RunRequest:
        from engines.evaluation.planning import needed, optional_models, used
        from engines.models.store import ModelStore
        from engines.selection import intent_config

        store, chosen = engines()
        assert isinstance(store, ModelStore)
        library = open_library()
        known = [library.find(set_id) for set_id in wish.set_ids]
        config = make_config(store, chosen)

        def use(engine: EngineConfig | None) -> ModelUse | None:
            return None if engine is None else used(store, engine)

        figures = wish.figures or tuple(Figure)
        models = replace(
            optional_models(store, intent_config(store, paths.resources_dir())),
            recognizer=used(store, config.recognizer),
            language_model=use(config.language_model),
            translator=use(config.translator),
        )
        return RunRequest(
            sets=references_to([library.load(one) for one in known]),
            models=needed(models, figures),
            figures=figures,
            limit=wish.limit,
            limits=() if wish.limit is None else ((Figure.MEETING, min(_MEETINGS, wish.limit)),),
            version=__version__,
        )

    return EvaluationParts(
        lambda: RunStore(paths.evaluations_dir()),
        open_library,
        EvaluationHost,
        plan,
        paths.data_dir() / "recorded-set",
    )
