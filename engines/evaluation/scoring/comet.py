"""COMET, where the user has installed its package and a model: a neural judge of translations."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from typing import Any

from engines.evaluation.bootstrap import RESAMPLES, clustered_ratio
from engines.evaluation.results import Measure, MeasureKind, TranslatedResult
from engines.evaluation.scoring.context import Context

_PACKAGE = "comet"
"""Of unbabel-comet, which brings torch: far too large to come with this program."""
_BATCH = 8


def comet_measure(
    context: Context, results: Sequence[TranslatedResult], clusters: Sequence[str]
) -> Measure:
    """Return COMET with its interval, or why there is none.

    One reference is given to it: the first of each text.
    """
    checkpoint = context.request.comet_model
    if importlib.util.find_spec(_PACKAGE) is None or checkpoint is None:
        return Measure(MeasureKind.COMET, None, note="not_installed")
    package: Any = importlib.import_module(_PACKAGE)
    model = package.load_from_checkpoint(str(checkpoint))
    rows = [{"src": one.source, "mt": one.hypothesis, "ref": one.references[0]} for one in results]
    scores = [float(one) for one in model.predict(rows, batch_size=_BATCH, gpus=0).scores]
    score = clustered_ratio(
        scores,
        [1.0] * len(scores),
        clusters,
        context.signed(f"COMET|{checkpoint.stem}", f"bootstrap:documents,{RESAMPLES}"),
        context.request.seed,
    )
    return Measure(MeasureKind.COMET, score, detail=checkpoint.stem)
