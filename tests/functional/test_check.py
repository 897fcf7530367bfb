"""`gongshi check`: a look before filing, without a ledger."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl
import pytest

from gongshi.policy.standards import load_standard

TITLES = {field.code: field.title for field in load_standard("licence").fields}
GOOD = {
    "XK_XDR_MC": "华为技术有限公司",
    "XK_XDR_LB": "法人及非法人组织",
    "XK_XDR_SHXYM": "914403001922038216",
    "XK_FRDB": "赵一",
    "XK_XKWS": "食品经营许可决定书",
    "XK_XKLB": "普通",
    "XK_JDRQ": "2023/12/01",
    "XK_YXQZ": "2023/12/01",
    "XK_YXQZI": "2028/11/30",
    "XK_XKJG": "示例市市场监管局",
    "XK_XKJGDM": "11100000000013039Y",
    "XK_ZT": "1",
    "XK_LYDW": "示例市市场监管局",
    "XK_LYDWDM": "11100000000013039Y",
}
WRONG_KIND = {"XK_XKLB": "普通许可"}
DAY = ("--category", "licence", "--on", "2023-12-05")


def gongshi(*words: object, folder: Path) -> CompletedProcess[str]:
    # A ledger could not be made here: `check` must not want one.
    return subprocess.run(
        [Path(sys.executable).with_name("gongshi"), *map(str, words)],
        env={**os.environ, "GONGSHI_HOME": "/proc/no-ledger"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def file(folder: Path, *faults: Mapping[str, str], name: str = "一周.csv") -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=TITLES)
    writer.writerow(TITLES)
    for number, fault in enumerate(faults, 1):
        own = {"XK_WSH": f"示市监许〔2023〕{number}号", "XK_NR": f"准予经营{number}"}
        writer.writerow(GOOD | own | fault)
    path = folder / name
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def test_exit_is_clean_when_all_rows_are_right(tmp_path: Path):
    done = gongshi("check", file(tmp_path, {}, {}), *DAY, folder=tmp_path)

    assert (done.returncode, done.stdout, done.stderr) == (
        0, "共 2 行：正确 2，问题 0，重复 0，待清洗 0，不上报 0。\n", "",
    )  # fmt: skip


def test_table_names_rules_and_rows_when_some_are_wrong(tmp_path: Path):
    done = gongshi("check", file(tmp_path, {}, WRONG_KIND), *DAY, folder=tmp_path)

    message = (
        "许可类别「普通许可」不在清单内，应为："
        "普通、特许、认可、核准、登记、其他-具体内容（只填一个）"
    )
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "共 2 行：正确 1，问题 1，重复 0，待清洗 0，不上报 0。",
        "行数\t规则\t栏目\t说明",
        f"1\tL-06\t许可类别\t{message}",
        "行\t栏目\t内容\t说明\t建议",
        f"3\t许可类别\t普通许可\t{message}\t普通",
    ]


def test_table_stops_after_twenty_findings(tmp_path: Path):
    path = file(tmp_path, *[WRONG_KIND] * 30)

    done = gongshi("check", path, *DAY, folder=tmp_path)

    assert done.stdout.count("普通许可\t") == 20


def test_json_tells_everything(tmp_path: Path):
    path = file(tmp_path, {}, WRONG_KIND)

    done = gongshi("check", path, *DAY, "--format", "json", folder=tmp_path)

    told = json.loads(done.stdout)
    assert told["file"] | {"hash": ""} == {
        "name": "一周.csv", "hash": "", "format": "csv", "sheet": None,
        "category": "licence", "edition": "E2019", "on": "2023-12-05",
    }  # fmt: skip
    assert told["counts"] == {
        "received": 2, "accepted": 1, "faulty": 1,
        "duplicate": 0, "pending": 0, "excluded": 0,
    }  # fmt: skip
    (rule,), (finding,) = told["rules"], told["findings"]
    assert rule | {"message": ""} == {
        "rule": "L-06", "field": "XK_XKLB", "title": "许可类别",
        "severity": "return", "count": 1, "message": "",
    }  # fmt: skip
    assert finding | {"message": "", "source": ""} == {
        "row": 3, "field": "XK_XKLB", "title": "许可类别", "rule": "L-06",
        "severity": "return", "value": "普通许可", "message": "",
        "suggestion": "普通", "source": "",
    }  # fmt: skip


def test_workbook_holds_the_faulty_rows_without_a_return_number(tmp_path: Path):
    path, out = file(tmp_path, {}, WRONG_KIND), tmp_path / "要改.xlsx"

    done = gongshi("check", path, *DAY, "--out", out, folder=tmp_path)

    header, row = openpyxl.load_workbook(out).worksheets[0].values
    assert done.stdout.splitlines()[-1] == f"退回件：{out}"
    assert header == (*TITLES.values(), "问题说明", "修改建议", "依据")
    assert row[list(TITLES).index("XK_WSH")] == "示市监许〔2023〕2号"


def test_workbook_is_clean_when_it_was_mended(tmp_path: Path):
    out = tmp_path / "要改.xlsx"
    gongshi("check", file(tmp_path, WRONG_KIND), *DAY, "--out", out, folder=tmp_path)
    book = openpyxl.load_workbook(out)
    book.worksheets[0].cell(2, list(TITLES).index("XK_XKLB") + 1).value = "普通"
    book.save(out)

    done = gongshi("check", out, *DAY, folder=tmp_path)

    assert done.stdout == "共 1 行：正确 1，问题 0，重复 0，待清洗 0，不上报 0。\n"


def test_no_workbook_is_written_when_nothing_is_wrong(tmp_path: Path):
    out = tmp_path / "要改.xlsx"

    done = gongshi("check", file(tmp_path, {}), *DAY, "--out", out, folder=tmp_path)

    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == f"没有要改的行，没有写出 {out}。"
    assert not out.exists()


@pytest.mark.parametrize(
    ("out", "sentence"),
    [
        ("报告.docx", "「报告.docx」只能写成 .xlsx 或 .parquet。"),
        ("没有/要改.xlsx", "写不了「没有/要改.xlsx」"),
    ],
)
def test_one_sentence_when_the_result_cannot_be_written(
    tmp_path: Path, out: str, sentence: str
):
    path = file(tmp_path, WRONG_KIND)

    done = gongshi("check", path, *DAY, "--out", out, folder=tmp_path)

    assert done.returncode == 2
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1


def test_the_file_itself_is_never_overwritten(tmp_path: Path):
    path, out = file(tmp_path, WRONG_KIND), tmp_path / "要改.xlsx"
    gongshi("check", path, *DAY, "--out", out, folder=tmp_path)
    before = out.read_bytes()

    done = gongshi("check", out, *DAY, "--out", "要改.xlsx", folder=tmp_path)

    assert done.stderr == "「要改.xlsx」就是要核对的文件，请换一个文件名。\n"
    assert out.read_bytes() == before


def test_file_that_is_no_table_is_refused(tmp_path: Path):
    path = tmp_path / "一周.xlsx"
    path.write_bytes(b"%PDF-1.7 nothing else")

    done = gongshi("check", path, *DAY, folder=tmp_path)

    assert done.returncode == 3


def test_neither_django_nor_columns_are_loaded_for_ten_rows(tmp_path: Path):
    path = file(tmp_path, *[{}] * 10)

    loaded = subprocess.run(
        [sys.executable, "-X", "importtime",
         Path(sys.executable).with_name("gongshi"), "check", path, *DAY],
        capture_output=True, text=True, check=True,
    ).stderr  # fmt: skip

    names = {line.rpartition("|")[2].strip() for line in loaded.splitlines()}
    assert "gongshi.actions.check_file" in names
    assert names.isdisjoint({"django", "polars", "numpy", "xlsxwriter", "rich"})


@pytest.mark.parametrize("out", [(), ("--out", "all.parquet")])
def test_lines_below_the_table_are_told_and_not_counted(tmp_path, out):
    path = tmp_path / "rows.csv"
    header = "行政相对人名称,行政许可决定文书号,许可决定日期,许可机关,许可内容"
    path.write_text(
        f"{header}\n甲公司,平示许〔2023〕1号,2023-12-01,示局,准予\n填表人：李,,,,\n"
    )

    done = gongshi("check", path, *DAY, *out, "--format", "json", folder=tmp_path)

    told = json.loads(done.stdout)

    assert told["counts"]["received"] == 1
    assert told["below_table"] == [{"row": 3, "text": "填表人：李"}]
