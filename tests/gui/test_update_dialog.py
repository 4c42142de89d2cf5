"""Looking for a newer version, against an index on this machine."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest
from packaging.version import Version

from app.strings import set_language
from app.update_check import UpdateCheck, look_for_update
from app.words.texts import UiLanguage
from engines.errors import EngineError, ErrorCode
from tests.gui.conftest import Desk
from tests.helpers.cli_run import tongsheng
from tests.helpers.file_server import FileServer, Served, running_file_server

NOBODY = "http://127.0.0.1:9/simple"
"""The port of "discard", at which nobody listens."""


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    with running_file_server() as server:
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("PIP_INDEX_URL", f"{server.url}/simple")
        for name in ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX"):
            monkeypatch.delenv(name, raising=False)
        yield server


def release(index: FileServer, *versions: str) -> None:
    links = "".join(
        f'<a href="tongsheng-{one}-py3-none-any.whl">tongsheng-{one}-py3-none-any.whl</a>'
        for one in versions
    )
    page = f"<html><body>{links}</body></html>".encode()
    index.put("/simple/tongsheng/", Served(page, "text/html"))


@pytest.mark.parametrize(
    ("released", "installed", "newest", "is_newer"),
    [
        (("0.9", "0.10"), "0.9", "0.10", True),
        (("0.9", "0.10"), "0.10.0", "0.10", False),
        (("1.0", "2.0rc1"), "1.0", "1.0", False),
        (("1.0",), "1.1.dev0", "1.0", False),
        (("1.0rc1",), "0.1", "1.0rc1", True),
    ],
)
def test_versions_are_compared_as_packages_are(
    index: FileServer, released: tuple[str, ...], installed: str, newest: str, is_newer: bool
) -> None:
    release(index, *released)
    found = look_for_update(threading.Event(), installed)
    assert (str(found.newest), found.is_newer) == (newest, is_newer)


def test_an_index_without_the_program_says_that_it_lists_none(index: FileServer) -> None:
    found = look_for_update(threading.Event())
    assert not found.is_newer
    assert found.text == "The package index answered and lists no version of Tongsheng."
    set_language(UiLanguage.CHINESE)
    assert found.text == "软件包索引有应答，但其中没有同声的任何版本。"
    set_language(UiLanguage.ENGLISH)


def test_an_index_that_refuses_is_not_said_to_list_nothing(index: FileServer) -> None:
    index.put("/simple/tongsheng/", Served(b"", status=503))
    with pytest.raises(EngineError) as raised:
        look_for_update(threading.Event())
    assert raised.value.code is ErrorCode.SOURCE_REFUSED


def test_without_any_index_nobody_is_asked(
    index: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(EngineError) as raised:
        look_for_update(threading.Event())
    assert raised.value.code is ErrorCode.SOURCE_UNCONFIGURED


def test_the_answer_is_in_both_languages() -> None:
    found = UpdateCheck(Version("1.0"), Version("1.1"))
    assert found.text == "Version 1.1 is out; you have 1.0."
    set_language(UiLanguage.CHINESE)
    assert found.text == "已有新版本 1.1；您的版本是 1.0。"
    set_language(UiLanguage.ENGLISH)


def test_the_window_asks_only_when_it_is_wanted(desk: Desk, index: FileServer) -> None:
    release(index, "999.0")
    assert not index.requests_of("/simple/tongsheng/")
    dialog = desk.program.help.show_update()
    desk.until(lambda: dialog.words.text().startswith("Version 999.0 is out"))
    dialog.close()


def test_an_index_that_lists_none_and_one_that_is_away_are_told_apart_in_the_window(
    desk: Desk, index: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = desk.program.help.show_update()
    assert dialog.words.text() == "Asking the package index…"
    desk.until(lambda: "lists no version of Tongsheng" in dialog.words.text())
    monkeypatch.setenv("PIP_INDEX_URL", NOBODY)
    dialog.look()
    desk.until(lambda: dialog.words.text().startswith("The package index did not answer"))
    dialog.close()


def test_the_command_says_it_and_fails_where_nobody_answers(index: FileServer) -> None:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    failed = tongsheng(["update-check"], environment | {"PIP_INDEX_URL": NOBODY})
    assert failed.returncode == 1
    assert "The package index did not answer" in failed.stderr
    unlisted = tongsheng(["update-check"], environment)
    assert (unlisted.returncode, unlisted.stdout) == (1, "")
    assert "lists no version of Tongsheng" in unlisted.stderr
    release(index, "999.0")
    done = tongsheng(["update-check"], {**os.environ, "LC_ALL": "C.UTF-8"})
    assert done.returncode == 0
    assert done.stdout.startswith("Version 999.0 is out")
