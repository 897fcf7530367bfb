import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import databases
from tests.patience import LONG

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=databases.DATABASES)
def ledger(request: pytest.FixtureRequest) -> Iterator[None]:
    """An empty ledger of 平顶山, on every database; undone."""
    with databases.ledger_on(request.param):
        yield


@pytest.fixture(params=databases.DATABASES)
def queue(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """An empty queue that other threads and processes see; the environment for them."""
    from gongshi.jobs.models import Job, Kept, Schedule

    with databases.shared(request.param) as environment:
        for each in (Job, Kept, Schedule):
            each.objects.all().delete()
        try:
            yield environment
        finally:
            for each in (Job, Kept, Schedule):
                each.objects.all().delete()


@pytest.fixture
def start(queue, tmp_path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts real worker processes with the kinds of `tests/jobs/worker.py`."""
    started = []

    def start(**settings: object) -> subprocess.Popen[bytes]:
        marks = {"MARKS": str(tmp_path / "marks"), "GONGSHI_JOB_LEASE": "2"}
        told = {name: str(value) for name, value in settings.items()}
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.jobs.worker"],
            cwd=ROOT,
            env={**os.environ, **queue, **marks, **told},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.send_signal(signal.SIGKILL)
        process.wait()


def until(holds: Callable[[], object], seconds: float = LONG) -> None:
    """Wait until something holds."""
    last = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < last, "it did not come to hold"
        time.sleep(0.02)
