"""The received files themselves, kept by their hash; durable before any receipt."""

import errno
import hashlib
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings

#: End of the name of a file that is still being written.
_DRAFT = ".tmp"
#: Archives of which this process knows that all their folders are on disk.
_lasting: set[Path] = set()


def keep(content: bytes, file_hash: str) -> Path:
    """Store a file so that it survives a power cut, or find that it is there.

    Args:
        content: The bytes as received.
        file_hash: Their SM3, which becomes the name.

    Returns:
        Where it lies. The bytes and the directory entries are on disk.
    """
    place = path_of(file_hash)
    if place.exists() and digest(place.read_bytes()) == file_hash:
        return place
    if place.parent.parent not in _lasting or not place.parent.exists():
        _make_folders(place.parent.parent)
    # A name of its own per writer: two may bring the same file at once.
    draft = place.with_suffix(f".{os.getpid()}.{os.urandom(4).hex()}{_DRAFT}")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
    _sync(place.parent)
    return place


def sweep(before: datetime) -> int:
    """Delete what writers that were killed left unfinished; no row names it.

    Args:
        before: Only what was written last before this moment: a writer at work has
            touched its own a moment ago.

    Returns:
        How many files.
    """
    root: Path = settings.HOME / "archive"
    left = [
        each
        for each in root.glob(f"*/*{_DRAFT}")
        if each.stat().st_mtime < before.timestamp()
    ]
    for each in left:
        each.unlink(missing_ok=True)
    return len(left)


def fetch(file_hash: str) -> bytes:
    """Read a kept file.

    Raises:
        OSError: It is not there, or it is not what was received.
    """
    content = path_of(file_hash).read_bytes()
    if digest(content) != file_hash:
        raise OSError(errno.EIO, "not what was received", file_hash)
    return content


def path_of(file_hash: str) -> Path:
    """Say where a file lies: two levels of folders, so that none grows too large."""
    root: Path = settings.HOME / "archive"
    return root / file_hash[:2] / file_hash


def digest(content: bytes) -> str:
    """Give the SM3 of a file, which is its name in the archive."""
    return hashlib.new("sm3", content).hexdigest()


def _make_folders(root: Path) -> None:
    """Make all folders at once: each of them later would be another wait for the disk.

    Those that are there are synced as well: who made them may have died before he did.
    """
    for first in range(256):
        (root / f"{first:02x}").mkdir(parents=True, exist_ok=True)
    _sync(root)
    _sync(root.parent)
    _lasting.add(root)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
