"""What every source of models keeps: the same bytes, gone on with, given up at once when asked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from engines.errors import EngineError, ErrorCode
from engines.interfaces import CancelToken, Progress
from engines.models.manifest import FileSpec, LocalSource, SourceSpec
from engines.models.sources import open_source
from engines.models.transfer import Transfer
from tests.helpers import model_shop as shop
from tests.helpers.file_server import FileServer
from tests.helpers.model_fixtures import model_server  # noqa: F401


@dataclass(frozen=True)
class Place:
    """A source that has the model, and where on the server its largest download lies."""

    spec: SourceSpec
    large_path: str | None


def _hub(server: FileServer, tmp_path: Path) -> Place:
    shop.put_on_hub(server, shop.FILES)
    return Place(shop.HUB, shop.hub_path("model.bin"))


def _index(server: FileServer, tmp_path: Path) -> Place:
    return Place(shop.INDEX, shop.put_model_on_index(server)[0])


def _html_index(server: FileServer, tmp_path: Path) -> Place:
    return Place(shop.INDEX, shop.put_model_on_index(server, as_json=False)[1])


def _npm(server: FileServer, tmp_path: Path) -> Place:
    shop.put_on_npm(server)
    return Place(shop.NPM, shop.NPM_TARBALL)


def _folder(server: FileServer, tmp_path: Path) -> Place:
    return Place(LocalSource(str(shop.put_in_folder(tmp_path / "一个 文件夹"))), None)


def _zip(server: FileServer, tmp_path: Path) -> Place:
    path = tmp_path / "压缩 包.zip"
    path.write_bytes(shop.wheel({f"inside/{name}": data for name, data in shop.FILES.items()}))
    return Place(LocalSource(str(path)), None)


def _tar(server: FileServer, tmp_path: Path) -> Place:
    path = tmp_path / "model.tar.gz"
    path.write_bytes(shop.tarball({f"./{name}": data for name, data in shop.FILES.items()}))
    return Place(LocalSource(str(path)), None)


REMOTE = [_hub, _index, _html_index, _npm]
ALL = [*REMOTE, _folder, _zip, _tar]
PlaceMaker = Callable[[FileServer, Path], Place]


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


WANTED = tuple(shop.pinned(name, data) for name, data in shop.FILES.items())


class Recorder:
    def __init__(self) -> None:
        self.seen: list[Progress] = []

    def __call__(self, progress: Progress) -> None:
        self.seen.append(progress)


def fetch(
    place: Place,
    workspace: Path,
    cancel: CancelToken | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
    files: tuple[FileSpec, ...] = WANTED,
) -> list[str]:
    total = sum(file.size_bytes or 0 for file in files)
    transfer = Transfer(total, on_progress, cancel or threading.Event())
    return [file.name for file in open_source(place.spec).fetch(files, workspace, transfer)]


@pytest.mark.parametrize("make", ALL)
def test_delivers_every_file_as_it_was(
    make: PlaceMaker,
    server: FileServer,
    tmp_path: Path,
) -> None:
    workspace = tmp_path / "工作 间"
    recorder = Recorder()
    assert fetch(make(server, tmp_path), workspace, on_progress=recorder) == list(shop.FILES)
    for name, data in shop.FILES.items():
        assert (workspace / name).read_bytes() == data
    assert recorder.seen[-1].done == recorder.seen[-1].total


@pytest.mark.parametrize("make", REMOTE)
def test_goes_on_where_the_connection_broke(
    make: PlaceMaker,
    server: FileServer,
    tmp_path: Path,
) -> None:
    place = make(server, tmp_path)
    assert place.large_path is not None
    served = server.served(place.large_path)
    assert served is not None
    cut = len(served.body) // 3
    served.breaks = [cut]
    fetch(place, tmp_path / "work")
    assert (tmp_path / "work" / "model.bin").read_bytes() == shop.WEIGHTS
    assert [asked.first_byte for asked in server.requests_of(place.large_path)] == [None, cut]


@pytest.mark.parametrize("make", REMOTE)
def test_goes_on_after_a_restart_of_the_program(
    make: PlaceMaker,
    server: FileServer,
    tmp_path: Path,
) -> None:
    place = make(server, tmp_path)
    assert place.large_path is not None
    served = server.served(place.large_path)
    assert served is not None
    cut = len(served.body) // 3
    served.breaks = [cut, 0, 0]
    with pytest.raises(EngineError) as caught:
        fetch(place, tmp_path / "work")
    assert caught.value.code is ErrorCode.NETWORK_UNREACHABLE
    count_before = len(server.requests_of(place.large_path))
    fetch(place, tmp_path / "work")
    assert (tmp_path / "work" / "model.bin").read_bytes() == shop.WEIGHTS
    [last] = server.requests_of(place.large_path)[count_before:]
    assert last.first_byte == cut


@pytest.mark.parametrize("make", REMOTE)
def test_cancels_at_once_while_the_server_is_silent(
    make: PlaceMaker,
    server: FileServer,
    tmp_path: Path,
) -> None:
    place = make(server, tmp_path)
    assert place.large_path is not None
    served = server.served(place.large_path)
    assert served is not None
    served.stall_after_bytes = len(served.body) // 2
    work = tmp_path / "work"

    class CancelOnceStalled:
        def is_set(self) -> bool:
            return server.is_stalled.is_set() and _bytes_in(work) > 0

    with pytest.raises(EngineError) as caught:
        fetch(place, work, CancelOnceStalled())
    assert caught.value.code is ErrorCode.CANCELLED
    assert _bytes_in(work) > 0, "what came is kept"
    for thread in threading.enumerate():
        if thread.name == "model-transfer":
            thread.join(10)
            assert not thread.is_alive(), "the read was woken, though the server is still silent"


@pytest.mark.parametrize("make", ALL)
def test_does_nothing_when_cancelled_beforehand(
    make: PlaceMaker,
    server: FileServer,
    tmp_path: Path,
) -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(EngineError) as caught:
        fetch(make(server, tmp_path), tmp_path / "work", cancel)
    assert caught.value.code is ErrorCode.CANCELLED


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (_hub, ErrorCode.SOURCE_REFUSED),
        (_index, ErrorCode.SOURCE_REFUSED),
        (_npm, ErrorCode.SOURCE_REFUSED),
    ],
)
def test_says_when_a_server_has_nothing(
    make: PlaceMaker,
    code: ErrorCode,
    server: FileServer,
    tmp_path: Path,
) -> None:
    place = make(server, tmp_path)
    server._served.clear()
    with pytest.raises(EngineError) as caught:
        fetch(place, tmp_path / "work")
    assert caught.value.code is code


@pytest.mark.parametrize("make", REMOTE)
def test_says_when_the_server_fails(
    make: PlaceMaker,
    server: FileServer,
    tmp_path: Path,
) -> None:
    place = make(server, tmp_path)
    assert place.large_path is not None
    served = server.served(place.large_path)
    assert served is not None
    served.status = 500
    with pytest.raises(EngineError) as caught:
        fetch(place, tmp_path / "work")
    assert caught.value.code is ErrorCode.SOURCE_REFUSED
    assert caught.value.params["status"] == 500
    assert len(server.requests_of(place.large_path)) == 3, "a passing trouble is tried again"


@pytest.mark.parametrize("make", REMOTE)
def test_says_when_nothing_can_be_connected_to(
    make: PlaceMaker,
    server: FileServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = make(server, tmp_path)
    nowhere = "http://127.0.0.1:9"
    monkeypatch.setenv("PIP_INDEX_URL", f"{nowhere}/simple")
    monkeypatch.setenv("HF_ENDPOINT", nowhere)
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", f"{nowhere}/npm")
    with pytest.raises(EngineError) as caught:
        fetch(place, tmp_path / "work")
    assert caught.value.code is ErrorCode.NETWORK_UNREACHABLE


@pytest.mark.parametrize("make", [_hub, _folder, _tar])
def test_lists_files_by_pattern(
    make: PlaceMaker,
    server: FileServer,
    tmp_path: Path,
) -> None:
    source = open_source(make(server, tmp_path).spec)
    transfer = Transfer(0, lambda _: None, threading.Event())
    listed = source.list_files(("*.json", "nothing.*"), transfer).files
    assert [(file.name, file.size_bytes) for file in listed] == [("config.json", len(shop.CONFIG))]


@pytest.mark.parametrize("make", [_folder, _zip])
def test_a_local_place_that_is_gone_is_not_set_up(
    make: PlaceMaker,
    server: FileServer,
    tmp_path: Path,
) -> None:
    del make
    place = Place(LocalSource(str(tmp_path / "not there")), None)
    with pytest.raises(EngineError) as caught:
        fetch(place, tmp_path / "work")
    assert caught.value.code is ErrorCode.SOURCE_UNCONFIGURED
