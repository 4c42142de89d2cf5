from __future__ import annotations

import logging
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import __version__, paths, settings
from app.cli import run
from app.cli.parts import Parts
from app.cli.terminal import ProgressBar, columns, last_columns
from app.words.texts import UiLanguage
from engines.interfaces import Progress
from tests.helpers.cli_parts import FakeParts

Capture = pytest.CaptureFixture[str]
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def root_logger() -> Iterator[logging.Logger]:
    """Give the root logger back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield root
    root.handlers[:] = handlers
    root.setLevel(level)


def test_help_tells_the_exit_codes_and_every_command(capsys: Capture) -> None:
    assert run(["--help"], FakeParts()) == 0
    out = capsys.readouterr().out
    for word in ("transcribe", "translate", "caption", "models", "doctor", "130", "exit codes"):
        assert word in out


@pytest.mark.parametrize(
    "command",
    [
        ["transcribe"],
        ["translate"],
        ["caption"],
        ["models"],
        ["models", "list"],
        ["models", "install"],
        ["models", "verify"],
        ["models", "remove"],
        ["models", "import"],
        ["doctor"],
    ],
)
def test_every_command_explains_itself(command: list[str], capsys: Capture) -> None:
    assert run([*command, "--help"], FakeParts()) == 0
    assert "usage: tongsheng " + " ".join(command) in capsys.readouterr().out


def test_version(capsys: Capture) -> None:
    assert run(["--version"], FakeParts()) == 0
    assert capsys.readouterr().out == f"tongsheng {__version__}\n"


@pytest.mark.parametrize("arguments", [[], ["dance"], ["models"], ["transcribe"]])
def test_wrong_usage_is_told_on_stderr(arguments: list[str], capsys: Capture) -> None:
    assert run(arguments, FakeParts()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "usage:" in err


@pytest.mark.parametrize(
    ("arguments", "is_verbose"),
    [(["--verbose", "doctor"], True), (["doctor", "--verbose"], True), (["doctor"], False)],
)
def test_verbose_may_stand_before_or_after_the_command(
    arguments: list[str], is_verbose: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.doctor._examine", lambda _parts: iter(()))
    parts = FakeParts()
    run(arguments, parts)
    assert parts.is_verbose is is_verbose


@pytest.mark.parametrize("is_verbose", [True, False])
def test_the_log_is_shown_only_when_asked_for(
    is_verbose: bool, root_logger: logging.Logger, capsys: Capture
) -> None:
    root_logger.handlers[:] = []
    Parts().set_up_logging(is_verbose)
    logging.getLogger("some.library").warning("degraded")
    assert ("degraded" in capsys.readouterr().err) is is_verbose


def test_ctrl_c_ends_without_a_traceback(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.cli.doctor._examine", interrupt)
    assert run(["doctor"], FakeParts()) == 130
    assert capsys.readouterr().err == ""


def test_the_language_is_that_of_the_settings() -> None:
    path = paths.config_dir() / "settings.json"
    settings.save(settings.Settings(language=UiLanguage.CHINESE), path)
    assert Parts().ui_language() is UiLanguage.CHINESE


def test_broken_settings_are_told_and_do_not_stop_a_command(capsys: Capture) -> None:
    path = paths.config_dir() / "settings.json"
    path.parent.mkdir(parents=True)
    path.write_text("{")
    assert run(["models", "list", "--json"], Parts()) == 0
    assert "settings could not be read" in capsys.readouterr().err


def test_a_mistake_in_the_manifest_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    manifest = tmp_path / "models_manifest.yaml"
    manifest.write_text("version: 1\nmodels:\n  - id: Not An Id\n")
    monkeypatch.setattr(paths, "manifest_path", lambda: manifest)
    assert run(["models", "list"], Parts()) == 1
    assert "line 3" in capsys.readouterr().err


def test_neither_help_nor_the_list_loads_an_engine_or_qt() -> None:
    heavy = {"numpy", "av", "ctranslate2", "faster_whisper", "onnxruntime", "PySide6", "tqdm"}
    program = f"""
import sys
from app.cli import run
run(["models", "list"])
run(["--help"])
print(sorted({heavy} & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no head on Windows")
def test_a_reader_that_goes_away_gives_no_traceback() -> None:
    done = subprocess.run(
        f"{shlex.quote(sys.executable)} -m app models list --json | head -n 1",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith('{"id"')
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
def test_a_full_disk_behind_standard_output_is_told_without_a_traceback() -> None:
    done = subprocess.run(
        f"{shlex.quote(sys.executable)} -m app models list --json > /dev/full",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("tongsheng: Standard output")
    assert "folder" not in line


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["transcribe", "a.wav", "--format", "docx"], "txt, srt, vtt, json"),
        (["transcribe", "a.wav", "--script", "cursive"], "simplified, traditional"),
        (["caption", "--steadiness", "wild"], "fastest, balanced, calmest"),
        (["translate", "--to", "en", "--engine", "steam"], "llamacpp-chat"),
        (["evaluate", "--part", "nonsense"], "argument --part: 'nonsense' is none of test, all"),
        (["evaluate", "--figure", "nonsense"], "argument --figure: 'nonsense' is none of"),
        (["bench", "live", "a.wav", "--direction", "up"], "argument --direction: 'up' is none of"),
    ],
)
def test_a_value_that_is_none_of_the_few_is_told_what_they_are(
    arguments: list[str], named: str, capsys: Capture
) -> None:
    assert run(arguments, FakeParts()) == 2
    assert named in capsys.readouterr().err


def test_columns_count_chinese_twice() -> None:
    assert columns("会a议") == 5
    assert last_columns("会a议", 3) == "a议"
    assert last_columns("会a议", 2) == "议"
    assert last_columns("会议", 0) == ""
    assert last_columns("ab", 9) == "ab"


class TerminalError:
    """Standard error as a terminal would be."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        pass


def test_a_bar_shows_each_step_with_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = TerminalError()
    monkeypatch.setattr("sys.stderr", terminal)
    with ProgressBar("x" * 100 + "whisper-base") as bar:
        bar(Progress(0, 148_000_000, step="download"))
        bar(Progress(74_000_000, 148_000_000, step="verify"))
        bar(Progress(1, 2, unit="tensors", step="a step without a label"))
        bar(Progress(1, 0, unit="s", step="recognise"))
    assert "whisper-base downloading" in terminal.text
    assert "x" * 29 not in terminal.text
    assert "148M" in terminal.text
    assert "50%" in terminal.text
    assert "a step without a label" in terminal.text


def test_a_pipe_gets_no_bar(capsys: Capture) -> None:
    with ProgressBar("whisper-base") as bar:
        bar(Progress(1, 2, step="download"))
        bar.print("text\n")
    assert capsys.readouterr() == ("text\n", "")
