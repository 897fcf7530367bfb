"""A PostgreSQL server with its settings as they come, in a folder that goes or stays."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

_NOBODY = 65534


@contextmanager
def server(kept: Path | None = None) -> Iterator[str]:
    """Start a server.

    Args:
        kept: Folder of a database that stays; empty and thrown away without one.

    Returns:
        The address of the database.
    """
    # A socket's path may have at most 107 bytes; a database that stays is found again
    # under the same one.
    mark = hashlib.sha256(str(kept).encode()).hexdigest()[:12] if kept else ""
    folder = (
        Path(tempfile.gettempdir(), f"gongshi-pg-{mark}")
        if kept
        else Path(tempfile.mkdtemp(prefix="gongshi-pg-"))
    )
    folder.mkdir(exist_ok=True)
    as_user = _as_user(folder, kept)
    data = (kept or folder) / "data"
    if not data.exists():
        _run(folder, *as_user, tool("initdb"), "-D", data, "-U", "bench",
             "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")  # fmt: skip
    control = [*as_user, tool("pg_ctl"), "-D", data, "-w"]
    options = f"-c listen_addresses='' -k {folder}"
    _run(folder, *control, "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql://bench@{quote(str(folder), safe='')}/postgres"
    finally:
        _run(folder, *control, "-m", "fast" if kept else "immediate", "stop")
        shutil.rmtree(folder)


def _as_user(*folders: Path | None) -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    for folder in filter(None, folders):
        folder.chmod(0o755)
        os.chown(folder, _NOBODY, _NOBODY)
    return ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"]


def tool(name: str) -> str:
    if found := shutil.which(name):
        return found
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if not installed:
        raise SystemExit("PostgreSQL is missing: apt-get install postgresql")
    return str(installed[-1])


def _run(folder: Path, *command: str | Path) -> None:
    env = {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    # The server keeps the ends of a pipe open; its output goes nowhere.
    subprocess.run(command, check=True, cwd="/", env=env, stdout=subprocess.DEVNULL)
