"""What people were given, written down on paper of their own before they go on."""

from __future__ import annotations

import json
import os
from pathlib import Path
from threading import Lock
from typing import Any


class Journal:
    """One file of lines, each on disk when `write` returns."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, Lock()

    def write(self, kind: str, **told: object) -> None:
        line = json.dumps({"kind": kind, **told}, ensure_ascii=False)
        with self._lock, self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self, kind: str) -> list[dict[str, Any]]:
        """Give the lines of a kind in the order in which they were written."""
        if not self._path.exists():
            return []
        lines = self._path.read_text(encoding="utf-8").splitlines()
        return [each for each in map(json.loads, lines) if each["kind"] == kind]
