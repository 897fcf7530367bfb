"""Our own drafts are clean in every format, and a wrong total in them is found."""

from datetime import date

import pytest

from gongshi.bulletin.audit import audit
from gongshi.bulletin.audit.readers import read
from gongshi.bulletin.document import Document, Paragraph, Span, Table
from gongshi.bulletin.render import render

HEADER = (
    "报送机构",
    "总报送量",
    "数量",
    "合规率",
    "及时率",
    "数量",
    "合规率",
    "及时率",
    "行政确认",
)
OVER = (
    (Span(""), Span("信用信息报送情况（条）", 8)),
    (Span(""), Span(""), Span("行政许可", 3), Span("行政处罚", 3), Span("")),
)
ROWS = (
    ("江岸区", "450", "400", "99.75", "100", "20", "100", "100", "30"),
    ("江汉区", "335", "300", "98.67", "99.66", "30", "96.67", "96.55", "5"),
    ("硚口区", "110", "100", "97", "98.97", "7", "85.71", "66.67", "3"),
    ("合计", "895", "800", "99", "99.75", "57", "96.49", "94.55", "38"),
)
TEXT = "行政许可信息合规率较高的区有：江岸区（99.75%）、江汉区（98.67%）。"


def draft(rows, form):
    table = Table(
        "districts", "7月各区报送情况统计表", HEADER, rows, annex=1, total=True, over=OVER
    )  # fmt: skip
    document = Document(
        organ="武汉市社会信用体系建设领导小组办公室文件",
        number="武信用办〔2022〕13号",
        title_lines=("市信用办关于2022年7月份信用信息报送情况的通报",),
        period="2022-07",
        recipients="各区人民政府：",
        paragraphs=(Paragraph(0, (TEXT,)),),
        tables=(table,),
        signed_by="武汉市社会信用体系建设领导小组办公室",
        signed_on=date(2022, 8, 10),
        printed_on=date(2022, 8, 10),
    )
    return audit(read(render(document, form), file_name=f"通报.{form}"))


@pytest.mark.parametrize("form", ["docx", "xlsx", "md", "html"])
def test_a_draft_is_clean(form):
    assert draft(ROWS, form) == ()


@pytest.mark.parametrize("form", ["docx", "xlsx", "md", "html"])
def test_a_wrong_total_of_a_draft_is_found(form):
    wrong = (("江岸区", "451", *ROWS[0][2:]), *ROWS[1:])

    found = [(each.kind, each.found, each.expected) for each in draft(wrong, form)]

    assert found == [("sums", "451", "450"), ("sums", "895", "896")]
