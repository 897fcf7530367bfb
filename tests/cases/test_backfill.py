"""湖北's backfill window from end to end: a returned row and when it is filed again.

“因不合规返回整改再次报送后，报送时间超过8月25日也会被列为迟报数据”: two rows are filed
on the window's last day with a wrong 许可类别 and returned. One is mended in the last
second of the window, the other in the first after it; 黄石 has a cut-off of its own.
"""

import json
import os
import subprocess
import sys

import pytest

from gongshi.policy.standards import load_standard

UNIT = "示例市市场监管局"
ROW = {
    "XK_XDR_MC": "华为技术有限公司",
    "XK_XDR_LB": "法人及非法人组织",
    "XK_XDR_SHXYM": "914403001922038216",
    "XK_FRDB": "赵一",
    "XK_XKWS": "食品经营许可决定书",
    "XK_JDRQ": "2022/06/01",
    "XK_YXQZ": "2022/06/01",
    "XK_YXQZI": "2027/05/31",
    "XK_XKJG": UNIT,
    "XK_XKJGDM": "11100000000013039Y",
    "XK_ZT": "1",
    "XK_LYDW": UNIT,
    "XK_LYDWDM": "11100000000013039Y",
}
TITLES = {field.code: field.title for field in load_standard("licence").fields}
HEAD = [*ROW, "XK_XKLB", "XK_WSH", "XK_NR"]
#: The last second of each place's window, and the first after it.
EDGES = {
    "hubei": ("2022-08-25T23:59:59", "2022-08-26T00:00:00"),
    "huangshi": ("2022-08-22T23:59:59", "2022-08-23T00:00:00"),
}


@pytest.fixture(params=EDGES)
def place(request, tmp_path):
    units = tmp_path / "units.csv"
    units.write_text(
        f"name,code,place,group,functions,aliases,parent\n"
        f"{UNIT},11100000000013039Y,示例市,departments,licence,,\n",
        encoding="utf-8",
    )
    run(tmp_path, "init", "--place", request.param)
    run(tmp_path, "units", "import", units)
    return request.param


def run(home, *words):
    done = subprocess.run(
        [sys.executable, "-c", "from gongshi.cli import main; main()",
         *map(str, words)],
        env={**os.environ, "GONGSHI_HOME": str(home), "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.stderr == "", done.stderr
    return done.stdout


def submit(home, kind, serials, received_at):
    rows = [
        [*ROW.values(), kind, f"示市监许〔2022〕{serial}号", f"准予经营{serial}"]
        for serial in serials
    ]
    head = [TITLES[code] for code in HEAD]
    file = home / "许可.csv"
    file.write_text("\n".join(map(",".join, [head, *rows])), encoding="utf-8")
    words = ("--category", "licence", "--unit", UNIT, "--received-at", received_at)
    return json.loads(run(home, "submit", file, *words, "--format", "json"))["counts"]


def verdict(counts):
    return {key: counts[key] for key in ("accepted", "faulty", "late", "exempt")}


def test_a_returned_row_is_late_when_it_is_filed_again_after_the_window(
    place, tmp_path
):
    last, after = EDGES[place]
    first = f"{last[:10]}T09:00:00"

    returned = submit(tmp_path, "普通许可", [1, 2], first)
    in_time = submit(tmp_path, "普通", [1], last)
    too_late = submit(tmp_path, "普通", [2], after)

    assert verdict(returned) == {"accepted": 0, "faulty": 2, "late": 0, "exempt": 0}
    assert verdict(in_time) == {"accepted": 1, "faulty": 0, "late": 0, "exempt": 1}
    assert verdict(too_late) == {"accepted": 1, "faulty": 0, "late": 1, "exempt": 0}
