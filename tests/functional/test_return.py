"""`gongshi return`: from the command line to the workbook and through LibreOffice."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl
import pytest

from gongshi.policy.standards import load_standard

UNITS = "name,code\n示例市市场监管局,11100000000013039Y\n"
TITLES = {field.code: field.title for field in load_standard("licence").fields}
GOOD = {
    "XK_XDR_MC": "华为技术有限公司",
    "XK_XDR_LB": "法人及非法人组织",
    "XK_XDR_SHXYM": "914403001922038216",
    "XK_FRDB": "赵一",
    "XK_XKWS": "食品经营许可决定书",
    "XK_WSH": "示市监许〔2023〕1号",
    "XK_XKLB": "普通",
    "XK_NR": "准予从事食品经营",
    "XK_JDRQ": "2023/12/01",
    "XK_YXQZ": "2023/12/01",
    "XK_YXQZI": "2028/11/30",
    "XK_XKJG": "示例市市场监管局",
    "XK_XKJGDM": "11100000000013039Y",
    "XK_ZT": "1",
    "XK_LYDW": "示例市市场监管局",
    "XK_LYDWDM": "11100000000013039Y",
}
#: Texts that begin as formulas do, in the spreadsheet programs' own and wide letters.
TRIGGERS = (
    '=HYPERLINK("http://example.invalid","点我")', "+1+cmd|' /C calc'!A0", "-2+3",
    "@SUM(1,1)", "\t=1+1", "＝1＋1", "＋1", "－1", "＠SUM(1)", "{=1+1}",
)  # fmt: skip


def gongshi(home: Path, *words: object) -> CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("gongshi"), *map(str, words)],
        env={**os.environ, "GONGSHI_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with one batch: a good row, and one faulty row for each trigger."""
    home = tmp_path_factory.mktemp("return") / "ledger"
    units, filed = home.with_name("units.csv"), home.with_name("一周.csv")
    units.write_text(UNITS, encoding="utf-8")
    with filed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*TITLES.values(), "经办人"])
        for number, text in enumerate(("", *TRIGGERS), 1):
            row = GOOD | {"XK_WSH": f"示市监许〔2023〕{number}号"}
            if text:
                row |= {"XK_XKLB": "普通许可", "XK_XKZS": text, "XK_XKBH": "JY001"}
            writer.writerow([*(row.get(code, "") for code in TITLES), text])
    gongshi(home, "init", "--place", "pingdingshan")
    gongshi(home, "units", "import", units)
    gongshi(home, "submit", filed, "--category", "licence",
            "--received-at", "2023-12-05T09:00:00")  # fmt: skip
    return home


@pytest.fixture(scope="module")
def workbook(home: Path) -> Path:
    out = home.with_name("退回件.xlsx")
    gongshi(home, "return", "GS-20231205-0001", "--out", out)
    return out


@pytest.fixture(scope="module")
def saved(workbook: Path) -> Path:
    """The workbook as LibreOffice writes it."""
    folder = workbook.with_name("saved")
    profile = f"-env:UserInstallation={workbook.with_name('profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "xlsx",
         "--outdir", folder, workbook],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return folder / workbook.name


def test_workbook_holds_the_faulty_rows_in_the_columns_of_the_file(workbook: Path):
    sheet = openpyxl.load_workbook(workbook).worksheets[0]

    header = [cell.value for cell in sheet[1]]
    assert header == [
        *TITLES.values(), "经办人", "问题说明", "修改建议", "依据", "退回编号",
    ]  # fmt: skip
    assert sheet.max_row == 1 + len(TRIGGERS)
    assert [cell.value for cell in sheet[5]][-4:] == [
        "许可类别：「普通许可」不在清单内，应为："
        "普通、特许、认可、核准、登记、其他-具体内容（只填一个）",
        "许可类别：改为「普通」",
        "证照推送填报说明 2024-07；苏州数据标准 2017",
        "GS-20231205-0001-6",
    ]


def test_answer_says_how_many_rows_when_json_is_asked(home: Path, tmp_path: Path):
    out = tmp_path / "退回件.xlsx"

    done = gongshi(home, "return", "GS-20231205-0001", "--out", out, "--format", "json")

    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "batch": "GS-20231205-0001",
        "file": str(out),
        "rows": len(TRIGGERS),
        "left_over": 0,
    }


def test_every_cell_is_inert_text(workbook: Path):
    cells = [cell for row in _cells(workbook) for cell in row if cell.value is not None]

    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}
    assert not any(cell.hyperlink for cell in cells)


def test_formulas_stay_text_when_libreoffice_saves_the_workbook(saved: Path):
    cells = [cell for row in _cells(saved) for cell in row if cell.value is not None]
    place = list(TITLES).index("XK_XKZS")
    sheet = openpyxl.load_workbook(saved).worksheets[0]

    assert {cell.data_type for cell in cells} == {"s"}
    assert [row[place].value for row in sheet.iter_rows(min_row=2)] == list(TRIGGERS)


def test_workbook_is_read_again_when_libreoffice_saved_it(home: Path, saved: Path):
    done = gongshi(home, "check", saved, "--category", "licence",
                   "--on", "2023-12-05", "--format", "json")  # fmt: skip

    assert json.loads(done.stdout)["counts"]["faulty"] == len(TRIGGERS)


def test_one_sentence_when_the_batch_does_not_exist(home: Path, tmp_path: Path):
    done = gongshi(home, "return", "GS-20231205-0009", "--out", tmp_path / "x.xlsx")

    assert done.returncode == 2
    assert done.stderr == (
        "没有「GS-20231205-0009」这一批；批次号在报送回执上，如 GS-20231205-0001。\n"
    )


def test_one_sentence_when_the_received_file_is_gone(home: Path, tmp_path: Path):
    copy = tmp_path / "ledger"
    shutil.copytree(home, copy)
    shutil.rmtree(copy / "archive")

    done = gongshi(copy, "return", "GS-20231205-0001", "--out", tmp_path / "x.xlsx")

    assert done.returncode == 3
    assert done.stderr.startswith("档案里找不到批次 GS-20231205-0001 的原件（SM3 ")
    assert not (tmp_path / "x.xlsx").exists()


def test_one_sentence_when_the_file_would_be_no_workbook(home: Path, tmp_path: Path):
    done = gongshi(home, "return", "GS-20231205-0001", "--out", tmp_path / "x.csv")

    assert done.returncode == 2
    assert done.stderr == "退回件是 .xlsx 文件，「x.csv」请改成 .xlsx。\n"


def _cells(path: Path) -> list[tuple[openpyxl.cell.Cell, ...]]:
    return [row for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows()]
