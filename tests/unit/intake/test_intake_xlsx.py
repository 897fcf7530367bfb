import datetime as dt
import io
import re
import time

import openpyxl
import pytest
import xlsxwriter

from gongshi.errors import FileFault
from gongshi.intake import Damage

HEAD = ["行政相对人名称", "行政许可决定文书号", "许可内容", "许可决定日期"]


def test_workbook_is_read_from_its_only_sheet_of_data(read, workbook):
    batch = read(workbook(HEAD, ["甲公司", "许〔2023〕1号", "准予", "2023/12/01"]))

    assert (batch.format, batch.sheet) == ("xlsx", "数据")
    assert batch.codes == ("XK_XDR_MC", "XK_WSH", "XK_NR", "XK_JDRQ")
    assert batch.rows == [("甲公司", "许〔2023〕1号", "准予", "2023/12/01")]
    assert (batch.first_row, batch.damage) == (2, ())


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (866, "866"),
        (866.0, "866"),
        (0.2, "0.2"),
        (0.1 + 0.2, "0.3"),
        (0.000012, "0.000012"),
        (-5, "-5"),
        (123456789012345, "123456789012345"),
        (45261, "45261"),
        (True, "TRUE"),
        ("２０２３", "２０２３"),
        ("2023年12月1日", "2023年12月1日"),
        ("=1+1", "=1+1"),
        ("a\tb\nc\\nd", "a\tb\nc\\nd"),
        (" ", " "),
        ("", None),
        (None, None),
    ],
)
def test_cell_becomes_the_text_that_was_typed(read, cell, text):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["甲", "1", "x"])
        sheet.write(1, 3, cell)

    assert read(out.getvalue()).rows == [("甲", "1", "x", text)]


@pytest.mark.parametrize(
    ("cell", "form", "text"),
    [
        (dt.date(2023, 12, 1), "yyyy/m/d", "2023-12-01"),
        (dt.datetime(2023, 12, 1), 'yyyy"年"m"月"d"日"', "2023-12-01"),  # noqa: DTZ001
        (dt.datetime(2023, 12, 1, 8, 30), "yyyy-mm-dd hh:mm", "2023-12-01 08:30:00"),  # noqa: DTZ001
        (45261, "yyyy-mm-dd", "2023-12-01"),
    ],
)
def test_day_becomes_an_iso_date_however_it_is_shown(read, cell, form, text):
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append(["甲", "1", "x", cell])
    book.active["D2"].number_format = form

    assert read(_saved(book)).rows[0][3] == text


def test_formula_gives_its_last_result_and_a_failed_one_its_error(read):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row("B3", HEAD)
        sheet.write_row("B4", ["甲", "1"])
        sheet.write_formula("D4", "=A1&B1", value="准予")
        sheet.write_formula("E4", "=VLOOKUP(1,A1:B2,2)", value="#N/A")

    batch = read(out.getvalue())

    assert batch.rows == [("甲", "1", "准予", "#N/A")]
    assert batch.damage == (Damage(4, 3, "error", "#N/A"),)


def test_long_code_typed_as_a_number_is_noted_and_never_repaired(read, workbook):
    batch = read(workbook(HEAD, ["甲", 410402199001011234, "x", 1e15]))

    assert batch.rows == [("甲", "4.10402199001011E+17", "x", "1E+15")]
    assert batch.damage == (
        Damage(2, 1, "scientific", "4.10402199001011E+17"),
        Damage(2, 3, "scientific", "1E+15"),
    )


def test_titles_above_blank_rows_and_surplus_cells(read, workbook):
    rows = [["某局双公示表"], [], HEAD, ["甲", "1"], [], ["乙", "2", "x", "y", "z"]]
    batch = read(workbook(*rows))

    assert batch.rows == [("甲", "1", None, None), ("乙", "2", "x", "y")]
    assert list(batch.row_numbers) == [4, 6]
    assert batch.damage == (Damage(6, 4, "surplus", "z"),)


def test_merged_cells_hold_their_value_once_and_hidden_rows_count(read):
    book = openpyxl.Workbook()
    for row in (HEAD, ["甲", "1", "x", "y"], ["乙", "2", "x", "y"]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.active.row_dimensions[2].hidden = True

    assert read(_saved(book)).rows == [("甲", "1", "x", "y"), (None, "2", "x", "y")]


def test_sheets_without_data_of_ours_and_hidden_ones_are_passed_over(read):
    book = openpyxl.Workbook()
    book.active.append(["填报说明"])
    for title, state in (("代码表", "hidden"), ("录入", "visible")):
        sheet = book.create_sheet(title)
        sheet.append(HEAD)
        sheet.append(["甲", "1", "x", "y"])
        sheet.sheet_state = state
    book.create_sheet("空模板").append(HEAD)

    batch = read(_saved(book))

    assert (batch.sheet, len(batch)) == ("录入", 1)


def test_older_edition_and_references_are_known_in_workbooks_too(read, workbook):
    head = ["退回编号", "XK_WSH", "XK_XMMC", "XK_XDR", "XK_XZJG", "问题说明"]
    batch = read(workbook(head, ["R1", "1", "项目", "甲", "局", "错"]))

    assert (batch.edition, batch.reference_column) == ("E2016", 0)
    assert batch.rows == [("R1", "1", "项目", "甲", "局")]


def test_long_contents_are_read_whole(read, workbook):
    row = ["甲", "1", "内" * 32_000, "y"]

    assert read(workbook(HEAD, *[row] * 30)).rows == [tuple(row)] * 30


def test_large_sheet_reads_as_a_small_one(read, workbook):
    end = [[], ["乙\n\\n", 1e17, "\t", True, "surplus"], [" "], ["丙"]]
    small = read(workbook(HEAD, ["甲", "1", "x", "y"], *end))
    large = read(workbook(HEAD, *[["甲", "1", "x", "y"]] * 1100, *end))

    assert large.rows.columns == ["c0", "c1", "c2", "c3"]
    assert large.tuples()[1099:] == small.rows
    assert [n - 1099 for n in list(large.row_numbers)[1099:]] == list(small.row_numbers)
    assert [(d.column, d.kind, d.text) for d in large.damage] == [
        (d.column, d.kind, d.text) for d in small.damage
    ]


def test_large_sheet_without_gaps_is_numbered_by_a_range(read, workbook):
    batch = read(workbook(["表"], HEAD, *[["甲", "1", "x", "y"]] * 1100))

    assert batch.row_numbers == range(3, 1103)


def test_prefixed_tags_of_other_programs_are_read(read, workbook, repacked):
    content = workbook(HEAD, ["甲", "1", "x", "y"])
    part = "xl/worksheets/sheet1.xml"
    sheet = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/'
        b'main"><x:sheetData>%s<x:row r="2"><x:c r="A2" t="str"><x:v>\xe7\x94\xb2</x:v>'
        b"</x:c></x:row></x:sheetData></x:worksheet>"
    )
    cells = b"".join(
        b'<x:c r="%c1" t="str"><x:v>%s</x:v></x:c>' % (65 + at, title.encode())
        for at, title in enumerate(HEAD)
    )
    packed = repacked(content, {part: sheet % (b'<x:row r="1">%s</x:row>' % cells)})

    assert read(packed).rows == [("甲", None, None, None)]


@pytest.mark.parametrize(
    ("sheets", "text"),
    [
        (
            {"一": [HEAD, ["甲"]], "二": [HEAD, ["乙"]]},
            "工作表「一」和「二」都有数据，请每个文件只保留一张工作表。",
        ),
        (
            {"数据": [HEAD]},
            "工作表「数据」只有表头，没有数据行，请在表头下面逐行填写后重新上传。",
        ),
        ({"空": []}, "文件是空的，请检查后重新上传。"),
        (
            {"处罚": [["CF_WSH", "CF_NR", "CF_CFLB"], ["1", "2", "3"]]},
            "表头像是「行政处罚」模板，请用 --category penalty 或改用「行政许可」模板。",
        ),
        (
            {"表": [["姓名", "年龄", "住址"], ["甲", 1, "x"]]},
            "前 20 行里没有找到「行政许可」模板的表头，请保留模板的表头行，"
            "栏目见 gongshi rules --category licence。",
        ),
    ],
)
def test_workbook_without_one_table_is_refused_with_a_reason(
    read, workbook, sheets, text
):
    with pytest.raises(FileFault) as refused:
        read(workbook(**sheets), name="a.xlsx")

    assert refused.value.text == text


def test_nul_character_in_a_cell_is_refused(read):
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append(["甲_x0000_", "1", "x", "y"])

    with pytest.raises(FileFault) as refused:
        read(_saved(book))

    assert refused.value.text == (
        "工作簿里有单元格含有空字符（NUL），文件可能已损坏，请重新导出后上传。"
    )


def test_sheet_of_another_template_beside_ours_is_passed_over(read, workbook):
    penalty = [["CF_WSH", "CF_NR", "CF_CFLB"], ["1", "2", "3"]]
    batch = read(workbook(处罚=penalty, 许可=[HEAD, ["甲"]]))

    assert batch.sheet == "许可"


@pytest.mark.parametrize(
    "xml",
    [
        b'<worksheet><sheetData><row r="1"><c r="A1"><v>1',
        b"<worksheet><sheetData><row><c r='A1' t='s'><v>999999</v></c></row>"
        b"</sheetData></worksheet>",
        b"",
    ],
)
def test_broken_sheet_is_refused_and_ends_no_process(read, workbook, repacked, xml):
    content = repacked(workbook(HEAD), {"xl/worksheets/sheet1.xml": xml})

    with pytest.raises(FileFault) as refused:
        read(content)

    assert re.search("工作簿打不开|文件是空的|前 20 行", refused.value.text)


def test_sheet_that_exhausts_the_memory_of_its_reader_is_refused(
    read, workbook, repacked
):
    # Two cells within the limits, but the reader makes room for all between them.
    xml = (
        b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row r="999999"><c r="SF999999"><v>1</v></c></row></sheetData></worksheet>'
    )
    content = repacked(workbook(HEAD), {"xl/worksheets/sheet1.xml": xml})
    started = time.process_time()

    with pytest.raises(FileFault) as refused:
        read(content)

    assert refused.value.text == (
        "读取工作簿时超出内存或时间限制，请拆成几个文件，或只保留数据后另存。"
    )
    assert time.process_time() - started < 3


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
