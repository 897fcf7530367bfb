"""The secret key of a ledger: made once, kept in a file that its owner alone reads."""

import os
import secrets
from pathlib import Path


def keep_secret_key(file: Path) -> None:
    """Make the key, unless there is one.

    Whoever has it can forge log-ins; whoever loses it ends every session, no more.
    """
    try:
        handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(secrets.token_urlsafe(50))
        opened.flush()
        os.fsync(opened.fileno())
