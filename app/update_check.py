"""Whether there is a newer version: asked for by the user, never by the program itself."""

from __future__ import annotations

from dataclasses import dataclass

from packaging.version import Version

from app import __version__
from app.strings import tr
from engines.interfaces import CancelToken

_PACKAGE = "tongsheng"


@dataclass(frozen=True, slots=True)
class UpdateCheck:
    """What the package index says."""

    installed: Version
    newest: Version | None
    """None: it lists none."""

    @property
    def is_newer(self) -> bool:
        """Whether there is something newer than what is installed."""
        return self.newest is not None and self.newest > self.installed

    @property
    def text(self) -> str:
        """What to tell the user, in the current language."""
        if self.newest is None:
            return tr("update.unlisted")
        key = "update.newer" if self.is_newer else "update.current"
        return tr(key, installed=str(self.installed), newest=str(self.newest))


def look_for_update(cancel: CancelToken, installed: str = __version__) -> UpdateCheck:
    """Ask the package index the user's pip is set to; nothing but the request is sent.

    Raises:
        EngineError: NETWORK_UNREACHABLE, SOURCE_REFUSED, SOURCE_UNCONFIGURED or CANCELLED.
    """
    # The client library is loaded only now.
    from engines.models.manifest import IndexSource
    from engines.models.sources.index import PackageIndex

    index = PackageIndex(IndexSource(files={}))
    return UpdateCheck(Version(installed), index.newest_version(_PACKAGE, cancel))
