"""Fixtures of the script tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.packaging.checkout import Checkout


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """Return a checkout in miniature; the scripts are for POSIX systems."""
    if os.name == "nt":
        pytest.skip("the scripts are for a POSIX shell")
    return Checkout(tmp_path)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what builds a bundle, which takes minutes, unless it is asked for by its mark."""
    if "packaging" in str(config.option.markexpr):
        return
    built = [item for item in items if item.get_closest_marker("packaging")]
    if built:
        config.hook.pytest_deselected(items=built)
        items[:] = [item for item in items if item not in built]
