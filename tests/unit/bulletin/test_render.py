import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from gongshi.bulletin.document import Document, Figure, Paragraph, Table, plain
from gongshi.bulletin.gongwen import faces, fitting, measures, wording
from gongshi.bulletin.render import FORMATS, render
from gongshi.errors import UsageError

LATE = Table("late", "迟报统计表", ("单位", "迟报量"), (("甲局", "7"), ("合计", "7")))
BULLETIN = Document(
    organ="示例市信用办",
    number="示信用办〔2024〕1号",
    title_lines=("关于2023年12月份", "公示情况的通报"),
    period="2023-12",
    recipients="各单位：",
    paragraphs=(Paragraph(0, ("迟报数据", Figure("7", {"late": True}), "条。")),),
    tables=(LATE,),
    signed_by="示例市信用办",
    signed_on=date(2024, 1, 8),
)


def test_formats_are_the_files_of_the_folder() -> None:
    assert FORMATS == ("docx", "html", "json", "md", "pdf", "xlsx")


@pytest.mark.parametrize("format", FORMATS)
def test_rendering_twice_gives_the_same_bytes(format: str) -> None:
    assert render(BULLETIN, format) == render(BULLETIN, format)


def test_an_unknown_format_names_those_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        render(BULLETIN, "odt")

    assert caught.value.text == (
        "不支持的通报格式「odt」；可用的格式：docx、html、json、md、pdf、xlsx。"
    )


def test_importing_the_formats_loads_no_document_library() -> None:
    code = (
        "import sys, gongshi.bulletin.render;"
        "print({'docx', 'typst', 'xlsxwriter'} & set(sys.modules))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert done.stdout == "set()\n"


def test_plain_leaves_out_what_no_document_can_hold() -> None:
    assert plain("甲\r\n乙\x00\u202e丙\ud800") == "甲 乙丙"


def test_faces_fall_back_to_noto_alone() -> None:
    chosen = faces.choose(["Noto Serif CJK SC", "DejaVu Sans"])

    noto = ["Noto Serif CJK SC"]
    assert chosen == {
        **dict.fromkeys(("fangsong", "title", "hei", "kai", "song"), noto),
        "latin": [],
    }


def test_faces_say_what_to_install_when_no_font_holds_chinese() -> None:
    with pytest.raises(UsageError) as caught:
        faces.choose(["DejaVu Sans", "Liberation Serif"])

    assert caught.value.text == (
        "这台计算机上没有中文字体，无法生成 PDF；"
        "请安装 fonts-noto-cjk（apt install fonts-noto-cjk）后重试，或改用 docx 格式。"
    )


@pytest.mark.parametrize(
    ("widths", "expected"),
    [
        ((), (78, 78)),
        ((14,), (14, 142)),
        ((20, 30), (20, 30)),
        ((156, 156), (78, 78)),
        ((300, 0), (150.97, 5.03)),
    ],
)
def test_columns_share_the_width_of_the_text(
    widths: tuple[int, ...], expected: tuple[float, ...]
) -> None:
    assert fitting.column_widths(replace(LATE, widths=widths)) == expected


@pytest.mark.parametrize(
    ("count", "expected"), [(21, 22), (22, 17.5), (29, 17.5), (30, 20)]
)
def test_rows_are_close_where_that_keeps_one_page(count: int, expected: float) -> None:
    table = replace(LATE, rows=(("甲局", "7"),) * count)

    assert fitting.row_height(table) == expected


@pytest.mark.parametrize(
    ("organ", "expected"),
    [
        ("", (36, 100)),
        ("示例市信用办", (36, 100)),
        ("示" * 17, (36, 71)),
        ("示" * 30, (22.0, 66)),
    ],
)
def test_the_head_stays_on_one_line(organ: str, expected: tuple[float, int]) -> None:
    assert measures.head_size(organ) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [((), 22), (("关于公示工作的通报",), 22), (("通" * 21,), 20.5), (("通" * 60,), 14)],
)
def test_a_long_title_line_is_set_smaller(
    lines: tuple[str, ...], expected: float
) -> None:
    assert measures.title_size(lines) == expected


def test_a_single_annex_bears_no_number() -> None:
    document = replace(
        BULLETIN, tables=(replace(LATE, annex=1),), attachments=("甲表",)
    )

    label = wording.annex_tables(document)[0][0]

    assert (wording.attachment_lines(document), label) == (("附件：甲表",), "附件")


def test_several_annexes_are_numbered_and_sorted() -> None:
    tables = tuple(
        replace(LATE, key=key, annex=number)
        for key, number in (("c", 2), ("a", 1), ("b", 1))
    )
    document = replace(BULLETIN, tables=tables, attachments=("甲表", "乙表"))

    labels = [(label, table.key) for label, table in wording.annex_tables(document)]

    assert labels == [("附件1", "a"), ("", "b"), ("附件2", "c")]
    assert wording.attachment_lines(document) == ("附件：1.甲表", "2.乙表")


def test_the_imprint_has_its_words_and_one_full_stop() -> None:
    document = replace(
        BULLETIN, copies_to="市委办。", printed_by="信用办", printed_on=date(2024, 1, 9)
    )

    assert wording.imprint_lines(document) == (
        ("抄送：市委办。", ""),
        ("信用办", "2024年1月9日印发"),
    )


def test_there_is_no_imprint_without_copies_and_printer() -> None:
    assert wording.imprint_lines(BULLETIN) == ()


def test_an_undated_document_still_has_a_fixed_file_date() -> None:
    undated = replace(BULLETIN, signed_on=None)

    assert (wording.file_date(undated), wording.chinese_date(undated.signed_on)) == (
        date(1980, 1, 1),
        "",
    )
