"""What commands print on a terminal: everything, on every width."""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections import Counter

import pytest

from tests.functional.running import made

_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_CELLS = [
    ["2023-12-01", "示例市自然资源和规划局（市林业局）", "91410000MA0000000X/" * 4, 12],
    ["2023-12-02", "[bold]不是标记[/bold]", "a b  c", -3],
]


def on_terminal(columns, code):
    """Run Python code on a pseudo-terminal so wide, and give what it showed."""
    screen, end = pty.openpty()
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    env = {**os.environ, "TERM": "xterm"}
    for name in ("COLUMNS", "LINES", "FORCE_COLOR"):
        env.pop(name, None)
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdin=end, stdout=end, stderr=end, env=env
    )
    os.close(end)
    shown = b""
    while True:
        try:
            part = os.read(screen, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        shown += part
    os.close(screen)
    assert child.wait() == 0, shown.decode()
    return _CODES.sub("", shown.decode())


def signs(text):
    return Counter(re.sub(r"\s", "", text))


@pytest.mark.parametrize("columns", [20, 80, 120, 200])
@pytest.mark.parametrize("times", [1, 3])
def test_no_sign_of_a_cell_is_lost(columns, times):
    header = ["日期", "单位", "内容", "增减"] * times
    rows = [row * times for row in _CELLS]
    code = (
        f"from gongshi.cli.output import show_table; show_table('表', {header}, {rows})"
    )

    shown = on_terminal(columns, code)

    assert not signs("".join(str(c) for row in rows for c in row)) - signs(shown)
    assert "…" not in shown


@pytest.mark.parametrize("columns", [80, 120])
def test_the_rules_are_shown_whole(columns, tmp_path):
    words = ("rules", "--category", "licence")

    piped = made(tmp_path, *words)
    shown = on_terminal(
        columns,
        f"import sys; from gongshi.cli import main; sys.argv[1:] = {words}; main()",
    )

    assert not signs(piped) - signs(shown) - Counter("'")


def test_too_many_columns_become_records():
    header, row = [f"第{n}栏" for n in range(20)], [f"很长的内容{n}" for n in range(20)]
    code = f"from gongshi.cli.output import show_table; show_table('表', {header}, [{row}])"

    shown = on_terminal(80, code)

    lines = [line.strip() for line in shown.splitlines()]
    assert lines[:3] == ["表", "第0栏：很长的内容0", "第1栏：很长的内容1"]


def test_a_number_with_a_sign_is_no_formula(capsys):
    from gongshi.cli.output import show_table

    show_table("表", ("增减", "内容"), [("-10", "-1+2"), ("+0", "=1")])

    assert capsys.readouterr().out == "增减\t内容\n-10\t'-1+2\n+0\t'=1\n"


def test_of_a_long_list_each_element_is_one_line_of_json(capsys):
    from gongshi.cli.output import show_json

    rows = [{"号": "示许\n1", "记录": [at, None]} for at in range(1_001)]
    told = {"counts": {"rows": 1_001}, "none": [], "rows": rows}

    show_json(told)

    shown = capsys.readouterr().out
    assert json.loads(shown) == told
    assert shown.count("\n") == 1_001 + 8
    assert shown.splitlines()[:3] == ["{", '  "counts": {', '    "rows": 1001']


def test_a_short_answer_is_indented_as_ever(capsys):
    from gongshi.cli.output import show_json

    told = {"a": {"b": [1, {"c": {}}], "d": []}, "e": "一\n二", "f": {}}

    show_json(told)

    assert (
        capsys.readouterr().out == f"{json.dumps(told, ensure_ascii=False, indent=2)}\n"
    )
