"""Runs of the evaluation without a model: fake engines, a small set, a process of its own."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from engines.evaluation.equipment import Training
from engines.evaluation.goals import Figure
from engines.evaluation.request import FarFieldSettings, ModelUse, RunModels, RunRequest
from engines.evaluation.run_process import serve
from engines.evaluation.sets.library import load_set, references_to
from engines.interfaces import NO_GUIDANCE, DecodingEffort, Guidance, Hypothesis
from engines.types import (
    EngineInfo,
    FloatSamples,
    Intent,
    IntentKind,
    Language,
    LanguagePair,
    TranslatedText,
)
from tests.helpers.fake_engines import (
    FakeRecognizer,
    FakeTranslator,
    FakeVad,
    speech,
    worker_config,
)
from tests.helpers.meetings import FakeVoiceEncoder
from tests.helpers.sound import write_wav

FAKE = ModelUse(worker_config().recognizer, "0" * 64)
TRANSLATIONS = {"你好。": "Hello.", "谢谢你。": "Thank you.", "再见。": "See you."}


class Dictionary(FakeTranslator):
    """Translates what it knows; everything else is "Something else."."""

    def translate(
        self, texts: Sequence[str], pair: LanguagePair, guidance: Guidance = NO_GUIDANCE
    ) -> list[TranslatedText]:
        self.asked = getattr(self, "asked", 0) + 1
        return [TranslatedText(TRANSLATIONS.get(text, "Something else.")) for text in texts]


class LastCharacter:
    """Takes the last character of a text for its intent."""

    info = EngineInfo("fake", "fake-intents", "1", ("zh",))

    def parse(self, texts: Sequence[str], language: Language) -> list[Intent]:
        return [Intent(IntentKind.DIALOGUE, text[-1], 0.9) for text in texts]


class FakeEquipment:
    """Hears levels, translates from a dictionary, understands last characters."""

    def __init__(
        self,
        models: RunModels | None = None,
        training: Training | None = None,
    ) -> None:
        self.models, self.training = models, training
        self.heard = FakeRecognizer()
        self.dictionary = Dictionary()
        self.voices: FakeVoiceEncoder | None = FakeVoiceEncoder()

    def recognizer(self) -> FakeRecognizer:
        return self.heard

    def vad(self) -> FakeVad:
        return FakeVad()

    def translator(self) -> Dictionary:
        return self.dictionary

    def baseline(self) -> None:
        return None

    def intent_parser(self, set_id: str) -> LastCharacter:
        return LastCharacter()

    def synthesizer(self) -> None:
        return None

    def voice_encoder(self) -> FakeVoiceEncoder | None:
        return self.voices


class SlowRecognizer(FakeRecognizer):
    """Takes its time, so that a worker can be killed while it is at work."""

    def recognize(
        self,
        samples: FloatSamples,
        languages: Sequence[Language],
        effort: DecodingEffort,
    ) -> Hypothesis:
        threading.Event().wait(0.15)
        return super().recognize(samples, languages, effort)


class SlowEquipment(FakeEquipment):
    """Fakes with a slow recognizer."""

    def __init__(self, models: RunModels, training: Training) -> None:
        super().__init__(models, training)
        self.heard = SlowRecognizer()


class DyingRecognizer(FakeRecognizer):
    """Is killed as the system kills when it has heard enough; a file remembers that it was."""

    def __init__(self, mark: Path, after: int) -> None:
        super().__init__()
        self._mark, self._after = mark, after

    def recognize(
        self,
        samples: FloatSamples,
        languages: Sequence[Language],
        effort: DecodingEffort,
    ) -> Hypothesis:
        self._after -= 1
        if self._after < 0 and not self._mark.exists():
            self._mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().recognize(samples, languages, effort)


def enter_and_die_once(connection: Connection, root: Path, run_id: str, _log_level: int) -> None:
    """Run with fakes; the first process is killed after seven recordings."""

    def make(models: RunModels, training: Training) -> FakeEquipment:
        equipment = FakeEquipment(models, training)
        equipment.heard = DyingRecognizer(root / "died", 7)
        return equipment

    serve(connection, root, run_id, make_equipment=make)


def enter_with_fakes(connection: Connection, root: Path, run_id: str, _log_level: int) -> None:
    """Run with fakes."""
    serve(connection, root, run_id, make_equipment=FakeEquipment)


def enter_with_fakes_on_a_cluster(
    connection: Connection, root: Path, run_id: str, _log_level: int
) -> None:
    """Run with fakes in the workers of a cluster, and leave as the real process does: at once."""
    serve(connection, root, run_id, make_equipment=SlowEquipment)
    os._exit(0)


def small_set(folder: Path, speakers: int = 6, clips: int = 6, wrong: int = 5) -> Path:
    """Write a set: recordings that say their level, translations, intents.

    Args:
        folder: Where.
        speakers: How many, in two scenarios each.
        clips: Of each speaker.
        wrong: Each so-manieth reference does not say what is said.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = ["audio\ttext\tspeaker\tscenario"]
    for number in range(speakers * clips):
        level = 10 + number
        name = f"{number:03d}.wav"
        write_wav(folder / name, speech(level, 0.6))
        said = level + 1 if number % wrong == 0 else level
        scenario = "reading" if number % 2 else "talking"
        rows.append(f"{name}\t{said}\tspeaker{number % speakers}\t{scenario}")
    (folder / "speech.tsv").write_text("\n".join(rows), encoding="utf-8")
    texts = ["source\treference\tfrom\tto\tdocument\tsystem:Other"]
    texts += [
        f"{zh}\t{en}\tzh\ten\td{i}\tHello there." for i, (zh, en) in enumerate(TRANSLATIONS.items())
    ]
    (folder / "translation.tsv").write_text("\n".join(texts), encoding="utf-8")
    intents = ["text\tintent", "开灯\t灯", "开门\t门", "关门\t灯"]
    (folder / "intents.tsv").write_text("\n".join(intents), encoding="utf-8")
    return folder


def request_for(folder: Path, *figures: Figure, **changed: object) -> RunRequest:
    """Return a request over a folder, without simulated rooms: the fakes hear exact levels."""
    values: dict[str, object] = {
        "figures": figures or tuple(Figure),
        "far_field": FarFieldSettings(is_simulated=False),
        "version": "test",
        **changed,
    }
    return RunRequest(
        sets=references_to([load_set(folder, "small")]),
        models=RunModels(recognizer=FAKE, translator=FAKE, speakers=FAKE),
        **values,  # type: ignore[arg-type]
    )
