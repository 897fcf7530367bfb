"""Writes what a command gives to a file: all of it, or nothing."""

import os
from pathlib import Path

from gongshi.errors import UsageError, refusal


def write(path: Path, content: bytes) -> None:
    """Write a file so that a reader never meets half of it.

    Raises:
        UsageError: The folder is missing or closed.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise UsageError(
            "cannot_write", f"写不了「{path}」（{refusal(error)}），请换一个位置。"
        ) from error
    finally:
        draft.unlink(missing_ok=True)
