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
