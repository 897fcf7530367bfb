import hashlib
import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.utils import timezone

from gongshi.cli.jobs import jobs
from gongshi.errors import FileFault, UnknownName, UsageError
from gongshi.jobs.enqueue import enqueue
from gongshi.jobs.failures import told
from gongshi.jobs.health import counts_by_state, oldest_waiting
from gongshi.jobs.leases import claim, fail
from gongshi.jobs.models import DEAD, QUEUED, RUNNING, Job
from gongshi.jobs.tending import bury, find_job, list_jobs, retry
from gongshi.ledger import archive
from tests.jobs.test_leases import KINDS


def dead(**arguments: object) -> Job:
    job = enqueue("look", **arguments)
    Job.objects.filter(pk=job.pk).update(attempts=settings.JOB_ATTEMPTS - 1)
    fail(claim(KINDS), "没有成")
    job.refresh_from_db()
    return job


def test_a_dead_job_keeps_its_file_and_can_be_retried(ledger):
    content = "行政许可决定文书号\n".encode()
    file_hash = hashlib.new("sm3", content).hexdigest()
    archive.keep(content, file_hash)
    job = dead(file_hash=file_hash)
    before = job.state

    again = retry(job.pk)

    assert (before, again.state, again.attempts) == (DEAD, QUEUED, 0)
    assert archive.fetch(claim(KINDS).arguments["file_hash"]) == content


def test_a_buried_job_is_not_done_until_it_is_retried(ledger):
    job = enqueue("look")

    buried = bury(job.pk)

    assert (buried.state, buried.error) == (DEAD, "由人工停办。")
    assert claim(KINDS) is None
    assert claim(KINDS if retry(job.pk) else ()) == job


def test_only_a_dead_job_is_retried_and_only_a_waiting_one_buried(ledger):
    job = enqueue("look")

    with pytest.raises(UsageError) as refused:
        retry(job.pk)
    claim(KINDS)
    with pytest.raises(UsageError):
        bury(job.pk)

    assert refused.value.text == (
        f"{job.pk} 号任务是「等待」，只有「停办」的任务才能这样处理。"
    )


def test_a_number_that_nobody_has_is_told(ledger):
    with pytest.raises(UnknownName):
        find_job(0)


def test_jobs_are_listed_by_state_and_kind_latest_first(ledger):
    first, second = enqueue("look"), enqueue("look")
    enqueue("other")
    bury(second.pk)

    assert list(list_jobs(kind="look")) == [second, first]
    assert list(list_jobs("dead")) == [second]


def test_the_queue_tells_how_long_the_oldest_has_waited(ledger):
    now = timezone.now()
    enqueue("look", run_after=now + timedelta(hours=1))
    assert oldest_waiting() == timedelta()

    enqueue("look", run_after=now - timedelta(minutes=3))
    claim(KINDS)
    enqueue("look", run_after=now - timedelta(minutes=2))

    assert timedelta(seconds=120) <= oldest_waiting() < timedelta(seconds=125)
    assert counts_by_state() == {QUEUED: 2, RUNNING: 1, "done": 0, DEAD: 0}


def test_an_error_is_told_without_what_was_in_the_cells():
    try:
        int("张三")
    except ValueError as error:
        text = told(error)

    assert text.startswith("ValueError\ntest_tending.py:")
    assert "张三" not in text
    assert told(FileFault("archive", "档案里找不到原件。")) == "档案里找不到原件。"


def ask(*words: str) -> str:
    return CliRunner().invoke(jobs, words, catch_exceptions=False).output


def test_the_command_line_lists_shows_retries_and_buries(ledger):
    job = dead(file_hash="0a1b")
    number = str(job.pk)

    listed = json.loads(ask("list", "--state", "dead", "--format", "json"))
    shown = json.loads(ask("show", number))
    answers = [ask("retry", number), ask("bury", number)]

    assert [(each["job"], each["reason"]) for each in listed] == [(job.pk, "没有成")]
    assert shown["arguments"] == {"file_hash": "0a1b"}
    assert answers == [f"{number} 号任务已重新排入。\n", f"{number} 号任务已停办。\n"]
    assert ask("list").splitlines()[1].split("\t")[:4] == [number, "look", "停办", "0"]
