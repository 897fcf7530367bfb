"""`gongshi serve` and the workers beside it, as processes."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jobs.conftest import until
from tests.patience import LONG

GONGSHI = [sys.executable, "-c", "from gongshi.cli import main; main()"]


@pytest.fixture
def home(tmp_path) -> Path:
    home = tmp_path / "home"
    subprocess.run(
        [*GONGSHI, "init", "--place", "pingdingshan"], env=environment(home), check=True
    )
    return home


@pytest.fixture
def server(home) -> Iterator[subprocess.Popen[str]]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [*GONGSHI, "serve", "--port", str(port), "--workers", "2", "--processes", "2"],
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def environment(home: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in os.environ if "GONGSHI" not in name}
    return {**kept, "GONGSHI_HOME": str(home)}


def workers(home: Path) -> list[int]:
    """List the processes that work for a ledger."""
    return [
        int(each.name)
        for each in Path("/proc").iterdir()
        if each.name.isdigit() and _works(each, home)
    ]


def _works(process: Path, home: Path) -> bool:
    try:
        command = (process / "cmdline").read_bytes().split(b"\0")
        variables = (process / "environ").read_bytes().split(b"\0")
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return (
        b"--follow-stdin" in command
        and f"GONGSHI_HOME={home}".encode() in variables
        and state != "Z"
    )


def zombies(parent: int) -> list[str]:
    listed = subprocess.run(
        ["ps", "-o", "stat=", "--ppid", str(parent)], capture_output=True, text=True
    )
    return [each for each in listed.stdout.split() if each.startswith("Z")]


def parent(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def test_a_worker_that_is_killed_comes_back_and_leaves_no_zombie(home, server):
    until(lambda: len(workers(home)) == 2)
    first, other = workers(home)
    keeper = parent(first)

    os.kill(first, signal.SIGKILL)
    until(lambda: len({*workers(home)} - {first, other}) == 1)

    assert len(workers(home)) == 2
    assert other in workers(home)
    assert zombies(keeper) == []


def test_answers_come_before_the_work_of_the_worker(home, server):
    until(lambda: workers(home))
    worker = workers(home)[0]

    answering = os.getpriority(os.PRIO_PROCESS, server.pid)

    until(lambda: os.getpriority(os.PRIO_PROCESS, worker) == min(answering + 10, 19))


def test_there_are_two_when_the_process_that_keeps_them_was_killed(home, server):
    until(lambda: len(workers(home)) == 2)
    before = {*workers(home)}

    os.kill(parent(min(before)), signal.SIGKILL)

    until(lambda: len({*workers(home)} - before) >= 1)
    until(lambda: len(workers(home)) == 2)


def test_workers_without_workers_are_one_sentence(home):
    done = subprocess.run(
        [*GONGSHI, "serve", "--no-worker", "--workers", "2"],
        env=environment(home),
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stderr) == (
        2,
        "--workers 和 --no-worker 只能用一个。\n",
    )


def test_the_workers_end_with_the_server(home, server):
    until(lambda: workers(home))

    server.terminate()
    told = server.communicate(timeout=LONG)[1]

    assert server.returncode == 0
    assert "Traceback" not in told
    assert workers(home) == []


def test_the_workers_end_when_the_server_is_killed(home, server):
    until(lambda: workers(home))

    server.kill()

    until(lambda: not workers(home))


def test_a_worker_that_finds_nothing_says_so(home):
    done = subprocess.run(
        [*GONGSHI, "worker", "--until-idle"],
        env=environment(home),
        capture_output=True,
        text=True,
    )

    assert (done.stdout, done.stderr) == ("办了 0 件。\n", "")


def test_a_setting_that_is_no_number_is_one_sentence(home):
    done = subprocess.run(
        [*GONGSHI, "worker", "--once"],
        env={**environment(home), "GONGSHI_JOB_LEASE": "半分钟"},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stderr) == (
        2,
        "环境变量 GONGSHI_JOB_LEASE 是「半分钟」，应为不小于 2 的整数。\n",
    )
