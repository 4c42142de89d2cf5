from __future__ import annotations

import os
import subprocess
import sys

import pytest

from engines.cores import physical_cores, share_cores


def test_the_library_hears_of_it_before_it_is_loaded() -> None:
    program = (
        "from engines.cores import share_cores; share_cores()\n"
        "import os; os.environ['OMP_DISPLAY_ENV'] = 'verbose'\n"
        "import ctranslate2\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    if "GOMP_SPINCOUNT" not in run.stderr:
        pytest.skip("this build of CTranslate2 does not use GNU OpenMP")
    assert "GOMP_SPINCOUNT = '2000'" in run.stderr


def test_a_choice_of_the_users_own_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOMP_SPINCOUNT", raising=False)
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    share_cores()
    assert "GOMP_SPINCOUNT" not in os.environ


def test_there_is_at_least_one_core_and_not_more_than_we_may_use() -> None:
    assert 1 <= physical_cores() <= (os.cpu_count() or 1)
