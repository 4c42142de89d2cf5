"""Seeing what the operating system brings, and naming what it lacks."""

from __future__ import annotations

import sys

import pytest

from app.system_packages import (
    RUNTIME_NEEDS,
    TEST_NEEDS,
    PackageManager,
    SystemNeed,
    has_chinese_font,
    has_library,
    install_command,
    missing,
)

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="sonames are Linux's")


@on_linux
def test_a_library_is_there_when_the_linker_finds_it() -> None:
    assert has_library("libc.so.6")
    assert not has_library("libtongsheng-does-not-exist.so.1")


@on_linux
def test_a_font_is_not_seen_where_fontconfig_knows_no_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if not has_library("libfontconfig.so.1"):
        pytest.skip("fontconfig is not installed")
    was_there = has_chinese_font()
    folder = tmp_path_factory.mktemp("fonts")
    configuration = folder / "fonts.conf"
    configuration.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{folder}</dir><cachedir>{folder}</cachedir></fontconfig>"
    )
    with monkeypatch.context() as without_fonts:
        without_fonts.setenv("FONTCONFIG_FILE", str(configuration))
        assert not has_chinese_font()
    # It looks afresh each time: bootstrap.py asks again after it has installed one.
    assert has_chinese_font() == was_there


def test_nothing_is_missing_where_the_python_packages_bring_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    absent = SystemNeed("x", lambda: False, apt="a", dnf="d", pacman="p", zypper="z")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert missing([absent]) == ()
    monkeypatch.setattr(sys, "platform", "linux")
    assert missing([absent]) == (absent,)


def test_a_package_that_brings_two_things_is_installed_once() -> None:
    command = install_command(RUNTIME_NEEDS, PackageManager.PACMAN)
    assert command[:3] == ("pacman", "-S", "--needed")
    assert command.count("libglvnd") == 1


@pytest.mark.parametrize("manager", list(PackageManager))
def test_every_need_has_a_package_by_name_in_every_system(manager: PackageManager) -> None:
    for need in RUNTIME_NEEDS + TEST_NEEDS:
        package = need.package(manager)
        assert package
        assert package == package.strip()
        assert " " not in package
