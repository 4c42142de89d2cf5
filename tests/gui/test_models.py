from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app import paths
from app.bridge.messages import Action
from app.bridge.model_shelf import OperationKind
from app.main import WindowOptions
from app.ui.live.pane import EmptyState
from app.ui.pane import Pane
from engines.engine_config import EngineKind
from engines.errors import EngineError, ErrorCode
from engines.events import Stage, StageFailed, WorkerState, WorkerStateChanged
from engines.interfaces import Progress
from engines.language_support import MINORITY_LANGUAGES
from engines.types import EngineInfo
from tests.gui.conftest import Desk, OpenDesk
from tests.helpers.window_parts import MemoryStore, Parts


def message_action(desk: Desk) -> Action | None:
    message = desk.program.messages.current
    return None if message is None else message.action


def test_without_models_the_window_offers_the_starter_set(open_desk: OpenDesk) -> None:
    desk = open_desk()
    assert desk.window.live.empty_state is EmptyState.MISSING
    assert desk.window.live.begin_button.text() == "Install the starter set (1.26 GB)"
    desk.program.commands.toggle_listening()
    assert desk.window.message_bar.action_button.text() == "Install the starter set (1.26 GB)"
    assert desk.host.loads == []


def test_installing_the_starter_set_ends_with_engines_loaded(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.program.commands.toggle_listening()
    desk.window.message_bar.action_button.click()
    desk.until(lambda: len(desk.host.loads) == 2)
    assert desk.parts.prepared == ["whisper-base", "qwen-1.5b"]
    assert desk.host.loads[0].translator is None
    assert desk.host.loads[1].translator is not None
    desk.until(lambda: desk.window.live.empty_state is EmptyState.READY)


def test_run_sh_fetches_what_is_missing_on_its_own(open_desk: OpenDesk) -> None:
    desk = open_desk("whisper-base", options=WindowOptions(installs_starter=True))
    desk.until(lambda: desk.parts.prepared == ["qwen-1.5b"])


def test_progress_is_said_in_words_and_can_be_cancelled_silently(open_desk: OpenDesk) -> None:
    desk = open_desk("whisper-base")
    desk.parts.store.gate.clear()
    desk.parts.store.progress = (
        Progress(412_000_000, 1_066_000_000, step="download", remaining_s=20.0),
    )
    desk.program.messages.dismiss()
    desk.program.shelf.install_starter()
    desk.until(
        lambda: (
            desk.window.session_bar.status_text
            == "Fetching the translation model, 412 of 1,066 MB, 20 s left"
        )
    )
    assert desk.window.session_bar.cancel_button.isVisible()
    desk.window.session_bar.cancel_button.click()
    entry = desk.program.shelf.entry
    desk.until(lambda: (one := entry("qwen-1.5b")) is not None and one.operation is None)
    one = entry("qwen-1.5b")
    assert one is not None
    assert one.state == "partial"
    # No word of the cancelling, but a way to go on.
    message = desk.program.messages.current
    assert message is not None
    assert message.key == "message.untranslated"
    desk.parts.store.gate.set()
    desk.window.message_bar.action_button.click()
    desk.until(lambda: desk.parts.prepared == ["qwen-1.5b"])
    desk.until(lambda: desk.program.messages.current is not message)


def test_a_model_whose_preparation_is_cancelled_is_used_as_it_is(open_desk: OpenDesk) -> None:
    desk = open_desk("whisper-base")
    desk.parts.store.gate.clear()
    desk.program.shelf.install_starter()
    desk.until(lambda: ("install", "qwen-1.5b") in desk.parts.store.asked)
    desk.parts.store.installed.add("qwen-1.5b")
    desk.program.shelf.cancel("qwen-1.5b")
    desk.until(lambda: desk.host.loads[-1].translator is not None)
    assert desk.window.captions.expects_translations
    assert desk.program.messages.current is None


def test_a_failed_download_is_said_with_a_way_to_go_on(open_desk: OpenDesk) -> None:
    desk = open_desk("whisper-base")
    desk.parts.store.errors["qwen-1.5b"] = EngineError(ErrorCode.NETWORK_UNREACHABLE)
    desk.program.shelf.install_starter()
    desk.until(lambda: message_action(desk) is Action.INSTALL_AGAIN)
    desk.parts.store.errors.clear()
    desk.window.message_bar.action_button.click()
    desk.until(lambda: desk.parts.prepared == ["qwen-1.5b"])


def test_a_damaged_model_is_said_at_the_start_and_mended_by_the_button(
    open_desk: OpenDesk,
) -> None:
    parts = Parts(MemoryStore("qwen-1.5b"))
    parts.store.damaged.add("whisper-base")
    desk = open_desk(parts=parts)
    desk.until(lambda: message_action(desk) is Action.INSTALL_AGAIN)
    message = desk.program.messages.current
    assert message is not None
    assert message.happened == "The files of the model “Whisper base” are damaged."
    desk.window.message_bar.action_button.click()
    desk.until(lambda: len(desk.host.loads) == 1)
    assert ("install", "whisper-base") in parts.store.asked


def test_captions_without_a_translator_are_said_to_be_so(open_desk: OpenDesk) -> None:
    desk = open_desk("whisper-base")
    message = desk.program.messages.current
    assert message is not None
    assert message.key == "message.untranslated"
    assert not desk.window.captions.expects_translations


def test_the_card_offers_what_can_be_done(desk: Desk) -> None:
    desk.window.open_pane(Pane.MODELS)
    models = desk.window.models
    models.choose("whisper-base")
    assert not models.install_button.isVisible()
    assert not models.use_button.isVisible()
    assert models.verify_button.isVisible()
    assert models.remove_button.isVisible()
    models.choose("nllb-600m")
    assert models.install_button.isVisible()
    assert not models.remove_button.isVisible()


def test_another_model_can_be_installed_and_used(desk: Desk) -> None:
    desk.window.open_pane(Pane.MODELS)
    models = desk.window.models
    models.choose("nllb-600m")
    models.install_button.click()
    desk.until(lambda: models.use_button.isVisible())
    # It stands beside the model in use as soon as it is there, for directions that one lacks.
    desk.until(lambda: len(desk.host.loads) == 2)
    models.use_button.click()
    desk.until(lambda: len(desk.host.loads) == 3)
    before, after = (load.translator for load in desk.host.loads[1:])
    assert before is not None
    assert after is not None
    assert (before.model_id, after.model_id) == ("qwen-1.5b", "nllb-600m")
    assert desk.program.preferences.current.translator_id == "nllb-600m"


def test_verifying_says_that_all_is_well(desk: Desk) -> None:
    desk.window.open_pane(Pane.MODELS)
    desk.window.models.choose("qwen-1.5b")
    with desk.qtbot.waitSignal(desk.program.shelf.finished) as finished:
        desk.window.models.verify_button.click()
    assert finished.args == ["qwen-1.5b", OperationKind.VERIFY]
    assert desk.window.message_bar.isVisible()


def test_removing_is_confirmed_and_frees_the_model(desk: Desk) -> None:
    desk.window.open_pane(Pane.MODELS)
    desk.window.models.choose("qwen-1.5b")
    desk.dialogs.is_sure = False
    desk.window.models.remove_button.click()
    assert desk.parts.store.asked == []
    desk.dialogs.is_sure = True
    desk.window.models.remove_button.click()
    desk.until(lambda: "qwen-1.5b" not in desk.parts.store.installed)
    desk.until(lambda: len(desk.host.loads) == 2)
    assert desk.host.loads[1].translator is None


def test_a_model_at_work_is_not_removed(desk: Desk) -> None:
    desk.listen()
    desk.window.open_pane(Pane.MODELS)
    desk.window.models.choose("whisper-base")
    desk.window.models.remove_button.click()
    message = desk.program.messages.current
    assert message is not None
    assert message.error is not None
    assert message.error.code is ErrorCode.MODEL_IN_USE
    assert desk.parts.store.asked == []


def test_models_can_be_imported(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk()
    desk.parts.store.imported = ("whisper-base", "qwen-1.5b")
    desk.dialogs.models = tmp_path
    desk.program.commands.import_folder()
    desk.until(lambda: desk.program.readiness.worker == "ready")
    assert desk.parts.prepared == ["whisper-base", "qwen-1.5b"]


def test_a_licence_can_be_read(desk: Desk) -> None:
    desk.window.open_pane(Pane.MODELS)
    desk.window.models.choose("nllb-600m")
    desk.window.models.licence_button.click()
    title, text = desk.dialogs.told[0]
    assert title == "NLLB-200 600M"
    assert "CC-BY-NC-4.0" in text
    assert "Commercial use is not allowed." in text


def test_the_table_groups_models_by_task(desk: Desk) -> None:
    table = desk.window.models.table
    groups = [table.index(row, 0).data() for row in range(table.rowCount())]
    assert groups == ["Recognition", "Translation"]
    translation = table.index(1, 0)
    assert table.rowCount(translation) == 2
    licence = table.index(1, 4, translation).data(Qt.ItemDataRole.DisplayRole)
    assert licence == "CC-BY-NC-4.0 ⊘"


def test_engines_that_cannot_be_loaded_are_said(open_desk: OpenDesk) -> None:
    parts = Parts(MemoryStore("whisper-base", "qwen-1.5b"))
    parts.config_error = EngineError(ErrorCode.MODEL_CORRUPT, model="whisper-base")
    desk = open_desk(parts=parts)
    desk.until(lambda: message_action(desk) is Action.INSTALL_AGAIN)
    assert desk.window.live.empty_state is EmptyState.FAILED
    assert desk.host.loads == []


def test_a_manifest_with_a_mistake_names_the_line(open_desk: OpenDesk) -> None:
    class BrokenParts(Parts):
        def workshop(self):  # type: ignore[no-untyped-def]
            import dataclasses

            def fail() -> MemoryStore:
                raise EngineError(ErrorCode.MANIFEST_INVALID, "no such task", line=17)

            return dataclasses.replace(super().workshop(), open_store=fail)

    desk = open_desk(parts=BrokenParts(MemoryStore()), is_whole=False)
    desk.until(lambda: desk.program.messages.current is not None)
    assert "17" in desk.window.message_bar.accessibleName()
    assert desk.window.live.empty_state is EmptyState.FAILED


def test_the_engine_of_a_model_can_be_chosen(desk: Desk) -> None:
    desk.window.open_settings()
    dialog = desk.window.settings_dialog
    assert dialog is not None
    row = dialog.engine.findText("llama.cpp")
    dialog.engine.setCurrentIndex(row)
    dialog.engine.activated.emit(row)
    desk.until(lambda: len(desk.host.loads) == 2)
    translator = desk.host.loads[1].translator
    assert translator is not None
    assert translator.kind is EngineKind.LLAMACPP_CHAT


def test_a_translator_that_cannot_be_loaded_leaves_captions_without_it(
    open_desk: OpenDesk,
) -> None:
    parts = Parts(MemoryStore("whisper-base", "qwen-1.5b"))
    parts.host.loads_at_once = False
    desk = open_desk(parts=parts)
    desk.until(lambda: len(desk.host.loads) == 1)
    whisper = EngineInfo("faster-whisper", "whisper-base", "1", ("zh", "en"))
    desk.host.on_event(WorkerStateChanged(WorkerState.READY, (whisper,)))
    desk.until(lambda: "translation model is being loaded" in desk.window.session_bar.status_text)
    assert desk.window.captions.expects_translations
    desk.host.on_event(
        StageFailed(Stage.TRANSLATION, ErrorCode.MODEL_LOAD_FAILED, None, "", {"model": "Qwen"})
    )
    desk.until(lambda: desk.window.session_bar.status_text == "Ready")
    desk.until(lambda: not desk.window.captions.expects_translations)
    assert message_action(desk) is Action.OPEN_MODELS


def test_models_that_came_with_the_program_are_taken_in_without_a_network(
    open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "starter_dir", lambda: tmp_path)
    desk = open_desk(options=WindowOptions(installs_starter=True))
    desk.until(lambda: bool(desk.parts.store.asked))
    assert desk.parts.store.asked == [("import", str(tmp_path))]


def test_what_is_known_of_minority_languages_is_told_task_by_task(desk: Desk) -> None:
    desk.window.open_pane(Pane.MODELS)
    dialog = desk.window.models.show_languages()
    rows = [dialog.table.topLevelItem(row) for row in range(dialog.table.topLevelItemCount())]
    words = {row.text(0): [row.text(column) for column in range(1, 5)] for row in rows if row}
    assert len(words) == len(MINORITY_LANGUAGES)
    known = "supported, unmeasured"
    assert words["Uyghur"] == ["not available", known, known, "not available"]
    desk.window.models.choose("nllb-600m")
    desk.window.models.install_button.click()

    def uyghur() -> str:
        row = dialog.table.topLevelItem(2)
        assert row is not None
        return row.toolTip(2)

    desk.until(lambda: "(installed)" in uyghur())
    dialog.close_button.click()
