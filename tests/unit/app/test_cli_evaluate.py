"""``tongsheng evaluate``: measures, goes on, repeats, compares; the same numbers each time."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli import run
from app.cli.evaluate import run_store
from engines.engine_config import EngineConfig
from engines.evaluation.host import EvaluationHost
from engines.evaluation.run_events import RunEvent
from tests.helpers.cli_parts import FakeParts
from tests.helpers.evaluation_runs import (
    FAKE,
    enter_and_die_once,
    enter_with_fakes,
    small_set,
)


class EvaluationParts(FakeParts):
    """Fake engines in a real process."""

    entry = staticmethod(enter_with_fakes)

    def evaluation_host(self, root: Path, on_event: Callable[[RunEvent], None]) -> EvaluationHost:
        return EvaluationHost(root, on_event, self.entry)


class DyingParts(EvaluationParts):
    """Their process is killed once."""

    entry = staticmethod(enter_and_die_once)


@pytest.fixture(autouse=True)
def fake_models(monkeypatch: pytest.MonkeyPatch) -> None:
    from engines.evaluation import planning

    def used(_store: object, config: EngineConfig) -> object:
        return type(FAKE)(config, FAKE.digest)

    monkeypatch.setattr(planning, "used", used)
    monkeypatch.setattr(planning, "model_use", lambda *_args, **_kw: FAKE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_set(tmp_path / "small", clips=3)


def evaluate(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert run(["evaluate", *words], EvaluationParts()) == code
    return capsys.readouterr().out


def record_of(text: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(text)
    return record


CLOSE = ("--figure", "recognition", "--json")


def test_the_table_is_printed_with_goal_interval_and_verdict(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    text = evaluate(capsys, "--set", str(folder), "--figure", "recognition", "--figure", "intent")
    assert "Chinese speech, close by" in text
    assert "above 96 %" in text
    assert "Not enough data" in text
    assert "Signature: tongsheng/" in text


def test_a_run_is_repeated_from_the_signature_of_any_of_its_scores(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    first = record_of(evaluate(capsys, "--set", str(folder), *CLOSE))
    signature = first["rows"][0]["measures"][0]["score"]["signature"]
    again = record_of(evaluate(capsys, "--repeat", signature, "--json"))
    assert again["run_id"] != first["run_id"]
    assert again["rows"] == first["rows"]


def test_a_signature_from_elsewhere_is_repeated_from_its_words(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    first = record_of(evaluate(capsys, "--set", str(folder), "--limit", "9", *CLOSE))
    store = run_store()
    store.delete(first["run_id"])
    again = record_of(evaluate(capsys, "--repeat", first["signature"], "--json"))
    assert again["rows"] == first["rows"]
    assert again["signature"] == first["signature"]


def test_a_signature_over_other_data_is_refused(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    first = record_of(evaluate(capsys, "--set", str(folder), *CLOSE))
    run_store().delete(first["run_id"])
    small_set(folder, clips=3, wrong=2)
    assert run(["evaluate", "--repeat", first["signature"]], EvaluationParts()) == 1
    assert "is not what it was" in capsys.readouterr().err


def test_a_killed_run_goes_on_with_resume(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    whole = record_of(evaluate(capsys, "--set", str(folder), *CLOSE))
    assert run(["evaluate", "--set", str(folder), *CLOSE], DyingParts()) == 1
    told = capsys.readouterr().err
    assert "--resume" in told
    resumed = record_of(evaluate(capsys, "--resume", "--json"))
    assert resumed["rows"] == whole["rows"]
    assert resumed["run_id"] in told
    assert run(["evaluate", "--resume"], EvaluationParts()) == 1


def test_files_lists_and_comparisons(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    first = record_of(evaluate(capsys, "--set", str(folder), *CLOSE, "--out", str(out)))
    assert {path.name for path in out.iterdir()} == {
        *("report.html", "result.json", "rows.csv", "items.csv")
    }
    second = record_of(evaluate(capsys, "--show", first["run_id"], "--json"))
    assert second == first
    compared = record_of(evaluate(capsys, "--compare", first["run_id"], first["run_id"], "--json"))
    assert compared["changed"] == []
    assert compared["rows"][0]["p_value"] == 1.0
    listed = record_of(evaluate(capsys, "--list", "--json"))
    assert [one["id"] for one in listed["sets"]] == ["tongsheng-small", "small"]
    assert [one["id"] for one in listed["runs"]] == [first["run_id"]]
    text = evaluate(capsys, "--list")
    assert first["run_id"] in text
    assert first["signature"] in text


def test_broken_rows_are_told_before_anything_is_measured(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    with (folder / "speech.tsv").open("a", encoding="utf-8") as file:
        file.write("\ngone.wav\t十\tx\ty")
    assert run(["evaluate", "--set", str(folder), *CLOSE], EvaluationParts()) == 0
    captured = capsys.readouterr()
    assert "gone.wav is not there" in captured.err
    assert "gone.wav" in record_of(captured.out)["broken"][0]["reason"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--set", "/no/such/folder"), 1),
        (("--limit", "0"), 2),
        (("--figure", "taste"), 2),
        (("--normalizer", "other/1"), 2),
        (("--show", "nothing"), 1),
        (("--repeat", "nonsense"), 1),
    ],
)
def test_what_cannot_be_done_is_said(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int
) -> None:
    assert run(["evaluate", *words], EvaluationParts()) == code
    assert capsys.readouterr().err.strip()


@pytest.mark.expects_log_warnings
def test_a_set_that_can_no_longer_be_read_does_not_hide_the_others(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    evaluate(capsys, "--set", str(folder), *CLOSE)
    for table in folder.glob("*.tsv"):
        table.unlink()
    assert run(["evaluate", "--list"], EvaluationParts()) == 0
    captured = capsys.readouterr()
    assert "tongsheng-small" in captured.out
    assert "small" in captured.err


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--resume", "--limit", "5"), "--limit"),
        (("--repeat", "x", "--figure", "intent"), "--figure"),
        (("--show", "x", "--scheduler", "tcp://x:1"), "--scheduler"),
        (("--compare", "a", "b", "--out", "here"), "--out"),
        (("--list", "--recorded-only"), "--recorded-only"),
        (("--resume", "--accurate"), "--accurate"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], named: str
) -> None:
    assert run(["evaluate", *words], EvaluationParts()) == 2
    assert f"does not take {named}" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [("--limit", "x"), ("--limit", "zz=3"), ("--seed", "-1"), ("--snr", "nan")]
)
def test_a_number_that_cannot_be_is_said_before_anything_is_loaded(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert run(["evaluate", *words], EvaluationParts()) == 2
    told = capsys.readouterr().err
    assert words[1].partition("=")[0] in told
    assert "_limit" not in told
