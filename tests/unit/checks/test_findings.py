"""Messages and suggestions, word for word, as a unit reads them."""

import pytest

from gongshi.checks import check, findings
from gongshi.checks.findings import count_rules
from gongshi.policy.standards import load_standard
from tests.properties.rows import SURROUNDINGS, batch, whole

#: What is changed in a whole row; rule, field, message, suggestion, raw value.
LICENCE = [
    (
        {"XK_NR": "\u3000"},
        ("G-01", "XK_NR", "「许可内容」为必填项，不能为空", None, "\u3000"),
    ),
    (
        {"XK_XKBH": "N/A"},
        (
            "G-02",
            "XK_XKBH",
            "「许可编号」填写了「N/A」，请填写实际内容；确实没有的非必填项请留空",
            None,
            "N/A",
        ),
    ),
    (
        {"XK_XKWS": "准予许可" + "书" * 200},
        (
            "G-08",
            "XK_XKWS",
            "「行政许可决定文书名称」超过 200 个字符（现有 204 个），请精简",
            None,
            "准予许可" + "书" * 200,
        ),
    ),
    (
        {"XK_XDR_SHXYM": "914403001922038217"},
        (
            "S-02",
            "XK_XDR_SHXYM",
            "统一社会信用代码「914403001922038217」不正确：校验位应为 6，现为 7",
            "914403001922038216",
            "914403001922038217",
        ),
    ),
    (
        {"XK_XDR_ZZJG": "71526726-X"},
        (
            "S-12b",
            "XK_XDR_ZZJG",
            "组织机构代码「71526726X」与统一社会信用代码第 9—17 位不一致",
            "192203821",
            "71526726-X",
        ),
    ),
    (
        {"XK_XKLB": "普通许可"},
        (
            "L-06",
            "XK_XKLB",
            "许可类别「普通许可」不在清单内，应为："
            "普通、特许、认可、核准、登记、其他-具体内容（只填一个）",
            "普通",
            "普通许可",
        ),
    ),
    (
        {"XK_WSH": None, "XK_XKBH": "JY33202810257113"},
        (
            "L-02",
            "XK_WSH",
            "没有文书号的，请在「行政许可决定文书号」填写许可编号",
            "JY33202810257113",
            None,
        ),
    ),
    (
        {"XK_YXQZI": "2022年11月30日"},
        (
            "D-04",
            "XK_YXQZI",
            "有效期至「2022-11-30」不能早于有效期自「2023-12-01」",
            None,
            "2022年11月30日",
        ),
    ),
    (
        {"XK_YXQZI": "2029/12-1"},
        (
            "D-01",
            "XK_YXQZI",
            "「有效期至」的「2029/12-1」不是有效日期，应为 YYYY/MM/DD，如 2023/12/01",
            "2029/12/01",
            "2029/12-1",
        ),
    ),
    (
        {"XK_JDRQ": "2026/11/21"},
        ("D-03", "XK_JDRQ", "「许可决定日期」的「2026-11-21」晚于今天（2026/11/20）",
         None, "2026/11/21"),
    ),
    (
        {"XK_XDR_ZJLX": "身份证"},
        ("S-05", "XK_XDR_ZJLX", "单位类相对人不应填写自然人的「证件类型」", "", "身份证"),
    ),
    (
        {"XK_LYDW": "示例市水务局"},
        (
            "S-17c",
            "XK_LYDW",
            "「数据来源单位」的「示例市水务局」与该代码在单位名录中的名称不符"
            "（名录：示例市公安局），请核对",
            "示例市公安局",
            "示例市水务局",
        ),
    ),
]  # fmt: skip
PENALTY = [
    (
        {"CF_NR_FK": "2000"},
        (
            "P-05",
            "CF_NR_FK",
            "金额单位疑似错误：处罚内容写明罚款 2000 元，应以「万元」填写"
            "（2000 元 = 0.2 万元）",
            "0.2",
            "2000",
        ),
    ),
    (
        {"CF_NR_FK": "2000元"},
        (
            "P-06",
            "CF_NR_FK",
            "「罚款金额（万元）」的「2000元」格式不正确：单位应为万元，只填数字",
            "0.2",
            "2000元",
        ),
    ),
    (
        {"CF_SY": "当事人电话13900000000，未取得许可"},
        (
            "P-13",
            "CF_SY",
            "「违法事实」含个人隐私信息（电话号码），公示时将自动遮盖，请核对",
            None,
            "当事人电话13900000000，未取得许可",
        ),
    ),
    (
        {"CF_GSJZQ": "2028-12-02"},
        (
            "P-12b",
            "CF_GSJZQ",
            "公示截止期「2028-12-02」超过最长公示期（自决定之日起 36 个月）",
            None,
            "2028-12-02",
        ),
    ),
]


def found(category, raws, *, as_frame=False):
    """Check rows of a category and list what is found."""
    standard = load_standard(category)
    file = batch(standard, raws, as_frame=as_frame)
    return list(findings(check(file, standard, SURROUNDINGS)))


@pytest.mark.parametrize(
    ("category", "changed", "expected"),
    [("licence", *each) for each in LICENCE] + [("penalty", *each) for each in PENALTY],
)
def test_a_broken_rule_is_told_in_these_words(category, changed, expected):
    told = found(category, [whole(category) | changed])

    said = {
        (each.rule, each.field, each.message, each.suggestion, each.value)
        for each in told
    }
    assert expected in said


def test_a_finding_says_where_it_is_and_on_what_it_rests():
    row = whole("licence") | {"XK_XKLB": "备案"}

    (finding,) = found("licence", [whole("licence") | {"XK_WSH": "平示许〔2025〕9号",
                                   "XK_NR": "散装食品销售"}, row])  # fmt: skip

    assert (finding.place, finding.row_number, finding.title, finding.severity) == (
        1,
        3,
        "许可类别",
        "return",
    )
    assert finding.source == "证照推送填报说明 2024-07；苏州数据标准 2017"


@pytest.mark.parametrize("as_frame", [False, True])
def test_rows_of_one_file_are_named_by_their_number(as_frame):
    changed = whole("penalty") | {"CF_NR": "罚款1000元", "CF_NR_FK": "0.1"}

    told = found("penalty", [whole("penalty"), whole("penalty"), changed],
                 as_frame=as_frame)  # fmt: skip

    assert [(each.row_number, each.rule, each.message) for each in told] == [
        (3, "U-06", "文件第 3 行与第 2 行重复，只收第一行"),
        (4, "U-06b", "文件第 4 行与第 2 行是同一条记录，但「处罚内容、罚款金额（万元）」"
         "不同；请只保留正确的一行"),
    ]  # fmt: skip


def test_a_long_value_is_shortened_in_the_message():
    (finding,) = found("licence", [whole("licence") | {"XK_XKLB": "备案" * 30}])

    assert "「" + "备案" * 19 + "备…」" in finding.message
    assert finding.value == "备案" * 30


def test_a_value_with_braces_is_said_as_it_is():
    (finding,) = found("licence", [whole("licence") | {"XK_XKLB": "{title}"}])

    assert finding.message.startswith("许可类别「{title}」不在清单内")


def test_what_is_suggested_is_never_what_is_there():
    told = found("licence", [{}, whole("licence") | {"XK_XDR_LB": "法人"}])

    assert all(each.suggestion != each.value or not each.value for each in told)


def test_findings_are_counted_by_rule_and_field():
    wrong = whole("licence") | {"XK_XKLB": "备案"}

    counted = count_rules(found("licence", [wrong, wrong, wrong | {"XK_ZT": "3"}]))

    assert [(each.rule, each.field, each.count) for each in counted] == [
        ("L-06", "XK_XKLB", 3),
        ("L-08", "XK_ZT", 1),
    ]
