from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
from openpyxl.workbook import Workbook

from gongshi.bulletin.document import Document, Figure, Paragraph, Table
from gongshi.bulletin.render import render

LATE = Table(
    "late",
    "12月份迟报统计表",
    ("单位", "数据总量", "迟报率（%）"),
    (("郏县", Figure("866", {}), "0.81"), ("合计", "", "-")),
    note="按报达时间统计",
    annex=1,
    total=True,
)
BULLETIN = Document(
    organ="示例市信用办",
    number="示信用办〔2024〕1号",
    title_lines=("迟报情况的通报",),
    period="2023-12",
    recipients="各单位：",
    paragraphs=(Paragraph(1, ("一、总体情况",)), Paragraph(0, ("迟报7条。",))),
    tables=(LATE,),
    signed_by="示例市信用办",
    signed_on=date(2024, 1, 8),
    printed_by="示例市信用办",
)


def _book(document: Document) -> Workbook:
    return openpyxl.load_workbook(BytesIO(render(document, "xlsx")))


def test_the_first_sheet_holds_the_text() -> None:
    sheet = _book(BULLETIN)["通报"]

    assert [cell.value for (cell,) in sheet.iter_rows()] == [
        "示例市信用办",
        "示信用办〔2024〕1号",
        "迟报情况的通报",
        "各单位：",
        "　　一、总体情况",
        "　　迟报7条。",
        "示例市信用办",
        "2024年1月8日",
        "　示例市信用办",
    ]


def test_a_table_sheet_holds_the_cells_as_printed() -> None:
    sheet = _book(BULLETIN)["附件1"]

    assert list(sheet.iter_rows(values_only=True)) == [
        ("12月份迟报统计表", None, None),
        ("单位", "数据总量", "迟报率（%）"),
        ("郏县", "866", "0.81"),
        ("合计", None, "-"),
        ("按报达时间统计", None, None),
    ]


def test_numbers_stand_right_and_words_in_the_middle() -> None:
    row = _book(BULLETIN)["附件1"][3]

    assert [cell.alignment.horizontal for cell in row] == ["center", "right", "right"]


def test_sheets_get_distinct_names_that_spreadsheets_accept() -> None:
    odd = replace(LATE, title="甲/乙[表]:'a'", annex=None)
    empty = replace(LATE, title="?", annex=None, header=("单位",), rows=(("甲局",),))

    book = _book(replace(BULLETIN, tables=(LATE, LATE, odd, empty)))

    assert book.sheetnames == ["通报", "附件1", "附件1（2）", "甲乙表a", "表"]
