"""What bulletins say where nobody filed, or not everybody: never of all, and no "-"."""

from datetime import date
from itertools import pairwise

import pytest

from gongshi.assessment.counts import Counts
from gongshi.bulletin.composing import Imprint, compose
from gongshi.bulletin.document import plain
from gongshi.bulletin.figures import Figures, UnitCounts
from gongshi.bulletin.outline import read_outline
from gongshi.bulletin.papers import Papers
from gongshi.clocks.periods import month
from gongshi.policy.policies import policy_in_force

MONTH = month("2024-05")


def told(place, *filed):
    """Compose a month of two units a group, and give its paragraphs.

    Args:
        place: Key of the place.
        filed: Group of a unit that filed a good licence and a good penalty.
    """
    policy = policy_in_force(place, date(2024, 5, 31))
    outline = read_outline(policy.bulletin, policy.files[0])
    good = {"licence": Counts(accepted=1), "penalty": Counts(accepted=30)}
    units = [
        UnitCounts(
            f"{n}{group}", group, n, good if n == 1 and group in filed else {}, {}
        )
        for group in outline.groups
        for n in (1, 2)
    ]
    papers = {each.key: Papers(place, each, []) for each in policy.papers}
    figures = Figures(
        MONTH, units, policy.rates, outline.scopes, outline.volume, papers=papers
    )
    document = compose(outline, figures, Imprint("", None, "", "", ""))
    return [
        (each.level, "".join(map(plain, each.runs))) for each in document.paragraphs
    ]


def said(place, *filed):
    return [text for _, text in told(place, *filed)]


@pytest.mark.parametrize("place", ["wuhan", "hubei", "pingdingshan"])
def test_a_month_without_rows_has_neither_dashes_nor_bare_headings(place):
    paragraphs = told(place)

    assert [text for _, text in paragraphs if "-" in text or "率为" in text] == []
    # Below every heading stands a text or a heading further in.
    for (level, text), (after, _) in pairwise(paragraphs):
        assert not level or after == 0 or after > level, text


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("wuhan", "5月份，各区、市各部门均未报送“双公示”信息。"),
        ("wuhan", "5月份，各区、市直单位均未报送行政许可信息。"),
        ("wuhan", "5月份，各区、市直单位均未报送行政处罚信息。"),
        ("hubei", "5月份，各地各单位均没有报送“双公示”信息。"),
        ("hubei", "5月份没有信息报送，没有合规率可以通报。"),
        ("hubei", "5月份没有信息报送，没有迟报率可以通报。"),
        ("pingdingshan", "5月份，市信用信息共享平台没有归集到“双公示”信息。"),
    ],
)
def test_a_month_without_rows_says_so(place, sentence):
    assert sentence in said(place)


@pytest.mark.parametrize(
    ("place", "group", "sentence"),
    [
        ("wuhan", "districts", "各区行政许可信息及时率均达到100%。"),
        ("wuhan", "districts", "各区行政处罚信息及时率均达到100%。"),
        ("wuhan", "departments", "市直单位行政许可信息及时率均达到100%。"),
        ("hubei", "cities", "市州合规率均达到100%。"),
        ("hubei", "departments", "省直单位合规率均达到100%。"),
    ],
)
def test_of_all_is_said_only_of_those_who_filed(place, group, sentence):
    sentences = said(place, group)

    lead = "有合规信息的" if place == "wuhan" else "有报送的"
    assert f"{lead}{sentence}" in sentences
    assert sentence not in sentences


def test_who_filed_nothing_has_not_filed_only_0_rows():
    sentences = said("pingdingshan", "counties")

    assert (
        "没有报送信息的县（市、区）有：2counties，"
        "远未达到国家“双公示”数据“应归尽归”的工作要求。"
    ) in sentences
    assert not any("仅有0条" in each for each in sentences)
    (whole,) = [each for each in sentences if "其中" in each]
    assert "其中市直各单位没有推送；各县（市、区）推送31条" in whole
