"""Real processes, ended in the middle of their work."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.utils import timezone

from gongshi.jobs.enqueue import enqueue
from gongshi.jobs.health import counts_by_state, oldest_waiting
from gongshi.jobs.models import DONE, QUEUED, RUNNING, Job, Kept
from tests.jobs.conftest import until
from tests.patience import LONG


def marks(folder: Path) -> list[str]:
    file = folder / "marks"
    return file.read_text().split() if file.exists() else []


def is_done(job: Job) -> bool:
    job.refresh_from_db()
    return job.state == DONE


def begun(job: Job) -> bool:
    job.refresh_from_db()
    return job.state == RUNNING and job.progress_done > 1


def leases() -> list[int]:
    return [each.content["lease_no"] for each in Kept.objects.all()]


def test_a_killed_workers_job_is_done_by_the_next_and_once(start, tmp_path):
    job = enqueue("slow", steps=15)
    first = start()
    until(lambda: begun(job))

    first.send_signal(signal.SIGKILL)
    killed_at = timezone.now()
    start()
    until(lambda: is_done(job))

    assert job.started_at - killed_at < timedelta(seconds=5)
    assert [each for each in marks(tmp_path) if each != "ready"] == [
        "start",
        "start",
        "end",
    ]
    assert leases() == [2]
    assert job.attempts == 2


def test_a_worker_killed_with_its_result_half_written_leaves_nothing_of_it(
    start, tmp_path
):
    job = enqueue("torn", seconds=60)
    first = start()
    until(lambda: "written" in marks(tmp_path))

    first.send_signal(signal.SIGKILL)
    first.wait()
    seen = leases()
    start()
    until(lambda: is_done(job))

    assert seen == []
    assert leases() == [2]


def test_a_job_longer_than_its_lease_is_kept_alive(start):
    job = enqueue("slow", steps=45)
    start()
    start()

    until(lambda: is_done(job))

    assert (job.attempts, leases()) == (1, [1])


def test_three_workers_do_each_of_many_jobs_once(start):
    for _ in range(90):
        enqueue("quick")
    for _ in range(3):
        start()

    until(lambda: counts_by_state()["done"] == 90)

    assert set(Job.objects.values_list("attempts", flat=True)) == {1}
    assert oldest_waiting() == timedelta()


def test_a_worker_asked_to_stop_ends_its_job_first(start, tmp_path):
    job = enqueue("slow", steps=15)
    later = enqueue("slow", steps=1)
    worker = start(GONGSHI_JOB_GRACE=10)
    until(lambda: begun(job))

    worker.terminate()

    assert worker.wait(LONG) == 0
    assert is_done(job)
    assert not is_done(later)


def test_a_worker_without_time_gives_its_job_back(start):
    job = enqueue("slow", steps=600)
    worker = start(GONGSHI_JOB_GRACE=0)
    until(lambda: begun(job))

    worker.terminate()

    assert worker.wait(LONG) == 0
    job.refresh_from_db()
    assert (job.state, job.attempts, job.lease_until) == (QUEUED, 0, None)


def test_a_waiting_worker_is_woken_at_once(start, tmp_path):
    start()
    until(lambda: "ready" in marks(tmp_path))
    time.sleep(0.5)
    waits = []
    # Other tests have the processor most of the time; three tell waking from looking now
    # and then, which is a second late, and `./run bench queue_overhead` measures it.
    while sum(wait < 0.05 for wait in waits) < 3 and len(waits) < 30:
        job = enqueue("quick")
        until(lambda job=job: is_done(job))
        waits.append((job.started_at - job.enqueued_at).total_seconds())

    assert sorted(waits)[2] < 0.05


def test_a_worker_whose_sessions_are_cut_goes_on(start, tmp_path):
    worker = start()
    until(lambda: "ready" in marks(tmp_path))
    for _ in range(2):
        cut_sessions()
        job = enqueue("slow", steps=10)
        until(lambda job=job: begun(job))
        cut_sessions()
        until(lambda job=job: is_done(job))

    assert worker.poll() is None
    assert Kept.objects.count() == 2


def cut_sessions() -> None:
    """End every other session, as a database does that is started again."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def test_a_worker_ends_with_whoever_holds_its_standard_input(queue, tmp_path):
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.jobs.worker"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env={**os.environ, **queue, "MARKS": str(tmp_path / "marks"), "FOLLOW": "1"},
    )
    until(lambda: "ready" in marks(tmp_path))

    worker.stdin.close()

    assert worker.wait(LONG) == 0
    assert worker.stderr.read() == b""
    worker.stderr.close()
