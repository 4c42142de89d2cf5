"""The one thread that owns the synthesiser: piece by piece, and after what captions need."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Set

from engines.engine_config import EngineConfig
from engines.errors import EngineError, ErrorCode
from engines.events import SpeechSynthesized
from engines.interfaces import SpeechRequest, Synthesizer, default_voice
from engines.worker.recognition_gate import RecognitionGate

_log = logging.getLogger(__name__)

_LONGEST_WAIT_S = 2.0
"""How long a piece waits for finals: on a machine always behind, speech would never come."""


class SpeechDesk:
    """Loads a synthesiser when one is first asked for, and speaks one request after the other.

    ``put`` and ``drop`` may be called from any thread and return at once.

    Args:
        load: Loads a synthesiser, on the desk's thread; raises EngineError.
        reply: Takes the pieces, on the desk's thread.
        gate: Says whether recognition needs the cores.
    """

    def __init__(
        self,
        load: Callable[[EngineConfig], Synthesizer],
        reply: Callable[[SpeechSynthesized], None],
        gate: RecognitionGate,
    ) -> None:
        self._load = load
        self._reply = reply
        self._gate = gate
        self._changed = threading.Condition()
        self._waiting: deque[SpeechRequest] = deque()
        self._under_way: int | None = None
        self._is_dropped = self._is_closed = False
        self._thread: threading.Thread | None = None
        self._loaded: tuple[EngineConfig, Synthesizer] | None = None

    def put(self, request: SpeechRequest) -> None:
        """Take a text; ``SpeechSynthesized`` follows, the last one marked."""
        with self._changed:
            if self._is_closed:
                return
            self._waiting.append(request)
            self._changed.notify_all()
            if self._thread is None:
                # Not before: most sessions are never spoken.
                self._thread = threading.Thread(target=self._run, name="synthesizer")
                self._thread.start()

    def drop(self, request_ids: Set[int]) -> None:
        """Forget texts; of the one under way no piece after the present one is made."""
        with self._changed:
            kept = [one for one in self._waiting if one.request_id not in request_ids]
            self._waiting.clear()
            self._waiting.extend(kept)
            if self._under_way in request_ids:
                self._is_dropped = True

    def close(self) -> None:
        """End after the present piece, leaving the rest; wait for that."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while (request := self._next()) is not None:
            try:
                self._speak(request)
            except EngineError as error:
                self._reply(SpeechSynthesized.failed(request.request_id, error))
            except Exception as error:  # noqa: BLE001 - the one broad catch here; it is reported
                _log.error("speaking failed in a way nobody foresaw", exc_info=error)
                failure = EngineError(ErrorCode.INTERNAL, repr(error))
                self._reply(SpeechSynthesized.failed(request.request_id, failure))

    def _next(self) -> SpeechRequest | None:
        with self._changed:
            self._under_way, self._is_dropped = None, False
            while not self._waiting and not self._is_closed:
                self._changed.wait()
            if self._is_closed:
                return None
            request = self._waiting.popleft()
            self._under_way = request.request_id
            return request

    def _speak(self, request: SpeechRequest) -> None:
        synthesizer = self._synthesizer(request.engine)
        voice_id = request.voice_id
        if voice_id not in {voice.voice_id for voice in synthesizer.voices}:
            # A voice of another synthesiser, or one that went with an older model.
            voice = default_voice(synthesizer.voices, request.language)
            if voice is None:
                raise EngineError(ErrorCode.LANGUAGE_UNSUPPORTED, language=request.language)
            voice_id = voice.voice_id
        pieces = synthesizer.synthesize(request.text, voice_id, request.rate)
        while self._is_wanted():
            self._gate.wait_until_free(_LONGEST_WAIT_S)
            audio = next(pieces, None)
            if not self._is_wanted():
                return
            self._reply(SpeechSynthesized(request.request_id, audio, is_last=audio is None))
            if audio is None:
                return

    def _synthesizer(self, config: EngineConfig) -> Synthesizer:
        if self._loaded is None or self._loaded[0] != config:
            self._loaded = None  # two at once would take twice the memory
            self._loaded = config, self._load(config)
        return self._loaded[1]

    def _is_wanted(self) -> bool:
        with self._changed:
            return not self._is_dropped and not self._is_closed
