"""A table inside the text stands below its paragraph, in every format."""

import json
from io import BytesIO

import docx
import pytest
from openpyxl import load_workbook

from gongshi.bulletin.document import Document, Figure, Paragraph, Table
from gongshi.bulletin.gongwen.wording import text_parts
from gongshi.bulletin.render import render

TABLE = Table(
    key="platforms",
    title="",
    header=("序号", "平台名称"),
    rows=(("1", "示例平台"), ("2", Figure("7", {"kind": "platform"}))),
    after=1,
)
LAST = Table(key="last", title="", header=("末表",), rows=(("末",),))
DOCUMENT = Document(
    organ="示例办公室文件",
    number="",
    title_lines=("示例通报",),
    period="2022-06",
    recipients="各单位：",
    paragraphs=(
        Paragraph(1, ("八、平台对接情况",)),
        Paragraph(0, ("具体如下：",)),
        Paragraph(1, ("九、有关要求",)),
    ),
    tables=(TABLE, LAST),
    signed_by="示例办公室",
    signed_on=None,
)
ORDER = ("具体如下：", "示例平台", "九、有关要求", "末")


def in_order(text: str) -> bool:
    places = [text.index(each) for each in ORDER]
    return places == sorted(places)


def test_the_text_goes_through_its_tables_in_place():
    first, second, third = DOCUMENT.paragraphs

    assert [*text_parts(DOCUMENT)] == [first, second, TABLE, third, LAST]


@pytest.mark.parametrize("form", ["md", "html"])
def test_marked_text_has_it_in_place(form):
    text = render(DOCUMENT, form).decode()

    assert in_order(text)
    assert "<caption>" not in text


def test_word_has_it_in_place():
    word = docx.Document(BytesIO(render(DOCUMENT, "docx")))

    texts = ["".join(each.itertext()) for each in word.element.body]

    assert in_order("\n".join(texts))


def test_the_workbook_tells_it_in_place_and_has_its_sheet():
    book = load_workbook(BytesIO(render(DOCUMENT, "xlsx")))

    text = "\n".join(str(cell.value) for (cell,) in book["通报"].rows)
    assert in_order(text + book["表（2）"]["A3"].value)
    assert [cell.value for cell in book["表"][3]] == ["1", "示例平台"]


def test_json_says_below_which_paragraph_it_stands():
    tables = json.loads(render(DOCUMENT, "json"))["tables"]

    assert [each.get("after") for each in tables] == [1, None]


def test_pdf_prints_it():
    assert render(DOCUMENT, "pdf").startswith(b"%PDF")
