import re
from datetime import date
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import docx
from docx.oxml.ns import qn
from pypdf import PdfReader

from gongshi.bulletin.document import Document, Figure, Paragraph, Table
from gongshi.bulletin.render import render
from gongshi.bulletin.render.html import article

DEPARTMENTS = Table(
    "departments",
    "12月份市各单位“双公示”工作情况统计表",
    ("序号", "成员单位名称", "数据总量", "迟报率（%）"),
    (
        ("1", "市市场监管局", Figure("866", {"unit": "市市场监管局"}), "0.81"),
        ("2", "郟县", "0", "-"),
        ("合计", "", "866", "0.81"),
    ),
    note="数据统计时间范围：2023-12-01 00:00:00 至 2023-12-31 23:59:59",
    annex=1,
    widths=(14, 62, 40, 40),
    total=True,
)
INLINE = Table("few", "零报送单位", ("序号", "单位"), (("1", "市气象局"),))
BULLETIN = Document(
    organ="示例市社会信用体系建设领导小组办公室",
    number="示信用办〔2024〕1号",
    title_lines=(
        "关于2023年12月份全市行政许可和行政处罚",
        "等信用信息公示工作情况的通报",
    ),
    period="2023-12",
    recipients="各县（市、区）发展改革委，市各有关单位：",
    paragraphs=(
        Paragraph(1, ("一、“双公示”工作总体情况",)),
        Paragraph(2, ("（一）数据报送量",)),
        Paragraph(
            0,
            (
                "共归集信息",
                Figure("866", {}),
                "条，迟报率为0.81%。",
            ),
        ),
        Paragraph(0, ("请杨佳彧、郏县发展改革委、硚口分中心、𬭚局督促整改。",)),
    ),
    tables=(INLINE, DEPARTMENTS, Table("b", "乙表", ("单位",), (("甲局",),), annex=2)),
    signed_by="示例市社会信用体系建设领导小组办公室",
    signed_on=date(2024, 1, 8),
    attachments=("12月份市各单位统计表", "乙表"),
    note="此件公开发布",
    copies_to="市委办公室，市政府办公室",
    printed_by="示例市信用办",
    printed_on=date(2024, 1, 9),
)
NUMBER_OF_PAGE = re.compile(r"—\s*[0-9]+\s*—")


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def _docx_text() -> str:
    body = docx.Document(BytesIO(render(BULLETIN, "docx"))).element.body
    return _bare("".join(text.text for text in body.iter(qn("w:t"))))


def _pdf_text() -> str:
    pages = PdfReader(BytesIO(render(BULLETIN, "pdf"))).pages
    return _bare("".join(NUMBER_OF_PAGE.sub("", page.extract_text()) for page in pages))


def _md_text() -> str:
    text = render(BULLETIN, "md").decode()
    text = re.sub(r"^[#|][#| -]*\||^#+ |(?<!\\)\||^\| ---.*", "", text, flags=re.M)
    return _bare(text.replace("\\", "").replace("---", ""))


def test_word_and_pdf_say_the_same() -> None:
    assert _pdf_text() == _docx_text()


def test_word_and_markdown_say_the_same() -> None:
    assert _md_text() == _docx_text()


def test_rare_characters_are_in_the_text() -> None:
    assert all(rare in _pdf_text() for rare in "郏郟彧硚𬭚")


def _digest(*parts: bytes) -> str:
    return sha256(b"".join(parts)).hexdigest()[:16]


def _parts(format: str, *names: str) -> list[bytes]:
    with ZipFile(BytesIO(render(BULLETIN, format))) as archive:
        return [archive.read(name) for name in names]


def test_tables_of_one_head_row_are_as_they_were_before_there_were_groups() -> None:
    word = _parts("docx", "word/document.xml")
    book = _parts("xlsx", *(f"xl/worksheets/sheet{at}.xml" for at in range(1, 5)))

    assert {
        "docx": _digest(*word),
        "xlsx": _digest(*book),
        "html": _digest(article(BULLETIN).encode()),
        "md": _digest(render(BULLETIN, "md")),
        "json": _digest(render(BULLETIN, "json")),
    } == {
        "docx": "83fb795f99be1146",
        "xlsx": "9e9fbb6180c394f5",
        "html": "2f4020809e214190",
        "md": "4d01115a40519f35",
        "json": "747dc8b043a1349b",
    }
