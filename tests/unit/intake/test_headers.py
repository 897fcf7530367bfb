import time

import pytest

from gongshi import intake
from gongshi.errors import FileFault
from gongshi.intake.vocabulary import plain


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("行政相对人名称", "XK_XDR_MC"),
        ("相对人名称", "XK_XDR_MC"),
        ("xk_xdr_mc", "XK_XDR_MC"),
        ("ＸＫ＿ＸＤＲ＿ＭＣ", "XK_XDR_MC"),
        (" 行政相对人\n名称 ", "XK_XDR_MC"),
        ("*行政相对人名称", "XK_XDR_MC"),
        ("行政相对人名称＊", "XK_XDR_MC"),
        ("行政相对人名称（必填）", "XK_XDR_MC"),
        ("行政相对人名称(必填项)：", "XK_XDR_MC"),
        ("行政相对人代码_1（统一社会信用代码）", "XK_XDR_SHXYM"),
        ("行政相对人代码_1(统一社会信用代码)*", "XK_XDR_SHXYM"),
        ("行政相对人代码_1【统一社会信用代码】", "XK_XDR_SHXYM"),
        ("行政相对人代码_1统一社会信用代码", "XK_XDR_SHXYM"),
        ("行政相对人代码＿1", "XK_XDR_SHXYM"),
        ("行政相对人代码_1（工商注册号）", None),
        ("电话", None),
    ],
)
def test_header_is_recognised_in_every_way_it_is_written(read, header, code):
    quoted = header.replace('"', '""')
    batch = read(f'XK_WSH,XK_NR,XK_JDRQ,"{quoted}"\n1,2,3,4\n')

    assert batch.codes == ("XK_WSH", "XK_NR", "XK_JDRQ", code)
    assert batch.headers[3] == header.strip()


def test_columns_may_stand_in_any_order_and_extra_ones_are_kept(read):
    batch = read("序号,备注,许可内容,,许可决定日期,XK_WSH\n1,b,n,?,d,w\n")

    assert batch.codes == (None, "BZ", "XK_NR", None, "XK_JDRQ", "XK_WSH")
    assert batch.headers == ("序号", "备注", "许可内容", "", "许可决定日期", "XK_WSH")
    assert batch.rows == [("1", "b", "n", "?", "d", "w")]


def test_row_of_codes_above_a_row_of_titles_is_one_header(read):
    batch = read(
        "XK_WSH,XK_NR,XK_JDRQ\n行政许可决定文书号,许可内容,许可决定日期\n1,2,3\n"
    )

    assert batch.headers == ("XK_WSH", "XK_NR", "XK_JDRQ")
    assert (batch.first_row, batch.rows) == (3, [("1", "2", "3")])


def test_older_edition_is_told_by_its_own_headers(read):
    batch = read("XK_WSH,XK_XMMC,XK_XDR,XK_XZJG,备注\n1,项目,甲,局,注\n")

    assert batch.edition == "E2016"
    assert batch.codes == ("XK_WSH", "XK_NR", "XK_XDR_MC", "XK_XKJG", "BZ")


def test_file_of_today_with_one_old_column_stays_of_today(read):
    batch = read("XK_WSH,XK_NR,XK_JDRQ,XK_XDR_MC,项目名称\n1,2,3,4,5\n")

    assert batch.edition == "E2019"
    assert batch.codes[4] is None


@pytest.mark.parametrize("rows", [1, 1500])
def test_columns_that_became_one_field_are_joined(read, penalty, rows):
    head = "CF_WSH,CF_CFLB1,CF_CFMC,CF_CFLB2,CF_JG,CF_XDR_MC\n"
    lines = (
        "1,罚款,名,警告,果,甲\n2,罚款,名,,果,乙\n3,,名,,果,丙\n4,警告,名,警告,果,丁\n"
    )
    batch = read(head + lines * rows, standard=penalty)

    assert batch.edition == "E2016"
    assert batch.codes == ("CF_WSH", "CF_CFLB", "BZ", "CF_NR", "CF_XDR_MC")
    assert batch.headers[1] == "CF_CFLB1;CF_CFLB2"
    assert batch.tuples()[:4] == [
        ("1", "罚款;警告", "名", "果", "甲"),
        ("2", "罚款", "名", "果", "乙"),
        ("3", None, "名", "果", "丙"),
        ("4", "警告", "名", "果", "丁"),
    ]


def test_damage_follows_its_column_through_joins_and_drops(read, penalty):
    head = "CF_WSH,问题说明,CF_CFLB1,CF_CFMC,CF_CFLB2,CF_JG,CF_XDR_MC\n"
    line = "4.1E+17,5.1E+17,6.1E+17,1,7.1E+17,8.1E+17,甲,9\n"
    batch = read(head + line, standard=penalty)

    assert [(d.column, d.text) for d in batch.damage] == [
        (0, "4.1E+17"),
        (1, "6.1E+17"),
        (1, "7.1E+17"),
        (3, "8.1E+17"),
        (5, "9"),
    ]


def test_returned_workbook_loses_our_notes_and_keeps_its_references(read):
    batch = read(
        "退回编号,XK_WSH,XK_NR,XK_JDRQ,问题说明,修改建议,依据\nR1,1,2,3,a,b,c\n"
    )

    assert batch.headers == ("退回编号", "XK_WSH", "XK_NR", "XK_JDRQ")
    assert batch.rows == [("R1", "1", "2", "3")]
    assert batch.reference_column == 0


def test_note_named_like_a_field_is_ours_only_beside_references(read, penalty):
    plainly = read("CF_WSH,CF_NR,依据\n1,2,3\n", standard=penalty)
    returned = read("CF_WSH,CF_NR,CF_YJ,依据,退回编号\n1,2,3,x,R\n", standard=penalty)

    assert plainly.codes == ("CF_WSH", "CF_NR", "CF_YJ")
    assert plainly.reference_column is None
    assert returned.codes == ("CF_WSH", "CF_NR", "CF_YJ", None)
    assert returned.reference_column == 3


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (
            "行政相对人名称,行政处罚决定书文号,处罚类别,处罚内容\n甲,1,罚款,x\n",
            "表头像是「行政处罚」模板，请用 --category penalty 或改用「行政许可」模板。",
        ),
        (
            "行政相对人名称,备注,许可内容,CF_WSH,CF_NR\n1,2,3,4,5\n",
            "表头像是「行政处罚」模板，请用 --category penalty 或改用「行政许可」模板。",
        ),
        (
            "XK_XDR_MC,XK_WSH,XK_NR,CF_WSH,CF_CFLB,CF_NR\n1,2,3,4,5,6\n",
            "同一张表里混有「行政许可」和「行政处罚」两种模板的列，"
            "请分成两个文件分别上传。",
        ),
        (
            "XK_WSH,行政许可决定文书号,XK_NR,XK_JDRQ\n1,2,3,4\n",
            "「XK_WSH」和「行政许可决定文书号」两列都是「行政许可决定文书号」，"
            "请只保留一列。",
        ),
    ],
)
def test_header_of_two_meanings_is_refused_by_name(read, content, text):
    with pytest.raises(FileFault) as refused:
        read(content)

    assert refused.value.text == text


def test_long_header_is_cut_in_a_sentence(read):
    long = "许可内容（格式：" + "例" * 60 + "）"

    with pytest.raises(FileFault) as refused:
        read(f"XK_NR,{long},XK_JDRQ\n1,2,3\n")

    assert refused.value.text == (
        f"「XK_NR」和「{long[:40]}…」两列都是「许可内容」，请只保留一列。"
    )


def test_stray_column_of_another_category_is_an_extra_column(read):
    batch = read("XK_XDR_MC,XK_WSH,XK_NR,XK_JDRQ,CF_WSH,CF_NR\n1,2,3,4,5,6\n")

    assert batch.codes[4:] == (None, None)


def test_two_columns_are_a_header_only_if_both_are_known(read):
    assert read("XK_WSH,许可内容\n1,2\n").codes == ("XK_WSH", "XK_NR")
    with pytest.raises(FileFault, match="没有找到"):
        read("XK_WSH,x\n1,2\n")


def test_header_below_the_twentieth_row_is_not_looked_for(read):
    at_20 = read("说明\n" * 19 + "XK_WSH,XK_NR,XK_JDRQ\n1,2,3\n")

    assert at_20.first_row == 21
    with pytest.raises(FileFault, match="前 20 行"):
        read("说明\n" * 20 + "XK_WSH,XK_NR,XK_JDRQ\n1,2,3\n")


def test_other_standards_are_looked_into_only_where_the_header_may_be_theirs(
    licence, penalty
):
    asked = []

    def others():
        asked.append(True)
        yield penalty

    def reads(header):
        content = f"{header}\n1,2,3,4\n".encode()
        return intake.read(content, file_name="a", standard=licence, others=others())

    reads("XK_XDR_MC,XK_WSH,许可内容,XK_JDRQ")
    assert not asked
    reads("XK_XDR_MC,XK_WSH,许可内容,经办人")
    assert asked


@pytest.mark.parametrize(
    "text", ["(" * 10_000, "（必填" * 3_000, " *" * 5_000, "必" * 199]
)
def test_hostile_header_is_read_in_no_time(text):
    started = time.process_time()

    plain(text)
    plain(text[:200])

    assert time.process_time() - started < 0.2
