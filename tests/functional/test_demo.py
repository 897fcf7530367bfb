import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter, defaultdict
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from urllib.request import urlopen

import pytest

from gongshi.clocks.periods import CHINA
from gongshi.clocks.periods import month as month_named
from gongshi.identifiers.document_number import key
from gongshi.oversight.draws import draw_names, replay
from gongshi.people.rights import ROLES
from gongshi.samples import hidden_decisions, load_city
from tests.functional.pages import walk
from tests.patience import LONG

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
    verified = run_in(home, "verify")
    assert (verified.returncode, verified.stderr) == (0, ""), verified.stdout


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


def test_every_concealed_decision_is_found_and_the_signals_named(demo):
    home, _ = demo
    cases, gaps = (
        told(home, "cases", "list")["cases"],
        told(home, "gaps", "list")["gaps"],
    )
    named, described, of_unit = (defaultdict(set) for _ in range(3))
    for each in cases:
        number, unit = each["document_number"], each["unit"]
        named[key(number)].update(number and each["signals"])
        described[unit, each["decided_on"]].update(each["signals"])
        of_unit[unit].update(() if number else each["signals"])
    for each in gaps:
        # It becomes a case when the days to explain it are over.
        named[key(each["number"])].add("缺号")

    hidden = hidden_decisions(until=datetime.now(CHINA), seed=20)
    found = {
        each.number: named[key(each.number)]
        | described[each.unit, f"{each.decided_on}"]
        or (
            of_unit[each.unit] if {*each.found_by} <= {"contradiction", "quiet"} else ()
        )
        for each in hidden
    }

    table = "\n".join(f"{number}\t{'、'.join(by)}" for number, by in found.items())
    assert len(hidden) > 50
    assert all(found.values()), table
    assert {"缺号", "台账", "曝光", "零报告不符"} <= set().union(*found.values()), table
    (page,) = walk(home, "analyst", ("/signals/", None))
    assert funnel(page) == Counter(kind for each in cases for kind in each["signals"])


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
            # Who forks while another thread holds a lock leaves its child waiting for it.
            threads = list(Path(f"/proc/{server.pid}/task").iterdir())
            # Ctrl-C reaches every process of the terminal.
            os.killpg(server.pid, signal.SIGINT)
            rest = server.stdout.read()

    assert f"端口 {port} 已被占用，改用 " in told
    assert "<html" in page
    assert len(threads) == 1
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
            with urlopen(f"{address}/", timeout=LONG) as answer:
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


def test_units_are_drawn_and_scored_by_what_their_registers_miss(demo, twins):
    by_command, by_page = twins
    month, hidden = last_month(), hidden_decisions(until=datetime.now(CHINA), seed=20)
    concealing = Counter(
        each.unit
        for each in hidden
        if "register" in each.found_by and month == f"{each.decided_on:%Y-%m}"
    )
    unit, concealed = concealing.most_common(1)[0]
    group = [each.unit.name for each in load_city()
             if each.group == group_of(unit)]  # fmt: skip
    seed = next(f"{n}" for n in range(999) if unit in draw_names(f"{n}", group, 5))
    asked = {"period": month, "seed": seed}

    drawn = told(by_command, "draw", "units", *options(asked), "--policy", "yuncheng")
    pages = walk(
        by_page,
        "analyst",
        ("/draws/publish/", {"kind": "units", "policy": "yuncheng", **asked}),
        ("+make/", {}),
        (f"/registers/?period={month}", None),
        (f"/scores/?period={month}&policy=yuncheng", None),
    )

    groups = {each["group"]: each["drawn"] for each in drawn["result"]["groups"]}
    assert {name: len(each) for name, each in groups.items()} == {
        "counties": 5,
        "departments": 5,
    }
    assert unit in groups[group_of(unit)]
    assert "结果相同" in run_in(by_command, "draw", "verify", drawn["number"]).stdout
    again = told(by_page, "draw", "show", drawn["number"])
    assert (again["given"], again["result"]) == (drawn["given"], drawn["result"])

    listed = told(by_command, "register", "list", "--period", month)["units"]
    (held,) = [each for each in listed if each["unit"] == unit]
    assert held["drawn"]
    due, missing, joined, near = (
        sum(each["counts"][name] for each in held["checks"])
        for name in ("due", "missing", "joined", "unconfirmed")
    )
    assert joined + near + missing == due
    # What is like a record waits for somebody to say so.
    assert 0 < concealed <= missing + near
    # 得分＝（1－瞒报率）×25，瞒报率＝瞒报÷台账应报送：21 of 23 rows are 25 × 2/23 = 2.17.
    points = Decimal(25 * (due - missing)) / due
    points = points.quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()
    for home in twins:
        scores = told(home, "assess", "--period", month, "--policy", "yuncheng")
        (card,) = [each for each in scores["units"] if each["unit"] == unit]
        (item,) = [each for each in card["items"] if each["key"] == "completeness"]
        assert (item["numerator"], item["denominator"]) == (missing, due)
        assert Decimal(item["points"]) == points
    assert re.search(rf"{unit}</a> <span class=.st soon.>被抽查", pages[2])
    row = pages[3].partition(f">{unit}</a>")[2].partition("</tr>")[0]
    assert f'<td class="n">{item["points"]}' in row


def test_numbers_are_drawn_as_the_nation_does_and_concealed_ones_are_missing(
    demo, twins
):
    by_command, by_page = twins
    month, hidden = last_month(), hidden_decisions(until=datetime.now(CHINA), seed=20)
    concealed = {key(each.number): each.number for each in hidden}
    known = told(demo[0], "draw", "numbers", "--period", month, "--publish")
    seed = next(f"{n}" for n in range(999) if shows(known, f"{n}", concealed))
    asked = {"period": month, "seed": seed}

    drawn = told(by_command, "draw", "numbers", *options(asked), code=1)
    page = walk(
        by_page,
        "analyst",
        ("/draws/publish/", {"kind": "numbers", **asked}),
        ("+make/", {}),
    )[-1]

    numbers = drawn["result"]["numbers"]
    assert Counter(each["category"] for each in numbers) == {
        "licence": 25,
        "penalty": 25,
    }
    assert 5 <= len(drawn["result"]["units"]) <= 7
    missing = {key(each["number"]) for each in numbers if each["state"] == "missing"}
    drawn_and_concealed = {key(each["number"]) for each in numbers} & concealed.keys()
    assert len(drawn_and_concealed) > 2
    assert drawn_and_concealed <= missing
    again = told(by_page, "draw", "show", drawn["number"])
    assert again["result"] == drawn["result"]
    assert all(concealed[each] in page for each in drawn_and_concealed)
    file = by_page / "抽号.json"
    file.write_text(json.dumps(again))
    assert "结果相同" in run_in(by_command, "draw", "verify", f"{file}").stdout
    found = told(by_command, "cases", "list", "--kind", "draw")["cases"]
    assert {key(each["document_number"]) for each in found} == missing


@pytest.fixture(scope="module")
def twins(demo, tmp_path_factory):
    """Two copies of the demonstration: for the command line, and for the pages."""
    home = tmp_path_factory.mktemp("twins")
    return [shutil.copytree(demo[0], home / name) for name in ("命令", "网页")]


def run_in(home, *arguments):
    return run(*arguments, GONGSHI_HOME=str(home), GONGSHI_DEMO="1")


def told(home, *arguments, code=0):
    done = run_in(home, *arguments, "--format", "json")
    assert (done.returncode, done.stderr) == (code, "")
    return json.loads(done.stdout)


def options(asked):
    return [word for name, value in asked.items() for word in (f"--{name}", value)]


def last_month():
    return month_named(f"{datetime.now(CHINA):%Y-%m}").previous().key


def group_of(unit):
    (found,) = [each.group for each in load_city() if each.unit.name == unit]
    return found


def shows(notice, seed, concealed):
    """Tell whether a seed draws all the numbers it can, with some of those concealed."""
    drawn = replay("numbers", seed, notice["rule"], notice["given"])["numbers"]
    keys = {f"{each['prefix']}〔{each['year']}〕{each['serial']}" for each in drawn}
    return len(drawn) == 50 and len(keys & concealed.keys()) > 2


def funnel(page):
    """Read how many cases of each kind of signal a page tells of; not those of none."""
    rows = re.findall(
        r'<tr id="k-\w+"><th scope="row">(.*?)<br>.*?data-l="线索">(.*?)</td>', page
    )
    cells = {kind: re.sub("<[^>]*>|,", "", cell).strip() for kind, cell in rows}
    return Counter(
        {
            kind: int(cell)
            for kind, cell in cells.items()
            if cell.isdigit() and int(cell)
        }
    )
