from __future__ import annotations

import sys
from typing import Any

import pytest

from engines.audio.inputs import InputKind
from engines.errors import EngineError, ErrorCode

try:
    from engines.audio import portaudio
except EngineError:
    pytest.skip("PortAudio is not installed", allow_module_level=True)


def _device(name: str, api: int, inputs: int = 2) -> dict[str, Any]:
    return {"name": name, "hostapi": api, "max_input_channels": inputs}


def test_windows_devices_are_listed_once_and_by_wasapi() -> None:
    devices = [
        _device("Microphone (USB Audi", 0),  # MME cuts names off
        _device("Speakers", 1, inputs=0),
        _device("Microphone (USB Audio)", 1),
        _device("立体声混音 (Realtek)", 1),
    ]
    apis = [
        {"name": "MME", "devices": [0], "default_input_device": 0},
        {"name": "Windows WASAPI", "devices": [1, 2, 3], "default_input_device": 2},
    ]
    found = portaudio.choose_inputs(devices, apis, is_linux=False)
    assert [(d.name, d.kind, d.is_default) for d in found] == [
        ("Microphone (USB Audio)", InputKind.MICROPHONE, True),
        ("立体声混音 (Realtek)", InputKind.SYSTEM, False),
    ]
    assert len({d.id for d in found}) == 2


def test_a_loopback_driver_on_a_mac_is_what_the_computer_plays() -> None:
    devices = [_device("MacBook Pro Microphone", 0, 1), _device("BlackHole 2ch", 0)]
    apis = [{"name": "Core Audio", "devices": [0, 1], "default_input_device": 0}]
    found = portaudio.choose_inputs(devices, apis, is_linux=False)
    assert [d.kind for d in found] == [InputKind.MICROPHONE, InputKind.SYSTEM]


def test_alsa_names_that_are_no_device_of_their_own_are_left_out() -> None:
    names = ["HDA Intel: ALC257 (hw:0,0)", "sysdefault", "pulse", "default"]
    devices = [_device(name, 0) for name in names]
    apis = [{"name": "ALSA", "devices": [0, 1, 2, 3], "default_input_device": 3}]
    found = portaudio.choose_inputs(devices, apis, is_linux=True)
    assert [d.name for d in found] == ["HDA Intel: ALC257 (hw:0,0)", "default"]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("Error opening", -9985), ErrorCode.MICROPHONE_BUSY),
        (("Error", -9999, (8, -16, "Device or resource busy")), ErrorCode.MICROPHONE_BUSY),
        (("Error", -9999, (8, -13, "Permission denied")), ErrorCode.MICROPHONE_REFUSED),
        (("Error", -9999, (13, -2147024891, "")), ErrorCode.MICROPHONE_REFUSED),
        (("Error", -9999, (0, -5, "Input/output error")), ErrorCode.MICROPHONE_ABSENT),
        (("Error", -9996), ErrorCode.MICROPHONE_ABSENT),
        (("Error",), ErrorCode.MICROPHONE_ABSENT),
    ],
)
def test_what_portaudio_says_gets_a_name(args: tuple[object, ...], code: ErrorCode) -> None:
    assert portaudio._coded(Exception(*args)).code is code


def test_a_device_that_is_gone_is_absent() -> None:
    with pytest.raises(EngineError) as caught:
        portaudio.open_device("portaudio:ALSA:gone", lambda _: None, lambda: None)
    assert caught.value.code is ErrorCode.MICROPHONE_ABSENT


def test_without_the_library_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "engines.audio.portaudio")
    monkeypatch.delattr("engines.audio.portaudio")
    monkeypatch.delitem(sys.modules, "sounddevice")
    monkeypatch.setattr("ctypes.util.find_library", lambda _: None)
    with pytest.raises(EngineError) as caught:
        import engines.audio.portaudio  # noqa: F401
    assert caught.value.code is ErrorCode.AUDIO_LIBRARY_MISSING
