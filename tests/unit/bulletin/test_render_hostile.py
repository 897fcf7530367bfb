import json
import re
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from pypdf import PdfReader

from gongshi.bulletin.document import Document, Figure, Paragraph, Table
from gongshi.bulletin.render import FORMATS, render

SCRIPT = "<script>alert('\"')</script>"
NAMES = (
    SCRIPT,
    "=cmd|'/c calc'!A1",
    "＝1+1",
    "+1",
    "@SUM(A1)",
    "甲\r\n乙",
    '#eval("1") $x$ *粗* `码`',
    "[点](javascript:alert(1)) | 格",
    "坏\x00\x08\ud800\uffff字\u202e",
)


def _bulletin(text: str) -> Document:
    table = Table(
        text,
        text,
        (text, "数"),
        ((text, Figure(text, {"unit": text})),) * 2,
        note=text,
        annex=1,
        total=True,
    )
    return Document(
        organ=text,
        number=text,
        title_lines=(text,),
        period="2023-12",
        recipients=text,
        paragraphs=tuple(
            Paragraph(level, (text, Figure(text, {}))) for level in range(3)
        ),
        tables=(table,),
        signed_by=text,
        signed_on=date(2024, 1, 8),
        attachments=(text,),
        note=text,
        copies_to=text,
        printed_by=text,
        as_of="",
        policy=text,
    )


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("text", NAMES)
def test_every_format_stands_every_text(format: str, text: str) -> None:
    assert render(_bulletin(text), format)


def test_a_script_in_a_name_is_text_on_the_page() -> None:
    tags: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.append(tag)  # type: ignore[method-assign]

    parser.feed(render(_bulletin(SCRIPT), "html").decode())

    assert "script" not in tags


@pytest.mark.parametrize("text", NAMES)
def test_no_cell_of_the_workbook_is_a_formula(text: str) -> None:
    book = openpyxl.load_workbook(BytesIO(render(_bulletin(text), "xlsx")))

    kinds = {c.data_type for sheet in book for row in sheet for c in row if c.value}
    assert kinds == {"s"}


def test_a_name_stays_as_it_is_in_the_word_document() -> None:
    file = render(_bulletin(SCRIPT), "docx")

    assert docx.Document(BytesIO(file)).tables[0].cell(0, 0).text == SCRIPT
    with ZipFile(BytesIO(file)) as archive:
        assert b"<script" not in archive.read("word/document.xml")


def test_a_name_is_not_read_as_markup_in_the_pdf() -> None:
    text = "#eval(1) $x$ *粗* `码` <标签> \\ //"

    pdf = PdfReader(BytesIO(render(_bulletin(text), "pdf")))

    printed = re.sub(r"\s", "", "".join(page.extract_text() for page in pdf.pages))
    assert re.sub(r"\s", "", text) in printed


def test_markdown_escapes_what_github_reads_as_marks() -> None:
    page = render(_bulletin("[点](javascript:x) | <b>"), "md").decode()

    assert "| \\[点\\](javascript:x) \\| \\<b\\> |" in page


@pytest.mark.parametrize(
    ("text", "expected"), [("- 项", "\\- 项"), ("1. 项", "1\\. 项"), ("# 题", "\\# 题")]
)
def test_markdown_reads_no_list_or_heading_in_a_line(text: str, expected: str) -> None:
    assert render(_bulletin(text), "md").decode().startswith(expected + "\n\n")


def test_line_ends_in_a_name_do_not_break_a_row() -> None:
    content = json.loads(render(_bulletin("甲\r\n乙"), "json"))

    assert content["tables"][0]["rows"][0] == ["甲 乙", "甲 乙"]
