"""Workbooks are read in processes of their own, forked from one that is kept ready."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from gongshi.intake import opening, reader

#: Opens two workbooks, tells the number of the reader that stays, and waits.
_TWICE = """
import sys, time
from gongshi.intake import opening
content = sys.stdin.buffer.read()
ready = opening._Ready()
print(ready.open(content), ready.open(content).outcome, ready._reader.pid, flush=True)
time.sleep(60)
"""


def workbook(rows: int = 3) -> bytes:
    book = openpyxl.Workbook()
    for number in range(rows):
        book.active.append([f"第{number}行", "甲"])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


@pytest.fixture
def ready():
    made = opening._Ready()
    made.open(b"")
    yield made
    made._end()


def children(pid: int) -> str:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text()


def is_gone(pid: int) -> bool:
    last = time.monotonic() + 5
    while time.monotonic() < last:
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.02)
    return False


def test_a_fork_reads_what_a_process_of_its_own_reads(ready):
    content = workbook(5000)

    assert ready.open(content) == opening._alone(content)


def test_a_single_workbook_keeps_nothing_ready():
    made = opening._Ready()

    assert made.open(workbook()) is None
    assert made._reader is None


def test_what_cannot_be_read_hurts_no_other(ready):
    outcomes = [ready.open(each).outcome for each in (b"PK junk", workbook())]

    assert outcomes == [opening._alone(b"PK junk").outcome, 0]


def test_every_fork_is_gone_when_its_outcome_is_told(ready):
    for _ in range(3):
        ready.open(workbook())

    assert children(ready._reader.pid) == ""


def test_a_reader_that_was_killed_is_replaced(ready):
    ready.open(workbook())
    ready._reader.kill()
    ready._reader.wait()

    assert ready.open(workbook()) is None
    assert ready.open(workbook()).outcome == 0


def test_a_fork_that_somebody_killed_reads_once_more():
    # The one that stays forks for the second workbook; that fork is killed.
    opening.open_apart(workbook())
    content = workbook(60_000)
    wanted = opening._alone(content)
    opening.open_apart(workbook())
    reader = opening._ready(os.getpid())._reader
    watch = [sys.executable, "-c", _KILL, str(reader.pid)]
    with subprocess.Popen(watch, stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout.readline() == "looking\n"

        told = opening.open_apart(content)

        assert watching.stdout.read() == "killed\n"
    assert told == wanted


_KILL = """
import os, signal, sys, time
from pathlib import Path
reader = sys.argv[1]
print("looking", flush=True)
last = time.monotonic() + 10
while time.monotonic() < last:
    children = Path(f"/proc/{reader}/task/{reader}/children").read_text().split()
    if children:
        os.kill(int(children[0]), signal.SIGKILL)
        print("killed")
        break
    time.sleep(0.001)
"""


def test_a_signal_for_its_parent_ends_no_reading(ready):
    ready.open(workbook())
    os.kill(ready._reader.pid, signal.SIGTERM)

    assert ready.open(workbook()).outcome == 0


def test_a_fork_has_the_limits_of_a_process_of_its_own(ready):
    ready.open(workbook())
    watch = [sys.executable, "-c", _WATCH, str(ready._reader.pid)]
    with subprocess.Popen(watch, stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout.readline() == "looking\n"

        ready.open(workbook(20_000))

        told = watching.stdout.read()
    assert told.split() == [str(reader.MOST_MEMORY), str(reader.MOST_SECONDS)]


_WATCH = """
import resource, sys, time
from pathlib import Path
reader = sys.argv[1]
print("looking", flush=True)
last = time.monotonic() + 5
while time.monotonic() < last:
    for each in Path(f"/proc/{reader}/task/{reader}/children").read_text().split():
        try:
            memory = resource.prlimit(int(each), resource.RLIMIT_AS)[1]
            seconds = resource.prlimit(int(each), resource.RLIMIT_CPU)[0]
        except OSError:
            continue
        if memory > 0 and seconds > 0:
            print(memory, seconds)
            sys.exit()
"""


def test_it_ends_with_its_parent_however_that_ends():
    parent = subprocess.Popen(
        [sys.executable, "-c", _TWICE], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    parent.stdin.write(workbook())
    parent.stdin.close()
    _, outcome, stays = parent.stdout.readline().split()
    parent.kill()
    parent.wait()
    parent.stdout.close()

    assert outcome == b"0"
    assert is_gone(int(stays))
