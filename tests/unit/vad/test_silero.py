from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engines.errors import EngineError, ErrorCode
from engines.vad import silero


def test_a_damaged_model_file_has_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"not a network")
    monkeypatch.setattr(silero, "_model_path", lambda: path)
    with pytest.raises(EngineError) as caught:
        silero.SileroVad()
    assert caught.value.code is ErrorCode.MODEL_LOAD_FAILED


def test_a_missing_model_file_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silero, "_MODEL_FILE", Path("assets/nothing.onnx"))
    with pytest.raises(EngineError) as caught:
        silero.SileroVad()
    assert caught.value.code is ErrorCode.MODEL_MISSING


def test_loading_it_does_not_load_the_recognizer() -> None:
    code = (
        "import sys; from engines.vad.silero import SileroVad; SileroVad();"
        "assert not {'faster_whisper', 'ctranslate2'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
