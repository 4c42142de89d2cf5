"""Evaluations for tests of the window: real sets, runs and scores; engines that are fakes."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.bridge.evaluation_desk import EvaluationParts, RunWish
from app.bridge.model_shelf import Store
from app.bridge.readiness import Engines
from engines.errors import EngineError, ErrorCode
from engines.evaluation.request import ModelUse, RunModels, RunRequest
from engines.evaluation.run_events import (
    CancelRun,
    ContinueRun,
    PauseRun,
    RunCommand,
    RunEvent,
    RunFailed,
    RunFinished,
)
from engines.evaluation.run_process import serve
from engines.evaluation.sets.library import SetLibrary, load_sets, references_to
from engines.evaluation.store import RunStore
from engines.interfaces import IntentParser, Recognizer, Synthesizer, Translator, Vad, VoiceEncoder
from tests.helpers.fake_engines import (
    FakeRecognizer,
    FakeTranslator,
    FakeVad,
    silence,
    speech,
    worker_config,
)
from tests.helpers.sound import write_wav


class FakeEquipment:
    """Engines that do at once what they are told; ``gate`` holds the recognizer up."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.mistakes = 0
        """Recognitions that are spoilt, from the next one on."""

    def recognizer(self) -> Recognizer:
        equipment = self

        class Held(FakeRecognizer):
            def recognize(self, *args, **kwargs):  # type: ignore[no-untyped-def]
                equipment.gate.wait(10.0)
                heard = super().recognize(*args, **kwargs)
                if equipment.mistakes:
                    equipment.mistakes -= 1
                    return type(heard)("99", heard.language, (), -1.0, 0.0, 1.0)
                return heard

        return Held()

    def vad(self) -> Vad:
        return FakeVad()

    def translator(self) -> Translator:
        return FakeTranslator()

    def baseline(self) -> Translator | None:
        return None

    def intent_parser(self, set_id: str) -> IntentParser:
        raise EngineError(ErrorCode.MODEL_MISSING, set_id, model="none")

    def synthesizer(self) -> Synthesizer | None:
        return None

    def voice_encoder(self) -> VoiceEncoder | None:
        return None


class ThreadRunHost:
    """Carries a run out on a thread, by the code of the real process."""

    def __init__(
        self, root: Path, on_event: Callable[[RunEvent], None], equipment: FakeEquipment
    ) -> None:
        self._root = root
        self._on_event = on_event
        self._equipment = equipment
        self._threads: list[threading.Thread] = []
        self._ours = multiprocessing.Pipe()[0]
        self._theirs = self._ours

    def start(self, run_id: str) -> None:
        self.close()
        self._ours, self._theirs = multiprocessing.Pipe()
        self._threads = [
            threading.Thread(target=self._serve, args=(run_id,), name="evaluation"),
            threading.Thread(target=self._read, name="evaluation-reader"),
        ]
        for thread in self._threads:
            thread.start()

    def pause(self) -> None:
        self._send(PauseRun())

    def go_on(self) -> None:
        self._send(ContinueRun())

    def cancel(self) -> None:
        self._send(CancelRun())

    def close(self) -> None:
        self._equipment.gate.set()
        self.cancel()
        for thread in self._threads:
            thread.join()
        self._threads = []
        # The listener at the other end leaves when it hears of this.
        self._ours.close()

    def _send(self, command: RunCommand) -> None:
        if self._threads:
            self._ours.send(command)

    def _serve(self, run_id: str) -> None:
        serve(self._theirs, self._root, run_id, load_sets, lambda *_: self._equipment)

    def _read(self) -> None:
        while True:
            event: RunEvent = self._ours.recv()
            self._on_event(event)
            if isinstance(event, RunFinished | RunFailed):
                return


class EvaluationBench:
    """A folder of sets and runs, and what the desk is made with."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.equipment = FakeEquipment()
        self.wishes: list[RunWish] = []
        self.store = RunStore(folder / "runs")
        self.library = SetLibrary(folder / "none", folder / "register.json")

    def make_set(self, name: str = "numbers", items: int = 6) -> Path:
        """Write a set of spoken numbers by two speakers, and translations."""
        root = self.folder / name
        root.mkdir()
        lines = ["audio\ttext\tspeaker\tscenario"]
        for number in range(10, 10 + items):
            sound = np.concatenate([silence(0.2), speech(number), silence(0.2)])
            write_wav(root / f"{number}.wav", sound)
            lines.append(f"{number}.wav\t{number}\tspeaker-{number % 2}\treading")
        (root / "speech.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        texts = ["source\treference\tfrom\tto"]
        texts += [f"第{number}个句子\tSentence {number}\tzh\ten" for number in range(4)]
        (root / "translation.tsv").write_text("\n".join(texts) + "\n", encoding="utf-8")
        self.library.add(root)
        return root

    def parts(self, engines: Callable[[], tuple[Store, Engines]]) -> EvaluationParts:
        """Return what the window asks for."""

        def plan(wish: RunWish) -> RunRequest:
            engines()
            self.wishes.append(wish)
            config = worker_config()
            assert config.translator is not None
            known = [self.library.find(set_id) for set_id in wish.set_ids]
            return RunRequest(
                sets=references_to([self.library.load(one) for one in known]),
                models=RunModels(
                    recognizer=ModelUse(config.recognizer, "a" * 64),
                    translator=ModelUse(config.translator, "b" * 64),
                ),
                limit=wish.limit,
                fewest_per_scenario=1,
                version="0",
            )

        return EvaluationParts(
            lambda: self.store,
            lambda: self.library,
            lambda root, on_event: ThreadRunHost(root, on_event, self.equipment),
            plan,
            self.folder / "recorded",
        )
