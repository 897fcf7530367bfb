"""`gongshi nil` and `gongshi withdraw`, from declaring to what contradicts it."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import date

import pytest

from tests.web import city

UNIT = "市公安局"


def run(home, *arguments):
    return subprocess.run(
        [sys.executable, "-c", "from gongshi.cli import main; main()", *arguments],
        env={**os.environ, "GONGSHI_HOME": str(home), "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def home(tmp_path):
    units = tmp_path / "units.csv"
    units.write_text(city.UNITS, "utf-8")
    for arguments in (
        ("init", "--place", "pingdingshan"),
        ("units", "import", str(units)),
    ):
        done = run(tmp_path / "home", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
    return tmp_path / "home"


def filed(home) -> str:
    """File one row of 2023-12-04 and give its number."""
    row = city.licence(1, date(2023, 12, 4))
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=row)
    writer.writeheader()
    writer.writerow(row)
    file = home / "一行.csv"
    file.write_text(text.getvalue(), "utf-8")
    done = run(home, "submit", str(file), "--category", "licence", "--unit", UNIT,
               "--format", "json")  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return f"{json.loads(done.stdout)['batch']}-2"


def test_nil_return_is_contradicted_by_a_row_until_that_is_withdrawn(home):
    declare = (
        "nil",
        "add",
        "--unit",
        UNIT,
        "--category",
        "行政许可",
        "--span",
        "2023-W49",
    )
    done = run(home, *declare, "--reason", "no_decision")
    assert done.stdout == (
        "已记下「市公安局」2023年12月4日—10日的零报告：本期没有作出这类决定\n"
    )
    row = filed(home)

    (found,) = json.loads(run(home, "nil", "list", "--format", "json").stdout)[
        "nil_returns"
    ]
    assert (found["first_day"], found["later_rows"]) == ("2023-12-04", 1)
    assert (
        "与实报不符（后来 1 行）" in run(home, "nil", "list", "--contradicted").stdout
    )

    done = run(home, "withdraw", row, "--reason", "报错了")
    assert done.stdout == f"已撤回 {row}：报错了\n"
    assert "相符" in run(home, "nil", "list").stdout
    assert run(home, "nil", "list", "--contradicted").stdout.count("市公安局") == 0
    again = run(home, "withdraw", row, "--reason", "报错了")
    assert (again.returncode, again.stderr) == (2, f"{row} 已经撤回了。\n")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"--span": "2023-12"}, "这里按周报"),
        ({"--reason": "lazy"}, "没有「lazy」这个原因"),
        ({"--unit": "外地局"}, "单位名录里没有"),
        ({"--category": "外星"}, "没有名为“外星”的类别"),
    ],
)
def test_what_is_wrong_is_one_sentence(home, changed, told):
    options = {
        "--unit": UNIT,
        "--category": "licence",
        "--span": "2023-W49",
        "--reason": "no_decision",
    } | changed
    words = [part for pair in options.items() for part in pair]

    done = run(home, "nil", "add", *words)

    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
