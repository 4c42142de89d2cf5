"""``bench hear`` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import run
from tests.helpers.cli_parts import FakeParts

Capture = pytest.CaptureFixture[str]


def test_it_needs_to_be_told_where_the_speech_is(capsys: Capture) -> None:
    assert run(["bench", "hear"], FakeParts()) == 2
    assert "--corpora" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--limit", "0"], ["--minutes", "-1"], ["--limit", "few"]])
def test_an_amount_of_nothing_is_no_amount(wrong: list[str], capsys: Capture) -> None:
    assert run(["bench", "hear", "--corpora", ".", *wrong], FakeParts()) == 2
    assert wrong[0] in capsys.readouterr().err


def test_a_folder_without_speech_is_named(tmp_path: Path, capsys: Capture) -> None:
    assert run(["bench", "hear", "--corpora", str(tmp_path)], FakeParts()) == 1
    assert str(tmp_path) in capsys.readouterr().err


def test_sound_without_words_gives_no_captions_and_speech_is_cut_whole(
    corpora: Path, capsys: Capture
) -> None:
    command = ["bench", "hear", "--corpora", str(corpora), "--json", "--limit", "3"]
    parts = ["--part", "detection", "--part", "segmentation", "--part", "wordless"]
    assert run([*command, *parts, "--minutes", "0.05"], FakeParts()) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["bench"] == "hear"
    assert set(record["detection"]) == {"close", "5 m, noise at 10 dB"}
    assert set(record["detection"]["close"]) == {"ours", "silero alone", "webrtcvad alone"}
    assert record["segmentation"]["5 m"]["clips"] == 3
    assert record["wordless"]["digital silence"]["captions"] == 0
    # The fake detector calls every sound speech.
    assert record["wordless"]["music"]["utterances"] > 0
    assert "recognition" not in record


def test_a_conversation_and_a_long_talk_are_heard_to_their_end(
    corpora: Path, capsys: Capture
) -> None:
    command = ["bench", "hear", "--corpora", str(corpora), "--json", "--limit", "1"]
    parts = ["--part", "session", "--part", "steadiness", "--part", "endurance"]
    assert run([*command, *parts, "--minutes", "0.5"], FakeParts()) == 0
    record = json.loads(capsys.readouterr().out)
    session, endurance = record["session"], record["endurance"]
    assert session["utterances"] >= 1
    assert session["end_of_speech_to_final_s"]["n"] == session["utterances"]
    assert session["start_of_speech_to_first_text_s"]["n"] == session["utterances"]
    assert session["cores_used"] > 0
    assert set(record["steadiness"]) == {"fastest", "balanced", "calmest"}
    assert record["steadiness"]["fastest"]["later_than_fastest_s"]["value"] == 0
    assert endurance["finals"] > 1
    assert endurance["dropped_s"] == 0


def test_places_are_heard_at_each_distance_with_each_noise(corpora: Path, capsys: Capture) -> None:
    command = ["bench", "hear", "--corpora", str(corpora), "--json", "--limit", "2"]
    assert run([*command, "--part", "places"], FakeParts()) == 0
    record = json.loads(capsys.readouterr().out)
    places = {(one["distance_m"], one["snr_db"]): one for one in record["places"]}
    assert len(places) == 9
    assert places[0.3, 30.0]["true_drr_db"] > places[5.0, 30.0]["true_drr_db"] + 20
    assert places[0.3, 30.0]["error_rate"]["n"] == 2
    # The fake detector calls every sound speech, so there is no pause to hear the noise in.
    assert record["place_estimates"]["snr_db"]["correlation"] > 0.5
