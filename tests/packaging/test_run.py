"""``run.sh`` on a machine that is ready: what it calls, with which arguments, from where."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.packaging.checkout import Checkout

STARTER = ["models", "install", "starter"]


@pytest.fixture
def ready(checkout: Checkout) -> Checkout:
    checkout.be_set_up()
    return checkout


def test_a_machine_that_is_ready_needs_no_other_python_and_no_pip(ready: Checkout) -> None:
    # No Python is on PATH, and the environment has no pip.
    done = ready.run("run.sh", "doctor")
    assert (done.code, done.err) == (0, "")
    assert ready.arguments == [["doctor"]]


def test_without_arguments_the_window_opens_and_fetches_the_models_itself(ready: Checkout) -> None:
    assert ready.run("run.sh").code == 0
    assert ready.arguments == [["--install-starter"]]


def test_arguments_arrive_as_they_were_typed(ready: Checkout) -> None:
    typed = ["models", "import", "两 个词.zip", "a  b", "", "$HOME", "*", "-x", 'it\'s "so"']
    ready.run("run.sh", *typed)
    assert ready.arguments == [typed]


def test_the_program_runs_in_the_folder_of_the_caller(ready: Checkout) -> None:
    ready.run("run.sh", "doctor")
    assert Path(str(ready.calls[0]["cwd"])) == ready.elsewhere


def test_an_app_folder_where_the_caller_is_does_not_shadow_the_program(ready: Checkout) -> None:
    (ready.elsewhere / "app").mkdir()
    (ready.elsewhere / "app" / "__main__.py").write_text("raise SystemExit(99)")
    (ready.elsewhere / "json.py").write_text("raise SystemExit(98)")
    assert ready.run("run.sh", "doctor").code == 0


def test_packages_of_another_python_are_kept_out(ready: Checkout) -> None:
    other = str(ready.elsewhere / "site-packages")
    ready.run("run.sh", "doctor", variables={"PYTHONPATH": other, "PYTHONHOME": other})
    assert other not in ready.calls[0]["path"]


def test_the_exit_code_is_the_programs(ready: Checkout) -> None:
    assert ready.run("run.sh", "doctor", variables={"EXIT_CODE_OF_doctor": "7"}).code == 7


@pytest.mark.parametrize("command", ["transcribe", "translate", "caption", "bench"])
def test_a_command_that_needs_models_has_them_fetched_first(ready: Checkout, command: str) -> None:
    done = ready.run("run.sh", command, "讲话 1.wav")
    assert ready.arguments == [STARTER, [command, "讲话 1.wav"]]
    assert done.out == f"printed by {command} 讲话 1.wav\n", "only the result is for a pipe"


def test_a_command_is_not_begun_without_its_models(ready: Checkout) -> None:
    done = ready.run(
        "run.sh", "transcribe", "a.wav", variables={"EXIT_CODE_OF_models_install": "4"}
    )
    assert done.code == 4
    assert ready.arguments == [STARTER]


@pytest.mark.parametrize(
    "typed",
    [
        ["models", "list"],
        ["doctor"],
        ["--help"],
        ["--version"],
        ["transcribe", "--help"],
        ["bench", "-h"],
        ["--report-startup=bench"],
        ["transcribe", "a.wav", "--model", "whisper-small"],
        ["translate", "--translation-model=quickmt-zh-en", "你好"],
    ],
)
def test_nothing_is_fetched_that_the_command_does_not_need(
    ready: Checkout, typed: list[str]
) -> None:
    ready.run("run.sh", *typed)
    assert ready.arguments == [typed]


def test_an_option_before_the_command_changes_nothing(ready: Checkout) -> None:
    ready.run("run.sh", "--verbose", "transcribe", "a.wav")
    assert ready.arguments == [STARTER, ["--verbose", "transcribe", "a.wav"]]


def test_a_file_named_like_an_option_is_still_a_file(ready: Checkout) -> None:
    ready.run("run.sh", "transcribe", "--", "--help")
    assert ready.arguments == [STARTER, ["transcribe", "--", "--help"]]


def test_the_script_may_be_called_through_a_link(ready: Checkout) -> None:
    link = ready.bin / "tongsheng"
    link.symlink_to(ready.root / "packaging" / "run.sh")
    assert ready.command(["sh", str(link), "doctor"]).code == 0
    assert ready.arguments == [["doctor"]]


@pytest.mark.parametrize(
    ("manager", "remedy"),
    [
        ("apt-get", "sudo apt-get install python3 python3-venv"),
        ("dnf", "sudo dnf install python3.12"),
        ("zypper", "sudo zypper install python312"),
        ("brew", "brew install python@3.12"),
    ],
)
def test_without_python_the_command_that_brings_it_is_said(
    checkout: Checkout, manager: str, remedy: str
) -> None:
    checkout.program(manager, "exit 0")
    done = checkout.run("run.sh")
    assert done.code != 0
    assert "no working Python 3.11 or 3.12" in done.err
    assert remedy in done.err
    assert checkout.calls == []


def test_a_python_that_only_seems_to_be_there_is_not_taken(checkout: Checkout) -> None:
    checkout.program("python3.12", "echo 'python3.12: command not found' >&2; exit 127")
    done = checkout.run("run.sh")
    assert "no working Python" in done.err
    assert "command not found" not in done.err


def test_a_named_python_is_used_or_nothing(checkout: Checkout) -> None:
    checkout.python()
    done = checkout.run("run.sh", variables={"TONGSHENG_PYTHON": "/nowhere/python3"})
    assert "no working Python" in done.err


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_checkout_that_cannot_be_written_is_left_alone(checkout: Checkout) -> None:
    checkout.python()
    checkout.root.chmod(0o555)
    try:
        done = checkout.run("run.sh", "doctor")
    finally:
        checkout.root.chmod(0o755)
    assert done.code == 0
    assert (checkout.elsewhere / ".local/share/tongsheng/venv").is_dir()
