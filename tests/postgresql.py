"""A throw-away PostgreSQL server for the tests, on a socket in a temporary folder."""

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from urllib.parse import quote

# PostgreSQL refuses to run as root; nobody owns nothing that matters.
_NOBODY = 65534
_QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"


@cache
def server() -> Path:
    """Start the server of this process; it stops with it.

    Returns:
        The folder of its socket; user `gongshi`, database `postgres`.
    """
    # Short: the path of a socket may have 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    folder.chmod(0o755)
    if os.geteuid() == 0:
        os.chown(folder, _NOBODY, _NOBODY)
    data = str(folder / "data")
    _run(folder, "initdb", "-D", data, "-U", "gongshi", "-A", "trust",
         "-E", "UTF8", "--locale=C.UTF-8", "-N")  # fmt: skip
    options = f"-c listen_addresses='' -k {folder} {_QUICK}"
    _run(
        folder, "pg_ctl", "-D", data, "-w", "-l", f"{data}.log", "-o", options, "start"
    )
    atexit.register(_stop, folder, data)
    return folder


def url(database: str = "postgres") -> str:
    """Write the address of a database as `--db` takes it."""
    return f"postgresql://gongshi@{quote(str(server()), safe='')}/{database}"


def create(database: str) -> str:
    """Create an empty database and give its address."""
    folder = server()
    _run(folder, "createdb", "-h", str(folder), "-U", "gongshi", database)
    return url(database)


def _stop(folder: Path, data: str) -> None:
    _run(folder, "pg_ctl", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, program: str, *arguments: str) -> None:
    drop = ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"]
    command = [*(drop if os.geteuid() == 0 else []), _find(program), *arguments]
    subprocess.run(
        command,
        check=True,
        capture_output=True,
        cwd="/",
        env={**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"},
    )


def _find(program: str) -> str:
    found = shutil.which(program)
    if found:
        return found
    # Debian keeps the programs of each version apart, and off the path.
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    assert debian, f"{program} is missing: apt-get install postgresql"
    return str(debian[-1])
