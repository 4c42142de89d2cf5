"""What a PulseAudio or PipeWire server knows of its sources and of our recording, by pulsectl."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from engines.audio.inputs import InputDevice, InputKind, SoundServerUnreachableError

try:
    import pulsectl
except (ImportError, OSError) as error:  # OSError: libpulse is not installed
    raise SoundServerUnreachableError(str(error)) from error

_logger = logging.getLogger(__name__)

ID_PREFIX = "pulse:"
_CLIENT_NAME = "tongsheng"
_INTERRUPT_S = 0.05
_NO_SINK = 0xFFFF_FFFF


def list_inputs() -> list[InputDevice]:
    """Return every source of the server; a sink's monitor is what the computer plays.

    Raises:
        SoundServerUnreachableError: No server answers.
    """
    with _connected() as client:
        server = client.server_info()
        return [_device(source, server) for source in client.source_list()]


def recordings() -> dict[int, InputDevice]:
    """Return what each recording stream of this process listens to, by the stream's index.

    Raises:
        SoundServerUnreachableError: No server answers.
    """
    with _connected() as client:
        server = client.server_info()
        sources = {source.index: source for source in client.source_list()}
        return {
            stream.index: _device(sources[stream.source], server)
            for stream in client.source_output_list()
            if stream.proplist.get("application.process.id") == str(os.getpid())
            and stream.source in sources
        }


class ServerNews:
    """Waits for changes of a kind; one thread waits, any thread may interrupt it.

    Args:
        *facilities: What to hear of: "source", "sink", "server", "source_output".

    Raises:
        SoundServerUnreachableError: No server answers.
    """

    def __init__(self, *facilities: str) -> None:
        self._lock = threading.Lock()
        self._client: Any = _connect()
        self._client.event_mask_set(*facilities)
        self._client.event_callback_set(_stop_loop)

    def __enter__(self) -> ServerNews:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._lock:
            self._client.close()
            self._client = None

    def wait(self) -> None:
        """Return when something changed, or when interrupted.

        Raises:
            SoundServerUnreachableError: The server is gone.
        """
        try:
            self._client.event_listen()
        except (pulsectl.PulseDisconnected, pulsectl.PulseError) as error:
            raise SoundServerUnreachableError("the server is gone") from error

    def interrupt(self) -> None:
        """Wake the waiting thread. Misses one that is just about to wait: call it again then."""
        with self._lock:
            if self._client is not None:
                self._client.event_listen_stop()


class RecordingWatch:
    """Tells when the server moves a recording stream to another source, which it does silently.

    Args:
        stream_index: One of ``recordings``.
        source: What it listens to now.
        on_moved: Called on the thread "recording-watch" with what it listens to from now on.

    Raises:
        SoundServerUnreachableError: No server answers.
    """

    def __init__(
        self, stream_index: int, source: InputDevice, on_moved: Callable[[InputDevice], None]
    ) -> None:
        self._stream_index = stream_index
        self._source_id = source.id
        self._on_moved = on_moved
        self._is_stopped = False
        self._news = ServerNews("source_output")
        self._thread = threading.Thread(target=self._run, name="recording-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop; safe to call twice."""
        self._is_stopped = True
        while self._thread.is_alive():
            self._news.interrupt()
            self._thread.join(_INTERRUPT_S)

    def _run(self) -> None:
        with self._news:
            try:
                # Once before the first news: the source may have gone while the stream was opened.
                while not self._is_stopped:
                    source = recordings().get(self._stream_index)
                    if source is not None and source.id != self._source_id:
                        self._source_id = source.id
                        self._on_moved(source)
                    self._news.wait()
            except SoundServerUnreachableError as error:
                # The stream ends too, and says so itself.
                _logger.info("no more news of the recording: %s", error)


def _stop_loop(_: object) -> None:
    raise pulsectl.PulseLoopStop


def _connect() -> Any:
    client = pulsectl.Pulse(_CLIENT_NAME, connect=False)
    try:
        # Not with a timeout: pulsectl would wait for all of it. Starts no server by itself.
        client.connect(autospawn=False)
    except pulsectl.PulseError as error:
        client.close()
        raise SoundServerUnreachableError(str(error)) from error
    return client


@contextmanager
def _connected() -> Iterator[Any]:
    client = _connect()
    try:
        yield client
    except pulsectl.PulseError as error:
        raise SoundServerUnreachableError(str(error)) from error
    finally:
        client.close()


def _device(source: Any, server: Any) -> InputDevice:
    is_monitor = source.monitor_of_sink != _NO_SINK
    if is_monitor:
        is_default = source.monitor_of_sink_name == server.default_sink_name
    else:
        is_default = source.name == server.default_source_name
    return InputDevice(
        id=ID_PREFIX + source.name,
        name=source.description or source.name,
        kind=InputKind.SYSTEM if is_monitor else InputKind.MICROPHONE,
        is_default=is_default,
    )
