"""Reads the files that people name, and writes what a command gives: all or nothing."""

import os
from contextlib import suppress
from pathlib import Path

from gongshi.errors import UsageError, refusal

#: In bytes; a template of a million rows has less.
_MOST_BYTES = 1 << 30


def read(path: Path) -> bytes:
    """Read a file that somebody named.

    Raises:
        UsageError: It is a device, a queue or a socket, or too large to be filed.
    """
    refuse_odd(path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            "cannot_read", f"读不了「{path}」（{refusal(error)}），请换一个文件。"
        ) from error


def refuse_odd(path: Path, most: int = _MOST_BYTES) -> None:
    """Refuse what is no plain file, and what is too large.

    Args:
        path: As somebody named it.
        most: Bytes.

    Raises:
        UsageError: It is one of those.
    """
    if not path.is_file():
        raise UsageError("no_file", f"「{path}」不是普通文件，请给出一个文件。")
    if path.stat().st_size > most:
        raise UsageError(
            "too_large", f"「{path}」超过 {most >> 20} MB，请拆成几个文件。"
        )


def name_of(path: Path) -> str:
    """Give the name of a file as text that can be stored; odd bytes are replaced."""
    return path.name.encode("utf-8", "replace").decode()


def write(path: Path, content: bytes) -> None:
    """Write a file so that a reader never meets half of it.

    Raises:
        UsageError: The folder is missing or closed, or it is a folder itself.
    """
    if path.is_dir():
        raise UsageError("is_folder", f"「{path}」是一个目录，请写明目录里的文件名。")
    draft = path.parent / f".{os.getpid()}.{os.urandom(4).hex()}.tmp"
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
        with suppress(OSError):
            draft.unlink(missing_ok=True)
