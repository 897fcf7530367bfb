"""Remembers that the rulebook was found whole, for a site that is started again.

Reading all of it takes a second, and whoever waits for a site that died waits for that
second. What has not changed since is as whole as it was.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import gongshi
from gongshi.actions.rulebooks import refuse_broken


def refuse_broken_once(memory: Path) -> None:
    """Refuse a broken rulebook, unless these very files were found whole before.

    Args:
        memory: File that remembers; written where its folder is there, may be deleted
            at any time.

    Raises:
        RulebookFault: Everything that is wrong in the packaged rulebook.
    """
    files = _digest(Path(gongshi.__file__).parent)
    with suppress(OSError):
        if memory.read_bytes() == files:
            return
    refuse_broken()
    with suppress(OSError):
        memory.write_bytes(files)


def _digest(folder: Path) -> bytes:
    """Give a digest of the rulebook and of the program that reads it."""
    digest = hashlib.blake2b()
    for above, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            # Whatever has such a name and is no file is never found whole.
            file = Path(above, name)
            if file.suffix in (".py", ".toml") and file.is_file():
                digest.update(f"{file}\0{file.stat().st_size}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest().encode()
