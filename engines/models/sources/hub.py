"""Models from a hub repository, through the hub's own client and settings.

``HF_ENDPOINT``, ``HF_TOKEN``, ``HF_HUB_OFFLINE``, a saved login and the client's proxies all count.
The bytes themselves are fetched by our own loop over that client: the client's download function
cannot be cancelled between blocks of 10 MB, and keeps a cache and metadata beside what it writes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path

from huggingface_hub import HfApi, constants, get_session, hf_hub_url
from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

# Documented, but not among what the package says it exports.
from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

from engines.errors import EngineError, ErrorCode
from engines.models.manifest import FileSpec, HubSource, unsafe_model_file
from engines.models.sources import Listing
from engines.models.sources.http import TIMEOUT, coded_errors, download, refused
from engines.models.transfer import Transfer, call_in_background


class Hub:
    """One repository at one revision."""

    def __init__(self, spec: HubSource) -> None:
        self._spec = spec
        # This program tells nobody what it runs on; the client would ask the hub how to.
        constants.HF_HUB_DISABLE_TELEMETRY = True
        # Read now, not when the client was imported: the user may have changed it since.
        self._endpoint = os.environ.get("HF_ENDPOINT", "").rstrip("/") or None
        self._revision = spec.revision

    def list_files(self, patterns: Sequence[str], transfer: Transfer) -> Listing:
        """Return the matching files; large ones come with the hash that the hub keeps."""
        with _coded_errors():
            info = call_in_background(
                lambda: HfApi(endpoint=self._endpoint).model_info(
                    self._spec.repository,
                    revision=self._spec.revision,
                    files_metadata=True,
                    timeout=TIMEOUT.read,
                ),
                transfer.cancel,
            )
        if info.sha:
            self._revision = info.sha  # a branch may move on while its files are fetched
        files = tuple(
            FileSpec(
                name=sibling.rfilename,
                size_bytes=sibling.size or None,
                sha256=sibling.lfs.sha256 if sibling.lfs else None,
            )
            for sibling in info.siblings or ()
            if unsafe_model_file(sibling.rfilename) is None
            and any(_matches(sibling.rfilename, pattern) for pattern in patterns)
        )
        return Listing(files, info.sha)

    def fetch(
        self, files: Sequence[FileSpec], workspace: Path, transfer: Transfer
    ) -> Iterator[FileSpec]:
        """Fetch each file from the address the hub's client gives it."""
        # A login may have to be renewed for this, over the network.
        headers = call_in_background(build_hf_headers, transfer.cancel)
        for file in files:
            url = hf_hub_url(
                self._spec.repository,
                file.name,
                revision=self._revision,
                endpoint=self._endpoint,
            )
            with _coded_errors():
                download(
                    get_session(),
                    url,
                    workspace / file.name,
                    transfer,
                    transfer.part(file.size_bytes),
                    headers=headers,
                    size_bytes=file.size_bytes,
                )
            yield file


def _matches(name: str, pattern: str) -> bool:
    return name.count("/") == pattern.count("/") and fnmatchcase(name, pattern)


@contextmanager
def _coded_errors() -> Iterator[None]:
    with coded_errors():
        try:
            yield
        except HfHubHTTPError as error:
            raise refused(error.response) from error
        except OfflineModeIsEnabled as error:
            raise EngineError(ErrorCode.NETWORK_UNREACHABLE, str(error)) from error
