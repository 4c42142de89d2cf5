"""Items measured by the workers of a Dask cluster: each counted once, whatever becomes of a worker.

The workers need the same version of this program and the models at the same paths. Recordings
travel with their items, so that no common disk is needed for them.
"""

from __future__ import annotations

import importlib
import importlib.util
import threading
import uuid
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines.errors import EngineError, ErrorCode
from engines.evaluation.equipment import LoadedEquipment, MakeEquipment
from engines.evaluation.evaluator import Evaluator
from engines.evaluation.hearing import recording, whole_recording
from engines.evaluation.items import IntentItem, ItemSet, MeetingItem, SpokenItem
from engines.evaluation.request import RunRequest
from engines.evaluation.results import ItemResult
from engines.evaluation.signature import signature
from engines.evaluation.work import Work

if TYPE_CHECKING:
    from engines.types import FloatSamples

_CONNECT_S = 10
_AHEAD = 4
"""Items given out for each thread of the cluster: enough to keep it busy, and to stop soon."""


class ClusterExecutor:
    """Hands items out and takes results in. One thread owns it.

    Args:
        request: How to measure; its scheduler says where.
        sets: What intents are learnt from.
        make_equipment: Makes the engines of a worker; a function of a module, which crosses to it.

    Raises:
        EngineError: EXTRA_MISSING or SCHEDULER_UNREACHABLE.
    """

    def __init__(
        self,
        request: RunRequest,
        sets: Sequence[ItemSet],
        make_equipment: MakeEquipment = LoadedEquipment,
    ) -> None:
        if importlib.util.find_spec("distributed") is None:
            raise EngineError(ErrorCode.EXTRA_MISSING, package="dask.distributed", extra="cluster")
        self._request = request
        self._training = {one.set_id: one.training for one in sets}
        self._make_equipment = make_equipment
        # Another run on the same cluster may have items of the same keys.
        self._run = uuid.uuid4().hex
        try:
            self._client = _distributed().Client(
                request.scheduler, timeout=_CONNECT_S, set_as_default=False
            )
        except (OSError, TimeoutError, ValueError) as error:
            raise EngineError(
                ErrorCode.SCHEDULER_UNREACHABLE, str(error), address=request.scheduler
            ) from error

    def results(self, works: Sequence[Work]) -> Iterator[ItemResult]:
        """Yield results as they come.

        Raises:
            EngineError: What a worker raises; SCHEDULER_UNREACHABLE when the cluster is gone.
        """
        # A meeting is hundreds of megabytes of sound: none waits in memory beside those in work.
        meetings = [work for work in works if isinstance(work.item, MeetingItem)]
        others = [work for work in works if not isinstance(work.item, MeetingItem)]
        yield from self._results(others, _AHEAD)
        yield from self._results(meetings, 1)

    def _results(self, works: Sequence[Work], ahead_of_each: int) -> Iterator[ItemResult]:
        waiting = iter(works)
        threads = sum(self._client.nthreads().values())
        ahead = islice(waiting, ahead_of_each * max(1, threads))
        finished = _distributed().as_completed(
            [self._submit(work) for work in ahead], loop=self._client.loop
        )
        # A result is asked for only when the caller wants it, and then the next item is given out.
        for future in finished:
            result = self._result_of(future)
            following = next(waiting, None)
            if following is not None:
                finished.add(self._submit(following))
            yield result

    def close(self) -> None:
        """Leave the cluster; what is still under way there is dropped."""
        self._client.close()

    def _submit(self, work: Work) -> Any:
        samples: FloatSamples | None = None
        try:
            match work.item:
                case SpokenItem(audio=Path()) as item:
                    samples = recording(item, None)
                case MeetingItem(audio=path):
                    samples = whole_recording(path)
        except EngineError:
            # The worker meets the same and says so in the result.
            samples = None
        # Its key names the task, so that a worker that is lost gives it back instead of a double.
        return self._client.submit(
            _measure,
            work,
            self._request,
            self._training,
            samples,
            self._make_equipment,
            key=f"tongsheng-{self._run}-{work.key}",
        )

    def _result_of(self, future: Any) -> ItemResult:
        package = _distributed()
        lost = (package.KilledWorker, package.CancelledError, package.comm.CommClosedError)
        try:
            result: ItemResult = future.result()
        except EngineError:
            raise
        except (*lost, OSError, TimeoutError) as error:
            raise EngineError(
                ErrorCode.SCHEDULER_UNREACHABLE, repr(error), address=self._request.scheduler
            ) from error
        return result


def _distributed() -> Any:
    """Return the package, which has types for little of itself."""
    return importlib.import_module("distributed")


_TURN = threading.Lock()
_EVALUATORS: dict[str, Evaluator] = {}
"""Of a worker's process: engines take seconds to load, and stay for the next item."""


def _measure(
    work: Work,
    request: RunRequest,
    training: dict[str, tuple[IntentItem, ...]],
    samples: FloatSamples | None,
    make_equipment: MakeEquipment,
) -> ItemResult:
    """Measure one item in a worker; its threads take turns, for engines have one owner."""
    name = signature(request)
    with _TURN:
        if name not in _EVALUATORS:
            _EVALUATORS.clear()
            _EVALUATORS[name] = Evaluator(request, make_equipment(request.models, training))
        return _EVALUATORS[name].evaluate(work, samples)
