"""The version: the number of the source, and in a bundle what it was built from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import __version__, paths, version


def test_a_checkout_says_its_number_alone() -> None:
    assert version.version_text() == __version__


def test_a_bundle_says_what_it_was_built_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "about_dir", lambda: tmp_path)
    stamp = {"description": "v0.1.0-12-gabc1234", "source_date": "2026-11-25"}
    (tmp_path / "build.json").write_text(json.dumps(stamp), encoding="utf-8")
    assert version.version_text() == f"{__version__} (v0.1.0-12-gabc1234, 2026-11-25)"


def test_a_stamp_that_cannot_be_read_costs_nothing_but_itself(tmp_path: Path) -> None:
    path = tmp_path / "build.json"
    path.write_text('{"description": 7}', encoding="utf-8")
    assert version.build_stamp(path) is None
