from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from gongshi.bulletin.document import Document, Paragraph, Table
from gongshi.bulletin.render import render
from gongshi.errors import UsageError

LONG = Table(
    "long",
    "瞒报情况统计表",
    ("序号", "单位"),
    tuple((str(number), "甲局") for number in range(1, 81)),
    annex=1,
)
BULLETIN = Document(
    organ="示例市信用办",
    number="",
    title_lines=("瞒报情况的通报",),
    period="2023-12",
    recipients="",
    paragraphs=(Paragraph(0, ("请杨佳彧、郏县、硚口分中心督促整改。",)),),
    tables=(LONG,),
    signed_by="示例市信用办",
    signed_on=date(2024, 1, 8),
)


def _pages() -> PdfReader:
    return PdfReader(BytesIO(render(BULLETIN, "pdf")))


def test_the_page_is_a4() -> None:
    box = _pages().pages[0].mediabox

    assert (round(box.width / 72 * 25.4), round(box.height / 72 * 25.4)) == (210, 297)


def test_it_is_an_archival_document_with_its_structure() -> None:
    reader = _pages()

    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata


def test_its_date_is_that_of_the_document() -> None:
    metadata = _pages().metadata

    assert (metadata.title, metadata.creation_date.date()) == (
        "瞒报情况的通报",
        date(2024, 1, 8),
    )


def test_a_long_table_repeats_its_head_row_on_each_page() -> None:
    _, *annex = (page.extract_text() for page in _pages().pages)

    assert len(annex) > 2
    assert all("序号" in page for page in annex)


def test_rare_characters_of_names_are_drawn() -> None:
    text = _pages().pages[0].extract_text()

    assert "请杨佳彧、郏县、硚口分中心督促整改。" in text


def test_a_character_that_no_font_holds_is_named() -> None:
    with pytest.raises(UsageError) as caught:
        render(replace(BULLETIN, organ="\ue000办"), "pdf")

    assert caught.value.text == (
        "PDF 无法显示「\\u{e000}」：这台计算机的字体里没有这个字；"
        "请安装含有它的字体后重试，或改用 docx 格式。"
    )
