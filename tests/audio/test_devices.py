from __future__ import annotations

import threading

import pytest

from engines.audio.devices import DeviceWatcher, list_inputs
from engines.audio.inputs import InputDevice, InputKind
from engines.evaluation.bench.virtual_microphone import VirtualMicrophone

pytestmark = pytest.mark.audio


class _Lists:
    """Keeps the lists a watcher brings, and waits for the one that is right."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.seen: list[list[str]] = []

    def on_change(self, devices: list[InputDevice]) -> None:
        with self._changed:
            self.seen.append([device.id for device in devices])
            self._changed.notify_all()

    def wait_for(self, ids: set[str], timeout_s: float = 10.0) -> None:
        with self._changed:
            came = self._changed.wait_for(
                lambda: self.seen and set(self.seen[-1]) == ids, timeout_s
            )
            assert came, self.seen


ALL = {"pulse:vmic", "pulse:vspk.monitor", "pulse:vmic_sink.monitor"}


def test_microphones_come_first_and_the_defaults_before_the_others(
    sound_server: VirtualMicrophone,
) -> None:
    sound_server.plug_in_microphone("a_first", "First")
    devices = list_inputs()
    assert [(d.id, d.kind, d.is_default) for d in devices] == [
        ("pulse:vmic", InputKind.MICROPHONE, True),
        ("pulse:a_first", InputKind.MICROPHONE, False),
        ("pulse:vspk.monitor", InputKind.SYSTEM, True),
        ("pulse:vmic_sink.monitor", InputKind.SYSTEM, False),
    ]
    assert devices[1].name == "First"


def test_without_a_server_there_are_no_devices(sound_server: VirtualMicrophone) -> None:
    sound_server.close()
    assert [device for device in list_inputs() if device.id.startswith("pulse:")] == []


def test_a_watcher_sees_devices_come_and_go(sound_server: VirtualMicrophone) -> None:
    lists = _Lists()
    watcher = DeviceWatcher(lists.on_change)
    watcher.start()
    try:
        lists.wait_for(ALL)
        sound_server.plug_in_microphone("second", "Second")
        lists.wait_for(ALL | {"pulse:second"})
        sound_server.unplug_microphone("second")
        lists.wait_for(ALL)
        sound_server.kill()
        lists.wait_for({device.id for device in list_inputs()})
    finally:
        watcher.stop()
        watcher.stop()


def test_a_watcher_stops_while_it_looks_for_a_server(sound_server: VirtualMicrophone) -> None:
    sound_server.close()
    lists = _Lists()
    watcher = DeviceWatcher(lists.on_change)
    watcher.start()
    lists.wait_for({device.id for device in list_inputs()})
    watcher.stop()


def test_a_watcher_that_never_started_can_be_stopped() -> None:
    DeviceWatcher(_Lists().on_change).stop()
