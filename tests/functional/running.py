"""Runs the command line in a process of its own, on a ledger in a folder."""

import os
import subprocess
import sys
from pathlib import Path


def run(
    home: Path, *arguments: str, source: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command; `source` is a folder with another copy of the package."""
    own = {"PYTHONPATH": str(source)} if source else {}
    return subprocess.run(
        [sys.executable, "-c", "from gongshi.cli import main; main()", *arguments],
        env={
            **os.environ,
            "GONGSHI_HOME": str(home),
            "PYTHONWARNINGS": "error",
            **own,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def made(home: Path, *arguments: str) -> str:
    """Run a command that has to succeed, and give what it prints."""
    done = run(home, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
