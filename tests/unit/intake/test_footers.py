import pytest

from gongshi.errors import FileFault
from gongshi.intake import read
from gongshi.intake.footers import below, text
from gongshi.policy.standards import load_standard

LICENCE = load_standard("licence")
HEADER = "行政相对人名称,行政许可决定文书号,许可决定日期,许可机关"


def lines(*body):
    content = "\n".join((HEADER, *body)).encode()
    return read(content, file_name="rows.csv", standard=LICENCE)


@pytest.mark.parametrize(
    ("row", "is_footer"),
    [
        (("填表人：李假明", None, None, None), True),
        ((None, "审核人: 王", "", None), True),
        (("合计", None, None, None), True),
        (("云陵市某公司", None, None, None), False),
        (("备注：见附件", "平示许〔2023〕1号", None, None), False),
        ((None, None, None, None), False),
    ],
)
def test_a_line_below_the_table_says_what_it_is(row, is_footer):
    assert (below([row]) == 1) == is_footer


def test_only_the_end_of_a_file_is_below_the_table():
    footer, record = ("填表人：李", None, None, None), ("甲", "乙", "丙", "丁")

    assert below([footer, record]) == 0
    assert below([record, footer, footer]) == 2


def test_lines_below_the_table_are_told_and_are_no_records():
    batch = lines(
        "甲公司,平示许〔2023〕1号,2023-12-01,示局", "填表人：李假明,,,", ",,合计,"
    )

    assert list(batch.row_numbers) == [2]
    assert len(batch.tuples()) == 1
    assert batch.footers == ((3, "填表人：李假明"), (4, "合计"))


def test_a_file_of_nothing_else_has_no_rows():
    with pytest.raises(FileFault) as raised:
        lines("填表人：李假明,,,")

    assert raised.value.code == "no_rows"


def test_the_cells_of_a_line_are_told_together():
    assert text(("填表人：李", None, " 2023-12-01 ")) == "填表人：李 2023-12-01"
