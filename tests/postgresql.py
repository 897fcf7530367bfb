"""A throw-away PostgreSQL server for the tests, on a socket in a temporary folder."""

import atexit
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from urllib.parse import quote

# PostgreSQL refuses to run as root; nobody owns nothing that matters.
_NOBODY = 65534
_numbers = count(1)
_QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"


@dataclass(frozen=True)
class Server:
    """A server of our own; user `gongshi`, database `postgres`."""

    #: Of its socket.
    folder: Path
    options: str

    def url(self, database: str = "postgres") -> str:
        """Write the address of a database as `--db` takes it."""
        return f"postgresql://gongshi@{quote(str(self.folder), safe='')}/{database}"

    def create(self, database: str) -> str:
        """Create an empty database and give its address."""
        _run(self.folder, "createdb", "-h", str(self.folder), "-U", "gongshi", database)
        return self.url(database)

    def start(self) -> None:
        """Start it; it answers when this returns."""
        options = f"-c listen_addresses='' -k {self.folder} {self.options}"
        data = str(self.folder / "data")
        _run(
            self.folder, "pg_ctl", "-D", data, "-w", "-l", f"{data}.log",
            "-o", options, "start",
        )  # fmt: skip

    def stop(self) -> None:
        """Stop it as a power cut would."""
        data = str(self.folder / "data")
        _run(self.folder, "pg_ctl", "-D", data, "-m", "immediate", "stop")


@cache
def server(options: str = _QUICK) -> Server:
    """Start the server of this process; it stops with it."""
    # Short: the path of a socket may have 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    folder.chmod(0o755)
    if os.geteuid() == 0:
        os.chown(folder, _NOBODY, _NOBODY)
    _run(folder, "initdb", "-D", str(folder / "data"), "-U", "gongshi", "-A", "trust",
         "-E", "UTF8", "--locale=C.UTF-8", "-N")  # fmt: skip
    made = Server(folder, options)
    made.start()
    atexit.register(_remove, made)
    return made


def url(database: str = "postgres") -> str:
    """Write the address of a database as `--db` takes it."""
    return server().url(database)


def create(database: str) -> str:
    """Create an empty database, its name made one of its kind, and give its address."""
    return server().create(f"{database}_{next(_numbers)}")


def _remove(made: Server) -> None:
    made.stop()
    shutil.rmtree(made.folder, ignore_errors=True)


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
