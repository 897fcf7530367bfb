import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from urllib.request import urlopen

import pytest

from gongshi.clocks.periods import CHINA
from gongshi.identifiers.document_number import key
from gongshi.people.rights import ROLES
from gongshi.samples import hidden_decisions

GONGSHI = (sys.executable, "-c", "from gongshi.cli import main; main()")


def run(*arguments, **environment):
    return subprocess.run(
        [*GONGSHI, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A demonstration in a kept folder: the folder, and what was printed."""
    home = tmp_path_factory.mktemp("demo") / "台账"
    # An address of a real ledger must not be used.
    done = run("demo", "--no-serve", "--home", str(home), GONGSHI_DB="postgresql://x/y")
    assert (done.returncode, done.stderr) == (0, "")
    return home, done.stdout


def test_the_city_is_made_and_kept(demo):
    home, told = demo

    assert "建好了：40 家单位" in told
    assert told.endswith(f"演示结束，台账留在 {home}。\n")
    assert (home / "ledger.sqlite3").is_file()


def test_every_command_it_tells_of_works(demo):
    home, told = demo

    first, *commands = re.findall(
        r"^  (\S.+)$", told.partition("\n\n")[2], re.MULTILINE
    )
    # Another terminal: it knows nothing of where the program lies.
    env = {"PATH": os.defpath, "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    done = [
        subprocess.run(
            ["sh", "-c", f"{first}\n{each}"], env=env, capture_output=True, text=True
        )
        for each in commands[:5]
    ]

    assert [(each.returncode, each.stderr) for each in done] == [(0, "")] * 5
    assert (home / "通报.docx").is_file()
    assert (home / "退回件.xlsx").is_file()


def test_the_page_on_windows_works_in_it_as_it_stands(demo):
    home, _ = demo
    page = Path(__file__).parents[2] / "docs/how-to/open-a-window.md"
    block = "\n".join(re.findall(r"^    (.*)$", page.read_text(), re.MULTILINE))
    env = {**os.environ, "GONGSHI_HOME": str(home), "GONGSHI_DEMO": "1"}
    env["PATH"] = f"{Path(sys.executable).parent}:{env['PATH']}"

    done = subprocess.run(
        ["bash", "-euc", block], env=env, capture_output=True, text=True
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "系统故障补报" in done.stdout


def test_it_prints_a_login_for_every_role(demo):
    _, told = demo

    lines = [line.split("\t") for line in told.splitlines() if line.count("\t") == 3]

    assert [line[1] for line in lines[1:]] == list(ROLES)
    assert len({line[2] for line in lines[1:]}) == 1


def test_every_concealed_decision_has_a_case_or_is_a_gap(demo):
    home, _ = demo
    cases, gaps = (
        json.loads(
            run(*words, "list", "--format", "json", GONGSHI_HOME=str(home)).stdout
        )
        for words in (("cases",), ("gaps",))
    )
    cases, gaps = cases["cases"], gaps["gaps"]
    # A gap becomes a case when the days to explain it are over.
    numbers = {key(each.get("document_number") or each["number"])
               for each in (*cases, *gaps)}  # fmt: skip
    described = {(each["unit"], each["decided_on"]) for each in cases}
    units = {each["unit"] for each in cases if not each["document_number"]}

    hidden = hidden_decisions(until=datetime.now(CHINA), seed=20)
    untold = [
        each.number
        for each in hidden
        if key(each.number) not in numbers
        and (each.unit, f"{each.decided_on}") not in described
        and not (
            set(each.found_by) <= {"contradiction", "quiet"} and each.unit in units
        )
    ]

    assert len(hidden) > 50
    assert len(cases) > 40
    assert untold == []


def test_a_folder_in_use_is_refused(tmp_path):
    (tmp_path / "a").touch()

    done = run("demo", "--no-serve", "--home", str(tmp_path))

    assert done.returncode == 2
    assert done.stderr.startswith(f"「{tmp_path}」里已有内容，演示只建在空目录")
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_pages_open_beside_a_taken_port_and_leave_nothing(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        environment = {"TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(
            [*GONGSHI, "demo", "--port", str(port)],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as server:
            told = "".join(_until_served(server.stdout))
            page = _opened(re.search(r"http://[0-9.:]+", told)[0])
            # Ctrl-C reaches every process of the terminal.
            os.killpg(server.pid, signal.SIGINT)
            rest = server.stdout.read()

    assert f"端口 {port} 已被占用，改用 " in told
    assert "<html" in page
    # The lines before are the log; a terminal is not shown them.
    assert rest.splitlines()[-1] == "演示结束，临时台账已删除。"
    assert server.returncode == 0
    assert list(tmp_path.iterdir()) == []


def _until_served(lines):
    for line in lines:
        yield line
        if line.startswith("网页在"):
            return


def _opened(address):
    for _ in range(100):
        try:
            with urlopen(f"{address}/", timeout=20) as answer:
                return answer.read().decode()
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"no page at {address}")


def test_silent_and_quiet_units_are_listed(demo):
    home, _ = demo
    env = {"GONGSHI_HOME": str(home), "GONGSHI_DEMO": "1"}

    done = run("silence", "--format", "json", **env)
    table = run("silence", **env)

    assert (done.returncode, table.returncode, done.stderr) == (0, 0, "")
    told = json.loads(done.stdout)
    assert set(told) == {"on", "silent", "calls", "quiet"}
    units = {each["unit"]: each for each in told["silent"]}
    assert units["市气象局"]["case"].startswith("X")
    assert {each["unit"] for each in told["calls"]} <= set(units)
    assert [each["unit"] for each in told["quiet"]] == ["市卫健委"]
    assert told["quiet"][0]["rows"] < told["quiet"][0]["expected"] / 2
    assert "报送异常偏少的单位，1 家" in table.stdout
    assert "按自己往常应有约" in table.stdout
