"""The package index the user has set up for pip, read the way pip reads it.

See "Configuration" in pip's user guide: files for the machine, the user and the environment, then
``PIP_CONFIG_FILE``, then ``PIP_*`` variables, each overriding those before.
"""

from __future__ import annotations

import configparser
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from engines.errors import EngineError, ErrorCode

_SECTIONS = ("global", "download", "install")
"""What a file says for everything, and for commands that fetch packages; later ones win."""


@dataclass(frozen=True, slots=True)
class PipSettings:
    """Where pip would look for packages, and how it would get there."""

    index_url: str | None = None
    """None: the client's default."""
    extra_index_urls: tuple[str, ...] = ()
    find_links: tuple[str, ...] = ()
    has_index: bool = True
    """False when the user forbids any index."""
    trusted_hosts: tuple[str, ...] = ()
    certificates: str | None = None
    client_certificate: str | None = None
    proxy: str | None = None


def read_pip_settings(environment: Mapping[str, str] = os.environ) -> PipSettings:
    """Return pip's settings.

    Raises:
        EngineError: SOURCE_UNCONFIGURED when one of pip's files is not in its format.
    """
    values: dict[str, str] = {}
    for path in _config_files(environment):
        values.update(_values_of(path))
    for key, value in environment.items():
        if key.startswith("PIP_") and value:
            values[_key(key.removeprefix("PIP_"))] = value

    def words(key: str) -> tuple[str, ...]:
        return tuple(values.get(key, "").split())

    return PipSettings(
        index_url=values.get("index-url", "").strip() or None,
        extra_index_urls=words("extra-index-url"),
        find_links=words("find-links"),
        has_index=values.get("no-index", "0").lower() not in {"1", "true", "yes", "on", "t", "y"},
        trusted_hosts=words("trusted-host"),
        certificates=values.get("cert") or None,
        client_certificate=values.get("client-cert") or None,
        proxy=values.get("proxy") or None,
    )


def _key(name: str) -> str:
    return name.lower().replace("_", "-").removeprefix("--")


def _config_files(environment: Mapping[str, str]) -> Iterator[Path]:
    own = environment.get("PIP_CONFIG_FILE")
    if own == os.devnull:
        return  # pip's way to say: no file at all
    name = "pip.ini" if sys.platform == "win32" else "pip.conf"
    dirs = platformdirs.PlatformDirs("pip", appauthor=False, roaming=True, multipath=True)
    if sys.platform == "darwin":
        yield Path(dirs.site_data_dir) / name
    else:
        yield from (Path(folder) / name for folder in dirs.site_config_dir.split(os.pathsep))
        if sys.platform != "win32":
            yield Path("/etc") / name
    yield Path.home() / ("pip" if sys.platform == "win32" else ".pip") / name
    if sys.platform == "darwin" and not Path(dirs.user_data_dir).is_dir():
        yield Path.home() / ".config" / "pip" / name
    else:
        yield Path(dirs.user_config_dir) / name
    yield Path(sys.prefix) / name
    if own:
        yield Path(own)


def _values_of(path: Path) -> dict[str, str]:
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(path.read_text(encoding="utf-8"), source=str(path))
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return {}  # pip passes over what it cannot open, too
    except (configparser.Error, UnicodeDecodeError) as error:
        raise EngineError(ErrorCode.SOURCE_UNCONFIGURED, f"{path}: {error}") from error
    return {
        _key(key): value
        for section in _SECTIONS
        if parser.has_section(section)
        for key, value in parser.items(section)
    }
