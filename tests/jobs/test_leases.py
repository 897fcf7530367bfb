from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from gongshi.jobs.enqueue import enqueue, enqueue_all, job_of
from gongshi.jobs.keeping import keep
from gongshi.jobs.leases import (
    LeaseLost,
    claim,
    fail,
    finishing,
    give_back,
    progress,
    renew,
)
from gongshi.jobs.models import DEAD, DONE, QUEUED, RUNNING, Job, Kept

KINDS = ("look",)


def expire(job: Job) -> None:
    """Let the time of a lease be over."""
    past = timezone.now() - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(lease_until=past)


def state(job: Job) -> tuple[str, int, int]:
    job.refresh_from_db()
    return job.state, job.lease_no, job.attempts


def test_the_job_that_waited_longest_is_claimed_first(ledger):
    first, second = enqueue("look"), enqueue("look")

    claimed = [claim(KINDS), claim(KINDS), claim(KINDS)]

    assert claimed == [first, second, None]
    assert state(first) == (RUNNING, 1, 1)


def test_a_long_job_lets_those_go_first_that_come_soon_after_it(ledger):
    long = enqueue("look", seconds=2)
    short = enqueue("look", seconds=0.5)

    assert [claim(KINDS), claim(KINDS)] == [short, long]


def test_a_long_job_does_not_wait_for_ever(ledger):
    minute = timedelta(minutes=1)
    long = enqueue("look", seconds=3600, run_after=timezone.now() - minute)
    late = enqueue("look", seconds=1)

    assert long.turn_at < late.turn_at
    assert [claim(KINDS), claim(KINDS)] == [long, late]


def in_lane(name: str, *, seconds: float = 0.0) -> Job:
    key = f"look:{Job.objects.count()}"
    job = job_of("look", key, {}, seconds=seconds, lane=name)
    enqueue_all([job])
    return Job.objects.get(key=job.key)


def test_jobs_of_a_lane_are_done_one_after_the_other(ledger):
    long, short, other = in_lane("a", seconds=3), in_lane("a"), in_lane("b")
    beside = enqueue("look"), enqueue("look")

    assert [claim(KINDS) for _ in range(5)] == [other, *beside, long, None]

    with finishing(Job.objects.get(pk=long.pk)):
        pass
    assert claim(KINDS) == short


def test_a_worker_that_died_keeps_those_behind_it_waiting(ledger):
    first, second = in_lane("a"), in_lane("a")
    expire(claim(KINDS))

    assert [claim(KINDS), claim(KINDS)] == [first, None]
    assert state(second) == (QUEUED, 0, 0)


def test_a_job_that_fails_again_and_again_holds_back_no_more(ledger):
    first, second = in_lane("a"), in_lane("a")
    for _ in range(3):
        fail(claim(KINDS), "no")
        assert claim(KINDS) is None
        Job.objects.filter(pk=first.pk).update(run_after=timezone.now())

    fail(claim(KINDS), "no")
    assert claim(KINDS) == second


def test_a_dead_job_holds_back_nobody(ledger):
    first, second = in_lane("a"), in_lane("a")
    Job.objects.filter(pk=first.pk).update(state=DEAD)

    assert claim(KINDS) == second


def test_a_kind_that_a_worker_does_not_know_is_left_alone(ledger):
    enqueue("other")

    assert claim(KINDS) is None


def test_a_job_is_not_claimed_before_its_time(ledger):
    enqueue("look", run_after=timezone.now() + timedelta(seconds=60))

    assert claim(KINDS) is None


def test_a_job_that_was_tried_very_often_comes_back_all_the_same(ledger, monkeypatch):
    monkeypatch.setattr(settings, "JOB_ATTEMPTS", 1000)
    Job.objects.filter(pk=enqueue("look").pk).update(attempts=200)
    job = claim(KINDS)

    fail(job, "不行")

    assert state(job) == (QUEUED, 1, 201)
    assert job.run_after < timezone.now() + timedelta(hours=2)


def test_a_job_whose_lease_is_over_is_claimed_again(ledger):
    expire(enqueue("look") and claim(KINDS))

    again = claim(KINDS)

    assert (again.lease_no, again.attempts) == (2, 2)


def test_a_lease_from_before_the_clock_went_back_is_over(ledger):
    job = enqueue("look") and claim(KINDS)
    ahead = timezone.now() + timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(lease_until=ahead)

    assert claim(KINDS) == job


def test_eight_threads_claim_each_job_once(queue):
    jobs = {enqueue("look").pk for _ in range(100)}

    def drain(_: int) -> list[int]:
        try:
            return [job.pk for job in iter(lambda: claim(KINDS), None)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        claimed = [job for jobs in pool.map(drain, range(8)) for job in jobs]

    assert len(claimed) == 100
    assert set(claimed) == jobs


def test_a_result_and_the_completion_come_together(ledger):
    job = enqueue("look") and claim(KINDS)

    with finishing(job):
        keep("look", "2026-11", 1)

    assert state(job) == (DONE, 1, 1)
    assert Kept.objects.count() == 1


def test_a_result_that_breaks_off_leaves_the_job_as_it_was(ledger):
    job = enqueue("look") and claim(KINDS)

    def broken() -> None:
        with finishing(job):
            keep("look", "2026-11", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()

    assert state(job) == (RUNNING, 1, 1)
    assert not Kept.objects.exists()


def test_a_worker_that_lost_its_lease_cannot_write(ledger):
    late = enqueue("look") and claim(KINDS)
    expire(late)
    now = claim(KINDS)

    with pytest.raises(LeaseLost):
        progress(late, 1, 2)
    with pytest.raises(LeaseLost), finishing(late):
        keep("look", "2026-11", "late")
    with pytest.raises(LeaseLost):
        fail(late, "late")
    with pytest.raises(LeaseLost):
        give_back(late)
    with finishing(now):
        keep("look", "2026-11", "now")

    assert not renew(late)
    assert Kept.objects.get().content == "now"


def test_a_worker_whose_lease_went_in_the_middle_of_its_result_writes_nothing(ledger):
    late = enqueue("look") and claim(KINDS)

    def overtaken() -> None:
        with finishing(late):
            keep("look", "2026-11", "late")
            expire(late)
            claim(KINDS)

    with pytest.raises(LeaseLost):
        overtaken()

    assert not Kept.objects.exists()


def test_a_failed_job_waits_twice_as_long_each_time(ledger):
    enqueue("look")
    waits = []
    for _ in range(4):
        Job.objects.update(run_after=timezone.now())
        job = claim(KINDS)
        before = timezone.now()
        fail(job, "没有成")
        job.refresh_from_db()
        waits.append(round((job.run_after - before).total_seconds()))

    assert waits == [2, 4, 8, 16]
    assert (job.state, job.error) == (QUEUED, "没有成")


def test_a_job_is_dead_after_its_last_attempt(ledger):
    job = enqueue("look", file="0a1b")
    for _ in range(settings.JOB_ATTEMPTS):
        Job.objects.update(run_after=timezone.now())
        fail(claim(KINDS), "没有成")

    assert state(job) == (DEAD, settings.JOB_ATTEMPTS, settings.JOB_ATTEMPTS)
    assert job.arguments == {"file": "0a1b"}
    assert claim(KINDS) is None


def test_a_job_that_kills_its_workers_is_dead_in_the_end(ledger):
    job = enqueue("look")
    for _ in range(settings.JOB_ATTEMPTS):
        expire(claim(KINDS))

    assert claim(KINDS) is None
    assert state(job)[0] == DEAD
    assert job.error.startswith("后台进程在办理时中断了")


def test_a_job_that_was_given_back_has_lost_no_attempt(ledger):
    job = enqueue("look")

    give_back(claim(KINDS))

    assert state(job) == (QUEUED, 1, 0)
