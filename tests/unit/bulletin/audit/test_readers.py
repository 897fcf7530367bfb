import io
import zipfile

import pytest
from docx import Document as WordDocument
from xlsxwriter import Workbook

from gongshi.bulletin.audit.readers import read
from gongshi.bulletin.audit.writing import Grid, Paragraph
from gongshi.errors import FileFault

ROWS = (("报送机构", "行政许可", ""), ("", "数量", "合规率"), ("江岸区", "4", "50"))


def blocks(content, name):
    return [
        (each.place, each.rows) if isinstance(each, Grid) else (each.place, each.text)
        for each in read(content, file_name=name).blocks
    ]


def word():
    document = WordDocument()
    document.add_paragraph("7月各区报送情况统计表")
    table = document.add_table(3, 3)
    for row, cells in enumerate(ROWS):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    document.add_paragraph("数据截至2022年7月31日")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def workbook():
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("附件1")
    sheet.write_string(0, 0, "7月各区报送情况统计表")
    for row, cells in enumerate(ROWS, 1):
        for column, text in enumerate(cells):
            sheet.write(row, column, text)
    sheet.merge_range(1, 1, 1, 2, "行政许可")
    sheet.merge_range(1, 0, 2, 0, "报送机构")
    sheet.write_string(5, 0, "数据截至2022年7月31日")
    book.close()
    return file.getvalue()


WEB = """<!doctype html><title>不读</title><style>p {}</style><h1>7月各区报送情况统计表</h1>
<table><tr><th rowspan=2>报送机构<th colspan=2>行政许可<tr><th>数量</th><th>合规率</th></tr>
<tr><td>江岸区</td><td>4</td><td>50</td></tr></table><p>数据截至2022年<b>7月31日</b></p>"""

MARKS = """# 7月各区报送情况统计表

| 报送机构 | 行政许可 |  |
| --- | --- | --- |
|  | 数量 | 合规率 |
| 江岸区 | 4 | 50 |

数据截至2022年7月31日
"""

TABS = "7月各区报送情况统计表\n\n报送机构\t行政许可\t\n\t数量\t合规率\n江岸区\t4\t50\n\n数据截至2022年7月31日\n"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (word(), "通报.docx"),
        (WEB.encode(), "通报.html"),
        (MARKS.encode(), "通报.md"),
        (TABS.encode(), "通报.txt"),
        (TABS.encode("gb18030"), "通报.txt"),
        (TABS.encode("utf-16"), "通报"),
    ],
)
def test_every_format_gives_the_same_writing(content, name):
    assert blocks(content, name) == [
        ("第 1 段", "7月各区报送情况统计表"),
        ("表 1", ROWS),
        ("第 2 段", "数据截至2022年7月31日"),
    ]


def test_a_workbook_names_its_sheets_and_rows():
    assert blocks(workbook(), "通报.xlsx") == [
        ("工作表「附件1」第 1 行", "7月各区报送情况统计表"),
        ("工作表「附件1」", ROWS),
        ("工作表「附件1」第 6 行", "数据截至2022年7月31日"),
    ]


def test_a_sentence_that_a_page_broke_is_one_paragraph():
    text = (
        "合规率较高的区有：东西湖区（99.62%）、东\n\n湖高新区（99.28%）。\n\n一、情况\n"
    )

    assert blocks(text.encode(), "通报.md") == [
        ("第 1 段", "合规率较高的区有：东西湖区（99.62%）、东湖高新区（99.28%）。"),
        ("第 2 段", "一、情况"),
    ]


def zipped(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BROKEN = "不完整或已损坏，请重新导出或另存后再审读。"
HUGE = "展开后过大，不像通报；请只留正文和附表后再审读。"


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "空.docx", "里没有文字，没有可审读的内容。"),
        (b"\n \n", "空.txt", "里没有文字，没有可审读的内容。"),
        (bytes(range(1, 32)) * 9, "乱.txt", BROKEN),
        (b"PK\x03\x04 no zip", "乱.xlsx", BROKEN),
        (word()[:900], "半.docx", BROKEN),
        (b"no zip", "假.docx", BROKEN),
        (zipped(word__document_xml="<a>" * 900), "深.docx", BROKEN),
        (zipped(word__document_xml="<a/>"), "无.docx", BROKEN),
        (zipped(word__document_xml="<a>" + "0" * 10**8), "弹.docx", HUGE),
        (("数" * 300_001).encode(), "长.txt", HUGE),
        (b"<table><tr>" + b"<td colspan=200 rowspan=200>" * 3, "弹.html", HUGE),
        (zipped(word__document_xml="<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"), "实.docx",
         "已加密或带有不该有的内容（宏、外部链接、实体定义），请取消打开密码、另存为普通文档后再审读。"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "密.docx",
         "设有打开密码，请取消密码后另存再审读。"),
        (OLE, "旧.doc", "是旧版 Word 或 Excel 文件，请另存为 docx 或 xlsx 后再审读。"),
        (b"a\0b", "空字.txt", "里有空字符，不是文本，请重新导出后再审读。"),
        (b"\xff\xff\xff", "码.txt", "的文字编码，请另存为 UTF-8 后再审读。"),
        (b"%PDF-1.7", "扫描.pdf", "不是 docx、xlsx、md、txt 或 html，请另存为其中一种后再审读。"),
        (zipped(a="b"), "包.zip", "不是 docx、xlsx、md、txt 或 html，请另存为其中一种后再审读。"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_bad_file_is_refused_in_one_sentence(content, name, told):
    with pytest.raises(FileFault) as refused:
        read(content, file_name=name)

    assert refused.value.text.endswith(f"「{name}」{told}")
    assert refused.value.exit_code == 3


def test_pages_of_a_document_are_counted_where_word_wrote_them():
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    broken = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>后页</w:t></w:r></w:p>"
    text = f"<w:document {w}><w:body><w:p><w:r><w:t>前页</w:t></w:r></w:p>{broken}</w:body></w:document>"

    writing = read(zipped(word__document_xml=text), file_name="通报.docx")

    assert writing.blocks == (
        Paragraph("前页", "第 1 页第 1 段"),
        Paragraph("后页", "第 2 页第 2 段"),
    )
