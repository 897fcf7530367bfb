"""`gongshi evidence` for what no filed row holds, from entering to the bulletin."""

import json
import os
import subprocess
import sys

import pytest

PERIOD = ("--period", "2022-07")


def run(home, *arguments):
    return subprocess.run(
        [sys.executable, "-c", "from gongshi.cli import main; main()", *arguments],
        env={**os.environ, "GONGSHI_HOME": str(home), "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("wuhan")
    units, table = home / "units.csv", home / "平台.csv"
    units.write_text("name,group\n蔡甸区,districts\n汉阳区,districts\n", "utf-8")
    table.write_text(
        "单位,平台名称\n汉阳区,示例楼宇平台\n汉阳区,示例教育平台\n", "utf-8"
    )
    for arguments in (
        ("init", "--place", "wuhan"),
        ("units", "import", str(units)),
        (
            "evidence", "add", "--period", "2022-06", "--kind", "platform", "--unit",
            "蔡甸区", "--value", "平台名称=示例大数据平台", "--reviewer", "甲",
        ),
        (
            "evidence", "add", *PERIOD, "--kind", "平台对接", "--register", str(table),
            "--reviewer", "甲",
        ),
    ):  # fmt: skip
        done = run(home, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
    return home


def test_the_query_of_a_figure_lists_its_papers(home):
    bulletin = run(home, "bulletin", *PERIOD, "--format", "json").stdout
    figures = json.loads(bulletin)["figures"]
    found = next(each for each in figures if each["query"].get("so_far"))
    query = {key.replace("_", "-"): value for key, value in found["query"].items()}
    options = [
        part
        for key, value in query.items()
        for part in ([f"--{key}"] if value is True else [f"--{key}", value])
    ]

    listed = run(home, "evidence", "list", *options, "--format", "json").stdout

    papers = json.loads(listed)["evidence"]
    assert found["text"] == str(len(papers)) == "3"
    assert papers[0]["values"] == {"name": "示例大数据平台"}


def test_a_month_is_listed_with_what_papers_say(home):
    lines = run(home, "evidence", "list", *PERIOD).stdout.splitlines()

    assert [line.split("\t")[2:6] for line in lines[1:]] == [
        ["汉阳区", "平台对接", "认定", "平台名称 示例楼宇平台"],
        ["汉阳区", "平台对接", "认定", "平台名称 示例教育平台"],
    ]


def test_units_are_listed_with_their_papers(home):
    told = run(home, "evidence", "list", *PERIOD, "--per", "unit").stdout

    assert told == "单位\t件数\n汉阳区\t2\n"


def test_a_value_without_its_name_is_refused(home):
    done = run(
        home, "evidence", "add", *PERIOD, "--kind", "platform", "--unit", "蔡甸区",
        "--value", "示例平台", "--reviewer", "甲",
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (2, "")
    assert "缺等号，请写成 名称=内容 的样子。" in done.stderr
