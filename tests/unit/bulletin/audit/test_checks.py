"""One bulletin without contradictions, and every way to put one into it."""

import pytest

from gongshi.bulletin.audit import audit
from gongshi.bulletin.audit.readers import read
from gongshi.bulletin.audit.registers import register
from gongshi.bulletin.audit.writing import Paragraph, Writing, grid

CITY = """平顶山市社会信用体系建设领导小组办公室关于2023年11月份信用信息公示工作情况的通报

11月份，全市共归集“双公示”信息130条，迟报数据3条，迟报率为2.31%。其中市直各单位推送30条，迟报数据1条，迟报率为3.33%；各县（市、区）推送100条，迟报数据2条，迟报率为2%。

报送数量前2位的是：鲁山县、宝丰县。

11月份存在迟报数据的有：市公安局（1条）、宝丰县（2条）。

全市报送130条，其中鲁山县报送60条，占报送总量46.15%。

2023年12月8日

附件1

2023年11月份市直部门“双公示”工作情况统计表

序号	单位名称	数据总量	迟报量	迟报率(%)
1	市公安局	18	1	5.56
2	市水利局	7	0	0
3	市民政局	5	0	0
合计		30	1	3.33

数据统计时间范围：2023-11-01 00:00:00 至 2023-11-30 23:59:59

附件2

2023年11月份各县（市、区）“双公示”工作情况统计表

序号	单位名称	数据总量	迟报量	迟报率(%)	占比
1	鲁山县	60	0	0	60%
2	宝丰县	30	2	6.67	30%
3	叶县	10	0	0	10%
合计		100	2	2	100%
"""

DISTRICTS = """武汉市信用办关于2022年7月份信用信息报送情况的通报

武信用办〔2022〕13号

7月份，各区、市各部门报送“双公示”信息总量11.75万条，清洗入库11.70万条，数据合规率99.60%，及时率99.90%。

行政许可信息合规率较高的区有：江岸区（99.75%）、江汉区（98.67%）。

7月份，3个区共报送信用承诺信息600条，报送数量前2位的是：江岸区、江汉区。

行政处罚信息及时率达到100%的区有：江岸区。

7月份，全市报送履约践诺信息739条，其中江岸区报送450条，占报送总量60.89%。

（一）责任单位（3个）：江岸区、江汉区、硚口区。

已完成对接，本月新增2个，具体如下：

	所属单位	平台名称
1	江岸区	政务平台
2	江岸区	教育平台

武汉市社会信用体系建设领导小组办公室

2022年8月10日

7月各区报送情况统计表

报送机构	信用信息报送情况(条)									信用承诺信息(条)
	总报送量	行政许可			行政处罚			行政确认	行政强制
		数量	合规率	及时率	数量	合规率	及时率
江岸区	460	400	99.75%	100%	20	100%	100%	30	10	300
江汉区	339	300	98.67%	99.66%	30	96.67%	96.55%	5	4	200
硚口区	112	100	97%	98.97%	7	85.71%	66.67%	3	2	100
合计	911	800	99.00%	99.75%	57	96.49%	94.55%	38	16	600

武汉市社会信用体系建设领导小组办公室　2022年8月12日印发
"""

PARTS = """各单位报送情况统计表

单位	许可	处罚	合计
市直部门
市公安局	6	4	10
市民政局	15	5	20
小计	21	9	30
县区
叶县	2	3	5
宝丰县	1	5	6
小计	3	8	11
总计	24	17	41
"""

SCORES = """2023年11月份考核得分表

单位	得分	排名
叶县	98.5	1
宝丰县	97	2
鲁山县	97	2
新华区	90	4
卫东区	80	5
"""


def found(text, *changes, registers=()):
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    writing = read(text.encode(), file_name="通报.txt")
    return [
        (each.kind, each.found, each.expected) for each in audit(writing, registers)
    ]


@pytest.mark.parametrize("text", [CITY, DISTRICTS, PARTS, SCORES])
def test_a_bulletin_without_contradictions_is_clean(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("信息130条", "信息131条", [("parts", "131", "130"), ("rates", "2.31%", "2.29%")]),
        ("迟报率为2.31%", "迟报率为2.30%", [("rates", "2.30%", "2.31%")]),
        ("鲁山县、宝丰县。", "鲁山县、叶县。", [("ranks", "鲁山县、叶县", "鲁山县、宝丰县")]),
        ("鲁山县、宝丰县。", "鲁山县。", [("ranks", "1", "2")]),
        ("占报送总量46.15%。", "占报送总量46.15%。\n\n报送数量高的有：叶县、鲁山县。\n\n"
         "数据报送较少的有：宝丰县，报送信息仅有30条；叶县，报送信息仅有10条。",
         [("opposites", "叶县", "")]),
        ("宝丰县（2条）", "宝丰县（1条）", [("figures", "1", "2")]),
        ("鲁山县报送60条", "鲁山县报送61条",
         [("figures", "61", "60"), ("shares", "46.15%", "46.92%")]),
        ("占报送总量46.15%", "占报送总量46.51%", [("shares", "46.51%", "46.15%")]),
        ("18	1	5.56", "18	1	5.55", [("rates", "5.55", "5.56")]),
        ("30	2	6.67	30%", "30	2	6.67	31%", [("shares", "31%", "30%")]),
        ("合计		30	1", "合计		31	1",
         [("figures", "30", "31"), ("rates", "3.33", "3.23"), ("sums", "31", "30")]),
        ("3	叶县", "4	叶县", [("serials", "4", "3")]),
        ("3	叶县", "2	叶县", [("serials", "2", "3")]),
        ("3	市民政局", "3	市水利局", [("repeats", "市水利局", "")]),
        ("3	叶县	10", "3	10	叶县", [("columns", "叶县", "数")]),
        ("3	叶县	10", "3		叶县	10", [("columns", "7", "6"), ("sums", "2", "12")]),
        ("2023年12月8日", "2023年11月28日", [("dates", "2023-11-28", "≥2023-12-01")]),
        ("2023年12月8日", "2023年11月31日", [("dates", "2023年11月31日", "")]),
        ("11-01 00:00:00 至 2023-11-30", "10-01 00:00:00 至 2023-10-31",
         [("dates", "2023-10-01 00:00:00至2023-10-31", "2023年11月份")]),
        ("2023-11-01 00:00:00 至 2023-11-30", "2023-11-30 00:00:00 至 2023-11-01",
         [("dates", "2023-11-30 00:00:00至2023-11-01", "")]),
        ("鲁山县、宝丰县。", "鲁山县、宝车县。", [("names", "宝车县", "宝丰县")]),
        ("市公安局（1条）", "市公字局（1条）", [("names", "市公字局", "市公安局")]),
        ("关于2023年11月份", "关于2023年10月份", [("months", "2023年10月份", "11月")]),
    ],
)  # fmt: skip
def test_a_change_of_the_city_bulletin_is_found(before, after, expected):
    assert found(CITY, (before, after)) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("数据合规率99.60%", "数据合规率98.60%", [("rates", "98.60%", "99.57%")]),
        ("江汉区（98.67%）", "江汉区（98.76%）", [("figures", "98.76%", "98.67%")]),
        ("承诺信息600条", "承诺信息610条", [("figures", "610", "600")]),
        ("100%的区有：江岸区", "100%的区有：江汉区", [("figures", "100%", "96.55%")]),
        ("占报送总量60.89%", "占报送总量60.90%", [("shares", "60.90%", "60.89%")]),
        ("江岸区报送450条", "江岸区报送850条",
         [("parts", "850", "≤739"), ("shares", "60.89%", "115.02%")]),
        ("（3个）", "（4个）", [("counts", "4", "3")]),
        ("本月新增2个", "本月新增3个", [("counts", "3", "2")]),
        ("8月12日印发", "8月9日印发", [("dates", "2022-08-09", "2022-08-10")]),
        ("〔2022〕13号", "〔2023〕13号", [("dates", "2023", "2022-08-10")]),
        ("江岸区	460", "江岸区	461", [("sums", "461", "460"), ("sums", "911", "912")]),
        ("7	85.71%", "7	85.00%", [("rates", "85.00%", "")]),
        ("江岸区、江汉区、硚口区。", "江岸区、江汉区、硚囗区。",
         [("names", "硚囗区", "硚口区")]),
        ("2022年7月份信用信息", "2022年6月份信用信息", [("months", "2022年6月份", "7月")]),
        ("（3个）：江岸区、江汉区、硚口区。", "（4个）：江岸区、江汉区、硚口区、江汉区。",
         [("repeats", "江汉区", "")]),
        ("较高的区有：江岸区（99.75%）", "较高的区有江岸区、江岸区、江汉区，又有：江岸区（99.75%）",
         [("repeats", "江岸区", "")]),
    ],
)  # fmt: skip
def test_a_change_of_the_district_bulletin_is_found(before, after, expected):
    assert found(DISTRICTS, (before, after)) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("小计	21", "小计	22", [("sums", "22", "21"), ("sums", "30", "31")]),
        (
            "总计	24	17	41",
            "总计	24	17	42",
            [("sums", "42", "41"), ("sums", "42", "41")],
        ),
        (
            "叶县	2	3	5",
            "叶县	2	3	4",
            [("sums", "4", "5"), ("sums", "11", "10")],
        ),
    ],
)
def test_a_total_that_no_reading_gives_is_found(before, after, expected):
    assert found(PARTS, (before, after)) == expected


def test_a_rank_against_the_scores_is_found():
    assert found(SCORES, ("90	4", "99	4")) == [("ranks", "4", "1")]


def test_a_rate_that_was_cut_off_says_so():
    text = CITY.replace("30	2	6.67", "30	2	6.66")

    (finding,) = audit(read(text.encode(), file_name="通报.txt"))

    assert finding.message == (
        "「宝丰县」的「迟报率（%）」写 6.66，按 2÷30 四舍五入应为 6.67（6.66 是截断得来的）。"
    )
    assert finding.place == (
        "表 2「2023年11月份各县（市、区）“双公示”工作情况统计表」第 3 行第 5 列"
    )


def test_a_register_of_the_caller_is_taken_at_its_word():
    known = register("名录", ["鲁山县", "叶县"], is_certain=True)

    kinds = {each[:2] for each in found(CITY, registers=[known])}

    assert ("names", "宝丰县") in kinds
    assert ("names", "鲁山县") not in kinds


def test_a_register_of_another_place_is_not_asked():
    other = register("台账的单位名录", ["甲区", "乙区", "丙县", "市公安局", "市水利局"])

    assert found(CITY, registers=[other]) == []


def test_a_short_name_is_its_long_one():
    known = register("名录", ["市交通运输局", "市市场监督管理局"], is_certain=True)
    text = "报送较好的有：市交通局、市市场监管局。"

    assert found(text, registers=[known]) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # About, at least, another time, several together: nothing can be said.
        ("鲁山县报送60条，占报送总量46.15%", "鲁山县报送约70条"),
        ("鲁山县报送60条，占报送总量46.15%", "鲁山县报送50余条"),
        ("鲁山县报送60条，占报送总量46.15%", "上月鲁山县报送90条"),
        ("鲁山县报送60条，占报送总量46.15%", "鲁山县、叶县共报送70条"),
        ("鲁山县报送60条，占报送总量46.15%", "鲁山县、叶县分别报送60条、10条"),
        ("鲁山县报送60条，占报送总量46.15%", "鲁山县信用服务中心报送9条"),
        ("迟报率为2.31%", "迟报率为2.3%"),
    ],
)
def test_what_may_be_true_is_not_accused(before, after):
    assert found(CITY, (before, after)) == []


def test_a_register_of_the_ledger_serves_its_own_place_only():
    names = ["鲁山县", "宝丰县", "新华区", "市公安局", "市水利局", "市民政局"]
    own, other = (register("台账", names, place=f"{p}市") for p in ("平顶山", "运城"))
    text = CITY.replace("叶县", "叶字县")

    assert ("names", "叶字县", "") in found(text, registers=[own])
    assert found(CITY, registers=[other]) == []


DAILY = """湖北省各单位每天报送情况统计表

单位	报送量	迟报量	迟报率	正确数量	正确率	重复量	不上报量
市水务局	150	48	32.43	145	97.97	1	1
市公安局	118	31	26.27	117	99.15	0	0
市教育局	101	34	34.34	96	96.97	1	1
"""


def test_rates_may_leave_out_what_is_printed_as_left_out():
    assert audit(read(DAILY.encode(), file_name="日报.txt")) == ()


def test_a_rate_that_no_count_gives_is_found_all_the_same():
    wrong = DAILY.replace("97.97", "97.77")

    found = audit(read(wrong.encode(), file_name="日报.txt"))

    assert [(each.kind, each.found) for each in found] == [("rates", "97.77")]


def test_a_rank_among_columns_of_a_group_is_by_that_group():
    rows = [
        ["名次", "单位", "数据总量", "", "总分"],
        ["", "", "条数", "名次", ""],
        *(
            [str(at), f"第{at}县", str(10 * at), str(6 - at), str(90 - at)]
            for at in range(1, 6)
        ),
    ]
    title = Paragraph("2021年8月份考核排名表", "第 1 段")

    assert audit(Writing((title, grid(rows, "表 1")))) == ()


@pytest.mark.parametrize("count", [234, 1234, 10010])
def test_a_count_before_a_table_is_read_whole(count):
    rows = "".join(f"{n}\t江岸区\t平台{n}\n" for n in range(1, count + 1))
    table = f"本月新增{count}个，具体如下：\n\n\t所属单位\t平台名称\n{rows}"

    assert found(table) == []
    if count > 1000:
        part = str(count)[-3:]
        told = [("counts", part, str(count))]
        assert found(table, (f"新增{count}个", f"新增{part}个")) == told


@pytest.mark.parametrize("written", ["1,234", "1234"])
def test_a_count_with_a_comma_is_read_whole(written):
    rows = "".join(f"{n}\t江岸区\t平台{n}\n" for n in range(1, 1235))

    assert (
        found(f"本月新增{written}个，具体如下：\n\n\t所属单位\t平台名称\n{rows}") == []
    )


@pytest.mark.parametrize(
    "told",
    [
        "迟报的有：市公安局（许可1条）、市公安局（处罚2条）、市水利局。",
        "报送的有叶县、宝丰县，较多的有叶县、鲁山县。",
        "对市公安局、市水利局提出表扬；对市公安局、市民政局提出批评。",
    ],
)
def test_a_unit_named_again_in_another_list_does_not_repeat(told):
    assert found(told) == []


def test_months_that_the_text_tells_of_other_times_are_no_contradiction():
    text = """关于2022年7月份报送情况的通报

5月份、6月份国家抽查出的漏报单位均涉及我市。

8月底前各区报送整改情况。

6月份，省信用办通报。

现将7月份情况通报如下。
"""
    assert found(text) == []
