"""What a text tells of decisions: each example shows the text and what is understood."""

from datetime import date

import pytest

from gongshi.oversight.exposures.extract import extract
from gongshi.oversight.exposures.items import Here, Item, is_person, snippet
from gongshi.policy.exposures import exposures_in_force

TERMS = exposures_in_force(date(2024, 1, 1))
HERE = Here(
    {"市市场监管局": 1, "云陵市市场监督管理局": 1, "市公安局": 2, "云陵市公安局": 2},
    frozenset({"云市监罚"}),
)
MARKET, POLICE = "云陵市市场监督管理局", "云陵市公安局"


def told(text: str, **about: bool) -> list[tuple[str, ...]]:
    """Give number, subject, authority and day of each decision of a text."""
    found = extract(Item(text, **about), TERMS, HERE)
    kinds = ("number", "subject", "authority", "decided")
    return [tuple(each.told(kind) for kind in kinds) for each in found]


def test_a_news_text_tells_of_one_decision():
    text = (
        "近日，云陵市市场监督管理局对云陵市好味餐饮有限公司作出行政处罚决定"
        "（云市监罚〔2024〕3号），供货商为海州市大鲜食品有限公司。2024年3月2日，"
        "该局作出罚款5000元的处罚。"
    )

    assert told(text) == [
        ("云市监罚〔2024〕3号", "云陵市好味餐饮有限公司", MARKET, "2024-03-02")
    ]


def test_labels_are_believed_and_a_new_one_begins_the_next_decision():
    text = (
        "行政处罚决定书文号：云市监罚〔2024〕7号\n当事人：张示一\n处罚机关：云陵市公安局\n"
        "处罚决定日期：2024/3/2\n"
        "行政处罚决定书文号：云市监罚〔2024〕8号\n"
        "当事人：云陵瑞禾食品有限公司（统一社会信用代码9144）\n"
        "处罚机关：云陵市公安局\n处罚决定日期：二〇二四年三月十二日\n"
    )

    assert told(text) == [
        ("云市监罚〔2024〕7号", "张示一", POLICE, "2024-03-02"),
        ("云市监罚〔2024〕8号", "云陵瑞禾食品有限公司", POLICE, "2024-03-12"),
    ]


def test_a_table_is_read_by_the_titles_of_its_columns():
    text = (
        "序号\t文号\t当事人\t处罚机关\t日期\n"
        "1\t云市监罚〔2024〕7号\t张示一\t市公安局\t2024.3.2\n"
        "2\tJY33202810257113\t李示二\t市公安局\t2024.3.3"
    )

    assert told(text) == [
        ("云市监罚〔2024〕7号", "张示一", "市公安局", "2024-03-02"),
        ("", "李示二", "市公安局", "2024-03-03"),
    ]


def test_of_a_list_each_line_is_a_decision_with_or_without_a_number():
    text = (
        "云陵市公安局公布三起案件\n1.云陵青禾商贸有限公司，罚款（云公罚〔2024〕3号）\n"
        "2.白石巷五金店，罚款\n3.云陵远岫科技有限公司，罚款（云公罚〔2024〕5号）"
    )

    assert [each[:2] for each in told(text)] == [
        ("云公罚〔2024〕3号", "云陵青禾商贸有限公司"),
        ("", "白石巷五金店"),
        ("云公罚〔2024〕5号", "云陵远岫科技有限公司"),
    ]
    assert {each[2] for each in told(text)} == {POLICE}


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("云市监罚〔２０２４〕３号", "云市监罚〔2024〕3号"),
        ("云市监罚（2024）第003号", "云市监罚（2024）第003号"),
        ("作出云市监罚【2024】3号行政处罚决定", "云市监罚【2024】3号"),
        ("云市监罚〔二〇二四〕第十八号", "云市监罚〔二〇二四〕第十八号"),
        ("依据《条例》（国发〔2019〕5号）", ""),
        ("云政办发〔2024〕1号", ""),
        ("许可证编号：JY33202810257113", ""),
        ("2024年3号楼", ""),
    ],
)
def test_which_texts_are_numbers_of_decisions(written, number):
    (found,) = told(f"当事人：云陵青禾商贸有限公司，{written}")

    assert found[0] == number


def test_a_certificate_is_told_for_what_it_is():
    (found,) = extract(Item("文书号：JY33202810257113\n当事人：张示一"), TERMS, HERE)

    assert (found.told("number"), found.not_number) == ("", "JY33202810257113")


@pytest.mark.parametrize(
    ("text", "authority"),
    [
        ("市公安局对白石巷五金店罚款", "市公安局"),
        ("根据群众举报云陵市公安局对白石巷五金店罚款", POLICE),
        ("海州市公安局对白石巷五金店罚款", "海州市公安局"),
        ("海州公安局对白石巷五金店罚款", "海州公安局"),
        ("白石巷五金店被罚款", ""),
    ],
)
def test_a_short_name_is_ours_only_where_no_other_place_stands_before_it(
    text, authority
):
    (found,) = told(text)

    assert found[2] == authority


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024年1月5日检查发现问题，2024年3月2日作出处罚", "2024-03-02"),
        ("处罚决定（2024年3月2日）", "2024-03-02"),
        ("罚款\n云陵市公安局\n2024年3月2日", "2024-03-02"),
        ("2024年3月2日讯，罚款", ""),
        ("2024年13月2日作出处罚", ""),
    ],
)
def test_which_day_is_the_day_of_the_decision(text, day):
    (found,) = told(f"白石巷五金店，{text}")

    assert found[3] == day


def test_the_same_decision_told_twice_is_one():
    text = (
        "云陵青禾商贸有限公司被罚款\n云陵市公安局对云陵青禾商贸有限公司作出处罚决定"
        "（云公罚〔2024〕3号）。青禾商贸有限公司对云公罚（2024）第3号没有异议。"
    )

    assert [each[:2] for each in told(text)] == [
        ("云公罚〔2024〕3号", "云陵青禾商贸有限公司")
    ]


def test_a_line_of_a_list_is_one_decision_whatever_its_text_says():
    text = "文书号：云公罚〔2024〕3号\n当事人：白石巷五金店\n供货商云陵青禾商贸有限公司罚款"

    assert len(told(text, is_one=True)) == 1


def test_a_text_without_decisions_tells_of_one_of_which_nothing_is_known():
    assert told("今天天气好") == [("", "", "", "")]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("云公罚〔2024〕3号", "penalty"),
        ("云公许〔2024〕3号", "licence"),
        ("对白石巷五金店罚款", "penalty"),
        ("准予白石巷五金店经营许可", "licence"),
        ("当事人：白石巷五金店", ""),
    ],
)
def test_the_category_follows_the_prefix_then_the_words(text, category):
    (found,) = extract(Item(text), TERMS, HERE)

    assert found.category == category


def test_where_a_fact_stood_is_kept():
    text = "对白石巷五金店罚款，全文完"

    fact = extract(Item(text), TERMS, HERE)[0].facts["subject"]

    assert snippet(text, fact, 2) == ("对", "白石巷五金店", "罚款")


def test_short_names_that_no_firm_has_are_persons():
    names = ("张示一", "买买提·示例", "白石巷五金店", "云陵青禾商贸有限公司")

    assert [is_person(each, TERMS) for each in names] == [True, True, False, False]


def test_an_authority_belongs_to_the_sentence_that_it_begins():
    text = (
        "云陵市公安局对白石巷五金店作出处罚（云公罚〔2024〕3号）。\n"
        "云陵市公安局对云陵远岫科技有限公司作出处罚（云公罚〔2024〕4号）。\n"
        "海州市公安局对海州快运有限公司罚款两千元。"
    )

    assert [each[2] for each in told(text)] == [POLICE, POLICE, "海州市公安局"]


def test_a_column_goes_before_what_the_heading_says():
    text = "云陵市公安局公示\n文号\t当事人\t机关\n云公罚〔2024〕3号\t白石巷五金店\t海州市公安局"
    text = text.replace("机关", "处罚机关")

    (found,) = told(text)

    assert found[2] == "海州市公安局"


def test_a_label_without_a_number_begins_the_next_decision():
    text = (
        "文书号：云公罚〔2024〕3号\n当事人：张示一\n文书号：\n当事人：李示二\n"
        "文书号：云公罚〔2024〕5号\n当事人：王示三"
    )

    assert [each[:2] for each in told(text)] == [
        ("云公罚〔2024〕3号", "张示一"),
        ("", "李示二"),
        ("云公罚〔2024〕5号", "王示三"),
    ]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("对张示一作出处罚决定", "张示一"),
        ("1.张示一，罚款", "张示一"),
        ("对该店作出处罚决定", ""),
        ("对其作出处罚决定", ""),
        ("对违法行为作出处罚", ""),
    ],
)
def test_a_person_is_known_by_the_words_around(text, subject):
    (found,) = told(text)

    assert found[1] == subject


def test_a_name_does_not_reach_into_the_line_before():
    (found,) = told("市公安局公布案件\n市公安局对白石巷五金店罚款")

    assert found[1:3] == ("白石巷五金店", "市公安局")
