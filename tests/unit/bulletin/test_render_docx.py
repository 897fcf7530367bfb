from datetime import date, datetime
from io import BytesIO
from zipfile import ZipFile

import docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from gongshi.bulletin.document import Document, Paragraph, Table
from gongshi.bulletin.render import render


def _bulletin(**parts: object) -> Document:
    table = Table(
        "late",
        "12月份迟报统计表",
        ("序号", "单位", "迟报量"),
        (("1", "郏县", "7"), ("合计", "", "7")),
        note="按报达时间统计",
        annex=1,
        widths=(14, 100, 42),
        total=True,
    )
    usual: dict[str, object] = {
        "organ": "示例市社会信用体系建设领导小组办公室文件",
        "number": "示信用办〔2024〕1号",
        "title_lines": ("关于2023年12月份", "公示情况的通报"),
        "period": "2023-12",
        "recipients": "各单位：",
        "paragraphs": (
            Paragraph(1, ("一、总体情况",)),
            Paragraph(2, ("（一）报送量",)),
            Paragraph(0, ("请杨佳彧、郏县、硚口分中心督促整改。",)),
        ),
        "tables": (table,),
        "signed_by": "示例市信用办",
        "signed_on": date(2024, 1, 8),
        "attachments": ("12月份迟报统计表",),
        "copies_to": "市委办公室",
        "printed_by": "示例市信用办",
        "printed_on": date(2024, 1, 9),
        "as_of": "2024-01-05",
    }
    return Document(**{**usual, **parts})  # type: ignore[arg-type]


def _word(document: Document) -> WordDocument:
    return docx.Document(BytesIO(render(document, "docx")))


def _face(word: WordDocument, text: str) -> tuple[str, float]:
    run = next(p.runs[0] for p in word.paragraphs if p.text == text)
    return run._element.rPr.rFonts.get(qn("w:eastAsia")), run.font.size.pt


def test_the_page_is_the_official_sheet() -> None:
    section = _word(_bulletin()).sections[0]

    sides = ("page_width", "page_height", "top_margin", "bottom_margin")
    lengths = [round(getattr(section, side).mm) for side in sides]
    assert [
        *lengths,
        round(section.left_margin.mm),
        round(section.right_margin.mm),
    ] == [
        *(210, 297, 37, 35),
        *(28, 26),
    ]


def test_the_grid_has_22_lines_a_page() -> None:
    grid = _word(_bulletin()).sections[0]._sectPr.find(qn("w:docGrid"))

    pitch = int(grid.get(qn("w:linePitch")))
    assert (grid.get(qn("w:type")), (16838 - 2098 - 1984) // pitch) == ("lines", 22)


def test_each_part_is_set_in_its_face() -> None:
    word = _word(_bulletin())

    assert {
        text: _face(word, text)
        for text in (
            "关于2023年12月份",
            "各单位：",
            "一、总体情况",
            "（一）报送量",
            "附件",
        )
    } == {
        "关于2023年12月份": ("方正小标宋简体", 22),
        "各单位：": ("仿宋_GB2312", 16),
        "一、总体情况": ("黑体", 16),
        "（一）报送量": ("楷体_GB2312", 16),
        "附件": ("黑体", 16),
    }


def test_the_head_is_red_and_narrowed_to_one_line() -> None:
    head = _word(_bulletin()).paragraphs[1].runs[0]

    breadth = head._element.rPr.find(qn("w:w")).get(qn("w:val"))
    assert (str(head.font.color.rgb), head.font.size.pt, breadth) == (
        "E60000",
        33,
        "66",
    )


def test_a_red_rule_stands_under_the_number() -> None:
    word = _word(_bulletin())

    number = next(p for p in word.paragraphs if p.text == "示信用办〔2024〕1号")
    rule = number._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert rule.get(qn("w:color")) == "E60000"


def test_the_head_row_repeats_and_no_row_splits() -> None:
    grid = _word(_bulletin()).tables[0]

    marks = [
        [
            row._tr.trPr.find(qn(tag)) is not None
            for tag in ("w:tblHeader", "w:cantSplit")
        ]
        for row in grid.rows
    ]
    assert marks == [[True, True], [False, True], [False, True]]


def test_widths_stand_in_the_grid_and_in_the_cells() -> None:
    grid = _word(_bulletin()).tables[0]

    columns = [round(column.width.mm) for column in grid.columns]
    cells = [round(cell.width.mm) for cell in grid.rows[1].cells]
    assert columns == cells == [14, 100, 42]


def test_the_word_total_stretches_over_the_empty_cell() -> None:
    last = _word(_bulletin()).tables[0].rows[-1]

    assert [cell.text for cell in last.cells] == ["合计", "合计", "7"]


def test_an_annex_begins_a_new_page() -> None:
    word = _word(_bulletin())

    label = next(p for p in word.paragraphs if p.text == "附件")
    assert label.paragraph_format.page_break_before is True


def test_page_numbers_stand_outside_on_odd_and_even_pages() -> None:
    section = _word(_bulletin()).sections[0]

    footers = [section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]]
    fields = ["".join(e.text for e in p._p.iter(qn("w:instrText"))) for p in footers]
    assert [(p.text, p.alignment.name) for p in footers] == [
        ("—  —", "RIGHT"),
        ("—  —", "LEFT"),
    ]
    assert fields == [" PAGE ", " PAGE "]


def test_the_imprint_stands_on_the_bottom_of_the_text() -> None:
    imprint = _word(_bulletin()).tables[-1]

    place = imprint._tbl.tblPr.find(qn("w:tblpPr"))
    texts = [cell.text for cell in imprint.columns[0].cells]
    assert place.get(qn("w:tblpYSpec")) == "bottom"
    assert texts == ["　抄送：市委办公室。", "　示例市信用办\t2024年1月9日印发　"]


def test_no_imprint_without_copies_and_printer() -> None:
    word = _word(_bulletin(copies_to="", printed_by=""))

    assert len(word.tables) == 1


def test_the_properties_come_from_the_document() -> None:
    properties = _word(_bulletin()).core_properties

    assert (properties.title, properties.author, properties.comments) == (
        "关于2023年12月份公示情况的通报",
        "示例市信用办",
        "数据截至 2024-01-05",
    )
    assert properties.created.replace(tzinfo=None) == datetime(2024, 1, 8)  # noqa: DTZ001


def test_no_time_of_the_machine_is_in_the_file() -> None:
    with ZipFile(BytesIO(render(_bulletin(), "docx"))) as archive:
        times = {entry.date_time for entry in archive.infolist()}

    assert times == {(1980, 1, 1, 0, 0, 0)}


def test_several_annexes_hang_under_each_other() -> None:
    word = _word(_bulletin(attachments=("甲表", "乙表")))

    hangs = [
        p._p.pPr.find(qn("w:ind")).get(qn("w:hangingChars"))
        for p in word.paragraphs
        if p.text in ("附件：1.甲表", "2.乙表")
    ]
    assert hangs == ["400", "100"]


def test_a_bare_document_has_no_signature_and_no_empty_parts() -> None:
    bare = _bulletin(
        recipients="", signed_by="", signed_on=None, attachments=(), tables=()
    )

    texts = [p.text for p in _word(bare).paragraphs if p.text]
    assert texts[-1] == "请杨佳彧、郏县、硚口分中心督促整改。"


def test_two_tables_of_one_annex_share_its_label() -> None:
    table = Table("plain", "", ("单位",), (("甲局",),), annex=1)

    word = _word(_bulletin(tables=(table, table)))

    assert [p.text for p in word.paragraphs].count("附件") == 1
