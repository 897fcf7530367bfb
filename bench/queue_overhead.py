"""Measures what the queue itself costs: jobs that do nothing, and a worker that waits."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from statistics import median

import postgres
import report
from process import HERE, run_module
from submitting import ledger

_SERVERS = {"SQLite": nullcontext, "PostgreSQL": postgres.server}
_JOBS = 1_000
#: Most seconds that the queue may add to a job.
_MOST = 0.05
_IDLE_SECONDS = 10
_TICKS = os.sysconf("SC_CLK_TCK")


def measure(smaller: int) -> str:
    """Bring jobs to a worker in a ledger of each kind, one by one and all at once."""
    rows = []
    for name, server in _SERVERS.items():
        with server() as address, ledger(address) as home, _worker(home) as worker:
            told = _bring(home, _JOBS // smaller)
            idle = _used(worker)
            time.sleep(_IDLE_SECONDS)
            share = (_used(worker) - idle) / _IDLE_SECONDS
        waits, ends = told["waits"], told["ends"]
        rows.append(
            (
                name,
                _ms(median(waits)),
                _ms(_p95(waits)),
                _ms(median(ends)),
                _ms(_p95(ends)),
                _ms(told["each"]),
                f"{share:.1%}",
                report.against(_p95(ends), _MOST, "s"),
            )
        )
    head = ("ledger", "ms to its start", "p95", "ms to its end", "p95",
            "ms a job in a crowd", "idle worker, of one core", "target")  # fmt: skip
    return report.table(head, rows)


@contextmanager
def _worker(home: Path) -> Iterator[int]:
    command = [sys.executable, "-m", "queue_overhead", "work"]
    worker = subprocess.Popen(command, cwd=HERE, env=_environment(home))
    try:
        yield worker.pid
    finally:
        worker.terminate()
        worker.wait()


def _bring(home: Path, jobs: int) -> dict[str, list[float]]:
    return run_module("queue_overhead", "bring", str(jobs), env=_environment(home)).said


def _environment(home: Path) -> dict[str, str]:
    settings = {"DJANGO_SETTINGS_MODULE": "gongshi.site.settings"}
    return {**os.environ, **settings, "GONGSHI_HOME": str(home)}


def _used(pid: int) -> float:
    """Give the seconds of processor that a process has had."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / _TICKS


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


def _work() -> None:
    """Be a worker whose jobs do nothing."""
    from gongshi.jobs.stopping import Stop
    from gongshi.jobs.working import work

    stop = Stop()
    stop.listen()
    work({"nothing": lambda _: None}, stop, plan=lambda _: None)


def _crowd(jobs: int) -> None:
    """Enqueue jobs and print what became of them."""
    from django.db import transaction

    from gongshi.jobs.enqueue import enqueue

    _await(enqueue("nothing").pk)
    single = [_await(enqueue("nothing").pk) for _ in range(max(jobs // 10, 20))]
    with transaction.atomic():
        last = [enqueue("nothing") for _ in range(jobs)][-1]
    started = time.perf_counter()
    _await(last.pk)
    told = {
        "waits": [(job.started_at - job.enqueued_at).total_seconds() for job in single],
        "ends": [(job.finished_at - job.enqueued_at).total_seconds() for job in single],
        "each": (time.perf_counter() - started) / jobs,
    }
    print(json.dumps(told))


def _await(number: int):
    from gongshi.jobs.models import DONE, Job

    while (job := Job.objects.get(pk=number)).state != DONE:
        time.sleep(0.01)
    # Not in step with the worker's looks.
    time.sleep(0.037)
    return job


if __name__ == "__main__":
    import django

    django.setup()
    _work() if sys.argv[1] == "work" else _crowd(int(sys.argv[2]))
