"""Work begins when those who bring it have been let in, and begins all the same."""

import time

import pytest
from django.utils import timezone

from gongshi.jobs.crowds import Crowds, _comes
from gongshi.jobs.enqueue import enqueue
from gongshi.jobs.models import DONE, Job


def waited(crowds: Crowds) -> float:
    began = time.monotonic()
    crowds.let_in()
    return time.monotonic() - began


def age(job: Job) -> float:
    return (timezone.now() - job.enqueued_at).total_seconds()


@pytest.fixture
def crowds(ledger) -> Crowds:
    return Crowds()


def test_nobody_is_waited_for_when_nothing_came(ledger):
    assert not _comes()

    enqueue("look")
    time.sleep(0.15)

    assert not _comes()


def test_a_job_is_looked_at_twice_before_it_is_alone(crowds):
    job = enqueue("look")
    crowds.let_in()

    assert age(job) >= 0.02


def test_who_comes_right_after_another_is_waited_for(crowds):
    first, _ = enqueue("look"), enqueue("look")
    crowds.let_in()

    assert age(first) >= 0.1


def test_what_is_done_is_no_crowd(ledger):
    for _ in range(3):
        enqueue("look")
    Job.objects.update(state=DONE)

    assert not _comes()


def test_a_crowd_that_never_ends_is_not_waited_for(crowds, monkeypatch):
    monkeypatch.setattr("gongshi.jobs.crowds._comes", lambda: True)

    assert waited(crowds) >= 0.6
    assert waited(crowds) < 0.6
