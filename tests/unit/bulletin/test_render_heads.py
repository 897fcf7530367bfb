"""Tables whose columns stand in groups, under several rows of titles."""

import json
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.table import Table as Grid
from pypdf import PdfReader

from gongshi.bulletin.document import Document, Paragraph, Span, Table
from gongshi.bulletin.gongwen import columns, fitting, sheets
from gongshi.bulletin.render import FORMATS, render
from gongshi.bulletin.render.html import article

DISTRICTS = (
    *("郏县", "硚口区", "彧水区", "江岸区", "江汉区", "汉阳区", "武昌区", "青山区"),
    *("洪山区", "蔡甸区", "江夏区", "黄陂区", "新洲区", "东西湖区", "示范开发区"),
    *("生态旅游风景区", "经济技术开发区"),
)
# The head of 武汉's annex 2: one title over 15 columns, two over three of these.
OVER = (
    (Span(""), Span("信用信息报送情况（条）", 15), Span("", 3)),
    (Span("", 2), Span("行政许可", 3), Span("行政处罚", 3), Span("", 11)),
)
HEADER = (
    *("报送机构", "总报送量", "数量", "合规率", "及时率", "数量", "合规率", "及时率"),
    *("行政强制", "行政确认", "行政裁决", "行政奖励", "行政监督检查"),
    *("其他行政行为信息", "分级分类评价结果", "基础信息"),
    *("信用承诺信息（条）", "履约践诺信息（条）", "联合奖惩案例（个）"),
)
RATES = ("7024", "100.00%", "99.57%")
ROW = ("146704", *RATES, *RATES, *("866",) * 11)
WIDE = Table(
    "districts",
    "6月各区报送情况统计表",
    HEADER,
    (*((name, *ROW) for name in DISTRICTS), ("合计", *ROW)),
    note="按报达时间统计",
    annex=1,
    total=True,
    over=OVER,
)
SMALL = Table(
    "small",
    "统计表",
    ("单位", "数量", "合规率"),
    (("郏县", "7", "-"),),
    annex=1,
    over=((Span(" "), Span("行政许可", 2)),),
)
BULLETIN = Document(
    organ="示例市信用办",
    number="示信用办〔2022〕7号",
    title_lines=("信用信息报送情况的通报",),
    period="2022-06",
    recipients="各区：",
    paragraphs=(Paragraph(0, ("请杨佳彧、郏县、硚口分中心督促整改。",)),),
    tables=(WIDE,),
    signed_by="示例市信用办",
    signed_on=date(2022, 7, 18),
    printed_by="示例市信用办",
    printed_on=date(2022, 7, 18),
)
FORM = Table("form", "登记表", ("序号", "单位"), (("1", "郏县"),), annex=2)


class _Head(HTMLParser):
    """The titles of the first head, each with its scope and spans."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: list[int] = []
        self.rows: list[list[tuple[str, str, int, int]]] = []
        self._marks: dict[str, str | None] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = dict(attrs)
        if tag == "colgroup":
            self.groups.append(int(marks["span"] or 1))
        if tag == "tr":
            self.rows.append([])
        self._marks = marks if tag == "th" else None

    def handle_endtag(self, tag: str) -> None:
        self._marks = None

    def handle_data(self, data: str) -> None:
        if self._marks is not None:
            spans = (int(self._marks.get(f"{s}span") or 1) for s in ("col", "row"))
            self.rows[-1].append((data, self._marks["scope"] or "", *spans))


def _word(*tables: Table) -> WordDocument:
    document = replace(BULLETIN, tables=tables)
    return docx.Document(BytesIO(render(document, "docx")))


def _head(grid: Grid, rows: int) -> list[list[tuple[str, int, str | None]]]:
    return [
        [
            ("".join(t.text for t in tc.iter(qn("w:t"))), tc.grid_span, tc.vMerge)
            for tc in row._tr.tc_lst
        ]
        for row in grid.rows[:rows]
    ]


def _pages(*tables: Table) -> PdfReader:
    return PdfReader(BytesIO(render(replace(BULLETIN, tables=tables), "pdf")))


def test_groups_must_cover_all_the_columns() -> None:
    with pytest.raises(AssertionError) as caught:
        replace(SMALL, over=((Span(""), Span("行政许可", 3)),))

    assert str(caught.value) == (
        "table small: the row - x1 | 行政许可 x3 covers 4 columns of 3"
    )


def test_a_group_without_columns_is_refused() -> None:
    with pytest.raises(AssertionError, match=r"a span of the row .* covers no column"):
        replace(SMALL, over=((Span("甲", 3), Span("乙", 0)),))


def test_groups_must_not_cross_those_above() -> None:
    over = ((Span("甲", 2), Span("乙", 1)), (Span(""), Span("丙", 2)))

    with pytest.raises(AssertionError, match="丙 stands half under another title"):
        replace(SMALL, over=over)


def test_a_blank_span_lets_the_title_below_run_up() -> None:
    cells = columns.head_cells(SMALL)

    assert [[(c.text, c.column, c.columns, c.rows) for c in row] for row in cells] == [
        [("单位", 0, 1, 2), ("行政许可", 1, 2, 1)],
        [("数量", 1, 1, 1), ("合规率", 2, 1, 1)],
    ]


def test_a_group_may_run_up_as_well() -> None:
    over = ((Span("", 2), Span("")), (Span("甲", 2), Span("")))

    (first, *_), _, third = columns.head_cells(replace(SMALL, over=over))

    assert (first.text, first.rows, first.columns, len(third)) == ("甲", 2, 2, 2)


def test_the_cells_of_the_head_cover_every_place_once() -> None:
    places = [
        (cell.row + down, cell.column + right)
        for row in columns.head_cells(WIDE)
        for cell in row
        for down in range(cell.rows)
        for right in range(cell.columns)
    ]

    assert sorted(places) == [(row, column) for row in range(3) for column in range(19)]


def test_the_word_document_merges_the_titles() -> None:
    grid = _word(WIDE).tables[0]

    down, on = "restart", "continue"
    tall = HEADER[8:16]
    assert _head(grid, 3) == [
        [
            ("报送机构", 1, down),
            ("信用信息报送情况（条）", 15, None),
            *((title, 1, down) for title in HEADER[16:]),
        ],
        [
            ("", 1, on),
            ("总报送量", 1, down),
            ("行政许可", 3, None),
            ("行政处罚", 3, None),
            *((title, 1, down) for title in tall),
            *[("", 1, on)] * 3,
        ],
        [
            *[("", 1, on)] * 2,
            *((title, 1, None) for title in HEADER[2:8]),
            *[("", 1, on)] * 11,
        ],
    ]


def test_all_rows_of_the_head_repeat_in_the_word_document() -> None:
    rows = _word(WIDE).tables[0].rows

    repeated = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows]
    assert repeated == [True] * 3 + [False] * 18


def test_a_merged_title_keeps_no_empty_line_of_body_type() -> None:
    # An empty paragraph of 16 points would make the head twice as high.
    tcs = _word(WIDE).tables[0]._tbl.iter(qn("w:tc"))

    heights = {
        paragraph.pPr.spacing.get(qn("w:line"))
        for tc in tcs
        for paragraph in tc.iter(qn("w:p"))
    }
    assert heights == {str(int(fitting.type_size(WIDE) * fitting.LINE * 20))}


def test_a_wide_annex_lies_and_the_sheets_around_it_stand() -> None:
    word = _word(WIDE, FORM)

    sizes = [(round(s.page_width.mm), round(s.page_height.mm)) for s in word.sections]
    marks = [s.orientation.name for s in word.sections]
    assert sizes == [(210, 297), (297, 210), (210, 297)]
    assert marks == ["PORTRAIT", "LANDSCAPE", "PORTRAIT"]


def test_the_imprint_stands_on_an_upright_sheet() -> None:
    sections = _word(WIDE).sections

    assert [s.orientation.name for s in sections][-1] == "PORTRAIT"


def test_a_lying_annex_is_the_last_sheet_where_nothing_is_printed_after_it() -> None:
    document = replace(BULLETIN, printed_by="")

    word = docx.Document(BytesIO(render(document, "docx")))

    assert [s.orientation.name for s in word.sections] == ["PORTRAIT", "LANDSCAPE"]


def test_no_section_ends_in_an_empty_line_of_its_own() -> None:
    holders = [
        paragraph.text
        for paragraph in _word(WIDE, FORM).paragraphs
        if paragraph._p.pPr is not None and paragraph._p.pPr.sectPr is not None
    ]

    assert holders == ["2022年7月18日", "按报达时间统计"]


def test_the_number_of_a_lying_page_is_turned_with_the_sheet() -> None:
    section = _word(WIDE).sections[1]

    boxes = [
        [
            box.get("vert")
            for box in footer._element.iter()
            if box.tag.endswith("bodyPr")
        ]
        for footer in (section.footer, section.even_page_footer)
    ]
    texts = [
        "".join(t.text for t in footer._element.iter(qn("w:instrText")))
        for footer in (section.footer, section.even_page_footer)
    ]
    assert (boxes, texts) == ([["vert"], ["vert"]], [" PAGE ", " PAGE "])


def test_two_wide_annexes_share_their_section() -> None:
    word = _word(WIDE, replace(WIDE, annex=2))

    label = next(p for p in word.paragraphs if p.text == "附件2")
    assert label.paragraph_format.page_break_before is True
    assert len(word.sections) == 3


def test_a_wide_table_inside_the_text_stays_upright() -> None:
    inside = replace(WIDE, annex=None)

    assert len(_word(inside).sections) == 1
    assert sum(fitting.column_widths(inside)) == pytest.approx(156, abs=0.2)


def test_the_columns_of_a_lying_table_fill_its_sheet() -> None:
    widths = fitting.column_widths(WIDE)

    assert sum(widths) == pytest.approx(225, abs=0.2)
    assert widths[0] == max(widths)
    assert widths[3] > widths[2]


def test_given_widths_hold_in_a_lying_table() -> None:
    widths = fitting.column_widths(replace(WIDE, widths=(50, 20)))

    assert widths[:2] == (50, 20)
    assert sum(widths) == pytest.approx(225, abs=0.2)


@pytest.mark.parametrize(
    ("digits", "expected"), [("7", 12), ("70246", 9), ("702461234567", 7.5)]
)
def test_the_type_is_smaller_where_numbers_are_longer(
    digits: str, expected: float
) -> None:
    rows = tuple((name, *[digits] * 18) for name in DISTRICTS)

    assert fitting.type_size(replace(WIDE, rows=rows)) == expected


def test_titles_break_in_the_middle() -> None:
    indents = fitting.head_indents(WIDE)

    by_title = {cell.text: points for cell, points in indents.items()}
    assert by_title["行政许可"] == 0
    assert by_title["总报送量"] > 0


def test_titles_of_plain_tables_are_not_indented() -> None:
    assert set(fitting.head_indents(FORM).values()) == {0}


def test_a_long_table_has_rows_of_the_usual_height() -> None:
    long = replace(WIDE, rows=WIDE.rows * 4)

    assert fitting.row_height(long) == fitting.type_size(long) * fitting.LINE + 6


def test_the_pdf_holds_the_wide_annex_on_one_lying_page() -> None:
    pages = _pages(WIDE).pages

    sizes = [(round(p.mediabox.width), round(p.mediabox.height)) for p in pages]
    assert sizes == [(595, 842), (842, 595), (595, 842)]
    text = pages[1].extract_text()
    assert all(name in text for name in (*DISTRICTS, "合计"))


def test_the_pdf_repeats_all_rows_of_the_head() -> None:
    long = replace(WIDE, rows=WIDE.rows * 4)

    _, *annex, _ = (page.extract_text() for page in _pages(long).pages)

    assert len(annex) > 2
    for title in ("信用信息报送情况（条）", "行政许可", "合规率"):
        assert all(title in page for page in annex)


def test_the_pdf_begins_each_wide_annex_once() -> None:
    pages = _pages(WIDE, replace(WIDE, annex=2), replace(FORM, annex=3)).pages

    labels = [page.extract_text().count("附件") for page in pages[1:]]
    assert labels == [1, 1, 1]


def test_the_workbook_merges_the_titles() -> None:
    sheet = _sheet(WIDE)

    ranges = {str(merged) for merged in sheet.merged_cells.ranges}
    assert ranges == {
        *("A1:S1", "A2:A4", "B2:P2", "B3:B4", "C3:E3", "F3:H3"),
        *(f"{letter}3:{letter}4" for letter in "IJKLMNOP"),
        *(f"{letter}2:{letter}4" for letter in "QRS"),
    }
    assert [sheet[place].value for place in ("A2", "B2", "B3", "C3", "C4", "Q2")] == [
        *("报送机构", "信用信息报送情况（条）", "总报送量"),
        *("行政许可", "数量", "信用承诺信息（条）"),
    ]


def test_the_workbook_stays_below_its_head_and_prints_across() -> None:
    sheet = _sheet(WIDE)

    page = sheet.page_setup
    # One page wide is the format's own default, and not written.
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A5", "$2:$4")
    assert (page.orientation, page.fitToWidth or 1, page.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True


def test_the_workbook_merges_the_total_below_a_head_of_two_rows() -> None:
    rows = (
        ("郏县东部及其周边各乡镇和街道办事处的联合执法单位", "7", "-"),
        ("合计", "", "-"),
    )

    sheet = _sheet(replace(SMALL, rows=rows, total=True))

    assert sheet["A5"].value == "合计"
    assert "A5:B5" in {str(merged) for merged in sheet.merged_cells.ranges}
    assert sheet.page_setup.orientation != "landscape"


def test_the_page_spans_the_titles() -> None:
    head = _Head()

    head.feed(article(replace(BULLETIN, tables=(WIDE,))).partition("</thead>")[0])

    assert head.groups == [2, 3, 3, 11]
    assert head.rows == [
        [
            ("报送机构", "col", 1, 3),
            ("信用信息报送情况（条）", "colgroup", 15, 1),
            *((title, "col", 1, 3) for title in HEADER[16:]),
        ],
        [
            ("总报送量", "col", 1, 2),
            ("行政许可", "colgroup", 3, 1),
            ("行政处罚", "colgroup", 3, 1),
            *((title, "col", 1, 2) for title in HEADER[8:16]),
        ],
        [(title, "col", 1, 1) for title in HEADER[2:8]],
    ]


def test_the_page_gives_a_wide_annex_a_sheet_that_scrolls() -> None:
    page = render(BULLETIN, "html").decode()

    assert '<section class="lying" tabindex="0" aria-label="附件">' in page
    assert ".paper .lying { overflow-x: auto; }" in page


def test_a_page_without_wide_annex_carries_no_style_for_it() -> None:
    assert "lying" not in render(replace(BULLETIN, tables=(FORM,)), "html").decode()


def test_markdown_joins_a_title_with_its_group() -> None:
    page = render(BULLETIN, "md").decode()

    head = next(line for line in page.splitlines() if line.startswith("| 报送机构"))
    titles = [title.strip() for title in head.strip("|").split("|")]
    assert titles[:5] == [
        *("报送机构", "信用信息报送情况（条）·总报送量"),
        *("行政许可·数量", "行政许可·合规率", "行政许可·及时率"),
    ]
    assert titles[-1] == "联合奖惩案例（个）"


def test_a_title_bears_all_its_groups_where_the_nearest_is_not_alone() -> None:
    over = (
        (Span("市级", 2), Span("县级", 2)),
        (Span("许可", 2), Span("许可"), Span("处罚")),
    )
    table = Table("t", "", ("数量", "占比", "数量", "数量"), (), over=over)

    assert columns.flat_titles(table) == (
        *("市级·许可·数量", "许可·占比", "县级·许可·数量", "处罚·数量"),
    )


def test_json_holds_the_groups_above_the_titles() -> None:
    table = json.loads(render(replace(BULLETIN, tables=(SMALL,)), "json"))["tables"][0]

    assert list(table) == ["key", "title", "over", "header", "rows", "note"]
    assert table["over"] == [
        [{"text": " ", "columns": 1}, {"text": "行政许可", "columns": 2}]
    ]


def test_json_of_a_plain_table_names_no_groups() -> None:
    table = json.loads(render(replace(BULLETIN, tables=(FORM,)), "json"))["tables"][0]

    assert list(table) == ["key", "title", "header", "rows", "note"]


@pytest.mark.parametrize("format", FORMATS)
def test_equal_documents_with_groups_are_equal_bytes(format: str) -> None:
    assert render(BULLETIN, format) == render(BULLETIN, format)


@pytest.mark.parametrize("text", ["<script>", "=1+1", "甲\r\n乙\x00\ud800", "#eval(1)"])
@pytest.mark.parametrize("format", FORMATS)
def test_every_format_stands_every_group_title(format: str, text: str) -> None:
    table = replace(SMALL, over=((Span(""), Span(text, 2)),))

    assert render(replace(BULLETIN, tables=(table,)), format)


def test_rare_characters_are_in_the_lying_word_document() -> None:
    with ZipFile(BytesIO(render(BULLETIN, "docx"))) as archive:
        text = archive.read("word/document.xml").decode()

    assert all(rare in text for rare in "郏彧硚")


def test_sheets_follow_the_order_of_the_annexes() -> None:
    tables = (replace(WIDE, annex=3), FORM, WIDE)

    parts = sheets.annex_sheets(replace(BULLETIN, tables=tables))

    assert [(p.is_lying, [label for label, _ in p.tables]) for p in parts] == [
        (True, ["附件1"]),
        (False, ["附件2"]),
        (True, ["附件3"]),
    ]


def _sheet(table: Table) -> openpyxl.worksheet.worksheet.Worksheet:
    document = replace(BULLETIN, tables=(table,))
    return openpyxl.load_workbook(BytesIO(render(document, "xlsx")))["附件1"]
