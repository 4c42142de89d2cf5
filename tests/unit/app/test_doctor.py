from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import doctor
from app.cli import run
from app.doctor import Finding, Verdict
from app.own_command import own_command
from app.strings import LABELS
from app.system_packages import RUNTIME_NEEDS, PackageManager, SystemNeed
from engines.audio.inputs import InputDevice, InputKind
from engines.errors import EngineError, ErrorCode
from engines.models.manifest import Manifest, ModelSpec, Task
from engines.models.store import ModelState, ModelStore
from tests.helpers.cli_parts import FakeParts
from tests.unit.app.test_cli_models import model

GIB = 1 << 30


def need(name: str, is_present: bool, is_required: bool = True) -> SystemNeed:
    return SystemNeed(
        "the window",
        lambda: is_present,
        apt=name,
        dnf=f"{name}-dnf",
        pacman=name,
        zypper=name,
        is_required=is_required,
    )


def test_only_known_pythons_are_good() -> None:
    assert doctor.check_python((3, 12)).verdict is Verdict.GOOD
    assert doctor.check_python((3, 13)).verdict is Verdict.MISSING
    assert "3.13" in doctor.check_python((3, 13)).text


def test_absent_packages_are_named() -> None:
    finding = doctor.check_packages(["json", "surely_not_there"])
    assert finding.verdict is Verdict.MISSING
    assert "surely_not_there" in finding.text


def test_one_command_installs_every_absent_library() -> None:
    needs = [need("a", False), need("b", True), need("c", False, is_required=False)]
    findings = doctor.check_system(needs, PackageManager.DNF, ("sudo",))
    assert [finding.verdict for finding in findings] == [Verdict.MISSING, Verdict.WORSE]
    assert {finding.remedy for finding in findings} == {"sudo dnf install -y a-dnf c-dnf"}
    assert "the window" in findings[0].text


def test_a_complete_system_is_one_good_finding() -> None:
    (finding,) = doctor.check_system([need("a", True)], PackageManager.APT)
    assert finding.verdict is Verdict.GOOD


def test_every_purpose_has_words() -> None:
    for item in RUNTIME_NEEDS:
        assert f"doctor.purpose.{item.purpose}" in LABELS


def test_a_machine_without_a_microphone_still_reads_files() -> None:
    finding = doctor.check_inputs(list, InputKind.MICROPHONE, "microphone")
    assert finding.verdict is Verdict.WORSE
    assert doctor.is_well([finding])


def test_an_audio_library_that_is_missing_does_not_end_the_report() -> None:
    def refuse() -> list[InputDevice]:
        raise EngineError(ErrorCode.AUDIO_LIBRARY_MISSING)

    finding = doctor.check_inputs(refuse, InputKind.SYSTEM, "system_audio")
    assert finding.verdict is Verdict.WORSE


def test_inputs_are_counted_and_not_named() -> None:
    device = InputDevice("id", "Li Ming's headset", InputKind.MICROPHONE, True)
    finding = doctor.check_inputs(lambda: [device, device], InputKind.MICROPHONE, "microphone")
    assert finding.text == "Microphones: 2"


def test_the_disk_must_hold_the_download_twice() -> None:
    assert doctor.check_disk(3 * GIB, 1 * GIB).verdict is Verdict.GOOD
    finding = doctor.check_disk(2 * GIB, 1 * GIB)
    assert finding.verdict is Verdict.MISSING
    assert "2.1 GB of free" in finding.text


def test_little_memory_is_a_warning() -> None:
    assert doctor.check_memory(8 * GIB, 3 * GIB).verdict is Verdict.GOOD
    assert doctor.check_memory(2 * GIB, 3 * GIB).verdict is Verdict.WORSE


def test_a_slow_processor_is_a_warning() -> None:
    verdicts = [doctor.check_processor(known).verdict for known in (True, False, None)]
    assert verdicts == [Verdict.GOOD, Verdict.WORSE, Verdict.GOOD]


def check_models(*states: tuple[ModelSpec, ModelState], bad: str = "") -> list[Finding]:
    def verify(model_id: str) -> None:
        if model_id == bad:
            raise EngineError(ErrorCode.MODEL_CORRUPT, model=model_id)

    return doctor.check_models(states, verify)


HEARS = model("hears", Path("x"), Task.RECOGNITION, is_starter=True)
TRANSLATES = model("translates", Path("x"), Task.TRANSLATION)


def test_a_model_of_each_kind_is_needed() -> None:
    findings = check_models((HEARS, ModelState.INSTALLED), (TRANSLATES, ModelState.ABSENT))
    assert [finding.verdict for finding in findings] == [Verdict.GOOD, Verdict.MISSING]
    assert findings[1].remedy == own_command("models", "install", "starter")


def test_a_damaged_model_is_named_with_its_remedy() -> None:
    findings = check_models(
        (HEARS, ModelState.INSTALLED), (TRANSLATES, ModelState.INSTALLED), bad="hears"
    )
    assert findings[0].remedy == own_command("models", "install", "hears")
    assert not doctor.is_well(findings)


def test_an_extra_model_that_is_damaged_is_a_warning() -> None:
    findings = check_models(
        (HEARS, ModelState.INSTALLED),
        (TRANSLATES, ModelState.INSTALLED),
        (model("extra", Path("x"), Task.TRANSLATION), ModelState.DAMAGED),
        bad="extra",
    )
    assert doctor.is_well(findings)


def test_the_report_can_be_read_by_a_program_and_names_no_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = FakeParts(ModelStore(tmp_path / "store", Manifest(1, (HEARS, TRANSLATES))))
    assert run(["doctor", "--json"], parts) == 1
    out = capsys.readouterr().out
    report = json.loads(out)
    assert report["is_well"] is False
    assert {finding["topic"] for finding in report["findings"]} >= {
        "python",
        "packages",
        "library",
        "processor",
        "memory",
        "disk",
        "microphone",
        "recognition",
        "translation",
    }
    assert str(tmp_path) not in out
    assert str(Path.home()) not in out


def test_the_report_ends_with_what_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = FakeParts(ModelStore(tmp_path / "store", Manifest(1, (HEARS, TRANSLATES))))
    run(["doctor"], parts)
    *_, remedy = capsys.readouterr().out.splitlines()
    assert remedy == "  " + own_command("models", "install", "starter")
