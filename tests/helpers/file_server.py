"""A small real HTTP server on loopback that can break, refuse, stall and go on at an offset."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit


@dataclass(slots=True)
class Served:
    """What one path answers with."""

    body: bytes
    content_type: str = "application/octet-stream"
    status: int = 200
    breaks: list[int] = field(default_factory=list)
    """After how many bytes the connection is cut, for the requests that come first."""
    stall_after_bytes: int | None = None
    """Nothing more is sent, and the connection stays open, until the server ends."""
    has_ranges: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request the server saw."""

    path: str
    first_byte: int | None
    """Where it asked to go on; None when it wanted everything."""
    headers: Mapping[str, str]


class FileServer:
    """Serves what was put into it, and records what it was asked for."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.asked: list[Asked] = []
        self.is_stalled = threading.Event()
        self.is_ending = threading.Event()
        self._served: dict[str, Served] = {}

    def put(self, path: str, served: Served | bytes) -> Served:
        """Serve something from now on."""
        entry = served if isinstance(served, Served) else Served(served)
        self._served[path] = entry
        return entry

    def served(self, path: str) -> Served | None:
        return self._served.get(path)

    def requests_of(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == path]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    file_server: FileServer

    def do_GET(self) -> None:
        server = self.file_server
        path = unquote(urlsplit(self.path).path)
        range_ = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        first_byte = int(range_[1]) if range_ else None
        server.asked.append(Asked(path, first_byte, dict(self.headers)))
        served = server.served(path)
        if served is None:
            served = Served(b"not here", "text/plain", status=404)
        body, status, extra = served.body, served.status, dict(served.headers)
        if first_byte is not None and served.has_ranges and status == 200:
            total = len(body)
            if first_byte >= total:
                status, body, extra["Content-Range"] = 416, b"", f"bytes */{total}"
            else:
                status, body = 206, body[first_byte:]
                extra["Content-Range"] = f"bytes {first_byte}-{total - 1}/{total}"
        self.send_response(status)
        for name, value in {
            "Content-Type": served.content_type,
            "Content-Length": str(len(body)),
            **extra,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        if served.breaks:
            self.wfile.write(body[: served.breaks.pop(0)])
            self.close_connection = True
        elif served.stall_after_bytes is not None:
            self.wfile.write(body[: served.stall_after_bytes])
            self.wfile.flush()
            server.is_stalled.set()
            server.is_ending.wait()
            self.close_connection = True
        else:
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Be quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Be quiet: clients that hang up are what the tests are about."""


@contextmanager
def running_file_server() -> Iterator[FileServer]:
    """Serve on a free port of loopback until the block ends."""
    handler = type("Handler", (_Handler,), {})
    with _Server(("127.0.0.1", 0), handler) as http:
        server = FileServer(http.server_port)
        handler.file_server = server  # type: ignore[attr-defined]
        thread = threading.Thread(target=http.serve_forever, args=(0.02,), name="file-server")
        thread.start()
        try:
            yield server
        finally:
            server.is_ending.set()
            http.shutdown()
            thread.join()
