"""What a build is made from, told the same way whenever the same source is built."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Stamp:
    """Names the source of a build."""

    description: str
    """As ``git describe`` says it; the version alone where there is no git."""
    epoch_s: int
    """When the source was changed last, in seconds since 1970."""

    @property
    def moment(self) -> datetime:
        """When the source was changed last."""
        return datetime.fromtimestamp(self.epoch_s, UTC)

    def write(self, path: Path) -> None:
        """Write what ``app.version`` reads."""
        text = {
            "description": self.description,
            "source_date": self.moment.strftime("%Y-%m-%d"),
        }
        path.write_text(json.dumps(text, indent=1) + "\n", encoding="utf-8")


def stamp_of(root: Path, version: str) -> Stamp:
    """Return the stamp of a checkout; SOURCE_DATE_EPOCH, where it is set, is the moment."""
    description = _git(root, "describe", "--tags", "--always", "--dirty")
    changed = os.environ.get("SOURCE_DATE_EPOCH") or _git(root, "log", "-1", "--format=%ct")
    if not changed:
        newest = max(path.stat().st_mtime for path in (root / "app").rglob("*.py"))
        changed = str(int(newest))
    return Stamp(description or version, int(changed))


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
