"""The returned workbook: written by the pure writer, opened as a clerk's program does."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from gongshi.checks import check, findings
from gongshi.checks.cells import Surroundings
from gongshi.checks.findings import Finding
from gongshi.checks.returning import Returned, ReturnedRow, own_rows, own_table, write
from gongshi.intake import read
from gongshi.policy.standards import load_standard

LICENCE, PENALTY = load_standard("licence"), load_standard("penalty")
DAY = date(2023, 12, 5)
RED, OCHRE = "FFFFD9D9", "FFFFEBC2"
HEADER = ("经办人", "许可类别", "当前状态", "许可内容")


def csv_of(header: Sequence[str], *rows: Sequence[str | None]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def finding(field: str, message: str, **other: Any) -> Finding:
    own: dict[str, Any] = {
        "place": 0, "row_number": 2, "field": field,
        "title": LICENCE.field(field).title, "rule": "G-01", "severity": "return",
        "value": None, "message": message, "suggestion": None, "source": "甲标准",
    }  # fmt: skip
    return Finding(**own | other)


def sent_back(
    content: bytes, *told: tuple[int, list[Finding]], **other: Any
) -> openpyxl.Workbook:
    """Return some rows of a licence file: row number and what is wrong in it."""
    table = own_table(content, file_name="x.csv", standard=LICENCE)
    numbers = [number for number, _ in told]
    cells = own_rows(table, numbers)
    own: dict[str, Any] = {
        "standard": LICENCE,
        "head": table.head,
        "sheet": table.sheet,
        "number": "GS-20231205-0001",
        "on": DAY,
        "fields": {each.field for _, found in told for each in found},
        "rows": [
            ReturnedRow(number, row, tuple(found))
            for (number, found), row in zip(told, cells, strict=True)
        ],
        "count": len(told),
    }
    return openpyxl.load_workbook(io.BytesIO(write(Returned(**own | other))))


def checked_back(content: bytes, standard: Any, name: str = "x.csv") -> bytes:
    """Return all faulty rows of a file."""
    file = read(content, file_name=name, standard=standard)
    checked = check(file, standard, Surroundings(on=DAY))
    table = own_table(content, file_name=name, standard=standard)
    told: dict[int, list[Finding]] = {}
    for each in findings(checked):
        told.setdefault(each.row_number, []).append(each)
    rows = [
        ReturnedRow(number, row, tuple(told[number]))
        for number, row in zip(told, own_rows(table, list(told)), strict=True)
    ]
    fields = {
        each.field
        for found in told.values()
        for each in found
        if each.severity == "return"
    }
    return write(
        Returned(standard, table.head, table.sheet, "GS-20231205-0001", DAY, fields,
                 rows, len(rows))
    )  # fmt: skip


def values(sheet: Worksheet) -> list[tuple[Any, ...]]:
    return list(sheet.values)


def cell(sheet: Worksheet, header: str, row: int = 2) -> Any:
    return sheet.cell(row, [each.value for each in sheet[1]].index(header) + 1)


THREE = csv_of(
    HEADER,
    ["甲", "普通", "1", "准予"],
    ["乙", " 普通许可 ", "９", ""],
    ["丙", "普通", "1", "准予"],
)
KIND = finding("XK_XKLB", "许可类别「普通许可」不在清单内", suggestion="普通")
STATE = finding("XK_ZT", "「当前状态」的「9」不对", source="乙标准")
BLANK = finding("XK_NR", "「许可内容」为必填项，不能为空")


def test_sheet_has_the_units_own_columns_and_only_the_faulty_rows():
    book = sent_back(THREE, (3, [KIND, STATE, BLANK]))

    assert book.sheetnames == ["问题数据", "怎么改", "代码表"]
    assert values(book["问题数据"]) == [
        (*HEADER, "问题说明", "修改建议", "依据", "退回编号"),
        (
            "乙", " 普通许可 ", "９", None,
            "1. 许可类别：「普通许可」不在清单内\n2. 当前状态：「9」不对\n"
            "3. 许可内容：为必填项，不能为空",
            "许可类别：改为「普通」\n当前状态：对照决定书填写正确的内容\n"
            "许可内容：对照决定书填写正确的内容",
            "甲标准\n乙标准",
            "GS-20231205-0001-3",
        ),
    ]  # fmt: skip


def test_wrong_cells_are_red_and_doubtful_ones_ochre_with_a_comment():
    doubt = finding("XK_ZT", "请确认当前状态", severity="remind")

    sheet = sent_back(THREE, (3, [KIND, doubt])).worksheets[0]

    kind, state = cell(sheet, "许可类别"), cell(sheet, "当前状态")
    assert kind.fill.fgColor.rgb == RED
    assert kind.comment.text == "「普通许可」不在清单内\n建议改为「普通」"
    assert state.fill.fgColor.rgb == OCHRE
    assert state.comment.text == "（请核对）请确认当前状态"
    assert cell(sheet, "许可内容").comment is None
    assert cell(sheet, "经办人").fill.fgColor.rgb not in (RED, OCHRE)


def test_cell_is_red_when_it_is_both_wrong_and_doubtful():
    doubt = finding("XK_XKLB", "请确认", severity="remind")

    sheet = sent_back(THREE, (3, [doubt, KIND])).worksheets[0]

    assert cell(sheet, "许可类别").fill.fgColor.rgb == RED
    assert cell(sheet, "问题说明").value.startswith("1. 许可类别：「普通许可」")


def test_advice_is_to_empty_the_cell_when_the_suggestion_is_blank():
    sheet = sent_back(
        THREE, (3, [finding("XK_XKLB", "应留空", suggestion="")])
    ).worksheets[0]

    assert cell(sheet, "修改建议").value == "许可类别：清空"


def test_everything_is_text_that_cannot_run():
    texts = ["=1+1", "+1", "-1", "@A", "\t=1", "＝1", "http://example.invalid", "007"]
    content = csv_of(HEADER, *[[text, text, text, text] for text in texts])
    told = [(number, [KIND]) for number in range(2, 2 + len(texts))]

    book = sent_back(content, *told)

    cells = [each for sheet in book for row in sheet.iter_rows() for each in row]
    assert {each.data_type for each in cells if each.value is not None} == {"s"}
    assert {each.number_format for each in cells if each.value is not None} == {"@"}
    assert not any(each.hyperlink for each in cells)
    assert [row[0] for row in values(book.worksheets[0])[1:]] == texts


def test_cells_offer_the_code_list_from_a_hidden_sheet():
    book = sent_back(THREE, (3, [KIND, STATE]))

    rules = book.worksheets[0].data_validations.dataValidation
    hidden = book["代码表"]
    assert hidden.sheet_state == "hidden"
    assert {str(each.sqref): each.formula1 for each in rules} == {
        "B2": "'代码表'!$A$1:$A$5", "C2": "'代码表'!$B$1:$B$2",
    }  # fmt: skip
    assert [hidden.cell(row, 1).value for row in range(1, 6)] == [
        "普通", "特许", "认可", "核准", "登记",
    ]  # fmt: skip


def test_cells_offer_no_list_when_several_values_may_be_joined():
    content = csv_of(
        ["处罚类别", "处罚事由", "处罚依据", "处罚内容"], ["罚", "", "", ""]
    )

    book = openpyxl.load_workbook(io.BytesIO(checked_back(content, PENALTY)))

    rules = book.worksheets[0].data_validations.dataValidation
    assert "A2" not in {str(each.sqref) for each in rules}


def test_missing_columns_are_added_when_their_fields_are_wrong():
    sheet = sent_back(
        THREE, (3, [finding("XK_XKJG", "「许可机关」为必填项")])
    ).worksheets[0]

    assert [each.value for each in sheet[1]][3:6] == [
        "许可内容",
        "许可机关",
        "问题说明",
    ]
    assert cell(sheet, "许可机关").fill.fgColor.rgb == RED


def test_sheet_keeps_its_name_and_ours_give_way():
    book = sent_back(THREE, (3, [KIND]), sheet="怎么改")

    assert book.sheetnames == ["怎么改", "怎么改（2）", "代码表"]


@pytest.mark.parametrize(
    ("name", "written"),
    [("a[1]:b*?/\\", "a1b"), ("'''", "数据"), ("名" * 60, "名" * 31), ("History", "History（2）")],
)  # fmt: skip
def test_sheet_gets_a_name_that_programs_accept(name: str, written: str):
    assert sent_back(THREE, (3, [KIND]), sheet=name).sheetnames[0] == written


def test_notes_of_an_earlier_return_are_replaced():
    header = (*HEADER, "问题说明", "修改建议", "依据", "退回编号")
    content = csv_of(header, ["甲", "x", "1", "准予", "旧", "旧", "旧", "GS-1-1"])

    sheet = sent_back(content, (2, [KIND])).worksheets[0]

    assert [each.value for each in sheet[1]] == list(header)
    assert cell(sheet, "退回编号").value == "GS-20231205-0001-2"


def test_no_number_is_written_when_nothing_was_received():
    book = sent_back(THREE, (3, [KIND]), number=None)

    assert [each.value for each in book.worksheets[0][1]] == [
        *HEADER, "问题说明", "修改建议", "依据",
    ]  # fmt: skip
    assert "还没有报送" in book["怎么改"]["A4"].value


def test_sheet_is_frozen_filtered_and_printable():
    sheet = sent_back(THREE, (3, [KIND])).worksheets[0]

    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:H2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    # One page wide is what is meant where the file says nothing of the width.
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)


def test_row_is_high_enough_for_all_its_reasons():
    many = [finding("XK_NR", f"第{number}个原因" + "很长" * 30) for number in range(5)]

    sheet = sent_back(THREE, (3, many)).worksheets[0]

    # Five reasons of about 130 half-widths each, three lines apiece at least.
    assert sheet.row_dimensions[2].height >= 5 * 2 * 16
    assert cell(sheet, "问题说明").alignment.wrap_text


def test_guidance_counts_each_cause_and_says_what_to_do():
    told = [(2, [KIND]), (3, [KIND, BLANK]), (4, [STATE])]

    sheet = sent_back(THREE, *told)["怎么改"]

    assert values(sheet)[0][0] == "3 行要改，怎么改"
    assert [row[0] for row in values(sheet)[1:4]] == [
        "1. 只列出要改的行：红格必须改，黄格请核对；"
        "原因见格上批注和最右边的「问题说明」。",
        "2. 直接在格子里改成正确的内容；表头、其他格子和「退回编号」不要动。",
        "3. 改好后保存，把这个文件照常报送即可，没有问题的行不用再报；"
        "只改了一部分的，先删掉没改的整行，改好后再报。",
    ]
    assert values(sheet)[5:] == [
        ("栏目", "原因", "行数", "原表行号", "怎么改", "规则"),
        ("许可类别", "「普通许可」不在清单内", "2", "2、3", "都改为「普通」", "G-01"),
        ("许可内容", "为必填项，不能为空", "1", "3",
         "按原因改正（填写要求：许可决定的主要内容）", "G-01"),
        ("当前状态", "「9」不对", "1", "4",
         "按原因改正（填写要求：1 有效，2 无效）", "G-01"),
    ]  # fmt: skip


def test_guidance_says_how_many_rows_wait_for_the_next_return():
    sheet = sent_back(THREE, (3, [KIND]), left_over=5)["怎么改"]

    assert sheet["A5"].value == "另有 5 行没有放进来，这些行改好后再取退回件。"


def test_workbook_reads_back_as_the_units_own_rows():
    content = checked_back(THREE, LICENCE)

    back = read(content, file_name="退回件.xlsx", standard=LICENCE)

    assert back.headers[:4] == HEADER
    assert back.headers[-1] == "退回编号"
    assert [row[0] for row in back.tuples()] == ["甲", "乙", "丙"]
    assert [row[back.reference_column] for row in back.tuples()] == [
        "GS-20231205-0001-2", "GS-20231205-0001-3", "GS-20231205-0001-4",
    ]  # fmt: skip


def test_old_edition_comes_back_in_its_own_headers_and_values():
    header = ["行政许可决定书文号", "项目名称", "审批类别", "许可内容", "行政相对人名称",
              "行政相对人代码_1（统一社会信用代码）", "行政相对人代码_2（组织机构代码）",
              "行政相对人代码_3（工商登记码）", "行政相对人代码_5（居民身份证号）",
              "法定代表人姓名", "许可决定日期", "许可截止期", "许可机关", "当前状态",
              "地方编码"]  # fmt: skip
    row = ["示市监许〔2017〕1号", "经营许可", "普通", "准予", "华为技术有限公司",
           "914403001922038216", None, None, None, "赵一", "2017/12/01", "2020/11/30",
           "示例市商务局", "有效", "410400"]  # fmt: skip

    content = checked_back(csv_of(header, row), LICENCE)

    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert [each.value for each in sheet[1]][: len(header)] == header
    assert [each.value for each in sheet[2]][: len(header)] == row
    assert cell(sheet, "当前状态").fill.fgColor.rgb == RED
    assert read(content, file_name="x.xlsx", standard=LICENCE).edition == "E2016"


def test_old_values_are_offered_where_the_old_edition_wrote_them_otherwise():
    header = ["行政许可决定书文号", "项目名称", "审批类别", "许可截止期", "当前状态"]
    content = csv_of(header, ["甲〔2017〕1号", "经营", "普通", "2020/11/30", "7"])
    told = finding("XK_ZT", "「当前状态」的「7」不对", suggestion="1")

    book = sent_back(content, (2, [told]))

    # In 2016 0 was valid and 1 was not: today's 1 would be read as today's 2.
    assert cell(book.worksheets[0], "修改建议").value == "当前状态：改为「0」"
    (rule,) = [
        each
        for each in book.worksheets[0].data_validations.dataValidation
        if str(each.sqref) == "E2"
    ]
    column = rule.formula1.split("$")[1]
    assert [book["代码表"][f"{column}{row}"].value for row in (1, 2)] == ["0", "1"]


def test_no_list_is_offered_when_two_columns_make_one_field():
    header = [
        "行政许可决定书文号",
        "项目名称",
        "审批类别",
        "许可截止期",
        "XK_ZT",
        "当前状态",
    ]
    content = csv_of(header, ["甲〔2017〕1号", "经营", "普通", "2020/11/30", "7", ""])
    told = finding("XK_ZT", "「当前状态」的「7」不对", suggestion="1")

    sheet = sent_back(content, (2, [told])).worksheets[0]

    rules = sheet.data_validations.dataValidation
    assert {str(each.sqref) for each in rules} == {"C2"}


def test_every_part_is_marked_when_the_old_edition_split_the_field():
    header = ["行政处罚决定书文号", "处罚名称", "处罚类别1", "处罚类别2", "处罚事由",
              "处罚依据", "处罚结果", "处罚机关", "处罚决定日期"]  # fmt: skip
    row = ["甲罚〔2017〕1号", "无照经营", "罚金", "没收", "无照", "某法第一条", "罚", "甲局",
           "2017/12/01"]  # fmt: skip

    content = checked_back(csv_of(header, row), PENALTY)

    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert [each.value for each in sheet[1]][: len(header)] == header
    assert [cell(sheet, each).fill.fgColor.rgb for each in header[2:4]] == [RED, RED]


def test_characters_that_no_workbook_holds_are_left_out():
    content = csv_of(HEADER, ["甲\x0b\ufffe乙", "x", "1", "长" * 40_000])

    sheet = sent_back(content, (2, [KIND])).worksheets[0]

    assert cell(sheet, "经办人").value == "甲乙"
    assert len(cell(sheet, "许可内容").value) == 32_767


def test_only_the_first_rows_get_comments_when_there_are_very_many():
    content = csv_of(HEADER, *[["甲", "x", "1", "准予"]] * 20_001)

    sheet = sent_back(
        content, *((number, [KIND]) for number in range(2, 20_003))
    ).worksheets[0]

    assert sheet.max_row == 20_002
    assert cell(sheet, "许可类别", 2_001).comment is not None
    assert cell(sheet, "许可类别", 2_002).comment is None
    assert cell(sheet, "许可类别", 20_002).fill.fgColor.rgb == RED
    assert cell(sheet, "退回编号", 20_002).value == "GS-20231205-0001-20002"


def test_same_rows_give_the_same_bytes():
    assert checked_back(THREE, LICENCE) == checked_back(THREE, LICENCE)
