"""Where the program keeps its things; the only module that knows."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import PlatformDirs

HOME_VARIABLE = "TONGSHENG_HOME"
"""Set to keep everything under one folder: portable installs and tests."""


def _dirs() -> PlatformDirs:
    return PlatformDirs("tongsheng", appauthor=False)


def _folder(name: str, default: Path) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    return Path(home) / name if home else default


def data_dir() -> Path:
    """Return the folder of models and sessions."""
    return _folder("data", _dirs().user_data_path)


def models_dir() -> Path:
    """Return the folder of the model store; one folder inside per model id."""
    return data_dir() / "models"


def documents_dir() -> Path:
    """Return the folder of the journals of documents that are not finished."""
    return data_dir() / "documents"


def saved_dir() -> Path:
    """Return the folder of what is saved without asking where: the user's documents."""
    return _folder("saved", Path(_dirs().user_documents_dir))


def evaluations_dir() -> Path:
    """Return the folder of evaluations, finished or not."""
    return data_dir() / "evaluations"


def history_dir() -> Path:
    """Return the folder of what was said: the history, its backups and its sound."""
    return data_dir() / "history"


def recordings_dir() -> Path:
    """Return the folder of what was written down of recordings."""
    return data_dir() / "recordings"


def config_dir() -> Path:
    """Return the folder of the settings."""
    return _folder("config", _dirs().user_config_path)


def log_dir() -> Path:
    """Return the folder of logs and crash reports."""
    return _folder("log", _dirs().user_log_path)


def _bundled(name: str) -> Path:
    """Return a file that ships with the program: in the checkout, or inside the package."""
    here = Path(__file__).resolve().parent
    packaged = here / "_bundled" / name
    return packaged if packaged.exists() else here.parent / name


def resources_dir() -> Path:
    """Return the folder of icons, style sheets and texts."""
    return _bundled("resources")


def manifest_path() -> Path:
    """Return the list of models that ships with the program."""
    return _bundled("models_manifest.yaml")


def about_dir() -> Path:
    """Return the folder of licences and bill of materials; a bundle has it, a checkout does not."""
    return _bundled("about")


def starter_dir() -> Path:
    """Return the folder of the models that came with the program; most bundles have none."""
    return _bundled("starter-models")
