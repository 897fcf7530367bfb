"""`gongshi template`: a workbook to fill in, which `gongshi check` then accepts."""

import json
import os
import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl


def gongshi(*words: object, folder: Path) -> CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("gongshi"), *map(str, words)],
        env={**os.environ, "GONGSHI_HOME": "/proc/no-ledger"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_template_is_filled_in_and_accepted(tmp_path):
    made = gongshi("template", "--category", "行政许可", "--out", "许可.xlsx", "--on",
                   "2023-12-05", folder=tmp_path)  # fmt: skip
    book = openpyxl.load_workbook(tmp_path / "许可.xlsx")
    example = {row[0].value: row[5].value for row in book["填写说明"].iter_rows()}
    for cell in book["行政许可"][1]:
        text = example[cell.value.removeprefix("*")]
        book["行政许可"].cell(2, cell.column, text)
    book.save(tmp_path / "许可.xlsx")

    checked = gongshi("check", "许可.xlsx", "--category", "licence", "--on",
                      "2023-12-05", "--format", "json", folder=tmp_path)  # fmt: skip

    answer = json.loads(checked.stdout)
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout == (
        "行政许可模板：许可.xlsx，28 栏，其中必填 14 栏；示例在「填写说明」表里。\n"
    )
    assert checked.returncode == 0
    assert (answer["counts"]["accepted"], answer["findings"]) == (1, [])


def test_an_empty_template_says_that_it_is_empty(tmp_path):
    gongshi("template", "--category", "penalty", "--out", "罚.xlsx", folder=tmp_path)

    checked = gongshi("check", "罚.xlsx", "--category", "penalty", folder=tmp_path)

    assert checked.returncode == 3
    assert "行政处罚" in checked.stderr


def test_a_template_of_another_format_is_refused(tmp_path):
    made = gongshi("template", "--category", "licence", "--out", "x.csv",
                   folder=tmp_path)  # fmt: skip

    assert (made.returncode, made.stderr) == (2, "「x.csv」只能写成 .xlsx。\n")
    assert list(tmp_path.iterdir()) == []


def test_a_day_before_the_first_edition_is_refused(tmp_path):
    made = gongshi("template", "--category", "行政处罚", "--out", "x.xlsx", "--on",
                   "1900-01-01", folder=tmp_path)  # fmt: skip

    assert (made.returncode, made.stderr) == (
        2, "「行政处罚」最早一版自 2019-01-01 起，1900-01-01 还没有模板。\n",
    )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_a_day_that_no_example_can_have_is_refused(tmp_path):
    made = gongshi("template", "--category", "grading", "--out", "x.xlsx", "--on",
                   "2100-03-01", folder=tmp_path)  # fmt: skip

    assert (made.returncode, made.stderr) == (
        2,
        "按 2100-03-01 的规则，「分级分类评价结果」做不出合格的示例：认定日期（D-02）；"
        "请换一天，或在规则库的 examples.toml 里补上合格的示例。\n",
    )
