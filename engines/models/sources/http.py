"""One file over HTTP: goes on where it stopped, tries again after a break, ends when cancelled."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx2

from engines.errors import EngineError, ErrorCode
from engines.models.transfer import Transfer, call_in_background, in_background

TIMEOUT = httpx2.Timeout(20.0, connect=10.0)
CLOSING = {"Connection": "close"}
"""Headers of clients that may be closed while a request that was left alone still runs: its
connection then closes itself."""

RETRY_PAUSES_S = (0.5, 1.0, 2.0, 4.0)
"""Waits before each further attempt; they begin anew whenever bytes have arrived."""

_PASSING_TROUBLES = frozenset({408, 425, 429, 500, 502, 503, 504})
_ABSENT = frozenset({404, 410})
_CONTENT_RANGE = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)")


@contextmanager
def coded_errors() -> Iterator[None]:
    """Turn what the HTTP client raises into NETWORK_UNREACHABLE or SOURCE_REFUSED."""
    try:
        yield
    except (httpx2.TooManyRedirects, httpx2.UnsupportedProtocol, httpx2.InvalidURL) as error:
        raise EngineError(ErrorCode.SOURCE_REFUSED, str(error)) from error
    except httpx2.HTTPStatusError as error:
        raise refused(error.response) from error
    except (httpx2.HTTPError, httpx2.StreamError) as error:
        detail = str(error) or type(error).__name__
        raise EngineError(ErrorCode.NETWORK_UNREACHABLE, detail) from error


def refused(response: httpx2.Response) -> EngineError:
    """Return the error for an answer that is none; never tells the query or credentials."""
    url = response.url
    return EngineError(
        ErrorCode.SOURCE_REFUSED,
        f"{response.status_code} {response.reason_phrase} for {url.host}{url.path}",
        status=response.status_code,
    )


def noted_refusals(client: httpx2.Client) -> list[EngineError]:
    """Return a list that grows by each answer of a client that is none.

    That something is not there is an answer.
    """
    refusals: list[EngineError] = []

    def note(response: httpx2.Response) -> None:
        if response.is_error and response.status_code not in _ABSENT:
            refusals.append(refused(response))

    client.event_hooks = {"response": [note]}
    return refusals


def get_json(client: httpx2.Client, url: str, transfer: Transfer) -> object:
    """Return what a server answers, as JSON.

    Raises:
        EngineError: NETWORK_UNREACHABLE, SOURCE_REFUSED or CANCELLED.
    """
    with coded_errors():
        response = call_in_background(
            lambda: client.get(url, timeout=TIMEOUT, follow_redirects=True), transfer.cancel
        )
        response.raise_for_status()
        try:
            return response.json()
        except ValueError as error:
            raise EngineError(ErrorCode.SOURCE_REFUSED, f"not JSON from {url}") from error


def download(
    client: httpx2.Client,
    url: str,
    target: Path,
    transfer: Transfer,
    report: Callable[[int, int | None], None],
    headers: Mapping[str, str] | None = None,
    size_bytes: int | None = None,
) -> None:
    """Fetch ``url`` into ``target``, after whatever of it is there already.

    Args:
        client: Carries the user's proxies, certificates and credentials.
        url: What to fetch; must name the same bytes as when the target was begun.
        target: Kept on failure, so that the next call goes on with it.
        transfer: Says when to stop.
        report: Told the bytes that are there and, when known, how many there will be.
        headers: Sent with every attempt.
        size_bytes: The size the file must have, if that is known beforehand.

    Raises:
        EngineError: NETWORK_UNREACHABLE, SOURCE_REFUSED, SOURCE_MISMATCH or CANCELLED.
        OSError: The target cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    failures = 0
    has_received = False
    while True:
        before = _size_of(target)
        if size_bytes is not None and before > size_bytes:
            target.unlink()
            before = 0
        if before and before == size_bytes:
            report(before, size_bytes)
            return
        try:
            with coded_errors():
                if _attempt(client, url, target, transfer, report, headers or {}, before):
                    break
                # What is there cannot be a beginning of what the server has: from the start.
                target.unlink(missing_ok=True)
        except EngineError as error:
            is_passing = error.code is ErrorCode.NETWORK_UNREACHABLE or (
                error.params.get("status") in _PASSING_TROUBLES
            )
            if _size_of(target) > before:
                failures, has_received = 0, True
            # A server that never answered is left to the next source at once.
            is_first_contact = error.code is ErrorCode.NETWORK_UNREACHABLE and not has_received
            if not is_passing or is_first_contact or failures >= len(RETRY_PAUSES_S):
                raise
            transfer.pause(RETRY_PAUSES_S[failures])
            failures += 1
    if size_bytes is not None and (size := _size_of(target)) != size_bytes:
        raise EngineError(
            ErrorCode.SOURCE_MISMATCH, f"{target.name} has {size} bytes instead of {size_bytes}"
        )


def _attempt(
    client: httpx2.Client,
    url: str,
    target: Path,
    transfer: Transfer,
    report: Callable[[int, int | None], None],
    headers: Mapping[str, str],
    offset: int,
) -> bool:
    """Ask once and write what comes; False when the server cannot go on at this offset."""
    # Compressed transfer would make offsets and sizes meaningless.
    headers = {**headers, "Accept-Encoding": "identity"}
    if offset:
        headers["Range"] = f"bytes={offset}-"
    connection: list[socket.socket] = []

    def produce() -> Iterator[httpx2.Response | bytes]:
        with client.stream(
            "GET", url, headers=headers, timeout=TIMEOUT, follow_redirects=True
        ) as response:
            stream = response.extensions.get("network_stream")
            if stream is not None and (raw := stream.get_extra_info("socket")) is not None:
                connection.append(raw)
            yield response
            if response.is_success:
                yield from response.iter_raw()

    def interrupt() -> None:
        for raw in connection:
            try:
                # Of the class, not of the object: TLS would forget its state under the reader.
                socket.socket.shutdown(raw, socket.SHUT_RDWR)
            except OSError:
                continue  # closed in the meantime, which is as good

    arriving = in_background(produce, transfer.cancel, interrupt)
    try:
        response = next(arriving)
        assert isinstance(response, httpx2.Response)
        begin = _begin(response, offset)
        if begin is None:
            return False
        done, total = begin
        report(done, total)
        if not response.is_success:
            return True  # there was nothing left to send
        with target.open("ab" if done else "wb") as file:
            for chunk in arriving:
                assert isinstance(chunk, bytes)
                file.write(chunk)
                done += len(chunk)
                report(done, total)
    finally:
        arriving.close()  # type: ignore[attr-defined]
    if total is not None and done < total:
        raise EngineError(ErrorCode.NETWORK_UNREACHABLE, f"ended after {done} of {total} bytes")
    return True


def _begin(response: httpx2.Response, offset: int) -> tuple[int, int | None] | None:
    """Return how many bytes stay and how many there will be; None if this cannot be gone on with.

    Raises:
        EngineError: SOURCE_REFUSED.
    """
    range_ = _CONTENT_RANGE.match(response.headers.get("Content-Range", ""))
    first, total = range_.groups() if range_ else (None, None)
    match response.status_code:
        case 206 if first is not None and int(first) == offset:
            return offset, int(total) if total and total != "*" else None
        case 200:
            length = response.headers.get("Content-Length", "")
            return 0, int(length) if length.isdecimal() else None
        case 416 if total is not None and total == str(offset):
            return offset, offset
        case 206 | 416 if offset:
            return None
        case _:
            raise refused(response)


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
