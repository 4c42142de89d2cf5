"""Items measured one after the other in this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engines.evaluation.equipment import Equipment
from engines.evaluation.evaluator import Evaluator
from engines.evaluation.request import RunRequest
from engines.evaluation.results import ItemResult
from engines.evaluation.work import Work


class LocalExecutor:
    """One item at a time: a batch would make a result depend on its neighbours.

    Args:
        request: How to measure.
        equipment: The engines.
    """

    def __init__(self, request: RunRequest, equipment: Equipment) -> None:
        self._evaluator = Evaluator(request, equipment)

    def results(self, works: Sequence[Work]) -> Iterator[ItemResult | None]:
        """Yield results in order, and None where a long item may be held up."""
        for work in works:
            yield (yield from self._evaluator.steps(work))

    def close(self) -> None:
        """The process gives everything back."""
